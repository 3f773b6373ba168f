package ranking

import (
	"strconv"

	"portal/internal/points"
)

// Change is one thing that is different about a unit from one publication to the
// next. Before and After are as the document has them; empty means none.
type Change struct {
	Unit   string `json:"unit"`
	Name   string `json:"name"`
	What   Field  `json:"what"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Field is what can change about a standing.
type Field string

// The fields that are compared, in the order of a comparison.
const (
	FieldListed    Field = "listed" // the unit came to the board, or left it; the value is its block
	FieldBlock     Field = "block"
	FieldPlace     Field = "place"
	FieldTotal     Field = "total"
	FieldBase      Field = "base"
	FieldBonus     Field = "bonus"
	FieldDeduction Field = "deduction"
	FieldGrade     Field = "grade"
	FieldAward     Field = "award"
	FieldNote      Field = "note"
	FieldReason    Field = "reason"
	FieldCounted   Field = "sheets_counted"
)

// Compare says what is different in next, unit by unit in the order of its board;
// units that left the board come last.
func Compare(previous, next []Standing) []Change {
	old := make(map[string]Standing, len(previous))
	for _, s := range previous {
		old[s.Unit] = s
	}
	var changes []Change
	for _, s := range next {
		before, known := old[s.Unit]
		if !known {
			changes = append(changes, Change{s.Unit, s.Name, FieldListed, "", s.Block})
			continue
		}
		delete(old, s.Unit)
		was, is := before.fields(), s.fields()
		for i := range is {
			if was[i] != is[i] {
				changes = append(changes, Change{s.Unit, s.Name, is[i].what, was[i].value, is[i].value})
			}
		}
	}
	for _, s := range previous {
		if _, left := old[s.Unit]; left {
			changes = append(changes, Change{s.Unit, s.Name, FieldListed, s.Block, ""})
		}
	}
	return changes
}

type field struct {
	what  Field
	value string
}

func (s Standing) fields() []field {
	place := ""
	if s.Place > 0 {
		place = strconv.Itoa(s.Place)
	}
	return []field{
		{FieldBlock, s.Block},
		{FieldPlace, place},
		{FieldTotal, stored(s.Total)},
		{FieldBase, s.Base.String()},
		{FieldBonus, s.Bonus.Stored()},
		{FieldDeduction, s.Deduction.Stored()},
		{FieldGrade, s.GradeName},
		{FieldAward, s.AwardName},
		{FieldNote, string(s.Note)},
		{FieldReason, s.Reason},
		{FieldCounted, strconv.Itoa(s.SheetsCounted)},
	}
}

func stored(p *points.Points) string {
	if p == nil {
		return ""
	}
	return p.Stored()
}
