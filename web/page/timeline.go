package page

import (
	"fmt"
	"slices"

	"portal/internal/activity"
	"portal/internal/rubric"
	"portal/internal/viet"
	"portal/web/ui"
)

// stretch is the activities of one kind of unit along the months.
type stretch struct {
	Name    string
	Done    int
	Entries []activity.Entry
}

func (a Activities) stretches() []stretch {
	var all []stretch
	for _, kind := range rubric.Kinds {
		s := stretch{Name: kind.Name()}
		for _, e := range a.Found {
			if e.Kind != kind {
				continue
			}
			s.Entries = append(s.Entries, e)
			if e.State(a.Today) == activity.Done {
				s.Done++
			}
		}
		if len(s.Entries) > 0 {
			slices.SortStableFunc(s.Entries, func(x, y activity.Entry) int { return x.StartsOn.Compare(y.StartsOn) })
			all = append(all, s)
		}
	}
	return all
}

// bar places an activity between the months of the campaign.
func (a Activities) bar(e activity.Entry) ui.Bar {
	state := e.State(a.Today)
	b := ui.Bar{
		From: a.along(e.StartsOn), To: a.along(e.EndsOn.AddDays(1)), Now: a.now(), Months: len(a.months()), Finished: state == activity.Done,
		Label: fmt.Sprintf("%s, %s", viet.Period(e.StartsOn, e.EndsOn), activity.StateTitles[state]),
	}
	if state == activity.UnderWay {
		days := e.StartsOn.DaysUntil(e.EndsOn) + 1
		b.Done = ui.Share(e.StartsOn.DaysUntil(a.Today), days)
	}
	return b
}

// along is where a day lies, in percent of the months, each as long as the others.
func (a Activities) along(d viet.Date) float64 {
	months := a.months()
	at := float64((d.Year-months[0].Year)*12+int(d.Month-months[0].Month)) + float64(d.Day-1)/float64(viet.DaysIn(d.Year, d.Month))
	return min(max(at*100/float64(len(months)), 0), 100)
}

// now is where today lies; negative outside the campaign.
func (a Activities) now() float64 {
	months := a.months()
	if a.Today.Before(months[0]) || !a.Today.Before(months[len(months)-1].NextMonth()) {
		return -1
	}
	return a.along(a.Today)
}

func (a Activities) timelineKey() []ui.Legend {
	key := []ui.Legend{{Label: "Hoàn thành"}, {Class: "b", Label: "Thời gian đã qua"}, {Class: "o", Label: "Thời gian còn lại"}}
	if a.now() >= 0 {
		key = append(key, ui.Legend{Class: "now", Label: "Hôm nay, " + a.Today.Short()})
	}
	return key
}
