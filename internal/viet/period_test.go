package viet

import (
	"errors"
	"testing"
)

func TestParsePeriod(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"5/5/24":                "2024-05-05 2024-05-05",
		"từ 01/5 đến 30/9/2024": "2024-05-01 2024-09-30",
		"Từ ngày 01/5 đến hết ngày 30/9/2024": "2024-05-01 2024-09-30",
		"01/05/2024 - 30/09/2024":             "2024-05-01 2024-09-30",
		"01-05-2024 – 30-09-2024":             "2024-05-01 2024-09-30",
		"1/5-30/9":                            "2024-05-01 2024-09-30",
		"1-5/5/2024":                          "2024-05-01 2024-05-05",
		"ngày 14 và 15/9/2024":                "2024-09-14 2024-09-15",
		"14, 15/9":                            "2024-09-14 2024-09-15",
		"từ ngày 1 đến ngày 5 tháng 5 năm 2024": "2024-05-01 2024-05-05",
		"ngày 1 tháng 5 đến ngày 30 tháng 9":    "2024-05-01 2024-09-30",
		"tháng 8":                         "2024-08-01 2024-08-31",
		"Tháng 02/2024":                   "2024-02-01 2024-02-29",
		"trong tháng 8 năm 2024":          "2024-08-01 2024-08-31",
		"tháng 5 đến tháng 9/2024":        "2024-05-01 2024-09-30",
		"từ tháng 5 đến tháng 9 năm 2024": "2024-05-01 2024-09-30",
		"tháng 5 - 9":                     "2024-05-01 2024-09-30",
		"T5-T9/2024":                      "2024-05-01 2024-09-30",
		"tháng 5, 6, 7":                   "2024-05-01 2024-07-31",
		"tháng 5 và tháng 6":              "2024-05-01 2024-06-30",
		"5/2024 - 9/2024":                 "2024-05-01 2024-09-30",
		"9/2024":                          "2024-09-01 2024-09-30",
		"15/12 đến 10/1/2025":             "2024-12-15 2025-01-10",
		"8h00 ngày 25/5/2024":             "2024-05-25 2024-05-25",
		"Sáng thứ Bảy, ngày 25/5/2024":    "2024-05-25 2024-05-25",
		"7h30 - 11h30 ngày 25/5":          "2024-05-25 2024-05-25",
		"25/05/2024 08:00:00":             "2024-05-25 2024-05-25",
		"25/5/2024, 8h30":                 "2024-05-25 2024-05-25",
		"2024-05-25T08:00:00":             "2024-05-25 2024-05-25",
		"30/9 đến 1/5/2024":               "2023-09-30 2024-05-01",
		"10/9/2024 đến 1/9/2024":          "2024-09-10 2024-09-01", // the order is for the reader to judge
	} {
		from, to, err := ParsePeriod(in, 2024)
		if got := from.ISO() + " " + to.ISO(); err != nil || got != want {
			t.Errorf("ParsePeriod(%q) = %s, %v; want %s", in, got, err, want)
		}
	}
	for _, in := range []string{
		"", "cuối tháng 8", "đầu tháng 5", "giữa tháng 6", "hằng tuần", "quý III", "khoảng tháng 8", "tháng 5, 9, 7",
		"sau ngày 5/5", "trước 30/9", "từ 01/5", "từ tháng 5", "từ 5/2024", "đến 30/9", "mùa hè", "5", "tháng", "01/5 đến", "từ tháng 5 đến nay", "01/5 hoặc 02/5", "2024",
	} {
		if from, to, err := ParsePeriod(in, 2024); !errors.Is(err, ErrNoDate) {
			t.Errorf("ParsePeriod(%q) = %s %s, %v; want no period", in, from, to, err)
		}
	}
	for in, want := range map[string]string{
		"từ 31/6 đến 5/7/2024": "Tháng 6 chỉ có 30 ngày.",
		"tháng 13":             "Tháng phải từ 1 đến 12. Nhập ngày trước, tháng sau.",
		"31/6/2024":            "Tháng 6 chỉ có 30 ngày.",
	} {
		if _, _, err := ParsePeriod(in, 2024); err == nil || err.Error() != want {
			t.Errorf("ParsePeriod(%q): %v; want %q", in, err, want)
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"5/5/24", "từ 01/5 đến 30/9/2024", "1-5/5", "tháng 5, 6, 7", "8h00 ngày 25/5/2024", "T5-T9/2024", "ngày 5 tháng 5 năm 2024"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		from, to, err := ParsePeriod(text, 2024)
		if (err == nil) != (!from.IsZero() && !to.IsZero()) {
			t.Errorf("%q: %s %s %v", text, from, to, err)
		}
	})
}
