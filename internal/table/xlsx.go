package table

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"portal/internal/points"
	"portal/internal/viet"
)

// sheetName is that of the only sheet in a file.
const sheetName = "Danh sách"

// Rows of the sheet: what marks it, the titles, and then the list.
const (
	headRow   = 1
	titleRow  = 2
	firstRow  = 3
	paperA4   = 9
	asText    = 49 // the number format "@": an edited cell stays a text, too
	dayFormat = "dd/mm/yyyy"
	// The marks in number formats are those of English; each spreadsheet shows its own: 1.234,50.
	wholeFormat  = "#,##0"
	pointsFormat = "#,##0.00"
)

// XLSX writes the sheet as an Excel workbook with real days and numbers, a filter on every
// column and titles that stay, on the screen and on paper. A text is written as a text by its
// type, never as a formula, whatever it begins with.
func (s Sheet) XLSX(to io.Writer) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	if err := s.layOut(f); err != nil {
		return err
	}
	styles, err := newStyles(f)
	if err != nil {
		return err
	}
	out, err := f.NewStreamWriter(sheetName)
	if err != nil {
		return err
	}
	if err := s.fill(out, styles); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Write(to)
}

// layOut sets what is not in a cell. The stream takes it over when it begins.
func (s Sheet) layOut(f *excelize.File) error {
	last, err := excelize.CoordinatesToCellName(len(s.Columns), titleRow+len(s.Rows))
	if err != nil {
		return err
	}
	made := s.MadeAt.UTC().Format(time.RFC3339)
	landscape, size, wide, tall, fit := "landscape", paperA4, 1, 0, true
	side, edge, foot := 0.4, 0.6, 0.3
	return errors.Join(
		f.SetSheetName("Sheet1", sheetName),
		f.SetSheetDimension(sheetName, "A1:"+last),
		f.SetDocProps(&excelize.DocProperties{
			Title: s.Title, Category: s.Marking.words(), Creator: "Cổng thi đua", LastModifiedBy: "Cổng thi đua",
			Created: made, Modified: made, Language: "vi-VN",
		}),
		f.AutoFilter(sheetName, fmt.Sprintf("A%d:%s", titleRow, last), nil),
		f.SetSheetProps(sheetName, &excelize.SheetPropsOptions{FitToPage: &fit}),
		f.SetPageLayout(sheetName, &excelize.PageLayoutOptions{Size: &size, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall}),
		f.SetPageMargins(sheetName, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &edge, Bottom: &edge, Header: &foot, Footer: &foot}),
		f.SetHeaderFooter(sheetName, &excelize.HeaderFooterOptions{
			OddFooter: "&L" + strings.ReplaceAll(s.Marking.words()+" – "+viet.Shorten(s.Title, 150), "&", "&&") + "&RTrang &P/&N",
		}),
		f.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Titles", Scope: sheetName, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", sheetName, headRow, titleRow),
		}),
	)
}

// fill writes the rows.
func (s Sheet) fill(out *excelize.StreamWriter, styles styles) error {
	for i, c := range slices.Backward(s.Columns) { // each goes before those set earlier, and Excel wants them in order
		width := c.Width
		if width == 0 {
			width = widths[c.Kind]
		}
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := out.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: titleRow, TopLeftCell: fmt.Sprintf("A%d", firstRow), ActivePane: "bottomLeft",
	}); err != nil {
		return err
	}
	titles := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		titles[i] = excelize.Cell{StyleID: styles.title, Value: tidyCell(c.Title)}
	}
	if err := out.SetRow(fmt.Sprintf("A%d", headRow), []any{excelize.Cell{StyleID: styles.head, Value: s.head()}}); err != nil {
		return err
	}
	if err := out.SetRow(fmt.Sprintf("A%d", titleRow), titles); err != nil {
		return err
	}
	for n, row := range s.Rows {
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = styles.cell(value(cell))
		}
		if err := out.SetRow(fmt.Sprintf("A%d", firstRow+n), cells); err != nil {
			return err
		}
	}
	return nil
}

// styles are those of the cells, by what is in them.
type styles struct{ head, title, text, day, moment, whole, points int }

func newStyles(f *excelize.File) (styles, error) {
	var s styles
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, x := range []struct {
		id    *int
		style excelize.Style
	}{
		{&s.head, excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: asText}},
		{&s.title, excelize.Style{
			Font: &excelize.Font{Bold: true}, NumFmt: asText, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
			Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7ECF3"}},
			Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "5B6B82"}},
		}},
		{&s.text, excelize.Style{NumFmt: asText, Alignment: top}},
		{&s.day, number(dayFormat)},
		{&s.moment, number(dayFormat + " hh:mm:ss")},
		{&s.whole, number(wholeFormat)},
		{&s.points, number(pointsFormat)},
	} {
		var err error
		if *x.id, err = f.NewStyle(&x.style); err != nil {
			return s, err
		}
	}
	return s, nil
}

func number(format string) excelize.Style {
	return excelize.Style{CustomNumFmt: &format, Alignment: &excelize.Alignment{Vertical: "top"}}
}

// cell is a value as the stream takes it; nothing for what is empty.
func (s styles) cell(v any) any {
	switch v := v.(type) {
	case string:
		return excelize.Cell{StyleID: s.text, Value: v}
	case int64:
		return excelize.Cell{StyleID: s.whole, Value: v}
	case points.Points:
		return excelize.Cell{StyleID: s.points, Value: float64(v) / float64(points.Point)}
	case viet.Date:
		return excelize.Cell{StyleID: s.day, Value: time.Date(v.Year, v.Month, v.Day, 0, 0, 0, 0, time.UTC)}
	case time.Time:
		return excelize.Cell{StyleID: s.moment, Value: v}
	}
	return nil
}
