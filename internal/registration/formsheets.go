package registration

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"portal/internal/activity"
	"portal/internal/viet"
)

// look is how a cell looks.
type look struct {
	bold, italic, centre, wrap, boxed, shaded, red, top bool
	size                                                float64
	format                                              cellKind
}

// style makes a look known to the file, once.
func (w *formWriter) style(l look) int {
	if id, ok := w.styles[l]; ok {
		return id
	}
	s := excelize.Style{
		Font:      &excelize.Font{Family: "Times New Roman", Size: max(l.size, 11), Bold: l.bold, Italic: l.italic},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: l.wrap},
	}
	if l.red {
		s.Font.Color = "C00000"
	}
	if l.centre {
		s.Alignment.Horizontal = "center"
	}
	if l.top {
		s.Alignment.Vertical = "top"
	}
	if l.boxed {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Style: 1, Color: "5B6B82"})
		}
	}
	if l.shaded {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7ECF3"}}
	}
	switch l.format {
	case cellDay:
		format := "dd/mm/yyyy"
		s.CustomNumFmt = &format
	case cellCount, cellMoney:
		s.NumFmt = 3 // #,##0
	case cellText:
	}
	id, err := w.file.NewStyle(&s)
	w.must(err)
	w.styles[l] = id
	return id
}

// foot writes the totals, the note and the place to sign below the rows.
func (w *formWriter) foot() {
	row, width := w.last+1, len(w.columns)
	w.must(w.file.SetCellStyle(formSheet, at(1, row), at(width, row), w.style(look{bold: true, boxed: true, format: cellMoney})))
	label := 0
	for i, c := range w.columns {
		if c.kind != cellMoney {
			continue
		}
		if label == 0 {
			label = i
		}
		w.must(w.file.SetCellFormula(formSheet, at(i+1, row), fmt.Sprintf("SUM(%s:%s)", at(i+1, firstRow), at(i+1, w.last))))
	}
	w.text(row, 1, label, "Tổng cộng", look{bold: true, boxed: true, centre: true})
	w.text(row+2, 1, width, "Ghi chú: cột có dấu (*) bắt buộc điền. Kinh phí ghi bằng đồng; Tổng = Ngân sách + Xã hội hóa. Mỗi hoạt động một dòng.", look{italic: true, wrap: true})
	if w.Unit != "" {
		w.text(row+4, width-6, width-2, "ĐẠI DIỆN ĐƠN VỊ", look{bold: true, centre: true})
		w.text(row+5, width-6, width-2, "(ký, ghi rõ chức danh)", look{italic: true, centre: true})
	}
}

// lists writes what the drop-down lists offer.
func (w *formWriter) lists() {
	put := func(column, row int, text string, l look) {
		w.must(w.file.SetCellStr(listSheet, at(column, row), text), w.file.SetCellStyle(listSheet, at(column, row), at(column, row), w.style(l)))
	}
	for i, title := range []string{"Mã đơn vị", "Tên đơn vị", "", "Mã lĩnh vực", "Lĩnh vực"} {
		if title != "" {
			put(i+1, 1, title, look{bold: true, shaded: true, boxed: true})
		}
	}
	for i, u := range w.Known.Units {
		put(1, i+2, u.Code, look{})
		put(2, i+2, w.unitName(u.Code), look{})
	}
	for i, c := range w.Known.Categories {
		put(4, i+2, c.Code, look{})
		put(5, i+2, w.categoryName(c.Code), look{})
	}
	for column, width := range map[string]float64{"A": 12, "B": 60, "D": 12, "E": 44} {
		w.must(w.file.SetColWidth(listSheet, column, column, width))
	}
}

// guide writes how the form is filled in.
func (w *formWriter) guide() {
	unit := "Tên đơn vị đã ghi sẵn ở đầu phiếu"
	if w.Unit == "" {
		unit = "Chọn đơn vị ở cột “Đơn vị đăng ký”"
	}
	for i, line := range []string{
		"HƯỚNG DẪN ĐIỀN PHIẾU",
		"1. " + unit + "; mỗi hoạt động ghi một dòng, không gộp hai hoạt động vào một dòng.",
		"2. Ngày ghi theo ngày/tháng/năm, ví dụ 06/05/2024. Hoạt động một ngày: ghi cùng ngày ở cả hai cột.",
		fmt.Sprintf("3. Thời gian phải nằm trong đợt thi đua, từ %s đến %s.", w.Known.From.Full(), w.Known.To.Full()),
		"4. Chỉ tiêu cần đo đếm được, ví dụ: trồng 200 m đường hoa; 300 lượt người được khám.",
		"5. Kinh phí ghi bằng đồng, tách phần ngân sách và phần xã hội hóa; không có thì ghi 0.",
		"6. Đơn vị phối hợp ghi mã hoặc tên như ở trang “Danh mục”, cách nhau bằng dấu chấm phẩy.",
		"7. Lưu phiếu dạng .xlsx rồi tải lên cổng. Cổng cho xem trước từng dòng; chưa có gì được gửi đi cho đến khi bấm nút nhập.",
	} {
		l := look{wrap: true}
		if i == 0 {
			l = look{bold: true, size: 14}
		}
		w.must(w.file.SetCellStr(guideSheet, at(1, i+1), line), w.file.SetCellStyle(guideSheet, at(1, i+1), at(1, i+1), w.style(l)))
	}
	w.must(w.file.SetColWidth(guideSheet, "A", "A", 110))
}

