package page

import (
	"fmt"

	"portal/internal/activity"
	"portal/internal/announcement"
	"portal/internal/campaign"
	"portal/internal/ranking"
	"portal/internal/viet"
	"portal/web/ui"
)

// Home is the front page.
type Home struct {
	Campaign    campaign.Campaign
	Today       viet.Date
	Tally       Tally
	Kinds       []Tally // by kind of unit
	Categories  []Tally
	Week        []Occasion
	News        []announcement.Announcement
	Publication *ranking.Publication // nil: nothing has been published
}

// Tally counts the activities of something by the state that residents see.
type Tally struct {
	Name, Href          string
	Done, Underway, Due int
}

// Total is all of them.
func (t Tally) Total() int { return t.Done + t.Underway + t.Due }

func (t Tally) parts() []ui.Part {
	return []ui.Part{
		{Percent: ui.Share(t.Done, t.Total()), Kind: "ok"},
		{Percent: ui.Share(t.Underway, t.Total()), Kind: "act"},
		{Percent: ui.Share(t.Due, t.Total()), Kind: "rest"},
	}
}

func (t Tally) sentence() string {
	return fmt.Sprintf("%d hoàn thành, %d đang thực hiện, %d sắp diễn ra", t.Done, t.Underway, t.Due)
}

// NewTally is a tally of a part of the activities, with the address of its list.
func NewTally(name, href string, t activity.Tally) Tally {
	return Tally{Name: name, Href: href, Done: t.Of[activity.Done], Underway: t.Of[activity.UnderWay], Due: t.Of[activity.Upcoming]}
}

// Occasion is something of an activity on a day of this week: it begins, it ends, or it is held on that day alone.
type Occasion struct {
	activity.Entry
	Day  viet.Date
	What string // Bắt đầu, Kết thúc, or empty
}

// Occasions tell what begins and ends in the week of today.
func Occasions(list []activity.Entry, today viet.Date) []Occasion {
	monday := today.WeekStart()
	var week []Occasion
	for _, e := range list {
		o := Occasion{Entry: e, Day: e.StartsOn, What: "Bắt đầu"}
		switch {
		case e.StartsOn == e.EndsOn:
			o.What = ""
		case e.StartsOn.Before(monday):
			o.Day, o.What = e.EndsOn, "Kết thúc"
		}
		week = append(week, o)
	}
	return week
}

func (h Home) daysLeft() int {
	if h.Campaign.AnniversaryOn == nil {
		return -1
	}
	return h.Today.DaysUntil(*h.Campaign.AnniversaryOn)
}

// phases are the steps of the campaign as residents see them, with their dates.
func (h Home) phases() []ui.Phase {
	c := h.Campaign
	launch, scoring, wrapup := "", "", ""
	if c.LaunchedAt != nil {
		launch = viet.DateOf(*c.LaunchedAt).Full()
	}
	if c.ScoringFrom != nil {
		scoring = "từ " + c.ScoringFrom.Full()
	}
	if c.WrapupOn != nil {
		wrapup = c.WrapupOn.Full()
	}
	launched := c.LaunchedAt != nil && !h.Today.Before(viet.DateOf(*c.LaunchedAt))
	return []ui.Phase{
		{Name: "Đăng ký hoạt động", Note: "đến " + c.RegistrationDeadline.Full(), State: h.state(campaign.Registration, campaign.Registration)},
		{Name: "Phát động", Note: launch, State: map[bool]string{true: "done", false: ""}[launched]},
		{Name: "Tổ chức thực hiện", Note: viet.ShortPeriod(c.StartsOn, c.EndsOn), State: h.state(campaign.Running, campaign.Running)},
		{Name: "Đánh giá, chấm điểm", Note: scoring, State: h.state(campaign.Scoring, campaign.Review)},
		{Name: "Tổng kết, vinh danh", Note: wrapup, State: h.state(campaign.Concluded, campaign.Concluded)},
	}
}

// state is a step's: done when the campaign has left its last phase, now while it is in one.
func (h Home) state(first, last campaign.Phase) string {
	c := h.Campaign
	past := campaign.Campaign{Phase: last}
	switch {
	case c.After(first) && !c.After(past.Next()):
		return "now"
	case c.After(first):
		return "done"
	}
	return ""
}

// leaders are the standings at the head of each block, ties not cut.
func (h Home) leaders(s ranking.Section) []ranking.Standing {
	var list []ranking.Standing
	for _, st := range s.Standings {
		if st.Place > 0 && st.Place <= 3 {
			list = append(list, st)
		}
	}
	return list
}
