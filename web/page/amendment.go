package page

import (
	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/ui"
)

// Amending is the form in which a unit proposes a change.
type Amending struct {
	activity.Detail
	Form     form.Form
	From, To viet.Date // of the campaign
	Problem  string    // why the last press of the button did nothing
}

// kinds are the choices that the activity's stage leaves open.
func (p Amending) kinds() []ui.Choice {
	var list []ui.Choice
	for _, k := range activity.AmendmentKinds {
		if k.Open(p.Stage) {
			list = append(list, ui.Choice{Value: string(k), Label: activity.AmendmentTitles[k]})
		}
	}
	return list
}

// AmendmentView is one amendment: the plan as it is and as it would be, side by side.
type AmendmentView struct {
	activity.Detail
	Amendment activity.Amendment
	Before    activity.Plan // that the unit proposed to change
	Names     Names
	Back      string     // address of the activity for this reader
	Accept    *form.Form // nil: not by this reader, or not now
	Decline   *form.Form
	Withdraw  *form.Form
	Problem   string
	Changed   bool // the activity has changed since it was proposed
	NotInPlan bool // the plan in force does not have it yet
}

// changes holds the plan against the proposal.
func (p AmendmentView) changes() []Change {
	after := p.Before
	after.StartsOn, after.EndsOn, after.Place, after.Target = p.Amendment.StartsOn, p.Amendment.EndsOn, p.Amendment.Place, p.Amendment.Target
	after.Quantity, after.QuantityUnit = p.Amendment.Quantity, p.Amendment.QuantityUnit
	if p.Amendment.Kind == activity.Postpone && after.StartsOn.IsZero() {
		after.StartsOn, after.EndsOn = p.Before.StartsOn, p.Before.EndsOn
	}
	return p.Names.Differences(p.Before, after)
}

func (p AmendmentView) href(tail string) string {
	return p.Back + "/dieu-chinh/" + version(p.Amendment.Number) + tail
}

// effect says in a sentence what accepting does beyond the fields.
func (p AmendmentView) effect() string {
	switch p.Amendment.Kind {
	case activity.Postpone:
		if p.Amendment.StartsOn.IsZero() {
			return "Hoạt động tạm hoãn, chưa có ngày mới."
		}
		return "Hoạt động tạm hoãn sang ngày mới."
	case activity.Resume:
		return "Hoạt động được tổ chức lại."
	case activity.Cancel:
		return "Hoạt động bị hủy."
	default:
		return ""
	}
}

// filled are the facts of a plan that were given.
func (n Names) filled(p activity.Plan) []ui.Fact {
	var list []ui.Fact
	for _, f := range n.facts(p) {
		if f.Text != "" {
			list = append(list, f)
		}
	}
	return list
}
