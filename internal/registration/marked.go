package registration

import (
	"strings"

	"portal/internal/workbook"
)

// markTitle is the title of the column that says what is wrong.
const markTitle = "Lỗi"

// Marked is the same workbook with a red column "Lỗi" at the rows that have problems. All else stays as
// the person made it.
func Marked(content []byte, rows []Row) ([]byte, error) {
	book, err := workbook.Open(content)
	if err != nil {
		return nil, err
	}
	notes := map[string]map[int]string{}
	for _, r := range rows {
		var said []string
		for _, p := range r.Problems {
			where := ""
			if c := r.Columns[p.Field]; c.Title != "" {
				where = c.Title + ": "
			}
			said = append(said, where+p.Sentence)
		}
		if notes[r.Sheet] == nil {
			notes[r.Sheet] = map[int]string{}
		}
		notes[r.Sheet][r.Number] = strings.Join(said, "\n") // none: what an earlier upload said is taken away
	}
	var marks []workbook.Mark
	for _, s := range book.Sheets {
		if layout, ok := find(s, Known{}.context()); ok && notes[s.Name] != nil {
			marks = append(marks, workbook.Mark{Sheet: s.Name, TitleRow: layout.first, LastTitleRow: layout.last, Title: markTitle, Notes: notes[s.Name]})
		}
	}
	return book.Annotate(content, marks)
}