// checks has Excel look at what is typed.
func (w *formWriter) checks() {
	for i, c := range w.columns {
		v := excelize.NewDataValidation(true)
		v.SetSqref(at(i+1, firstRow) + ":" + at(i+1, w.last))
		switch {
		case c.field == activity.FieldUnit:
			v.SetSqrefDropList(fmt.Sprintf("'%s'!$B$2:$B$%d", listSheet, len(w.Known.Units)+1))
			w.explain(v, "Hãy chọn tên đơn vị trong danh mục.", "Chọn một đơn vị trong danh mục.")
		case c.field == activity.FieldCategory:
			v.SetSqrefDropList(fmt.Sprintf("'%s'!$E$2:$E$%d", listSheet, len(w.Known.Categories)+1))
			w.explain(v, "Hãy chọn lĩnh vực trong danh mục.", fmt.Sprintf("Chọn một trong %d lĩnh vực.", len(w.Known.Categories)))
		case c.field == activity.FieldTitle:
			w.must(v.SetRange(1, activity.MaxTitle, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween))
			w.explain(v, fmt.Sprintf("Tên hoạt động không quá %d ký tự.", activity.MaxTitle), "")
		case c.kind == cellDay:
			serial := viet.NewDate(1899, 12, 30).DaysUntil
			w.must(v.SetRange(serial(w.Known.From), serial(w.Known.To), excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween))
			w.explain(v, fmt.Sprintf("Ngày phải từ %s đến %s.", w.Known.From.Full(), w.Known.To.Full()), "Ngày/tháng/năm, ví dụ "+w.Known.From.Full()+".")
		case c.kind == cellMoney:
			w.must(v.SetRange(0, 0, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorGreaterThanOrEqual))
			w.explain(v, "Hãy nhập số đồng, từ 0 trở lên.", "Số đồng, không ghi chữ.")
		case c.kind == cellCount:
			w.must(v.SetRange(1, 0, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorGreaterThanOrEqual))
			w.explain(v, "Hãy nhập số nguyên, từ 1 trở lên.", "")
		default:
			continue
		}
		w.must(w.file.AddDataValidation(formSheet, v))
	}
}

func (w *formWriter) explain(v *excelize.DataValidation, wrong, hint string) {
	v.SetError(excelize.DataValidationErrorStyleStop, "Chưa đúng", wrong)
	if hint != "" {
		v.SetInput("Cách điền", hint)
	}
}

// page sets what is seen first, and the paper.
func (w *formWriter) page() {
	for i, c := range w.columns {
		name, err := excelize.ColumnNumberToName(i + 1)
		w.must(err, w.file.SetColWidth(formSheet, name, name, c.width))
	}
	for row, height := range map[int]float64{5: 30, topRow: 32, topRow + 1: 32} {
		w.must(w.file.SetRowHeight(formSheet, row, height))
	}
	landscape, paper, wide, tall, fit := "landscape", 9, 1, 0, true // A4
	side, edge := 0.4, 0.6
	w.must(
		w.file.SetPanes(formSheet, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: firstRow - 1, TopLeftCell: at(3, firstRow), ActivePane: "bottomRight"}),
		w.file.SetSheetProps(formSheet, &excelize.SheetPropsOptions{FitToPage: &fit}),
		w.file.SetPageLayout(formSheet, &excelize.PageLayoutOptions{Size: &paper, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall}),
		w.file.SetPageMargins(formSheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &edge, Bottom: &edge}),
		w.file.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Titles", Scope: formSheet, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", formSheet, topRow, topRow+2),
		}),
		w.file.SetDocProps(&excelize.DocProperties{Title: "Phiếu đăng ký hoạt động", Creator: "Cổng thi đua", Language: "vi-VN"}),
	)
}
