package campaign

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// Ward is the ward that runs the portal: its texts, never its name in code.
type Ward struct {
	Name      string // phường ...
	Body      string // the body that answers for the portal
	Place     string
	Organizer string
	Contact   string
	Sample    bool // the campaign is a sample: every page says so
	Version   int
}

// AuditKey names the ward's settings in the audit log.
func (w *Ward) AuditKey() string { return "ward" }

// OwnedBy is false: the settings are nobody's own.
func (w *Ward) OwnedBy(access.Actor, access.Role) bool { return false }

// District is the line above the header: the body and the place.
func (w Ward) District() string {
	if w.Place == "" {
		return w.Body
	}
	return w.Body + ", " + w.Place
}

// Store keeps campaigns and the ward's settings.
type Store struct {
	db   *postgres.DB
	last *atomic.Pointer[present]
}

// present is what was read last, and after how many changes.
type present struct {
	changes  int64
	ward     Ward
	campaign *Campaign // nil: there is none yet
}

// NewStore makes a store on a database.
func NewStore(db *postgres.DB) Store { return Store{db, &atomic.Pointer[present]{}} }

const columns = `id, slug, name, theme, summary, aims, occasion, anniversary_on, starts_on, ends_on, registration_deadline,
	launched_at, scoring_from, wrapup_on, phase, halted, plan_number, plan_issued_on, minimum_sheets, appeal_days, version`

func one(ctx context.Context, q postgres.Querier, sql string, args ...any) (*Campaign, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByPos[Campaign])
}

// look reads the ward and its current campaign, unless nothing has changed since it did.
func (s Store) look(ctx context.Context) (*present, error) {
	changes := s.db.State().Changes
	if p := s.last.Load(); p != nil && p.changes == changes {
		return p, nil
	}
	p := &present{changes: changes}
	rows, err := s.db.Query(ctx, `select name, body, place, organizer, contact, sample, version from ward`)
	if err != nil {
		return nil, err
	}
	p.ward, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Ward])
	if err != nil {
		if err = postgres.Missing(err, ""); !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		p.ward = Ward{Name: "phường (chưa đặt tên)"}
	}
	p.campaign, err = one(ctx, s.db, `select `+columns+` from campaigns where current`)
	if err != nil {
		if err = postgres.Missing(err, ""); !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		p.campaign = nil
	}
	s.last.Store(p)
	return p, nil
}

// Ward returns the ward's texts.
func (s Store) Ward(ctx context.Context) (Ward, error) {
	p, err := s.look(ctx)
	if err != nil {
		return Ward{}, err
	}
	return p.ward, nil
}

// Current returns the campaign that is going on; a fault NotFound when there is none yet.
func (s Store) Current(ctx context.Context) (Campaign, error) {
	p, err := s.look(ctx)
	if err != nil {
		return Campaign{}, err
	}
	if p.campaign == nil {
		return Campaign{}, fault.New(fault.NotFound, "Chưa có phong trào nào.")
	}
	c := *p.campaign
	c.Aims = slices.Clone(c.Aims)
	return c, nil
}

// Share reads the current campaign in a transaction and keeps its phase from moving
// until the transaction ends: every operation that a phase opens begins with it.
func Share(ctx context.Context, tx *postgres.Tx, do access.Action) (*Campaign, error) {
	c, err := one(ctx, tx, `select `+columns+` from campaigns where current for share`)
	if err != nil {
		return nil, postgres.Missing(err, "Chưa có phong trào nào.")
	}
	return c, c.Allows(do)
}

// Lock reads the current campaign in a transaction that will change it.
func Lock(ctx context.Context, tx *postgres.Tx) (*Campaign, error) {
	c, err := one(ctx, tx, `select `+columns+` from campaigns where current for update`)
	return c, postgres.Missing(err, "Chưa có phong trào nào.")
}

// Today is the ward's day by the database's clock, for deadlines.
func Today(ctx context.Context, q postgres.Querier) (viet.Date, error) {
	var d viet.Date
	err := q.QueryRow(ctx, `select portal_today()`).Scan(&d)
	return d, err
}
