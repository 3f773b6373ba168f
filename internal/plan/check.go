package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"portal/internal/fault"
	"portal/internal/viet"
)

// The fields of the form that issues an edition, as it names them and fault.Invalid answers.
const (
	FieldNumber    = "so"
	FieldDate      = "ngay"
	FieldAuthority = "tham-quyen"
	FieldPosition  = "chuc-vu"
	FieldSigner    = "nguoi-ky"
	FieldBasis     = "can-cu"
	FieldReason    = "ly-do"
)

// The most that the texts of an edition hold.
const (
	MaxNumber = 40
	MaxLine   = 200 // of a line of the signature
	MaxBasis  = 500 // of one ground
	MaxReason = 1000

	maxGrounds = 20
)

// Signed is what the office writes down of an edition when it has been signed and numbered.
type Signed struct {
	DocNumber string
	Date      viet.Date
	Signatory Signatory
	Basis     []string
	Reason    string
}

// docNumber is the shape of a number (Nghị định 30/2020): a number below ten has a zero before it,
// and nothing stands around the strokes.
var docNumber = regexp.MustCompile(`^(0[1-9]|[1-9]\d{1,4})[a-z]?/KH-[A-ZĐ]{2,12}$`)

var looseNumber = regexp.MustCompile(`^(?:[Ss]ố ?:? ?)?0*([1-9]\d{0,4})([a-zA-Z]?) ?/ ?[Kk][Hh] ?- ?(\pL{2,12})$`)

// checkNumber says what is wrong with a document's number. It is kept as it was typed.
func checkNumber(number string) string {
	switch {
	case number == "":
		return "Hãy nhập số của văn bản, ví dụ 05/KH-UBND."
	case docNumber.MatchString(number):
		return ""
	}
	if m := looseNumber.FindStringSubmatch(number); m != nil {
		if len(m[1]) == 1 {
			m[1] = "0" + m[1]
		}
		return "Ghi số đúng thể thức: " + m[1] + strings.ToLower(m[2]) + "/KH-" + viet.Upper(m[3]) + "."
	}
	return "Ghi số như trên văn bản, ví dụ 05/KH-UBND."
}

// check says what is wrong with what was written down, on this day of the ward, after this edition if there was
// one, held against the grounds that are known.
func (s Signed) check(today viet.Date, last *Edition, known []Ground) error {
	wrong := fault.Invalid{}
	if problem := checkNumber(s.DocNumber); problem != "" {
		wrong[FieldNumber] = problem
	}
	switch {
	case s.Date.IsZero():
		wrong[FieldDate] = "Hãy nhập ngày của văn bản."
	case s.Date.After(today):
		wrong[FieldDate] = "Ngày của văn bản không được sau hôm nay, " + today.Full() + "."
	case last != nil && s.Date.Before(last.Date):
		wrong[FieldDate] = fmt.Sprintf("Ngày của văn bản phải từ %s trở đi, là ngày của bản thứ %d.", last.Date.Full(), last.Number)
	}
	for _, t := range []struct {
		field, name, text string
		most              int
		needed            bool
	}{
		{FieldAuthority, "thẩm quyền ký", s.Signatory.Authority, MaxLine, true},
		{FieldPosition, "chức vụ người ký", s.Signatory.Position, MaxLine, true},
		{FieldSigner, "họ tên người ký", s.Signatory.Name, MaxLine, true},
		{FieldReason, "lý do", s.Reason, MaxReason, last != nil},
	} {
		switch n := utf8.RuneCountInString(t.text); {
		case t.needed && n == 0 && t.field == FieldReason:
			wrong[t.field] = "Hãy ghi lý do ban hành bản tiếp theo."
		case t.needed && n == 0:
			wrong[t.field] = "Hãy nhập " + t.name + "."
		case n > t.most:
			wrong[t.field] = tooLong(t.name, n, t.most)
		}
	}
	switch {
	case len(s.Basis) == 0:
		wrong[FieldBasis] = "Hãy nhập căn cứ ban hành, mỗi dòng một căn cứ."
	case len(s.Basis) > maxGrounds:
		wrong[FieldBasis] = fmt.Sprintf("Tối đa %d căn cứ, mỗi dòng một căn cứ.", maxGrounds)
	}
	for _, line := range s.Basis {
		if n := utf8.RuneCountInString(line); n > MaxBasis {
			wrong[FieldBasis] = tooLong("có căn cứ", n, MaxBasis)
		}
	}
	if problem := outdated(s.Basis, known, s.Date); problem != "" && wrong[FieldDate] == "" {
		wrong[FieldBasis] = problem
	}
	return wrong.Or()
}

func tooLong(name string, n, most int) string {
	return fmt.Sprintf("%s dài %s ký tự, tối đa là %s. Hãy rút gọn.", viet.Capitalise(name), viet.Int(n), viet.Int(most))
}

// ReadGrounds reads the grounds from a text, one line each. The marks at their ends are the document's affair.
func ReadGrounds(text string) []string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimRight(viet.Clean(line), " ;.,"); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// Brief is an edition without its activities, as lists show it.
type Brief struct {
	Number    int
	DocNumber string
	Date      viet.Date
	Reason    string
	Items     int // how many activities are in it
	Changes   int // against the edition before
	SHA256    string
}

// InForce is the edition in force on a day: the last whose own day is not after it. Before the first there is none.
func InForce(editions []Brief, on viet.Date) (Brief, bool) {
	var found Brief
	for _, e := range editions {
		if !e.Date.After(on) && e.Number > found.Number {
			found = e
		}
	}
	return found, found.Number > 0
}

// Ground is a ground in law with the days on which it holds.
type Ground struct {
	ID      int64
	Text    string
	From    viet.Date
	Until   *viet.Date // the last day; nil: it still holds
	Version int
}

func (g Ground) holds(on viet.Date) bool {
	return !g.From.After(on) && (g.Until == nil || !g.Until.Before(on))
}

// GroundsOn gives the grounds that hold on a day, in their order.
func GroundsOn(all []Ground, on viet.Date) []string {
	var lines []string
	for _, g := range all {
		if g.holds(on) {
			lines = append(lines, g.Text)
		}
	}
	return lines
}

// outdated says which of the grounds does not hold on the day of the document, if one is known not to.
func outdated(lines []string, all []Ground, on viet.Date) string {
	for _, g := range all {
		if g.holds(on) || !slices.Contains(lines, g.Text) {
			continue
		}
		if g.From.After(on) {
			return fmt.Sprintf("Căn cứ này chỉ có hiệu lực từ %s: “%s”. Hãy thay căn cứ theo ngày của văn bản.", g.From.Full(), g.Text)
		}
		return fmt.Sprintf("Căn cứ này hết hiệu lực sau ngày %s: “%s”. Hãy thay căn cứ theo ngày của văn bản.", g.Until.Full(), g.Text)
	}
	return ""
}
