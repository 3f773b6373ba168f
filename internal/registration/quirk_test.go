package registration_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"portal/internal/activity"
	"portal/internal/registration"
)

// rows joins rows of different makes.
func rows(list ...[]any) [][]any { return list }

func TestTitleRowsAndSynonymsOfTheHeader(t *testing.T) {
	t.Parallel()
	for _, header := range []string{
		"Tên hoạt động|Bắt đầu|Kết thúc|Mục tiêu",
		"NỘI DUNG HOẠT ĐỘNG|TỪ NGÀY|ĐẾN NGÀY|CHỈ TIÊU",
		"Hoạt động đăng ký|Ngày bắt đầu|Ngày kết thúc|Kết quả cần đạt",
		"Công trình, phần việc|Từ ngày (ngày/tháng/năm)|Đến ngày (*)|Sản phẩm",
		"Ten hoat dong|Tu ngay|Den ngay|Chi tieu",
		norm.NFD.String("Tên hoạt động") + "|Từ|Đến|Chỉ tiêu (kết quả)",
		"Tên\u00a0hoạt\ndộng|Từ ngày|Đến ngày|Chỉ\u00a0tiêu",
		"Nội dung|Thời gian bắt đầu|Thời gian hoàn thành|Kết quả dự kiến",
	} {
		titles := []any{"TT", "Đơn vị thực hiện"}
		for part := range strings.SplitSeq(header, "|") {
			titles = append(titles, part)
		}
		f := sheetOf(t, rows([]any{"UBND PHƯỜNG MAI DỊCH"}, nil, []any{"DANH SÁCH ĐĂNG KÝ HOẠT ĐỘNG"}, []any{"(Kèm theo Kế hoạch số 05/KH-UBND)"}, nil, titles,
			[]any{1, "CA phường", "Hội thao", "06/05/2024", "31/08/2024", "40 đội"})...)
		p := understood(t, only(t, f), "category_missing")
		if p.Unit != "BN-CA" || p.Title != "Hội thao" || p.StartsOn.ISO() != "2024-05-06" || p.EndsOn.ISO() != "2024-08-31" || p.Target != "40 đội" {
			t.Errorf("%s: %+v", header, p)
		}
	}
}

func TestTitleAndDescriptionSideBySide(t *testing.T) {
	t.Parallel()
	f := sheetOf(t, []any{"Đơn vị", "Nội dung hoạt động", "Tên hoạt động", "Thời gian", "Chỉ tiêu"}, []any{"TDP 5", "Thi đấu", "Hội thao", "tháng 8", "40 đội"})
	if p := understood(t, only(t, f), "category_missing"); p.Title != "Hội thao" || p.Description != "Thi đấu" {
		t.Errorf("%+v", p)
	}
}

func TestHeaderOfTwoLevels(t *testing.T) {
	t.Parallel()
	top := []any{"STT", "Đơn vị", "Tên hoạt động", "Thời gian", nil, "Chỉ tiêu", "Kinh phí (triệu đồng)", nil, nil, "Số người", "Ghi chú"}
	below := []any{nil, nil, nil, "Từ ngày", "Đến ngày", nil, "Tổng số", "Ngân sách", "XHH"}
	row := []any{1, "Tổ 5", "Hội thao", "06/05/2024", "31/08/2024", "40 đội", 15, 10.5, "4,5", 200}
	for _, merged := range []bool{true, false} {
		f := sheetOf(t, []any{"DANH SÁCH"}, top, below, []any{"1", "2", "3", "4", "5", "6", "7=8+9", "8", "9", "10"}, row)
		if merged {
			must(t, f.MergeCell("Sheet1", "D2", "E2"), f.MergeCell("Sheet1", "G2", "I2"), f.MergeCell("Sheet1", "A2", "A3"), f.MergeCell("Sheet1", "C2", "C3"))
		}
		p := understood(t, only(t, f), "category_missing")
		if *p.BudgetTotal != 15_000_000 || *p.BudgetState != 10_500_000 || *p.BudgetSocial != 4_500_000 || *p.Participants != 200 || p.EndsOn.ISO() != "2024-08-31" {
			t.Errorf("merged %v: %+v", merged, p)
		}
	}
}

