package registration

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/viet"
)

// QuantityUnreadable is what is wrong with a number to measure against. The form as circulated has no
// column for it; the one that the portal writes does.
const QuantityUnreadable Reason = "quantity_unreadable"

// Row reads one row from its cells: that of a file, and one that was stored or mended in the page.
// A start that holds a period while the end is empty or the same ("từ 01/5 đến 30/9/2024") is read as both.
func (k Known) Row(cells Cells) (plan activity.Plan, problems, notes []Problem) {
	r := rowReader{context: k.context(), cells: cells}
	r.read()
	return r.plan, r.problems, r.notes
}

// rowReader reads the cells of one row.
type rowReader struct {
	context
	cells    Cells
	clean    bool // the cells were made legible already
	plan     activity.Plan
	problems []Problem
	notes    []Problem
}

func (r *rowReader) wrong(reason Reason, field, sentence string, args ...any) {
	r.problems = append(r.problems, Problem{reason, field, fmt.Sprintf(sentence, args...)})
}

func (r *rowReader) note(reason Reason, field, sentence string, args ...any) {
	r.notes = append(r.notes, Problem{reason, field, fmt.Sprintf(sentence, args...)})
}

// failed reports whether something is wrong with a field already.
func (r *rowReader) failed(field string) bool {
	return slices.ContainsFunc(r.problems, func(p Problem) bool { return p.Field == field })
}

// quote shows what somebody wrote.
func quote(text string) string { return "“" + viet.Shorten(viet.Clean(text), 60) + "”" }

// broken is what Excel shows for a formula that failed.
var broken = regexp.MustCompile(`^#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)$`)

func (r *rowReader) read() {
	if !r.clean {
		r.cells = r.legible()
	} else if len(r.problems) > 0 { // what is garbled says nothing more
		r.cells = maps.Clone(r.cells)
		for _, p := range r.problems {
			delete(r.cells, p.Field)
		}
	}
	r.unit()
	r.texts()
	r.category()
	r.days()
	r.numbers()
	r.budget()
	r.partners()
	r.check()
}

// legible is the cells in Unicode and without what cannot be seen. What is garbled is a problem and left out.
func (r *rowReader) legible() Cells {
	legible := Cells{}
	for _, field := range fields {
		text := r.cells[field]
		converted, script := viet.FromLegacy(text, "")
		switch script {
		case viet.Garbled:
			if !r.failed(field) {
				r.wrong(LegacyEncoding, field, "%s", garbledSentence(text))
			}
			continue
		case viet.TCVN3, viet.VNI:
			r.notes = append(r.notes, convertedNote(field, text, converted))
		case viet.Unicode:
		}
		legible[field] = lines(converted)
	}
	return legible
}

func garbledSentence(text string) string {
	return fmt.Sprintf("Chữ %s bị lỗi phông, không đọc chắc chắn được. Hãy gõ lại bằng Unicode.", quote(text))
}

func convertedNote(field, from, to string) Problem {
	return Problem{LegacyConverted, field, fmt.Sprintf("Chữ phông cũ %s đã chuyển thành %s.", quote(from), quote(to))}
}

// lines is text with single spaces, each line for itself.
func lines(text string) string {
	all := strings.Split(viet.CleanText(text), "\n")
	for i, line := range all {
		all[i] = viet.Clean(line)
	}
	return strings.TrimSpace(strings.Join(all, "\n"))
}

func (r *rowReader) unit() {
	name := viet.Clean(r.cells[activity.FieldUnit])
	r.plan.Unit = r.units.find(name)
	switch {
	case r.failed(activity.FieldUnit) || r.plan.Unit != "":
	case name == "" || broken.MatchString(name):
		r.wrong(MissingUnit, activity.FieldUnit, "Thiếu đơn vị đăng ký.")
	default:
		r.wrong(UnknownUnit, activity.FieldUnit, "%s không có trong danh sách đơn vị. Hãy ghi mã hoặc tên đơn vị như trong danh mục.", quote(name))
	}
}

// texts reads what is kept as it is written.
func (r *rowReader) texts() {
	for _, t := range []struct {
		field, name string
		to          *string
		most        int
		missing     Reason
		lines       bool
	}{
		{activity.FieldTitle, "tên hoạt động", &r.plan.Title, activity.MaxTitle, MissingTitle, false},
		{activity.FieldDescription, "nội dung, cách làm", &r.plan.Description, activity.MaxDescription, "", true},
		{activity.FieldPlace, "địa điểm", &r.plan.Place, activity.MaxPlace, "", false},
		{activity.FieldTarget, "chỉ tiêu", &r.plan.Target, activity.MaxTarget, MissingTarget, true},
		{activity.FieldQuantityUnit, "đơn vị tính", &r.plan.QuantityUnit, activity.MaxTargetUnit, "", false},
		{activity.FieldResponsible, "người phụ trách", &r.plan.Responsible, activity.MaxResponsible, "", false},
		{activity.FieldEvidence, "minh chứng dự kiến", &r.plan.Evidence, activity.MaxEvidence, "", true},
	} {
		text := r.cells[t.field]
		if !t.lines {
			text = viet.Clean(text)
		}
		switch n := utf8.RuneCountInString(text); {
		case r.failed(t.field):
		case t.missing != "" && broken.MatchString(text):
			r.wrong(t.missing, t.field, "Ô này báo lỗi %s, chưa có %s. Hãy gõ lại.", quote(text), t.name)
		case t.missing != "" && text == "":
			r.wrong(t.missing, t.field, "Thiếu %s.", t.name)
		case n > t.most:
			r.wrong(TooLong, t.field, "%s dài %s ký tự, tối đa là %s. Hãy rút gọn.", viet.Capitalise(t.name), viet.Int(n), viet.Int(t.most))
		default:
			*t.to = text
		}
	}
}

