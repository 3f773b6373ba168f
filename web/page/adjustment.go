package page

import (
	"fmt"
	"net/url"

	"portal/internal/assessment"
	"portal/internal/campaign"
	"portal/internal/form"
	"portal/internal/points"
	"portal/internal/rubric"
	"portal/internal/viet"
	"portal/web/ui"
)

// Adjustments is the list of what is proposed and decided, with the form to propose more.
type Adjustments struct {
	Campaign   campaign.Campaign
	List       []assessment.Listed
	Counts     map[assessment.Status]int
	Filter     assessment.Filter
	Blocks     []ui.Choice
	MayPropose bool
	MayDecide  bool
	Closed     string // why nothing can be proposed or decided; empty: it can
	Form       form.Form
	Units      []ui.Choice
	Rules      []ui.Choice
}

// Deciding is one proposal with the form to decide on it.
type Deciding struct {
	Listed    assessment.Listed
	MayDecide bool
	Closed    string
	Form      form.Form
}

var statusBadge = map[assessment.Status]struct{ word, kind string }{
	assessment.Proposed: {"Chờ quyết định", "warn"},
	assessment.Approved: {"Đã duyệt", "ok"},
	assessment.Rejected: {"Không duyệt", "err"},
}

func (a Adjustments) tabs() []ui.NavItem {
	total := 0
	for _, n := range a.Counts {
		total += n
	}
	items := []ui.NavItem{{Href: a.href(""), Label: "Tất cả", Count: total, Current: a.Filter.Status == ""}}
	for _, s := range []assessment.Status{assessment.Proposed, assessment.Approved, assessment.Rejected} {
		items = append(items, ui.NavItem{Href: a.href(s), Label: statusBadge[s].word, Count: a.Counts[s], Current: a.Filter.Status == s})
	}
	return items
}

// href keeps the other filters of the list.
func (a Adjustments) href(s assessment.Status) string {
	q := url.Values{}
	for name, value := range map[string]string{"trang-thai": StatusValue(s), "khoi": a.Filter.Block, "q": a.Filter.Words} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/ban-to-chuc/dieu-chinh"
	}
	return "/ban-to-chuc/dieu-chinh?" + q.Encode()
}

var statusValues = map[assessment.Status]string{assessment.Proposed: "cho", assessment.Approved: "duyet", assessment.Rejected: "khong"}

// StatusValue is a status as an address or a form has it.
func StatusValue(s assessment.Status) string { return statusValues[s] }

// StatusOf reads what StatusValue wrote; empty for anything else.
func StatusOf(value string) assessment.Status {
	for s, v := range statusValues {
		if v == value {
			return s
		}
	}
	return ""
}

// effect is what the cases come to, with its sign: "+2,00".
func effect(l assessment.Listed) string {
	if l.Side == rubric.Deduction {
		return "−" + l.Claimed().Column()
	}
	return "+" + l.Claimed().Column()
}

func sideWord(s rubric.Side) string {
	if s == rubric.Deduction {
		return "Điểm trừ"
	}
	return "Điểm thưởng"
}

// RuleChoices are the rules of a rubric to choose from.
func RuleChoices(r rubric.Rubric) []ui.Choice {
	var list []ui.Choice
	for _, x := range r.Rules {
		list = append(list, ui.Choice{
			Value: x.Code, Group: sideWord(x.Side),
			Label: fmt.Sprintf("%s %s (%s điểm mỗi lần, tối đa %s)", x.Code, x.Name, x.Each, x.Max),
		})
	}
	return list
}

func (a Adjustments) empty() string {
	if a.Filter != (assessment.Filter{}) {
		return "Không có đề nghị nào khớp bộ lọc"
	}
	return "Chưa có đề nghị cộng, trừ điểm nào"
}

func (d Deciding) facts() []ui.Fact {
	l := d.Listed
	facts := []ui.Fact{
		{Term: "Đơn vị", Text: l.UnitName},
		{Term: sideWord(l.Side), Text: l.Rule + " " + l.RuleName},
		{Term: "Số lần", Text: fmt.Sprintf("%d × %s điểm", l.Quantity, l.Each)},
		{Term: "Thành điểm", Text: effect(l) + " (trước mức tối đa của quy định và mức trần)"},
		{Term: "Căn cứ", Text: l.Reason},
	}
	if l.Status != assessment.Proposed {
		facts = append(facts, ui.Fact{Term: "Ngày quyết định", Text: l.DecidedOn.Full()})
	}
	if l.Decision != "" {
		facts = append(facts, ui.Fact{Term: "Ghi chú quyết định", Text: l.Decision})
	}
	return facts
}

// whyNot says why who reads cannot decide on a proposal that waits.
func (d Deciding) whyNot() string {
	switch {
	case d.Closed != "":
		return d.Closed
	case d.Listed.Tied:
		return "Bạn có liên quan đến đơn vị này nên không quyết định được đề nghị cộng, trừ điểm của đơn vị."
	case d.Listed.Mine:
		return "Bạn đã lập đề nghị này nên phải do người khác quyết định."
	}
	return ""
}

// closedFor is why an action is shut in this phase; empty when it is open.
func closedFor(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Closed is why the adjustments of a campaign are shut, in a sentence; empty when they are open.
func Closed(c campaign.Campaign, err error) string {
	if c.Phase == campaign.Draft || c.Phase == campaign.Registration || c.Phase == campaign.Running {
		return "Điểm cộng, điểm trừ được đề nghị và quyết định từ bước Chấm điểm."
	}
	return closedFor(err)
}

// pointsOrDash is a total in a column, and a dash where there is none.
func pointsOrDash(p *points.Points) string {
	if p == nil {
		return "–"
	}
	return p.Column()
}

func dateOrNone(d viet.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Full()
}
