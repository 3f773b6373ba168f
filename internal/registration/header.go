package registration

import (
	"cmp"
	"strings"

	"portal/internal/activity"
	"portal/internal/viet"
	"portal/internal/workbook"
)

// layout is where the fields stand on a sheet.
type layout struct {
	first   int               // row of the header
	last    int               // the same, or that of its lower part
	at      map[string]int    // column by field
	fieldOf map[int]string    // the other way round; a column of both days is that of the start
	columns map[string]Column // the same for people
	units   map[string]int64  // of the amounts, by field
	period  bool              // both days stand in one column
	number  int               // the column of running numbers, or 0
	counted bool              // there are numbers in it
	mayUnit bool              // a column names the unit
	head    string            // the unit that the head names
}

// The header is looked for in so many rows; a letterhead is above it.
const headRows = 60

// find finds the header of a sheet.
func find(s workbook.Sheet, c context) (layout, bool) {
	for i := range s.Rows[:min(len(s.Rows), headRows)] {
		l := levels(s, i)
		if !l.complete() {
			continue
		}
		if i+1 < len(s.Rows) && l.last == s.Rows[i+1].Number { // what looked like the upper part may be a line of the head
			if alone := levels(s, i+1); alone.complete() {
				l, i = alone, i+1
			}
		}
		l.readHead(s.Rows[:i], c)
		return l, true
	}
	return layout{}, false
}

// complete reports whether what was found makes a table of activities.
func (l layout) complete() bool {
	_, title := l.at[activity.FieldTitle]
	_, start := l.at[activity.FieldStart]
	_, end := l.at[activity.FieldEnd]
	_, target := l.at[activity.FieldTarget]
	return title && (start || end || target)
}

// levels reads the header that begins in a row, and the titles below it that go with it.
func levels(s workbook.Sheet, i int) layout {
	top := s.Rows[i]
	l := layout{first: top.Number, last: top.Number, at: map[string]int{}, fieldOf: map[int]string{}, columns: map[string]Column{}, units: map[string]int64{}}
	var below workbook.Row
	if i+1 < len(s.Rows) && subordinate(s.Rows[i+1], top.Number) {
		below = s.Rows[i+1]
		l.last = below.Number
	}
	described := false
	var contents []heading
	for _, h := range headings(top, below) {
		switch h.field {
		case columnWhat:
			contents = append(contents, h)
		case columnNumber:
			l.number = cmp.Or(l.number, h.column)
		default:
			described = described || h.field == activity.FieldDescription
			l.put(h)
		}
	}
	for _, h := range contents { // "Nội dung hoạt động" is the title, unless there is one
		if _, taken := l.at[activity.FieldTitle]; !taken {
			h.field = activity.FieldTitle
		} else if !described {
			h.field = activity.FieldDescription
		}
		l.put(h)
	}
	_, l.mayUnit = l.at[activity.FieldUnit]
	return l
}

// heading is the title of one column, with that of the group it stands under.
type heading struct {
	column             int
	field, title, over string
}

// put takes a column for its field; the first one of a field is the right one.
func (l *layout) put(h heading) {
	fields := []string{h.field}
	switch h.field {
	case "", columnNotes, columnWhat:
		return
	case columnPeriod:
		fields = []string{activity.FieldStart, activity.FieldEnd}
	}
	for _, field := range fields {
		if _, taken := l.at[field]; taken {
			return
		}
	}
	l.period = l.period || h.field == columnPeriod
	l.fieldOf[h.column] = fields[0]
	for _, field := range fields {
		l.at[field] = h.column
		l.columns[field] = Column{workbook.Letter(h.column), headerText(h.title)}
		l.units[field] = cmp.Or(viet.AmountUnit(h.title), viet.AmountUnit(h.over))
	}
}

// headerText is the title of a column as it is shown.
func headerText(title string) string {
	return viet.Shorten(viet.Clean(strings.ReplaceAll(title, "(*)", "")), 80)
}

// headings are the columns of a header of one or two rows.
func headings(top, below workbook.Row) []heading {
	var all []heading
	over := "" // the last title of the upper row, which may reach over several columns
	for col := 1; col <= lastColumn(top, below); col++ {
		upper, isUpper := top.At(col)
		lower, isLower := below.At(col)
		title, sub := legibleText(upper), legibleText(lower)
		if isUpper {
			over = title
		}
		switch {
		case isLower && column(sub) != "":
			all = append(all, heading{col, under(over, sub), sub, over})
		case isUpper:
			all = append(all, heading{col, column(title), title, ""})
		}
	}
	return all
}

// under is the field of a title below another. "Tổng" and "Số lượng" mean something else in other company.
func under(over, sub string) string {
	field, group := column(sub), column(over)
	switch {
	case field == activity.FieldBudgetTotal && group == activity.FieldParticipants:
		return activity.FieldParticipants
	case field == activity.FieldQuantity && group == activity.FieldParticipants:
		return activity.FieldParticipants
	default:
		return field
	}
}

func lastColumn(rows ...workbook.Row) int {
	last := 0
	for _, r := range rows {
		for _, c := range r.Cells {
			last = max(last, c.Column)
		}
	}
	return min(last, maxColumns)
}

// maxColumns is as far to the right as a table is looked for.
const maxColumns = 200

// subordinate reports whether a row is the lower part of a header: it holds titles and nothing else.
func subordinate(row workbook.Row, top int) bool {
	if row.Number != top+1 {
		return false
	}
	known := 0
	for _, c := range row.Cells {
		if c.Kind != workbook.Text {
			return false
		}
		switch column(legibleText(c)) {
		case "", columnNumber:
		default:
			known++
		}
	}
	return known > 0 && known*2 >= len(row.Cells)
}
