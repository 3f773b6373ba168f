// Package ranking turns counted sheets into places, grades and awards, and keeps
// what was published.
//
// # The published document
//
// A publication is one JSON document, stored byte for byte beside its SHA-256. It
// holds everything the ranking was computed from - rubric, units, sheets with the
// points of every criterion by judge code, adjustments, conflicts, quotas - and
// the standings that came out, so that it can be recomputed from itself alone:
// Verify does. Judges' codes make it a paper of the committee; the public sees
// the standings.
//
// Its form is fixed, so that the same content is always the same bytes:
//   - RFC 8785 (JSON Canonicalization Scheme): UTF-8, no white space, keys of every
//     object in ascending order, shortest escapes. The only numbers are whole.
//   - Points are text with two decimals and a point, "93.25". Exact means are text
//     in lowest terms, "459/5", and "" when there is no sheet. A unit without a
//     total has null.
//   - Times are text in UTC, to the second: "2024-10-10T02:00:00Z".
//   - Units are in the order of their codes, sheets by unit and judge, adjustments
//     by code; blocks, groups, criteria, rules, bands, quotas and standings in the
//     order of display. A conflict is keyed "judge unit".
//   - Left out: drafts, the points of sheets that do not count, and adjustments
//     that were not approved.
//   - "format" is the name of this description, ranking/1.
package ranking

import (
	"portal/internal/assessment"
	"portal/internal/points"
	"portal/internal/rubric"
)

// Input is all that a ranking depends on.
type Input struct {
	Rubric      rubric.Rubric           `json:"rubric"`
	Blocks      []Block                 `json:"blocks"` // in the order of display
	Units       []Unit                  `json:"units"`
	Sheets      []assessment.Sheet      `json:"sheets"` // drafts are passed over; an excluded one had been handed in
	Conflicts   assessment.Conflicts    `json:"conflicts"`
	Adjustments []assessment.Adjustment `json:"adjustments"`
	Quotas      []Quota                 `json:"quotas"`
	MinSheets   int                     `json:"min_sheets"` // fewer counted sheets are flagged
	TieBreak    []TieBreak              `json:"tie_break"`  // default: none, equal totals share a place
}

// Block is a group of units that are ranked against each other.
type Block struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Unit is a unit as the ranking sees it.
type Unit struct {
	Code          string            `json:"code"`
	Name          string            `json:"name"`
	Block         string            `json:"block"`
	Kind          rubric.Kind       `json:"kind"`
	Judges        []string          `json:"judges"`         // its panel; those in conflict are not expected
	NotApplicable map[string]string `json:"not_applicable"` // criterion → why it does not apply to this one unit
	NotClassified string            `json:"not_classified"` // the public reason, or ""
	Votes         int               `json:"votes"`          // recorded votes, for a tie that was put to the vote
}

// Quota is one line of the awards of a block.
type Quota struct {
	Block    string `json:"block"`
	Award    string `json:"award"`
	Name     string `json:"name"`
	From     int    `json:"from"`
	To       int    `json:"to"` // places that can receive it, both included
	Quota    int    `json:"quota"`
	MinGrade string `json:"min_grade"`
	Prize    int64  `json:"prize"` // đồng
}

// TieBreak is one link of the chain that parts equal totals: "group:II" (the
// higher mean of that group), "deductions" (the fewer) or "votes" (the more).
type TieBreak string

// The links that need no group.
const (
	ByDeductions TieBreak = "deductions"
	ByVotes      TieBreak = "votes"
)

// Note says what there is to know about the award, or about the lack of a place.
type Note string

// The notes.
const (
	OverQuota     Note = "over_quota"     // ties made more winners than planned: the committee decides
	BelowMinBand  Note = "below_min_band" // the place would do, the grade does not
	BelowFloor    Note = "below_floor"    // withheld, for a group below the floor
	NotRanked     Note = "not_ranked"     // no counted sheet: chưa có điểm
	NotClassified Note = "not_classified" // see the reason
)

// Standing is one line of the board. It carries names, because a publication
// keeps those of its day.
type Standing struct {
	Block           string          `json:"block"`
	Unit            string          `json:"unit"`
	Name            string          `json:"name"`
	Kind            rubric.Kind     `json:"kind"`
	Place           int             `json:"place"` // 0: none
	SheetsExpected  int             `json:"sheets_expected"`
	SheetsSubmitted int             `json:"sheets_submitted"`
	SheetsCounted   int             `json:"sheets_counted"`
	FewSheets       bool            `json:"few_sheets"`
	Groups          []GroupMean     `json:"groups"`
	Base            points.Fraction `json:"base"`
	Bonus           points.Points   `json:"bonus"`
	BonusCapped     bool            `json:"bonus_capped"`
	Deduction       points.Points   `json:"deduction"`
	DeductionCapped bool            `json:"deduction_capped"`
	Total           *points.Points  `json:"total"` // nil: no total
	Grade           string          `json:"grade"`
	GradeName       string          `json:"grade_name"`
	Award           string          `json:"award"`
	AwardName       string          `json:"award_name"`
	Note            Note            `json:"note"`
	Reason          string          `json:"reason"` // why it is not classified
	BelowFloor      []string        `json:"below_floor"`
	Votes           int             `json:"votes"`
}

// GroupMean is what a unit reached in one group of criteria, on average.
type GroupMean struct {
	Group string          `json:"group"`
	Name  string          `json:"name"`
	Mean  points.Fraction `json:"mean"`
	Max   points.Points   `json:"max"`
}

// Rescale gives what was reached of the points that apply as if it had been of
// 100: 81,00 of 95 is 85,26.
func Rescale(reached, applicable points.Points) points.Points {
	return points.Mean(reached, 1).Scale(applicable, rubric.Full).Round()
}
