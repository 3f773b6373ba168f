package document

import "strconv"

// grouped says whether the head has two rows: some columns have a title in common.
func (t Table) grouped() bool {
	for _, c := range t.Columns {
		if c.Group != "" {
			return true
		}
	}
	return false
}

// widths are those of the columns, in a width.
func (t Table) widths(width float64) []float64 {
	sum := 0.0
	for _, c := range t.Columns {
		sum += c.Width
	}
	list := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		list[i] = c.Width / sum * width
	}
	return list
}

func (t Table) size() float64 {
	if t.Size == 0 {
		return tableSize
	}
	return t.Size
}

// side is the air at both sides of a cell; small letters do with less.
func (t Table) side() float64 {
	if t.size() < 10 {
		return cellSide / 2
	}
	return cellSide
}

// cell is a cell of a row with the columns that it takes.
type cell struct {
	text      string
	from, til int // columns, the latter not included
}

func (t Table) cells(r Row) []cell {
	var list []cell
	for i, from := 0, 0; from < len(t.Columns); i++ {
		c := cell{from: from, til: from + 1}
		if i == 0 && r.Span > 1 {
			c.til = min(r.Span, len(t.Columns))
		}
		if i < len(r.Cells) {
			c.text = r.Cells[i]
		}
		list, from = append(list, c), c.til
	}
	return list
}

// head is the head of the table as rows of cells: titles in common, titles of columns, numbers. A column
// without a title in common has its own in the first row, and the cell goes on below.
func (t Table) head() (groups, titles []cell, numbers Row) {
	for i, c := range t.Columns {
		titles = append(titles, cell{c.Title, i, i + 1})
		switch last := len(groups) - 1; {
		case last >= 0 && c.Group != "" && t.Columns[i-1].Group == c.Group:
			groups[last].til = i + 1
		case c.Group != "":
			groups = append(groups, cell{c.Group, i, i + 1})
		default:
			groups = append(groups, cell{c.Title, i, i + 1})
		}
		numbers.Cells = append(numbers.Cells, "("+strconv.Itoa(i+1)+")")
	}
	return groups, titles, numbers
}

// title says whether a row is a title of those below it.
func (t Table) title(r Row) bool { return r.Span >= len(t.Columns) }

// align is where the text of a cell of the body stands. A title of rows is at the left, a total in the middle.
func (t Table) align(c cell) Align {
	switch {
	case c.til-c.from == len(t.Columns):
		return Left
	case c.til-c.from > 1:
		return Centre
	default:
		return t.Columns[c.from].Align
	}
}
