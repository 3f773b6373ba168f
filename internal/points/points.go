// Package points holds exact points: whole hundredths, never a float. What has
// to be divided is kept as a Fraction and rounded once, at the very end.
package points

import (
	"strconv"
	"strings"

	"portal/internal/fault"
)

// Points are whole hundredths of a point: 9,5 is 950.
type Points int64

// Point is one whole point.
const Point Points = 100

// Max is the most that can be typed or stored: far above any rubric, and low
// enough that no sum of it overflows.
const Max = 999_999*Point + 99

// What is wrong with a number that was typed. Each sentence says what to do.
const (
	notANumber = "Hãy nhập một số, ví dụ 9,5."
	negative   = "Điểm không được là số âm. Hãy nhập một số từ 0, ví dụ 9,5."
	thousands  = "Hãy nhập số không có dấu ngăn cách hàng nghìn, ví dụ 9,5."
	tooFine    = "Điểm có nhiều nhất hai chữ số sau dấu phẩy, ví dụ 9,25."
	tooLarge   = "Số này quá lớn. Hãy nhập một số như 9,5."
)

// Parse reads points as people type them: 9,5 or 9.5 or 9, also in the full-width
// characters of an Asian keyboard. A dot before three digits is a thousands mark
// and refused, as is anything that is not plainly a number. The error is a
// sentence for the visitor.
func Parse(text string) (Points, error) {
	s, minus := unsigned(narrow(strings.TrimSpace(text)))
	p, err := parse(s)
	if minus && err == nil {
		return 0, refuse(negative)
	}
	if minus {
		return 0, refuse(notANumber)
	}
	return p, err
}

func parse(s string) (Points, error) {
	if strings.Count(s, ",")+strings.Count(s, ".") > 1 && groupsOfThree(s) {
		return 0, refuse(thousands)
	}
	whole, decimals, marked := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if !digits(whole) || marked && !digits(decimals) {
		return 0, refuse(notANumber)
	}
	if len(decimals) == 3 && strings.Contains(s, ".") {
		return 0, refuse(thousands)
	}
	if len(decimals) > 2 {
		return 0, refuse(tooFine)
	}
	return exact(whole, decimals)
}

// ParseStored reads points as files keep them, with a decimal point: 9.5.
func ParseStored(text string) (Points, error) {
	whole, decimals, marked := strings.Cut(text, ".")
	if !digits(whole) || marked && !digits(decimals) {
		return 0, refuse("Số trong tệp phải viết với dấu chấm thập phân, ví dụ 9.5.")
	}
	if len(decimals) > 2 {
		return 0, refuse("Điểm có nhiều nhất hai chữ số sau dấu chấm, ví dụ 9.25.")
	}
	return exact(whole, decimals)
}

// String writes points as running text has them: 9,5.
func (p Points) String() string {
	s := p.Column()
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ",")
}

// Column writes points as columns have them, so that the commas line up: 93,25.
func (p Points) Column() string { return p.decimal(',') }

// Stored writes points as files and canonical documents have them: 93.25.
func (p Points) Stored() string { return p.decimal('.') }

func (p Points) decimal(mark byte) string {
	sign, size := "", uint64(p) //nolint:gosec // the sign is taken off in the next lines
	if p < 0 {
		sign, size = "-", -size
	}
	b := append([]byte(sign), strconv.FormatUint(size/100, 10)...)
	b = append(b, mark, byte('0'+size/10%10), byte('0'+size%10))
	return string(b)
}

func exact(whole, decimals string) (Points, error) {
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > 6 {
		return 0, refuse(tooLarge)
	}
	n, err := strconv.ParseInt(whole+(decimals + "00")[:2], 10, 64)
	if err != nil {
		return 0, refuse(notANumber)
	}
	return Points(n), nil
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// groupsOfThree reports whether every mark but a last comma stands before three digits: 1.234,5.
func groupsOfThree(s string) bool {
	whole, decimals, marked := strings.Cut(s, ",")
	if marked && !digits(decimals) {
		return false
	}
	for i, group := range strings.Split(whole, ".") {
		if !digits(group) || i > 0 && len(group) != 3 {
			return false
		}
	}
	return true
}

// unsigned takes one leading minus away, in any of the shapes that keyboards have for it.
func unsigned(s string) (rest string, minus bool) {
	for _, sign := range []string{"-", "−", "–", "－"} {
		if rest, minus = strings.CutPrefix(s, sign); minus {
			return strings.TrimSpace(rest), true
		}
	}
	return s, false
}

// narrow brings full-width digits and marks to ASCII. Whole NFKC would also turn 9² into 92.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' || r == '，' || r == '．' {
			return r - '！' + '!'
		}
		return r
	}, s)
}

func refuse(sentence string) error { return fault.New(fault.Unprocessable, sentence) }
