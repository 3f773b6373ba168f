package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// ErrDown is why work is given up on a database that does not answer.
var ErrDown = errors.New("the database does not answer")

// outage tells those who wait for the database that it has stopped answering.
type outage struct {
	mu   sync.Mutex
	up   context.Context // ends when the database stops answering; a new one begins when it answers again
	fail context.CancelCauseFunc
}

func newOutage() *outage {
	o := &outage{}
	o.up, o.fail = context.WithCancelCause(context.Background())
	return o
}

// noted takes in what a look found.
func (o *outage) noted(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch down := o.up.Err() != nil; {
	case err != nil:
		o.fail(ErrDown)
	case down:
		o.up, o.fail = context.WithCancelCause(context.Background())
	}
}

// down reports whether the last look got no answer.
func (o *outage) down() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.up.Err() != nil
}

// WhileUp returns a context that ends, with ErrDown as its cause, when the database is found not to answer any more.
// What begins later is refused at its first question. done must be called.
func (db *DB) WhileUp(parent context.Context) (ctx context.Context, done func()) {
	db.outage.mu.Lock()
	up := db.outage.up
	db.outage.mu.Unlock()
	if up.Err() != nil {
		return parent, func() {}
	}
	ctx, cancel := context.WithCancelCause(parent)
	stop := context.AfterFunc(up, func() { cancel(ErrDown) })
	return ctx, func() {
		stop()
		cancel(nil)
	}
}

type askingAnyway struct{}

// anyway marks the looks that find out whether the database answers again.
func anyway(ctx context.Context) context.Context { return context.WithValue(ctx, askingAnyway{}, true) }

// Because adds to an error of a context from WhileUp why it ended.
func Because(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), ErrDown) {
		return fmt.Errorf("%w: %v", ErrDown, err) //nolint:errorlint // what it was while the database answered no longer matters
	}
	return err
}
