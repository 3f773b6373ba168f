package account

import (
	"context"
	"errors"
	"net/netip"
	"strings"

	"github.com/jackc/pgx/v5"

	"portal/internal/fault"
)

// Attempt is what somebody who wants to sign in brings along.
type Attempt struct {
	Email    string
	Password string
	Session  string // token of the session the browser has, if any: it ends
	Device   string // token of the device, if it has signed in before
	Address  netip.Addr
}

// Visit is what somebody who has signed in takes along: tokens for two cookies.
type Visit struct {
	Session string
	Device  string // to be kept for long
}

// refused is the one answer to every wrong attempt: it does not tell whether there is
// such an account, whether it is disabled, or has no password yet.
func refused() error { return fault.Invalid{"": "E-mail hoặc mật khẩu không đúng."} }

// SignIn begins a session under a new token. All wrong attempts get the same answer after
// the same time, and they slow down the next ones.
func (s Store) SignIn(ctx context.Context, in Attempt) (Visit, error) {
	wrong := fault.Invalid{}
	if strings.TrimSpace(in.Email) == "" {
		wrong["email"] = "Hãy nhập e-mail."
	}
	if in.Password == "" {
		wrong["password"] = "Hãy nhập mật khẩu."
	}
	if len(wrong) > 0 {
		return Visit{}, wrong
	}
	var id int64
	var known bool // the device
	hash, key := nobody, EmailKey(in.Email)
	err := s.db.QueryRow(ctx, `select a.id, coalesce(a.password_hash, $3),
			exists (select from devices d where d.account_id = a.id and d.token_hash = $2)
		from accounts a
		where a.email_key = $1 and a.disabled_at is null`, key, tokenHash(in.Device), nobody).Scan(&id, &hash, &known)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Visit{}, err
	}
	var device []byte
	if known {
		device = tokenHash(in.Device)
	}
	counted := buckets(key, device, in.Address)
	if err := s.guess(ctx, counted); err != nil {
		return Visit{}, err
	}
	right, err := s.hasher.verify(ctx, hash, in.Password)
	if err != nil {
		return Visit{}, errors.Join(err, s.takeBack(ctx, counted))
	}
	if !right {
		return Visit{}, refused()
	}
	out := Visit{Device: in.Device}
	err = s.db.Keep(ctx, func(tx pgx.Tx) error {
		// Meanwhile the account may have been disabled, or have got another password.
		err := tx.QueryRow(ctx, `select id from accounts where id = $1 and password_hash = $2 and disabled_at is null for share`,
			id, hash).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return refused()
		}
		if err != nil {
			return err
		}
		if err := unguess(ctx, tx, counted, true); err != nil {
			return err
		}
		if err := endSession(ctx, tx, in.Session); err != nil {
			return err
		}
		if !known {
			if out.Device, err = beginDevice(ctx, tx, id); err != nil {
				return err
			}
		}
		out.Session, err = beginSession(ctx, tx, id)
		return err
	})
	if err != nil {
		return Visit{}, err
	}
	_ = s.Sweep(ctx) // what is not swept now is swept at the next sign-in
	return out, nil
}

// takeBack forgets a guess that nobody has looked at, even when the visitor has gone.
func (s Store) takeBack(ctx context.Context, counted [][]byte) error {
	ctx = context.WithoutCancel(ctx)
	return s.db.Keep(ctx, func(tx pgx.Tx) error { return unguess(ctx, tx, counted, false) })
}
