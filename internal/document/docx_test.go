package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// parts opens a Word file and checks that every part is well-formed and in order.
func parts(t *testing.T, file []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		checkOrder(t, f.Name, content)
		list[f.Name] = string(content)
	}
	return list
}

// orders are the sequences of ECMA-376 for what this package writes: LibreOffice forgives another, Word does not.
var orders = map[string]string{
	"pPr":    "pStyle keepNext pBdr spacing ind jc outlineLvl rPr sectPr",
	"rPr":    "rFonts b bCs i iCs color sz szCs lang",
	"tblPr":  "tblW tblBorders tblLayout tblCellMar",
	"tcPr":   "tcW gridSpan vMerge vAlign",
	"trPr":   "cantSplit tblHeader",
	"sectPr": "headerReference footerReference type pgSz pgMar cols titlePg",
	"style":  "name basedOn qFormat pPr rPr",
	"tbl":    "tblPr tblGrid tr",
	"tc":     "tcPr tbl p",
	"p":      "pPr fldSimple r",
	"r":      "rPr br t",

	"tblBorders": "top left bottom right insideH insideV",
	"tblCellMar": "top left bottom right",
	"settings":   "defaultTabStop compat",
	"styles":     "docDefaults style",
}

func checkOrder(t *testing.T, name string, content []byte) {
	t.Helper()
	type open struct {
		name string
		last int
	}
	var stack []open
	d := xml.NewDecoder(bytes.NewReader(content))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s is not well-formed: %v", name, err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if n := len(stack) - 1; n >= 0 && orders[stack[n].name] != "" && stack[n].name != "r" {
				at := slices.Index(strings.Fields(orders[stack[n].name]), e.Name.Local)
				if at < 0 || at < stack[n].last {
					t.Fatalf("%s: <%s> has no place in <%s> here", name, e.Name.Local, stack[n].name)
				}
				stack[n].last = at
			}
			stack = append(stack, open{name: e.Name.Local})
		case xml.EndElement:
			if e.Name.Local == "tc" && stack[len(stack)-1].last != 2 {
				t.Fatalf("%s: a cell does not end with a paragraph", name)
			}
			stack = stack[:len(stack)-1]
		}
	}
}

func TestWordParts(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := sampler().DOCX(&b); err != nil {
		t.Fatal(err)
	}
	list := parts(t, b.Bytes())
	for part, says := range map[string][]string{
		"word/styles.xml": {`w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"`, `w:lang w:val="vi-VN"`, `"heading 1"`},
		"word/document.xml": {
			`<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701"`,
			`<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>`, `<w:tblHeader/>`, `<w:gridSpan w:val="2"/>`, `<w:vMerge w:val="restart"/>`,
			`Về việc &lt;a&gt; &amp; &#34;b&#34;`, `w:type="first" r:id="rId4"`,
		},
		"word/header1.xml":  {`w:instr=" PAGE "`},
		"word/footer1.xml":  {`DỮ LIỆU MẪU`, `<w:pStyle w:val="Mark"/>`},
		"docProps/core.xml": {`Thông báo: Về việc &lt;a&gt;`, `2024-02-05T01:02:03Z`},
	} {
		for _, s := range says {
			if !strings.Contains(list[part], s) {
				t.Errorf("%s does not say %s", part, s)
			}
		}
	}
	if n := strings.Count(list["word/document.xml"], "<w:titlePg/>"); n != 1 {
		t.Errorf("%d sections hide the number of their first page", n)
	}
	if strings.Contains(list["word/header2.xml"], "PAGE") {
		t.Error("the first page has a number")
	}
}
