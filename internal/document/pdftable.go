package document

import "strings"

// ready is a row that is broken into lines.
type ready struct {
	head   bool
	side   float64
	cells  []cell
	lines  [][]string // of each cell
	height int        // in lines
	face   face
	aligns []Align
}

func (p *sheet) ready(t Table, cells []cell, widths []float64, f face, head bool) ready {
	r := ready{head: head, side: t.side(), cells: cells, face: f}
	for _, c := range cells {
		width := -2 * t.side()
		for _, w := range widths[c.from:c.til] {
			width += w
		}
		var lines []string
		for _, l := range p.wrap(f, strings.TrimSpace(c.text), width, 0) {
			lines = append(lines, l.text)
		}
		align := t.align(c)
		if head {
			align = Centre
		}
		r.lines, r.aligns, r.height = append(r.lines, lines), append(r.aligns, align), max(r.height, len(lines))
	}
	return r
}

func (r ready) tall() float64 { return float64(r.height)*lineHeight(r.face, 1) + 2*cellTop }

// heads are the rows of the head.
func (p *sheet) heads(t Table, widths []float64) []ready {
	bold := face{t.size(), true, false}
	groups, titles, numbers := t.head()
	var rows []ready
	if t.grouped() {
		upper, lower := p.ready(t, groups, widths, bold, true), p.ready(t, titles, widths, bold, true)
		upper.height, lower.height = 1, 1
		for i, c := range groups { // a title over both rows needs less of the first
			if t.Columns[c.from].Group != "" {
				upper.height = max(upper.height, len(upper.lines[i]))
			}
		}
		for i, c := range titles {
			if need := len(lower.lines[i]); t.Columns[c.from].Group != "" {
				lower.height = max(lower.height, need)
			} else {
				lower.height = max(lower.height, need-upper.height)
			}
		}
		rows = append(rows, upper, lower)
	} else {
		rows = append(rows, p.ready(t, titles, widths, bold, true))
	}
	if t.Numbered {
		rows = append(rows, p.ready(t, t.cells(numbers), widths, face{size: t.size()}, true))
	}
	return rows
}

// beginning is the room that a table needs to begin: its head and its first row.
func (p *sheet) beginning(t Table, width float64) float64 {
	widths := t.widths(width)
	sum := 0.0
	for _, r := range p.heads(t, widths) {
		sum += r.tall()
	}
	if len(t.Rows) > 0 {
		sum += p.body(t, t.Rows[0], widths).tall()
	}
	return sum
}

func (p *sheet) body(t Table, r Row, widths []float64) ready {
	return p.ready(t, t.cells(r), widths, face{t.size(), r.Bold, false}, false)
}

// table sets a table; its head comes again on every page.
func (p *sheet) table(t Table, x, width float64) {
	widths := t.widths(width)
	heads := p.heads(t, widths)
	fresh := p.y <= p.top // the head is at the top of the page
	p.head(t, heads, x, widths)
	under := p.y // where rows begin on the page
	for n, row := range t.Rows {
		r := p.body(t, row, widths)
		need := r.tall()
		if t.title(row) && n+1 < len(t.Rows) { // stays with the first of those below it
			need += p.body(t, t.Rows[n+1], widths).tall()
		}
		for done := 0; done < r.height; {
			height := lineHeight(r.face, 1)
			fit := int((p.bottom - p.y - 2*cellTop + 0.01) / height)
			page := p.bottom - p.top
			switch {
			case done == 0 && p.y+need <= p.bottom:
				fit = r.height
			case (p.y > under || !fresh) && (fit < 1 || done == 0 && need < page-(under-p.top)):
				p.turn()
				p.head(t, heads, x, widths)
				under, fresh = p.y, true
				continue
			}
			fit = max(1, min(fit, r.height-done))
			p.row(r, done, fit, x, widths)
			done += fit
		}
	}
	p.y += tableGap * point
}

// head sets the head. Where columns have a title in common, the others' cells take both rows.
func (p *sheet) head(t Table, rows []ready, x float64, widths []float64) {
	for i := range rows {
		if !t.grouped() || i > 1 {
			p.row(rows[i], 0, rows[i].height, x, widths)
			continue
		}
		for j, c := range rows[i].cells {
			single := t.Columns[c.from].Group == ""
			tall := rows[i].tall()
			switch {
			case single && i == 0:
				tall += rows[1].tall()
			case single:
				continue
			}
			p.cell(rows[i], j, rows[i].lines[j], x, widths, tall)
		}
		p.y += rows[i].tall()
	}
}

// row sets some lines of a row, all of them unless it goes over pages.
func (p *sheet) row(r ready, from, count int, x float64, widths []float64) {
	tall := float64(count)*lineHeight(r.face, 1) + 2*cellTop
	for j := range r.cells {
		lines := r.lines[j]
		p.cell(r, j, lines[min(from, len(lines)):min(from+count, len(lines))], x, widths, tall)
	}
	p.y += tall
}

func (p *sheet) cell(r ready, j int, lines []string, x float64, widths []float64, tall float64) {
	c := r.cells[j]
	for _, w := range widths[:c.from] {
		x += w
	}
	width := 0.0
	for _, w := range widths[c.from:c.til] {
		width += w
	}
	p.Rect(x, p.y, width, tall, "D")
	height := lineHeight(r.face, 1)
	y := p.y + cellTop
	if r.head {
		y = p.y + (tall-float64(len(lines))*height)/2
	}
	for _, text := range lines {
		p.text(r.face, text, x+r.side, y, width-2*r.side, r.aligns[j])
		y += height
	}
}
