package viet

import "testing"

func TestNumbersShown(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{Int(1234567), "1.234.567"},
		{Int(0), "0"},
		{Int(-1000), "-1.000"},
		{Int(999), "999"},
		{Int(int64(100000)), "100.000"},
		{Money(702000), "702.000\u00a0đồng"},
		{Money(int64(6500000)), "6.500.000\u00a0đồng"},
		{Count(1, "hoạt động"), "1 hoạt động"},
		{Count(60, "hoạt động"), "60 hoạt động"},
		{CountOrNone(0, "hoạt động"), "Chưa có hoạt động nào"},
		{CountOrNone(2, "đơn vị"), "2 đơn vị"},
		{FileSize(800), "800\u00a0B"},
		{FileSize(350 * 1024), "350\u00a0KB"},
		{FileSize(3 << 19), "1,5\u00a0MB"},
		{FileSize(8 << 20), "8\u00a0MB"},
		{FileSize(12_400_000), "12\u00a0MB"},
		{FileSize(0), "0\u00a0B"},
		{FileSize(1<<20 - 1), "1\u00a0MB"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
}

func TestParseInt(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{
		"1500": 1500, "1.500": 1500, "1 500": 1500, " 0 ": 0, "007": 7, "1.234.567": 1234567, "1\u00a0500": 1500, "+5": 5,
	} {
		if got, err := ParseInt(in); err != nil || got != want {
			t.Errorf("ParseInt(%q) = %d, %v", in, got, err)
		}
	}
	const ask, fraction, big = "Hãy nhập một số.", "Hãy nhập số nguyên, không có phần lẻ.", "Số lớn nhất được nhập là 1.000.000.000."
	for in, want := range map[string]string{
		"": ask, "đông": ask, "12 người": ask, "1..5": ask, "0x1f": ask, "1e9": ask, "-": ask, "-x": ask,
		"1,5": fraction, "1.5": fraction, "12.34": fraction, "1,500": fraction, "1.500,5": fraction, "15.00": fraction,
		"-5": "Số không được âm. Hãy nhập từ 0 trở lên.", "−5": "Số không được âm. Hãy nhập từ 0 trở lên.",
		"1000000001": big, "99999999999999999999999": big,
	} {
		if _, err := ParseInt(in); err == nil || err.Error() != want {
			t.Errorf("ParseInt(%q): %v, want %q", in, err, want)
		}
	}
}

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{
		"702000": 702000, "702.000": 702000, "702 000 đ": 702000, "702.000 Đồng": 702000, "702.000\u00a0đồng": 702000,
		"6.500.000đ": 6500000, "0": 0, "702.000 VNĐ": 702000, "702000 đ.": 702000,
	} {
		if got, err := ParseMoney(in); err != nil || got != want {
			t.Errorf("ParseMoney(%q) = %d, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"2 triệu":       "Hãy nhập số tiền bằng chữ số, ví dụ 702.000.",
		"đồng":          "Hãy nhập số tiền bằng chữ số, ví dụ 702.000.",
		"1,5":           "Hãy nhập số nguyên, không có phần lẻ.",
		"-1":            "Số không được âm. Hãy nhập từ 0 trở lên.",
		"9999999999999": "Số lớn nhất được nhập là 1.000.000.000.000.",
	} {
		if _, err := ParseMoney(in); err == nil || err.Error() != want {
			t.Errorf("ParseMoney(%q): %v, want %q", in, err, want)
		}
	}
}

func TestPhones(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][2]string{
		"01691234567":       {"+84391234567", "0391 234 567"},
		"0169 123 4567":     {"+84391234567", "0391 234 567"},
		"0912.345.678":      {"+84912345678", "0912 345 678"},
		"+84 912 345 678":   {"+84912345678", "0912 345 678"},
		"84912345678":       {"+84912345678", "0912 345 678"},
		"+84 (0)912-345678": {"+84912345678", "0912 345 678"},
		"+84 169 123 4567":  {"+84391234567", "0391 234 567"},
		"024 3765 1234":     {"+842437651234", "024 3765 1234"},
		"0000 000 101":      {"0000000101", "0000 000 101"},
	} {
		got, err := ParsePhone(in)
		if err != nil || got != want[0] || ShowPhone(got) != want[1] || ShowPhone(in) != want[1] {
			t.Errorf("ParsePhone(%q) = %q, %v, shown %q", in, got, err, ShowPhone(got))
		}
	}
	for old, renamed := range renumbered {
		if got, err := ParsePhone(old + "1234567"); err != nil || got != "+84"+renamed[1:]+"1234567" {
			t.Errorf("%s became %q, %v", old, got, err)
		}
	}
	for _, in := range []string{"", "113", "0112345678", "091234567", "09123456789", "01301234567", "0912 345 67x", "0000 001 101"} {
		if got, err := ParsePhone(in); err == nil {
			t.Errorf("ParsePhone(%q) = %q", in, got)
		}
		if ShowPhone(in) != in {
			t.Errorf("ShowPhone(%q) = %q", in, ShowPhone(in))
		}
	}
	if PhoneLink("0000 000 101") != "" || PhoneLink("0912 345 678") != "tel:+84912345678" {
		t.Error("a fictitious number can be dialled")
	}
}
