package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// pack makes a ZIP archive of names and contents.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	head     = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	types    = head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`
	relsOpen = head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	rel      = `<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>`
)

// book makes the smallest workbook around the XML of one sheet; more are parts that go with it.
func book(t testing.TB, sheet string, more ...string) []byte {
	t.Helper()
	return pack(t, append([]string{
		"[Content_Types].xml", types,
		"_rels/.rels", relsOpen + fmt.Sprintf(rel, "rId1", "officeDocument", "xl/workbook.xml") + `</Relationships>`,
		"xl/workbook.xml", head + `<workbook xmlns:r="r"><sheets><sheet name="Một" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", relsOpen + fmt.Sprintf(rel, "rId1", "worksheet", "worksheets/sheet1.xml") + `</Relationships>`,
		"xl/worksheets/sheet1.xml", sheet,
	}, more...)...)
}

const small = `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	sheet := func(rows string) string { return "<worksheet><sheetData>" + rows + "</sheetData></worksheet>" }
	twoLevels := "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
	entries := []string{}
	for i := range 201 {
		entries = append(entries, fmt.Sprintf("xl/media/%d.png", i), "")
	}
	doubled := book(t, small, "xl/Worksheets/Sheet1.xml", small)
	cut := book(t, small)
	for name, c := range map[string]struct {
		content []byte
		want    *Refusal
	}{
		"nothing":                  {nil, errEmpty},
		"text":                     {[]byte("STT;Tên hoạt động\n1;Hội thao"), errNotXLSX},
		"a web page called .xls":   {[]byte("<html><table>"), errNotXLSX},
		"too many bytes":           {make([]byte, MaxBytes+1), errTooBig},
		"old Excel":                {slices.Concat(ole, make([]byte, 600), utf16le("Workbook\x00")), errOld},
		"very old Excel":           {[]byte{9, 8, 16, 0, 0, 6, 5, 0}, errOld},
		"with a password":          {slices.Concat(ole, make([]byte, 600), encrypted), errPassword},
		"an old Word document":     {slices.Concat(ole, utf16le("WordDocument")), errNotXLSX},
		"OpenDocument":             {pack(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>"), errODS},
		"a Word document":          {pack(t, "[Content_Types].xml", types, "_rels/.rels", relsOpen+fmt.Sprintf(rel, "rId1", "officeDocument", "word/document.xml")+`</Relationships>`), errNotXLSX},
		"pictures":                 {pack(t, "a.jpg", "x"), errNotXLSX},
		"an empty archive":         {pack(t), errNotXLSX},
		"cut off":                  {cut[:len(cut)/2], errNotXLSX},
		"binary Excel":             {book(t, small, "xl/workbook.bin", ""), errBinary},
		"macros":                   {book(t, small, "xl/vbaProject.bin", "x"), errMacro},
		"old macros":               {book(t, small, "xl/macrosheets/sheet1.xml", "x"), errMacro},
		"made for macros":          {pack(t, "[Content_Types].xml", `<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>`), errMacro},
		"links to other workbooks": {book(t, small, "xl/externalLinks/externalLink1.xml", "<x/>"), errLinked},
		"a database":               {book(t, small, "xl/connections.xml", "<x/>"), errLinked},
		"many parts":               {book(t, small, entries...), errUnpacked},
		"two parts of one name":    {doubled, errNotXLSX},
		"a document type":          {book(t, head+twoLevels+small), errNotXLSX},
		"an unknown entity":        {book(t, sheet(`<row r="1"><c t="str"><v>&boom;</v></c></row>`)), errNotXLSX},
		"not XML":                  {book(t, "<worksheet><sheetData><row></sheetData>"), errNotXLSX},
		"UTF-16":                   {book(t, `<?xml version="1.0" encoding="UTF-16"?>`+small), errNotXLSX},
		"deep XML":                 {book(t, strings.Repeat("<a>", 5000)), errNotXLSX},
		"a row beyond the end":     {book(t, sheet(`<row r="1048577"><c><v>1</v></c></row>`)), errNotXLSX},
		"rows out of order":        {book(t, sheet(`<row r="5"/><row r="4"/>`)), errNotXLSX},
		"a bomb":                   {book(t, strings.Repeat(" ", maxUnpacked)), errUnpacked},
		"a bomb in a picture":      {book(t, small, "xl/media/image1.png", strings.Repeat("\x00", maxUnpacked)), errUnpacked},
		"many cells":               {book(t, sheet(strings.Repeat(`<row>`+strings.Repeat(`<c><v>1</v></c>`, 400)+`</row>`, 800))), errUnpacked},
		"many attributes":          {book(t, "<worksheet "+strings.Repeat(`a="" `, 500_000)+"/>"), errNotXLSX},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := Open(c.content)
			var r *Refusal
			if !errors.As(err, &r) || r != c.want {
				t.Errorf("%+v, %v; want %q", b, err, c.want.Sentence)
			}
		})
	}
}

// TestBombsAreCheap measures what a refusal takes.
func TestBombsAreCheap(t *testing.T) { // not parallel: it measures memory
	million := strings.Builder{}
	million.WriteString("<worksheet><sheetData>")
	for range 1_200_000 {
		million.WriteString("<row/>")
	}
	rows := strings.Builder{}
	rows.WriteString("<worksheet><sheetData>")
	for range 400_000 {
		rows.WriteString("<row><c><v>1</v></c></row>")
	}
	long := strings.Repeat("x", 30_000)
	shared := "<worksheet><sheetData>" + strings.Repeat(`<row>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 100)+`</row>`, 3000) + "</sheetData></worksheet>"
	strs := `<sst><si><t>` + long + `</t></si></sst>`
	for name, content := range map[string][]byte{
		"a bomb":            book(t, strings.Repeat(" ", maxUnpacked+1)),
		"lying about sizes": lying(t, book(t, strings.Repeat(" ", maxUnpacked+1))),
		"a million rows":    book(t, million.String()),
		"rows":              book(t, rows.String()),
		"attributes":        book(t, "<worksheet "+strings.Repeat(`a="" `, 4_000_000)+"/>"),
		"depth":             book(t, strings.Repeat("<a>", 6_000_000)),
		"strings": withShared(t, `<worksheet><sheetData><row r="1"><c><v>1</v></c></row></sheetData></worksheet>`,
			"<sst>"+strings.Repeat("<si/>", 4_000_000)+"</sst>"),
		"one long string everywhere": withShared(t, shared, strs),
		"styles":                     withPart(t, small, "styles", "styles.xml", "<styleSheet><cellXfs>"+strings.Repeat("<xf/>", 4_000_000)),
		"merged cells":               book(t, `<worksheet><mergeCells>`+strings.Repeat(`<mergeCell ref="A1:B2"/>`, 800_000)),
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		peak := watch()
		from := time.Now()
		_, err := Open(content)
		took := time.Since(from)
		most := peak()
		runtime.ReadMemStats(&after)
		var r *Refusal
		if !errors.As(err, &r) {
			t.Errorf("%s is read", name)
		}
		t.Logf("%-28s %8d bytes: %4d ms, %4d MiB allocated, %3d MiB at most", name, len(content), took.Milliseconds(), (after.TotalAlloc-before.TotalAlloc)>>20, most>>20)
		if most > 100<<20 {
			t.Errorf("%s takes %d MiB", name, most>>20)
		}
		if took > 10*time.Second {
			t.Errorf("%s takes %s", name, took)
		}
	}
}

// watch looks at the heap until it is asked for the most that it grew by.
func watch() (most func() uint64) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	begin := m.HeapAlloc
	stop, done := make(chan struct{}), make(chan uint64)
	go func() {
		var peak uint64
		for {
			runtime.ReadMemStats(&m)
			if m.HeapAlloc > begin {
				peak = max(peak, m.HeapAlloc-begin)
			}
			select {
			case <-stop:
				done <- peak
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		return <-done
	}
}

func withPart(t testing.TB, sheet, kind, name, part string) []byte {
	t.Helper()
	return pack(t,
		"[Content_Types].xml", types,
		"_rels/.rels", relsOpen+fmt.Sprintf(rel, "rId1", "officeDocument", "/xl/workbook.xml")+`</Relationships>`,
		"xl/workbook.xml", head+`<workbook xmlns:r="r"><sheets><sheet name="Một" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", relsOpen+fmt.Sprintf(rel, "rId1", "worksheet", "worksheets/sheet1.xml")+fmt.Sprintf(rel, "rId2", kind, name)+`</Relationships>`,
		"xl/worksheets/sheet1.xml", sheet, "xl/"+name, part)
}

func withShared(t testing.TB, sheet, shared string) []byte {
	t.Helper()
	return withPart(t, sheet, "sharedStrings", "sharedStrings.xml", shared)
}

// lying states in the directory of the archive that every part is small.
func lying(t testing.TB, content []byte) []byte {
	t.Helper()
	b := bytes.Clone(content)
	found := false
	for i := 0; i+46 < len(b); i++ {
		if bytes.HasPrefix(b[i:], []byte("PK\x01\x02")) {
			copy(b[i+24:], []byte{10, 0, 0, 0})
			found = true
		}
	}
	if !found {
		t.Fatal("no directory")
	}
	return b
}

func TestARowAtTheEndAllocatesNothing(t *testing.T) {
	t.Parallel()
	b, err := Open(book(t, `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" t="str"><v>cuối</v></c></row></sheetData></worksheet>`))
	if err != nil {
		t.Fatal(err)
	}
	rows := b.Sheets[0].Rows
	if len(rows) != 2 || rows[1].Number != 1048576 || len(rows[1].Cells) != 1 || rows[1].Cells[0].Column != 16384 {
		t.Errorf("%+v", rows)
	}
}

func TestCellsOfEveryKind(t *testing.T) {
	t.Parallel()
	b, err := Open(withShared(t, `<x:worksheet xmlns:x="x"><x:sheetData><x:row r="3" hidden="1">
		<x:c r="A3" t="s"><x:v>0</x:v></x:c><x:c r="B3" t="s"><x:v>1</x:v></x:c><x:c r="C3" t="s"><x:v>99</x:v></x:c>
		<x:c r="D3" t="inlineStr"><x:is><x:t>=1+1</x:t></x:is></x:c><x:c r="E3" t="str"><x:f>A1</x:f><x:v>kết quả</x:v></x:c>
		<x:c r="F3"><x:f>1+1</x:f></x:c><x:c r="G3" t="b"><x:v>1</x:v></x:c><x:c r="H3" t="e"><x:v>#REF!</x:v></x:c><x:c r="I3"><x:v>1.5E6</x:v></x:c>
		<x:c r="J3" t="d"><x:v>2024-05-06T00:00:00</x:v></x:c><x:c r="K3"><x:v>0.30000000000000004</x:v></x:c><x:c r="K3"><x:v>7</x:v></x:c><x:c r="L3"><x:v>NaN</x:v></x:c>
		</x:row></x:sheetData><x:mergeCells><x:mergeCell ref="B2:C4"/><x:mergeCell ref="A1"/><x:mergeCell ref="C4:B2"/></x:mergeCells></x:worksheet>`,
		`<sst><si><t>Một_x000D_
hai _x005F_</t></si><si><r><rPr><rFont val=".VnTime"/></rPr><t>Tæ</t></r><r><t> 5</t></r><rPh sb="0" eb="1"><t>đọc</t></rPh></si></sst>`))
	if err != nil {
		t.Fatal(err)
	}
	row := b.Sheets[0].Rows[0]
	if row.Number != 3 || !row.Hidden {
		t.Errorf("%+v", row)
	}
	want := map[int]Cell{
		1: {Text: "Một\r\nhai _"}, 2: {Text: "Tæ 5", Runs: []Run{{"Tæ", ".VnTime"}, {" 5", ""}}}, 4: {Text: "=1+1"}, 5: {Text: "kết quả"}, 7: {Kind: Bool, Text: "TRUE"},
		8: {Kind: Error, Text: "#REF!"}, 9: {Kind: Number, Text: "1500000"}, 10: {Kind: Date, Text: "06/05/2024"}, 11: {Kind: Number, Text: "0,3"}, 12: {Text: "NaN"},
	}
	for col := range 14 {
		got, ok := row.At(col)
		w, wanted := want[col]
		if ok != wanted || ok && (got.Kind != w.Kind || got.Text != w.Text || !slices.Equal(got.Runs, w.Runs)) {
			t.Errorf("column %s is %+v, want %+v", Letter(col), got, w)
		}
	}
	if m := b.Sheets[0].Merges; len(m) != 1 || m[0] != (Range{2, 2, 3, 4}) {
		t.Errorf("merged %v", m)
	}
}

func TestHowNumbersAreShown(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for i, c := range []struct {
		value  float64
		format string
		kind   Kind
		want   string
	}{
		{45418, "dd/mm/yyyy", Date, "06/05/2024"},
		{45418, `[$-42A]d "tháng" m "năm" yyyy`, Date, "06/05/2024"},
		{45418, "mmm-yy", Date, "06/05/2024"},
		{45418, "#,##0", Number, "45.418"},
		{45418, `0 "ngày"`, Number, "45418"},
		{45418, "General", Number, "45418"},
		{0.5, "hh:mm", Number, "0,5"},
		{1, "0%", Number, "100%"},
		{0.125, "0.0%", Number, "12,5%"},
		{1500000, `#,##0 "đ"`, Number, "1.500.000"},
		{60, "dd/mm/yyyy", Number, "60"}, // 29/02/1900
		{1, "dd/mm/yyyy", Date, "01/01/1900"},
	} {
		cell := fmt.Sprintf("A%d", i+1)
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &c.format})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.SetCellFloat("Sheet1", cell, c.value, -1, 64), f.SetCellStyle("Sheet1", cell, cell, style)); err != nil {
			t.Fatal(err)
		}
		var w bytes.Buffer
		if err := f.Write(&w); err != nil {
			t.Fatal(err)
		}
		b, err := Open(w.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if got := b.Sheets[0].Rows[i].Cells[0]; got.Kind != c.kind || got.Text != c.want {
			t.Errorf("%v as %s is %q (%v), want %q", c.value, c.format, got.Text, got.Kind, c.want)
		}
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][2]int{"A1": {1, 1}, "C7": {3, 7}, "xfd1048576": {16384, 1048576}, "AA10": {27, 10}, "XFE1": {}, "A1048577": {}, "1": {}, "": {}, "Á1": {}, "AAAA1": {}} {
		if col, row := reference(name); [2]int{col, row} != want {
			t.Errorf("%s is %d, %d", name, col, row)
		}
	}
	for col, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if got := Letter(col); got != want {
			t.Errorf("%d is %s", col, got)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(book(f, small))
	f.Add(withShared(f, small, "<sst><si><t>a</t></si></sst>"))
	f.Add(withPart(f, small, "styles", "styles.xml", `<styleSheet><fonts><font><name val=".VnTime"/></font></fonts><cellXfs><xf fontId="0"/></cellXfs></styleSheet>`))
	f.Add(slices.Concat(ole, encrypted))
	f.Add([]byte("PK"))
	x := excelize.NewFile()
	var w bytes.Buffer
	if err := x.Write(&w); err != nil {
		f.Fatal(err)
	}
	f.Add(w.Bytes())
	f.Fuzz(func(t *testing.T, content []byte) {
		b, err := Open(content)
		var r *Refusal
		if err != nil && !errors.As(err, &r) {
			t.Errorf("no answer for a visitor: %v", err)
		}
		if err == nil {
			for _, s := range b.Sheets {
				_, _ = b.Annotate(content, []Mark{{Sheet: s.Name, TitleRow: 1, LastTitleRow: 1, Title: "Lỗi", Notes: map[int]string{1: "x"}}})
			}
		}
	})
}

// FuzzSheet goes on where archives are too hard to guess.
func FuzzSheet(f *testing.F) {
	f.Add(small, "<sst><si><t>a</t></si></sst>")
	f.Add(`<worksheet><cols><col min="1" max="3"/></cols><sheetData><row r="2" spans="1:2"><c r="B2" t="s"><v>0</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`, "<sst/>")
	f.Fuzz(func(t *testing.T, sheet, shared string) {
		content := withShared(t, sheet, shared)
		b, err := Open(content)
		if err != nil {
			return
		}
		marked, err := b.Annotate(content, []Mark{{Sheet: "Một", TitleRow: 1, LastTitleRow: 1, Title: "Lỗi", Notes: map[int]string{1: "x", 2: "y"}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Open(marked); err != nil && len(marked) < MaxBytes {
			t.Errorf("the marked workbook of %q is refused: %v", sheet, err)
		}
	})
}
