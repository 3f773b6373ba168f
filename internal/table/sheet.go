package table

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"portal/internal/points"
	"portal/internal/viet"
)

// Marking says who may read a file. What nobody has marked is internal.
type Marking int

// The markings.
const (
	Internal Marking = iota
	Public
)

func (m Marking) words() string {
	if m == Public {
		return "CÔNG KHAI"
	}
	return "NỘI BỘ"
}

func (m Marking) slug() string {
	if m == Public {
		return "cong-khai"
	}
	return "noi-bo"
}

// Kind is what a column holds, as far as its width goes. How a cell is written follows from the cell.
type Kind int

// The kinds of columns.
const (
	Text Kind = iota
	Date
	Time
	Whole
	Money
	Points
)

var widths = map[Kind]float64{Text: 28, Date: 12, Time: 20, Whole: 11, Money: 18, Points: 11}

// Column is one column of a sheet.
type Column struct {
	Title string
	Kind  Kind
	Width float64 // in letters; 0: as its kind has it
}

// Sheet is a list on its way into a file. A cell is a text, a viet.Date, a time.Time, a whole
// number or points.Points, or a pointer to one of them; nil, no day and no text leave it
// empty, which is not zero. A text is a text in any column: "chưa chấm" may stand among points.
type Sheet struct {
	Name    string // what the file is called before its marking: hoat-dong
	Title   string
	Marking Marking
	Sample  bool // the data is a sample, and the file says so
	MadeAt  time.Time
	Note    string // what there is to know about the whole: that it was cut off
	// HeaderFirst is for a CSV file that programs read: its first row holds the titles of the columns,
	// and what marks the file stands behind the last of them.
	HeaderFirst bool
	Columns     []Column
	Rows        [][]any
}

// FileName is the name of the file with its marking and its day, in plain letters:
// hoat-dong-cong-khai-20240928.xlsx.
func (s Sheet) FileName(extension string) string {
	return viet.Slug(s.Name) + "-" + s.Marking.slug() + "-" + strings.ReplaceAll(viet.DateOf(s.MadeAt).ISO(), "-", "") + "." + extension
}

// head is the first row: who may read the file, what it is and when it was made.
func (s Sheet) head() string {
	parts := []string{s.Marking.words(), s.Title, "Lập lúc " + s.MadeAt.In(viet.Zone).Format("15:04 02/01/2006")}
	if s.Sample {
		parts = append(parts, "DỮ LIỆU MẪU")
	}
	if s.Note != "" {
		parts = append(parts, s.Note)
	}
	return tidyCell(strings.Join(parts, " – "))
}

// value brings a cell to one of few types: nil, a string, an int64, points.Points, a viet.Date or a
// time.Time by the ward's clock.
func value(cell any) any {
	switch v := cell.(type) {
	case nil:
		return nil
	case points.Points:
		return v
	case viet.Date:
		if v.IsZero() {
			return nil
		}
		return v
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return v.In(viet.Zone)
	}
	switch v := reflect.ValueOf(cell); {
	case v.Kind() == reflect.Pointer && v.IsNil():
		return nil
	case v.Kind() == reflect.Pointer:
		return value(v.Elem().Interface())
	case v.Kind() == reflect.String && v.String() == "":
		return nil
	case v.Kind() == reflect.String:
		return tidyCell(v.String())
	case v.CanInt():
		return v.Int()
	}
	panic(fmt.Sprintf("no cell holds a %T", cell))
}

// tidyCell is a text in Unicode NFC, with line ends as spreadsheets have them within a cell.
func tidyCell(text string) string { return norm.NFC.String(lineEnds.Replace(text)) }

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")
