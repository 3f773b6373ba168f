package postgres

import (
	"context"
	"time"
)

// State is what every page may know without a query: how many changes there
// have been, and what the portal's clock says.
type State struct {
	Changes int64         // grows with every write, here or in another process
	Visible int64         // announcements that have come out by now
	Views   time.Time     // minute of the last counted view
	offset  time.Duration // portal's clock - this machine's
}

// Now is the portal's clock: the database's, moved in demo mode. Pages show by it;
// operations judge deadlines by portal_now() in their own transaction.
func (db *DB) Now() time.Time { return time.Now().Add(db.state.Load().offset) }

// State returns what the last look at the database found.
func (db *DB) State() State { return *db.state.Load() }

func (db *DB) setState(f func(State) State) {
	db.stating.Lock()
	defer db.stating.Unlock()
	var old State
	if p := db.state.Load(); p != nil {
		old = *p
	}
	s := f(old)
	db.state.Store(&s)
}

// Refresh looks at the database once.
func (db *DB) Refresh(ctx context.Context) error {
	var s State
	var now time.Time
	begun := time.Now()
	err := db.QueryRow(ctx, `select changes, date_trunc('minute', views_at), portal_now(),
		(select count(*) from announcements where published_at <= portal_now()) from stamps`).
		Scan(&s.Changes, &s.Views, &now, &s.Visible)
	if err != nil {
		return err
	}
	s.offset = now.Sub(begun.Add(time.Since(begun) / 2))
	db.setState(func(old State) State {
		s.Changes = max(s.Changes, old.Changes) // a write may have been told of since the look began
		return s
	})
	return nil
}

// Watch looks at the database once a second, and at once after each of this
// process's own writes, until ctx ends. It is how one process learns what another
// has written. seen is called after each look; an error is for the log.
func (db *DB) Watch(ctx context.Context, seen func(error)) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-db.changed:
		}
		// A server that stands still says nothing, so silence must count; the second look tells a
		// moment's stall from an outage. With the time between looks, a visitor waits less than 3 s.
		err := db.look(ctx, db.patience/2)
		if err != nil {
			err = db.look(ctx, db.patience/3)
		}
		if ctx.Err() == nil {
			db.outage.noted(err)
			seen(err)
		}
	}
}

func (db *DB) look(ctx context.Context, within time.Duration) error {
	ctx, cancel := context.WithTimeout(anyway(ctx), within)
	defer cancel()
	return db.Refresh(ctx)
}

// tell says that this process has made a change, so that it sees it at once. The number
// is that of the database: counted by itself, this process could run ahead of it, and
// would then miss the change of another.
func (db *DB) tell(changes int64) {
	db.setState(func(old State) State {
		old.Changes = max(old.Changes, changes) // kept pages are out of date from here on
		return old
	})
	select {
	case db.changed <- struct{}{}:
	default:
	}
}
