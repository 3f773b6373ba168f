package activity

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"portal/internal/fault"
	"portal/internal/viet"
)

func on(text string) viet.Date {
	d, err := viet.ParseDate(text, 2024)
	if err != nil {
		panic(err)
	}
	return d
}

// TestTake: what can be kept of a draft is kept, what cannot stays as it was, and each such field is told.
func TestTake(t *testing.T) {
	t.Parallel()
	long := string(make([]rune, MaxPlace+1))
	for name, c := range map[string]struct {
		stage       Stage
		was, typed  Plan
		unread      fault.Invalid
		title       string
		start, end  viet.Date
		place       string
		left        []string
		startOrElse string // what is said at the start
	}{
		"all of it":           {typed: Plan{Title: "A", Place: "P", StartsOn: on("1/6"), EndsOn: on("2/6")}, title: "A", place: "P", start: on("1/6"), end: on("2/6")},
		"no title, a new one": {typed: Plan{Place: "P"}, place: "P", left: []string{FieldTitle}},
		"no title any more":   {was: Plan{Title: "A"}, typed: Plan{Place: "P"}, title: "A", place: "P", left: []string{FieldTitle}},
		"too long":            {was: Plan{Title: "A", Place: "P"}, typed: Plan{Title: "B", Place: long}, title: "B", place: "P", left: []string{FieldPlace}},
		"an unreadable day keeps the other": {
			typed: Plan{Title: "A", StartsOn: on("10/6")}, unread: fault.Invalid{FieldEnd: "Tháng 2 năm 2024 chỉ có 29 ngày."},
			title: "A", start: on("10/6"), left: []string{FieldEnd},
		},
		"an unreadable day that would stand before the other": {
			was: Plan{Title: "A", StartsOn: on("1/6"), EndsOn: on("5/6")}, typed: Plan{Title: "A", StartsOn: on("10/6")},
			unread: fault.Invalid{FieldEnd: "x"}, title: "A", start: on("1/6"), end: on("5/6"), left: []string{FieldEnd, FieldStart}, startOrElse: notYet,
		},
		"the end before the start": {typed: Plan{Title: "A", StartsOn: on("10/6"), EndsOn: on("1/6")}, title: "A", start: on("10/6"), left: []string{FieldEnd}},
		"outside the campaign":     {was: Plan{Title: "A", EndsOn: on("5/6")}, typed: Plan{Title: "A", EndsOn: on("1/10")}, title: "A", end: on("5/6"), left: []string{FieldEnd}},
		"what came back stays complete": {
			stage: Returned, was: Plan{Title: "A", Target: "T", StartsOn: on("1/6"), EndsOn: on("5/6")}, typed: Plan{Title: "B"},
			title: "B", start: on("1/6"), end: on("5/6"), left: []string{FieldEnd, FieldStart, FieldTarget},
		},
	} {
		a := &Activity{Stage: c.stage, Plan: c.was}
		if a.Stage == "" {
			a.Stage = Draft
		}
		a.Unit = "TDP-20"
		left := a.take(c.typed, c.unread, from, to)
		if got := slices.Sorted(maps.Keys(left)); !slices.Equal(got, c.left) {
			t.Errorf("%s: left %v, want %v", name, got, c.left)
		}
		if a.Title != c.title || a.StartsOn != c.start || a.EndsOn != c.end || a.Place != c.place {
			t.Errorf("%s: kept %+v", name, a.Plan)
		}
		if c.startOrElse != "" && left[FieldStart] != c.startOrElse {
			t.Errorf("%s: says %q", name, left[FieldStart])
		}
		if a.Stage == Draft && a.Title != "" {
			var invalid fault.Invalid
			if errors.As(a.Check(from, to, false), &invalid) {
				t.Errorf("%s: what was kept is not in order: %v", name, invalid)
			}
		}
	}
}

// TestRestores: every field of a plan can be put back.
func TestRestores(t *testing.T) {
	t.Parallel()
	n, m := 5, int64(6)
	was := Plan{
		Title: "a", Category: "b", Description: "c", StartsOn: on("1/6"), EndsOn: on("2/6"), Place: "d", Target: "e", Quantity: &n,
		QuantityUnit: "f", Participants: &n, BudgetState: &m, BudgetSocial: &m, Responsible: "g", Partners: []string{"h"}, Evidence: "i",
	}
	var p Plan
	for _, restore := range restores {
		restore(&p, &was)
	}
	if !p.same(was) {
		t.Errorf("put back: %+v", p)
	}
}

// TestMoved: a day of an earlier campaign moves to the same weekday, about as far from the first day.
func TestMoved(t *testing.T) {
	t.Parallel()
	first, last := on("1/5/2025"), on("30/9/2025") // Thứ Năm
	for _, c := range []struct{ start, end, newStart, newEnd string }{
		{"2/9/2024", "2/9/2024", "1/9/2025", "1/9/2025"},     // both Thứ Hai
		{"1/5/2024", "1/5/2024", "7/5/2025", "7/5/2025"},     // Thứ Tư of the first week
		{"1/5/2024", "7/5/2024", "7/5/2025", "13/5/2025"},    // it takes as long, across the turn of the week
		{"10/6/2024", "30/6/2024", "9/6/2025", "29/6/2025"},  // Thứ Hai to Chủ nhật
		{"30/9/2024", "30/9/2024", "29/9/2025", "29/9/2025"}, // the last Thứ Hai
		{"25/9/2024", "30/9/2024", "24/9/2025", "29/9/2025"}, //
		{"24/9/2024", "30/9/2024", "23/9/2025", "29/9/2025"}, //
		{"29/4/2024", "2/5/2024", "", ""},                    // began before its own campaign
		{"2/10/2024", "5/10/2024", "", ""},                   // after the last day
		{"28/9/2024", "4/10/2024", "27/9/2025", ""},          // ends after the last day
		{"", "2/9/2024", "", "1/9/2025"},                     // a draft with one day
		{"2/9/2024", "", "1/9/2025", ""},                     //
		{"", "", "", ""},                                     //
	} {
		p := Plan{Title: "A"}
		if c.start != "" {
			p.StartsOn = on(c.start)
		}
		if c.end != "" {
			p.EndsOn = on(c.end)
		}
		got := p.again(on("1/5/2024"), first, last)
		shown := func(d viet.Date) string {
			if d.IsZero() {
				return ""
			}
			return d.Full()
		}
		full := func(s string) string {
			if s == "" {
				return ""
			}
			return on(s).Full()
		}
		if shown(got.StartsOn) != full(c.newStart) || shown(got.EndsOn) != full(c.newEnd) {
			t.Errorf("%s – %s: moved to %s – %s, want %s – %s", c.start, c.end, shown(got.StartsOn), shown(got.EndsOn), c.newStart, c.newEnd)
		}
		if !got.StartsOn.IsZero() && got.StartsOn.Weekday() != p.StartsOn.Weekday() {
			t.Errorf("%s: another weekday", c.start)
		}
	}
	n := int64(5)
	if p := (Plan{StartsOn: on("1/6"), EndsOn: on("2/6"), BudgetTotal: &n}).again(viet.Date{}, first, last); !p.StartsOn.IsZero() || !p.EndsOn.IsZero() || p.BudgetTotal != nil {
		t.Errorf("within a campaign another time is to be chosen: %+v", p)
	}
}
