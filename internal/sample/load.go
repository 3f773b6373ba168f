package sample

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/postgres"
)

// loadLock is the advisory lock of those who would load at the same time.
const loadLock = 0x7361_6d70_6c65

var errLoaded = errors.New("the sample campaign is loaded already")

// Options say what to load.
type Options struct {
	At    Moment
	Clock time.Time // what the portal's clock says from now on; zero: the moment's own
	Hash  func(ctx context.Context, password string) (string, error)
}

// Loaded is what the audit log keeps of the loading.
type Loaded struct {
	Moment Moment           `json:"moment"`
	Clock  time.Time        `json:"clock"`
	Rows   map[string]int64 `json:"rows"` // by table
}

// AuditKey names the sample in the audit log.
func (l *Loaded) AuditKey() string { return "sample campaign" }

// OwnedBy is false: the sample is nobody's own.
func (l *Loaded) OwnedBy(access.Actor, access.Role) bool { return false }

var operator = access.Actor{Roles: []access.Role{access.Operator}}

// Load brings an empty database to a moment of the sample campaign, in one
// transaction. It reports false when the sample is there already, at whatever moment,
// and refuses a database that holds anything else.
func Load(ctx context.Context, db *postgres.DB, o Options) (bool, error) {
	clock := o.At.Clock()
	if clock.IsZero() {
		return false, fmt.Errorf("there is no moment %q", o.At)
	}
	if o.Clock.IsZero() {
		o.Clock = clock
	}
	if err := vacant(ctx, db); err != nil {
		return false, passOver(err)
	}
	s, err := read()
	if err != nil {
		return false, fmt.Errorf("the files of the sample campaign: %w", err)
	}
	hash, err := o.Hash(ctx, Password) // once for all: they share it
	if err != nil {
		return false, err
	}
	err = db.Write(ctx, operator, access.LoadSample, func(tx *postgres.Tx) error {
		// Whoever waits here for another's loading waits longer than a visitor would.
		if _, err := tx.Exec(ctx, `set local lock_timeout = '60s'; set local statement_timeout = '60s'`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, int64(loadLock)); err != nil {
			return err
		}
		if err := vacant(ctx, tx); err != nil {
			return err
		}
		l := newLoader(tx, s, o.At)
		if err := tx.RecordNew(ctx, &Loaded{o.At, o.Clock, l.rows}, ""); err != nil {
			return err
		}
		return l.load(ctx, o.Clock, hash)
	})
	if err != nil {
		return false, passOver(err)
	}
	return true, db.Refresh(ctx) // its clock is another one now
}

func passOver(err error) error {
	if errors.Is(err, errLoaded) {
		return nil
	}
	return err
}

// vacant returns nil for a database without anything of a ward, errLoaded for one with
// the sample, and refuses any other.
func vacant(ctx context.Context, q postgres.Querier) error {
	var isSample bool
	var held []string
	err := q.QueryRow(ctx, `
		select coalesce((select sample from ward), false), array(
			select 'ward' where exists (select from ward)
			union all select 'campaigns' where exists (select from campaigns)
			union all select 'units' where exists (select from units)
			union all select 'accounts' where exists (select from accounts)
			union all select 'announcements' where exists (select from announcements)
			union all select 'audit entries' where exists (select from audit_entries))`).Scan(&isSample, &held)
	switch {
	case err != nil:
		return err
	case isSample:
		return errLoaded
	case len(held) > 0:
		return fmt.Errorf("this database holds %v that are not the sample campaign's, and is left as it is: take an empty one, or serve without --demo", held)
	}
	return nil
}

// Clock is what the audit log keeps of a setting of the demo clock.
type Clock struct {
	Now time.Time `json:"now"`
}

// AuditKey names the demo clock in the audit log.
func (c *Clock) AuditKey() string { return "demo clock" }

// OwnedBy is false: the clock is nobody's own.
func (c *Clock) OwnedBy(access.Actor, access.Role) bool { return false }

// SetClock lets the portal's clock go on from t. Only a sample campaign has a clock that can be set.
func SetClock(ctx context.Context, db *postgres.DB, t time.Time) error {
	err := db.Write(ctx, operator, access.LoadSample, func(tx *postgres.Tx) error {
		c := &Clock{}
		if err := tx.QueryRow(ctx, `select portal_now()`).Scan(&c.Now); err != nil {
			return err
		}
		if err := tx.Record(ctx, c, ""); err != nil {
			return err
		}
		c.Now = t
		tag, err := tx.Exec(ctx, `update ward set clock_skew = $1::timestamptz - now() where sample`, t)
		if err == nil && tag.RowsAffected() == 0 {
			return errors.New("only the clock of the sample campaign can be set")
		}
		return err
	})
	if err != nil {
		return err
	}
	return db.Refresh(ctx)
}

// loader puts a story into the database, up to a moment.
type loader struct {
	tx     *postgres.Tx
	story  *story
	moment Moment
	until  time.Time // what came later has not happened yet

	rows           map[string]int64 // copied, by table
	campaign       int64
	rubric         int64
	blocks         map[string]int64
	units          map[string]int64
	members        map[string]int64
	activities     map[string]int64
	criteria       map[string]int64
	accounts       map[string]int64
	memberAccounts map[string]int64
	unitAccounts   map[unitSeat]int64
	roleAccounts   map[access.Role]int64
}

type unitSeat struct {
	unit string
	role access.Role
}

func newLoader(tx *postgres.Tx, s *story, m Moment) *loader {
	return &loader{
		tx: tx, story: s, moment: m, until: m.Clock(), rows: map[string]int64{},
		memberAccounts: map[string]int64{}, unitAccounts: map[unitSeat]int64{}, roleAccounts: map[access.Role]int64{},
	}
}

func (l *loader) load(ctx context.Context, clock time.Time, passwordHash string) error {
	return l.inOrder(ctx,
		func(ctx context.Context) error { return l.loadCampaign(ctx, clock) },
		l.loadUnits,
		func(ctx context.Context) error { return l.loadAccounts(ctx, passwordHash) },
		l.loadCommittee,
		l.loadActivities,
		l.loadPlan,
		l.loadAnnouncements,
		l.loadRubric,
		l.loadSheets,
		l.loadConflicts, // after the sheets: one of them was handed in all the same
		l.handIn,
		l.loadAdjustments,
		l.walk,
	)
}

func (l *loader) inOrder(ctx context.Context, parts ...func(context.Context) error) error {
	for _, part := range parts {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// copyIn adds rows to a table in one go.
func (l *loader) copyIn(ctx context.Context, table string, columns []string, rows [][]any) error {
	n, err := l.tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
	if err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	l.rows[table] += n
	return nil
}

// ids reads the numbers that the database gave to codes.
func (l *loader) ids(ctx context.Context, sql string, args ...any) (map[string]int64, error) {
	rows, err := l.tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	ids := map[string]int64{}
	var code string
	var id int64
	_, err = pgx.ForEachRow(rows, []any{&code, &id}, func() error {
		ids[code] = id
		return nil
	})
	return ids, err
}
