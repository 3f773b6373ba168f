package registration

import (
	"slices"

	"portal/internal/activity"
)

// Again reads rows anew from their cells, after some were mended, and compares them with each other
// as Read does: what the same unit registers twice is a problem of the later row. Remarks about the file
// (HiddenRow, LegacyConverted) stay.
func (k Known) Again(rows []Row) {
	c := k.context()
	for i := range rows {
		row := &rows[i]
		in := rowReader{context: c, cells: row.Cells}
		for _, n := range row.Notes {
			if n.Reason == HiddenRow || n.Reason == LegacyConverted {
				in.notes = append(in.notes, n)
			}
		}
		in.read()
		row.Plan, row.Problems, row.Notes = in.plan, in.problems, in.notes
	}
	compare(rows)
}

// compare looks for what the same unit registers twice. A row with problems of its own is no
// original: the one after it may be its correction.
func compare(rows []Row) {
	same, alike := map[string]int{}, map[string]int{}
	for i := range rows {
		row := &rows[i]
		if !row.Good() {
			continue
		}
		title := row.Plan.Unit + " " + TitleKey(row.Plan.Title)
		whole := title + " " + row.Plan.StartsOn.ISO() + " " + row.Plan.EndsOn.ISO()
		if n, twice := same[whole]; twice {
			row.Problems = append(row.Problems, Problem{DuplicateInFile, activity.FieldTitle, "Trùng với " + rows[n].inWords(*row) + ": cùng đơn vị, cùng tên, cùng thời gian."})
			continue
		}
		if n, twice := alike[title]; twice {
			row.Notes = append(slices.Clip(row.Notes), Problem{PossibleDuplicate, activity.FieldTitle, "Có thể trùng với " + rows[n].inWords(*row) + ": cùng đơn vị, cùng tên, khác thời gian."})
		} else {
			alike[title] = i
		}
		same[whole] = i
	}
}

// inWords says where a row stands, seen from another.
func (r Row) inWords(from Row) string {
	place := r.Place(Problem{})
	if r.Sheet != from.Sheet {
		place += " của trang tính “" + r.Sheet + "”"
	}
	return "d" + place[1:] // in the midst of a sentence
}
