package activity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// Detail is an activity with the names of what it refers to.
type Detail struct {
	Activity
	UnitName     string
	BlockName    string
	CategoryName string
	PartnerNames []string
	MonitorName  string // role and position of who follows it
	LastBy       string // who changed it last
	LastAt       time.Time
	MergedInto   string   // code of the one that remains
	MergedFrom   []string // what has been merged into it: code and unit
}

// Get reads an activity for who works on it: its unit, or the committee when asked under
// ReadRegistration. To everybody else it is not there; nor is, to the committee, what
// a unit has not sent.
func (s Store) Get(ctx context.Context, by access.Actor, do access.Action, code string) (Detail, error) {
	rows, err := s.db.Query(ctx, `
		select `+fields+`, u.name, coalesce(b.name, ''), coalesce(k.name, ''),
			array(select pu.name from activity_partners p join units pu on pu.id = p.unit_id
				where p.activity_id = a.id order by pu.sort_no, pu.code),
			coalesce(m.role || ', ' || m.position, ''), coalesce(last.name, ''), coalesce(last.at, a.registered_at, 'epoch'),
			coalesce((select k.code from activities k where k.id = a.merged_into), ''),
			array(select g.code || ' – ' || gu.name from activities g join units gu on gu.id = g.unit_id where g.merged_into = a.id order by g.code)
		from activities a
		join campaigns c on c.id = a.campaign_id and c.current
		join units u on u.id = a.unit_id
		left join unit_blocks ub on ub.campaign_id = a.campaign_id and ub.unit_id = a.unit_id
		left join blocks b on b.id = ub.block_id
		left join categories k on k.code = a.category
		left join committee_members m on m.id = a.monitor_id
		left join lateral (
			select p.name, s.at from activity_steps s left join accounts p on p.id = s.account_id
			where s.activity_id = a.id order by s.id desc limit 1) last on true
		where a.code = $1 and (a.unit_id = any($3) and not $2 or $2 and `+sent+`)`, code, by.All(do), mine(by))
	if err != nil {
		return Detail{}, err
	}
	d, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Detail])
	return d, postgres.Missing(err, errNoActivity)
}

// sent holds for what the committee has received.
const sent = `a.stage <> 'draft' and (a.stage <> 'withdrawn' or a.registered_at is not null)`

// Step is one line of the trail of an activity.
type Step struct {
	Stage  Stage
	At     time.Time
	By     string // name of the account; empty: the portal itself
	Reason string
}

// Trail lists the steps of an activity, the first one first. Of several savings in a row the last stands for all.
func (s Store) Trail(ctx context.Context, id int64) ([]Step, error) {
	rows, err := s.db.Query(ctx, `
		select stage, at, by, reason from (
			select s.id, s.stage, s.at, coalesce(p.name, '') as by, s.reason,
				lead(s.stage) over w = s.stage and lead(s.account_id) over w is not distinct from s.account_id
					and s.reason = '' as repeated
			from activity_steps s left join accounts p on p.id = s.account_id
			where s.activity_id = $1
			window w as (order by s.id)) steps
		where not coalesce(repeated, false)
		order by id
		limit 200`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Step])
}

// Item is one line of a list of activities.
type Item struct {
	Activity
	UnitName  string
	ShortName string // of the unit
	BlockName string
	LastBy    string
	LastAt    time.Time
}

const items = `
	select ` + fields + `, u.name, u.short_name, coalesce(b.name, ''), coalesce(last.name, ''),
		coalesce(last.at, a.registered_at, 'epoch')`

const listed = `
	from activities a
	join campaigns c on c.id = a.campaign_id and c.current
	join units u on u.id = a.unit_id
	left join unit_blocks ub on ub.campaign_id = a.campaign_id and ub.unit_id = a.unit_id
	left join blocks b on b.id = ub.block_id`

const lastStep = `
	left join lateral (
		select p.name, s.at from activity_steps s left join accounts p on p.id = s.account_id
		where s.activity_id = a.id order by s.id desc limit 1) last on true`

// OfUnit lists what the units of the actor have: what came back first, then drafts, then
// what runs by its end; what was given up comes last.
func (s Store) OfUnit(ctx context.Context, by access.Actor) ([]Item, error) {
	rows, err := s.db.Query(ctx, items+listed+lastStep+`
		where a.unit_id = any($1)
		order by array_position(array['returned', 'draft', 'submitted', 'approved', 'postponed', 'reported', 'verified'], a.stage),
			a.ends_on, a.code
		limit 500`, mine(by))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Item])
}

