package page

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/ui"
)

// Registration is the form of a registration: a new one, or one to be mended.
type Registration struct {
	Form       form.Form
	Version    int              // that the words in the form were made from
	Stored     *activity.Detail // nil: a new one
	Units      []activity.Option
	AllUnits   []activity.Option
	Categories []activity.Option
	From, To   viet.Date // the days of the campaign
	Deadline   viet.Date
	Late       bool   // what is sent now is marked "bổ sung"
	MaySend    bool   // staff write, the head sends
	Closed     string // why it can no longer be saved; the words stay in sight
	Conflict   *Conflict
	Withdrawal *form.Form // nil: it cannot be withdrawn, or not by this reader
	Copied     *activity.Copy
	Files      []activity.File
	Reader     int64 // account: what its device keeps is for nobody else
	Unsaved    bool  // the words in the form are not what is stored
}

// Conflict is what somebody else saved while this form was being filled in.
type Conflict struct {
	By      string
	At      time.Time
	Changes []Change
}

// Change is a field with two values.
type Change struct{ Label, Stored, Typed string }

// planParts are the parts of the form with their fields, in the order of the page.
var planParts = []struct {
	title  string
	fields []planField
}{
	{"Nội dung", []planField{
		{activity.FieldUnit, "Đơn vị đăng ký"},
		{activity.FieldTitle, "Tên hoạt động"},
		{activity.FieldCategory, "Lĩnh vực"},
		{activity.FieldDescription, "Nội dung, cách làm"},
	}},
	{"Thời gian, địa điểm", []planField{
		{activity.FieldStart, "Ngày bắt đầu"},
		{activity.FieldEnd, "Ngày kết thúc"},
		{activity.FieldPlace, "Địa điểm"},
	}},
	{"Chỉ tiêu", []planField{
		{activity.FieldTarget, "Chỉ tiêu"},
		{activity.FieldQuantity, "Số lượng"},
		{activity.FieldQuantityUnit, "Đơn vị tính"},
		{activity.FieldParticipants, "Số người tham gia"},
	}},
	{"Kinh phí, phụ trách", []planField{
		{activity.FieldBudgetState, "Từ ngân sách"},
		{activity.FieldBudgetSocial, "Từ xã hội hóa"},
		{activity.FieldBudgetTotal, "Tổng kinh phí"},
		{activity.FieldResponsible, "Đầu mối phụ trách"},
		{activity.FieldPartners, "Đơn vị phối hợp"},
		{activity.FieldEvidence, "Minh chứng dự kiến"},
	}},
	{"Tệp kèm theo", nil},
}

type planField struct{ name, label string }

// PlanFields are the fields of a plan in the order of the page.
func PlanFields() []string {
	var fields []string
	for _, part := range planParts {
		for _, f := range part.fields {
			fields = append(fields, f.name)
		}
	}
	return fields
}

// Compare lists the fields in which what is stored and what was typed differ, in words.
func (p Registration) Compare(stored, typed form.Form) []Change {
	var changes []Change
	for _, part := range planParts {
		for _, f := range part.fields {
			if slices.Equal(stored.Values(f.name), typed.Values(f.name)) || f.name == activity.FieldUnit {
				continue
			}
			changes = append(changes, Change{f.label, p.words(f.name, stored), p.words(f.name, typed)})
		}
	}
	return changes
}

// words is the value of a field as people know it: names instead of codes.
func (p Registration) words(field string, f form.Form) string {
	values := slices.Clone(f.Values(field))
	var options []activity.Option
	switch field {
	case activity.FieldCategory:
		options = p.Categories
	case activity.FieldPartners:
		options = p.AllUnits
	}
	for i, v := range values {
		if o := slices.IndexFunc(options, func(o activity.Option) bool { return o.Code == v }); o >= 0 {
			values[i] = options[o].Name
		}
	}
	if text := strings.Join(values, "; "); text != "" {
		return text
	}
	return "(để trống)"
}

// wrong says how many fields of a part are to be mended.
func (p Registration) wrong(fields []planField) int {
	n := 0
	for _, f := range fields {
		if p.Form.Problem(f.name) != "" {
			n++
		}
	}
	return n
}

// brief is what a part says, for the line that stands for it when it is folded.
func (p Registration) brief(part int) string {
	var words []string
	for _, f := range planParts[part].fields {
		if f.name != activity.FieldUnit && strings.Join(p.Form.Values(f.name), "") != "" {
			words = append(words, p.words(f.name, p.Form))
		}
	}
	if part == len(planParts)-1 {
		return viet.CountOrNone(len(p.Files), "tệp")
	}
	if len(words) == 0 {
		return "Chưa ghi"
	}
	return viet.Shorten(strings.Join(words, " · "), 80)
}

// savesItself reports whether the form is saved as one types: not while two versions are to be compared, nor
// when nothing can be saved any more.
func (p Registration) savesItself() bool { return p.Closed == "" && p.Conflict == nil }

// saving is where the form is saved as one types.
func (p Registration) saving() string {
	if p.Stored == nil {
		return p.action() + "/nhap"
	}
	return workHref(p.Stored.Code) + "/nhap"
}

// code is the code of the draft; empty for a new one.
func (p Registration) code() string {
	if p.Stored == nil {
		return ""
	}
	return p.Stored.Code
}

func (p Registration) action() string {
	if p.Stored == nil {
		return "/lam-viec/hoat-dong/moi"
	}
	return workHref(p.Stored.Code) + "/sua"
}

func (p Registration) title() string {
	if p.Stored == nil {
		return "Đăng ký hoạt động"
	}
	return "Sửa đăng ký " + p.Stored.Code
}

// about says under the title who registers and until when.
func (p Registration) about() string {
	deadline := "Hạn đăng ký hết ngày " + p.Deadline.Full()
	if p.Late {
		deadline = "Đã qua hạn " + p.Deadline.Full() + ", đăng ký được ghi là bổ sung"
	}
	switch {
	case p.Stored != nil:
		return p.Stored.UnitName + " · " + deadline
	case len(p.Units) == 1:
		return p.Units[0].Name + " · " + deadline
	default:
		return deadline
	}
}

func (p Registration) sendLabel() string {
	if p.Stored != nil && p.Stored.Stage == activity.Returned {
		return "Gửi lại"
	}
	return "Gửi đăng ký"
}

// partners names the units that were chosen, for the line that opens the long list.
func (p Registration) partners() string {
	if len(p.Form.Values(activity.FieldPartners)) == 0 {
		return "(chưa chọn)"
	}
	return p.words(activity.FieldPartners, p.Form)
}

// others are the units that can help: all but the one that registers.
func (p Registration) others() []ui.Choice {
	own := p.Form.Value(activity.FieldUnit)
	if p.Stored != nil {
		own = p.Stored.Unit
	} else if len(p.Units) == 1 {
		own = p.Units[0].Code
	}
	return slices.DeleteFunc(choices(p.AllUnits), func(c ui.Choice) bool { return c.Value == own })
}

func choices(options []activity.Option) []ui.Choice {
	list := make([]ui.Choice, len(options))
	for i, o := range options {
		list[i] = ui.Choice{Value: o.Code, Label: o.Name, Group: o.Group}
	}
	return list
}

func workHref(code string) string { return "/lam-viec/hoat-dong/" + code }

func version(n int) string { return strconv.Itoa(n) }

// moment is an instant in running text: lúc 18:27 ngày 25/04/2024.
func moment(t time.Time) string { return "lúc " + viet.Clock(t) + " ngày " + viet.DateOf(t).Full() }
