package assessment

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/points"
	"portal/internal/postgres"
	"portal/internal/rubric"
	"portal/internal/viet"
)

// Store keeps the score sheets.
type Store struct {
	db   *postgres.DB
	last *atomic.Pointer[edition]
}

// edition is the rubric that was read last. Adopted, it never changes.
type edition struct {
	id     int64
	rubric rubric.Rubric
}

// NewStore makes a store on a database.
func NewStore(db *postgres.DB) Store { return Store{db, &atomic.Pointer[edition]{}} }

// Row is a unit that a judge is asked to score, and how far they are with it. Of the
// other judges it knows how many have handed in, and nothing else.
type Row struct {
	Block       string // its code
	BlockName   string
	Unit        string // its code
	Name        string
	Stage       Stage // of one's own sheet; empty: not begun
	Total       points.Points
	Answered    int
	Criteria    int
	SubmittedAt *time.Time
	Exclusion   string
	Tie         string // why one does not score it
	Submitted   int    // sheets that are in
	Expected    int    // judges without a tie
}

// Scored reports whether the row is one's own to score.
func (r Row) Scored() bool { return r.Tie == "" && r.Stage != Excluded }

// tie is the SQL of what keeps judge m from unit u in campaign c: what was declared, the
// unit they head, or one they belonged to at any time since the campaign began.
const tie = `coalesce(
	(select x.reason from conflicts x where x.member_id = m.id and x.unit_id = u.id),
	case when m.heads_unit_id = u.id then 'Đứng đầu đơn vị này' end,
	(select case h.role when 'unit_head' then 'Đứng đầu đơn vị này' else 'Công tác tại đơn vị này' end
		from memberships h
		where h.account_id = m.account_id and h.unit_id = u.id
			and h.valid_from <= portal_today() and h.valid_to >= least(c.starts_on, portal_today())
		order by h.role limit 1),
	'')`

const toScore = `
	select b.code, b.name, u.code, u.name, coalesce(s.stage, ''), coalesce(s.total, 0),
		(select count(*) from sheet_points p where p.sheet_id = s.id),
		(select count(*) from criteria k join criterion_maxima x on x.criterion_id = k.id and x.kind = u.kind
			where k.rubric_id = (select r.id from rubrics r where r.campaign_id = c.id order by r.edition desc limit 1)),
		s.submitted_at, coalesce(s.exclusion, ''), ` + tie + `, n.submitted, n.expected
	from campaigns c
		join committee_members m on m.campaign_id = c.id
		join panels on panels.member_id = m.id
		join blocks b on b.id = panels.block_id and b.campaign_id = c.id
		join unit_blocks ub on ub.campaign_id = c.id and ub.block_id = b.id
		join units u on u.id = ub.unit_id
		left join sheets s on s.campaign_id = c.id and s.unit_id = u.id and s.member_id = m.id
		cross join lateral (
			select count(o.id) as submitted, count(*) as expected
			from panels q
				join committee_members m on m.id = q.member_id
				left join sheets o on o.campaign_id = c.id and o.unit_id = u.id and o.member_id = m.id and o.stage = 'submitted'
			where q.block_id = b.id and ` + tie + ` = '') n
	where c.id = $1 and m.id = $2
	order by b.sort_no, u.sort_no, u.name, u.id`

// ToScore lists the units of the blocks whose panel the judge sits on.
func (s Store) ToScore(ctx context.Context, by access.Actor, c campaign.Campaign) ([]Row, error) {
	return all[Row](ctx, s.db, toScore, c.ID, by.Member)
}

// Activity is what a unit did, as far as a judge needs it.
type Activity struct {
	Code     string
	Title    string
	StartsOn viet.Date
	EndsOn   viet.Date
	Stage    string
	Target   string
	Lead     bool // the unit leads it; else it is a partner
}

// Visit is what a member saw there.
type Visit struct {
	On       viet.Date
	Activity string
	Position string // of who went
	Note     string
}

// Opened is a judge's sheet with all that stands around it.
type Opened struct {
	Own
	Row            Row
	Previous, Next *Row // the neighbours that the judge scores, too
	Position, Of   int
	Parts          []rubric.Part
	Activities     []Activity
	Visits         []Visit
	Closed         string // why it cannot be changed; empty: it can
}

// Open reads a judge's own sheet of a unit, begun or not.
func (s Store) Open(ctx context.Context, by access.Actor, c campaign.Campaign, unit string) (*Opened, error) {
	o := &Opened{}
	err := s.db.Snapshot(ctx, func(q postgres.Querier) error {
		own, err := read(ctx, q, c.ID, by.Member, "", unit)
		if err != nil {
			return err
		}
		if !by.May(access.ScoreUnit, own) {
			return access.Denied()
		}
		if err := own.free(); err != nil {
			return err
		}
		o.Own = *own
		if err := own.Open(&c); err != nil {
			o.Closed = err.Error()
		}
		measure, err := s.measure(ctx, q, c.ID, own.rubric)
		if err != nil {
			return err
		}
		o.Parts = measure.ForKind(own.Kind)
		rows, err := all[Row](ctx, q, toScore, c.ID, by.Member)
		if err != nil {
			return err
		}
		o.place(rows)
		return o.around(ctx, q, c.ID)
	})
	return o, err
}

