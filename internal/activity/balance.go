package activity

import (
	"cmp"
	"slices"
	"strings"

	"portal/internal/viet"
)

// Heat is a table of how many activities go on where and when. Sums count each activity once.
type Heat struct {
	Columns []viet.Date // first day of each month or week
	Rows    []HeatRow
	Totals  []int // of the columns
	Most    int   // the largest number in a cell
}

// HeatRow is one line: a field of work, or a unit.
type HeatRow struct {
	Code, Name string
	Cells      []int
	Total      int
}

// Months counts by field of work and month; a campaign from..to gives the columns. An activity counts in
// each month in which it goes on.
func Months(list []Item, fields []Option, from, to viet.Date) Heat {
	var h Heat
	for m := from.MonthStart(); !m.After(to); m = m.NextMonth() {
		h.Columns = append(h.Columns, m)
	}
	rows := append(slices.Clone(fields), Option{Name: "Chưa phân loại"})
	return h.count(list, rows, func(i Item) string { return i.Category }, viet.Date.NextMonth)
}

// Weeks counts by unit, under its short name, and week, from Monday; units that have nothing are left out.
func Weeks(list []Item, units []Option, from, to viet.Date) Heat {
	short := map[string]string{}
	for _, i := range list {
		short[i.Plan.Unit] = i.ShortName
	}
	var h Heat
	for w := from.WeekStart(); !w.After(to); w = w.AddDays(7) {
		h.Columns = append(h.Columns, w)
	}
	h = h.count(list, units, func(i Item) string { return i.Plan.Unit }, func(d viet.Date) viet.Date { return d.AddDays(7) })
	h.Rows = slices.DeleteFunc(h.Rows, func(r HeatRow) bool { return r.Total == 0 })
	for i := range h.Rows {
		h.Rows[i].Name = short[h.Rows[i].Code]
	}
	return h
}

func (h Heat) count(list []Item, rows []Option, part func(Item) string, next func(viet.Date) viet.Date) Heat {
	at := map[string]int{}
	for i, r := range rows {
		at[r.Code] = i
		h.Rows = append(h.Rows, HeatRow{Code: r.Code, Name: r.Name, Cells: make([]int, len(h.Columns))})
	}
	h.Totals = make([]int, len(h.Columns))
	for _, a := range list {
		i, known := at[part(a)]
		if !known || a.StartsOn.IsZero() || a.EndsOn.IsZero() {
			continue
		}
		h.Rows[i].Total++
		for c, first := range h.Columns {
			if a.StartsOn.Before(next(first)) && !a.EndsOn.Before(first) {
				h.Rows[i].Cells[c]++
				h.Totals[c]++
				h.Most = max(h.Most, h.Rows[i].Cells[c])
			}
		}
	}
	h.Rows = slices.DeleteFunc(h.Rows, func(r HeatRow) bool { return r.Code == "" && r.Total == 0 })
	return h
}

// Level is how full a cell is, 0 to 4, for its colour.
func (h Heat) Level(n int) int {
	switch {
	case n == 0:
		return 0
	case h.Most <= 1:
		return 1
	default:
		return 1 + (n-1)*3/(h.Most-1)
	}
}

// shortest is how many days an activity may last and still hold its place for itself.
const shortest = 7

// Clash is two activities at one place on the same days.
type Clash struct {
	A, B     Item
	From, To viet.Date // the days that both have
}

// Clashes finds activities that are held at one place on the same days. Only those of at most a week are
// compared - what goes on for months does not hold its place - and only places written alike.
func Clashes(list []Item) []Clash {
	places := map[string][]Item{}
	for _, a := range list {
		key := placeKey(a.Place)
		if key == "" || a.StartsOn.IsZero() || a.EndsOn.IsZero() || a.StartsOn.DaysUntil(a.EndsOn) >= shortest {
			continue
		}
		places[key] = append(places[key], a)
	}
	var found []Clash
	for _, same := range places {
		slices.SortFunc(same, func(a, b Item) int { return cmp.Or(a.StartsOn.Compare(b.StartsOn), cmp.Compare(a.Code, b.Code)) })
		for i, a := range same {
			for _, b := range same[i+1:] {
				if b.StartsOn.After(a.EndsOn) {
					break
				}
				to := a.EndsOn
				if b.EndsOn.Before(to) {
					to = b.EndsOn
				}
				found = append(found, Clash{a, b, b.StartsOn, to})
			}
		}
	}
	slices.SortFunc(found, func(a, b Clash) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.A.Code, b.A.Code), cmp.Compare(a.B.Code, b.B.Code))
	})
	return found
}

// everywhere are places that nobody shares by writing them alike.
var everywhere = []string{"", "toan phuong", "cac to dan pho", "tren dia ban phuong", "dia ban phuong", "truc tuyen", "nhieu diem"}

// placeKey is a place as it is compared: without accents, punctuation and case.
func placeKey(place string) string {
	key := strings.Join(strings.FieldsFunc(viet.Fold(place), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), " ")
	if slices.Contains(everywhere, key) {
		return ""
	}
	return key
}
