// Package intake takes in what the ward keeps in files: units, activities, the
// committee, score sheets as CSV, announcements as Markdown. The readers check a whole
// file and list every mistake with its row; Import takes in all of a file or nothing.
package intake

import (
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"portal/internal/points"
	"portal/internal/table"
	"portal/internal/viet"
)

// How much of a file is taken in.
const (
	maxBytes     = 5 << 20
	maxRows      = 2000
	maxScoreRows = 20_000
)

// label is a column of the sample files that says what they are; nothing is read from it.
const label = "data_label"

var (
	unitCode     = regexp.MustCompile(`^[A-Z0-9-]{1,20}$`)
	blockCode    = regexp.MustCompile(`^[A-Z0-9-]{1,12}$`)
	activityCode = regexp.MustCompile(`^HD-[0-9]{3,6}$`)
	categoryCode = regexp.MustCompile(`^[A-Z]{1,8}$`)
)

// The sentences about codes.
const (
	wantUnitCode     = "Mã đơn vị gồm chữ in hoa không dấu, chữ số và gạch nối, nhiều nhất 20 ký tự, ví dụ TDP-20."
	wantBlockCode    = "Mã khối gồm chữ in hoa không dấu, chữ số và gạch nối, nhiều nhất 12 ký tự, ví dụ K1."
	wantActivityCode = "Mã hoạt động có dạng HD-001."
	wantCategoryCode = "Mã lĩnh vực gồm chữ in hoa không dấu, ví dụ VH."
	wantMemberCode   = "Mã thành viên gồm chữ in hoa không dấu, chữ số và gạch nối, ví dụ TV-02."
)

// file is a table being read: the mistakes so far, and the codes seen, with their rows.
type file struct {
	table.Mistakes
	rows []table.Row
	seen map[string]int
}

func open(from io.Reader, rows int, optional []string, columns ...string) (*file, error) {
	limits := table.Limits{Bytes: maxBytes, Rows: rows, Closed: true, Ignored: append(optional, label)}
	read, mistakes, err := limits.Read(from, columns...)
	if err == nil && len(read) == 0 && len(mistakes) == 0 {
		mistakes.Add(0, "", "Tệp không có dòng dữ liệu nào.")
	}
	return &file{mistakes, read, map[string]int{}}, err
}

// cells reads the cells of one row.
type cells struct {
	table.Row
	*file
}

func (c cells) wrong(column, sentence string, args ...any) {
	c.Add(c.Number, column, sentence, args...)
}

// text reads one line of at most so many letters.
func (c cells) text(column string, most int) string {
	s := viet.Clean(c.Text(column))
	if n := utf8.RuneCountInString(s); n > most {
		c.wrong(column, "Dài %s ký tự, nhiều nhất %s.", viet.Int(n), viet.Int(most))
	}
	return s
}

// need is text that must be there.
func (c cells) need(column string, most int) string {
	s := c.text(column, most)
	if s == "" {
		c.wrong(column, "Ô này không được để trống.")
	}
	return s
}

// code reads a code of this shape.
func (c cells) code(column string, shape *regexp.Regexp, want string) string {
	s := c.Text(column)
	if !shape.MatchString(s) {
		c.wrong(column, "%s", want)
		return ""
	}
	return s
}

// key is a code that may stand in the file only once.
func (c cells) key(column string, shape *regexp.Regexp, want string) string {
	s := c.code(column, shape, want)
	c.once(column, s)
	return s
}

// once notes what may stand in the file only once.
func (c cells) once(column, key string) {
	if first, again := c.seen[key]; again && key != "" {
		c.wrong(column, "“%s” đã có ở dòng %d.", key, first)
		return
	}
	c.seen[key] = c.Number
}

// list reads what is parted by semicolons, each once.
func (c cells) list(column string, most int) []string {
	list := []string{}
	for part := range strings.SplitSeq(c.text(column, most), ";") {
		if part = viet.Clean(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// codes is a list of codes of this shape.
func (c cells) codes(column string, shape *regexp.Regexp, want string) []string {
	list := c.list(column, 4000)
	for i, code := range list {
		if !shape.MatchString(code) {
			c.wrong(column, "“%s”: %s", viet.Shorten(code, 40), want)
		}
		for _, other := range list[:i] {
			if other == code {
				c.wrong(column, "“%s” có hai lần.", code)
			}
		}
	}
	return list
}

// whole reads a number that is not negative; nil when the cell is empty.
func (c cells) whole(column string) *int { return parsed(c, column, viet.ParseInt) }

// money reads whole đồng; nil when the cell is empty.
func (c cells) money(column string) *int64 { return parsed(c, column, viet.ParseMoney) }

// points reads points with a decimal point; nil when the cell is empty, which is not zero.
func (c cells) points(column string) *points.Points { return parsed(c, column, points.ParseStored) }

// day reads a date, day first; the zero day when the cell is empty.
func (c cells) day(column string) viet.Date {
	d := parsed(c, column, func(s string) (viet.Date, error) { return viet.ParseDate(s, 0) })
	if d == nil {
		return viet.Date{}
	}
	return *d
}

// needDay is a day that must be there.
func (c cells) needDay(column string) viet.Date {
	if c.Text(column) == "" {
		c.wrong(column, "Hãy ghi ngày, ví dụ 06/05/2024.")
	}
	return c.day(column)
}

func parsed[T any](c cells, column string, parse func(string) (T, error)) *T {
	text := c.text(column, 100)
	if text == "" {
		return nil
	}
	v, err := parse(text)
	if err != nil {
		c.wrong(column, "“%s”: %s", viet.Shorten(text, 40), err.Error())
		return nil
	}
	return &v
}

// oneOf reads one of a few words.
func (c cells) oneOf(column string, words ...string) string {
	s := c.Text(column)
	for _, w := range words {
		if s == w {
			return s
		}
	}
	c.wrong(column, "“%s” không có trong danh sách: %s.", viet.Shorten(s, 40), strings.Join(words, ", "))
	return ""
}
