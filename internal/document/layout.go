package document

import (
	"strconv"
	"strings"

	"portal/internal/viet"
)

// section is a run of pages of one orientation, with what stands on them.
type section struct {
	landscape bool
	items     []item
}

func (s section) width() float64 {
	if s.landscape {
		return pageHeight - marginLeft - marginRight
	}
	return pageWidth - marginLeft - marginRight
}

// item is what both writers know to set: a line, a rule, a pair or a Table.
type item interface{ item() }

// line is a paragraph.
type line struct {
	*style
	text string
	kept bool // on the page of what follows, besides what its style says
}

// rule is a drawn line of a length in millimetres, in the middle.
type rule struct {
	length float64
	after  float64 // points
}

// pair is two columns side by side, which stay on one page; the left one has its share of the width.
type pair struct {
	left, right []item
	share       float64
	before      float64 // points
}

func (line) item()  {}
func (rule) item()  {}
func (pair) item()  {}
func (Table) item() {}

// measure tells how long a text is in millimetres.
type measure func(face, string) float64

const (
	nation  = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
	mottoIs = "Độc lập - Tự do - Hạnh phúc"
	room    = "\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0" // for the registry; it does not break
)

// sections sets out the whole document.
func (d Document) sections(m measure) []section {
	main := section{landscape: d.Landscape}
	main.items = append(d.letterhead(m, main.width()), d.title(m, main.width())...)
	for i, text := range d.Basis {
		mark := ";"
		if i == len(d.Basis)-1 {
			mark = "."
		}
		main.add(basis, strings.TrimRight(text, ";., ")+mark)
	}
	main.items = append(main.items, set(d.Body)...)
	d.end(main.items)
	main.items = append(main.items, d.closing()...)
	all := []section{main}
	for i, a := range d.Appendices {
		s := section{landscape: a.Landscape}
		name := "Phụ lục"
		if len(d.Appendices) > 1 {
			name += " " + roman(i+1)
		}
		s.add(appendix, name)
		s.add(appTitle, viet.Upper(a.Title))
		if a.Note != "" {
			s.add(appNote, "("+a.Note+")")
		}
		s.items = append(s.items, set(a.Body)...)
		all = append(all, s)
	}
	return all
}

func (s *section) add(st *style, text string) { s.items = append(s.items, line{style: st, text: text}) }

// letterhead is who issues the document, over the number; and the nation with its motto, over place and date.
func (d Document) letterhead(m measure, width float64) []item {
	const share = 0.41
	var left, right, below []item
	longest := 0.0
	for _, text := range d.Governing {
		left = append(left, line{style: governing, text: viet.Upper(text)})
	}
	for _, text := range d.Issuer {
		text = viet.Upper(text)
		longest = max(longest, m(issuer.face, text))
		left = append(left, line{style: issuer, text: text})
	}
	left = append(left, rule{length: min(longest, width*share) * 0.4})
	right = append(right, line{style: country, text: nation}, line{style: motto, text: mottoIs}, rule{length: m(motto.face, mottoIs)})
	if d.Number != "" {
		text := d.Number
		if strings.HasPrefix(text, "/") {
			text = room + text
		}
		below = append(below, line{style: number, text: "Số: " + text})
	}
	date := d.Date.Formal()
	if date == "" {
		date = "ngày" + room + "tháng" + room + "năm" + room
	}
	return []item{
		pair{left: left, right: right, share: share},
		pair{left: below, right: []item{line{style: dated, text: d.Place + ", " + date}}, share: share, before: 6},
	}
}

// title is the type of the document and what it is about.
func (d Document) title(m measure, width float64) []item {
	items := []item{line{style: typeName, text: viet.Upper(d.Type)}}
	if d.Abstract == "" {
		return items
	}
	return append(items, line{style: abstract, text: d.Abstract}, rule{min(m(abstract.face, d.Abstract), width) / 3, 8})
}

// closing is the signature with the recipients beside it.
func (d Document) closing() []item {
	var left, right []item
	if len(d.Recipients) > 0 {
		left = append(left, line{style: recipients, text: "Nơi nhận:"})
		for i, text := range d.Recipients {
			mark := ";"
			if i == len(d.Recipients)-1 {
				mark = "."
			}
			left = append(left, line{style: recipient, text: "- " + text + mark})
		}
	}
	for _, text := range d.Signature.Lines {
		right = append(right, line{style: signed, text: viet.Upper(text)})
	}
	if d.Signature.Hint != "" {
		right = append(right, line{style: signHint, text: d.Signature.Hint})
	}
	if len(left)+len(right) == 0 {
		return nil
	}
	// Without a name there is the same room for the hand and the seal.
	return []item{pair{left: left, right: append(right, line{style: signName, text: d.Signature.Name}), share: 0.5, before: 6}}
}

// set makes items of blocks and numbers the headings.
func set(blocks []Block) []item {
	var items []item
	var upper, lower int
	for _, b := range blocks {
		switch b := b.(type) {
		case Heading:
			if b.Level == 1 {
				upper, lower = upper+1, 0
				items = append(items, line{style: heading1, text: roman(upper) + ". " + viet.Upper(b.Text)})
			} else {
				lower++
				items = append(items, line{style: heading2, text: strconv.Itoa(lower) + ". " + b.Text})
			}
		case Paragraph:
			st := body
			if b.Plain {
				st = plain
			}
			items = append(items, line{style: st, text: b.Text})
		case List:
			for _, text := range b {
				items = append(items, line{style: body, text: "- " + text})
			}
		case Table:
			items = append(items, b)
		}
	}
	return items
}

// end closes the text with "./." and keeps its last paragraph with the signature, which never stands on a page alone.
func (d Document) end(items []item) {
	if len(items) == 0 {
		return
	}
	if last, is := items[len(items)-1].(line); is {
		last.kept = true
		if !d.Form && last.style == body {
			last.text = strings.TrimRight(last.text, "./;, ") + "./."
		}
		items[len(items)-1] = last
	}
}

func roman(n int) string {
	var b strings.Builder
	for _, step := range []struct {
		value int
		sign  string
	}{{100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= step.value; n -= step.value {
			b.WriteString(step.sign)
		}
	}
	return b.String()
}
