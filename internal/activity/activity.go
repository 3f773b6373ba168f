// Package activity knows what the units do in the campaign: how an activity is
// planned, registered, decided on and carried out, and the rules of each step.
package activity

import (
	"fmt"
	"slices"
	"time"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/viet"
)

// Stage is how far an activity has come. What depends on the day is a State, and is never stored.
type Stage string

// The stages (DOMAIN.md section 1).
const (
	Draft     Stage = "draft"
	Submitted Stage = "submitted"
	Returned  Stage = "returned"
	Approved  Stage = "approved"
	Reported  Stage = "reported" // the result was sent
	Verified  Stage = "verified"
	Withdrawn Stage = "withdrawn" // by its unit, before it was approved
	Cancelled Stage = "cancelled"
	Postponed Stage = "postponed"
	Merged    Stage = "merged" // into another that is the same
)

// Stages lists the stages in the order in which they are shown.
var Stages = []Stage{Draft, Submitted, Returned, Approved, Reported, Verified, Postponed, Cancelled, Withdrawn, Merged}

// Titles are the stages in Vietnamese.
var Titles = map[Stage]string{
	Draft: "Bản nháp", Submitted: "Chờ duyệt", Returned: "Trả lại", Approved: "Đã duyệt", Reported: "Đã báo cáo",
	Verified: "Đã xác nhận", Withdrawn: "Đã rút", Cancelled: "Đã hủy", Postponed: "Tạm hoãn",
	Merged: "Đã gộp",
}

// next is the one table of stages: where each leads.
var next = map[Stage][]Stage{
	Draft:     {Submitted, Withdrawn},
	Submitted: {Approved, Returned, Withdrawn, Merged},
	Returned:  {Submitted, Withdrawn, Merged},
	Approved:  {Reported, Postponed, Cancelled, Merged},
	Postponed: {Approved, Cancelled},
	Reported:  {Verified},
}

// Public are the stages in which everybody may see an activity.
var Public = []Stage{Approved, Reported, Verified, Postponed, Cancelled}

// Leads reports whether a stage may be followed by another: pages offer only what may come.
func (s Stage) Leads(to Stage) bool { return slices.Contains(next[s], to) }

// Editable reports whether the unit may change the plan. What the head has signed for
// and sent stays as it is until it comes back.
func (s Stage) Editable() bool { return s == Draft || s == Returned }

// Activity is one activity of a unit. In JSON, which the audit log keeps for ever, it
// names nobody.
type Activity struct {
	ID            int64      `json:"-"`
	Campaign      int64      `json:"-"`
	UnitID        int64      `json:"-"`
	Monitor       int64      `json:"-"` // the committee member who follows it; 0: nobody yet
	Code          string     `json:"code"`
	Stage         Stage      `json:"stage"`
	Supplementary bool       `json:"supplementary"` // sent after the deadline: "bổ sung"
	RegisteredAt  *time.Time `json:"registered_at"` // first sent
	ReturnReason  string     `json:"return_reason"`
	Version       int        `json:"version"`
	Plan

	before  state // as it was locked
	amended bool  // by an amendment, just now
	undoing bool  // a step is being taken back
}

// state is what a step changes of an activity beside its plan.
type state struct {
	stage         Stage
	registeredAt  *time.Time
	supplementary bool
	returnReason  string
}

// AuditKey names the activity in the audit log.
func (a *Activity) AuditKey() string { return "activity " + a.Code }

// OwnedBy says whether it is an activity of the actor's unit, or one that they follow.
func (a *Activity) OwnedBy(by access.Actor, as access.Role) bool {
	switch as {
	case access.UnitHead:
		return slices.Contains(by.HeadOf, a.UnitID)
	case access.UnitStaff:
		return slices.Contains(by.StaffOf, a.UnitID) || slices.Contains(by.HeadOf, a.UnitID)
	case access.Monitor:
		return by.Member != 0 && by.Member == a.Monitor
	default:
		return false
	}
}

// move brings the activity to another stage, if its present one leads there.
func (a *Activity) move(to Stage) error {
	if !a.Stage.Leads(to) {
		return fault.New(fault.Conflict, fmt.Sprintf(
			"Hoạt động đang ở bước “%s” nên không chuyển sang “%s” được. Hãy tải lại trang.", Titles[a.Stage], Titles[to]))
	}
	a.Stage = to
	return nil
}

// errStale answers who saves over what somebody else has saved meanwhile.
var errStale = fault.New(fault.Conflict, "Hoạt động này vừa được người khác thay đổi nên chưa lưu được. Hãy xem lại rồi gửi lại.")

// unchanged refuses to act on a version that is no longer the present one.
func (a *Activity) unchanged(version int) error {
	if a.Version != version {
		return errStale
	}
	return nil
}

// editable refuses to change what is with the committee.
func (a *Activity) editable() error {
	if !a.Stage.Editable() {
		return fault.New(fault.Conflict, fmt.Sprintf("Hoạt động đang ở bước “%s” nên không sửa được nữa.", Titles[a.Stage]))
	}
	return nil
}

// amend changes the plan, if the unit may still change it. Code and unit stay.
func (a *Activity) amend(p Plan) error {
	if err := a.editable(); err != nil {
		return err
	}
	p.Unit = a.Unit
	a.Plan = p
	return nil
}

// send hands the registration in at this moment. late says that the deadline has passed; what was
// in time when it was first sent stays so, however often it comes back.
func (a *Activity) send(at time.Time, late bool) error {
	if err := a.move(Submitted); err != nil {
		return err
	}
	if a.RegisteredAt == nil {
		a.RegisteredAt, a.Supplementary = &at, late
	}
	a.ReturnReason = ""
	return nil
}

// State is what an activity looks like on a day. It follows from dates and stage.
type State string

// The states. The first three are for everybody, OnTrack to Overdue for those who work on it.
const (
	Upcoming State = "upcoming"
	UnderWay State = "under_way"
	Done     State = "done"
	PutOff   State = "put_off"
	Off      State = "off"
	OnTrack  State = "on_track"
	DueSoon  State = "due_soon"
	Overdue  State = "overdue"
)

// StateTitles are the states in Vietnamese.
var StateTitles = map[State]string{
	Upcoming: "Sắp diễn ra", UnderWay: "Đang thực hiện", Done: "Hoàn thành", PutOff: "Tạm hoãn", Off: "Đã hủy",
	OnTrack: "Đúng tiến độ", DueSoon: "Sắp đến hạn", Overdue: "Quá hạn",
}

// soon is how many days before its end an activity is said to be due.
const soon = 7

// PublicState is the state of an approved activity as everybody sees it: by its dates,
// and done as soon as its result is in. Before the approval there is none.
func (a *Activity) PublicState(today viet.Date) State {
	switch {
	case a.Stage == Postponed:
		return PutOff
	case a.Stage == Cancelled:
		return Off
	case a.Stage == Reported || a.Stage == Verified:
		return Done
	case a.Stage != Approved:
		return ""
	case today.Before(a.StartsOn):
		return Upcoming
	case today.After(a.EndsOn):
		return Done
	default:
		return UnderWay
	}
}

// InternalState is the state as the unit and the committee see it: over without
// a result is overdue. Before the approval there is none.
func (a *Activity) InternalState(today viet.Date) State {
	switch {
	case a.Stage != Approved:
		return a.PublicState(today)
	case today.After(a.EndsOn):
		return Overdue
	case today.DaysUntil(a.EndsOn) <= soon:
		return DueSoon
	default:
		return OnTrack
	}
}
