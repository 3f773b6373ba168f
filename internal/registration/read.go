package registration

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"portal/internal/activity"
	"portal/internal/viet"
	"portal/internal/workbook"
)

// Read reads a workbook that somebody sent. It never fails: what cannot be read is said in the File.
func Read(content []byte, k Known) File {
	book, err := workbook.Open(content)
	if err != nil {
		return refused(err)
	}
	file := File{}
	c := k.context()
	written, found := false, false
	for _, s := range book.Sheets {
		outcome := SheetOutcome{Name: s.Name}
		written = written || len(s.Rows) > 0
		layout, ok := find(s, c)
		switch {
		case s.Hidden:
			outcome.Reason = Hidden
		case len(s.Rows) == 0:
			outcome.Reason = EmptyFile
		case !ok:
			outcome.Reason = NoHeader
		default:
			outcome.Read, found = true, true
			t := table{context: c, book: book, sheet: s, layout: layout}
			outcome.Skipped = t.read(&file)
		}
		file.Sheets = append(file.Sheets, outcome)
	}
	switch {
	case !written:
		file.Refused, file.Sentence = EmptyFile, "Tệp không có nội dung ở trang tính nào đang hiện. Hãy chọn lại tệp đã điền; trang tính ẩn không được đọc."
	case !found:
		file.Refused, file.Sentence = NoHeader, "Không tìm thấy bảng đăng ký trong tệp. Bảng cần có dòng tiêu đề với cột “Tên hoạt động”, ngày bắt đầu, ngày kết thúc và chỉ tiêu. Hãy dùng mẫu của cổng."
	case len(file.Rows) == 0:
		file.Refused, file.Sentence = EmptyFile, "Bảng đăng ký trong tệp chưa có hoạt động nào. Hãy điền rồi gửi lại."
	}
	compare(file.Rows)
	return file
}

// refused is a file that the workbook package would not read.
func refused(err error) File {
	var r *workbook.Refusal
	if errors.As(err, &r) {
		return File{Refused: Reason(r.Code), Sentence: r.Sentence}
	}
	return File{Refused: NotXLSX, Sentence: err.Error()}
}

// table is a sheet being read.
type table struct {
	context
	layout
	book  *workbook.Book
	sheet workbook.Sheet
	wide  map[int]bool           // rows with a cell merged over several columns of text
	units map[int]workbook.Range // merged cells of the unit column, by their first row
}

// read puts the registrations of the sheet into the file and lists the rows that are none.
func (t *table) read(file *File) []Skip {
	var skipped []Skip
	t.survey()
	ended := false
	unit, until := "", 0 // that of the merged cell which still covers the rows
	for _, row := range t.sheet.Rows {
		if row.Number <= t.last {
			continue
		}
		if merge, ok := t.units[row.Number]; ok {
			cell, _ := row.At(merge.FirstColumn)
			unit, until = legibleText(cell), merge.LastRow
		}
		x := t.line(row, t.wide)
		if kind := x.kind(ended); kind != "" {
			ended = ended || kind == "signature" || kind == "totals"
			skipped = append(skipped, Skip{row.Number, kind})
			continue
		}
		if row.Number <= until && x.cells[activity.FieldUnit] == "" {
			file.Rows = append(file.Rows, t.row(row, x.texts, unit))
			continue
		}
		file.Rows = append(file.Rows, t.row(row, x.texts, ""))
	}
	return skipped
}

// survey sorts out which merged cells matter, and whether rows are counted.
func (t *table) survey() {
	t.wide, t.units = map[int]bool{}, map[int]workbook.Range{}
	column := t.at[activity.FieldUnit]
	for _, row := range t.sheet.Rows {
		c, ok := row.At(t.number)
		_, titled := row.At(t.at[activity.FieldTitle])
		t.counted = t.counted || ok && titled && row.Number > t.last && counting.MatchString(viet.Clean(c.Text)) && c.Text != "(1)"
	}
	for _, m := range t.sheet.Merges {
		if m.FirstRow == m.LastRow && m.LastColumn-m.FirstColumn >= 2 {
			t.wide[m.FirstRow] = true
		}
		if t.mayUnit && m.FirstColumn <= column && column <= m.LastColumn && m.LastRow > m.FirstRow {
			t.units[m.FirstRow] = m
		}
	}
}

// row reads one registration. unit is that of the merged cell that covers it.
func (t *table) row(row workbook.Row, texts map[int]legible, unit string) Row {
	r := Row{Sheet: t.sheet.Name, Number: row.Number, Cells: make(Cells, len(row.Cells)), Columns: t.columns}
	var garbled, converted []Problem
	for _, field := range fields {
		cell, ok := row.At(t.at[field])
		if !ok {
			continue
		}
		text := texts[cell.Column].text
		switch texts[cell.Column].script {
		case viet.Garbled:
			garbled = append(garbled, Problem{LegacyEncoding, field, garbledSentence(text)})
		case viet.TCVN3, viet.VNI:
			converted = append(converted, convertedNote(field, cell.Text, text))
		case viet.Unicode:
		}
		if text = t.text(field, cell, text); text != "" {
			r.Cells[field] = text
		}
	}
	if !t.mayUnit {
		unit = t.head
	}
	if unit = viet.Clean(unit); r.Cells[activity.FieldUnit] == "" && unit != "" {
		r.Cells[activity.FieldUnit] = unit
	}
	in := rowReader{context: t.context, cells: r.Cells, problems: garbled, notes: converted, clean: true}
	in.read()
	r.Plan, r.Problems, r.Notes = in.plan, in.problems, in.notes
	if row.Hidden {
		r.Notes = append(r.Notes, Problem{HiddenRow, "", "Dòng này đang bị ẩn trong tệp. Hãy xem có đúng là muốn đăng ký không."})
	}
	return r
}

// text is a cell as a person would type it.
func (t *table) text(field string, cell workbook.Cell, text string) string {
	switch field {
	case activity.FieldStart, activity.FieldEnd:
		n, err := strconv.ParseFloat(text, 64)
		if cell.Kind == workbook.Number {
			n, err = cell.Number, nil
		}
		if d, ok := t.book.Day(n); err == nil && ok && d.Year >= 2000 && d.Year < 2100 {
			return d.Full() // a date that lost its format
		}
		return lines(text)
	case activity.FieldBudgetTotal, activity.FieldBudgetState, activity.FieldBudgetSocial:
		return t.money(field, cell, text)
	case activity.FieldParticipants, activity.FieldQuantity:
		if cell.Kind == workbook.Number {
			return workbook.Plain(cell.Number)
		}
	}
	return lines(text)
}

// money is an amount with its unit, where it can be read.
func (t *table) money(field string, cell workbook.Cell, text string) string {
	if cell.Kind == workbook.Number {
		text = workbook.Plain(cell.Number)
		if _, fraction, ok := strings.Cut(text, ","); ok && len(fraction) == 3 {
			text += "0" // 1,125 triệu is no 1.125
		}
	}
	n, err := viet.ParseAmount(text, t.layout.units[field])
	if err != nil || n == nil {
		return lines(text)
	}
	return amount(*n)
}

// amount writes đồng so that they are read back as they are.
func amount(n int64) string {
	if n > 0 && n < 1000 {
		return fmt.Sprintf("%d đồng", n)
	}
	return viet.Int(n)
}
