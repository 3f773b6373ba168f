package activity

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/viet"
)

// AmendmentKind is what a unit asks for after its activity was approved.
type AmendmentKind string

// The kinds of amendments.
const (
	Change   AmendmentKind = "change"   // other days, place or target
	Postpone AmendmentKind = "postpone" // new days may be given, or come later
	Resume   AmendmentKind = "resume"   // what was postponed goes on
	Cancel   AmendmentKind = "cancel"
)

// AmendmentKinds lists the kinds in the order in which they are offered.
var AmendmentKinds = []AmendmentKind{Change, Postpone, Resume, Cancel}

// AmendmentTitles are the kinds in Vietnamese.
var AmendmentTitles = map[AmendmentKind]string{
	Change: "Đổi thời gian, địa điểm, chỉ tiêu", Postpone: "Tạm hoãn", Resume: "Tổ chức lại", Cancel: "Hủy hoạt động",
}

// becomes is the stage that an activity comes to by an amendment; a kind is open in the stages that it names.
var becomes = map[AmendmentKind]map[Stage]Stage{
	Change:   {Approved: Approved},
	Postpone: {Approved: Postponed},
	Resume:   {Postponed: Approved},
	Cancel:   {Approved: Cancelled, Postponed: Cancelled},
}

// Open reports whether an activity in this stage can be amended so.
func (k AmendmentKind) Open(s Stage) bool { return becomes[k][s] != "" }

// Amendable reports whether an activity in this stage can be amended at all.
func (s Stage) Amendable() bool {
	return slices.ContainsFunc(AmendmentKinds, func(k AmendmentKind) bool { return k.Open(s) })
}

// AmendmentStatus is how far an amendment has come.
type AmendmentStatus string

// An amendment is proposed, and then one of the others for good.
const (
	Proposed           AmendmentStatus = "proposed"
	Accepted           AmendmentStatus = "accepted"
	Declined           AmendmentStatus = "declined"
	AmendmentWithdrawn AmendmentStatus = "withdrawn"
)

// AmendmentStatusTitles are the statuses in Vietnamese.
var AmendmentStatusTitles = map[AmendmentStatus]string{
	Proposed: "Chờ quyết định", Accepted: "Đã chấp thuận", Declined: "Không chấp thuận", AmendmentWithdrawn: "Đã rút",
}

// Proposal is what a unit proposes: the new values of what may change. A cancellation has none, a
// postponement only days, or none.
type Proposal struct {
	Kind         AmendmentKind `json:"kind"`
	StartsOn     viet.Date     `json:"starts_on"`
	EndsOn       viet.Date     `json:"ends_on"`
	Place        string        `json:"place"`
	Target       string        `json:"target"`
	Quantity     *int          `json:"target_quantity"`
	QuantityUnit string        `json:"target_unit"`
	Reason       string        `json:"reason"`
}

// FieldKind is the field of the kind of an amendment.
const FieldKind = "loai"

// Amendment is a proposal with its fate.
type Amendment struct {
	ID             int64           `json:"-"`
	Activity       string          `json:"activity"` // code
	Unit           int64           `json:"-"`        // that proposed it
	Number         int             `json:"number"`   // within the activity, from 1
	Status         AmendmentStatus `json:"status"`
	FromVersion    int             `json:"from_version"`
	ProposedAt     time.Time       `json:"proposed_at"`
	DecidedAt      *time.Time      `json:"decided_at"`
	DecisionReason string          `json:"decision_reason"`
	Version        int             `json:"version"`
	Proposal
}

// AuditKey names the amendment in the audit log.
func (m *Amendment) AuditKey() string { return fmt.Sprintf("amendment %s/%d", m.Activity, m.Number) }

// OwnedBy says whether the actor heads the unit that proposed it.
func (m *Amendment) OwnedBy(by access.Actor, as access.Role) bool {
	return as == access.UnitHead && slices.Contains(by.HeadOf, m.Unit)
}

// from fills in what the kind does not ask for, so that a proposal always says how the activity would be.
func (p Proposal) from(a *Activity) Proposal {
	switch p.Kind {
	case Cancel:
		p.StartsOn, p.EndsOn = a.StartsOn, a.EndsOn
		fallthrough
	case Postpone:
		p.Place, p.Target, p.Quantity, p.QuantityUnit = a.Place, a.Target, a.Quantity, a.QuantityUnit
	}
	return p
}

