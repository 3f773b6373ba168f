package workbook

import (
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
)

// redStyles adds the looks of a note and of its title to the styles and says their numbers. A
// workbook without styles has no red.
func (b *Book) redStyles(changed map[string][]byte) (note, title int, err error) {
	main, err := b.parts.main()
	if err != nil {
		return 0, 0, err
	}
	related, err := b.parts.related(main)
	if err != nil {
		return 0, 0, err
	}
	for _, r := range related {
		if r.kind != "styles" {
			continue
		}
		raw, err := b.parts.text(r.part, maxUnpacked)
		if err != nil {
			return 0, 0, err
		}
		p := stylePatch{patch: patch{raw: raw}}
		if err := b.parts.tokens(r.part, p.read); err != nil {
			return 0, 0, err
		}
		if p.fonts == 0 || p.xfs == 0 {
			return 0, 0, nil
		}
		changed[partKey(r.part)] = p.result()
		return p.xfs, p.xfs + 1, nil
	}
	return 0, 0, nil
}

// stylePatch adds fonts and looks of cells.
type stylePatch struct {
	patch
	fonts, xfs int
	path       []string
}

var counts = regexp.MustCompile(`\s+count\s*=\s*("[^"]*"|'[^']*')`)

func (p *stylePatch) read(next iter.Seq2[element, error]) error {
	for e, err := range next {
		if err != nil {
			return err
		}
		tag := p.raw[p.at:e.at]
		inside := p.path
		switch {
		case e.begin != "":
			p.path = append(p.path, e.begin)
		case e.end != "":
			p.path = p.path[:len(p.path)-1]
			inside = p.path
		}
		switch {
		case len(inside) == 1 && (e.begins("fonts") || e.begins("cellXfs")): // the count is optional, a wrong one is not
			p.insert(p.at, counts.ReplaceAllString(tag, ""))
			p.skip(e.at)
		case e.begins("font") && slices.Equal(inside, []string{"styleSheet", "fonts"}):
			p.fonts++
		case e.begins("xf") && slices.Equal(inside, []string{"styleSheet", "cellXfs"}):
			p.xfs++
		case e.ends("fonts") && len(inside) == 1 && strings.HasPrefix(tag, "</"):
			p.insert(p.at, p.each(tag, "fonts", `<%[1]sfont>%[2]s<%[1]ssz val="11"/><%[1]scolor rgb="FFC00000"/><%[1]sname val="Times New Roman"/></%[1]sfont>`, "", "<%[1]sb/>"))
		case e.ends("cellXfs") && len(inside) == 1 && strings.HasPrefix(tag, "</"):
			look := `<%[1]sxf numFmtId="49" fontId="%[2]s" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyAlignment="1"><%[1]salignment vertical="top" wrapText="1"/></%[1]sxf>`
			p.insert(p.at, p.each(tag, "cellXfs", look, fmt.Sprint(p.fonts), fmt.Sprint(p.fonts+1)))
		}
		p.at = e.at
	}
	return nil
}

// each writes one element for each value, with the prefix of the end tag it stands before.
func (p *stylePatch) each(tag, name, element string, values ...string) string {
	prefix := tag[2:strings.Index(tag, name)]
	var b strings.Builder
	for _, v := range values {
		if strings.Contains(v, "%") {
			v = fmt.Sprintf(v, prefix)
		}
		fmt.Fprintf(&b, element, prefix, v)
	}
	return b.String()
}
