package page

import (
	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/ui"
)

// Invited is what a unit was asked to help with, and the form of its answer.
type Invited struct {
	activity.Invitation
	Form    *form.Form // nil: not by this reader, or not now
	Problem string     // why the last press of a button did nothing
}

func (p Invited) facts() []ui.Fact {
	list := []ui.Fact{
		{Term: "Đơn vị chủ trì", Text: p.Lead},
		{Term: "Thời gian", Text: viet.Period(p.StartsOn, p.EndsOn)},
	}
	for _, f := range []ui.Fact{{Term: "Địa điểm", Text: p.Place}, {Term: "Chỉ tiêu", Text: p.Target}} {
		if f.Text != "" {
			list = append(list, f)
		}
	}
	return list
}

// invitationHref is where a unit answers.
func invitationHref(i activity.Invitation) string {
	return "/lam-viec/phoi-hop/" + i.Partnership.Activity + "/" + i.Unit
}

// invited is an invitation as something to do.
func (p Work) invited(i activity.Invitation) ui.Todo {
	t := ui.Todo{
		Kind: "act", Icon: "users", Title: "Được mời phối hợp", About: i.Partnership.Activity + " " + viet.Shorten(i.Title, 90),
		Note: i.Lead + " · " + viet.Period(i.StartsOn, i.EndsOn), Href: invitationHref(i), Action: "Xem",
	}
	if p.MayAnswer {
		t.Action = "Trả lời"
	}
	return t
}
