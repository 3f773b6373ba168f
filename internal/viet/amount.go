package viet

import (
	"math/big"
	"regexp"
	"strings"

	"portal/internal/fault"
)

// What can be wrong with an amount or a head count, beside what their sentences say.
var (
	ErrNoAmount   = fault.New(fault.Unprocessable, "Hãy ghi một số tiền, ví dụ 1.500.000 hoặc 1,5 triệu.")
	ErrNegative   = fault.New(fault.Unprocessable, "Số tiền không được âm. Hãy ghi từ 0 trở lên.")
	ErrWhichUnit  = fault.New(fault.Unprocessable, "Hãy ghi rõ đồng, nghìn hay triệu, ví dụ 1,5 triệu.")
	ErrNoCount    = fault.New(fault.Unprocessable, "Hãy ghi một số người, ví dụ 200.")
	errLargest    = fault.New(fault.Unprocessable, "Số tiền lớn nhất được nhập là "+Int(maxMoney)+".")
	errMostPeople = fault.New(fault.Unprocessable, "Số người lớn nhất được nhập là "+Int(maxCount)+".")
)

// smallest is what no amount of money lies below unless its unit is written: 45 means triệu, or nghìn.
const smallest = 1000

var (
	amountUnit = regexp.MustCompile(`^(?:(tỷ|tỉ|ty|ti)|(triệu|trieu|tr)|(nghìn|nghin|ngàn|ngan|ng|k)|(đồng|dong|đ|d|vnđ|vnd|₫))\.?`)
	figure     = regexp.MustCompile(`^\d[\d.,  ]*`)
	none       = regexp.MustCompile(`^(?:-+|–|—|không(?: có)?|ko)\.?$`)
	minus      = regexp.MustCompile(`^(?:[-−–] ?\d|\(\s*\d[^()]*\)$)`)
	titleUnit  = regexp.MustCompile(`(?:^|[^\p{L}])(?:(tỷ|tỉ)|(triệu|tr)|(nghìn|ngàn|1\.?000))[ .]*(?:đồng|đ|vnđ|vnd)?(?:[^\p{L}]|$)`)
	titleDong  = regexp.MustCompile(`(?:^|[^\p{L}])(?:đồng|đ|vnđ|vnd|₫)(?:[^\p{L}]|$)`)
)

// AmountUnit is the unit that a title states for the amounts below it: "Kinh phí (triệu đồng)" has
// 1.000.000, and 0 stands for none.
func AmountUnit(title string) int64 {
	title = strings.ToLower(Clean(title))
	if m := titleUnit.FindStringSubmatch(title); m != nil {
		return unitOf(m)
	}
	if titleDong.MatchString(title) {
		return 1
	}
	return 0
}

func unitOf(m []string) int64 {
	for i, size := range []int64{1_000_000_000, 1_000_000, 1000} {
		if m[i+1] != "" {
			return size
		}
	}
	return 1
}

// ParseAmount reads an amount in đồng as offices write it: 1.500.000 đ, 2 triệu, 1,5 tr, 2tr5, "1 tỷ 200
// triệu". A number alone is in the unit given, that of its column; 0 stands for none. Nil is no amount:
// empty, "-" or "không". A range and words such as "vài triệu" are errors; those are sentences for the visitor.
func ParseAmount(text string, unit int64) (*int64, error) {
	text = strings.ToLower(Clean(text))
	switch {
	case text == "" || none.MatchString(text):
		return nil, nil //nolint:nilnil // none is an answer
	case minus.MatchString(text):
		return nil, ErrNegative
	}
	sum, last := new(big.Rat), int64(0) // the last unit: each is smaller than the one before
	for text != "" {
		m := figure.FindString(text)
		if m == "" {
			return nil, ErrNoAmount
		}
		rest := strings.TrimSpace(text[len(m):])
		size, next := cutUnit(rest)
		n, ok := parseFigure(m, size == 0 && unit <= 1)
		switch {
		case !ok:
			return nil, ErrNoAmount
		case size == 0 && last == 0: // a number alone
			if rest != "" {
				return nil, ErrNoAmount
			}
			return alone(n, unit)
		case size == 0 && rest == "" && last > 1 && n.Cmp(big.NewRat(10, 1)) < 0: // 2tr5
			size = last / 10
		case size == 0 || last != 0 && size >= last:
			return nil, ErrNoAmount
		}
		sum.Add(sum, n.Mul(n, new(big.Rat).SetInt64(size)))
		last, text = size, next
		if text == "rưỡi" || text == "ruoi" {
			sum.Add(sum, big.NewRat(size, 2))
			break
		}
	}
	return wholeAmount(sum)
}