func TestMoneyStatedForTheSheet(t *testing.T) {
	t.Parallel()
	f := sheetOf(t, []any{"DANH SÁCH"}, []any{nil, nil, "Đơn vị tính: nghìn đồng"}, title, good(7, 1500, 8, "2 triệu"))
	if p := understood(t, only(t, f), "budget_total_computed"); *p.BudgetState != 1_500_000 || *p.BudgetSocial != 2_000_000 {
		t.Errorf("%d %d", *p.BudgetState, *p.BudgetSocial)
	}
}

func TestTheUnit(t *testing.T) {
	t.Parallel()
	header := []any{"STT", "Tên hoạt động", "Từ ngày", "Đến ngày", "Chỉ tiêu"}
	row := []any{1, "Hội thao", "06/05/2024", "31/08/2024", "40 đội"}
	for name, head := range map[string][]any{
		"label and cell": {"Đơn vị đăng ký (*):", nil, "Tổ dân phố số 20"},
		"one cell":       {"ĐƠN VỊ: TỔ DÂN PHỐ SỐ 20"},
		"alias":          {"Tên đơn vị:", "TDP 20"},
		"leading zero":   {"Đơn vị", "TDP 020"},
		"code":           {"Mã đơn vị:", "tdp-20"},
		"no label":       {"Tổ dân phố số 20"},
		"old font":       {"§¬n vÞ: Tæ d©n phè sè 20"},
		"code beside":    {"Đơn vị:", "Tổ hai mươi", nil, "Mã đơn vị:", "TDP-20"},
	} {
		if p := understood(t, only(t, sheetOf(t, head, nil, header, row)), "category_missing"); p.Unit != "TDP-20" {
			t.Errorf("%s: %q", name, p.Unit)
		}
	}
	if r := only(t, sheetOf(t, []any{"Đơn vị:", "Phòng Giáo dục"}, header, row)); !slices.Equal(codes(r.Problems), []string{"unknown_unit"}) || !strings.Contains(r.Problems[0].Sentence, "Phòng Giáo dục") {
		t.Errorf("%+v", r.Problems)
	}
	if r := only(t, sheetOf(t, []any{"Đơn vị:"}, header, row)); !slices.Equal(codes(r.Problems), []string{"missing_unit"}) {
		t.Errorf("%+v", r.Problems)
	}
}

func TestMergedAndEmptyUnitCells(t *testing.T) {
	t.Parallel()
	f := sheetOf(t, []any{"Đơn vị: Công an phường"}, title, good(), good(1, nil, 2, "Hội thi"), good(1, nil, 2, "Hội trại"), good(1, "BN-CA", 2, "Hội chợ"))
	must(t, f.MergeCell("Sheet1", "B3", "B4"))
	file := registration.Read(content(t, f), known(t))
	if len(file.Rows) != 4 {
		t.Fatalf("%+v", file)
	}
	for i, want := range []string{"TDP-05", "TDP-05", "", "BN-CA"} {
		r := file.Rows[i]
		if r.Plan.Unit != want || (want == "") != slices.Contains(codes(r.Problems), "missing_unit") {
			t.Errorf("row %d: %q %v", r.Number, r.Plan.Unit, r.Problems)
		}
	}
}

