package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// patience is how long a visitor waits for a connection. When all are busy, or the server
// does not answer, they are told to come again rather than kept.
const patience = 1500 * time.Millisecond

// Patience sets another one: tests run beside many others on few processors.
func (db *DB) Patience(d time.Duration) { db.patience = d }

// lease takes a connection out of the pool. Its time ends with the waiting, not with what is done on it.
func (db *DB) lease(ctx context.Context) (*pgxpool.Conn, error) {
	if db.outage.down() && ctx.Value(askingAnyway{}) == nil {
		return nil, ErrDown
	}
	ctx, cancel := context.WithTimeout(ctx, db.patience)
	defer cancel()
	return db.pool.Acquire(ctx)
}

// transact runs f in a transaction, on a connection of its own.
func (db *DB) transact(ctx context.Context, how pgx.TxOptions, f func(pgx.Tx) error) error {
	conn, err := db.lease(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	return pgx.BeginTxFunc(ctx, conn, how, f)
}

// Query reads rows.
func (db *DB) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	conn, err := db.lease(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := conn.Query(ctx, sql, args...)
	if err != nil {
		conn.Release()
		return nil, err
	}
	return &leasedRows{Rows: rows, conn: conn}, nil
}

// QueryRow reads one row.
func (db *DB) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	conn, err := db.lease(ctx)
	if err != nil {
		return leasedRow{err: err}
	}
	return leasedRow{conn: conn, row: conn.QueryRow(ctx, sql, args...)}
}

// leasedRows give their connection back when they have been read or closed.
type leasedRows struct {
	pgx.Rows
	conn *pgxpool.Conn
}

// Close ends the reading.
func (r *leasedRows) Close() {
	r.Rows.Close()
	if r.conn != nil {
		r.conn.Release()
		r.conn = nil
	}
}

// Next goes to the next row.
func (r *leasedRows) Next() bool {
	more := r.Rows.Next()
	if !more {
		r.Close()
	}
	return more
}

// Scan reads the columns of the row; after an error there are no more rows.
func (r *leasedRows) Scan(dest ...any) error {
	err := r.Rows.Scan(dest...)
	if err != nil {
		r.Close()
	}
	return err
}

// Values reads the columns of the row; after an error there are no more rows.
func (r *leasedRows) Values() ([]any, error) {
	values, err := r.Rows.Values()
	if err != nil {
		r.Close()
	}
	return values, err
}

type leasedRow struct {
	row  pgx.Row
	conn *pgxpool.Conn
	err  error
}

// Scan reads the columns and gives the connection back.
func (r leasedRow) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.conn.Release()
	return r.row.Scan(dest...)
}
