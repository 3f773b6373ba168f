package registration_test

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"portal/internal/activity"
	"portal/internal/registration"
	"portal/internal/viet"
)

// sampleData is where the data of the sample lies.
const sampleData = "../sample/data"

// records reads a CSV file of the sample by its columns.
func records(t testing.TB, name string) []map[string]string {
	t.Helper()
	b, err := fs.ReadFile(os.DirFS(sampleData), name)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		list = append(list, m)
	}
	return list
}

// known is what the sample campaign knows.
func known(t testing.TB) registration.Known {
	t.Helper()
	k := registration.Known{From: viet.NewDate(2024, 5, 1), To: viet.NewDate(2024, 9, 30)}
	for _, r := range records(t, "units.csv") {
		k.Units = append(k.Units, registration.Unit{
			Code: r["unit_code"], Name: r["unit_name"], Short: r["short_name"], Aliases: strings.Split(r["aliases"], ";"),
		})
	}
	for _, r := range records(t, "activities.csv") {
		c := registration.Category{Code: r["category_code"], Name: r["category_name"]}
		if !slices.Contains(k.Categories, c) {
			k.Categories = append(k.Categories, c)
		}
	}
	return k
}

// title is the header row of most tests.
var title = []any{"STT", "Đơn vị đăng ký", "Tên hoạt động", "Lĩnh vực", "Từ ngày", "Đến ngày", "Chỉ tiêu", "Ngân sách", "Xã hội hóa", "Tổng kinh phí", "Số người tham gia", "Đơn vị phối hợp"}

// good is a row below title that is all right.
func good(change ...any) []any {
	row := []any{1, "TDP 5", "Hội thao", "TD", "06/05/2024", "31/08/2024", "40 đội", "", "", "", "", ""}
	for i := 0; i+1 < len(change); i += 2 {
		row[change[i].(int)] = change[i+1]
	}
	return row
}

// sheetOf makes a workbook of rows on one sheet.
func sheetOf(t testing.TB, rows ...[]any) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	fill(t, f, "Sheet1", rows...)
	return f
}

func fill(t testing.TB, f *excelize.File, sheet string, rows ...[]any) {
	t.Helper()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow(sheet, cell, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func content(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// must fails the test for an error of excelize.
func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// codes are the reasons of remarks, each once.
func codes(remarks []registration.Problem) []string {
	list := []string{}
	for _, p := range remarks {
		if !slices.Contains(list, string(p.Reason)) {
			list = append(list, string(p.Reason))
		}
	}
	return list
}

// only reads a workbook that holds one registration.
func only(t *testing.T, f *excelize.File) registration.Row {
	t.Helper()
	file := registration.Read(content(t, f), known(t))
	if len(file.Rows) != 1 {
		t.Fatalf("%d rows, want 1: %+v", len(file.Rows), file)
	}
	return file.Rows[0]
}

// understood fails unless the row is all right, but for these notes.
func understood(t *testing.T, row registration.Row, notes ...string) activity.Plan {
	t.Helper()
	if !row.Good() || !slices.Equal(codes(row.Notes), append([]string{}, notes...)) {
		t.Errorf("row %d: problems %v, notes %v; want notes %v", row.Number, row.Problems, row.Notes, notes)
	}
	return row.Plan
}