func TestRowsThatAreNone(t *testing.T) {
	t.Parallel()
	f := sheetOf(t, rows(
		title,
		[]any{"(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"},
		[]any{"I", nil, "HOẠT ĐỘNG CỦA CÁC TỔ DÂN PHỐ"},
		good(),
		nil,
		[]any{2},
		good(0, 3, 2, "Tổng vệ sinh toàn phường", 7, 1_000_000, 9, 1_000_000),
		[]any{"Cộng nhóm I", nil, nil, nil, nil, nil, nil, 1_000_000, nil, 1_000_000},
		[]any{"II. KHỐI ĐOÀN THỂ"},
		title,
		good(0, 4, 1, "Đoàn phường", 2, "Cộng đồng học tập"),
		[]any{5, "TDP 6", "Vẽ tranh"}, // unfinished
		[]any{nil, nil, "Tổng cộng: 4 hoạt động", nil, nil, nil, nil, 1_000_000, 0, 1_000_000},
		[]any{"Ghi chú: kinh phí ghi bằng đồng"},
		[]any{nil, nil, nil, nil, nil, nil, nil, nil, "Mai Dịch, ngày 10 tháng 4 năm 2024"},
		[]any{nil, nil, "NGƯỜI LẬP BIỂU", nil, nil, nil, nil, nil, "TM. BAN CHỦ NHIỆM"},
		[]any{nil, nil, "Nguyễn Văn Mẫu", nil, nil, nil, nil, nil, "Trần Thị Mẫu"},
	)...)
	file := registration.Read(content(t, f), known(t))
	var read []int
	for _, r := range file.Rows {
		read = append(read, r.Number)
	}
	if !slices.Equal(read, []int{4, 7, 11, 12}) {
		t.Errorf("rows %v are read; skipped %v", read, file.Sheets[0].Skipped)
	}
	want := []registration.Skip{
		{Row: 2, Kind: "numbers"},
		{Row: 3, Kind: "group"},
		{Row: 6, Kind: "blank"},
		{Row: 8, Kind: "totals"},
		{Row: 9, Kind: "group"},
		{Row: 10, Kind: "header"},
		{Row: 13, Kind: "totals"},
		{Row: 14, Kind: "note"},
		{Row: 15, Kind: "signature"},
		{Row: 16, Kind: "signature"},
		{Row: 17, Kind: "signature"},
	}
	if !slices.Equal(file.Sheets[0].Skipped, want) {
		t.Errorf("skipped %v, want %v", file.Sheets[0].Skipped, want)
	}
	for _, r := range file.Rows[:3] {
		if !r.Good() {
			t.Errorf("row %d: %v", r.Number, r.Problems)
		}
	}
	if got := codes(file.Rows[3].Problems); !slices.Equal(got, []string{"missing_target", "missing_start", "missing_end"}) {
		t.Errorf("the unfinished row: %v", got)
	}
}

func TestDatesOfEveryMake(t *testing.T) {
	t.Parallel()
	day := time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	american, short := "m/d/yy", "[$-409]d-mmm-yy;@"
	for name, set := range map[string]func(f *excelize.File) error{
		"a real date": func(f *excelize.File) error { return f.SetCellValue("Sheet1", "E2", day) },
		"a serial":    func(f *excelize.File) error { return f.SetCellInt("Sheet1", "E2", 45418) },
		"a date with a time": func(f *excelize.File) error {
			return f.SetCellValue("Sheet1", "E2", day.Add(8*time.Hour))
		},
		"shown month first": func(f *excelize.File) error { return dated(f, 45418, american) },
		"shown in English":  func(f *excelize.File) error { return dated(f, 45418, short) },
		"a formula": func(f *excelize.File) error {
			return f.SetCellValue("Sheet1", "E2", 45418)
		},
		"text":             func(f *excelize.File) error { return f.SetCellStr("Sheet1", "E2", "6/5/24") },
		"a serial as text": func(f *excelize.File) error { return f.SetCellStr("Sheet1", "E2", "45418") },
		"with an hour":     func(f *excelize.File) error { return f.SetCellStr("Sheet1", "E2", "Sáng thứ Hai, 06/05/2024") },
		"dashes":           func(f *excelize.File) error { return f.SetCellStr("Sheet1", "E2", "06-05-2024") },
		"dots":             func(f *excelize.File) error { return f.SetCellStr("Sheet1", "E2", "6.5.2024") },
		"no year":          func(f *excelize.File) error { return f.SetCellStr("Sheet1", "E2", "6/5") },
		"spaces":           func(f *excelize.File) error { return f.SetCellStr("Sheet1", "E2", "\u00a006/05/2024\u200b ") },
		"in words":         func(f *excelize.File) error { return f.SetCellStr("Sheet1", "E2", "ngày 6 tháng 5 năm 2024") },
		"years of a Mac":   func(f *excelize.File) error { return mac(f) },
	} {
		f := sheetOf(t, title, good())
		must(t, set(f))
		if p := understood(t, only(t, f)); p.StartsOn.ISO() != "2024-05-06" {
			t.Errorf("%s: %s", name, p.StartsOn)
		}
	}
}

