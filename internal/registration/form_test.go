package registration_test

import (
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"portal/internal/activity"
	"portal/internal/registration"
	"portal/internal/viet"
)

// sixty are the activities of the sample.
func sixty(t testing.TB) []activity.Plan {
	t.Helper()
	var plans []activity.Plan
	for _, r := range records(t, "activities.csv") {
		day := func(name string) viet.Date {
			d, err := viet.ParseDate(r[name], 0)
			must(t, err)
			return d
		}
		number := func(name string) *int {
			n, err := strconv.Atoi(r[name])
			must(t, err)
			return &n
		}
		money := func(name string) *int64 {
			n, err := strconv.ParseInt(r[name], 10, 64)
			must(t, err)
			return &n
		}
		p := activity.Plan{
			Unit: r["unit_code"], Title: r["title"], Category: r["category_code"], Description: r["description"], StartsOn: day("start_date"),
			EndsOn: day("end_date"), Place: r["place"], Target: r["target"], Quantity: number("target_quantity"), QuantityUnit: r["target_unit"],
			Participants: number("expected_participants"), BudgetState: money("budget_state_vnd"), BudgetSocial: money("budget_social_vnd"),
			Responsible: r["responsible_role"], Evidence: r["expected_evidence"],
		}
		if r["coordinating_units"] != "" {
			p.Partners = strings.Split(r["coordinating_units"], ";")
		}
		plans = append(plans, p)
	}
	if len(plans) != 60 {
		t.Fatalf("%d activities, want 60", len(plans))
	}
	return plans
}

func form(t testing.TB, unit string, plans ...activity.Plan) registration.Form {
	return registration.Form{
		Known: known(t), Unit: unit, Ward: "phường Mai Dịch", Campaign: "Phong trào thi đua chào mừng kỷ niệm 70 năm Ngày Giải phóng Thủ đô", Sample: true, Rows: plans,
	}
}

func written(t testing.TB, f registration.Form) []byte {
	t.Helper()
	b, err := f.XLSX()
	must(t, err)
	if dir := os.Getenv("KEEP_FORMS"); dir != "" {
		must(t, os.WriteFile(dir+"/"+strings.ReplaceAll(t.Name(), "/", "_")+f.Unit+".xlsx", b, 0o600))
	}
	return b
}

// same fails unless the rows say what the plans say. What is not kept of a plan is not looked at.
func same(t *testing.T, file registration.File, plans []activity.Plan) {
	t.Helper()
	if file.Refused != "" || len(file.Rows) != len(plans) {
		t.Fatalf("refused %q, %d rows, want %d", file.Refused, len(file.Rows), len(plans))
	}
	for i, row := range file.Rows {
		got := understood(t, row)
		got.BudgetTotal = nil
		if !reflect.DeepEqual(got, plans[i]) {
			t.Errorf("row %d is\n%+v, want\n%+v", row.Number, got, plans[i])
		}
	}
}

func TestWhatIsWrittenIsReadBackUnchanged(t *testing.T) {
	t.Parallel()
	plans := sixty(t)
	small, none, nobody := int64(500), int64(0), 12
	odd := plans[0]
	odd.Title, odd.Description = `=HYPERLINK("http://x.example","Bấm")`, "Dòng một\nDòng hai: 50 m²\n\n+ Dòng ba"
	odd.BudgetState, odd.BudgetSocial, odd.Quantity, odd.Partners, odd.Participants = &small, nil, nil, nil, &nobody
	zeroes := plans[1]
	zeroes.Title, zeroes.BudgetState, zeroes.BudgetSocial, zeroes.Participants = "Tổng cộng", &none, nil, nil
	all := append(slices.Clone(plans), odd, zeroes)
	file := registration.Read(written(t, form(t, "", all...)), known(t))
	same(t, file, all)
	for _, row := range file.Rows { // as the page sends it back
		plan, problems, notes := known(t).Row(row.Cells)
		if !reflect.DeepEqual(plan, row.Plan) || len(problems)+len(notes) > 0 {
			t.Errorf("row %d reads %+v %v %v the second time", row.Number, plan, problems, notes)
		}
	}
	mine := slices.DeleteFunc(slices.Clone(plans), func(p activity.Plan) bool { return p.Unit != "DT-PN" })
	same(t, registration.Read(written(t, form(t, "DT-PN", mine...)), known(t)), mine)
}

func TestABlankFormIsEmpty(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"", "TDP-20"} {
		if file := registration.Read(written(t, form(t, unit)), known(t)); file.Refused != registration.EmptyFile || len(file.Rows) > 0 {
			t.Errorf("the blank form of %q: %+v", unit, file)
		}
	}
	b, err := os.ReadFile("testdata/registration-form.xlsx")
	must(t, err)
	if file := registration.Read(b, known(t)); file.Refused != registration.EmptyFile {
		t.Errorf("the blank form as circulated: %+v", file)
	}
}

