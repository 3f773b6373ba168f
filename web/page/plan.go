package page

import (
	"fmt"
	"strconv"
	"strings"

	"portal/internal/form"
	"portal/internal/plan"
	"portal/internal/viet"
	"portal/web/ui"
)

// PlanDesk is the plan before the committee: as it would be issued now, and as it was.
type PlanDesk struct {
	plan.Preview
	Issued   []plan.Brief // the latest first
	MayIssue bool
	Closed   string // why nothing can be issued now; empty: it can
}

const planHref = "/ban-to-chuc/ke-hoach"

// Name names an edition within its campaign: "bản thứ 2".
func editionName(number int) string { return "bản thứ " + strconv.Itoa(number) }

// document names an edition by its number: "số 52/KH-UBND, ngày 24 tháng 4 năm 2024".
func document(number string, on viet.Date) string { return "số " + number + ", " + on.Formal() }

// act is what the button that leads to the form says.
func (p PlanDesk) act() string {
	if p.Last == nil {
		return "Ban hành kế hoạch"
	}
	return "Ban hành " + editionName(p.Number)
}

// parts leads to the parts of the page.
func (p PlanDesk) parts() []ui.NavItem {
	var items []ui.NavItem
	for _, part := range []ui.NavItem{
		{Href: "#thay-doi", Label: "Thay đổi", Count: len(p.Changes)},
		{Href: "#cac-ban", Label: "Đã ban hành", Count: len(p.Issued)},
		{Href: "#noi-dung-kh", Label: "Nội dung", Count: len(p.Items)},
		{Href: "#chua-vao", Label: "Chưa vào", Count: len(p.Out)},
		{Href: "#chua-co", Label: "Đơn vị chưa có", Count: len(p.Absent)},
	} {
		if part.Count > 0 {
			items = append(items, part)
		}
	}
	return items
}

// PlanForm is the form that issues an edition, beside what it would say.
type PlanForm struct {
	plan.Preview
	Form    form.Form
	Problem string   // why nothing was issued
	Since   []string // what has changed since the page was opened
}

// title is what is issued.
func (p PlanForm) title() string {
	if p.Last == nil {
		return "Ban hành kế hoạch"
	}
	return "Ban hành " + editionName(p.Number)
}

// left sums up what is not in the plan.
func left(p plan.Preview) string {
	var parts []string
	if n := len(p.Out); n > 0 {
		parts = append(parts, viet.Count(n, "đăng ký chưa vào kế hoạch"))
	}
	if n := len(p.Absent); n > 0 {
		parts = append(parts, viet.Count(n, "đơn vị chưa có hoạt động"))
	}
	return strings.Join(parts, ", ")
}

// itemFacts are the small lines of an activity in a plan.
func helpers(i plan.Item) string {
	if len(i.Partners) == 0 {
		return ""
	}
	return "Phối hợp: " + strings.Join(i.Partners, "; ")
}

func amount(i plan.Item) string {
	if i.Quantity == nil {
		return ""
	}
	return "Đo bằng: " + i.Amount()
}

func people(i plan.Item) string {
	if i.Participants == nil || *i.Participants == 0 {
		return ""
	}
	return viet.Count(*i.Participants, "người dự kiến tham gia")
}

// cost is the budget of an activity, and where it comes from.
func cost(i plan.Item) string {
	total := i.Budget()
	if total == nil {
		return ""
	}
	return "Kinh phí: " + viet.Money(*total) + budgetSources(i.BudgetState, i.BudgetSocial)
}

func kindBadge(k plan.Kind) string {
	switch k {
	case plan.Off, plan.Gone:
		return "err"
	case plan.PutOff, plan.Moved:
		return "warn"
	case plan.Added, plan.Back:
		return "ok"
	}
	return "act"
}

// changesOf counts the changes in words: "1 thay đổi".
func changesOf(n int) string { return viet.CountOrNone(n, "thay đổi") }

