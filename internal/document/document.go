// Package document knows official papers in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I: what one
// consists of, and how it is written as a Word and as a PDF file. It knows nothing of the trade.
package document

import (
	"time"

	"portal/internal/viet"
)

// The types of the files.
const (
	DOCXType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	PDFType  = "application/pdf"
)

// Document is an official paper. What it does not have is empty; the same document makes the same bytes.
type Document struct {
	Name       string    // of the file, without its extension
	Governing  []string  // lines of the body above the one that issues it, if it is named
	Issuer     []string  // lines of the body that issues it
	Number     string    // as issued: 52/KH-UBND; what begins with / leaves room for the registry
	Place      string    // where it is issued
	Date       viet.Date // zero leaves room for it
	Type       string    // kế hoạch; shown in capitals
	Abstract   string    // what it is about (trích yếu)
	Basis      []string  // căn cứ, one line each, without a mark at the end
	Body       []Block
	Signature  Signature
	Recipients []string // nơi nhận, without dashes and marks
	Appendices []Appendix
	Landscape  bool
	Form       bool      // something to be filled in: its text does not end with "./."
	Mark       string    // stands at the foot of every page, for what is not official
	MadeAt     time.Time // what the file says of itself
}

// Signature is the block of who signs.
type Signature struct {
	Lines []string // authority and position: TM. ỦY BAN NHÂN DÂN, CHỦ TỊCH
	Hint  string   // below them, for who signs by hand
	Name  string
}

// Appendix is a paper that comes with the document. Two and more are numbered.
type Appendix struct {
	Title     string
	Note      string // to which document it belongs, in brackets
	Landscape bool
	Body      []Block
}

// Block is a part of the text.
type Block interface{ block() }

// Heading is a numbered heading: I., II. at level 1, and 1., 2. below each of them at level 2.
type Heading struct {
	Level int
	Text  string
}

// Paragraph is running text.
type Paragraph struct {
	Text  string
	Plain bool // a line of a form: neither set in nor justified
}

// List is a paragraph for each item, with a dash.
type List []string

// Table is a table. Its head repeats on every page, and its rows stay whole where they can.
type Table struct {
	Columns  []Column
	Rows     []Row
	Size     float64 // of its letters in points; 0: 12
	Numbered bool    // (1), (2) … below the head
}

// Column is a column of a table.
type Column struct {
	Title string
	Group string  // a title over this column and its neighbours of the same group
	Width float64 // its share of the whole
	Align Align
}

// Row is a row of a table; cells that are missing at its end are empty.
type Row struct {
	Cells []string
	Span  int // how many columns the first cell takes; 0: one
	Bold  bool
}

// Align is where text stands.
type Align int

// Text stands at the left unless it is said otherwise.
const (
	Left Align = iota
	Centre
	Right
	justify
)

func (Heading) block()   {}
func (Paragraph) block() {}
func (List) block()      {}
func (Table) block()     {}
