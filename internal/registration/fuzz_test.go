package registration_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"portal/internal/activity"
	"portal/internal/registration"
)

// FuzzRow reads a row of anything: there is a plan that can be saved, or a reason why not.
func FuzzRow(f *testing.F) {
	f.Add("TDP 5", "Hội thao", "TD", "từ 01/5 đến 30/9/2024", "", "40 đội", "2tr5", "khoảng 200 người", "TDP 6, 7 và CA phường")
	f.Add("Tæ d©n phè sè 5", "Hoäi thao", "thể dục thể thao", "5/5/24", "tháng 8", "#REF!", "(500)", "200-300", "Công ty; -")
	f.Add("", "", "", "", "", "", "", "", "")
	k := known(f)
	f.Fuzz(func(t *testing.T, unit, title, category, start, end, target, state, people, partners string) {
		cells := registration.Cells{
			activity.FieldUnit: unit, activity.FieldTitle: title, activity.FieldCategory: category, activity.FieldStart: start, activity.FieldEnd: end,
			activity.FieldTarget: target, activity.FieldBudgetState: state, activity.FieldParticipants: people, activity.FieldPartners: partners,
		}
		plan, problems, notes := k.Row(cells)
		if len(problems) == 0 {
			if err := plan.Check(k.From, k.To, true); err != nil {
				t.Errorf("%+v cannot be saved: %v", plan, err)
			}
		}
		for _, p := range append(problems, notes...) {
			if p.Reason == "" || p.Sentence == "" || p.Field == "" {
				t.Errorf("a remark without words: %+v", p)
			}
		}
		again, _, _ := k.Row(cells)
		if !reflect.DeepEqual(plan, again) {
			t.Errorf("%+v, and again %+v", plan, again)
		}
	})
}

// FuzzRead reads files of anything, and marks what it could read.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.xlsx")
	if err != nil || len(files) != 5 {
		f.Fatal(files, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	k := known(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		file := registration.Read(content, k)
		if (file.Refused == "") != (len(file.Rows) > 0) || (file.Refused == "") != (file.Sentence == "") {
			t.Errorf("refused %q (%s) with %d rows", file.Refused, file.Sentence, len(file.Rows))
		}
		if len(file.Rows) > 0 {
			if _, err := registration.Marked(content, file.Rows); err != nil {
				t.Error(err)
			}
		}
	})
}

// FuzzTable reads a table of anything below a header that is right.
func FuzzTable(f *testing.F) {
	f.Add("I", "Khối đoàn thể", "", "1", "Tổng cộng", "-5")
	f.Add("(1)", "(2)", "(3)", "Ghi chú", "NGƯỜI LẬP", "ngày 5 tháng 5")
	k := known(f)
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g string) {
		for _, s := range []string{a, b, c, d, e, g} {
			if len(s) > 2000 {
				return
			}
		}
		x := sheetOf(t, []any{a, b}, title, []any{a, b, c, d, e, g}, []any{b, c, d, e, g, a}, []any{d, e, g, a, b, c, a, b, c, d, e, g}, []any{nil, nil, a})
		buffer, err := x.WriteToBuffer()
		if err != nil {
			return // letters that XML does not have
		}
		file := registration.Read(buffer.Bytes(), k)
		for _, r := range file.Rows {
			if plan, problems, _ := k.Row(r.Cells); r.Good() && len(problems) > 0 {
				t.Errorf("row %+v is right in the file and wrong in the page: %v %+v", r, problems, plan)
			}
		}
	})
}
