package document

import "strings"

// tallText is so long that a row of it may have to be parted between pages.
const tallText = 1500

// middle puts text at half the height of its cell.
const middle = `<w:vAlign w:val="center"/>`

// table writes a table with its head, which Word repeats on every page.
func (w *word) table(t Table, width float64) {
	widths := t.widths(width)
	w.put(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblBorders>`, twips(width))
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		w.put(`<w:%s w:val="single" w:sz="4" w:space="0" w:color="000000"/>`, side)
	}
	w.put(`</w:tblBorders><w:tblLayout w:type="fixed"/>%s</w:tblPr><w:tblGrid>`, cellMargins(t.side(), cellTop))
	for _, c := range widths {
		w.put(`<w:gridCol w:w="%d"/>`, twips(c))
	}
	w.put(`</w:tblGrid>`)
	w.head(t, widths)
	for _, r := range t.Rows {
		split := false
		for _, c := range r.Cells {
			split = split || len(c) > tallText
		}
		w.rowStart(false, split)
		for _, c := range t.cells(r) {
			w.cell(c, widths, cellStyle{align: t.align(c), size: t.size(), bold: r.Bold, kept: t.title(r)})
		}
		w.put(`</w:tr>`)
	}
	w.put(`</w:tbl><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="%d" w:lineRule="exact"/></w:pPr></w:p>`, pointTwips(tableGap))
}

func (w *word) rowStart(head, split bool) {
	w.put(`<w:tr>`)
	switch {
	case head:
		w.put(`<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	case !split:
		w.put(`<w:trPr><w:cantSplit/></w:trPr>`)
	}
}

func (w *word) head(t Table, widths []float64) {
	groups, titles, numbers := t.head()
	if t.grouped() {
		w.rowStart(true, false)
		for _, c := range groups {
			merge := middle
			if t.Columns[c.from].Group == "" {
				merge = `<w:vMerge w:val="restart"/>` + middle
			}
			w.cell(c, widths, cellStyle{merge, Centre, t.size(), true, false})
		}
		w.put(`</w:tr>`)
	}
	w.rowStart(true, false)
	for _, c := range titles {
		merge := middle
		if t.grouped() && t.Columns[c.from].Group == "" {
			merge, c.text = `<w:vMerge/>`+middle, ""
		}
		w.cell(c, widths, cellStyle{merge, Centre, t.size(), true, false})
	}
	w.put(`</w:tr>`)
	if t.Numbered {
		w.rowStart(true, false)
		for _, c := range t.cells(numbers) {
			w.cell(c, widths, cellStyle{middle, Centre, t.size(), false, false})
		}
		w.put(`</w:tr>`)
	}
}

// cellStyle is how a cell looks; vertical is its part of the properties that says where its text stands.
type cellStyle struct {
	vertical string
	align    Align
	size     float64
	bold     bool
	kept     bool // on the page of the row below
}

func (w *word) cell(c cell, widths []float64, s cellStyle) {
	width := 0.0
	for _, one := range widths[c.from:c.til] {
		width += one
	}
	w.put(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, twips(width))
	if c.til-c.from > 1 {
		w.put(`<w:gridSpan w:val="%d"/>`, c.til-c.from)
	}
	w.put(`%s</w:tcPr><w:p><w:pPr>`, s.vertical)
	if s.kept {
		w.put(`<w:keepNext/>`)
	}
	if s.align != Left {
		w.put(`<w:jc w:val="%s"/>`, justification[s.align])
	}
	properties := ""
	if s.bold {
		properties += `<w:b/><w:bCs/>`
	}
	properties += halfPoints(s.size)
	w.put(`<w:rPr>%s</w:rPr></w:pPr>`, properties)
	w.run(properties, strings.TrimSpace(c.text))
	w.put(`</w:p></w:tc>`)
}