// dated writes a serial and how it is shown.
func dated(f *excelize.File, serial int64, format string) error {
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return err
	}
	if err := f.SetCellInt("Sheet1", "E2", serial); err != nil {
		return err
	}
	return f.SetCellStyle("Sheet1", "E2", "E2", style)
}

// mac writes the same day in a workbook that counts from 1904.
func mac(f *excelize.File) error {
	yes := true
	if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
		return err
	}
	return dated(f, 45418-1462, "dd/mm/yyyy")
}

func TestAPeriodInOneColumn(t *testing.T) {
	t.Parallel()
	header := []any{"Đơn vị", "Tên hoạt động", "Thời gian thực hiện", "Chỉ tiêu"}
	for text, want := range map[any]string{
		"từ 01/5 đến 30/9/2024": "2024-05-01 2024-09-30", "5/5/24": "2024-05-05 2024-05-05", "tháng 8": "2024-08-01 2024-08-31",
		"Tháng 5 đến tháng 7/2024": "2024-05-01 2024-07-31", 45418: "2024-05-06 2024-05-06", time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC): "2024-05-06 2024-05-06",
	} {
		p := understood(t, only(t, sheetOf(t, header, []any{"TDP 5", "Hội thao", text, "40"})), "category_missing")
		if got := p.StartsOn.ISO() + " " + p.EndsOn.ISO(); got != want {
			t.Errorf("%v is %s, want %s", text, got, want)
		}
	}
	for text, want := range map[any][]string{
		"cuối tháng 8": {"date_unreadable"}, "hằng tuần": {"date_unreadable"}, "": {"missing_start", "missing_end"}, "từ 5/9 đến 1/9": {"date_order"}, "31/6": {"date_invalid"},
		"tháng 10": {"date_out_of_window"},
	} {
		r := only(t, sheetOf(t, header, []any{"TDP 5", "Hội thao", text, "40"}))
		if !slices.Equal(codes(r.Problems), want) || r.Columns[r.Problems[0].Field].Letter != "C" {
			t.Errorf("%v: %v", text, r.Problems)
		}
		if _, again, _ := known(t).Row(r.Cells); !slices.Equal(codes(again), want) {
			t.Errorf("%v, read again: %v", text, again)
		}
	}
}