// Check says what is wrong with a proposal for an activity, in a campaign of these days.
func (p Proposal) Check(a *Activity, from, to viet.Date) error {
	if !p.Kind.Open(a.Stage) {
		if a.Stage.Amendable() {
			return fault.Invalid{FieldKind: "Hãy chọn loại điều chỉnh."}
		}
		return fault.New(fault.Conflict, fmt.Sprintf("Hoạt động đang ở bước “%s” nên không điều chỉnh được.", Titles[a.Stage]))
	}
	wrong := fault.Invalid{}
	if err := checkReason(p.Reason, "Hãy ghi lý do điều chỉnh."); err != nil {
		wrong[FieldReason] = reasonProblem(err)
	}
	plan := a.proposed(p.from(a))
	plan.BudgetTotal = nil
	needed := p.Kind == Change || p.Kind == Resume
	if !needed && p.StartsOn.IsZero() != p.EndsOn.IsZero() {
		needed = true // one day alone
	}
	if p.Kind != Cancel {
		plan.checkDates(wrong, from, to, needed)
		plan.checkText(wrong, needed)
		plan.checkNumbers(wrong)
	}
	if len(wrong) == 0 && p.Kind == Change && len(a.differences(p)) == 0 {
		wrong[FieldKind] = "Chưa có gì thay đổi so với kế hoạch đang có. Hãy sửa ngày, địa điểm hoặc chỉ tiêu."
	}
	return wrong.Or()
}

func reasonProblem(err error) string {
	var invalid fault.Invalid
	errors.As(err, &invalid)
	return invalid[FieldReason]
}

// proposed is the plan as it would be. Days that a postponement leaves open stay out of it.
func (a *Activity) proposed(p Proposal) Plan {
	plan := a.Plan
	plan.StartsOn, plan.EndsOn, plan.Place, plan.Target = p.StartsOn, p.EndsOn, p.Place, p.Target
	plan.Quantity, plan.QuantityUnit = p.Quantity, p.QuantityUnit
	return plan
}

// differences lists the fields in which a proposal differs from the plan.
func (a *Activity) differences(p Proposal) []string {
	var fields []string
	add := func(differs bool, field string) {
		if differs {
			fields = append(fields, field)
		}
	}
	add(p.StartsOn != a.StartsOn, FieldStart)
	add(p.EndsOn != a.EndsOn, FieldEnd)
	add(p.Place != a.Place, FieldPlace)
	add(p.Target != a.Target, FieldTarget)
	add((p.Quantity == nil) != (a.Quantity == nil) || p.Quantity != nil && *p.Quantity != *a.Quantity, FieldQuantity)
	add(p.QuantityUnit != a.QuantityUnit, FieldQuantityUnit)
	return fields
}

// accept changes the activity as it was proposed. Days that a postponement leaves open stay as they were.
func (a *Activity) accept(p Proposal) error {
	to := becomes[p.Kind][a.Stage]
	if to == "" {
		return fault.New(fault.Conflict, fmt.Sprintf("Hoạt động đang ở bước “%s” nên không điều chỉnh được nữa.", Titles[a.Stage]))
	}
	if to != a.Stage {
		if err := a.move(to); err != nil {
			return err
		}
	}
	if p.Kind == Postpone && p.StartsOn.IsZero() {
		p.StartsOn, p.EndsOn = a.StartsOn, a.EndsOn
	}
	a.Plan = a.proposed(p)
	a.amended = true
	return nil
}

// decide gives a proposed amendment its fate.
func (m *Amendment) decide(to AmendmentStatus, at time.Time, reason string) error {
	if m.Status != Proposed {
		return fault.New(fault.Conflict, "Đề nghị điều chỉnh này đã được quyết định hoặc đã rút. Hãy tải lại trang.")
	}
	if to == Declined {
		if err := checkReason(reason, "Hãy ghi lý do không chấp thuận để đơn vị biết."); err != nil {
			return err
		}
	}
	m.Status, m.DecidedAt, m.DecisionReason = to, &at, reason
	m.Version++
	return nil
}
