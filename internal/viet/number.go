package viet

import (
	"regexp"
	"strconv"
	"strings"

	"portal/internal/fault"
)

// Whole are the numbers that count things.
type Whole interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32
}

// Int shows a number with dots: 1.234.567.
func Int[T Whole](n T) string {
	digits := strconv.FormatInt(int64(n), 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return sign + digits
}

// Count shows a number and what is counted: 60 hoạt động. There is no plural.
func Count[T Whole](n T, what string) string { return Int(n) + " " + what }

// CountOrNone is Count, and a sentence for zero: Chưa có hoạt động nào.
func CountOrNone[T Whole](n T, what string) string {
	if n == 0 {
		return "Chưa có " + what + " nào"
	}
	return Count(n, what)
}

// Money shows đồng, never parted from its number: 702.000 đồng.
func Money[T Whole](n T) string { return Int(n) + NBSP + "đồng" }

// FileSize shows a size as people know it: 800 B, 350 KB, 1,5 MB.
func FileSize[T Whole](bytes T) string {
	n := int64(bytes)
	units := []string{"B", "KB", "MB", "GB"}
	unit, whole := 0, int64(1)
	// A size that would round to 1.024 of a unit is one of the next.
	for unit < len(units)-1 && n >= whole*1024-whole/2 {
		unit, whole = unit+1, whole*1024
	}
	tenths := (n*10 + whole/2) / whole
	if unit < 2 || tenths >= 100 || tenths%10 == 0 {
		return Int((n+whole/2)/whole) + NBSP + units[unit]
	}
	return Int(tenths/10) + "," + strconv.FormatInt(tenths%10, 10) + NBSP + units[unit]
}

// The largest numbers that a form takes. They leave room for sums.
const (
	maxCount = 1_000_000_000
	maxMoney = 1_000_000_000_000
)

var (
	plain   = regexp.MustCompile(`^\d+$`)
	grouped = regexp.MustCompile(`^\d{1,3}(?:\.\d{3})+$|^\d{1,3}(?: \d{3})+$`)
	broken  = regexp.MustCompile(`^[\d. ]*\d[.,]\d+$`)
	unit    = regexp.MustCompile(`\s*(?:đồng|đ|vnđ|vnd|₫)\.?$`)
)

// ParseInt reads a quantity: 1500, 1.500 or 1 500. The error is a sentence for the visitor.
func ParseInt(text string) (int, error) {
	n, err := parseWhole(Clean(text), maxCount, "Hãy nhập một số.")
	return int(n), err
}

// ParseMoney reads an amount in đồng: 702000, 702.000, "702.000 đồng". The error is a
// sentence for the visitor.
func ParseMoney(text string) (int64, error) {
	text = unit.ReplaceAllString(strings.ToLower(Clean(text)), "")
	return parseWhole(text, maxMoney, "Hãy nhập số tiền bằng chữ số, ví dụ 702.000.")
}

func parseWhole(text string, most int64, ask string) (int64, error) {
	negative := strings.HasPrefix(text, "-") || strings.HasPrefix(text, "−")
	text = strings.TrimSpace(strings.TrimLeft(text, "+-−"))
	switch {
	case negative && text != "" && strings.Trim(text, "0123456789., ") == "":
		return 0, fault.New(fault.Unprocessable, "Số không được âm. Hãy nhập từ 0 trở lên.")
	case plain.MatchString(text) || grouped.MatchString(text):
	case broken.MatchString(text):
		return 0, fault.New(fault.Unprocessable, "Hãy nhập số nguyên, không có phần lẻ.")
	default:
		return 0, fault.New(fault.Unprocessable, ask)
	}
	n, err := strconv.ParseInt(strings.NewReplacer(".", "", " ", "").Replace(text), 10, 64)
	if err != nil || n > most {
		return 0, fault.New(fault.Unprocessable, "Số lớn nhất được nhập là "+Int(most)+".")
	}
	return n, nil
}
