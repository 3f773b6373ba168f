// Package workbook opens Excel workbooks (.xlsx) that strangers send. It bounds whatever a file can
// make it do before it does it, runs nothing, follows nothing, and takes every cell for data.
//
// It has a reader of its own, since excelize does not tell the type, the number format and the font of a
// cell without loading the whole sheet, and takes a sheet for as tall as its last row says.
package workbook

import (
	"archive/zip"
	"io"
	"iter"

	"portal/internal/viet"
)

// Kind is what a cell holds. A formula counts as its result.
type Kind int

// The kinds of cells.
const (
	Text Kind = iota
	Number
	Date
	Bool
	Error // #REF! and the like
)

// Cell is a cell that holds something.
type Cell struct {
	Column int // 1 is A
	Kind   Kind
	Text   string  // as a person reads it: 06/05/2024, 1,5, 100%
	Number float64 // of a Number or a Date
	Font   string
	Runs   []Run // the pieces of a text in several fonts
}

// Run is a piece of text in one font.
type Run struct{ Text, Font string }

// Row is a row that holds something.
type Row struct {
	Number int // as Excel counts
	Hidden bool
	Cells  []Cell // by column
}

// At is the cell in a column; ok is false when it is empty.
func (r Row) At(column int) (c Cell, ok bool) {
	for _, c := range r.Cells {
		if c.Column == column {
			return c, true
		}
	}
	return Cell{}, false
}

// Range is cells that are merged into one, both ends included.
type Range struct{ FirstColumn, FirstRow, LastColumn, LastRow int }

// Sheet is one sheet. A hidden one is not read and has no rows.
type Sheet struct {
	Name   string
	Hidden bool
	Rows   []Row // by number
	Merges []Range

	part string // its name in the file
}

// Book is an open workbook.
type Book struct {
	Sheets []Sheet

	date1904 bool // days are counted from 1904, as old Macs did
	parts    parts
}

// Day is the day that a number in a cell means.
func (b *Book) Day(serial float64) (viet.Date, bool) {
	if b.date1904 {
		serial += 1462
	}
	return day(serial)
}

func day(serial float64) (viet.Date, bool) {
	n := int(max(min(serial, 3e6), -1))
	switch {
	case n < 1 || n > 2958465 || n == 60: // 31/12/9999; 29/02/1900, which Excel believes in
		return viet.Date{}, false
	case n < 60:
		n++
	}
	return viet.NewDate(1899, 12, 30).AddDays(n), true
}

// Refusal is why a file is not read. Code is the reason as data/README names it.
type Refusal struct{ Code, Sentence string }

func (r *Refusal) Error() string { return r.Sentence }

// The refusals, but for those that name a sheet.
var (
	errEmpty    = &Refusal{"empty_file", "Tệp trống, không có nội dung. Hãy chọn lại tệp Excel đã điền."}
	errTooBig   = &Refusal{"file_too_large", "Tệp lớn hơn 5 MB. Hãy bỏ hình ảnh và những trang tính không cần rồi gửi lại."}
	errUnpacked = &Refusal{"file_too_large", "Tệp chứa nhiều dữ liệu hơn mức nhận được. Hãy chép riêng bảng đăng ký sang một tệp mới rồi gửi lại."}
	errNotXLSX  = &Refusal{"not_xlsx", "Tệp này không phải là tệp Excel (.xlsx) hoặc đã bị hỏng. Hãy mở bằng Excel, chọn Tệp > Lưu thành (Save As) > “Excel Workbook (*.xlsx)” rồi gửi tệp mới."}
	errOld      = &Refusal{"old_xls", "Tệp ở dạng Excel cũ (.xls). Hãy mở bằng Excel hoặc LibreOffice, chọn Tệp > Lưu thành (Save As) > “Excel Workbook (*.xlsx)” rồi gửi tệp mới."}
	errODS      = &Refusal{"not_xlsx", "Tệp ở dạng OpenDocument (.ods). Hãy mở bằng LibreOffice, chọn Tệp > Lưu thành (Save As) > “Excel 2007-365 (.xlsx)” rồi gửi tệp mới."}
	errBinary   = &Refusal{"not_xlsx", "Tệp ở dạng Excel nhị phân (.xlsb). Hãy mở bằng Excel, chọn Tệp > Lưu thành (Save As) > “Excel Workbook (*.xlsx)” rồi gửi tệp mới."}
	errPassword = &Refusal{"password_protected", "Tệp có mật khẩu nên không mở được. Hãy mở bằng Excel, vào Tệp > Thông tin > Bảo vệ sổ làm việc, xóa mật khẩu, lưu rồi gửi lại."}
	errMacro    = &Refusal{"not_xlsx", "Tệp có macro nên không được nhận. Hãy mở bằng Excel, chọn Tệp > Lưu thành (Save As) > “Excel Workbook (*.xlsx)” rồi gửi tệp mới."}
	errLinked   = &Refusal{"not_xlsx", "Tệp lấy dữ liệu từ nơi khác (liên kết ngoài) nên không được nhận. Hãy vào Dữ liệu > Sửa liên kết > Ngắt liên kết, lưu rồi gửi lại."}
)

// Open reads a workbook. An error is a *Refusal, for the visitor.
func Open(content []byte) (*Book, error) {
	parts, err := unpack(content)
	if err != nil {
		return nil, err
	}
	b := &Book{parts: parts}
	if err := b.read(); err != nil {
		return nil, err
	}
	return b, nil
}

// read reads what the parts of the file say, in the order in which they need each other.
func (b *Book) read() error {
	main, err := b.parts.main()
	if err != nil {
		return err
	}
	related, err := b.parts.related(main)
	if err != nil {
		return err
	}
	if err := b.outline(main, related); err != nil {
		return err
	}
	in := &reader{budget: budget{rows: maxRows, cells: maxCells, text: maxText}}
	for _, r := range related {
		switch r.kind {
		case "sharedStrings":
			err = b.parts.tokens(r.part, in.sharedStrings)
		case "styles":
			err = b.parts.tokens(r.part, in.readStyles)
		}
		if err != nil {
			return err
		}
	}
	in.date1904 = b.date1904
	for i := range b.Sheets {
		if s := &b.Sheets[i]; !s.Hidden {
			if err := in.sheet(b.parts, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// outline reads which sheets there are.
func (b *Book) outline(main string, related map[string]relation) error {
	return b.parts.tokens(main, func(next iter.Seq2[element, error]) error {
		for e, err := range next {
			if err != nil {
				return err
			}
			switch {
			case e.begins("workbookPr"):
				b.date1904 = truth(e.attr("date1904"))
			case e.begins("sheet"):
				r := related[e.attr("id")]
				if r.kind != "worksheet" { // a chart
					continue
				}
				if len(b.Sheets) == maxSheets {
					return errUnpacked
				}
				state := e.attr("state")
				b.Sheets = append(b.Sheets, Sheet{Name: e.attr("name"), Hidden: state == "hidden" || state == "veryHidden", part: r.part})
			}
		}
		return nil
	})
}

// parts are the files within the workbook, by their names in small letters.
type parts map[string]*zip.File

// open reads one part.
func (p parts) open(name string) (io.ReadCloser, error) {
	f, ok := p[partKey(name)]
	if !ok {
		return nil, errNotXLSX
	}
	r, err := f.Open()
	if err != nil {
		return nil, errNotXLSX
	}
	return r, nil
}
