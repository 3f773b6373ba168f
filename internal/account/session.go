package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/postgres"
)

// A session ends after half an hour without a visit, and eight hours after it began. The
// server's own clock says so, not the portal's: moving the demo clock signs nobody out.
const alive = `s.seen_at > now() - interval '30 minutes' and s.created_at > now() - interval '8 hours'`

// newToken makes 32 random bytes to hand out, and what is kept of them.
func newToken() (token string, hash []byte) {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // it never fails
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, tokenHash(token)
}

// tokenHash is what the tables know of a token: the SHA-256 of its text. Who reads the
// tables cannot sign in with it.
func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// isToken reports whether a text has the form of a token, so that others cost no query.
func isToken(text string) bool { return len(text) == base64.RawURLEncoding.EncodedLen(32) }

// who are the columns of an actor, from accounts a: its roles and units are those of today.
const who = `a.id, a.name,
	array(select role from account_roles where account_id = a.id),
	array(select unit_id from memberships where account_id = a.id and role = 'unit_head'
		and portal_today() between valid_from and valid_to order by unit_id),
	array(select unit_id from memberships where account_id = a.id and role = 'unit_staff'
		and portal_today() between valid_from and valid_to order by unit_id),
	coalesce((select min(m.id) from committee_members m join campaigns c on c.id = m.campaign_id
		where m.account_id = a.id and c.current), 0)`

func scanActor(row pgx.Row, more ...any) (access.Actor, error) {
	var by access.Actor
	var roles []access.Role
	if err := row.Scan(append([]any{&by.Account, &by.Name, &roles, &by.HeadOf, &by.StaffOf, &by.Member}, more...)...); err != nil {
		return access.Actor{}, err
	}
	by.Roles = sorted(roles)
	if len(by.HeadOf) > 0 {
		by.Roles = append(by.Roles, access.UnitHead)
	}
	if len(by.StaffOf) > 0 {
		by.Roles = append(by.Roles, access.UnitStaff)
	}
	slices.SortFunc(by.Roles, func(a, b access.Role) int {
		return slices.Index(access.Roles, a) - slices.Index(access.Roles, b)
	})
	return by, nil
}

// Actor returns who visits with this session, with the roles and units of this very
// moment. Without a session that lives it is a resident: an Actor whose Account is 0.
func (s Store) Actor(ctx context.Context, token string) (access.Actor, error) {
	if !isToken(token) {
		return access.Actor{}, nil
	}
	var unseen bool
	by, err := scanActor(s.db.QueryRow(ctx, `select `+who+`, s.seen_at < now() - interval '1 minute'
		from sessions s
		join accounts a on a.id = s.account_id
		where s.token_hash = $1 and a.disabled_at is null and `+alive, tokenHash(token)), &unseen)
	if errors.Is(err, pgx.ErrNoRows) {
		return access.Actor{}, nil
	}
	if err != nil {
		return access.Actor{}, err
	}
	if unseen {
		// A session that could not be noted ends sooner, which is no reason to refuse the page.
		_ = s.db.Keep(ctx, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `update sessions set seen_at = now() where token_hash = $1`, tokenHash(token))
			return err
		})
	}
	return by, nil
}

// actor returns somebody by account, as Actor does by session.
func actor(ctx context.Context, q postgres.Querier, id int64) (access.Actor, error) {
	return scanActor(q.QueryRow(ctx, `select `+who+` from accounts a where a.id = $1`, id))
}

// SignOut ends one session.
func (s Store) SignOut(ctx context.Context, token string) error {
	if !isToken(token) {
		return nil
	}
	return s.db.Keep(ctx, func(tx pgx.Tx) error { return endSession(ctx, tx, token) })
}

// SignOutEverywhere ends every session of whoever acts, this one too.
func (s Store) SignOutEverywhere(ctx context.Context, by access.Actor) error {
	return s.db.Keep(ctx, func(tx pgx.Tx) error { return EndSessions(ctx, tx, by.Account) })
}

// EndSessions signs an account out everywhere, within the transaction that changes its
// password or what it may do.
func EndSessions(ctx context.Context, tx pgx.Tx, account int64) error {
	_, err := tx.Exec(ctx, `delete from sessions where account_id = $1`, account)
	return err
}

func endSession(ctx context.Context, tx pgx.Tx, token string) error {
	_, err := tx.Exec(ctx, `delete from sessions where token_hash = $1`, tokenHash(token))
	return err
}

func beginSession(ctx context.Context, tx pgx.Tx, account int64) (token string, err error) {
	token, hash := newToken()
	_, err = tx.Exec(ctx, `insert into sessions (token_hash, account_id) values ($1, $2)`, hash, account)
	return token, err
}

// mostDevices bounds how many devices of an account are remembered.
const mostDevices = 20

// beginDevice remembers a new device of an account.
func beginDevice(ctx context.Context, tx pgx.Tx, account int64) (token string, err error) {
	token, hash := newToken()
	if _, err := tx.Exec(ctx, `insert into devices (token_hash, account_id) values ($1, $2)`, hash, account); err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `delete from devices where account_id = $1 and token_hash not in
		(select token_hash from devices where account_id = $1 order by created_at desc, token_hash = $3 desc limit $2)`,
		account, mostDevices, hash)
	return token, err
}

// sweeps take away what has no meaning any more. Rows that somebody is using are left
// for the next time, so that nobody waits.
var sweeps = []string{
	`delete from sessions where token_hash = any(array(select token_hash from sessions
		where created_at < now() - interval '8 hours' limit 1000 for update skip locked))`,
	`delete from guesses where bucket = any(array(select bucket from guesses
		where last_at < now() - interval '1 day' limit 1000 for update skip locked))`,
	`delete from password_links where token_hash = any(array(select token_hash from password_links
		where expires_at < now() - interval '30 days' limit 1000 for update skip locked))`,
	`delete from devices where token_hash = any(array(select token_hash from devices
		where created_at < now() - interval '400 days' limit 1000 for update skip locked))`,
}

// Sweep takes away sessions that have ended, guesses that are forgotten, and links and devices of long ago.
func (s Store) Sweep(ctx context.Context) error {
	return s.db.Keep(ctx, func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		for _, sql := range sweeps {
			batch.Queue(sql)
		}
		return tx.SendBatch(ctx, batch).Close()
	})
}
