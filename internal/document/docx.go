package document

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// DOCX writes the document for Word. Every paragraph has a style, so that the office can go on from there.
func (d Document) DOCX(to io.Writer) error {
	ruler, err := newSheet()
	if err != nil {
		return err
	}
	sections := d.sections(ruler.measure)
	z := zip.NewWriter(to)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"docProps/core.xml", d.properties()},
		{"word/document.xml", wordDocument(sections)},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", wordStyles()},
		{"word/settings.xml", wordSettings},
		{"word/header1.xml", wordHeader(`<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>`)},
		{"word/header2.xml", wordHeader("")},
		{"word/footer1.xml", d.wordFooter()},
	} {
		// A time of its own in every part would make two files of one document differ.
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: time.Date(2020, 3, 5, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, part.text); err != nil {
			return err
		}
	}
	return z.Close()
}

// word builds WordprocessingML. The order of elements in properties is fixed: Word refuses another.
type word struct{ strings.Builder }

func (w *word) put(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) } // a Builder takes everything

// twips are 1/1440 of an inch: Word's measure of length.
func twips(mm float64) int      { return int(mm/25.4*1440 + 0.5) }
func pointTwips(pt float64) int { return int(pt*20 + 0.5) }

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(clean(s)))
	return b.String()
}

func wordDocument(sections []section) string {
	var w word
	w.put(`%s<w:document %s><w:body>`, xml.Header, namespaces)
	for i, s := range sections {
		w.items(s.items, s.width())
		if i == len(sections)-1 {
			if _, is := s.items[len(s.items)-1].(line); !is { // a body does not end with a table
				w.put(`<w:p>%s</w:p>`, sliver(""))
			}
			w.put("%s", sectionProperties(s, i == 0))
		} else {
			w.put(`<w:p>%s</w:p>`, sliver(sectionProperties(s, i == 0)))
		}
	}
	w.put(`</w:body></w:document>`)
	return w.String()
}

// sliver are the properties of an empty paragraph of no height to speak of, which ends a section.
func sliver(section string) string {
	return `<w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr>` + section + `</w:pPr>`
}

func sectionProperties(s section, first bool) string {
	width, height, orient, title := twips(pageWidth), twips(pageHeight), "", ""
	if s.landscape {
		width, height, orient = height, width, ` w:orient="landscape"`
	}
	if first {
		title = `<w:titlePg/>`
	}
	return fmt.Sprintf(`<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:headerReference w:type="first" r:id="rId4"/>`+
		`<w:footerReference w:type="default" r:id="rId5"/><w:footerReference w:type="first" r:id="rId5"/><w:type w:val="nextPage"/>`+
		`<w:pgSz w:w="%d" w:h="%d"%s/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/>`+
		`<w:cols w:space="708"/>%s</w:sectPr>`, width, height, orient, twips(marginTop), twips(marginRight), twips(marginBottom),
		twips(marginLeft), twips(headerAt), twips(footerAt), title)
}

// items sets items into a width in millimetres.
func (w *word) items(items []item, width float64) {
	for _, i := range items {
		switch i := i.(type) {
		case line:
			w.paragraph(i.id, i.text, i.kept)
		case rule:
			side := twips((width - i.length) / 2)
			w.put(`<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>`+
				`<w:spacing w:before="40" w:after="%d" w:line="%d" w:lineRule="exact"/><w:ind w:left="%d" w:right="%d"/>`+
				`<w:rPr><w:sz w:val="4"/></w:rPr></w:pPr></w:p>`, pointTwips(i.after), pointTwips(ruleHeight-2), side, side)
		case pair:
			w.pair(i, width)
		case Table:
			w.table(i, width)
		}
	}
}

func (w *word) paragraph(style, text string, kept bool) {
	w.put(`<w:p><w:pPr><w:pStyle w:val="%s"/>`, style)
	if kept {
		w.put(`<w:keepNext/>`)
	}
	w.put(`</w:pPr>`)
	w.run("", text)
	w.put(`</w:p>`)
}

// run writes text, with its line breaks.
func (w *word) run(properties, text string) {
	if text == "" {
		return
	}
	w.put(`<w:r>`)
	if properties != "" {
		w.put(`<w:rPr>%s</w:rPr>`, properties)
	}
	for i, part := range strings.Split(clean(text), "\n") {
		if i > 0 {
			w.put(`<w:br/>`)
		}
		w.put(`<w:t xml:space="preserve">%s</w:t>`, escape(part))
	}
	w.put(`</w:r>`)
}

// pair is a table without lines: two cells.
func (w *word) pair(p pair, width float64) {
	if p.before > 0 {
		w.put(`<w:p><w:pPr><w:keepNext/><w:spacing w:before="0" w:after="0" w:line="%d" w:lineRule="exact"/></w:pPr></w:p>`, pointTwips(p.before))
	}
	left := width * p.share
	columns := []float64{left, width - left}
	w.put(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>%s</w:tblPr><w:tblGrid>`, twips(width), cellMargins(0, 0))
	for _, c := range columns {
		w.put(`<w:gridCol w:w="%d"/>`, twips(c))
	}
	w.put(`</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	for i, items := range [][]item{p.left, p.right} {
		w.put(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, twips(columns[i]))
		if len(items) == 0 {
			w.put(`<w:p/>`)
		}
		w.items(items, columns[i])
		w.put(`</w:tc>`)
	}
	w.put(`</w:tr></w:tbl>`)
}

func cellMargins(side, top float64) string {
	return fmt.Sprintf(`<w:tblCellMar><w:top w:w="%d" w:type="dxa"/><w:left w:w="%d" w:type="dxa"/><w:bottom w:w="%[1]d" w:type="dxa"/><w:right w:w="%[2]d" w:type="dxa"/></w:tblCellMar>`,
		twips(top), twips(side))
}
