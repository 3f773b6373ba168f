package rubric_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"portal/internal/rubric"
	"portal/internal/sample"
	"portal/internal/table"
)

func file(t *testing.T, name string) string {
	t.Helper()
	text, err := sample.Files.ReadFile("data/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestReadSample(t *testing.T) {
	t.Parallel()
	r, err := rubric.ReadCSV(strings.NewReader("\ufeff" + strings.ReplaceAll(file(t, "criteria.csv"), "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	if r.Bands, err = rubric.ReadBands(strings.NewReader(file(t, "classification-bands.csv"))); err != nil {
		t.Fatal(err)
	}
	if problems := r.Check(); len(problems) > 0 {
		t.Fatal(problems)
	}
	if len(r.Groups) != 4 || len(r.Criteria) != 15 || len(r.Rules) != 9 || len(r.Bands) != 5 || r.BonusCap != 500 || r.DeductionCap != 1000 {
		t.Errorf("%d groups, %d criteria, %d rules, %d bands, caps %s and %s",
			len(r.Groups), len(r.Criteria), len(r.Rules), len(r.Bands), r.BonusCap, r.DeductionCap)
	}
	for _, kind := range rubric.Kinds {
		n := 0
		for _, part := range r.ForKind(kind) {
			n += len(part.Criteria)
		}
		if n != 14 {
			t.Errorf("%s has %d criteria, want 14", kind, n)
		}
	}
	if c, _ := r.Criterion("III.3"); c.Applies(rubric.Department) || c.Max[rubric.ResidentialGroup] != 900 || c.Step != 50 {
		t.Error(c)
	}
	if x, _ := r.Rule("T.5"); x.Side != rubric.Deduction || x.Each != 50 || x.Max != 150 || x.CountedBy != "Mỗi lần" {
		t.Error(x)
	}
}

// All mistakes of a file are told at once, each with its row and column.
func TestReadCollectsMistakes(t *testing.T) {
	t.Parallel()
	text := file(t, "criteria.csv")
	for _, change := range [][2]string{
		{"criterion,I.2,", "criterion,I.1,"},
		{",5,5,5,5,5,0.5,,,,DỮ LIỆU MẪU", ",5,5,5,5,\"5,5\",0.5,,,,DỮ LIỆU MẪU"},
		{"criterion,II.1,II,", "criterion,II.1,VII,"},
		{"8,10,5,12,10,0.5", "8,10,5,12,10,0"},
		{"bonus,C.3,C,", "bonuss,C.3,C,"},
		{"Nộp báo cáo tháng chậm", ""},
		{"deduction_cap,T,", "deduction,T,"},
	} {
		if !strings.Contains(text, change[0]) {
			t.Fatal("not in the file:", change[0])
		}
		text = strings.Replace(text, change[0], change[1], 1)
	}
	_, err := rubric.ReadCSV(strings.NewReader(text))
	var mistakes table.Mistakes
	if !errors.As(err, &mistakes) {
		t.Fatal(err)
	}
	said := strings.Split(err.Error(), "\n")
	for _, want := range []string{
		"Thiếu dòng deduction_cap: mức trần của điểm trừ.",
		"Dòng 4, cột code: “I.1” đã có ở dòng 3.",
		"Dòng 5, cột max_truong_hoc: Số trong tệp phải viết với dấu chấm thập phân, ví dụ 9.5.",
		"Dòng 7, cột group_code: Chưa có dòng nhóm “VII” ở trên.",
		"Dòng 9, cột step: Phải lớn hơn 0.",
		"Dòng 24, cột row_type: Loại dòng phải là group, criterion, total, bonus, bonus_cap, deduction hoặc deduction_cap.",
		"Dòng 28, cột name: Hãy ghi tên.",
		"Dòng 32, cột points_each: Hãy ghi một số.",
		"Dòng 6, cột max_ban_nganh: Ghi 48, nhưng các tiêu chí trong nhóm cộng lại là 38.",
		"Ban, ngành: tổng điểm tối đa của các tiêu chí là 94, phải đúng bằng 100.",
	} {
		if !slices.Contains(said, want) {
			t.Errorf("not said: %s\n%s", want, err)
		}
	}
	if !slices.IsSortedFunc(mistakes, func(a, b table.Mistake) int { return a.Row - b.Row }) {
		t.Error("not in the order of rows")
	}
}

func TestReadBandsCollectsMistakes(t *testing.T) {
	t.Parallel()
	_, err := rubric.ReadBands(strings.NewReader("band_code,band_name,min_total\nXS,Xuất sắc,90\nXS,,95\nTốt,Tốt,-1\n"))
	const want = "Dòng 3, cột band_code: “XS” đã có ở dòng 2.\nDòng 3, cột band_name: Hãy ghi tên.\n" +
		"Dòng 3, cột min_total: Phải thấp hơn mức ở dòng trên.\n" +
		"Dòng 4, cột band_code: Mã gồm 1 đến 20 chữ cái không dấu, chữ số, dấu chấm hoặc gạch nối.\n" +
		"Dòng 4, cột min_total: Số trong tệp phải viết với dấu chấm thập phân, ví dụ 9.5."
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
	_, err = rubric.ReadBands(strings.NewReader("band_code,band_name,min_total\nXS,Xuất sắc,90\n"))
	if err == nil || err.Error() != "Mức xếp loại thấp nhất phải bắt đầu từ 0 điểm." {
		t.Error(err)
	}
}

// What is not a table at all is said in one sentence, and never crashes.
func TestReadRubbish(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"":                          "Dòng 1: Tệp không có dòng tiêu đề đọc được.",
		"a,b\n":                     "Thiếu cột này.",
		"\xff\xfe":                  "Tệp không phải UTF-8. Hãy lưu lại dưới dạng CSV UTF-8.",
		"PK\x03\x04\x00":            "Tệp không phải là văn bản CSV.",
		"name,name\n":               "Dòng 1, cột name: Cột này có hai lần.",
		"<script>alert(1)</script>": "Thiếu cột này.",
	} {
		_, err := rubric.ReadCSV(strings.NewReader(content))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", content, err, want)
		}
	}
	header, _, _ := strings.Cut(file(t, "criteria.csv"), "\n")
	_, err := rubric.ReadCSV(strings.NewReader(header + "\ngroup,I\n\"group,II"))
	if err == nil || !strings.Contains(err.Error(), "Dòng 2: Có 2 ô, dòng tiêu đề có 15.") || !strings.Contains(err.Error(), "Dòng 3: Dấu ngoặc kép không đúng chỗ") {
		t.Error(err)
	}
	if _, err := rubric.ReadCSV(bytes.NewReader(make([]byte, table.MaxBytes+1))); err == nil || err.Error() != "Tệp quá lớn: nhiều nhất 16 MB." {
		t.Error(err)
	}
}
