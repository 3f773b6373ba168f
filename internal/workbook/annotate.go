package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"
)

// Mark is a column that is added to a sheet: its title, and a note at each row; an empty note is none.
type Mark struct {
	Sheet                  string
	TitleRow, LastTitleRow int
	Title                  string
	Notes                  map[int]string
}

// Annotate is the workbook with the marks, in red, to the right of all that the sheets hold. A column with
// the same title, of an earlier time, is written over. Everything else is taken over byte by byte: a library
// that reads and writes the whole workbook would lose what it does not know. content is what b was opened from.
func (b *Book) Annotate(content []byte, marks []Mark) ([]byte, error) {
	changed := map[string][]byte{}
	note, title, err := b.redStyles(changed)
	if err != nil {
		return nil, err
	}
	for _, m := range marks {
		for _, s := range b.Sheets {
			if s.Name != m.Sheet {
				continue
			}
			raw, err := b.parts.text(s.part, maxUnpacked)
			if err != nil {
				return nil, err
			}
			p := patch{raw: raw, mark: m, column: s.free(m), noteStyle: note, titleStyle: title}
			if err := b.parts.tokens(s.part, p.read); err != nil {
				return nil, err
			}
			changed[partKey(s.part)] = p.result()
		}
	}
	return rewrite(content, changed)
}

// free is the column for a mark.
func (s Sheet) free(m Mark) int {
	last := 0
	for _, row := range s.Rows {
		for _, c := range row.Cells {
			if row.Number >= m.TitleRow && row.Number <= m.LastTitleRow && c.Text == m.Title {
				return c.Column
			}
			if row.Number >= m.TitleRow {
				last = max(last, c.Column)
			}
		}
	}
	for _, r := range s.Merges {
		if r.FirstRow >= m.TitleRow && r.FirstRow <= m.LastTitleRow {
			last = max(last, r.LastColumn)
		}
	}
	return min(last+1, maxColumn)
}

// rewrite is the file with some parts changed.
func rewrite(content []byte, changed map[string][]byte) ([]byte, error) {
	from, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	to := zip.NewWriter(&b)
	for _, f := range from.File {
		part, ok := changed[partKey(f.Name)]
		if !ok {
			if err := to.Copy(f); err != nil {
				return nil, err
			}
			continue
		}
		w, err := to.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: f.Modified})
		if err == nil {
			_, err = io.Copy(w, bytes.NewReader(part))
		}
		if err != nil {
			return nil, err
		}
	}
	err = to.Close()
	return b.Bytes(), err
}

// patch is a part of which pieces are changed.
type patch struct {
	raw  string
	out  bytes.Buffer
	done int64 // so far raw is in out
	at   int64 // where the present piece begins

	mark                  Mark
	column                int
	noteStyle, titleStyle int
	row                   int
	prefix                string // that of the names in the part, with its colon
	placed, wide          bool
}

func (p *patch) result() []byte {
	p.out.WriteString(p.raw[p.done:])
	return p.out.Bytes()
}

// insert puts text before a place in the part.
func (p *patch) insert(before int64, text string) {
	p.out.WriteString(p.raw[p.done:before])
	p.out.WriteString(text)
	p.done = before
}

// skip leaves out what comes before a place.
func (p *patch) skip(to int64) { p.done = to }

// read goes through a sheet and puts the column in.
func (p *patch) read(next iter.Seq2[element, error]) error {
	dropping := false
	for e, err := range next {
		if err != nil {
			return err
		}
		switch {
		case e.begins("row"):
			p.beginRow(e)
		case e.ends("row"):
			p.endRow(e)
		case e.begins("c") && p.row > 0:
			col, _ := reference(e.attr("r"))
			if dropping = col == p.column && p.wanted(); dropping {
				p.insert(p.at, "")
			} else if col > p.column {
				p.place(p.at)
			}
		case e.ends("c") && dropping:
			p.skip(e.at)
			dropping = false
		case e.begins("col"), e.ends("cols"), e.begins("sheetData"):
			p.widen(e)
		}
		p.at = e.at
	}
	return nil
}

var spans = regexp.MustCompile(`\s+spans\s*=\s*("[^"]*"|'[^']*')`)

// wanted reports whether the mark says something of the present row, be it nothing.
func (p *patch) wanted() bool {
	_, ok := p.mark.Notes[p.row]
	return ok || p.row == p.mark.TitleRow
}

func (p *patch) beginRow(e element) {
	if p.row++; e.attr("r") != "" {
		p.row = whole(e.attr("r"))
	}
	p.placed = false
	tag := p.raw[p.at:e.at]
	p.prefix = tag[1:strings.Index(tag, "row")]
	if p.wanted() && !strings.HasSuffix(tag, "/>") {
		p.insert(p.at, spans.ReplaceAllString(tag, ""))
		p.skip(e.at)
	}
}

func (p *patch) endRow(e element) {
	if e.at > p.at { // no empty element
		p.place(p.at)
	}
}

// place writes the cell of the present row before a place.
func (p *patch) place(before int64) {
	text, style := p.mark.Notes[p.row], p.noteStyle
	if p.row == p.mark.TitleRow {
		text, style = p.mark.Title, p.titleStyle
	}
	if p.placed || text == "" {
		return
	}
	p.placed = true
	var escaped strings.Builder
	_ = xml.EscapeText(&escaped, []byte(text)) // a Builder takes everything
	p.insert(before, fmt.Sprintf(`<%[1]sc r="%[2]s%[3]d" s="%[4]d" t="inlineStr"><%[1]sis><%[1]st xml:space="preserve">%[5]s</%[1]st></%[1]sis></%[1]sc>`,
		p.prefix, Letter(p.column), p.row, style, escaped.String()))
}

// widen makes the column wide enough to read, unless the sheet says how wide it is.
func (p *patch) widen(e element) {
	tag := p.raw[p.at:e.at]
	column := func(prefix string) string {
		return fmt.Sprintf(`<%scol min="%d" max="%d" width="60" customWidth="1"/>`, prefix, p.column, p.column)
	}
	switch {
	case p.wide:
	case e.begins("col") && whole(e.attr("max")) < p.column:
	case e.begins("col") && whole(e.attr("min")) > p.column:
		p.insert(p.at, column(tag[1:strings.Index(tag, "col")]))
		p.wide = true
	case e.begins("col"):
		p.wide = true
	case e.ends("cols"):
		p.insert(p.at, column(tag[2:strings.Index(tag, "cols")]))
		p.wide = true
	case e.begins("sheetData"):
		prefix := tag[1:strings.Index(tag, "sheetData")]
		p.insert(p.at, "<"+prefix+"cols>"+column(prefix)+"</"+prefix+"cols>")
		p.wide = true
	}
}
