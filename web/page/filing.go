package page

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"portal/internal/activity"
	"portal/internal/filing"
	"portal/internal/form"
	"portal/internal/registration"
	"portal/internal/viet"
	"portal/web/ui"
)

// Counter is where workbooks are handed in.
type Counter struct {
	Office bool   // for any unit
	Path   string // of the page to hand them in
	form   string // address of the official form
	back   ui.Link
}

// The two counters: a unit hands in for itself, the office for any unit.
var (
	AtUnit   = Counter{false, "/lam-viec/hoat-dong/nhap", "/lam-viec/hoat-dong/phieu.xlsx", ui.Link{Href: "/lam-viec", Label: "Về trang đơn vị"}}
	AtOffice = Counter{true, "/ban-to-chuc/dang-ky/nhap", "/ban-to-chuc/dang-ky/phieu.xlsx", ui.Link{Href: "/ban-to-chuc/dang-ky", Label: "Về danh sách đăng ký"}}
)

// steps are the way from the form to the registrations; at is the one that is taken now.
func (c Counter) steps(at int) []ui.Phase {
	names := []string{"Tải phiếu", "Chọn tệp", "Kiểm tra", "Đăng ký"}
	list := make([]ui.Phase, len(names))
	for i, name := range names {
		list[i] = ui.Phase{Name: name}
		switch {
		case i < at:
			list[i].State = "done"
		case i == at:
			list[i].State = "now"
		}
	}
	return list
}

// NewFiling is the page where a workbook is handed in.
type NewFiling struct {
	Counter
	Form     form.Form
	Limit    int               // bytes of a file
	Units    []activity.Option // that the reader works for; the office: none
	Open     []filing.Summary  // handed in before, with something left to register
	From, To viet.Date
	Deadline viet.Date
	Late     bool
}

func (p NewFiling) about() string {
	who := "Một tệp có thể gồm nhiều đơn vị"
	if len(p.Units) == 1 {
		who = p.Units[0].Name
	}
	if p.Late {
		return who + " · Đã qua hạn " + p.Deadline.Full() + ", đăng ký được ghi là bổ sung"
	}
	return who + " · Hạn đăng ký hết ngày " + p.Deadline.Full()
}

// forms are the official forms to fill in: one for each unit, or one for all.
func (p NewFiling) forms() []ui.Link {
	if len(p.Units) < 2 {
		return []ui.Link{{Href: p.form, Label: "Tải phiếu trống (.xlsx)"}}
	}
	var list []ui.Link
	for _, u := range p.Units {
		list = append(list, ui.Link{Href: p.form + "?don-vi=" + u.Code, Label: "Phiếu của " + u.Name})
	}
	return append(list, ui.Link{Href: p.form, Label: "Phiếu chung, ghi đơn vị ở từng dòng"})
}

// Filing is a workbook that was handed in, and what can be done with its rows.
type Filing struct {
	Counter
	*filing.Filing
	Form       form.Form // with the ticks of a page that came back
	Shown      []filing.Row
	Page, Last int
	MaySend    bool   // the reader sends, too
	Late       bool   // what is sent now is marked "bổ sung"
	Closed     string // why nothing can be registered now
	Problem    string // why nothing was registered just now
}

func (p Filing) here() string { return p.Counter.Path + "/" + p.PublicID }

func (p Filing) rowHref(r filing.Row) string { return p.here() + "/dong/" + strconv.Itoa(r.No) }

func (p Filing) pageHref(n int) string {
	if n == 1 {
		return p.here()
	}
	return p.here() + "?trang=" + strconv.Itoa(n)
}

// summary says how many rows were read, and what became of them.
func (p Filing) summary() string {
	n := p.Count()
	said := []string{"đọc được " + viet.Count(p.Total, "dòng")}
	for _, part := range []struct {
		state filing.State
		words string
	}{{filing.Ready, "dùng được"}, {filing.Wrong, "cần sửa"}, {filing.There, "đã có từ trước"}, {filing.Taken, "đã nhập"}} {
		if n[part.state] > 0 {
			said = append(said, viet.Count(n[part.state], "dòng")+" "+part.words)
		}
	}
	return strings.Join(said, ", ") + "."
}

// advice says what to do next.
func (p Filing) advice() string {
	n := p.Count()
	switch {
	case n[filing.Wrong] > 0:
		return "Bấm Sửa ở dòng có lỗi, hoặc sửa trong Excel rồi chọn lại tệp."
	case n[filing.Ready] > 0:
		return "Kiểm tra lại rồi nhập các dòng đã chọn."
	default:
		return "Không còn dòng nào để nhập."
	}
}

func (p Filing) kind() string {
	n := p.Count()
	switch {
	case n[filing.Wrong] > 0:
		return "warn"
	case n[filing.Ready] > 0:
		return "ok"
	default:
		return "act"
	}
}

// open says whether there is anything to register, in this phase.
func (p Filing) open() bool { return p.Closed == "" && p.Count()[filing.Ready] > 0 }

// choosable says whether a row has a box to tick.
func (p Filing) choosable(r filing.Row) bool { return p.Closed == "" && r.State() == filing.Ready }

// ticked says whether a row is chosen: as the page came back, or as it is kept.
func (p Filing) ticked(r filing.Row) bool {
	no := strconv.Itoa(r.No)
	if p.Form.Has("hien", no) {
		return p.Form.Has("chon", no)
	}
	return r.Chosen
}

