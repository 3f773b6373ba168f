package postgres

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
)

// chainLock is the advisory lock under which entries are added to the chain.
const chainLock = 0x7068_6f6e_6774

// record is an entry in the making: the subject is read again when the transaction ends.
type record struct {
	subject access.Subject
	before  string
	reason  string
}

// Record asks the policy about this very thing and notes it for the audit log,
// as it is now; how it is when the transaction ends is noted then, so the subject
// must be a pointer to what the operation changes.
func (tx *Tx) Record(_ context.Context, subject access.Subject, reason string) error {
	return tx.record(subject, reason, false)
}

// RecordNew is Record for a thing that did not exist before.
func (tx *Tx) RecordNew(_ context.Context, subject access.Subject, reason string) error {
	return tx.record(subject, reason, true)
}

func (tx *Tx) record(subject access.Subject, reason string, isNew bool) error {
	if !tx.by.May(tx.action, subject) {
		return access.Denied()
	}
	r := &record{subject: subject, reason: reason}
	if !isNew {
		before, err := json.Marshal(subject)
		if err != nil {
			return err
		}
		r.before = string(before)
	}
	tx.records = append(tx.records, r)
	return nil
}

// Entry is one line of the audit log.
type Entry struct {
	ID        int64
	At        time.Time
	ActorID   *int64
	Actor     string // roles held
	Action    access.Action
	Subject   string
	Before    string // JSON; empty: there was nothing
	After     string
	Reason    string
	RequestID string
	Previous  []byte
	Hash      []byte
}

// seal computes the hash of an entry: HMAC-SHA-256, under a key that is kept outside
// the database, over the hash before it and a JSON list of its fields.
func (e *Entry) seal(key []byte) ([]byte, error) {
	fields, err := json.Marshal([]any{
		e.ID, e.At.UTC().Format(time.RFC3339Nano), e.ActorID, e.Actor, e.Action, e.Subject,
		e.Before, e.After, e.Reason, e.RequestID,
	})
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(e.Previous)
	mac.Write(fields)
	return mac.Sum(nil), nil
}

// chain adds the records of a transaction to the log. It is the last thing before
// the commit: who comes next waits for the commit. It returns the number of the change.
func (db *DB) chain(ctx context.Context, tx *Tx) (changes int64, err error) {
	batch := &pgx.Batch{}
	batch.Queue(`select pg_advisory_xact_lock($1)`, int64(chainLock))
	batch.Queue(`select id, hash, date_trunc('microseconds', clock_timestamp() + coalesce((select clock_skew from ward), '0'))
		from (select id, hash from audit_entries union all select 0, ''::bytea order by id desc limit 1) as last`)
	batch.Queue(`update stamps set changes = changes + 1 returning changes`)
	results := tx.SendBatch(ctx, batch)
	var last Entry
	_, err = results.Exec()
	if err == nil {
		err = results.QueryRow().Scan(&last.ID, &last.Hash, &last.At)
	}
	if err == nil {
		err = results.QueryRow().Scan(&changes)
	}
	if err := errors.Join(err, results.Close()); err != nil {
		return 0, err
	}
	insert := &pgx.Batch{}
	for _, r := range tx.records {
		after, err := json.Marshal(r.subject)
		if err != nil {
			return 0, err
		}
		e := Entry{
			ID: last.ID + 1, At: last.At, Actor: roleNames(tx.by), Action: tx.action, Subject: r.subject.AuditKey(),
			Before: r.before, After: string(after), Reason: r.reason, RequestID: tx.by.RequestID, Previous: last.Hash,
		}
		if tx.by.Account != 0 {
			e.ActorID = &tx.by.Account
		}
		if e.Hash, err = e.seal(db.key); err != nil {
			return 0, err
		}
		insert.Queue(`insert into audit_entries
			(id, at, actor_id, actor, action, subject, before, after, reason, request_id, previous, hash)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			e.ID, e.At, e.ActorID, e.Actor, e.Action, e.Subject, e.Before, e.After, e.Reason, e.RequestID, e.Previous, e.Hash)
		last = e
	}
	return changes, tx.SendBatch(ctx, insert).Close()
}

func roleNames(a access.Actor) string {
	names := make([]string, len(a.Roles))
	for i, r := range a.Roles {
		names[i] = string(r)
	}
	return strings.Join(names, " ")
}

// verifyAtOnce is how many entries are read in one statement, whose time is limited.
const verifyAtOnce = 5000

// Broken says at which entry the audit chain does not hold any more, and how.
type Broken struct {
	Entry int64
	How   string
}

func (b *Broken) Error() string { return "the audit chain breaks " + b.How }

// VerifyChain walks the audit log from its first entry and returns how many hold.
// The error is a *Broken where the chain breaks.
func (db *DB) VerifyChain(ctx context.Context) (int64, error) {
	var last Entry
	err := db.Snapshot(ctx, func(q Querier) error {
		for {
			rows, err := q.Query(ctx, `select id, at, actor_id, actor, action, subject, before, after, reason, request_id, previous, hash
				from audit_entries where id > $1 order by id limit $2`, last.ID, verifyAtOnce)
			if err != nil {
				return err
			}
			entries, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Entry])
			if err != nil || len(entries) == 0 {
				return err
			}
			for _, e := range entries {
				if err := db.follows(e, last); err != nil {
					return err
				}
				last = e
			}
		}
	})
	return last.ID, err
}

func broken(entry int64, how string, args ...any) error {
	return &Broken{entry, fmt.Sprintf(how, args...)}
}

// follows says how an entry does not continue the chain.
func (db *DB) follows(e, last Entry) error {
	sum, err := e.seal(db.key)
	switch {
	case err != nil:
		return err
	case e.ID != last.ID+1:
		return broken(last.ID+1, "after entry %d: the next one is %d", last.ID, e.ID)
	case !bytes.Equal(e.Previous, last.Hash):
		return broken(e.ID, "at entry %d: it does not follow entry %d", e.ID, last.ID)
	case !hmac.Equal(sum, e.Hash):
		return broken(e.ID, "at entry %d: it was changed", e.ID)
	}
	return nil
}

// checkKey holds the key against the one the chain was begun with.
func (db *DB) checkKey(ctx context.Context) error {
	sum := sha256.Sum256(db.key)
	var kept []byte
	err := db.Keep(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `insert into audit_key (fingerprint) values ($1) on conflict do nothing`, sum[:8]); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `select fingerprint from audit_key`).Scan(&kept)
	})
	if err == nil && !bytes.Equal(kept, sum[:8]) {
		err = errors.New("the key of the audit chain is another one: bring keys/audit.key from the data folder of the portal that began this database, or set PORTAL_AUDIT_KEY")
	}
	return err
}
