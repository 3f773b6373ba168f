package table

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"portal/internal/points"
	"portal/internal/viet"
)

var madeAt = time.Date(2024, 9, 28, 2, 0, 0, 0, time.UTC)

// example has a column of each kind.
func example(rows ...[]any) Sheet {
	return Sheet{
		Name: "hoat-dong", Title: "Danh mục", Marking: Public, Sample: true, MadeAt: madeAt, Note: "Lọc theo: Tháng 9/2024",
		Columns: []Column{
			{Title: "Tên"},
			{Title: "Ngày", Kind: Date},
			{Title: "Lúc", Kind: Time},
			{Title: "Số", Kind: Whole},
			{Title: "Tiền (đồng)", Kind: Money},
			{Title: "Điểm", Kind: Points, Width: 9},
		},
		Rows: rows,
	}
}

func written(t *testing.T, s Sheet, write func(Sheet, io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(s, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// book opens what was written, as Excel would.
func book(t *testing.T, s Sheet) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(written(t, s, Sheet.XLSX)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// part is a part of the workbook as it is stored.
func part(t *testing.T, s Sheet, name string) string {
	t.Helper()
	content := written(t, s, Sheet.XLSX)
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(archive, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func csvRows(t *testing.T, s Sheet) [][]string {
	t.Helper()
	rest, marked := bytes.CutPrefix(written(t, s, Sheet.CSV), []byte("\ufeff"))
	if !marked {
		t.Error("no byte order mark")
	}
	r := csv.NewReader(bytes.NewReader(rest))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func full() []any {
	n, money, p := 1500, int64(6_500_000), points.Points(9325)
	day := viet.NewDate(2024, 4, 25)
	return []any{"Đường hoa ngõ 58", &day, time.Date(2024, 4, 25, 11, 27, 5, 0, time.UTC), &n, money, &p}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	s := example(full(), []any{"", viet.Date{}, (*time.Time)(nil), 0, nil, points.Points(0)}, []any{"chưa chấm", nil, nil, nil, nil, "chưa chấm"})
	got := string(written(t, s, Sheet.CSV))
	want := "\ufeffCÔNG KHAI – Danh mục – Lập lúc 09:00 28/09/2024 – DỮ LIỆU MẪU – Lọc theo: Tháng 9/2024;;;;;\r\n" +
		"Tên;Ngày;Lúc;Số;Tiền (đồng);Điểm\r\n" +
		"\"Đường hoa ngõ 58\";25/04/2024;25/04/2024 18:27:05;1500;6500000;93,25\r\n" +
		";;;0;;0,00\r\n" +
		"\"chưa chấm\";;;;;\"chưa chấm\"\r\n"
	if got != want {
		t.Errorf("got\n%s\nwanted\n%s", got, want)
	}
	s.HeaderFirst = true
	rows := csvRows(t, s)
	if rows[0][0] != "Tên" || len(rows) != 4 || len(rows[1]) != 7 || !strings.HasPrefix(rows[0][6], "CÔNG KHAI – Danh mục") {
		t.Errorf("with the titles first: %q", rows)
	}
}

func TestXLSX(t *testing.T) {
	t.Parallel()
	s := example(full(), []any{"", viet.Date{}, (*time.Time)(nil), 0, nil, points.Points(0)}, []any{"chưa chấm", nil, nil, nil, nil, "chưa chấm"})
	f := book(t, s)
	for cell, want := range map[string]string{
		"A1": "CÔNG KHAI – Danh mục – Lập lúc 09:00 28/09/2024 – DỮ LIỆU MẪU – Lọc theo: Tháng 9/2024", "A2": "Tên", "F2": "Điểm",
		"A3": "Đường hoa ngõ 58", "B3": "25/04/2024", "C3": "25/04/2024 18:27:05", "D3": "1,500", "E3": "6,500,000", "F3": "93.25",
		"A4": "", "B4": "", "C4": "", "D4": "0", "E4": "", "F4": "0.00", "F5": "chưa chấm",
	} {
		if got, err := f.GetCellValue(sheetName, cell); err != nil || got != want {
			t.Errorf("%s is %q, %v; wanted %q", cell, got, err, want)
		}
	}
	// What is stored are numbers, days among them: 45407 is 25/04/2024.
	for cell, want := range map[string]string{"B3": "45407", "D3": "1500", "E3": "6500000", "F3": "93.25"} {
		kind, _ := f.GetCellType(sheetName, cell)
		if got, _ := f.GetCellValue(sheetName, cell, excelize.Options{RawCellValue: true}); got != want || kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
			t.Errorf("%s is stored as %q, type %d", cell, got, kind)
		}
	}
	if kind, _ := f.GetCellType(sheetName, "F5"); kind != excelize.CellTypeInlineString {
		t.Errorf("a text among points has type %d", kind)
	}
	panes, err := f.GetPanes(sheetName)
	if err != nil || !panes.Freeze || panes.YSplit != 2 || panes.TopLeftCell != "A3" {
		t.Errorf("the panes are %+v, %v", panes, err)
	}
	page, err := f.GetPageLayout(sheetName)
	if err != nil || *page.Size != paperA4 || *page.Orientation != "landscape" || *page.FitToWidth != 1 || *page.FitToHeight != 0 {
		t.Errorf("the paper is %+v, %v", page, err)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name] = n.RefersTo
	}
	if names["_xlnm.Print_Titles"] != "'Danh sách'!$1:$2" || names["_xlnm._FilterDatabase"] != "'Danh sách'!$A$2:$F$5" {
		t.Errorf("the names are %v", names)
	}
	if w, _ := f.GetColWidth(sheetName, "F"); w != 9 {
		t.Errorf("the last column is %v wide", w)
	}
	if size, _ := f.GetSheetDimension(sheetName); size != "A1:F5" {
		t.Errorf("the sheet says that it goes from %s", size)
	}
	if !strings.Contains(part(t, s, "xl/worksheets/sheet1.xml"), `<cols><col min="1" max="1" width="28" customWidth="1"/><col min="2"`) {
		t.Error("the columns are not in order")
	}
	if props, err := f.GetDocProps(); err != nil || props.Category != "CÔNG KHAI" || props.Created != "2024-09-28T02:00:00Z" {
		t.Errorf("the properties are %+v, %v", props, err)
	}
}

// TestInjection: what visitors type is a text in both files, and a number stays a number.
func TestInjection(t *testing.T) {
	t.Parallel()
	dangerous := []string{
		`=HYPERLINK("http://evil.example","Xem")`, "=1+1", "+84 912 345 678", "-2+3", "@SUM(1;1)", "\t=1+1", "\r=1+1", "\n=1+1",
		"＝1+1", "＋1", "－1", "＠SUM", "−1", " =1+1", "\u00a0=1+1", "\u200b=1+1", `=cmd|' /C calc'!A0`, `";=1+1`, "=\"a;b\"\r\nc",
	}
	for _, text := range dangerous {
		s := example([]any{text, nil, nil, -5, nil, points.Points(-150)})
		rows := csvRows(t, s)
		cell := rows[2][0]
		if strings.HasPrefix(text, `"`) { // begins with a quote, not with a formula, and must not get out of its cell
			if cell != text {
				t.Errorf("%q became %q", text, cell)
			}
		} else if cell != "'"+tidyCell(text) {
			t.Errorf("%q became %q", text, cell)
		}
		if rows[2][3] != "-5" || rows[2][5] != "-1,50" {
			t.Errorf("numbers became %q", rows[2])
		}
		f := book(t, s)
		formula, err := f.GetCellFormula(sheetName, "A3")
		got, _ := f.GetCellValue(sheetName, "A3")
		if kind, _ := f.GetCellType(sheetName, "A3"); err != nil || formula != "" || kind != excelize.CellTypeInlineString || got != tidyCell(text) {
			t.Errorf("%q is %q in Excel, type %d, formula %q", text, got, kind, formula)
		}
	}
	// A title that comes from data is no formula either.
	s := example()
	s.Columns[0].Title, s.Title, s.Note = "=1+1", "a;b\"c", ""
	rows := csvRows(t, s)
	if rows[1][0] != "'=1+1" || !strings.Contains(rows[0][0], `a;b"c`) {
		t.Errorf("titles became %q", rows)
	}
	for _, kept := range []string{"Trồng 200 m", "5-7 hộ", "a=b", "HD-001", "“=1”"} {
		if harmless(kept) != kept {
			t.Errorf("%q became %q", kept, harmless(kept))
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add("=1+1")
	f.Add("\u200b\n;\"@x")
	f.Fuzz(func(t *testing.T, text string) {
		s := example([]any{text, nil, nil, 1, nil, nil})
		var b bytes.Buffer
		if err := s.CSV(&b); err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff")))
		r.Comma = ';'
		rows, err := r.ReadAll()
		if err != nil || len(rows) != 3 || rows[2][3] != "1" {
			t.Fatalf("%q breaks out: %q, %v", text, rows, err)
		}
		if rows[2][0] != "" && strings.ContainsRune(formula, []rune(rows[2][0])[0]) {
			t.Fatalf("%q begins a formula: %q", text, rows[2][0])
		}
	})
}

// TestVietnamese: texts are in NFC whatever came in, and every letter comes back.
func TestVietnamese(t *testing.T) {
	t.Parallel()
	const text = "Đường Phạm Hùng – Mai Dịch: “ngõ 58”, khỏe & đẹp <b> 10 ₫ 😀"
	s := example([]any{norm.NFD.String(text)})
	if got := csvRows(t, s)[2][0]; got != text {
		t.Errorf("CSV: %q", got)
	}
	if got, _ := book(t, s).GetCellValue(sheetName, "A3"); got != text {
		t.Errorf("Excel: %q", got)
	}
}

// TestEmptySheet: a list without rows is a file with its titles.
func TestEmptySheet(t *testing.T) {
	t.Parallel()
	if rows := csvRows(t, example()); len(rows) != 2 {
		t.Errorf("CSV: %q", rows)
	}
	rows, err := book(t, example()).GetRows(sheetName)
	if err != nil || len(rows) != 2 || len(rows[1]) != 6 {
		t.Errorf("Excel: %q, %v", rows, err)
	}
}

func TestManyRows(t *testing.T) {
	t.Parallel()
	var list [][]any
	for n := range 600 {
		row := full()
		row[0] = fmt.Sprintf("Hoạt động %d", n)
		list = append(list, row)
	}
	rows, err := book(t, example(list...)).GetRows(sheetName)
	if err != nil || len(rows) != 602 || rows[601][0] != "Hoạt động 599" || rows[601][1] != "25/04/2024" {
		t.Errorf("%d rows in Excel, %v", len(rows), err)
	}
	if rows := csvRows(t, example(list...)); len(rows) != 602 || rows[601][0] != "Hoạt động 599" {
		t.Errorf("%d rows in CSV", len(rows))
	}
}

func TestFileName(t *testing.T) {
	t.Parallel()
	s := example()
	if got := s.FileName("xlsx"); got != "hoat-dong-cong-khai-20240928.xlsx" {
		t.Error(got)
	}
	s.Name, s.Marking, s.MadeAt = "Tổng hợp K1", Internal, time.Date(2024, 9, 28, 17, 0, 0, 0, time.UTC)
	if got := s.FileName("csv"); got != "tong-hop-k1-noi-bo-20240929.csv" {
		t.Error(got)
	}
	if got := (Sheet{}).head(); !strings.HasPrefix(got, "NỘI BỘ") {
		t.Errorf("what nobody marked is %q", got)
	}
}

func TestUnknownCell(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a float was written")
		}
	}()
	_ = example([]any{1.5}).CSV(io.Discard)
}

func BenchmarkXLSX(b *testing.B) {
	for _, n := range []int{0, 60, 600} {
		s := example()
		for range n {
			s.Rows = append(s.Rows, full())
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if err := s.XLSX(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
