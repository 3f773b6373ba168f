package workbook

import (
	"strings"
	"testing"
)

// annotated is the XML of the sheet after it was marked below a title in row 2.
func annotated(t *testing.T, sheet string, more ...string) (string, *Book) {
	t.Helper()
	content := book(t, sheet, more...)
	b, err := Open(content)
	if err != nil {
		t.Fatal(err)
	}
	marked, err := b.Annotate(content, []Mark{{Sheet: "Một", TitleRow: 2, LastTitleRow: 2, Title: "Lỗi", Notes: map[int]string{3: "Thiếu <tên> & ngày", 4: ""}}})
	if err != nil {
		t.Fatal(err)
	}
	if b, err = Open(marked); err != nil {
		t.Fatalf("%v: %s", err, sheet)
	}
	xml, err := b.parts.text("xl/worksheets/sheet1.xml", maxUnpacked)
	if err != nil {
		t.Fatal(err)
	}
	return xml, b
}

func TestAnnotateChangesNothingElse(t *testing.T) {
	t.Parallel()
	const (
		title = `<c r="C2" s="0" t="inlineStr"><is><t xml:space="preserve">Lỗi</t></is></c>`
		note  = `<c r="C3" s="0" t="inlineStr"><is><t xml:space="preserve">Thiếu &lt;tên&gt; &amp; ngày</t></is></c>`
		wide  = `<col min="3" max="3" width="60" customWidth="1"/>`
	)
	for before, after := range map[string]string{
		// The plainest sheet.
		`<worksheet><sheetData><row r="2"><c r="B2"><v>1</v></c></row><row r="3"><c r="A3"><v>2</v></c></row><row r="4"><c r="A4"><v>3</v></c></row></sheetData></worksheet>`: `<worksheet><cols>` + wide +
			`</cols><sheetData><row r="2"><c r="B2"><v>1</v></c>` + title + `</row><row r="3"><c r="A3"><v>2</v></c>` + note + `</row><row r="4"><c r="A4"><v>3</v></c></row></sheetData></worksheet>`,
		// Hints about how far rows reach are taken away; empty cells stay in their order; widths are given already.
		`<worksheet><cols><col min="1" max="2" width="9"/><col min="4" max="4" width="9"/></cols><sheetData><row spans="1:2" r="2"><c r="B2"><v>1</v></c><c r="D2" s="1"/></row><row r="3" ht="30"><c r="B3"><v>2</v></c></row></sheetData></worksheet>`: `<worksheet><cols><col min="1" max="2" width="9"/>` + wide + `<col min="4" max="4" width="9"/></cols><sheetData><row r="2"><c r="B2"><v>1</v></c>` +
			title + `<c r="D2" s="1"/></row><row r="3" ht="30"><c r="B3"><v>2</v></c>` + note + `</row></sheetData></worksheet>`,
		`<worksheet><cols><col min="1" max="9" width="9"/></cols><sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData></worksheet>`: `<worksheet><cols><col min="1" max="9" width="9"/></cols><sheetData><row r="2"><c r="B2"><v>1</v></c>` + title + `</row></sheetData></worksheet>`,
		// What an earlier mark said is written over, or taken away.
		`<worksheet><cols><col min="3" max="3" width="9"/></cols><sheetData><row r="2"><c r="B2"><v>1</v></c><c r="C2" t="str"><v>Lỗi</v></c></row><row r="3"><c r="C3" t="str"><v>Cũ</v></c></row><row r="4"><c r="B4"><v>1</v></c><c r="C4" t="str"><v>Cũ</v></c></row></sheetData></worksheet>`: `<worksheet><cols><col min="3" max="3" width="9"/></cols><sheetData><row r="2"><c r="B2"><v>1</v></c>` +
			title + `</row><row r="3">` + note + `</row><row r="4"><c r="B4"><v>1</v></c></row></sheetData></worksheet>`,
	} {
		if got, _ := annotated(t, before); got != after {
			t.Errorf("%s\nbecame %s\nwant   %s", before, got, after)
		}
	}
}

func TestAnnotateKeepsToThePrefixOfTheFile(t *testing.T) {
	t.Parallel()
	xml, b := annotated(t, `<x:worksheet xmlns:x="x"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>1</x:v></x:c></x:row><x:row r="3"><x:c r="B3"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`)
	if !strings.Contains(xml, `<x:cols><x:col min="3"`) || !strings.Contains(xml, `<x:is><x:t xml:space="preserve">Thiếu`) {
		t.Error(xml)
	}
	if c, ok := b.Sheets[0].Rows[1].At(3); !ok || c.Text != "Thiếu <tên> & ngày" {
		t.Errorf("%+v", b.Sheets[0].Rows)
	}
}

func TestAnnotateAddsItsStyles(t *testing.T) {
	t.Parallel()
	content := withPart(t, `<worksheet><sheetData><row r="2"><c r="A2" s="1"><v>1</v></c></row></sheetData></worksheet>`, "styles", "styles.xml",
		`<styleSheet><fonts count="1"><font><sz val="11"/></font></fonts><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count='2'><xf/><xf fontId="0"><alignment/></xf></cellXfs><dxfs><dxf><font/></dxf></dxfs></styleSheet>`)
	b, err := Open(content)
	if err != nil {
		t.Fatal(err)
	}
	marked, err := b.Annotate(content, []Mark{{Sheet: "Một", TitleRow: 2, LastTitleRow: 2, Title: "Lỗi"}})
	if err != nil {
		t.Fatal(err)
	}
	if b, err = Open(marked); err != nil {
		t.Fatal(err)
	}
	styles, err := b.parts.text("xl/styles.xml", maxUnpacked)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<fonts><font><sz val="11"/></font><font><sz val="11"/><color rgb="FFC00000"/><name val="Times New Roman"/></font><font><b/>`,
		`<cellXfs><xf/><xf fontId="0"><alignment/></xf><xf numFmtId="49" fontId="1"`, `fontId="2"`, `<cellStyleXfs count="1"><xf/></cellStyleXfs>`, `<dxfs><dxf><font/></dxf></dxfs>`,
	} {
		if !strings.Contains(styles, want) {
			t.Errorf("no %s in %s", want, styles)
		}
	}
	if sheet, _ := b.parts.text("xl/worksheets/sheet1.xml", maxUnpacked); !strings.Contains(sheet, `<c r="B2" s="3" t="inlineStr">`) {
		t.Errorf("the title is not in the second of the new styles: %s", sheet)
	}
}