// place finds the sheet among those that the judge scores.
func (o *Opened) place(rows []Row) {
	rows = slices.DeleteFunc(rows, func(r Row) bool { return !r.Scored() && r.Unit != o.Unit })
	o.Of = len(rows)
	for i, r := range rows {
		if r.Unit != o.Unit {
			continue
		}
		o.Row, o.Position = r, i+1
		if i > 0 {
			o.Previous = &rows[i-1]
		}
		if i+1 < len(rows) {
			o.Next = &rows[i+1]
		}
	}
}

// around reads what the unit did and what was seen there.
func (o *Opened) around(ctx context.Context, q postgres.Querier, campaignID int64) (err error) {
	const theirs = `a.campaign_id = $1 and a.stage not in ('draft', 'submitted', 'returned', 'withdrawn')
		and (a.unit_id = $2 or exists (select from activity_partners p where p.activity_id = a.id and p.unit_id = $2 and p.status <> 'declined'))`
	o.Activities, err = all[Activity](ctx, q, `
		select a.code, a.title, a.starts_on, a.ends_on, a.stage, a.target, a.unit_id = $2
		from activities a
		where `+theirs+`
		order by a.unit_id = $2 desc, a.starts_on, a.code`, campaignID, o.UnitID)
	if err != nil {
		return err
	}
	o.Visits, err = all[Visit](ctx, q, `
		select v.visited_on, a.code, m.position, v.note
		from visits v join activities a on a.id = v.activity_id join committee_members m on m.id = v.member_id
		where `+theirs+`
		order by v.visited_on desc, v.id desc
		limit 50`, campaignID, o.UnitID)
	return err
}

// read reads the sheet of a judge, named by seat or code, as it is or as it would begin.
func read(ctx context.Context, q postgres.Querier, campaignID, member int64, judge, unit string) (*Own, error) {
	o := &Own{Sheet: Sheet{Points: map[string]points.Points{}}}
	var codes []string
	var given []points.Points
	err := q.QueryRow(ctx, `
		select u.id, u.code, u.name, u.kind, m.id, m.code, `+tie+`,
			exists (select from conflicts x where x.member_id = m.id and x.unit_id = u.id),
			coalesce(s.id, 0), coalesce(s.stage, 'draft'), coalesce(s.version, 0), coalesce(s.remark, ''), coalesce(s.exclusion, ''),
			s.submitted_at, s.saved_at,
			coalesce((select r.id from rubrics r where r.campaign_id = c.id order by r.edition desc limit 1), 0),
			array(select k.code from sheet_points p join criteria k on k.id = p.criterion_id where p.sheet_id = s.id order by k.id),
			array(select p.points from sheet_points p where p.sheet_id = s.id order by p.criterion_id)
		from campaigns c
			join committee_members m on m.campaign_id = c.id
			join units u on u.code = $4
			join unit_blocks ub on ub.campaign_id = c.id and ub.unit_id = u.id
			join panels on panels.block_id = ub.block_id and panels.member_id = m.id
			left join sheets s on s.campaign_id = c.id and s.unit_id = u.id and s.member_id = m.id
		where c.id = $1 and (m.id = $2 or m.code = $3)`, campaignID, member, judge, unit).
		Scan(&o.UnitID, &o.Unit, &o.Name, &o.Kind, &o.Member, &o.Judge, &o.Tie, &o.declared,
			&o.ID, &o.Stage, &o.Version, &o.Remark, &o.Exclusion, &o.SubmittedAt, &o.SavedAt, &o.rubric, &codes, &given)
	if err != nil {
		return nil, postgres.Missing(err, "Không có đơn vị này trong danh sách chấm của bạn.")
	}
	for i, code := range codes {
		o.Points[code] = given[i]
	}
	return o, nil
}

// measure returns the rubric by which sheets are judged now, from memory when it is adopted.
func (s Store) measure(ctx context.Context, q postgres.Querier, campaignID, id int64) (rubric.Rubric, error) {
	if l := s.last.Load(); l != nil && l.id == id {
		return l.rubric, nil
	}
	r, id, err := rubric.Of(ctx, q, campaignID)
	if err != nil {
		return r, err
	}
	var adopted bool
	if err := q.QueryRow(ctx, `select adopted_at is not null from rubrics where id = $1`, id).Scan(&adopted); err != nil {
		return r, err
	}
	if adopted {
		s.last.Store(&edition{id, r})
	}
	return r, nil
}

// Peek reads a judge's own sheet and nothing around it: the answer to a repeated save.
func (s Store) Peek(ctx context.Context, by access.Actor, c campaign.Campaign, unit string) (*Own, error) {
	own, err := read(ctx, s.db, c.ID, by.Member, "", unit)
	if err != nil {
		return nil, err
	}
	if !by.May(access.ScoreUnit, own) {
		return nil, fault.New(fault.NotFound, "Không có đơn vị này trong danh sách chấm của bạn.")
	}
	return own, own.free()
}

func all[T any](ctx context.Context, q postgres.Querier, sql string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[T])
}