func (r *rowReader) category() {
	name := viet.Clean(r.cells[activity.FieldCategory])
	r.plan.Category = r.categories.find(name)
	switch {
	case r.failed(activity.FieldCategory) || r.plan.Category != "":
	case nameKey(name) == "":
		r.note(CategoryMissing, activity.FieldCategory, "Chưa ghi lĩnh vực. Hoạt động được nhập là chưa phân loại.")
	default:
		r.wrong(UnknownCategory, activity.FieldCategory, "%s không có trong danh sách lĩnh vực. Hãy ghi mã hoặc tên lĩnh vực như trong danh mục.", quote(name))
	}
}

// numbers reads how many people come and the one number to measure against.
func (r *rowReader) numbers() {
	text := viet.Clean(r.cells[activity.FieldParticipants])
	people, err := viet.ParsePeople(text)
	if err != nil {
		r.wrong(ParticipantsUnreadable, activity.FieldParticipants, "%s không phải là một số người. %s", quote(text), err.Error())
	}
	r.plan.Participants = people

	if text = viet.Clean(r.cells[activity.FieldQuantity]); text == "" {
		return
	}
	n, err := viet.ParseInt(text)
	if err != nil {
		r.wrong(QuantityUnreadable, activity.FieldQuantity, "%s không phải là một số lượng. %s", quote(text), err.Error())
		return
	}
	r.plan.Quantity = &n
}

// partners reads who helps. A unit does not help itself.
func (r *rowReader) partners() {
	text := r.cells[activity.FieldPartners]
	if nothing.MatchString(viet.Clean(text)) {
		return
	}
	codes, unknown := r.context.partners(text)
	if len(unknown) > 0 {
		r.wrong(UnknownUnit, activity.FieldPartners, "Đơn vị phối hợp %s không có trong danh sách đơn vị. Hãy ghi mã hoặc tên đơn vị, cách nhau bằng dấu chấm phẩy.",
			quote(strings.Join(unknown, "; ")))
	}
	for _, code := range codes {
		if code != r.plan.Unit && !slices.Contains(r.plan.Partners, code) {
			r.plan.Partners = append(r.plan.Partners, code)
		}
	}
}

var nothing = regexp.MustCompile(`(?i)^(?:[-–—]*|không(?: có)?\.?)$`)

// check asks the plan itself what is wrong with it, so that no row passes here that cannot be saved.
func (r *rowReader) check() {
	var wrong fault.Invalid
	if !errors.As(r.plan.Check(r.From, r.To, true), &wrong) {
		return
	}
	for _, field := range fields {
		if sentence := wrong[field]; sentence != "" && !r.failed(field) && !r.explained(field) {
			r.wrong(reasons[field], field, "%s", sentence)
		}
	}
}

// explained reports whether what the plan lacks is the consequence of a problem of another field.
func (r *rowReader) explained(field string) bool {
	return field == activity.FieldEnd && r.failed(activity.FieldStart) && r.plan.EndsOn.IsZero()
}

// fields are all that a row can hold, in the order of the form.
var fields = []string{
	activity.FieldUnit, activity.FieldTitle, activity.FieldCategory, activity.FieldDescription, activity.FieldStart, activity.FieldEnd,
	activity.FieldPlace, activity.FieldTarget, activity.FieldParticipants, activity.FieldBudgetTotal, activity.FieldBudgetState,
	activity.FieldBudgetSocial, activity.FieldResponsible, activity.FieldPartners, activity.FieldEvidence, activity.FieldQuantity,
	activity.FieldQuantityUnit,
}

// reasons are those of what only the plan itself finds.
var reasons = map[string]Reason{
	activity.FieldUnit: UnknownUnit, activity.FieldTitle: TooLong, activity.FieldStart: DateOutOfWindow, activity.FieldEnd: DateOutOfWindow,
	activity.FieldTarget: TooLong, activity.FieldDescription: TooLong, activity.FieldPlace: TooLong, activity.FieldResponsible: TooLong,
	activity.FieldEvidence: TooLong, activity.FieldQuantityUnit: TooLong, activity.FieldQuantity: QuantityUnreadable,
	activity.FieldParticipants: ParticipantsUnreadable, activity.FieldBudgetTotal: BudgetMismatch, activity.FieldBudgetState: BudgetUnreadable,
	activity.FieldBudgetSocial: BudgetUnreadable, activity.FieldPartners: UnknownUnit,
}
