package table

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"portal/internal/points"
	"portal/internal/viet"
)

// CSV writes the sheet as a spreadsheet with Vietnamese settings opens it at a double click:
// UTF-8 with a byte order mark, semicolons, decimal commas, the day before the month.
func (s Sheet) CSV(to io.Writer) error {
	w := bufio.NewWriter(to)
	line := func(cells []string) { _, _ = w.WriteString(strings.Join(cells, ";") + "\r\n") }
	header := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		header[i] = label(c.Title)
	}
	_, _ = w.WriteString("\ufeff")
	width := len(s.Columns)
	if s.HeaderFirst {
		header = append(header, label(s.head()))
		width++
	} else {
		first := make([]string, max(width, 1)) // as many cells as in every row, for readers that count them
		first[0] = label(s.head())
		line(first)
	}
	line(header)
	for _, row := range s.Rows {
		cells := make([]string, width)
		for i, cell := range row {
			cells[i] = csvCell(value(cell))
		}
		line(cells)
	}
	return w.Flush()
}

func csvCell(v any) string {
	switch v := v.(type) {
	case string:
		return quoted(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case points.Points:
		return v.Column()
	case viet.Date:
		return v.Full()
	case time.Time:
		return v.Format("02/01/2006 15:04:05")
	}
	return ""
}

// quoted is a text from a visitor, by the three steps of OWASP's CSV Injection: quotes around
// it, quotes within it doubled, and an apostrophe before what begins like a formula.
func quoted(text string) string {
	return `"` + strings.ReplaceAll(harmless(text), `"`, `""`) + `"`
}

// label is a text of the portal's own. It has quotes only where it must: the byte order mark comes
// before the first, and not every reader takes that off.
func label(text string) string {
	text = tidyCell(text)
	if harmless(text) != text || strings.ContainsAny(text, ";\"\n\t") {
		return quoted(text)
	}
	return text
}

// formula are the characters that make a spreadsheet calculate: those of OWASP, the
// same in full width, and the minus that some keyboards type.
const formula = "=+-@\t\r\n＝＋－＠−"

// harmless keeps a text from being taken for a formula. Spaces and what nobody sees do not
// count as a beginning, for programs that trim.
func harmless(text string) string {
	start := strings.TrimLeftFunc(text, func(r rune) bool {
		return !strings.ContainsRune(formula, r) && (unicode.IsSpace(r) || unicode.Is(unicode.C, r))
	})
	if start != "" && strings.ContainsRune(formula, []rune(start)[0]) {
		return "'" + text
	}
	return text
}
