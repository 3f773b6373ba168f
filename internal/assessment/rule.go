// Package assessment is how units are judged: the score sheets, what keeps a
// judge from one, and the bonus and deduction that are decided beside them.
package assessment

import (
	"slices"
	"strings"

	"portal/internal/fault"
	"portal/internal/points"
	"portal/internal/rubric"
)

// Stage is how far a score sheet has come.
type Stage string

// The stages of a sheet. A draft never counts, and an excluded sheet no longer does.
const (
	Draft     Stage = "draft"
	Submitted Stage = "submitted"
	Excluded  Stage = "excluded"
)

// next holds the stages that may follow each: a submitted sheet that is reopened
// is a draft again, and a conflict found later excludes a sheet for good.
var next = map[Stage][]Stage{
	Draft:     {Submitted, Excluded},
	Submitted: {Draft, Excluded},
}

// Sheet is what one judge gives one unit.
type Sheet struct {
	ID        int64                    `json:"-"`
	Unit      string                   `json:"unit"`  // its code
	Judge     string                   `json:"judge"` // their code
	Stage     Stage                    `json:"stage"`
	Version   int                      `json:"-"`         // counts the saves, so that an older one is noticed
	Points    map[string]points.Points `json:"points"`    // by criterion; absent: chưa chấm, which is not 0
	Exclusion string                   `json:"exclusion"` // why it was excluded
}

// Move brings a sheet to a stage that may follow its own.
func (s *Sheet) Move(to Stage) error {
	if !slices.Contains(next[s.Stage], to) {
		return fault.New(fault.Conflict, "Phiếu chấm đã chuyển sang bước khác. Hãy tải lại trang.")
	}
	s.Stage = to
	return nil
}

// Pair is a judge and a unit, by their codes.
type Pair struct{ Judge, Unit string }

// MarshalText writes a pair as "TV-10 TDP-18", so that it can be a key of JSON.
func (p Pair) MarshalText() ([]byte, error) { return []byte(p.Judge + " " + p.Unit), nil }

// UnmarshalText reads what MarshalText wrote.
func (p *Pair) UnmarshalText(text []byte) error {
	p.Judge, p.Unit, _ = strings.Cut(string(text), " ")
	return nil
}

// Conflicts holds who may not judge whom, with the reason.
type Conflicts map[Pair]string

// Has reports whether a judge is in conflict with a unit.
func (c Conflicts) Has(judge, unit string) bool {
	_, found := c[Pair{judge, unit}]
	return found
}

// Counted reports whether a sheet has a part in the mean: it is in, and neither
// excluded nor from a judge in conflict with the unit.
func Counted(s Sheet, conflicts Conflicts) bool {
	return s.Stage == Submitted && !conflicts.Has(s.Judge, s.Unit)
}

// Total is the sum of what has been answered so far.
func (s Sheet) Total() points.Points {
	var sum points.Points
	for _, p := range s.Points {
		sum += p
	}
	return sum
}

// Progress is how far a sheet, or one group of it, has been filled in.
type Progress struct {
	Points, Max points.Points
	Answered    int
	Criteria    int
}

// Complete reports whether no criterion is empty.
func (p Progress) Complete() bool { return p.Answered == p.Criteria }

// Running gives the running total of every group of a sheet and of the whole.
func Running(s Sheet, parts []rubric.Part) (groups []Progress, whole Progress) {
	groups = make([]Progress, len(parts))
	for i, part := range parts {
		g := Progress{Max: part.Max, Criteria: len(part.Criteria)}
		for _, c := range part.Criteria {
			if p, answered := s.Points[c.Code]; answered {
				g.Points += p
				g.Answered++
			}
		}
		groups[i] = g
		whole.Points += g.Points
		whole.Max += g.Max
		whole.Answered += g.Answered
		whole.Criteria += g.Criteria
	}
	return groups, whole
}

// Missing lists the criteria of a sheet that nobody has answered.
func Missing(s Sheet, parts []rubric.Part) []rubric.Criterion {
	var missing []rubric.Criterion
	for _, part := range parts {
		for _, c := range part.Criteria {
			if _, answered := s.Points[c.Code]; !answered {
				missing = append(missing, c)
			}
		}
	}
	return missing
}

// CheckSubmit says what keeps a sheet from being submitted, by criterion: every
// criterion that applies answered, each within its bounds, and no other.
func CheckSubmit(s Sheet, parts []rubric.Part, kind rubric.Kind) error {
	invalid := fault.Invalid{}
	answers := 0
	for _, part := range parts {
		for _, c := range part.Criteria {
			p, answered := s.Points[c.Code]
			if !answered {
				invalid[c.Code] = "Chưa chấm. Nhập điểm từ 0 đến " + c.Max[kind].String() + ", bước " + c.Step.String() + "."
				continue
			}
			answers++
			if err := rubric.CheckPoints(c, kind, p); err != nil {
				invalid[c.Code] = err.Error()
			}
		}
	}
	if answers < len(s.Points) {
		for code := range s.Points {
			if !asked(parts, code) {
				invalid[code] = "Tiêu chí " + code + " không áp dụng cho đơn vị này."
			}
		}
	}
	return invalid.Or()
}

func asked(parts []rubric.Part, code string) bool {
	return slices.ContainsFunc(parts, func(part rubric.Part) bool {
		return slices.ContainsFunc(part.Criteria, func(c rubric.Criterion) bool { return c.Code == code })
	})
}
