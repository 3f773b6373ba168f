package page

import (
	"net/url"
	"strconv"

	"portal/internal/activity"
	"portal/internal/committee"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/ui"
)

const followHref = "/ban-to-chuc/theo-doi"

// followStates are the states of followed work in the order of urgency, with their names in addresses.
var followStates = []struct {
	state      activity.State
	slug, kind string
}{
	{activity.Overdue, "qua-han", "err"},
	{activity.DueSoon, "sap-den-han", "warn"},
	{activity.OnTrack, "dung-tien-do", "ok"},
	{activity.Done, "hoan-thanh", "act"},
	{activity.PutOff, "tam-hoan", ""},
	{activity.Off, "da-huy", ""},
}

// FollowedState is the state with this name in addresses; empty if there is none.
func FollowedState(slug string) activity.State {
	for _, s := range followStates {
		if s.slug == slug {
			return s.state
		}
	}
	return ""
}

func followKind(state activity.State) string {
	for _, s := range followStates {
		if s.state == state {
			return s.kind
		}
	}
	return ""
}

// FollowedWork is what members follow, on a day.
type FollowedWork struct {
	committee.Overview
	State activity.State
	Today viet.Date
}

func (p FollowedWork) about() string {
	units, members := 0, len(p.Groups)
	for _, g := range p.Groups {
		units += len(g.Member.Units)
	}
	text := viet.Count(units, "đơn vị") + " · " + viet.Count(p.total(), "hoạt động")
	if members > 1 {
		text += " · " + viet.Count(members, "thành viên Ban Tổ chức")
	}
	return text + " · hôm nay " + p.Today.Full()
}

func (p FollowedWork) total() int {
	n := 0
	for _, count := range p.Counts {
		n += count
	}
	return n
}

func (p FollowedWork) href(whose string, state activity.State) string {
	q := url.Values{}
	if whose != "" && whose != p.Own && (p.Own != "" || whose != committee.Everybody) {
		q.Set("cua", whose)
	}
	for _, s := range followStates {
		if s.state == state {
			q.Set("tinh-trang", s.slug)
		}
	}
	if len(q) == 0 {
		return followHref
	}
	return followHref + "?" + q.Encode()
}

func (p FollowedWork) whose() []ui.NavItem {
	items := []ui.NavItem{{Href: p.href(committee.Everybody, p.State), Label: "Toàn bộ", Current: p.Whose == committee.Everybody}}
	if p.Own != "" {
		items = append(items, ui.NavItem{Href: p.href(p.Own, p.State), Label: "Của tôi", Current: p.Whose == p.Own})
	}
	return items
}

func (p FollowedWork) states() []ui.NavItem {
	items := []ui.NavItem{{Href: p.href(p.Whose, ""), Label: "Tất cả", Count: p.total(), Current: p.State == ""}}
	for _, s := range followStates {
		if n := p.Counts[s.state]; n > 0 || s.state == p.State {
			items = append(items, ui.NavItem{Href: p.href(p.Whose, s.state), Label: activity.StateTitles[s.state], Count: n, Current: s.state == p.State})
		}
	}
	return items
}

func (p FollowedWork) memberChoices() []ui.Choice {
	list := []ui.Choice{{Value: committee.Everybody, Label: "Tất cả thành viên"}}
	for _, m := range p.Members {
		list = append(list, ui.Choice{Value: m.Code, Label: m.Code + " – " + m.Role})
	}
	return list
}

// shown are the groups that have something to show under the filter by state.
func (p FollowedWork) shown() []committee.Group {
	var list []committee.Group
	for _, g := range p.Groups {
		if len(g.Items) > 0 || p.State == "" {
			list = append(list, g)
		}
	}
	return list
}

func overdueIn(g committee.Group) int {
	n := 0
	for _, i := range g.Items {
		if i.State == activity.Overdue {
			n++
		}
	}
	return n
}

// whenDue says how far the end is, as long as the work goes on.
func whenDue(i committee.Item, today viet.Date) string {
	switch {
	case i.Stage != activity.Approved:
		return ""
	case today.Before(i.StartsOn):
		return "Bắt đầu " + viet.Away(today, i.StartsOn)
	}
	return viet.Remaining(today, i.EndsOn)
}

func activityFollowHref(code string) string { return followHref + "/" + code }

func count(n int) string { return strconv.Itoa(n) }

// Visited is one followed activity with its visits and the form for another.
type Visited struct {
	committee.Detail
	Form     form.Form
	Today    viet.Date
	Sentence string // why nothing was saved
	Closed   string // why the campaign takes no visit now
}

func (v Visited) facts() []ui.Fact {
	facts := []ui.Fact{
		{Term: "Đơn vị", Text: v.UnitName, Href: "/don-vi/" + v.Unit},
		{Term: "Thời gian", Text: viet.Period(v.StartsOn, v.EndsOn)},
	}
	if v.Place != "" {
		facts = append(facts, ui.Fact{Term: "Địa điểm", Text: v.Place})
	}
	facts = append(facts, ui.Fact{Term: "Chỉ tiêu", Text: v.Target})
	if v.MonitorName != "" {
		facts = append(facts, ui.Fact{Term: "Người theo dõi", Text: v.MonitorName})
	}
	return facts
}
