package viet

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	dayAndMonth = `(\d{1,2}) ?[/.\-] ?(\d{1,2})(?: ?[/.\-] ?(\d{4}|\d{2}))?`
	dayInWords  = `(\d{1,2}) thang (\d{1,2})(?: (?:nam )?(\d{4}))?`
	until       = ` ?(?:-|~|den het|den|toi) ?(?:het )?(?:ngay )?`
	ofYear      = `(?: ?[/.\-] ?| nam | )?(\d{4})?`
)

// The ways to write a period, in folded text.
var (
	beforePeriod = regexp.MustCompile(`^(?:thoi gian:? )?(?:(?:trong|vao|ca) )?(tu )?`)
	clock        = regexp.MustCompile(`^(?:\d{1,2} ?(?:h|g|gio|:) ?(?:\d{2})?(?: ?phut)?(?: ?(?:-|den) ?\d{1,2} ?(?:h|g|gio|:) ?(?:\d{2})?(?: ?phut)?)?,? ?)?(?:(?:cac )?(?:buoi )?(?:sang|trua|chieu|toi)(?: (?:va|,) (?:sang|chieu|toi))? ?,? ?)?(?:(?:thu (?:hai|bay|ba|tu|nam|sau|[2-7])|chu nhat|t[2-7]|cn) ?,? ?)?(?:ngay )?`)
	afterDay     = regexp.MustCompile(`(\d)(?:t|,? (?:luc )?)\d{1,2} ?(?:h|g|:) ?(?:\d{2})?(?::\d{2}(?:\.\d+)?z?)?$`)
	twoDays      = regexp.MustCompile(`^` + dayAndMonth + until + dayAndMonth + `$`)
	twoDaysWords = regexp.MustCompile(`^` + dayInWords + until + dayInWords + `$`)
	daysOfMonth  = regexp.MustCompile(`^(\d{1,2}) ?(?:-|den|toi|va|&|,) ?(?:ngay )?(\d{1,2})(?: ?/ ?| ?\. ?| thang )(\d{1,2})(?:(?: ?/ ?| ?\. ?| nam )(\d{4}|\d{2}))?$`)
	months       = regexp.MustCompile(`^(?:thang|t) ?(\d{1,2})` + ofYear + `(?:(?: ?(?:-|~|den het|den|toi|va|&|,) ?(?:het )?)(?:(?:thang|t) ?)?(\d{1,2})` + ofYear + `)?$`)
	monthNumbers = regexp.MustCompile(`^(\d{1,2}) ?[/\-] ?(\d{4})(?:` + until + `(\d{1,2}) ?[/\-] ?(\d{4}))?$`)
	monthList    = regexp.MustCompile(`^(?:cac )?(?:thang|t) ?(\d{1,2}(?: ?(?:,|va|&) ?(?:thang |t)?\d{1,2})+)` + ofYear + `$`)
)

// ParsePeriod reads the days that something takes, as people type them: one day, "từ 01/5 đến
// 30/9/2024", "1-5/5", "tháng 8", "tháng 5 đến tháng 9/2024"; a month means all of it. A year that is
// not typed is that of the other end, or the default. What is vague ("cuối tháng 8") is never guessed.
// The error is a sentence for the visitor; it is ErrNoDate for text that is no period at all.
func ParsePeriod(text string, defaultYear int) (from, to Date, err error) {
	if d, err := ParseDate(text, defaultYear); err == nil {
		return d, d, nil
	} else if err != ErrNoDate { //nolint:errorlint // ParseDate wraps nothing
		return Date{}, Date{}, err
	}
	text = strings.TrimRight(strings.TrimSpace(dashes.ReplaceAllString(Fold(text), "-")), ".;")
	before := beforePeriod.FindStringSubmatch(text)
	text, open := text[len(before[0]):], before[1] != ""
	if m := months.FindStringSubmatch(text); m != nil && !(open && m[3] == "") { // "từ tháng 5" says no end
		return monthsOf(m[1], m[2], m[3], m[4], defaultYear)
	}
	if m := monthList.FindStringSubmatch(text); m != nil {
		numbers := number.FindAllString(m[1], -1)
		for i := 1; i < len(numbers); i++ {
			if atoi(numbers[i]) != atoi(numbers[i-1])+1 {
				return Date{}, Date{}, ErrNoDate // what is between them?
			}
		}
		return monthsOf(numbers[0], m[2], numbers[len(numbers)-1], m[2], defaultYear)
	}
	text = afterDay.ReplaceAllString(clock.ReplaceAllString(text, ""), "$1")
	if d, err := ParseDate(text, defaultYear); err == nil && !open {
		return d, d, nil
	}
	if m := monthNumbers.FindStringSubmatch(text); m != nil && !(open && m[3] == "") {
		return monthsOf(m[1], m[2], m[3], m[4], defaultYear)
	}
	if m := daysOfMonth.FindStringSubmatch(text); m != nil {
		return daysOf(m[1], m[3], m[4], m[2], m[3], m[4], defaultYear)
	}
	for _, pattern := range []*regexp.Regexp{twoDays, twoDaysWords} {
		if m := pattern.FindStringSubmatch(text); m != nil {
			return daysOf(m[1], m[2], m[3], m[4], m[5], m[6], defaultYear)
		}
	}
	return Date{}, Date{}, ErrNoDate
}

var (
	dashes = regexp.MustCompile(` *(?:->|→|=>|-+) *`)
	number = regexp.MustCompile(`\d+`)
)

func atoi(digits string) int {
	n, _ := strconv.Atoi(digits) // the patterns take at most four digits
	return n
}

// year is that of one end of a period: as typed, or else the other's, or else the default.
func year(typed, other string, otherwise int) int {
	switch {
	case typed == "" && other == "":
		return otherwise
	case typed == "":
		typed = other
	}
	if len(typed) == 2 {
		return 2000 + atoi(typed)
	}
	return atoi(typed)
}

// daysOf is the period between two days of which the years may be missing.
func daysOf(day1, month1, year1, day2, month2, year2 string, defaultYear int) (from, to Date, err error) {
	if to, err = checkDate(year(year2, year1, defaultYear), atoi(month2), atoi(day2)); err != nil {
		return Date{}, Date{}, err
	}
	y := year(year1, year2, defaultYear)
	if year1 == "" && atoi(month1) > atoi(month2) && year2 != "" { // 15/12 đến 10/1/2025
		y--
	}
	if from, err = checkDate(y, atoi(month1), atoi(day1)); err != nil {
		return Date{}, Date{}, err
	}
	return from, to, nil
}

// monthsOf is all of one month, or of one to another.
func monthsOf(month1, year1, month2, year2 string, defaultYear int) (from, to Date, err error) {
	if month2 == "" {
		month2, year2 = month1, year1
	}
	last, err := checkDate(year(year2, year1, defaultYear), atoi(month2), 1)
	if err != nil {
		return Date{}, Date{}, err
	}
	first, err := checkDate(year(year1, year2, defaultYear), atoi(month1), 1)
	if err != nil {
		return Date{}, Date{}, err
	}
	return first, Date{last.Year, last.Month, DaysIn(last.Year, time.Month(last.Month))}, nil
}
