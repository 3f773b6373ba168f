package document

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"portal/internal/viet"
)

// sampler has every part that a document can have.
func sampler() Document {
	t := Table{
		Numbered: true, Size: 9,
		Columns: []Column{{Title: "TT", Width: 1, Align: Centre}, {Title: "Từ", Group: "Ngày", Width: 2}, {Title: "Đến", Group: "Ngày", Width: 2}, {Title: "Tiền", Width: 3, Align: Right}},
		Rows: []Row{
			{Span: 4, Bold: true, Cells: []string{"Khối A"}},
			{Cells: []string{"1", "01/05/2024", "30/09/2024", "702.000"}},
			{Cells: []string{"2"}},
			{Span: 3, Bold: true, Cells: []string{"Tổng", "702.000"}},
		},
	}
	return Document{
		Governing: []string{"UBND phường X"}, Issuer: []string{"Ban Tổ chức"}, Number: "/TB-BTC", Place: "X", Date: viet.NewDate(2024, 2, 5),
		Type: "Thông báo", Abstract: "Về việc <a> & \"b\"", Basis: []string{"Căn cứ một;", "Căn cứ hai."},
		Body: []Block{
			Heading{1, "Mục đích"},
			Heading{2, "Một"},
			Heading{2, "Hai"},
			Heading{1, "Nội dung"},
			Heading{2, "Ba"},
			List{"gạch"},
			Paragraph{Text: "dòng", Plain: true},
			t,
			Paragraph{Text: "Trên đây là thông báo."},
		},
		Signature:  Signature{Lines: []string{"TM. Ban Tổ chức", "Trưởng ban"}, Hint: "(ký)", Name: "Họ Tên"},
		Recipients: []string{"Nơi một", "Lưu: VT"}, Mark: "DỮ LIỆU MẪU", MadeAt: time.Date(2024, 2, 5, 1, 2, 3, 0, time.UTC),
		Appendices: []Appendix{{Title: "Một", Note: "Kèm theo", Landscape: true, Body: []Block{t}}, {Title: "Hai", Body: []Block{Paragraph{Text: "chữ"}}}},
	}
}

// said is the text of items, a line for each.
func said(items []item) []string {
	var list []string
	for _, i := range items {
		switch i := i.(type) {
		case line:
			list = append(list, i.text)
		case pair:
			list = append(list, strings.Join(said(i.left), " / ")+" | "+strings.Join(said(i.right), " / "))
		}
	}
	return list
}

func TestWording(t *testing.T) {
	t.Parallel()
	d := sampler()
	none := func(face, string) float64 { return 50 }
	var got []string
	for _, s := range d.sections(none) {
		got = append(got, said(s.items)...)
	}
	want := []string{
		"UBND PHƯỜNG X / BAN TỔ CHỨC | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM / Độc lập - Tự do - Hạnh phúc",
		"Số: " + room + "/TB-BTC | X, ngày 05 tháng 02 năm 2024",
		"THÔNG BÁO", "Về việc <a> & \"b\"", "Căn cứ một;", "Căn cứ hai.",
		"I. MỤC ĐÍCH", "1. Một", "2. Hai", "II. NỘI DUNG", "1. Ba", "- gạch", "dòng", "Trên đây là thông báo./.",
		"Nơi nhận: / - Nơi một; / - Lưu: VT. | TM. BAN TỔ CHỨC / TRƯỞNG BAN / (ký) / Họ Tên",
		"Phụ lục I", "MỘT", "(Kèm theo)", "Phụ lục II", "HAI", "chữ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	d.Number, d.Date, d.Appendices, d.Form = "05/KH-UBND", viet.Date{}, d.Appendices[:1], true
	all := d.sections(none)
	text := strings.Join(said(append(all[0].items, all[1].items...)), "\n")
	for _, w := range []string{"Số: 05/KH-UBND | X, ngày" + room + "tháng" + room + "năm", "\nTrên đây là thông báo.\n", "\nPhụ lục\n"} {
		if !strings.Contains(text, w) {
			t.Errorf("does not say %q:\n%s", w, text)
		}
	}
	for n, want := range map[int]string{1: "I", 4: "IV", 9: "IX", 14: "XIV", 40: "XL", 99: "XCIX"} {
		if got := roman(n); got != want {
			t.Errorf("%d is %s, not %s", n, got, want)
		}
	}
}

func TestSameBytes(t *testing.T) {
	t.Parallel()
	write := map[string]func(Document, io.Writer) error{"docx": Document.DOCX, "pdf": Document.PDF}
	for name, write := range write {
		var a, b, other bytes.Buffer
		later := sampler()
		later.MadeAt = later.MadeAt.Add(time.Hour)
		if err := errors.Join(write(sampler(), &a), write(sampler(), &b), write(later, &other)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: one document makes two files", name)
		}
		if bytes.Equal(a.Bytes(), other.Bytes()) {
			t.Errorf("%s does not say when it was made", name)
		}
	}
}

// TestEmpty: a document of nothing is still a file.
func TestEmpty(t *testing.T) {
	t.Parallel()
	for _, d := range []Document{{}, {Form: true}, {Appendices: []Appendix{{}}}} {
		var word, pdf bytes.Buffer
		if err := errors.Join(d.DOCX(&word), d.PDF(&pdf)); err != nil {
			t.Error(err)
		}
		parts(t, word.Bytes())
	}
}

// TestHostile: what breaks files and readers is not in them; all else is.
func TestHostile(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"a\x00b\x1bc\ufffe", "abc"},
		{"\u202egnoh\u2066p\u200b", "gnohp"},
		{"D\u0069\u0323ch", "Dịch"},
		{"một\thai\u2028ba\nbốn", "một hai\nba\nbốn"},
		{"100\u00a0đồng", "100\u00a0đồng"},
		{"\xff", "\ufffd"},
	} {
		if got := clean(c[0]); got != c[1] {
			t.Errorf("%q is cleaned to %q", c[0], got)
		}
	}
	if got := printable("🎉 chữ 汉\u2003x"); got != "□ chữ □ x" {
		t.Errorf("printed as %q", got)
	}
	d := sampler()
	d.Body = []Block{Paragraph{Text: "]]><w:p/>&\x00\u202e=cmd"}, Table{Columns: []Column{{Width: 1}}, Rows: []Row{{Cells: []string{strings.Repeat("x", 10_000), "thừa"}}}}}
	var word, pdf bytes.Buffer
	if err := errors.Join(d.DOCX(&word), d.PDF(&pdf)); err != nil {
		t.Fatal(err)
	}
	if text := parts(t, word.Bytes())["word/document.xml"]; !strings.Contains(text, "]]&gt;&lt;w:p/&gt;&amp;=cmd") {
		t.Error("text is not escaped")
	}
}
