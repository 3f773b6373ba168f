package workbook

import (
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"

	"portal/internal/viet"
)

// budget is what may still be read of a workbook.
type budget struct{ rows, cells, text int }

// reader knows what the sheets refer to.
type reader struct {
	budget   budget
	strings  []richText
	styles   []style
	fonts    []string
	date1904 bool
}

// sheet reads the rows of a sheet and what is merged in it.
func (in *reader) sheet(p parts, s *Sheet) error {
	return p.tokens(s.part, func(next iter.Seq2[element, error]) error {
		x := sheetReader{reader: in, sheet: s}
		for e, err := range next {
			if err != nil {
				return err
			}
			if err := x.take(e); err != nil {
				return err
			}
		}
		return nil
	})
}

// sheetReader is in the midst of a sheet.
type sheetReader struct {
	*reader
	sheet *Sheet
	tags  int
	last  int // number of the last row
	row   Row
	col   int // of the last cell

	in       bool // a cell
	cell     Cell
	kind     string // what the file says that it is
	style    style
	value    strings.Builder
	inValue  bool
	inline   textReader
	isInline bool
}

func (x *sheetReader) take(e element) error {
	if x.in && x.isInline {
		x.inline.take(e)
	}
	switch {
	case e.begins("row"):
		return x.beginRow(e)
	case e.ends("row"):
		return x.endRow()
	case e.begins("c"):
		x.beginCell(e)
	case e.ends("c"):
		return x.endCell()
	case e.begins("v"):
		x.inValue = x.in
	case e.ends("v"):
		x.inValue = false
	case e.begins("is"):
		x.isInline = true
	case e.text != "" && x.inValue:
		x.value.WriteString(e.text)
	case e.begins("mergeCell"):
		return x.merge(e.attr("ref"))
	}
	return nil
}

func (x *sheetReader) beginRow(e element) error {
	if x.tags++; x.tags > maxRowTags {
		return x.tooTall()
	}
	n := x.last + 1
	if given := e.attr("r"); given != "" {
		n = whole(given)
	}
	if n <= x.last || n > maxRow {
		return errNotXLSX
	}
	x.last, x.col = n, 0
	x.row = Row{Number: n, Hidden: truth(e.attr("hidden"))}
	return nil
}

func (x *sheetReader) tooTall() error {
	return &Refusal{errUnpacked.Code, fmt.Sprintf("Trang tính “%s” có quá nhiều dòng. Mỗi tệp có nhiều nhất %s dòng; hãy tách thành nhiều tệp.",
		viet.Shorten(viet.Clean(x.sheet.Name), 40), viet.Int(maxRows))}
}

func (x *sheetReader) endRow() error {
	if len(x.row.Cells) == 0 {
		return nil
	}
	if x.budget.rows--; x.budget.rows < 0 {
		return x.tooTall()
	}
	x.sheet.Rows = append(x.sheet.Rows, x.row)
	x.row = Row{}
	return nil
}

func (x *sheetReader) beginCell(e element) {
	column := x.col + 1
	if name := e.attr("r"); name != "" {
		column, _ = reference(name)
	}
	x.in = column > x.col // one that stands before another is none
	x.col = max(x.col, column)
	x.style = style{}
	if n := whole(e.attr("s")); n < len(x.styles) {
		x.style = x.styles[n]
	}
	x.cell, x.kind = Cell{Column: column}, e.attr("t")
	if x.style.font < len(x.fonts) {
		x.cell.Font = x.fonts[x.style.font]
	}
	x.value.Reset()
	x.inValue, x.isInline, x.inline = false, false, textReader{}
}

func (x *sheetReader) endCell() error {
	if !x.in {
		return nil
	}
	x.in = false
	x.evaluate(x.value.String())
	if x.cell.Text == "" {
		return nil
	}
	x.budget.cells--
	x.budget.text -= len(x.cell.Text)
	if x.budget.cells < 0 || x.budget.text < 0 {
		return errUnpacked
	}
	x.row.Cells = append(x.row.Cells, x.cell)
	return nil
}

// evaluate says what the cell holds.
func (x *sheetReader) evaluate(value string) {
	switch x.kind {
	case "s":
		if n, err := strconv.Atoi(value); err == nil && n >= 0 && n < len(x.strings) {
			x.cell.Text, x.cell.Runs = x.strings[n].text, x.strings[n].runs
		}
	case "inlineStr":
		t := x.inline.result()
		x.cell.Text, x.cell.Runs = t.text, t.runs
	case "str":
		x.cell.Text = unescape(value)
	case "b":
		x.cell.Kind, x.cell.Text = Bool, map[bool]string{true: "TRUE", false: "FALSE"}[truth(value)]
	case "e":
		x.cell.Kind, x.cell.Text = Error, value
	case "d": // ISO 8601, which newer programs may write
		x.cell.Text = value
		if d, err := viet.ParseDate(value[:min(len(value), 10)], 0); err == nil {
			x.cell.Kind, x.cell.Text = Date, d.Full()
		}
	default:
		n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			x.cell.Text = value
			return
		}
		x.cell.Kind, x.cell.Number, x.cell.Text = Number, n, x.style.show(n)
		if d, ok := (&Book{date1904: x.date1904}).Day(n); ok && x.style.date {
			x.cell.Kind, x.cell.Text = Date, d.Full()
		}
	}
}

func (x *sheetReader) merge(ref string) error {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		return nil
	}
	var r Range
	r.FirstColumn, r.FirstRow = reference(from)
	r.LastColumn, r.LastRow = reference(to)
	if r.FirstColumn == 0 || r.FirstRow == 0 || r.LastColumn < r.FirstColumn || r.LastRow < r.FirstRow {
		return nil
	}
	if len(x.sheet.Merges) == maxMerges {
		return errUnpacked
	}
	x.sheet.Merges = append(x.sheet.Merges, r)
	return nil
}
