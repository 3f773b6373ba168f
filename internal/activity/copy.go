package activity

import (
	"context"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// Original is an activity of the reader's units that a new registration can be copied from.
type Original struct {
	Campaign     string // slug
	CampaignName string
	Present      bool // of the present campaign
	Code         string
	Title        string
	UnitName     string
	StartsOn     viet.Date
	EndsOn       viet.Date
}

// Originals lists what the units of the actor have registered, in this campaign and in those before it, the newest campaign first.
func (s Store) Originals(ctx context.Context, by access.Actor) ([]Original, error) {
	rows, err := s.db.Query(ctx, `
		select c.slug, c.name, c.current, a.code, a.title, u.name, a.starts_on, a.ends_on
		from activities a
		join campaigns c on c.id = a.campaign_id
		join units u on u.id = a.unit_id
		where a.unit_id = any($1)
		order by c.current desc, c.starts_on desc, c.id desc, a.starts_on, a.code
		limit 300`, mine(by))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Original])
}

// Copy is what a new registration begins with.
type Copy struct {
	Plan
	Of       string // what it was copied from, in words
	Earlier  bool   // from a campaign before this one
	HadDates bool
}

// CopyOf copies an activity of the actor's units: of the campaign with this slug, or of the present one. Only the
// plan is copied; what became of the activity is its own.
func (s Store) CopyOf(ctx context.Context, by access.Actor, into campaign.Campaign, slug, code string) (Copy, error) {
	rows, err := s.db.Query(ctx, `
		select `+fields+`
		from activities a
		join campaigns c on c.id = a.campaign_id
		join units u on u.id = a.unit_id
		where (c.slug = $1 or $1 = '' and c.current) and a.code = $2 and a.unit_id = any($3)`, slug, code, mine(by))
	if err != nil {
		return Copy{}, err
	}
	a, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Activity])
	if err != nil {
		return Copy{}, postgres.Missing(err, errNoActivity)
	}
	copied := Copy{Plan: a.Plan, Of: a.Code + " “" + a.Title + "”", HadDates: !a.StartsOn.IsZero() || !a.EndsOn.IsZero()}
	var was viet.Date
	if a.Campaign != into.ID {
		copied.Earlier = true
		if err := s.db.QueryRow(ctx, `select name, starts_on from campaigns where id = $1`, a.Campaign).Scan(&copied.Of, &was); err != nil {
			return Copy{}, err
		}
		copied.Of = a.Code + " “" + a.Title + "” của " + copied.Of
	}
	copied.Plan = copied.again(was, into.StartsOn, into.EndsOn)
	return copied, nil
}

// again is the plan for another time, in a campaign of these days. was is the first day of the campaign that it was
// made in; in the same campaign, where was is no day, another time must be chosen.
func (p Plan) again(was, from, to viet.Date) Plan {
	p.BudgetTotal = nil
	if was.IsZero() {
		p.StartsOn, p.EndsOn = viet.Date{}, viet.Date{}
		return p
	}
	start, end := p.StartsOn, p.EndsOn
	p.StartsOn, p.EndsOn = moved(start, was, from), moved(end, was, from)
	if !start.IsZero() && !end.IsZero() { // it takes as long as it took
		p.EndsOn = p.StartsOn.AddDays(start.DaysUntil(end))
	}
	if p.StartsOn.Before(from) && !start.IsZero() || p.StartsOn.After(to) {
		p.StartsOn, p.EndsOn = viet.Date{}, viet.Date{}
	}
	if p.EndsOn.Before(from) || p.EndsOn.After(to) {
		p.EndsOn = viet.Date{}
	}
	return p
}

// moved is the day that stands for a day of an earlier campaign: as far from the first day as it was, on the
// nearest day of the same weekday. What would come just before the first day comes a week later.
func moved(d, was, from viet.Date) viet.Date {
	if d.IsZero() {
		return d
	}
	there := from.AddDays(was.DaysUntil(d))
	shift := (int(d.Weekday()) - int(there.Weekday()) + 7) % 7
	if shift > 3 {
		shift -= 7
	}
	if to := there.AddDays(shift); !to.Before(from) || there.Before(from) {
		return to
	}
	return there.AddDays(shift + 7)
}
