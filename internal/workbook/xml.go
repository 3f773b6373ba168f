package workbook

import (
	"encoding/xml"
	"io"
	"iter"
	"strconv"
	"strings"
)

// element is a piece of XML: where an element begins, where it ends, or text.
type element struct {
	begin, end string // its name, without a prefix
	text       string
	attrs      []xml.Attr
	at         int64 // where in the part the piece ends
}

func (e element) begins(name string) bool { return e.begin == name }
func (e element) ends(name string) bool   { return e.end == name }

func (e element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// tokens hands the pieces of a part to read. They come until the part ends, or with a
// *Refusal when it is not XML, has a document type or goes beyond the bounds.
func (p parts) tokens(name string, read func(iter.Seq2[element, error]) error) error {
	r, err := p.open(name)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	return read(func(yield func(element, error) bool) {
		d := xml.NewDecoder(&bounded{from: r})
		for depth := 0; ; {
			token, err := d.Token()
			if err == io.EOF { //nolint:errorlint // Token says io.EOF and nothing around it
				return
			}
			var e element
			switch t := token.(type) {
			case xml.StartElement:
				depth++
				e = element{begin: t.Name.Local, attrs: t.Attr}
			case xml.EndElement:
				depth--
				e = element{end: t.Name.Local}
			case xml.CharData:
				e = element{text: string(t)}
			case xml.Directive: // a DOCTYPE, which can define what a file is blown up by
				err = errNotXLSX
			}
			if err != nil || depth > maxDepth {
				yield(element{}, errNotXLSX)
				return
			}
			e.at = d.InputOffset()
			if !yield(e, nil) {
				return
			}
		}
	})
}

// bounded ends when an element is larger than any real one.
type bounded struct {
	from io.Reader
	run  int // bytes since the last "<"
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	for _, c := range p[:n] {
		if b.run++; c == '<' {
			b.run = 0
		}
		if b.run > maxTag {
			return 0, errNotXLSX
		}
	}
	return n, err
}

func truth(s string) bool { return s == "1" || s == "true" }

// whole reads a number that the program which wrote the file has set; 0 for anything else.
func whole(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// reference reads the name of a cell: C7 is column 3 of row 7. Zero is no cell.
func reference(name string) (column, row int) {
	letters := strings.TrimRight(name, "0123456789")
	if len(letters) == 0 || len(letters) > 3 {
		return 0, 0
	}
	for _, c := range strings.ToUpper(letters) {
		if c < 'A' || c > 'Z' {
			return 0, 0
		}
		column = column*26 + int(c-'A') + 1
	}
	row = whole(name[len(letters):])
	if column > maxColumn || row > maxRow {
		return 0, 0
	}
	return column, row
}

// Letter is the name of a column: 3 is C.
func Letter(column int) string {
	name := ""
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}
