package activity

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"portal/internal/fault"
	"portal/internal/viet"
)

// The fields of a plan, as forms name them and fault.Invalid answers.
const (
	FieldUnit         = "unit_code"
	FieldTitle        = "title"
	FieldCategory     = "category_code"
	FieldDescription  = "description"
	FieldStart        = "start_date"
	FieldEnd          = "end_date"
	FieldPlace        = "place"
	FieldTarget       = "target"
	FieldQuantity     = "target_quantity"
	FieldQuantityUnit = "target_unit"
	FieldParticipants = "expected_participants"
	FieldBudgetTotal  = "budget_total"
	FieldBudgetState  = "budget_state"
	FieldBudgetSocial = "budget_social"
	FieldResponsible  = "responsible"
	FieldPartners     = "coordinating_units"
	FieldEvidence     = "expected_evidence"
	FieldReason       = "ly-do"
)

// The largest numbers and the most letters that a plan takes.
const (
	MaxTitle       = 300
	MaxDescription = 4000
	MaxPlace       = 300
	MaxTarget      = 1000
	MaxTargetUnit  = 100
	MaxResponsible = 200
	MaxEvidence    = 1000
	MaxReason      = 1000

	maxQuantity     = 1_000_000_000
	maxParticipants = 1_000_000
	maxBudget       = 1_000_000_000_000
)

// Plan is what a unit says about its activity. Nil is a number that was not given,
// which is not zero.
type Plan struct {
	Unit         string    `json:"unit"` // code
	Title        string    `json:"title"`
	Category     string    `json:"category"` // code
	Description  string    `json:"description"`
	StartsOn     viet.Date `json:"starts_on"`
	EndsOn       viet.Date `json:"ends_on"`
	Place        string    `json:"place"`
	Target       string    `json:"target"`
	Quantity     *int      `json:"target_quantity"` // the one number to measure against
	QuantityUnit string    `json:"target_unit"`
	Participants *int      `json:"expected_participants"`
	BudgetTotal  *int64    `json:"-"` // as typed, held against the parts and not kept
	BudgetState  *int64    `json:"budget_state"`
	BudgetSocial *int64    `json:"budget_social"`
	Responsible  string    `json:"-"`        // a post, but people write names
	Partners     []string  `json:"partners"` // codes of the units that help
	Evidence     string    `json:"expected_evidence"`
}

// Check says what is wrong with the plan in a campaign of these days. A draft needs
// only a title; what is to be sent needs what the committee decides by.
func (p Plan) Check(from, to viet.Date, sending bool) error {
	wrong := fault.Invalid{}
	p.checkText(wrong, sending)
	p.checkDates(wrong, from, to, sending)
	p.checkNumbers(wrong)
	p.checkBudget(wrong)
	if p.Unit != "" && slices.Contains(p.Partners, p.Unit) {
		wrong[FieldPartners] = "Đơn vị đăng ký không phải là đơn vị phối hợp của chính mình."
	}
	return wrong.Or()
}

func (p Plan) checkText(wrong fault.Invalid, sending bool) {
	for _, t := range []struct {
		field, name, text string
		most              int
		needed            bool
	}{
		{FieldUnit, "đơn vị đăng ký", p.Unit, 20, true},
		{FieldTitle, "tên hoạt động", p.Title, MaxTitle, true},
		{FieldDescription, "nội dung, cách làm", p.Description, MaxDescription, false},
		{FieldPlace, "địa điểm", p.Place, MaxPlace, false},
		{FieldTarget, "chỉ tiêu", p.Target, MaxTarget, sending},
		{FieldQuantityUnit, "đơn vị tính", p.QuantityUnit, MaxTargetUnit, false},
		{FieldResponsible, "người phụ trách", p.Responsible, MaxResponsible, false},
		{FieldEvidence, "minh chứng dự kiến", p.Evidence, MaxEvidence, false},
	} {
		switch n := utf8.RuneCountInString(t.text); {
		case t.needed && t.field == FieldUnit && n == 0:
			wrong[t.field] = "Hãy chọn đơn vị đăng ký."
		case t.needed && n == 0:
			wrong[t.field] = "Hãy nhập " + t.name + "."
		case n > t.most:
			wrong[t.field] = tooLong(t.name, n, t.most)
		}
	}
}

