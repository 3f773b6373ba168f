package page

import (
	"net/url"
	"slices"

	"portal/internal/activity"
	"portal/internal/campaign"
	"portal/internal/form"
	"portal/internal/rubric"
	"portal/internal/viet"
	"portal/web/ui"
)

// The views of the list of activities, as addresses name them.
const (
	AsTable    = ""
	AsTimeline = "dong-thoi-gian"
	AsCalendar = "lich"
)

// Activities is the list of activities with what the visitor looks for in it.
type Activities struct {
	Query    url.Values // as asked
	Wish     activity.Wish
	Problem  string // what is wrong with the question, in a sentence
	View     string
	Order    string // "", don-vi or thoi-gian
	Today    viet.Date
	Campaign campaign.Campaign
	All      []activity.Entry
	Found    []activity.Entry
}

var stateSlugs = map[activity.State]string{
	activity.Upcoming: "sap-dien-ra", activity.UnderWay: "dang-thuc-hien", activity.Done: "hoan-thanh",
	activity.PutOff: "tam-hoan", activity.Off: "huy",
}

// publicStates are the states that everybody sees, in the order of the list to choose from.
var publicStates = []activity.State{activity.UnderWay, activity.Upcoming, activity.Done, activity.PutOff, activity.Off}

// StateOf reads a state in an address; empty for one that does not exist.
func StateOf(slug string) activity.State {
	for state, s := range stateSlugs {
		if s == slug {
			return state
		}
	}
	return ""
}

var shownKinds = map[activity.State]string{
	activity.UnderWay: "act", activity.Done: "ok", activity.PutOff: "warn", activity.Off: "err",
}

// asked are the parameters of the list that a visitor can choose.
var asked = []string{"q", "khoi", "don-vi", "linh-vuc", "thang", "trang-thai"}

// href is the address of the list with some of its parameters changed: name, value, name, value.
func (a Activities) href(changes ...string) string {
	q := url.Values{}
	for _, name := range append([]string{"xem", "xep"}, asked...) {
		if v := a.Query.Get(name); v != "" {
			q.Set(name, v)
		}
	}
	for i := 0; i+1 < len(changes); i += 2 {
		q.Del(changes[i])
		if changes[i+1] != "" {
			q.Set(changes[i], changes[i+1])
		}
	}
	return address("/hoat-dong", q)
}

func address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// icsHref is the calendar with the same activities.
func (a Activities) icsHref() string {
	q := url.Values{}
	for _, name := range asked {
		if v := a.Query.Get(name); v != "" {
			q.Set(name, v)
		}
	}
	return address("/hoat-dong.ics", q)
}

func (a Activities) views() []ui.NavItem {
	return []ui.NavItem{
		{Href: a.href("xem", AsTable), Label: "Bảng", Icon: "list", Current: a.View == AsTable},
		{Href: a.href("xem", AsTimeline, "xep", ""), Label: "Dòng thời gian", Icon: "gantt", Current: a.View == AsTimeline},
		{Href: a.href("xem", AsCalendar, "xep", ""), Label: "Lịch", Icon: "cal", Current: a.View == AsCalendar},
	}
}

// form holds what the visitor chose, so that the boxes show it.
func (a Activities) form() form.Form {
	var pairs []string
	for _, name := range asked {
		pairs = append(pairs, name, a.Query.Get(name))
	}
	return form.Filled(pairs...)
}

func (a Activities) groupChoices() []ui.Choice {
	var choices []ui.Choice
	for _, k := range activity.ByKind(a.All, a.Today) {
		choices = append(choices, ui.Choice{Value: k.Code, Label: counted(k), Group: "Loại đơn vị"})
	}
	blocks := activity.CountBy(a.All, a.Today, func(e activity.Entry) (string, string) { return e.Block, e.BlockName })
	slices.SortFunc(blocks, func(x, y activity.Counted) int { return viet.CompareNatural(x.Name, y.Name) })
	for _, b := range blocks {
		if b.Code != "" {
			choices = append(choices, ui.Choice{Value: b.Code, Label: counted(b), Group: "Khối, cụm thi đua"})
		}
	}
	return choices
}

