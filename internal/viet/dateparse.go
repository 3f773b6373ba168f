package viet

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"portal/internal/fault"
)

var (
	dayFirst = regexp.MustCompile(`^(\d{1,2}) ?[/.\- ] ?(\d{1,2})(?: ?[/.\- ] ?(\d{4}|\d{2}))?$`)
	isoDate  = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	inWords  = regexp.MustCompile(`^(?:ngay )?(\d{1,2}) thang (\d{1,2})(?: nam (\d{4}))?$`)
)

// ParseDate reads a day as people type it: 25/4/2024, 01-05-24, 1.5.2024, "ngày 5
// tháng 2 năm 2024", and 1/5 in the year given; 0 means that the year must be typed.
// It never reads the month first. The error is a sentence for the visitor.
func ParseDate(text string, defaultYear int) (Date, error) {
	text = Fold(text)
	var day, month, year string
	if m := isoDate.FindStringSubmatch(text); m != nil {
		year, month, day = m[1], m[2], m[3]
	} else if m := dayFirst.FindStringSubmatch(text); m != nil {
		day, month, year = m[1], m[2], m[3]
	} else if m := inWords.FindStringSubmatch(text); m != nil {
		day, month, year = m[1], m[2], m[3]
	} else {
		return Date{}, ErrNoDate
	}
	y := defaultYear
	if year != "" {
		y, _ = strconv.Atoi(year) // at most four digits
		if len(year) == 2 {
			y += 2000
		}
	}
	d, _ := strconv.Atoi(day)
	m, _ := strconv.Atoi(month)
	return checkDate(y, m, d)
}

func checkDate(year, month, day int) (Date, error) {
	switch {
	case year == 0:
		return Date{}, ErrNoDate
	case year < 1900 || year > 2100:
		return Date{}, fault.New(fault.Unprocessable, "Năm phải từ 1900 đến 2100.")
	case month < 1 || month > 12:
		return Date{}, fault.New(fault.Unprocessable, "Tháng phải từ 1 đến 12. Nhập ngày trước, tháng sau.")
	case day < 1:
		return Date{}, fault.New(fault.Unprocessable, "Ngày phải từ 1 trở lên.")
	}
	last := DaysIn(year, time.Month(month))
	switch {
	case day <= last:
		return Date{year, time.Month(month), day}, nil
	case month == 2:
		return Date{}, fault.New(fault.Unprocessable, fmt.Sprintf("Tháng 2 năm %d chỉ có %d ngày.", year, last))
	default:
		return Date{}, fault.New(fault.Unprocessable, fmt.Sprintf("Tháng %d chỉ có %d ngày.", month, last))
	}
}

// ErrNoDate is what ParseDate says of text that is no date at all; its other errors are about days that
// there are not.
var ErrNoDate = fault.New(fault.Unprocessable, "Hãy nhập ngày dạng 25/04/2024.")
