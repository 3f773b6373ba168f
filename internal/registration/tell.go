package registration

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"portal/internal/activity"
	"portal/internal/viet"
	"portal/internal/workbook"
)

// The rows that are none, by what stands in them.
var (
	totalRow = regexp.MustCompile(`^(?:[\dIVXivx]+[.)]? )?(?:tổng cộng|tổng số|tổng kinh phí|tổng toàn|tổng nhóm|tổng mục|cộng nhóm|cộng mục|cộng khối|cộng phần|cộng trang|cộng dồn|lũy kế|luỹ kế)(?:[^\p{L}]|$)` +
		`|^(?:tổng|cộng)(?: \(?[ivx\d]+\)?)?[ :.]*$`)
	noteRow = regexp.MustCompile(`^(?:ghi chú|lưu ý|chú thích|chú ý|nơi nhận|hướng dẫn|ví dụ)(?:[^\p{L}]|$)|^\(?\*+\)?(?: |:)`)
	signRow = regexp.MustCompile(`^\(?(?:ký|ký tên|ký, |ký và|đã ký)|^(?:người lập|người đăng ký|thủ trưởng|đại diện|tm\.|kt\.|tl\.|tuq\.|t/m|k/t|q\. |chủ tịch|phó chủ tịch|tổ trưởng|trưởng |hiệu trưởng|bí thư|xác nhận|kế toán|lãnh đạo|chỉ huy trưởng)` +
		`|(?:^|, )ngày [\d.…]+ ?tháng [\d.…]+ ?(?:năm|$)|^\(?ghi rõ`)
	ordinal   = regexp.MustCompile(`^(?:[IVXLivxl]+|[A-Za-zĐđ])[.)/]?$`)
	digitsRow = regexp.MustCompile(`^\(?\d{1,3}\)?$|^\(?\d+\)? ?= ?[(\d][\d +()=]*$|^\([A-Za-z]\)$`)
	counting  = regexp.MustCompile(`^\(?\d{1,4}[.)]?$`)
	group     = regexp.MustCompile(`^(?i:(?:[IVXL]+|[A-HĐ])[.)/:-] *\S|(?:nhóm|khối|cụm|phần|mục|lĩnh vực|tháng|quý)(?: |$))`)
	noMoney   = regexp.MustCompile(`^(?:0(?:[.,]0+)?|[-–—]+)? ?(?:đ|đồng)?$`)
)

// line is a row below the header, on the way to being told from those that are no registration.
type line struct {
	layout
	texts map[int]legible
	cells map[string]string // what stands in the columns of fields, cleaned
	other []string          // what stands elsewhere
	stt   string
	wide  bool // a cell is merged over several columns

	settled int // see settle
}

func (l layout) line(row workbook.Row, merged map[int]bool) line {
	x := line{layout: l, texts: legibleCells(row), cells: map[string]string{}, wide: merged[row.Number]}
	for _, c := range row.Cells {
		text := viet.Clean(x.texts[c.Column].text)
		switch field := l.fieldOf[c.Column]; {
		case text == "":
		case field != "":
			x.cells[field] = text
		case c.Column == l.number, c.Column < l.at[activity.FieldTitle] && (counting.MatchString(text) || ordinal.MatchString(text)):
			x.stt = text
		default:
			x.other = append(x.other, text)
		}
	}
	x.settled = x.settle()
	return x
}

// says reports whether a cell reads like this. A total and a note begin where no activity says what it is about.
func (x line) says(what *regexp.Regexp) bool {
	labels := append([]string{x.stt, x.cells[activity.FieldTitle], x.cells[activity.FieldUnit]}, x.other...)
	if what == signRow {
		labels = append(labels, slices.Collect(maps.Values(x.cells))...)
	}
	return slices.ContainsFunc(labels, func(text string) bool { return what.MatchString(strings.ToLower(text)) })
}

// substance counts the cells that only an activity has.
func (x line) substance() int {
	n := 0
	for field, text := range x.cells {
		switch field {
		case activity.FieldUnit, activity.FieldTitle:
		case activity.FieldBudgetTotal, activity.FieldBudgetState, activity.FieldBudgetSocial:
			if !noMoney.MatchString(strings.ToLower(text)) {
				n++
			}
		default:
			n++
		}
	}
	return n
}

// settle counts what a total, a heading and a signature never have: days, a place, a target.
func (x line) settle() int {
	n := 0
	for _, field := range []string{activity.FieldStart, activity.FieldEnd, activity.FieldTarget, activity.FieldPlace, activity.FieldCategory} {
		if text := x.cells[field]; text != "" && !signRow.MatchString(strings.ToLower(text)) {
			n++
		}
	}
	return n
}

// repeated reports whether the row is the header again, as at the top of a printed page, or part of it.
func (x line) repeated() bool {
	if text := x.cells[activity.FieldTitle]; text != "" && headerText(text) != x.columns[activity.FieldTitle].Title {
		return false
	}
	n := 0
	for field, text := range x.cells {
		if headerText(text) == x.columns[field].Title {
			n++
		}
	}
	return n >= 2
}

// numbered reports whether the row counts the columns: (1) (2) (3).
func (x line) numbered() bool {
	for _, text := range x.cells {
		if !digitsRow.MatchString(text) {
			return false
		}
	}
	return len(x.cells) >= 2 && x.cells[activity.FieldTitle] != ""
}

// heading reports whether the row names a group of those below it.
func (x line) heading() bool {
	if x.settled > 0 {
		return false
	}
	title := x.cells[activity.FieldTitle]
	bare := len(x.cells) == 1 && title != ""
	switch {
	case x.wide && !counting.MatchString(x.stt), ordinal.MatchString(x.stt):
		return true
	case bare && x.stt == "":
		return x.counted || group.MatchString(title) || viet.Upper(title) == title
	default:
		return len(x.cells) == 0
	}
}

// kind says why a row is no registration; "" for one that is. ended says that what ends a table,
// a total or a signature, was seen.
func (x line) kind(ended bool) string {
	title := x.cells[activity.FieldTitle]
	switch {
	case x.substance() == 0 && title == "" && (len(x.other) == 0 || counting.MatchString(x.stt)):
		if x.stt != "" && !counting.MatchString(x.stt) { // text in the first column alone
			return x.ending("group")
		}
		return "blank"
	case x.settled < 2 && x.says(totalRow):
		return "totals"
	case x.numbered():
		return "numbers"
	case x.repeated():
		return "header"
	case x.settled == 0 && x.says(noteRow):
		return "note"
	case x.settled == 0 && !counting.MatchString(x.stt) && x.says(signRow) && (title == "" || signRow.MatchString(strings.ToLower(title))):
		return "signature"
	case x.heading():
		return x.ending("group")
	case ended && (title == "" || x.settled == 0) && !counting.MatchString(x.stt):
		return "signature"
	case title == "" && x.substance() < 2 && !counting.MatchString(x.stt):
		return "stray"
	default:
		return ""
	}
}

// ending tells apart what looks like a heading.
func (x line) ending(otherwise string) string {
	switch {
	case x.says(totalRow):
		return "totals"
	case x.says(noteRow):
		return "note"
	case x.says(signRow):
		return "signature"
	default:
		return otherwise
	}
}
