package activity

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/rubric"
	"portal/internal/viet"
)

// Entry is an activity as lists show it to everybody. Nothing internal is in it.
type Entry struct {
	Code         string
	Title        string
	Unit         string // code
	UnitName     string
	UnitShort    string
	Kind         rubric.Kind // of the unit
	Block        string      // code
	BlockName    string
	Category     string // code
	CategoryName string
	StartsOn     viet.Date
	EndsOn       viet.Date
	Place        string
	Target       string
	Stage        Stage
	Adjusted     bool     // the plan was changed after its approval
	Partners     []string // codes of the units that help
	Version      int
	Changed      time.Time
	Fold         string // what a search looks into
}

// atMost bounds the public list; a campaign has 60 activities.
const atMost = 2000

const entry = `
	select a.code, a.title, u.code, u.name, u.short_name, u.kind, coalesce(b.code, ''), coalesce(b.name, ''),
		coalesce(k.code, ''), coalesce(k.name, ''), a.starts_on, a.ends_on, a.place, a.target, a.stage,
		a.adjusted_at is not null,
		array(select p.code from activity_partners ap join units p on p.id = ap.unit_id where ap.activity_id = a.id and ap.status <> 'declined' order by p.sort_no, p.code),
		a.version, coalesce((select max(s.at) from activity_steps s where s.activity_id = a.id), a.registered_at, 'epoch'),
		a.fold || ' ' || vn_fold(concat_ws(' ', a.code, u.code, u.name, u.short_name, array_to_string(u.aliases, ' '), k.name))`

const around = `
	from activities a
	join campaigns c on c.id = a.campaign_id and c.current
	join units u on u.id = a.unit_id
	left join unit_blocks ub on ub.campaign_id = a.campaign_id and ub.unit_id = a.unit_id
	left join blocks b on b.id = ub.block_id
	left join categories k on k.code = a.category`

// Published lists what everybody may see of the current campaign, by code. All else is
// worked out of this list, so that each public page costs one query, however it is filtered.
func (s Store) Published(ctx context.Context) ([]Entry, error) {
	rows, err := s.db.Query(ctx, entry+around+` where a.stage = any($1) order by length(a.code), a.code limit $2`, Public, atMost)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Entry])
}

// State is how the activity stands on a day, for everybody.
func (e Entry) State(today viet.Date) State {
	return (&Activity{Stage: e.Stage, Plan: Plan{StartsOn: e.StartsOn, EndsOn: e.EndsOn}}).PublicState(today)
}

// Overlaps reports whether any of its days lies between two others, both included.
func (e Entry) Overlaps(from, to viet.Date) bool {
	return !e.StartsOn.After(to) && !e.EndsOn.Before(from)
}

// Involves reports whether a unit runs the activity or helps with it.
func (e Entry) Involves(unit string) bool { return e.Unit == unit || slices.Contains(e.Partners, unit) }

// Wish is what a visitor looks for; what is empty does not matter.
type Wish struct {
	Text     string    // as typed: found without accents, too
	Group    string    // kind of unit, or code of a block
	Unit     string    // code of one that runs or helps
	Category string    // code
	Month    viet.Date // any day of it
	State    State
}

// Any reports whether the visitor looks for anything in particular.
func (w Wish) Any() bool { return w != Wish{} }

// Choose keeps the entries that the visitor looks for. With words to look for, what was
// typed with its accents comes first, then what has the words in its title.
func (w Wish) Choose(all []Entry, today viet.Date) []Entry {
	var patterns []*regexp.Regexp
	for _, p := range viet.Patterns(w.Text) {
		patterns = append(patterns, regexp.MustCompile(p))
	}
	matches := func(folded string) bool {
		return !slices.ContainsFunc(patterns, func(p *regexp.Regexp) bool { return !p.MatchString(folded) })
	}
	var found []Entry
	nearness := map[string]int{}
	for _, e := range all {
		if !w.wants(e, today) || !matches(e.Fold) {
			continue
		}
		switch {
		case viet.Exact(e.Title, w.Text) || viet.Exact(e.Code, w.Text):
		case matches(viet.Fold(e.Title)):
			nearness[e.Code] = 1
		case viet.Exact(e.UnitName, w.Text) || viet.Exact(e.CategoryName, w.Text):
			nearness[e.Code] = 2
		default:
			nearness[e.Code] = 3
		}
		found = append(found, e)
	}
	if len(patterns) > 0 {
		slices.SortStableFunc(found, func(a, b Entry) int { return cmp.Compare(nearness[a.Code], nearness[b.Code]) })
	}
	return found
}

func (w Wish) wants(e Entry, today viet.Date) bool {
	return (w.Group == "" || w.Group == string(e.Kind) || w.Group == e.Block) &&
		(w.Unit == "" || e.Involves(w.Unit)) &&
		(w.Category == "" || w.Category == e.Category) &&
		(w.Month.IsZero() || e.Overlaps(w.Month.MonthStart(), w.Month.NextMonth().AddDays(-1))) &&
		(w.State == "" || w.State == e.State(today))
}

// Tally counts activities by their public state.
type Tally struct {
	Total int
	Of    map[State]int
}

// Count counts the entries of the whole list.
func Count(list []Entry, today viet.Date) Tally {
	t := Tally{Total: len(list), Of: map[State]int{}}
	for _, e := range list {
		t.Of[e.State(today)]++
	}
	return t
}

// Counted is a tally of a part of the list, with the name of the part.
type Counted struct {
	Code, Name string
	Tally
}

// CountBy counts the parts of a list, in the order in which they are first met.
func CountBy(list []Entry, today viet.Date, part func(Entry) (code, name string)) []Counted {
	var parts []Counted
	at := map[string]int{}
	for _, e := range list {
		code, name := part(e)
		i, met := at[code]
		if !met {
			i = len(parts)
			at[code] = i
			parts = append(parts, Counted{code, name, Tally{Of: map[State]int{}}})
		}
		parts[i].Total++
		parts[i].Of[e.State(today)]++
	}
	return parts
}

// ByKind counts the activities of each kind of unit, in the order of the kinds.
func ByKind(list []Entry, today viet.Date) []Counted {
	parts := CountBy(list, today, func(e Entry) (string, string) { return string(e.Kind), e.Kind.Name() })
	slices.SortFunc(parts, func(a, b Counted) int {
		return cmp.Compare(slices.Index(rubric.Kinds, rubric.Kind(a.Code)), slices.Index(rubric.Kinds, rubric.Kind(b.Code)))
	})
	return parts
}

// ByCategory counts the activities of each field of work, by its name.
func ByCategory(list []Entry, today viet.Date) []Counted {
	parts := CountBy(list, today, func(e Entry) (string, string) { return e.Category, e.CategoryName })
	slices.SortFunc(parts, func(a, b Counted) int { return viet.CompareNatural(a.Name, b.Name) })
	return parts
}

// Between keeps what begins or ends between two days, both included, by that day: what
// a week brings. What only goes on is left out.
func Between(list []Entry, from, to viet.Date) []Entry {
	inside := func(d viet.Date) bool { return !d.Before(from) && !d.After(to) }
	day := func(e Entry) viet.Date {
		if inside(e.StartsOn) {
			return e.StartsOn
		}
		return e.EndsOn
	}
	var found []Entry
	for _, e := range list {
		if e.Stage != Cancelled && e.Stage != Postponed && inside(day(e)) {
			found = append(found, e)
		}
	}
	slices.SortStableFunc(found, func(a, b Entry) int { return day(a).Compare(day(b)) })
	return found
}