// cutUnit takes the unit from the beginning of text: "triệu đồng".
func cutUnit(text string) (size int64, rest string) {
	m := amountUnit.FindStringSubmatch(text)
	if m == nil {
		return 0, text
	}
	size = unitOf(m)
	rest = strings.TrimSpace(text[len(m[0]):])
	if size > 1 {
		if m := amountUnit.FindStringSubmatch(rest); m != nil && m[4] != "" { // đồng
			rest = strings.TrimSpace(rest[len(m[0]):])
		}
	}
	return size, rest
}

// alone is a number of which the cell says no unit.
func alone(n *big.Rat, unit int64) (*int64, error) {
	if unit > 1 {
		n = new(big.Rat).Mul(n, new(big.Rat).SetInt64(unit))
		if n.Cmp(big.NewRat(maxMoney/10, 1)) > 0 { // đồng below the title "triệu đồng"
			return nil, ErrWhichUnit
		}
		return wholeAmount(n)
	}
	if n.Sign() > 0 && n.Cmp(big.NewRat(smallest, 1)) < 0 {
		return nil, ErrWhichUnit
	}
	return wholeAmount(n)
}

func wholeAmount(n *big.Rat) (*int64, error) {
	switch {
	case !n.IsInt():
		return nil, ErrNoAmount
	case n.Cmp(big.NewRat(maxMoney, 1)) > 0:
		return nil, errLargest
	}
	v := n.Num().Int64()
	return &v, nil
}

var (
	inGroups = regexp.MustCompile(`^\d{1,3}(?:([., ])\d{3})(?:[., ]\d{3})*$`)
	decimals = regexp.MustCompile(`^([\d., ]*\d)[.,](\d{1,2}|\d{4,9})$`)
)

// parseFigure reads digits with marks between thousands and a decimal comma or point: 1.500.000, 1,5.
// What has three digits behind its only mark is in thousands. exact says that there is no unit around,
// where a fraction can only be the zeros that some programs put behind đồng.
func parseFigure(text string, exact bool) (*big.Rat, bool) {
	text = strings.TrimSpace(strings.ReplaceAll(text, NBSP, " "))
	fraction := ""
	if m := decimals.FindStringSubmatch(text); m != nil {
		text, fraction = m[1], m[2]
	}
	if !plain.MatchString(text) {
		m := inGroups.FindStringSubmatch(text)
		if m == nil || strings.Trim(text, "0123456789"+m[1]) != "" { // one mark for all
			return nil, false
		}
		text = strings.ReplaceAll(text, m[1], "")
	}
	if len(text) > 20 || exact && len(text) > 3 && strings.Trim(fraction, "0") != "" {
		return nil, false
	}
	n, ok := new(big.Rat).SetString(text + "." + fraction + "0")
	return n, ok
}

var (
	beforeCount = regexp.MustCompile(`^(?:(?:khoảng|chừng|gần|hơn|trên|dự kiến|ước tính|ước|ít nhất|tối thiểu|tối đa|tổng số|~|≈)[: ]*)+`)
	afterCount  = regexp.MustCompile(`^(?:[\p{L}]+[ ,./]*){0,6}$`)
	numberWord  = regexp.MustCompile(`(?:^| )(?:đến|tới|hoặc|trăm|nghìn|ngàn|triệu|chục|vạn|rưỡi)(?: |$)`)
)

// ParsePeople reads how many people: 200, 1.650, "khoảng 200 người", "300 lượt hội viên". Nil is no number:
// empty, "-", "không" or 0. A range is an error; it is a sentence for the visitor.
func ParsePeople(text string) (*int, error) {
	text = strings.ToLower(Clean(text))
	if text == "" || none.MatchString(text) {
		return nil, nil //nolint:nilnil // none is an answer
	}
	text = beforeCount.ReplaceAllString(text, "")
	digits := strings.TrimRight(figure.FindString(text), "., \u00a0")
	rest := strings.TrimSpace(text[len(digits):])
	if digits == "" || !afterCount.MatchString(rest) || numberWord.MatchString(rest) {
		return nil, ErrNoCount
	}
	n, ok := parseFigure(digits, true)
	switch {
	case !ok || !n.IsInt():
		return nil, ErrNoCount
	case n.Cmp(big.NewRat(maxCount, 1)) > 0:
		return nil, errMostPeople
	case n.Sign() == 0:
		return nil, nil //nolint:nilnil // nobody is none
	}
	people := int(n.Num().Int64())
	return &people, nil
}
