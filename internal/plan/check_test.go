package plan

import (
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"portal/internal/fault"
	"portal/internal/viet"
)

func TestDocNumber(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"52/KH-UBND": "", "05/KH-UBND": "", "01/KH-BTC": "", "12345/KH-UBND": "", "52a/KH-UBND": "", "07/KH-ĐU": "",
		"":                          "Hãy nhập số",
		"5/KH-UBND":                 "Ghi số đúng thể thức: 05/KH-UBND.",
		"052/KH-UBND":               "Ghi số đúng thể thức: 52/KH-UBND.",
		"52 / KH - UBND":            "Ghi số đúng thể thức: 52/KH-UBND.",
		"52/kh-ubnd":                "Ghi số đúng thể thức: 52/KH-UBND.",
		"Số: 52/KH-UBND":            "Ghi số đúng thể thức: 52/KH-UBND.",
		"7B/KH-ubnd":                "Ghi số đúng thể thức: 07b/KH-UBND.",
		"00/KH-UBND":                "Ghi số như trên văn bản",
		"52/QĐ-UBND":                "Ghi số như trên văn bản",
		"52/KH":                     "Ghi số như trên văn bản",
		"KH-UBND":                   "Ghi số như trên văn bản",
		"52/KH-UBND<script>":        "Ghi số như trên văn bản",
		"năm mươi hai":              "Ghi số như trên văn bản",
		strings.Repeat("9", 10_000): "Ghi số như trên văn bản",
	} {
		if got := checkNumber(number); got != want && (want == "" || !strings.HasPrefix(got, want)) {
			t.Errorf("%.40q: %q, want %q", number, got, want)
		}
	}
}

func signed() Signed {
	return Signed{
		DocNumber: "52/KH-UBND", Date: on(4, 24), Signatory: Signatory{"TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần C"},
		Basis: []string{"Căn cứ Luật Thi đua, khen thưởng"}, Reason: "Bão",
	}
}

func TestSigned(t *testing.T) {
	t.Parallel()
	today, first := on(4, 25), &Edition{Number: 1, Date: on(4, 20)}
	long := strings.Repeat("ệ", 10_000)
	for _, c := range []struct {
		name  string
		last  *Edition
		other func(*Signed)
		field string // that is wrong; empty: none
		says  string
	}{
		{"in order", nil, func(*Signed) {}, "", ""},
		{"the first needs no reason", nil, func(s *Signed) { s.Reason = "" }, "", ""},
		{"the next one does", first, func(s *Signed) { s.Reason = "" }, FieldReason, "Hãy ghi lý do"},
		{"today", nil, func(s *Signed) { s.Date = today }, "", ""},
		{"tomorrow", nil, func(s *Signed) { s.Date = today.AddDays(1) }, FieldDate, "không được sau hôm nay, 25/04/2024"},
		{"no day", nil, func(s *Signed) { s.Date = viet.Date{} }, FieldDate, "Hãy nhập ngày"},
		{"the day of the one before", first, func(s *Signed) { s.Date = first.Date }, "", ""},
		{"before the one before", first, func(s *Signed) { s.Date = on(4, 19) }, FieldDate, "phải từ 20/04/2024 trở đi, là ngày của bản thứ 1"},
		{"nobody signed", nil, func(s *Signed) { s.Signatory.Name = "" }, FieldSigner, "Hãy nhập họ tên"},
		{"for whom", nil, func(s *Signed) { s.Signatory.Authority = "" }, FieldAuthority, "Hãy nhập thẩm quyền"},
		{"as what", nil, func(s *Signed) { s.Signatory.Position = "" }, FieldPosition, "Hãy nhập chức vụ"},
		{"a long name", nil, func(s *Signed) { s.Signatory.Name = long }, FieldSigner, "dài 10.000 ký tự, tối đa là 200"},
		{"a long reason", first, func(s *Signed) { s.Reason = long }, FieldReason, "tối đa là 1.000"},
		{"on no ground", nil, func(s *Signed) { s.Basis = nil }, FieldBasis, "Hãy nhập căn cứ"},
		{"a long ground", nil, func(s *Signed) { s.Basis = []string{long} }, FieldBasis, "Có căn cứ dài 10.000 ký tự, tối đa là 500"},
		{"21 grounds", nil, func(s *Signed) { s.Basis = make([]string, 21) }, FieldBasis, "Tối đa 20 căn cứ"},
	} {
		s := signed()
		c.other(&s)
		err := s.check(today, c.last, nil)
		var wrong fault.Invalid
		errors.As(err, &wrong)
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.field != "" && (len(wrong) != 1 || !strings.Contains(wrong[c.field], c.says)):
			t.Errorf("%s: %v, want %q at %s alone", c.name, err, c.says, c.field)
		}
	}
}

func TestInForce(t *testing.T) {
	t.Parallel()
	list := []Brief{{Number: 3, Date: on(9, 6)}, {Number: 2, Date: on(9, 6)}, {Number: 1, Date: on(4, 24)}}
	for _, c := range []struct {
		on   viet.Date
		want int // 0: none
	}{
		{on(1, 1), 0},
		{on(4, 23), 0},
		{on(4, 24), 1}, // the day itself counts
		{on(8, 15), 1},
		{on(9, 5), 1},
		{on(9, 6), 3}, // of two on one day the later one
		{viet.NewDate(2100, time.December, 31), 3},
	} {
		if got, found := InForce(list, c.on); got.Number != c.want || found != (c.want > 0) {
			t.Errorf("%s: edition %d, want %d", c.on, got.Number, c.want)
		}
	}
	if _, found := InForce(nil, on(8, 15)); found {
		t.Error("an edition of none is in force")
	}
}

func TestGrounds(t *testing.T) {
	t.Parallel()
	all := []Ground{
		{Text: "Luật 06", From: on(1, 1)},
		{Text: "NĐ 98", From: on(1, 1), Until: ptr(viet.NewDate(2025, time.June, 30))},
		{Text: "NĐ 152", From: viet.NewDate(2025, time.July, 1)},
	}
	for day, want := range map[viet.Date]string{
		viet.NewDate(2023, time.December, 31): "",
		on(1, 1):                              "Luật 06|NĐ 98",
		viet.NewDate(2025, time.June, 30):     "Luật 06|NĐ 98",
		viet.NewDate(2025, time.July, 1):      "Luật 06|NĐ 152",
	} {
		if got := strings.Join(GroundsOn(all, day), "|"); got != want {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
	for _, c := range []struct{ line, says string }{
		{"Luật 06", ""},
		{"NĐ 98", ""},
		{"NĐ 152", "chỉ có hiệu lực từ 01/07/2025"},
		{"Theo đề nghị của công chức văn hóa", ""}, // what is not in the list is the office's affair
	} {
		if got := outdated([]string{c.line}, all, on(4, 24)); got != c.says && (c.says == "" || !strings.Contains(got, c.says)) {
			t.Errorf("%s: %q, want %q", c.line, got, c.says)
		}
	}
	if got := outdated([]string{"NĐ 98"}, all, viet.NewDate(2025, time.July, 1)); !strings.Contains(got, "hết hiệu lực sau ngày 30/06/2025") {
		t.Errorf("%q", got)
	}
	typed := " Căn cứ Luật A ;\r\n\n" + norm.NFD.String("Căn cứ Nghị định B.") + "\n \t\n"
	if got := strings.Join(ReadGrounds(typed), "|"); got != "Căn cứ Luật A|Căn cứ Nghị định B" {
		t.Errorf("%q", got)
	}
}