// manySheets says whether the number of a row needs the name of its sheet.
func (p Filing) manySheets() bool { return len(p.Columns) > 1 }

// manyUnits says whether a row needs the name of its unit.
func (p Filing) manyUnits() bool {
	return p.Counter.Office || slices.ContainsFunc(p.Rows, func(r filing.Row) bool { return r.Plan.Unit != p.Rows[0].Plan.Unit })
}

// unit is the unit of a row by its name, or what the file says for it.
func (p Filing) unit(r filing.Row) string {
	i := slices.IndexFunc(p.Known.Units, func(u registration.Unit) bool { return u.Code == r.Plan.Unit })
	if i < 0 {
		return r.Cells[activity.FieldUnit]
	}
	return p.Known.Units[i].Name
}

func (p Filing) category(r filing.Row) string {
	i := slices.IndexFunc(p.Known.Categories, func(c registration.Category) bool { return c.Code == r.Plan.Category })
	switch text := r.Cells[activity.FieldCategory]; {
	case i >= 0:
		return p.Known.Categories[i].Name
	case text == "":
		return "Chưa ghi"
	default:
		return text
	}
}

// period is when the activity of a row runs, as understood, or as it stands in the file.
func (p Filing) period(r filing.Row) string {
	if !r.Plan.StartsOn.IsZero() && !r.Plan.EndsOn.IsZero() {
		return viet.Period(r.Plan.StartsOn, r.Plan.EndsOn)
	}
	from, to := r.Cells[activity.FieldStart], r.Cells[activity.FieldEnd]
	if from == "" || to == "" {
		return cmp.Or(from, to, "Chưa ghi")
	}
	return from + " – " + to
}

// cellFields are the fields that have a cell of their own in the table; remarks on others stand in the last cell.
var cellFields = map[string][]string{
	"ten": {activity.FieldTitle, activity.FieldUnit}, "linh-vuc": {activity.FieldCategory},
	"ngay": {activity.FieldStart, activity.FieldEnd}, "chi-tieu": {activity.FieldTarget},
}

// wrongAt are the problems of the cell of that name, wrongElsewhere those without one.
func wrongAt(r filing.Row, cell string) []registration.Problem {
	return problemsThat(r.Problems, func(p registration.Problem) bool { return slices.Contains(cellFields[cell], p.Field) })
}

func wrongElsewhere(r filing.Row) []registration.Problem {
	return problemsThat(r.Problems, func(p registration.Problem) bool {
		for _, fields := range cellFields {
			if slices.Contains(fields, p.Field) {
				return false
			}
		}
		return true
	})
}

// problemsThat are the problems that are wanted, each sentence once: of an activity of one day start and end say the same.
func problemsThat(list []registration.Problem, wanted func(registration.Problem) bool) []registration.Problem {
	var found []registration.Problem
	for _, p := range list {
		if wanted(p) && !slices.ContainsFunc(found, func(f registration.Problem) bool { return f.Sentence == p.Sentence }) {
			found = append(found, p)
		}
	}
	return found
}

// likeness names the activity of the unit that a row resembles.
func (p Filing) likeness(r filing.Row) string {
	t := p.Like(r)
	if t.Code == "" {
		return ""
	}
	return "Giống " + t.Code + " “" + viet.Shorten(t.Title, 80) + "”"
}

// activityHref is where an activity of the unit is looked at; a draft has no page at the office.
func (p Filing) activityHref(code string, stage activity.Stage) string {
	switch {
	case !p.Counter.Office:
		return workHref(code)
	case stage == activity.Draft:
		return ""
	default:
		return decisionHref(code)
	}
}

// skipped says why a sheet was not read.
var skipped = map[registration.Reason]string{
	registration.NoHeader: "không có dòng tiêu đề của phiếu đăng ký", registration.EmptyFile: "không có dòng nào", registration.Hidden: "trang tính đang ẩn",
}

// unread are the sheets that were not read, each with its reason.
func (p Filing) unread() []string {
	var list []string
	for _, s := range p.Sheets {
		if !s.Read {
			list = append(list, "“"+s.Name+"”: "+skipped[s.Reason])
		}
	}
	return list
}

// FilingRow is the form of one row of a workbook.
type FilingRow struct {
	Counter
	Registration
	Filing  *filing.Filing
	Row     filing.Row
	Problem string   // why it was not saved
	Changes []Change // between what is stored and what was typed
}

// Title names the row.
func (p FilingRow) Title() string {
	if p.Registration.Closed != "" {
		return "Dòng " + strconv.Itoa(p.Row.Number)
	}
	return "Sửa dòng " + strconv.Itoa(p.Row.Number)
}

func (p FilingRow) here() string {
	return Filing{Counter: p.Counter, Filing: p.Filing}.rowHref(p.Row)
}

func (p FilingRow) back() string { return Filing{Counter: p.Counter, Filing: p.Filing}.here() }

// only is the name of the unit that registers, where there is no other to choose and the row names another.
func (p FilingRow) only() string {
	if len(p.Units) != 1 || p.Row.Plan.Unit == p.Units[0].Code {
		return ""
	}
	return p.Units[0].Name
}

// remarks are what was corrected, with the place in the file.
func (p FilingRow) remarks() []string {
	var list []string
	for _, n := range p.Row.Notes {
		list = append(list, p.Row.Place(n)+": "+n.Sentence)
	}
	return list
}