// TestWhatIsWrong has a row for every reason, with the column it is in and the words it must quote.
func TestWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		column int
		value  any
		reason string
		letter string
		quotes string
	}{
		{1, "", "missing_unit", "B", ""},
		{1, "TDP 31", "unknown_unit", "B", "TDP 31"},
		{1, "To dan pho so 5", "unknown_unit", "B", "To dan pho"}, // accents are part of a name
		{2, " \u00a0\u200b", "missing_title", "C", ""},
		{2, "#REF!", "missing_title", "C", "#REF!"},
		{2, strings.Repeat("a", 301), "too_long", "C", "301"},
		{3, "Thể thao điện tử", "unknown_category", "D", "Thể thao điện tử"},
		{4, "", "missing_start", "E", ""},
		{4, "06/05/2024 hoặc 07/05/2024", "date_unreadable", "E", "hoặc"},
		{4, "tháng 5", "date_unreadable", "E", "tháng 5"}, // only one column for both may hold a month
		{4, 20240506, "date_unreadable", "E", "20240506"},
		{4, "30/2/2024", "date_invalid", "E", "30/2/2024"},
		{4, "05/13/2024", "date_invalid", "E", "05/13/2024"},
		{4, "30/04/2024", "date_out_of_window", "E", "30/04/2024"},
		{5, "", "missing_end", "F", ""},
		{5, "01/05/2024", "date_order", "F", "01/05/2024"},
		{5, "01/10/2024", "date_out_of_window", "F", "01/10/2024"},
		{6, "", "missing_target", "G", ""},
		{7, "vài triệu", "budget_unreadable", "H", "vài triệu"},
		{7, "2-3 triệu", "budget_unreadable", "H", "2-3 triệu"},
		{7, -500000, "budget_negative", "H", "-500000"},
		{8, "(500.000)", "budget_negative", "I", "(500.000)"},
		{7, 45, "budget_unit_unclear", "H", "45"},
		{7, "1,5", "budget_unit_unclear", "H", "1,5"},
		{9, 1_000_000, "budget_mismatch", "J", "1.000.000"},
		{10, "200-300", "participants_unreadable", "K", "200-300"},
		{10, "đông", "participants_unreadable", "K", "đông"},
		{10, 12.5, "participants_unreadable", "K", "12,5"},
		{11, "TDP 6; Công ty Môi trường", "unknown_unit", "L", "Công ty Môi trường"},
		{2, "Tæ d©n phè và số", "legacy_encoding", "C", "Tæ"},
		{1, "Tá»• 5", "legacy_encoding", "B", "Tá»•"},
		{7, "2 triá»‡u", "legacy_encoding", "H", "triá»‡u"},
		{10, "200 ngÆ°á»i", "legacy_encoding", "K", "200"},
	} {
		r := only(t, sheetOf(t, title, good(c.column, c.value)))
		if !slices.Equal(codes(r.Problems), []string{c.reason}) {
			t.Errorf("%v: %v, want %s", c.value, r.Problems, c.reason)
			continue
		}
		p := r.Problems[0]
		if at := r.Columns[p.Field]; at.Letter != c.letter || !strings.Contains(p.Sentence, c.quotes) || !strings.HasPrefix(r.Place(p), "Dòng 2, cột "+c.letter+" “") {
			t.Errorf("%v: %s: %s (in %v)", c.value, r.Place(p), p.Sentence, at)
		}
		if _, again, _ := known(t).Row(r.Cells); len(again) != 1 || again[0] != p {
			t.Errorf("%v, read again: %v, was %v", c.value, again, r.Problems)
		}
	}
}