func tooLong(name string, n, most int) string {
	return fmt.Sprintf("%s dài %s ký tự, tối đa là %s. Hãy rút gọn.", viet.Capitalise(name), viet.Int(n), viet.Int(most))
}

func (p Plan) checkDates(wrong fault.Invalid, from, to viet.Date, sending bool) {
	inside := func(d viet.Date) bool { return !d.Before(from) && !d.After(to) }
	switch {
	case p.StartsOn.IsZero():
		if sending {
			wrong[FieldStart] = "Hãy nhập ngày bắt đầu."
		}
	case !inside(p.StartsOn):
		wrong[FieldStart] = fmt.Sprintf("Ngày bắt đầu phải từ %s đến %s.", from.Full(), to.Full())
	}
	switch {
	case p.EndsOn.IsZero():
		if sending {
			wrong[FieldEnd] = "Hãy nhập ngày kết thúc."
		}
	case !p.StartsOn.IsZero() && p.EndsOn.Before(p.StartsOn):
		wrong[FieldEnd] = fmt.Sprintf("Ngày kết thúc phải từ %s trở đi.", p.StartsOn.Full())
	case !inside(p.EndsOn):
		wrong[FieldEnd] = fmt.Sprintf("Ngày kết thúc phải từ %s đến %s.", from.Full(), to.Full())
	}
}

func (p Plan) checkNumbers(wrong fault.Invalid) {
	for _, n := range []struct {
		field, name string
		value       *int
		most        int
	}{
		{FieldQuantity, "Số lượng", p.Quantity, maxQuantity},
		{FieldParticipants, "Số người tham gia", p.Participants, maxParticipants},
	} {
		switch {
		case n.value == nil:
		case *n.value < 1:
			wrong[n.field] = n.name + " phải từ 1 trở lên."
		case *n.value > n.most:
			wrong[n.field] = n.name + " tối đa là " + viet.Int(n.most) + "."
		}
	}
}

func (p Plan) checkBudget(wrong fault.Invalid) {
	for _, n := range []struct {
		field string
		value *int64
	}{{FieldBudgetTotal, p.BudgetTotal}, {FieldBudgetState, p.BudgetState}, {FieldBudgetSocial, p.BudgetSocial}} {
		switch {
		case n.value == nil:
		case *n.value < 0:
			wrong[n.field] = "Kinh phí không được âm."
		case *n.value > maxBudget:
			wrong[n.field] = "Kinh phí tối đa là " + viet.Money(int64(maxBudget)) + "."
		}
	}
	if wrong[FieldBudgetTotal] != "" || wrong[FieldBudgetState] != "" || wrong[FieldBudgetSocial] != "" || p.BudgetTotal == nil {
		return
	}
	sum := p.Budget()
	switch {
	case sum == nil && *p.BudgetTotal > 0:
		wrong[FieldBudgetTotal] = "Hãy ghi phần ngân sách và phần xã hội hóa."
	case sum != nil && *sum != *p.BudgetTotal:
		wrong[FieldBudgetTotal] = "Tổng kinh phí phải bằng ngân sách cộng xã hội hóa, là " + viet.Money(*sum) + "."
	}
}

// Budget is the sum of the parts of the budget; nil when neither was given.
func (p Plan) Budget() *int64 {
	if p.BudgetState == nil && p.BudgetSocial == nil {
		return nil
	}
	var sum int64
	for _, part := range []*int64{p.BudgetState, p.BudgetSocial} {
		if part != nil {
			sum += *part
		}
	}
	return &sum
}

// checkReason refuses a step that nobody explained.
func checkReason(reason, ask string) error {
	switch n := utf8.RuneCountInString(reason); {
	case strings.TrimSpace(reason) == "":
		return fault.Invalid{FieldReason: ask}
	case n > MaxReason:
		return fault.Invalid{FieldReason: tooLong("lý do", n, MaxReason)}
	default:
		return nil
	}
}
