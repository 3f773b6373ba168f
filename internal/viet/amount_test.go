package viet

import (
	"errors"
	"testing"
)

func TestParseAmount(t *testing.T) {
	t.Parallel()
	const none = -1
	for _, c := range []struct {
		in   string
		unit int64
		want int64
	}{
		{"1.500.000", 0, 1_500_000},
		{"1.500.000 đ", 0, 1_500_000},
		{"1.500.000đ", 0, 1_500_000},
		{"1,500,000 VNĐ", 0, 1_500_000},
		{"1 500 000", 0, 1_500_000},
		{"1\u00a0500\u00a0000\u00a0đồng", 0, 1_500_000},
		{"1500000", 0, 1_500_000},
		{"1.500.000,00", 0, 1_500_000},
		{"1,500,000.00 đ", 0, 1_500_000},
		{"2 triệu", 0, 2_000_000},
		{"2 TRIỆU ĐỒNG", 0, 2_000_000},
		{"1,5 triệu", 0, 1_500_000},
		{"1.5 triệu đồng", 0, 1_500_000},
		{"45 tr", 0, 45_000_000},
		{"45tr", 0, 45_000_000},
		{"45 tr.đ", 0, 45_000_000},
		{"2tr5", 0, 2_500_000},
		{"2 triệu rưỡi", 0, 2_500_000},
		{"1 triệu 500 nghìn", 0, 1_500_000},
		{"1 tỷ 200 triệu đồng", 0, 1_200_000_000},
		{"1.500 triệu", 0, 1_500_000_000},
		{"1,2 tỷ", 0, 1_200_000_000},
		{"500k", 0, 500_000},
		{"500 nghìn đồng", 0, 500_000},
		{"500 đồng", 0, 500},
		{"2 trieu", 0, 2_000_000},
		{"0", 0, 0},
		{"0 đ", 0, 0},
		{"45", 1_000_000, 45_000_000},
		{"1,5", 1_000_000, 1_500_000},
		{"0,25", 1_000_000, 250_000},
		{"1.500", 1000, 1_500_000},
		{"45 triệu", 1_000_000, 45_000_000}, // its own unit
		{"500.000 đ", 1_000_000, 500_000},
		{"", 0, none},
		{"-", 0, none},
		{" – ", 0, none},
		{"Không", 0, none},
		{"không có", 1_000_000, none},
	} {
		got, err := ParseAmount(c.in, c.unit)
		switch {
		case err != nil:
			t.Errorf("ParseAmount(%q, %d): %v", c.in, c.unit, err)
		case got == nil && c.want != none, got != nil && *got != c.want:
			t.Errorf("ParseAmount(%q, %d) = %v; want %d", c.in, c.unit, got, c.want)
		}
	}
	for in, want := range map[string]error{
		"vài triệu": ErrNoAmount, "2-3 triệu": ErrNoAmount, "2 đến 3 triệu": ErrNoAmount, "khoảng 5 triệu": ErrNoAmount, "xã hội hóa": ErrNoAmount,
		"1.50.000": ErrNoAmount, "1.500,000.000": ErrNoAmount, "50.000 đ/người": ErrNoAmount, "1 triệu 2 triệu": ErrNoAmount, "1 nghìn 5 triệu": ErrNoAmount,
		"1.500.000,5": ErrNoAmount, "1e6": ErrNoAmount, "=1+1": ErrNoAmount, "#REF!": ErrNoAmount, "10 USD": ErrNoAmount, "1,2345678 triệu": ErrNoAmount,
		"-500.000": ErrNegative, "− 2 triệu": ErrNegative, "(500.000)": ErrNegative,
		"45": ErrWhichUnit, "1,5": ErrWhichUnit, "999": ErrWhichUnit,
		"2.000 tỷ": errLargest,
	} {
		if got, err := ParseAmount(in, 0); !errors.Is(err, want) {
			t.Errorf("ParseAmount(%q) = %v, %v; want %v", in, got, err, want)
		}
	}
	if _, err := ParseAmount("15.000.000", 1_000_000); !errors.Is(err, ErrWhichUnit) {
		t.Errorf("đồng below the title triệu: %v", err)
	}
}

func TestAmountUnit(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]int64{
		"Kinh phí dự kiến (đồng)": 1, "Kinh phí (triệu đồng)": 1_000_000, "Kinh phí (tr.đ)": 1_000_000, "Đơn vị tính: nghìn đồng": 1000,
		"ĐVT: 1.000 đồng": 1000, "Ngân sách (tỷ đồng)": 1_000_000_000, "Kinh phí": 0, "Đơn vị": 0, "Kinh phí (VNĐ)": 1, "Trường": 0, "Đối tượng": 0,
	} {
		if got := AmountUnit(title); got != want {
			t.Errorf("AmountUnit(%q) = %d, want %d", title, got, want)
		}
	}
}

func TestParsePeople(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{
		"200": 200, "1.650": 1650, "1,650": 1650, "1 650": 1650, "700 người": 700, "khoảng 200 người": 200, "Khoảng 1.200 lượt người": 1200, "~50": 50,
		"300 hội viên, học sinh": 300, "200người": 200, "dự kiến khoảng 90 đại biểu": 90, "500 người trở lên": 500,
		"": 0, "-": 0, "không": 0, "0": 0, "0 người": 0,
	} {
		got, err := ParsePeople(in)
		switch {
		case err != nil:
			t.Errorf("ParsePeople(%q): %v", in, err)
		case got == nil && want != 0, got != nil && *got != want:
			t.Errorf("ParsePeople(%q) = %v, want %d", in, got, want)
		}
	}
	for _, in := range []string{"200-300", "200 - 300 người", "từ 200 đến 300", "200 đến 300 người", "toàn thể", "đông", "-5", "1,5", "12.5", "200 và 300", "2 nghìn", "#N/A", "1/5"} {
		if got, err := ParsePeople(in); err == nil {
			t.Errorf("ParsePeople(%q) = %v, want an error", in, got)
		}
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"1.500.000 đ", "2tr5", "1 tỷ 200 triệu", "(500)", "1,5", "-", "0.00", "2 triệu rưỡi", "9999999999999999999999"} {
		f.Add(s, int64(0))
		f.Add(s, int64(1_000_000))
	}
	f.Fuzz(func(t *testing.T, text string, unit int64) {
		if n, err := ParseAmount(text, unit); n != nil && (err != nil || *n < 0 || *n > maxMoney) {
			t.Errorf("ParseAmount(%q, %d) = %d, %v", text, unit, *n, err)
		}
		if n, err := ParsePeople(text); n != nil && (err != nil || *n < 1 || *n > maxCount) {
			t.Errorf("ParsePeople(%q) = %d, %v", text, *n, err)
		}
		AmountUnit(text)
	})
}