// TestWhatIsUnderstood has what people write and what is made of it.
func TestWhatIsUnderstood(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		column int
		value  any
		field  string
		cell   string
	}{
		{1, "tổ dân phố số 5", activity.FieldUnit, "tổ dân phố số 5"},
		{1, norm.NFD.String("Tổ dân phố số 5"), activity.FieldUnit, "Tổ dân phố số 5"},
		{2, " Hội\u00a0 thao\n\"Vui  khỏe\" ", activity.FieldTitle, "Hội thao\n\"Vui khỏe\""},
		{3, "THỂ DỤC THỂ THAO", activity.FieldCategory, "THỂ DỤC THỂ THAO"},
		{3, "yt", activity.FieldCategory, "yt"},
		{3, "Y tế, chăm sóc sức khoẻ", activity.FieldCategory, "Y tế, chăm sóc sức khoẻ"},
		{6, 0.8, activity.FieldTarget, "0,8"},
		{7, "1.500.000 đ", activity.FieldBudgetState, "1.500.000"},
		{7, "2 triệu", activity.FieldBudgetState, "2.000.000"},
		{7, "1,5 triệu", activity.FieldBudgetState, "1.500.000"},
		{7, "45 tr", activity.FieldBudgetState, "45.000.000"},
		{7, 1500000.0, activity.FieldBudgetState, "1.500.000"},
		{7, "500 đồng", activity.FieldBudgetState, "500 đồng"},
		{7, "-", activity.FieldBudgetState, "-"},
		{7, "không", activity.FieldBudgetState, "không"},
		{10, "khoảng 200 người", activity.FieldParticipants, "khoảng 200 người"},
		{10, 1650, activity.FieldParticipants, "1650"},
		{11, "Hội PN phường; CA phường, TDP 06 và MTTQ phường", activity.FieldPartners, "Hội PN phường; CA phường, TDP 06 và MTTQ phường"},
	} {
		r := only(t, sheetOf(t, title, good(c.column, c.value)))
		if !r.Good() || r.Cells[c.field] != c.cell {
			t.Errorf("%v: %v, cell %q, want %q", c.value, r.Problems, r.Cells[c.field], c.cell)
		}
	}
	p := only(t, sheetOf(t, title, good(7, "1 tỷ 200 triệu", 8, "-", 9, "1.200.000.000", 10, "~1.650 lượt", 11, "Hội PN phường; CA phường, TDP 06 và MTTQ phường\nTổ 7, 8; TDP 5"))).Plan
	if *p.Budget() != 1_200_000_000 || p.BudgetSocial != nil || *p.Participants != 1650 || strings.Join(p.Partners, " ") != "DT-PN BN-CA TDP-06 DT-MT TDP-07 TDP-08" {
		t.Errorf("%+v", p)
	}
}

func TestHiddenRowsColumnsAndSheets(t *testing.T) {
	t.Parallel()
	f := sheetOf(t, title, good(), good(2, "Hội thi"))
	for _, name := range []string{"Ẩn", "Rất ẩn", "Danh sách 2", "Trống", "Khác"} {
		_, err := f.NewSheet(name)
		must(t, err)
	}
	fill(t, f, "Ẩn", title, good(2, "Không nhập"))
	fill(t, f, "Rất ẩn", title, good(2, "Không nhập"))
	fill(t, f, "Danh sách 2", title, good(2, "Hội trại", 4, "7/5/2024"))
	fill(t, f, "Khác", []any{"Chỉ có chữ"})
	must(t, f.SetRowVisible("Sheet1", 3, false), f.SetColVisible("Sheet1", "E", false), f.SetSheetVisible("Ẩn", false), f.SetSheetVisible("Rất ẩn", false, true))
	file := registration.Read(content(t, f), known(t))
	var got []string
	for _, s := range file.Sheets {
		got = append(got, s.Name+" "+string(s.Reason))
	}
	if want := []string{"Sheet1 ", "Ẩn hidden", "Rất ẩn hidden", "Danh sách 2 ", "Trống empty_file", "Khác no_header"}; !slices.Equal(got, want) {
		t.Errorf("sheets %q, want %q", got, want)
	}
	if len(file.Rows) != 3 {
		t.Fatalf("%+v", file.Rows)
	}
	understood(t, file.Rows[0])
	understood(t, file.Rows[1], "hidden_row")
	if p := understood(t, file.Rows[2]); file.Rows[2].Sheet != "Danh sách 2" || p.StartsOn.ISO() != "2024-05-07" {
		t.Errorf("%+v", file.Rows[2])
	}
}

