package page

import (
	"net/url"
	"strconv"

	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/ui"
)

// Registrations is the list on which the committee decides.
type Registrations struct {
	Filter     activity.Filter
	Items      []activity.Item
	Counts     map[activity.Stage]int // under the other filters
	Units      []activity.Option
	Blocks     []activity.Option
	Categories []activity.Option
	Amendments int // that wait for a decision
	Silent     int // units that have sent nothing
	Today      viet.Date
	From, To   viet.Date // of the campaign
	MayApprove bool      // by this reader, now
	MayBring   bool      // a workbook, in this phase

	MayKeepExamples bool
}

// Decision is one registration before the committee.
type Decision struct {
	activity.Detail
	History
	Today         viet.Date
	Before, After string     // codes of the registrations that wait before and after it
	Approve       *form.Form // nil: not by this reader, or not now
	Return        *form.Form
	Merge         *form.Form        // to choose the registration that remains
	Phrases       []activity.Phrase // for a return
	Problem       string            // why the last press of a button did nothing
}

// Duplicates are registrations that may be the same, in pairs.
type Duplicates struct {
	Pairs    []activity.Pair
	Form     form.Form
	MayMerge bool // by this reader, now
}

// stageSlugs name the stages in addresses.
var stageSlugs = map[activity.Stage]string{
	activity.Submitted: "cho-duyet", activity.Returned: "tra-lai", activity.Approved: "da-duyet", activity.Reported: "da-bao-cao",
	activity.Merged:   "da-gop",
	activity.Verified: "da-xac-nhan", activity.Postponed: "tam-hoan", activity.Cancelled: "da-huy", activity.Withdrawn: "da-rut",
}

// StageOf finds the stage that an address names.
func StageOf(slug string) (activity.Stage, bool) {
	for stage, s := range stageSlugs {
		if s == slug {
			return stage, true
		}
	}
	return "", slug == ""
}

// Total is how many registrations there are under the filters, those of other pages included.
func (p Registrations) Total() int {
	if p.Filter.Stage != "" {
		return p.Counts[p.Filter.Stage]
	}
	all := 0
	for _, n := range p.Counts {
		all += n
	}
	return all
}

func (p Registrations) href(f activity.Filter) string {
	q := url.Values{}
	for name, value := range map[string]string{
		"q": f.Text, "trang-thai": stageSlugs[f.Stage], "khoi": f.Block, "don-vi": f.Unit, "linh-vuc": f.Category,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Late {
		q.Set("bo-sung", "1")
	}
	if !f.Month.IsZero() {
		q.Set("thang", monthValue(f.Month))
	}
	if len(q) == 0 {
		return decisionsHref
	}
	return decisionsHref + "?" + q.Encode()
}

const decisionsHref = "/ban-to-chuc/dang-ky"

func decisionHref(code string) string { return decisionsHref + "/" + code }

// tabs lead to the stages: those that are decided on always, the others when there is something in them.
func (p Registrations) tabs() []ui.NavItem {
	f := p.Filter
	f.Stage = ""
	all := p
	all.Filter = f
	items := []ui.NavItem{{Href: p.href(f), Label: "Tất cả", Count: all.Total(), Current: p.Filter.Stage == ""}}
	for _, stage := range activity.Stages {
		always := stage == activity.Submitted || stage == activity.Returned || stage == activity.Approved
		if stageSlugs[stage] == "" || !always && p.Counts[stage] == 0 && p.Filter.Stage != stage {
			continue
		}
		f.Stage = stage
		items = append(items, ui.NavItem{
			Href: p.href(f), Label: activity.Titles[stage], Count: p.Counts[stage], Current: p.Filter.Stage == stage,
		})
	}
	return append(items, ui.NavItem{Href: decisionsHref + "/chua-dang-ky", Label: "Đơn vị chưa đăng ký", Count: p.Silent})
}

// tools are the other pages on which the office works with registrations.
func (p Registrations) tools() []ui.NavItem {
	items := []ui.NavItem{
		{Href: planHref, Label: "Kế hoạch"},
		{Href: amendmentsHref, Label: "Đề nghị điều chỉnh", Count: p.Amendments},
		{Href: decisionsHref + "/can-doi", Label: "Cân đối"},
		{Href: decisionsHref + "/trung-lap", Label: "Đăng ký trùng"},
	}
	if p.MayKeepExamples {
		items = append(items, ui.NavItem{Href: decisionsHref + "/thu-vien", Label: "Thư viện mẫu"})
	}
	return items
}

// active are the filters that are on, each with the way to take it away.
func (p Registrations) active() []ui.NavItem {
	var items []ui.NavItem
	add := func(on bool, label string, off func(*activity.Filter)) {
		if on {
			f := p.Filter
			off(&f)
			items = append(items, ui.NavItem{Href: p.href(f), Label: label, Icon: "x"})
		}
	}
	add(p.Filter.Text != "", "“"+p.Filter.Text+"”", func(f *activity.Filter) { f.Text = "" })
	add(p.Filter.Block != "", nameOf(p.Blocks, p.Filter.Block), func(f *activity.Filter) { f.Block = "" })
	add(p.Filter.Unit != "", nameOf(p.Units, p.Filter.Unit), func(f *activity.Filter) { f.Unit = "" })
	add(p.Filter.Category != "", nameOf(p.Categories, p.Filter.Category), func(f *activity.Filter) { f.Category = "" })
	add(!p.Filter.Month.IsZero(), p.Filter.Month.MonthName()+"/"+strconv.Itoa(p.Filter.Month.Year), func(f *activity.Filter) { f.Month = viet.Date{} })
	add(p.Filter.Late, "Bổ sung", func(f *activity.Filter) { f.Late = false })
	return items
}

func nameOf(options []activity.Option, code string) string {
	for _, o := range options {
		if o.Code == code {
			return o.Name
		}
	}
	return code
}

// months are those of the campaign, to choose from.
func (p Registrations) months() []ui.Choice {
	var list []ui.Choice
	for _, m := range viet.Months(p.From, p.To) {
		list = append(list, ui.Choice{Value: monthValue(m), Label: m.MonthName()})
	}
	return list
}

func monthOf(d viet.Date) string {
	if d.IsZero() {
		return ""
	}
	return monthValue(d)
}

// choosing reports whether rows can be ticked to be approved together.
func (p Registrations) choosing() bool { return p.MayApprove && p.Counts[activity.Submitted] > 0 }

// filterForm shows the filters in their boxes.
func (p Registrations) filterForm() form.Form {
	late := ""
	if p.Filter.Late {
		late = "1"
	}
	return form.Filled("khoi", p.Filter.Block, "don-vi", p.Filter.Unit, "linh-vuc", p.Filter.Category, "bo-sung", late, "thang", monthOf(p.Filter.Month))
}

// likeness is how alike the titles of a pair are.
func likeness(p activity.Pair) string { return strconv.Itoa(int(p.Likeness*100+0.5)) + "%" }

func twinFacts(t activity.Twin) []ui.Fact {
	facts := []ui.Fact{
		{Term: "Đơn vị", Text: t.UnitName},
		{Term: "Thời gian", Text: viet.Period(t.StartsOn, t.EndsOn)},
	}
	if t.Place != "" {
		facts = append(facts, ui.Fact{Term: "Địa điểm", Text: t.Place})
	}
	return append(facts, ui.Fact{Term: "Chỉ tiêu", Text: t.Target})
}

// blockOf goes on after the name of the unit.
func blockOf(d activity.Detail) string {
	if d.BlockName == "" {
		return ""
	}
	return " · " + d.BlockName
}
