// Package postgres is the one door to the database. Reading is free; whatever
// changes the campaign goes through Write, which asks the policy, keeps the
// second sending of a form from acting twice, and leaves the audit entry.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"portal/internal/access"
	"portal/internal/fault"
)

// appRole is the database role of the portal: it owns nothing, and cannot
// change or delete audit entries and publications.
const appRole = "portal_app"

// Querier reads: the pool, or a transaction.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// DB is a pool of connections that can read, and the doors to write.
type DB struct {
	pool     *pgxpool.Pool
	key      []byte // of the audit chain
	patience time.Duration
	queries  atomic.Int64
	stating  sync.Mutex
	state    atomic.Pointer[State]
	changed  chan struct{}
	outage   *outage
}

// Open connects as the portal's own role. The key seals the audit chain; it must
// be the one the chain was begun with. The database must have been migrated.
func Open(ctx context.Context, url string, key []byte, connections int) (*DB, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	db := &DB{key: key, patience: patience, changed: make(chan struct{}, 1), outage: newOutage()}
	config.MaxConns = int32(connections) // #nosec G115 -- a small setting
	config.ConnConfig.Tracer = tracer{db}
	config.ConnConfig.ConnectTimeout = 2 * time.Second
	for name, value := range map[string]string{
		"application_name":                    "portal",
		"timezone":                            "UTC",
		"default_transaction_read_only":       "on",
		"statement_timeout":                   "10s",
		"lock_timeout":                        "4s",
		"idle_in_transaction_session_timeout": "15s",
	} {
		config.ConnConfig.RuntimeParams[name] = value
	}
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		// What is answered is on the disk, whatever the server's settings take as good enough.
		return conn.PgConn().Exec(ctx, "set role "+appRole+`;
			select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`).Close()
	}
	if db.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, err
	}
	if err := db.checkKey(ctx); err != nil {
		db.pool.Close()
		return nil, err
	}
	if err := db.Refresh(ctx); err != nil {
		db.pool.Close()
		return nil, err
	}
	return db, nil
}

// Close ends all connections.
func (db *DB) Close() { db.pool.Close() }

// Snapshot reads several things as of one moment.
func (db *DB) Snapshot(ctx context.Context, read func(Querier) error) error {
	return db.transact(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly},
		func(tx pgx.Tx) error { return read(tx) })
}

// Ready reports whether the database answers.
func (db *DB) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return db.pool.Ping(ctx)
}

// Queries counts the statements run so far: the tests compare pages by it.
func (db *DB) Queries() int64 { return db.queries.Load() }

type tracer struct{ db *DB }

func (t tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	t.db.queries.Add(1)
	return ctx
}

func (tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// Tx is a transaction that writes.
type Tx struct {
	pgx.Tx
	by      access.Actor
	action  access.Action
	records []*record
}

// Write runs f in a transaction, for somebody who may do this at all. f must
// Record what it changes; a transaction without a record does not commit. The
// entries are chained last, so that the chain is held for a moment only and no
// operation can wait for another's rows while it holds it.
func (db *DB) Write(ctx context.Context, by access.Actor, do access.Action, f func(*Tx) error) error {
	if !by.Can(do) {
		return access.Denied()
	}
	changes, err := db.write(ctx, by, do, f)
	if code := Code(err); code == "40001" || code == "40P01" { // the other one won: once more
		changes, err = db.write(ctx, by, do, f)
	}
	if err == nil {
		db.tell(changes)
	}
	return err
}

// write returns the number of the change, by which other processes learn of it.
func (db *DB) write(ctx context.Context, by access.Actor, do access.Action, f func(*Tx) error) (changes int64, err error) {
	err = db.transact(ctx, pgx.TxOptions{AccessMode: pgx.ReadWrite}, func(inner pgx.Tx) error {
		tx := &Tx{Tx: inner, by: by, action: do}
		if by.Key != "" {
			if err := db.answerOnce(ctx, tx); err != nil {
				return err
			}
		}
		if err := f(tx); err != nil {
			return err
		}
		if len(tx.records) == 0 {
			return fmt.Errorf("%s: a transaction without a record does not commit", do)
		}
		changes, err = db.chain(ctx, tx)
		return err
	})
	return changes, err
}

// Keep runs f in a transaction that leaves no audit entry: only for the portal's own
// bookkeeping - sessions, failed guesses, view counts - never for a thing of the campaign.
func (db *DB) Keep(ctx context.Context, f func(pgx.Tx) error) error {
	return db.transact(ctx, pgx.TxOptions{AccessMode: pgx.ReadWrite}, f)
}

// Code returns the SQLSTATE of an error of the server, or "".
func Code(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Violates reports whether err breaks the constraint of this name.
func Violates(err error, constraint string) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.ConstraintName == constraint
}

// Missing turns "no rows" into a fault with this sentence, and leaves other errors alone.
func Missing(err error, sentence string) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return fault.New(fault.NotFound, sentence)
	}
	return err
}

// Down reports whether err says that the database cannot be reached or is too busy, rather than that something was wrong.
func Down(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	if errors.Is(err, ErrDown) || errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err) { // it hung up in the middle
		return true
	}
	switch code := Code(err); code {
	case "53300", "53100", "53200", "55P03", "57014", "57P01", "57P02", "57P03":
		return true
	default:
		return len(code) == 5 && code[:2] == "08"
	}
}