func TestAFormThatIsFilledIn(t *testing.T) {
	t.Parallel()
	f, err := excelize.OpenReader(strings.NewReader(string(written(t, form(t, "TDP-20")))))
	must(t, err)
	const sheet = "Phiếu đăng ký"
	must(t, f.SetCellStr(sheet, "B14", "Vẽ tranh tường"), f.SetCellStr(sheet, "C14", "Môi trường, cảnh quan đô thị"), f.SetCellInt(sheet, "E14", 45418),
		f.SetCellInt(sheet, "F14", 45535), f.SetCellStr(sheet, "H14", "40 m2"), f.SetCellInt(sheet, "K14", 1_000_000))
	p := understood(t, only(t, f), "budget_total_computed")
	if p.Unit != "TDP-20" || p.Category != "MT" || p.StartsOn.ISO() != "2024-05-06" || p.EndsOn.ISO() != "2024-08-31" || *p.Budget() != 1_000_000 {
		t.Errorf("%+v", p)
	}
	lists, err := f.GetDataValidations(sheet)
	must(t, err)
	kinds := map[string]string{}
	for _, v := range lists {
		if v.Error == nil || *v.Error == "" {
			t.Errorf("%s says nothing when it refuses", v.Sqref)
		}
		kinds[v.Sqref] = v.Type
	}
	for where, kind := range map[string]string{"B14:B33": "textLength", "C14:C33": "list", "E14:E33": "date", "I14:I33": "whole", "J14:J33": "whole"} {
		if kinds[where] != kind {
			t.Errorf("%s is checked as %q, want %q (of %v)", where, kinds[where], kind, kinds)
		}
	}
}

func TestTheMarkedWorkbook(t *testing.T) {
	t.Parallel()
	f := sheetOf(t, []any{"DANH SÁCH"}, title, good(), good(2, "Hội thi", 4, "31/6/2024"), good(2, `=1+1 & "x" < 3`, 6, ""), good(2, "Hội trại"))
	must(t, f.SetColWidth("Sheet1", "C", "D", 40), f.MergeCell("Sheet1", "A1", "L1"), f.SetCellFormula("Sheet1", "P1", "1+2"))
	sent := content(t, f)
	file := registration.Read(sent, known(t))
	marked, err := registration.Marked(sent, file.Rows)
	must(t, err)
	if dir := os.Getenv("KEEP_FORMS"); dir != "" {
		must(t, os.WriteFile(dir+"/marked.xlsx", marked, 0o600))
	}
	g, err := excelize.OpenReader(strings.NewReader(string(marked)))
	must(t, err)
	before, err := f.GetRows("Sheet1")
	must(t, err)
	after, err := g.GetRows("Sheet1")
	must(t, err)
	for i, row := range before {
		if !slices.Equal(row[:min(len(row), 12)], after[i][:min(len(row), 12)]) {
			t.Errorf("row %d was %v, is %v", i+1, row, after[i])
		}
	}
	for cell, want := range map[string]string{"M2": "Lỗi", "M3": "", "M4": "Từ ngày: “31/6/2024” không phải là một ngày có thật. Tháng 6 chỉ có 30 ngày.", "M5": "Chỉ tiêu: Thiếu chỉ tiêu.", "M6": ""} {
		got, err := g.GetCellValue("Sheet1", cell)
		must(t, err)
		if got != want {
			t.Errorf("%s is %q, want %q", cell, got, want)
		}
		if formula, _ := g.GetCellFormula("Sheet1", cell); formula != "" {
			t.Errorf("%s is the formula %q", cell, formula)
		}
	}
	id, err := g.GetCellStyle("Sheet1", "M4")
	must(t, err)
	style, err := g.GetStyle(id)
	must(t, err)
	if style.Font.Color != "FFC00000" && style.Font.Color != "C00000" {
		t.Errorf("the note is %q", style.Font.Color)
	}
	if formula, _ := g.GetCellFormula("Sheet1", "P1"); formula != "1+2" {
		t.Errorf("P1 has lost its formula: %q", formula)
	}
	// Mended and sent again, the column is not read, and what it said is gone.
	must(t, g.SetCellStr("Sheet1", "E4", "30/6/2024"), g.SetCellStr("Sheet1", "G5", "Một"))
	again := content(t, g)
	file = registration.Read(again, known(t))
	for _, row := range file.Rows {
		understood(t, row)
	}
	if again, err = registration.Marked(again, file.Rows); err != nil {
		t.Fatal(err)
	}
	if g, err = excelize.OpenReader(strings.NewReader(string(again))); err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]string{"M2": "Lỗi", "M4": "", "M5": "", "N2": ""} {
		if got, _ := g.GetCellValue("Sheet1", cell); got != want {
			t.Errorf("%s is %q, want %q", cell, got, want)
		}
	}
}
