// Package committee knows the members of the organizing committee and what each of
// them follows: units, activities, and the visits they pay to them.
package committee

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// Everybody asks for what all members follow.
const Everybody = "tat-ca"

// Member is a seat on the committee. A person is named by role and position only.
type Member struct {
	ID       int64
	Code     string
	Role     string
	Position string
	Units    []Unit // that they follow
}

// Unit is a unit that somebody follows.
type Unit struct {
	Code string
	Name string
}

// Item is an activity that somebody follows.
type Item struct {
	activity.Activity
	UnitName    string
	UnitMonitor int64 // who follows the unit; 0: nobody yet
	State       activity.State
	LastVisit   *viet.Date
	LastNote    string
	Visits      int
}

// Group is what one member follows.
type Group struct {
	Member Member
	Mine   bool
	Items  []Item
}

// Filter says whose work is asked for, and in which state.
type Filter struct {
	Whose string         // "": one's own, or everybody's for who follows nothing; Everybody; the code of a member
	State activity.State // "": all
}

// Overview is what a page of followed work shows.
type Overview struct {
	Whose   string // the member's code, or Everybody
	Groups  []Group
	Members []Member               // to choose from; empty for who sees only their own
	Counts  map[activity.State]int // before the filter by state
	Own     string                 // the actor's own code as a member who follows; "": none
}

// Store keeps what members follow.
type Store struct{ db *postgres.DB }

// NewStore makes a store on a database.
func NewStore(db *postgres.DB) Store { return Store{db} }

// Followed returns what members follow, with its state on a day. Two queries, whatever there is.
func (s Store) Followed(ctx context.Context, by access.Actor, f Filter, today viet.Date) (Overview, error) {
	if !by.Can(access.FollowActivities) {
		return Overview{}, access.Denied()
	}
	var o Overview
	err := s.db.Snapshot(ctx, func(q postgres.Querier) error {
		members, err := readMembers(ctx, q)
		if err != nil {
			return err
		}
		o, err = choose(members, by, f)
		if err != nil {
			return err
		}
		items, err := readItems(ctx, q, o.ids(), "")
		if err != nil {
			return err
		}
		o.deal(items, f.State, today)
		return nil
	})
	return o, err
}

// choose says whose work is shown. Who follows for themselves sees their own and nothing else.
func choose(members []Member, by access.Actor, f Filter) (Overview, error) {
	o := Overview{Whose: f.Whose, Counts: map[activity.State]int{}}
	at := func(match func(Member) bool) int { return slices.IndexFunc(members, match) }
	if i := at(func(m Member) bool { return by.Member != 0 && m.ID == by.Member }); i >= 0 && by.HasRole(access.Monitor) {
		o.Own = members[i].Code
	}
	all := by.All(access.FollowActivities)
	if all {
		o.Members = members
	}
	if o.Whose == "" {
		o.Whose = o.Own
		if o.Own == "" {
			o.Whose = Everybody
		}
	}
	if !all && o.Own == "" {
		return Overview{Counts: o.Counts}, nil // a monitor without a seat follows nothing
	}
	if !all && o.Whose != o.Own {
		return Overview{}, access.Denied()
	}
	for _, m := range members {
		if o.Whose == Everybody || o.Whose == m.Code {
			o.Groups = append(o.Groups, Group{Member: m, Mine: m.Code == o.Own})
		}
	}
	if o.Whose != Everybody && len(o.Groups) == 0 {
		return Overview{}, fault.New(fault.NotFound, "Ban Tổ chức không có thành viên này.")
	}
	return o, nil
}

func (o Overview) ids() []int64 {
	ids := make([]int64, len(o.Groups))
	for i, g := range o.Groups {
		ids[i] = g.Member.ID
	}
	return ids
}

// deal gives each group its activities. Among everybody's, an activity stands once: with who
// follows it, else with who follows its unit.
func (o *Overview) deal(items []Item, state activity.State, today viet.Date) {
	for _, item := range items {
		item.State = item.InternalState(today)
		o.Counts[item.State]++
		if state != "" && item.State != state {
			continue
		}
		owner := item.Monitor
		if owner == 0 {
			owner = item.UnitMonitor
		}
		if len(o.Groups) == 1 { // of one member: it may be theirs by its unit alone
			owner = o.Groups[0].Member.ID
		}
		i := slices.IndexFunc(o.Groups, func(g Group) bool { return g.Member.ID == owner })
		if i >= 0 {
			o.Groups[i].Items = append(o.Groups[i].Items, item)
		}
	}
}

func readMembers(ctx context.Context, q postgres.Querier) ([]Member, error) {
	rows, err := q.Query(ctx, `
		select m.id, m.code, m.role, m.position,
			coalesce(array_agg(u.code order by u.sort_no, u.code) filter (where u.id is not null), '{}'),
			coalesce(array_agg(u.name order by u.sort_no, u.code) filter (where u.id is not null), '{}')
		from committee_members m
		join campaigns c on c.id = m.campaign_id and c.current
		left join unit_monitors um on um.member_id = m.id and um.campaign_id = c.id
		left join units u on u.id = um.unit_id
		group by m.id
		order by m.sort_no, m.code`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Member, error) {
		var m Member
		var codes, names []string
		err := row.Scan(&m.ID, &m.Code, &m.Role, &m.Position, &codes, &names)
		for i := range codes {
			m.Units = append(m.Units, Unit{codes[i], names[i]})
		}
		return m, err
	})
}

// readItems reads the approved activities that these members follow, or whose unit they follow;
// with a code, that one alone.
func readItems(ctx context.Context, q postgres.Querier, members []int64, code string) ([]Item, error) {
	rows, err := q.Query(ctx, `
		select a.id, a.unit_id, coalesce(a.monitor_id, 0), a.code, a.stage, a.title, u.code, a.starts_on, a.ends_on, a.place, a.target,
			u.name, coalesce(um.member_id, 0), v.visited_on, coalesce(v.note, ''),
			(select count(*) from visits x where x.activity_id = a.id)
		from activities a
		join campaigns c on c.id = a.campaign_id and c.current
		join units u on u.id = a.unit_id
		left join unit_monitors um on um.campaign_id = a.campaign_id and um.unit_id = a.unit_id
		left join lateral (
			select visited_on, note from visits x where x.activity_id = a.id order by x.visited_on desc, x.id desc limit 1) v on true
		where a.stage = any($1) and ($2 = '' or a.code = $2)
			and ($3::bigint[] is null or a.monitor_id = any($3) or um.member_id = any($3))
		order by case when a.stage = 'approved' then 0 else 1 end, a.ends_on, a.code`, activity.Public, code, members)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Item, error) {
		var i Item
		err := row.Scan(&i.ID, &i.UnitID, &i.Monitor, &i.Code, &i.Stage, &i.Title, &i.Unit, &i.StartsOn, &i.EndsOn, &i.Place, &i.Target,
			&i.UnitName, &i.UnitMonitor, &i.LastVisit, &i.LastNote, &i.Visits)
		return i, err
	})
}