func TestOldFonts(t *testing.T) {
	t.Parallel()
	f := sheetOf(t, title, good(1, "Tæ d©n phè sè 5", 2, "héi thao", 6, "40 ®éi"), good(1, "Toå daân phoá soá 6", 2, "Hoäi thao", 6, "40 ñoäi"), good(0, 3))
	for cell, font := range map[string]string{"B2": ".VnTime", "C2": ".VnTimeH", "G2": ".VnArial", "B3": "VNI-Times", "C3": "VNI-Times"} {
		style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Family: font}})
		must(t, err, f.SetCellStyle("Sheet1", cell, cell, style))
	}
	must(t, f.SetCellRichText("Sheet1", "C4", []excelize.RichTextRun{
		{Text: "Héi thao ", Font: &excelize.Font{Family: ".VnTime"}}, {Text: "“Khỏe để học tập”", Font: &excelize.Font{Family: "Times New Roman"}},
	}))
	file := registration.Read(content(t, f), known(t))
	if len(file.Rows) != 3 {
		t.Fatalf("%+v", file)
	}
	for i, want := range []activity.Plan{
		{Unit: "TDP-05", Title: "HỘI THAO", Target: "40 đội"}, {Unit: "TDP-06", Title: "Hội thao", Target: "40 đội"}, {Unit: "TDP-05", Title: "Hội thao “Khỏe để học tập”", Target: "40 đội"},
	} {
		p := understood(t, file.Rows[i], "legacy_converted")
		if p.Unit != want.Unit || p.Title != want.Title || p.Target != want.Target {
			t.Errorf("row %d: %+v", file.Rows[i].Number, p)
		}
	}
	if n := file.Rows[0].Notes[0]; !strings.Contains(n.Sentence, "Tæ d©n phè sè 5") || !strings.Contains(n.Sentence, "Tổ dân phố số 5") {
		t.Errorf("nobody sees what was converted: %s", n.Sentence)
	}
}

func TestTheSameTwice(t *testing.T) {
	t.Parallel()
	f := sheetOf(t, title, good(), good(2, "HỘI  THAO!"), good(2, "Hội thảo"), good(4, "07/05/2024"), good(1, "TDP 6"), good(6, ""), good(2, norm.NFD.String("hội thao")))
	file := registration.Read(content(t, f), known(t))
	want := [][]string{{}, {"duplicate_in_file"}, {}, {}, {}, {"missing_target"}, {"duplicate_in_file"}}
	for i, r := range file.Rows {
		if !slices.Equal(codes(r.Problems), want[i]) {
			t.Errorf("row %d: %v, want %v", r.Number, r.Problems, want[i])
		}
	}
	understood(t, file.Rows[3], "possible_duplicate")
	if s := file.Rows[1].Problems[0].Sentence; !strings.Contains(s, "dòng 2") {
		t.Errorf("it does not say of what: %s", s)
	}
	// Once the first is another activity, the second is an original and the last its copy.
	file.Rows[0].Cells[activity.FieldTitle] = "Hội chợ"
	known(t).Again(file.Rows)
	want[1] = []string{}
	for i, r := range file.Rows {
		if !slices.Equal(codes(r.Problems), want[i]) {
			t.Errorf("again, row %d: %v, want %v", r.Number, r.Problems, want[i])
		}
	}
	if s := file.Rows[6].Problems[0].Sentence; !strings.Contains(s, "dòng 3") {
		t.Errorf("it does not say of what: %s", s)
	}
}

func TestFilesThatHoldNothing(t *testing.T) {
	t.Parallel()
	hidden := sheetOf(t, []any{"Không phải bảng"})
	_, err := hidden.NewSheet("Ẩn")
	must(t, err)
	fill(t, hidden, "Ẩn", title, good())
	must(t, hidden.SetSheetVisible("Ẩn", false))
	for name, c := range map[string]struct {
		file *excelize.File
		want registration.Reason
	}{
		"no cell":       {sheetOf(t), registration.EmptyFile},
		"only a header": {sheetOf(t, title), registration.EmptyFile},
		"no header":     {sheetOf(t, []any{"a", "b"}, []any{1, 2}), registration.NoHeader},
		"hidden only":   {hidden, registration.NoHeader},
	} {
		if file := registration.Read(content(t, c.file), known(t)); file.Refused != c.want || file.Sentence == "" || len(file.Rows) > 0 {
			t.Errorf("%s: %+v", name, file)
		}
	}
}
