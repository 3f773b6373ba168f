package registration

import (
	"cmp"
	"regexp"
	"strings"

	"portal/internal/activity"
	"portal/internal/viet"
	"portal/internal/workbook"
)

// The head: what names the unit, and in what money is counted.
var (
	unitLabel = regexp.MustCompile(`(?i)^\s*(?:tên\s+)?(mã\s+)?(?:đơn vị|cơ quan|tổ dân phố|đơn vị, bộ phận)(?:\s+(?:đăng ký|thực hiện|chủ trì))*\s*(?:\(\*\))?\s*(:|$)`)
	moneyHint = regexp.MustCompile(`(?i)(?:đơn vị tính|đvt|đơn vị)\s*:?\s*([^()]*(?:đồng|đ|vnđ))`)
)

// readHead reads the rows above the header: the unit that registers, and "Đơn vị tính: triệu đồng".
func (l *layout) readHead(rows []workbook.Row, c context) {
	var labelled, coded, alone string
	for _, row := range rows {
		for i, cell := range row.Cells {
			text := viet.Clean(legibleText(cell))
			if m := moneyHint.FindStringSubmatch(text); m != nil && viet.AmountUnit(m[1]) > 0 {
				l.hint(viet.AmountUnit(m[1]))
				continue
			}
			if row.Number == l.last-1 && column(text) == activity.FieldBudgetTotal { // over the columns of money
				l.hint(viet.AmountUnit(text))
			}
			m := unitLabel.FindStringSubmatch(text)
			if m == nil {
				if code := c.units.find(text); code != "" {
					alone = cmp.Or(alone, text)
				}
				continue
			}
			value := text[len(m[0]):]
			if viet.Clean(value) == "" && i+1 < len(row.Cells) {
				value = legibleText(row.Cells[i+1])
				if unitLabel.MatchString(value) || strings.HasSuffix(viet.Clean(value), ":") { // the next label
					value = ""
				}
			}
			if m[1] != "" {
				coded = cmp.Or(coded, viet.Clean(value))
			} else {
				labelled = cmp.Or(labelled, viet.Clean(strings.Trim(value, " .…_")))
			}
		}
	}
	l.head = cmp.Or(labelled, coded, alone)
	if c.units.find(labelled) == "" && c.units.find(coded) != "" {
		l.head = coded
	}
}

// hint is a unit of money stated for the whole sheet; what a column says itself is stronger.
func (l *layout) hint(unit int64) {
	for _, field := range []string{activity.FieldBudgetTotal, activity.FieldBudgetState, activity.FieldBudgetSocial} {
		l.units[field] = cmp.Or(l.units[field], unit)
	}
}

// legible is the text of a cell in Unicode, and how it was written.
type legible struct {
	text   string
	script viet.Script
}

// legibleCells are the texts of a row by column.
func legibleCells(row workbook.Row) map[int]legible {
	cells := make(map[int]legible, len(row.Cells))
	for _, c := range row.Cells {
		text, script := fromFont(c)
		cells[c.Column] = legible{text, script}
	}
	return cells
}

// legibleText is what a cell says, whatever the font.
func legibleText(c workbook.Cell) string {
	text, _ := fromFont(c)
	return text
}

// fromFont is the text of a cell in Unicode, and how it was written.
func fromFont(c workbook.Cell) (string, viet.Script) {
	if c.Kind != workbook.Text {
		return c.Text, viet.Unicode
	}
	if len(c.Runs) == 0 {
		return viet.FromLegacy(c.Text, c.Font)
	}
	var b strings.Builder
	worst := viet.Unicode
	for _, run := range c.Runs {
		text, script := viet.FromLegacy(run.Text, cmp.Or(run.Font, c.Font))
		b.WriteString(text)
		worst = max(worst, script)
	}
	return b.String(), worst
}