// abstract is what an edition is about, as a list of documents says it.
func abstract(e plan.Brief) string {
	if e.Number == 1 {
		return "Kế hoạch tổ chức phong trào, " + viet.Count(e.Items, "hoạt động")
	}
	return fmt.Sprintf("Kế hoạch điều chỉnh lần %d, %s: %s", e.Number-1, changesOf(e.Changes), e.Reason)
}

func documentHref(number int) string { return "/van-ban/ke-hoach/" + strconv.Itoa(number) }

// standing says whether an edition is in force, and since when.
func standing(all []plan.Brief, e plan.Brief) (kind, text, since string) {
	for _, next := range all {
		if next.Number == e.Number+1 {
			return "", "Hết hiệu lực", "từ " + next.Date.Full()
		}
	}
	return "ok", "Có hiệu lực", "từ " + e.Date.Full()
}

// planItems are how many activities each block has in the plan.
func blockCount(s plan.Section) string { return viet.Count(len(s.Items), "hoạt động") }

func blockName(s plan.Section) string {
	if s.Name == "" {
		return "Chưa xếp khối"
	}
	return s.Name
}

// statusFact is a mark of an activity that does not go on as planned.
func statusKind(s plan.Status) string {
	if s == plan.Cancelled {
		return "err"
	}
	return "warn"
}

// EditionView is an edition as everybody sees it.
type EditionView struct {
	plan.Edition
	All   []plan.Brief // the editions of the campaign, the latest first
	Asked *viet.Date   // the day that was asked about; nil: none was
	Today viet.Date
	Form  form.Form // to ask about another day
}

func (v EditionView) brief() plan.Brief {
	return plan.Brief{Number: v.Number, DocNumber: v.DocNumber, Date: v.Date}
}

func (v EditionView) facts() []ui.Fact {
	_, in, since := standing(v.All, v.brief())
	facts := []ui.Fact{
		{Term: "Số", Text: v.DocNumber},
		{Term: "Ngày", Text: v.Date.Full()},
		{Term: "Hiệu lực", Text: in + " " + since},
		{Term: "Cơ quan", Text: orEmpty(v.Ward.Body)},
		{Term: "Người ký", Text: v.Signatory.Name},
		{Term: "Chức vụ", Text: strings.Join(strings.FieldsFunc(v.Signatory.Authority+"\n"+v.Signatory.Position, func(r rune) bool { return r == '\n' }), ", ")},
		{Term: "Thời gian", Text: viet.Period(v.Campaign.StartsOn, v.Campaign.EndsOn)},
		{Term: "Hoạt động", Text: viet.Int(len(v.Items))},
	}
	if v.Number > 1 {
		facts = append(facts, ui.Fact{Term: "Bản trước", Text: editionName(v.Number - 1), Href: documentHref(v.Number - 1)})
	}
	for _, e := range v.All {
		if e.Number == v.Number+1 {
			facts = append(facts, ui.Fact{Term: "Bản sau", Text: editionName(e.Number), Href: documentHref(e.Number)})
		}
	}
	return facts
}

// answer says which edition was in force on the day that was asked about.
func (v EditionView) answer() string {
	text := fmt.Sprintf("%s là %s, số %s.", v.Asked.Full(), editionName(v.Number), v.DocNumber)
	if v.Asked.After(v.Today) {
		text += " Ngày này chưa tới, nên có thể còn bản mới hơn."
	}
	return text
}

// Title is what a search engine and the tab call the edition.
func (v EditionView) Title() string {
	if v.Number == 1 {
		return "Kế hoạch số " + v.DocNumber
	}
	return "Kế hoạch điều chỉnh số " + v.DocNumber
}

// Documents lists what was issued.
type Documents struct {
	Issued []plan.Brief
	Form   form.Form
	Answer string // why there is no edition for the day that was asked about
}

// documentFiles are the files that an edition is to be had as, by their extensions.
var documentFiles = []ui.Choice{{Value: "docx", Label: "Word (.docx)"}, {Value: "pdf", Label: "PDF"}, {Value: "xlsx", Label: "Excel (.xlsx)"}, {Value: "csv", Label: "CSV"}}