// Filter chooses among the registrations; what is empty does not matter.
type Filter struct {
	Stage    Stage
	Unit     string    // code
	Block    string    // code
	Category string    // code
	Text     string    // as typed: found without accents, too
	Late     bool      // only those marked "bổ sung"
	Month    viet.Date // any day of it: what goes on then
}

// AtMost is how many registrations a list holds; a campaign has 60.
const AtMost = 5000

const wanted = listed + lastStep + `
	where ` + sent + `
		and ($1 = '' or u.code = $1)
		and ($2 = '' or b.code = $2)
		and ($3 = '' or a.category = $3)
		and (not $4 or a.supplementary)
		and ($6::date is null or a.starts_on < $6::date + interval '1 month' and a.ends_on >= $6::date)
		and (a.fold || ' ' || vn_fold(a.code || ' ' || u.name || ' ' || u.short_name)) ~ all(coalesce($5::text[], '{}'))`

func (f Filter) args() []any {
	var month *viet.Date
	if !f.Month.IsZero() {
		first := f.Month.MonthStart()
		month = &first
	}
	return []any{f.Unit, f.Block, f.Category, f.Late, viet.Patterns(f.Text), month}
}

// Registrations lists what units have sent, what waits for a decision first and in the
// order in which it came, together with how many there are in each stage.
func (s Store) Registrations(ctx context.Context, f Filter) ([]Item, map[Stage]int, error) {
	var list []Item
	counts := map[Stage]int{}
	err := s.db.Snapshot(ctx, func(q postgres.Querier) error {
		rows, err := q.Query(ctx, `select a.stage, count(*) `+wanted+` group by a.stage`, f.args()...)
		if err != nil {
			return err
		}
		var stage Stage
		var n int
		if _, err := pgx.ForEachRow(rows, []any{&stage, &n}, func() error { counts[stage] = n; return nil }); err != nil {
			return err
		}
		rows, err = q.Query(ctx, items+wanted+` and ($7 = '' or a.stage = $7)
			order by array_position(array['submitted', 'returned'], a.stage),
				case when a.stage in ('submitted', 'returned') then a.registered_at end, a.code
			limit $8`, append(f.args(), f.Stage, AtMost)...)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Item])
		return err
	})
	return list, counts, err
}

// Waiting returns the codes of the registrations that wait before and after this one, in the
// order in which they came; empty at the ends.
func (s Store) Waiting(ctx context.Context, d Detail) (before, after string, err error) {
	err = s.db.QueryRow(ctx, `
		with waiting as (
			select code, (registered_at, id) < (coalesce($2, 'infinity'::timestamptz), $3::bigint) as earlier, registered_at, id
			from activities where campaign_id = $1 and stage = 'submitted' and id <> $3)
		select coalesce((select code from waiting where earlier order by registered_at desc, id desc limit 1), ''),
			coalesce((select code from waiting where not earlier order by registered_at, id limit 1), '')`,
		d.Campaign, d.RegisteredAt, d.ID).Scan(&before, &after)
	return before, after, err
}

// Option is something to choose from in a form.
type Option struct {
	Code  string
	Name  string
	Group string // block of a unit
	ID    int64
}

// Units lists the units of the current campaign by their blocks.
func (s Store) Units(ctx context.Context) ([]Option, error) {
	return s.options(ctx, `
		select u.code, u.name, b.name, u.id from units u
		join unit_blocks ub on ub.unit_id = u.id
		join campaigns c on c.id = ub.campaign_id and c.current
		join blocks b on b.id = ub.block_id
		order by b.sort_no, u.sort_no, u.code`)
}

// Blocks lists the blocks of the current campaign.
func (s Store) Blocks(ctx context.Context) ([]Option, error) {
	return s.options(ctx, `
		select b.code, b.name, '', b.id from blocks b join campaigns c on c.id = b.campaign_id and c.current order by b.sort_no, b.code`)
}

// Categories lists the fields of work.
func (s Store) Categories(ctx context.Context) ([]Option, error) {
	return s.options(ctx, `select code, name, '', 0 from categories order by sort_no, code`)
}

func (s Store) options(ctx context.Context, sql string) ([]Option, error) {
	rows, err := s.db.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Option])
}

// Follower says which committee member follows a unit.
type Follower struct{ UnitName, Role, Position, Phone string }

// Followers lists who follows the units of the actor.
func (s Store) Followers(ctx context.Context, by access.Actor) ([]Follower, error) {
	rows, err := s.db.Query(ctx, `
		select u.name, m.role, m.position, m.phone
		from unit_monitors um
		join campaigns c on c.id = um.campaign_id and c.current
		join units u on u.id = um.unit_id
		join committee_members m on m.id = um.member_id
		where um.unit_id = any($1)
		order by u.sort_no, u.code`, mine(by))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Follower])
}
