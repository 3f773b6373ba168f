package page

import (
	"slices"
	"strconv"

	"portal/internal/activity"
	"portal/internal/viet"
)

// monthDay is one day of the calendar with what happens on it.
type monthDay struct {
	Date    viet.Date
	Outside bool // of another month: it only fills the week
	Today   bool
	Events  []monthEvent
}

// monthEvent is an activity on one of its days.
type monthEvent struct {
	activity.Entry
	Note string // bắt đầu, kết thúc, or "" for one of its few days
	Kind string // colour of its state
}

// few is how many days an activity may take to stand on each of them; a longer one
// stands on its first and its last.
const few = 5

// Month is the one that the calendar shows: the one asked for, or the present one,
// or the nearest of the campaign.
func (a Activities) Month() viet.Date {
	if !a.Wish.Month.IsZero() {
		return a.Wish.Month.MonthStart()
	}
	months := a.months()
	m := a.Today.MonthStart()
	switch {
	case len(months) == 0:
		return m
	case m.Before(months[0]):
		return months[0]
	case m.After(months[len(months)-1]):
		return months[len(months)-1]
	}
	return m
}

// anyMonth is the first choice of the list of months: a calendar always shows one.
func (a Activities) anyMonth() string {
	if a.View == AsCalendar {
		return "Tháng này"
	}
	return "Tất cả"
}

func (a Activities) weeks() [][]monthDay {
	var weeks [][]monthDay
	first := a.Month()
	for day := first.WeekStart(); day.Before(first.NextMonth()); day = day.AddDays(7) {
		week := make([]monthDay, 7)
		for i := range week {
			week[i] = a.day(day.AddDays(i))
		}
		weeks = append(weeks, week)
	}
	return weeks
}

// busyDays are the days of the month on which something happens.
func (a Activities) busyDays() []monthDay {
	var days []monthDay
	for _, week := range a.weeks() {
		for _, d := range week {
			if len(d.Events) > 0 {
				days = append(days, d)
			}
		}
	}
	return days
}

func (a Activities) day(d viet.Date) monthDay {
	day := monthDay{Date: d, Outside: d.MonthStart() != a.Month(), Today: d == a.Today}
	if day.Outside {
		return day
	}
	for _, e := range a.Found {
		if note, here := on(e, d); here {
			day.Events = append(day.Events, monthEvent{e, note, shownKinds[e.State(a.Today)]})
		}
	}
	return day
}

// on says whether a day is one on which the calendar shows the activity, and why.
func on(e activity.Entry, d viet.Date) (string, bool) {
	switch days := e.StartsOn.DaysUntil(e.EndsOn) + 1; {
	case days <= few:
		return "", e.Overlaps(d, d)
	case d == e.StartsOn:
		return "bắt đầu", true
	case d == e.EndsOn:
		return "kết thúc", true
	}
	return "", false
}

// lasting are the activities that go on through the month without beginning or ending in it.
func (a Activities) lasting() []activity.Entry {
	from, to := a.Month(), a.Month().NextMonth().AddDays(-1)
	return slices.DeleteFunc(slices.Clone(a.Found), func(e activity.Entry) bool {
		return !e.StartsOn.Before(from) || !e.EndsOn.After(to)
	})
}

// neighbour is the month before or after; zero beyond the campaign.
func (a Activities) neighbour(step int) viet.Date {
	months := a.months()
	m := viet.NewDate(a.Month().Year, a.Month().Month+1, 1)
	if step < 0 {
		m = a.Month().AddDays(-1).MonthStart()
	}
	if len(months) == 0 || m.Before(months[0]) || m.After(months[len(months)-1]) {
		return viet.Date{}
	}
	return m
}

func (a Activities) monthHref(m viet.Date) string { return a.href("thang", monthValue(m)) }

func shortMonth(m viet.Date) string { return "Tháng " + strconv.Itoa(int(m.Month)) }

// thisMonth is the way back to the present month, when it lies in the campaign and is not shown.
func (a Activities) thisMonth() bool {
	return a.Today.MonthStart() != a.Month() && slices.Contains(a.months(), a.Today.MonthStart())
}

var weekdays = []string{"Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"}
