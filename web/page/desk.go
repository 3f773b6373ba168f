package page

import (
	"strconv"

	"portal/internal/activity"
	"portal/internal/campaign"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/ui"
)

// phrases are the kept reasons, to choose from.
func (p Decision) phrases() []ui.Choice {
	var list []ui.Choice
	for _, f := range p.Phrases {
		list = append(list, ui.Choice{Value: strconv.FormatInt(f.ID, 10), Label: viet.Shorten(f.Text, 90)})
	}
	return list
}

// Bulk is a look at registrations before all are approved.
type Bulk struct {
	Form     form.Form
	Campaign campaign.Campaign
	Items    []activity.Item
	Asked    int // how many were ticked
}

// ready and left part the registrations into those that can be approved and the others.
func (p Bulk) ready() (list []activity.Item) {
	for _, i := range p.Items {
		if i.Approvable(&p.Campaign) == "" {
			list = append(list, i)
		}
	}
	return list
}

func (p Bulk) left() (list []activity.Left) {
	for _, i := range p.Items {
		if why := i.Approvable(&p.Campaign); why != "" {
			list = append(list, activity.Left{Code: i.Code, Why: why})
		}
	}
	return list
}

// Phrases are the reasons that are kept for reuse.
type Phrases struct {
	Form form.Form
	List []activity.Phrase
}

// Balance shows where and when activities crowd.
type Balance struct {
	Months  activity.Heat // fields of work × months
	Weeks   activity.Heat // units × weeks
	Clashes []activity.Clash
	Waiting bool // what is not approved yet counts, too
	Total   int
}

func (p Balance) scope() []ui.NavItem {
	return []ui.NavItem{
		{Href: "/ban-to-chuc/dang-ky/can-doi", Label: "Đã duyệt và chờ duyệt", Current: p.Waiting},
		{Href: "/ban-to-chuc/dang-ky/can-doi?chi=da-duyet", Label: "Chỉ đã duyệt", Current: !p.Waiting},
	}
}

func weekLabel(d viet.Date) string { return d.Short() }

func monthLabel(d viet.Date) string { return "T" + strconv.Itoa(int(d.Month)) }

func fieldHref(code string, month viet.Date) string {
	href := decisionsHref + "?thang=" + monthValue(month)
	if code != "" {
		href += "&linh-vuc=" + code
	}
	return href
}

func unitHref(code string, week viet.Date) string {
	return decisionsHref + "?don-vi=" + code + "&thang=" + monthValue(week.AddDays(6))
}
