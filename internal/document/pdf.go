package document

import (
	"embed"
	"io"
	"math"
	"strconv"

	"codeberg.org/go-pdf/fpdf"
)

//go:embed fonts/*.ttf
var fonts embed.FS

const family = "Tinos"

// cuts are the fonts by the styles that the writer knows.
var cuts = map[string]string{"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"}

// sheet is a PDF in the making. Lengths are in millimetres, from the upper left corner of the page.
type sheet struct {
	*fpdf.Fpdf
	landscape bool
	width     float64 // between the margins
	top       float64
	bottom    float64 // where the text ends
	y         float64
	mark      string
}

func newSheet() (*sheet, error) {
	p := &sheet{Fpdf: fpdf.New("P", "mm", "A4", "")}
	for cut, name := range cuts {
		font, err := fonts.ReadFile("fonts/Tinos-" + name + ".ttf")
		if err != nil {
			return nil, err
		}
		p.AddUTF8FontFromBytes(family, cut, font)
	}
	p.SetAutoPageBreak(false, 0)
	p.SetMargins(0, 0, 0)
	p.SetCellMargin(0)
	return p, p.Error()
}

// measure tells how long a text is.
func (p *sheet) measure(f face, text string) float64 {
	p.choose(f)
	return p.GetStringWidth(printable(text))
}

func (p *sheet) choose(f face) {
	cut := ""
	if f.bold {
		cut = "B"
	}
	if f.italic {
		cut += "I"
	}
	p.SetFont(family, cut, f.size)
}

// PDF writes the document with its fonts in it.
func (d Document) PDF(to io.Writer) error {
	p, err := newSheet()
	if err != nil {
		return err
	}
	p.mark = printable(d.Mark)
	p.SetTitle(clean(d.fileTitle()), true)
	p.SetLang("vi-VN")
	p.SetCreationDate(d.MadeAt.UTC())
	p.SetModificationDate(d.MadeAt.UTC())
	p.SetCatalogSort(true) // the order of a map would be another each time
	p.SetLineWidth(0.25)
	for _, s := range d.sections(p.measure) {
		p.landscape, p.width = s.landscape, s.width()
		p.turn()
		p.flow(s.items, marginLeft, p.width)
	}
	return p.Output(to)
}

// turn begins the next page: with its number, unless it is the first, and the mark.
func (p *sheet) turn() {
	orientation, height := "P", pageHeight
	if p.landscape {
		orientation, height = "L", pageWidth
	}
	p.AddPageFormat(orientation, fpdf.SizeType{Wd: pageWidth, Ht: pageHeight})
	p.top, p.bottom, p.y = marginTop, height-marginBottom, marginTop
	if n := p.PageNo(); n > 1 {
		p.text(pageNumber.face, strconv.Itoa(n), marginLeft, headerAt, p.width, Centre)
	}
	if p.mark != "" {
		p.SetTextColor(markRed[0], markRed[1], markRed[2])
		p.text(mark.face, p.mark, marginLeft, height-footerAt-lineHeight(mark.face, 1), p.width, Centre)
		p.SetTextColor(0, 0, 0)
	}
}

func lineHeight(f face, spacing float64) float64 { return f.size * point * single * spacing }

// text sets one line whose upper edge is at y.
func (p *sheet) text(f face, text string, x, y, width float64, align Align) {
	if text == "" {
		return
	}
	p.choose(f)
	const descent, rise = 0.216, 0.3 // of the size: what is below the base line, and what the cell of the library adds
	size := f.size * point
	base := y + size*(single-descent)
	p.SetXY(x, base-rise*size)
	p.CellFormat(width, 0, text, "", 0, map[Align]string{Left: "L", Centre: "C", Right: "R", justify: "J"}[align], false, 0, "")
}

// flow sets items one below the other, and turns the page where one does not fit.
func (p *sheet) flow(items []item, x, width float64) {
	held := false // with the item before
	for n, i := range items {
		if least := p.least(items[n:], width); !held && p.y > p.top && p.y+least > p.bottom && least < p.bottom-p.top {
			p.turn()
		}
		held = false
		switch i := i.(type) {
		case line:
			p.paragraph(i, x, width)
			held = i.keep || i.kept
		case rule:
			p.y += ruleHeight / 2 * point
			p.Line(x+(width-i.length)/2, p.y, x+(width+i.length)/2, p.y)
			p.y += (ruleHeight/2 + i.after) * point
		case pair:
			p.pair(i, x, width)
		case Table:
			p.table(i, x, width)
		}
	}
}

// least is the room that an item needs to begin on this page, with those that stay with it.
func (p *sheet) least(items []item, width float64) float64 {
	sum := 0.0
	for _, i := range items {
		switch i := i.(type) {
		case line:
			lines := len(p.wrap(i.face, i.text, width, i.indent))
			if !i.keep && !i.kept {
				return sum + i.before*point + float64(min(lines, 2))*lineHeight(i.face, i.line)
			}
			sum += (i.before+i.after)*point + float64(lines)*lineHeight(i.face, i.line)
		case rule:
			return sum + (ruleHeight+i.after)*point
		case pair:
			return sum + p.height(i, width)
		case Table:
			return sum + p.beginning(i, width)
		}
	}
	return sum
}

// height is that of a pair.
func (p *sheet) height(i pair, width float64) float64 {
	left := width * i.share
	return i.before*point + math.Max(p.sum(i.left, left), p.sum(i.right, width-left))
}

func (p *sheet) sum(items []item, width float64) float64 {
	sum := 0.0
	for _, i := range items {
		switch i := i.(type) {
		case line:
			sum += (i.before+i.after)*point + float64(max(1, len(p.wrap(i.face, i.text, width, i.indent))))*lineHeight(i.face, i.line)
		case rule:
			sum += (ruleHeight + i.after) * point
		}
	}
	return sum
}

func (p *sheet) pair(i pair, x, width float64) {
	end := p.y + p.height(i, width)
	p.y += i.before * point
	y, left := p.y, width*i.share
	p.column(i.left, x, left)
	p.y = y
	p.column(i.right, x+left, width-left)
	p.y = end
}

// column sets items for which there is room.
func (p *sheet) column(items []item, x, width float64) {
	bottom := p.bottom
	p.bottom = 1e6
	p.flow(items, x, width)
	p.bottom = bottom
}
