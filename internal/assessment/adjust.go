package assessment

import (
	"slices"

	"portal/internal/fault"
	"portal/internal/points"
	"portal/internal/rubric"
)

// Status is what has been decided on an adjustment.
type Status string

// An adjustment is proposed, then approved or rejected. Only approved ones count.
const (
	Proposed Status = "proposed"
	Approved Status = "approved"
	Rejected Status = "rejected"
)

var decisions = map[Status][]Status{Proposed: {Approved, Rejected}}

// MaxQuantity is the most cases that one adjustment can be about.
const MaxQuantity = 1000

// Adjustment claims so many cases of a bonus or deduction rule for a unit.
type Adjustment struct {
	Code     string `json:"code"`
	Unit     string `json:"unit"`
	Rule     string `json:"rule"`
	Quantity int    `json:"quantity"`
	Status   Status `json:"status"`
	Reason   string `json:"reason"`
}

// Decide approves or rejects a proposed adjustment.
func (a *Adjustment) Decide(to Status) error {
	if !slices.Contains(decisions[a.Status], to) {
		return fault.New(fault.Conflict, "Đề nghị cộng, trừ điểm này đã được quyết định. Hãy tải lại trang.")
	}
	a.Status = to
	return nil
}

// CheckQuantity says what is wrong with a number of cases.
func CheckQuantity(n int) error {
	if n < 1 || n > MaxQuantity {
		return fault.New(fault.Unprocessable, "Số lần phải là số nguyên từ 1 đến 1000.")
	}
	return nil
}

// Line is what one rule gives or takes from a unit.
type Line struct {
	Rule     rubric.Rule
	Quantity int
	Claimed  points.Points // cases × points each
	Counted  points.Points // at most the maximum of the rule
}

// Capped reports whether the maximum of the rule was reached and passed.
func (l Line) Capped() bool { return l.Counted < l.Claimed }

// Adjusted is all that is given to a unit, or all that is taken from it.
type Adjusted struct {
	Lines   []Line
	Claimed points.Points // the sum of the lines, each at most its maximum
	Counted points.Points // at most the cap of the side
}

// Capped reports whether the cap of the side was reached and passed.
func (a Adjusted) Capped() bool { return a.Counted < a.Claimed }

// Adjust adds up the approved adjustments of one unit: cases of the same rule
// together up to its maximum, then the rules of a side up to its cap.
// Adjustments by a rule the rubric does not have are left out.
func Adjust(r rubric.Rubric, adjustments []Adjustment) (bonus, deduction Adjusted) {
	cases := map[string]int{}
	for _, a := range adjustments {
		if a.Status == Approved {
			cases[a.Rule] += a.Quantity
		}
	}
	for _, rule := range r.Rules {
		n := cases[rule.Code]
		if n <= 0 {
			continue
		}
		line := Line{Rule: rule, Quantity: n, Claimed: points.Points(n) * rule.Each}
		line.Counted = min(line.Claimed, rule.Max)
		side := &bonus
		if rule.Side == rubric.Deduction {
			side = &deduction
		}
		side.Lines = append(side.Lines, line)
		side.Claimed += line.Counted
	}
	bonus.Counted = min(bonus.Claimed, r.BonusCap)
	deduction.Counted = min(deduction.Claimed, r.DeductionCap)
	return bonus, deduction
}
