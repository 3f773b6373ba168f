package registration

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"

	"portal/internal/activity"
	"portal/internal/viet"
)

// Form is the official form, blank or filled in: the same workbook for registering and for the export
// in the same columns, so that what is written is read back unchanged.
type Form struct {
	Known    Known
	Unit     string // the code of the one unit that fills it in, whose name stands in the head; "": a column names it in each row
	Ward     string // phường Mai Dịch
	Campaign string // the full name of the campaign
	Sample   bool   // the data is a sample, and the form says so
	Rows     []activity.Plan
}

// The sheets and rows of the form.
const (
	formSheet  = "Phiếu đăng ký"
	listSheet  = "Danh mục"
	guideSheet = "Hướng dẫn"

	unitRow   = 7 // of the head
	topRow    = 11
	firstRow  = 14
	spareRows = 10 // for more activities than are filled in
	blankRows = 20
)

// formColumn is one column of the form.
type formColumn struct {
	field, over, title string // over: the title of the group it stands in
	width              float64
	kind               cellKind
}

// cellKind is what is typed into a column.
type cellKind int

const (
	cellText cellKind = iota
	cellDay
	cellCount
	cellMoney
)

const (
	overDays     = "Thời gian thực hiện"
	overMoney    = "Kinh phí dự kiến (đồng)"
	overQuantity = "Chỉ tiêu đo đếm (không bắt buộc)"
)

// columns are those of the form as circulated, and behind them the number to measure against, which
// the portal knows, too. The unit has a column only where the head names none.
func (f Form) columns() []formColumn {
	columns := []formColumn{{columnNumber, "", "STT", 6, cellText}}
	if f.Unit == "" {
		columns = append(columns, formColumn{activity.FieldUnit, "", "Đơn vị đăng ký (*)", 26, cellText})
	}
	return append(columns, []formColumn{
		{activity.FieldTitle, "", "Tên hoạt động (*)", 30, cellText},
		{activity.FieldCategory, "", "Lĩnh vực", 20, cellText},
		{activity.FieldDescription, "", "Nội dung, cách làm", 38, cellText},
		{activity.FieldStart, overDays, "Từ ngày (*)", 13, cellDay},
		{activity.FieldEnd, overDays, "Đến ngày (*)", 13, cellDay},
		{activity.FieldPlace, "", "Địa điểm", 22, cellText},
		{activity.FieldTarget, "", "Chỉ tiêu, kết quả cần đạt (*)", 28, cellText},
		{activity.FieldParticipants, "", "Số người tham gia dự kiến", 11, cellCount},
		{activity.FieldBudgetTotal, overMoney, "Tổng", 15, cellMoney},
		{activity.FieldBudgetState, overMoney, "Ngân sách", 15, cellMoney},
		{activity.FieldBudgetSocial, overMoney, "Xã hội hóa", 15, cellMoney},
		{activity.FieldResponsible, "", "Chức danh phụ trách", 20, cellText},
		{activity.FieldPartners, "", "Đơn vị phối hợp", 20, cellText},
		{activity.FieldEvidence, "", "Minh chứng dự kiến", 22, cellText},
		{columnNotes, "", "Ghi chú", 16, cellText},
		{activity.FieldQuantity, overQuantity, "Số lượng", 11, cellCount},
		{activity.FieldQuantityUnit, overQuantity, "Đơn vị tính", 14, cellText},
	}...)
}

// formWriter writes one form. It goes on after an error, and the first one counts.
type formWriter struct {
	Form
	names   context
	file    *excelize.File
	styles  map[look]int
	columns []formColumn
	last    int // the last row for an activity
	err     error
}