func (a Activities) unitChoices() []ui.Choice {
	units := activity.CountBy(a.All, a.Today, func(e activity.Entry) (string, string) { return e.Unit, e.UnitName })
	slices.SortFunc(units, func(x, y activity.Counted) int { return viet.CompareNatural(x.Name, y.Name) })
	return choicesOf(units)
}

func (a Activities) categoryChoices() []ui.Choice {
	return choicesOf(slices.DeleteFunc(activity.ByCategory(a.All, a.Today), func(c activity.Counted) bool { return c.Code == "" }))
}

func (a Activities) monthChoices() []ui.Choice {
	var choices []ui.Choice
	for _, m := range a.months() {
		choices = append(choices, ui.Choice{Value: monthValue(m), Label: m.MonthName()})
	}
	return choices
}

func (a Activities) stateChoices() []ui.Choice {
	tally := activity.Count(a.All, a.Today)
	var choices []ui.Choice
	for _, s := range publicStates {
		if n := tally.Of[s]; n > 0 || s == activity.UnderWay || s == activity.Done || s == activity.Upcoming {
			choices = append(choices, ui.Choice{Value: stateSlugs[s], Label: activity.StateTitles[s] + " (" + viet.Int(n) + ")"})
		}
	}
	return choices
}

func choicesOf(parts []activity.Counted) []ui.Choice {
	var choices []ui.Choice
	for _, p := range parts {
		choices = append(choices, ui.Choice{Value: p.Code, Label: counted(p)})
	}
	return choices
}

func counted(c activity.Counted) string { return c.Name + " (" + viet.Int(c.Total) + ")" }

// months are those of the campaign.
func (a Activities) months() []viet.Date {
	if a.Campaign.StartsOn.IsZero() {
		return nil
	}
	return viet.Months(a.Campaign.StartsOn, a.Campaign.EndsOn)
}

func monthValue(m viet.Date) string { return m.ISO()[:7] }

// chips are the filters in force, each with the way to take it away.
func (a Activities) chips() []ui.NavItem {
	var chips []ui.NavItem
	for _, name := range asked {
		if v := a.Query.Get(name); v != "" && (name != "thang" || a.View != AsCalendar) {
			chips = append(chips, ui.NavItem{Href: a.href(name, ""), Label: viet.Shorten(a.say(name, v), 60), Icon: "x"})
		}
	}
	if len(chips) > 1 {
		chips = append(chips, ui.NavItem{Href: address("/hoat-dong", url.Values{"xem": {a.View}}), Label: "Bỏ tất cả"})
		if a.View == AsTable {
			chips[len(chips)-1].Href = "/hoat-dong"
		}
	}
	return chips
}

// say puts one filter into words; what is unknown is repeated as it was typed.
func (a Activities) say(name, value string) string {
	find := func(match func(activity.Entry) bool, name func(activity.Entry) string) string {
		if i := slices.IndexFunc(a.All, match); i >= 0 {
			return name(a.All[i])
		}
		return value
	}
	switch name {
	case "q":
		return "Từ khóa: " + value
	case "khoi":
		if n := rubric.Kind(value).Name(); n != "" {
			return n
		}
		return find(func(e activity.Entry) bool { return e.Block == value }, func(e activity.Entry) string { return e.BlockName })
	case "don-vi":
		return find(func(e activity.Entry) bool { return e.Unit == value }, func(e activity.Entry) string { return e.UnitName })
	case "linh-vuc":
		return find(func(e activity.Entry) bool { return e.Category == value }, func(e activity.Entry) string { return e.CategoryName })
	case "thang":
		if !a.Wish.Month.IsZero() {
			return a.Wish.Month.MonthName()
		}
	case "trang-thai":
		if s := StateOf(value); s != "" {
			return activity.StateTitles[s]
		}
	}
	return value
}

// heading is the title of the page: how many activities there are, whatever is looked for.
func (a Activities) heading() string {
	if len(a.All) == 0 {
		return "Hoạt động"
	}
	return viet.Count(len(a.All), "hoạt động") + " chào mừng"
}

// none says what was looked for in vain.
func (a Activities) none() string {
	switch {
	case a.Problem != "":
		return a.Problem
	case a.Wish.Text != "":
		return "Không có hoạt động khớp “" + a.Wish.Text + "”"
	}
	return "Không có hoạt động nào khớp bộ lọc"
}
