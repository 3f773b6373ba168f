// Package rubric is the measure of a campaign: the groups of criteria with their
// maxima for each kind of unit, the rules for bonus and deduction, and the grades.
// A rubric is data, adopted as an edition.
package rubric

import (
	"slices"

	"portal/internal/points"
)

// Kind is the kind of a unit; it decides which criteria apply and up to how many
// points. Package unit uses it, and stands behind this one in the order of imports.
type Kind string

// The kinds of unit of a ward.
const (
	Department       Kind = "ban_nganh"
	MassOrganisation Kind = "doan_the"
	Section          Kind = "bo_phan"
	ResidentialGroup Kind = "to_dan_pho"
	School           Kind = "truong_hoc"
)

// Kinds lists the kinds in the order of lists and columns.
var Kinds = []Kind{Department, MassOrganisation, Section, ResidentialGroup, School}

var kindNames = map[Kind]string{
	Department: "Ban, ngành", MassOrganisation: "Đoàn thể", Section: "Bộ phận chuyên môn",
	ResidentialGroup: "Tổ dân phố", School: "Trường học",
}

// Name is the kind as pages say it.
func (k Kind) Name() string { return kindNames[k] }

// Full is what the maxima of every kind of unit add up to.
const Full = 100 * points.Point

// Rubric is one edition of the measure. Its lists are in the order of display.
type Rubric struct {
	Edition      int           `json:"edition"`
	Groups       []Group       `json:"groups"`
	Criteria     []Criterion   `json:"criteria"`
	Rules        []Rule        `json:"rules"`
	BonusCap     points.Points `json:"bonus_cap"`
	DeductionCap points.Points `json:"deduction_cap"`
	Bands        []Band        `json:"bands"`
	Floor        Floor         `json:"floor"`
}

// Group holds criteria together.
type Group struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Criterion is one thing that is judged.
type Criterion struct {
	Code  string                 `json:"code"`
	Group string                 `json:"group"`
	Name  string                 `json:"name"`
	Guide string                 `json:"guide"`
	Step  points.Points          `json:"step"`
	Max   map[Kind]points.Points `json:"max"` // absent: does not apply to that kind
}

// Applies reports whether units of a kind are judged by the criterion.
func (c Criterion) Applies(kind Kind) bool {
	_, ok := c.Max[kind]
	return ok
}

// Side says whether a rule gives points or takes them.
type Side string

// The two sides.
const (
	Bonus     Side = "bonus"
	Deduction Side = "deduction"
)

// Rule gives or takes points for each case of something, up to a maximum.
type Rule struct {
	Code      string        `json:"code"`
	Side      Side          `json:"side"`
	Name      string        `json:"name"`
	Each      points.Points `json:"each"`
	Max       points.Points `json:"max"`
	CountedBy string        `json:"counted_by"` // what one case is
}

// Band is a grade: it begins at Min and ends where the next one begins.
type Band struct {
	Code string        `json:"code"`
	Name string        `json:"name"`
	Min  points.Points `json:"min"`
}

// Floor is the optional knock-out: a unit whose mean in a group lies below
// Percent of the group's maximum gets at most Grade, and none of the Withheld awards.
type Floor struct {
	Percent  int      `json:"percent"` // 0: no floor
	Grade    string   `json:"grade"`
	Withheld []string `json:"withheld"`
}

// Part is a group with the criteria of it that apply to somebody, as on a score sheet.
type Part struct {
	Group
	Criteria []Criterion
	Max      points.Points
}

// ForKind gives the sheet of a kind of unit. Criteria named in without were
// marked not applicable to the one unit meant.
func (r Rubric) ForKind(kind Kind, without ...string) []Part {
	parts := make([]Part, 0, len(r.Groups))
	for _, g := range r.Groups {
		p := Part{Group: g}
		for _, c := range r.Criteria {
			if c.Group == g.Code && c.Applies(kind) && !slices.Contains(without, c.Code) {
				p.Criteria = append(p.Criteria, c)
				p.Max += c.Max[kind]
			}
		}
		if len(p.Criteria) > 0 {
			parts = append(parts, p)
		}
	}
	return parts
}

// Criterion finds a criterion by its code.
func (r Rubric) Criterion(code string) (Criterion, bool) {
	i := slices.IndexFunc(r.Criteria, func(c Criterion) bool { return c.Code == code })
	if i < 0 {
		return Criterion{}, false
	}
	return r.Criteria[i], true
}

// Rule finds a bonus or deduction rule by its code.
func (r Rubric) Rule(code string) (Rule, bool) {
	i := slices.IndexFunc(r.Rules, func(x Rule) bool { return x.Code == code })
	if i < 0 {
		return Rule{}, false
	}
	return r.Rules[i], true
}

// Band finds a grade by its code.
func (r Rubric) Band(code string) (Band, bool) {
	i := slices.IndexFunc(r.Bands, func(b Band) bool { return b.Code == code })
	if i < 0 {
		return Band{}, false
	}
	return r.Bands[i], true
}

// Grade gives the highest band that begins at or below a total: with 80 and 90
// as the beginnings, 89,99 is in the lower one and 90 in the higher.
func (r Rubric) Grade(total points.Points) (Band, bool) {
	var best Band
	found := false
	for _, b := range r.Bands {
		if b.Min <= total && (!found || b.Min > best.Min) {
			best, found = b, true
		}
	}
	return best, found
}