// XLSX writes the form as an Excel workbook with drop-down lists and checks of what is typed.
func (f Form) XLSX() ([]byte, error) {
	rows := len(f.Rows) + spareRows
	if len(f.Rows) == 0 {
		rows = blankRows
	}
	w := &formWriter{Form: f, names: f.Known.context(), file: excelize.NewFile(), styles: map[look]int{}, columns: f.columns(), last: firstRow + rows - 1}
	defer func() { _ = w.file.Close() }()
	w.must(w.file.SetSheetName("Sheet1", formSheet))
	for _, name := range []string{listSheet, guideSheet} {
		_, err := w.file.NewSheet(name)
		w.must(err)
	}
	w.head()
	w.header()
	w.rows()
	w.foot()
	w.lists()
	w.guide()
	w.checks()
	w.page()
	if w.err != nil {
		return nil, w.err
	}
	b, err := w.file.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (w *formWriter) must(errs ...error) { w.err = cmp.Or(w.err, errors.Join(errs...)) }

// at is the name of a cell.
func at(column, row int) string {
	name, _ := excelize.CoordinatesToCellName(column, row) // columns of the form are few
	return name
}

// text writes text, whatever it begins with, over the cells from one column to another.
func (w *formWriter) text(row, from, to int, text string, l look) {
	w.must(w.file.SetCellStr(formSheet, at(from, row), text))
	if to > from {
		w.must(w.file.MergeCell(formSheet, at(from, row), at(to, row)))
	}
	w.must(w.file.SetCellStyle(formSheet, at(from, row), at(to, row), w.style(l)))
}

// head writes who asks, what for, and who answers.
func (w *formWriter) head() {
	width, right := len(w.columns), len(w.columns)-6
	w.text(1, 1, 5, "ỦY BAN NHÂN DÂN", look{centre: true})
	w.text(1, right, width, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", look{bold: true, centre: true})
	w.text(2, 1, 5, viet.Upper(w.Ward), look{bold: true, centre: true})
	w.text(2, right, width, "Độc lập - Tự do - Hạnh phúc", look{bold: true, centre: true})
	w.text(4, 1, width, "PHIẾU ĐĂNG KÝ HOẠT ĐỘNG", look{bold: true, centre: true, size: 14})
	w.text(5, 1, width, w.Campaign, look{centre: true, wrap: true})
	if w.Sample {
		w.text(6, 1, width, "DỮ LIỆU MẪU - không phải văn bản chính thức", look{bold: true, centre: true, red: true})
	}
	if w.Unit == "" {
		return
	}
	label, typed := look{bold: true}, look{boxed: true, wrap: true}
	w.text(unitRow, 1, 2, "Đơn vị đăng ký (*):", label)
	w.text(unitRow, 3, 8, w.unitName(w.Unit), typed)
	w.text(unitRow, 9, 10, "Mã đơn vị:", label)
	w.text(unitRow, 11, 12, w.Unit, typed)
	w.text(unitRow+1, 1, 2, "Chức danh người lập:", label)
	w.text(unitRow+1, 3, 8, "", typed)
	w.text(unitRow+1, 9, 10, "Điện thoại:", label)
	w.text(unitRow+1, 11, 12, "", typed)
	w.text(unitRow+2, 1, 2, "Ngày lập phiếu:", label)
	w.text(unitRow+2, 3, 4, "", typed)
}

// unitName is the name by which a unit is found again: its full one, unless that is another's, too.
func (w *formWriter) unitName(code string) string {
	for _, u := range w.Known.Units {
		if u.Code == code && w.names.units.find(u.Name) == code {
			return u.Name
		}
	}
	return code
}

// header writes the titles, those of groups over their columns.
func (w *formWriter) header() {
	l := look{bold: true, centre: true, wrap: true, boxed: true, shaded: true}
	for i := 0; i < len(w.columns); {
		c, n := w.columns[i], 1
		for c.over != "" && i+n < len(w.columns) && w.columns[i+n].over == c.over {
			n++
		}
		if c.over == "" {
			w.must(w.file.MergeCell(formSheet, at(i+1, topRow), at(i+1, topRow+1)))
			w.text(topRow, i+1, i+1, c.title, l)
			w.must(w.file.SetCellStyle(formSheet, at(i+1, topRow+1), at(i+1, topRow+1), w.style(l)))
		} else {
			w.text(topRow, i+1, i+n, c.over, l)
		}
		for j := i; j < i+n; j++ {
			if c.over != "" {
				w.text(topRow+1, j+1, j+1, w.columns[j].title, l)
			}
			w.text(topRow+2, j+1, j+1, fmt.Sprintf("(%d)", j+1), look{centre: true, boxed: true, italic: true})
		}
		i += n
	}
}
