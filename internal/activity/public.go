package activity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/postgres"
	"portal/internal/viet"
)

// Page is an activity in full, as everybody sees it. What people wrote about
// themselves or for the committee alone is not in it.
type Page struct {
	Entry
	Description   string
	Quantity      *int // what is to be measured
	QuantityUnit  string
	Participants  *int
	BudgetState   *int64 // đồng
	BudgetSocial  *int64
	Evidence      string // what the unit will show, parted by semicolons
	Supplementary bool
	HeadRole      string // post that answers for the unit
	MonitorRole   string // on the committee
	ApprovedAt    *time.Time
	FirstStart    *viet.Date // as registered, when that has changed
	FirstEnd      *viet.Date
	ChangeReason  string
	AdjustedAt    *time.Time // of the last amendment
	PartnerNames  []string   // in the order of Partners
}

// PageOf reads a public activity; a fault NotFound for any other.
func (s Store) PageOf(ctx context.Context, code string) (Page, error) {
	rows, err := s.db.Query(ctx, entry+`,
		a.description, a.target_quantity, a.target_unit, a.expected_participants, a.budget_state, a.budget_social,
		a.expected_evidence, a.supplementary, u.head_role, coalesce(m.role, ''),
		(select min(s.at) from activity_steps s where s.activity_id = a.id and s.stage = 'approved'),
		a.registered_starts_on, a.registered_ends_on, a.change_reason, a.adjusted_at,
		array(select p.name from activity_partners ap join units p on p.id = ap.unit_id where ap.activity_id = a.id and ap.status <> 'declined' order by p.sort_no, p.code)`+around+`
		left join committee_members m on m.id = a.monitor_id
		where a.stage = any($1) and a.code = $2`, Public, code)
	if err != nil {
		return Page{}, err
	}
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Page])
	return p, postgres.Missing(err, errNoActivity)
}

// Mention is an announcement about an activity.
type Mention struct {
	Slug, Title string
	PublishedAt time.Time
}

// Mentions lists what has been announced about an activity, the newest first.
func (s Store) Mentions(ctx context.Context, code string) ([]Mention, error) {
	rows, err := s.db.Query(ctx, `
		select n.slug, n.title, n.published_at
		from announcements n
		join announcement_activities r on r.announcement_id = n.id
		join activities a on a.id = r.activity_id
		join campaigns c on c.id = a.campaign_id and c.current
		where a.code = $1 and n.published_at <= portal_now()
		order by n.published_at desc, n.id desc
		limit 20`, code)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Mention])
}
