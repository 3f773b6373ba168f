package viet

import (
	"regexp"
	"strings"

	"portal/internal/fault"
)

// renumbered are the mobile prefixes of 11 digits that became 10 digits in 2018.
var renumbered = map[string]string{
	"0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
	"0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
	"0162": "032", "0163": "033", "0164": "034", "0165": "035",
	"0166": "036", "0167": "037", "0168": "038", "0169": "039",
	"0186": "056", "0188": "058", "0199": "059",
}

var (
	phoneMarks  = strings.NewReplacer(" ", "", ".", "", "-", "", "(", "", ")", "", "–", "", "/", "")
	mobile      = regexp.MustCompile(`^0[35789]\d{8}$`)
	landline    = regexp.MustCompile(`^02\d{9}$`)
	samplePhone = regexp.MustCompile(`^0000000\d{3}$`)
)

// ParsePhone reads a Vietnamese number in any of the ways it is written and gives
// E.164, old numbers of 11 digits made new: 0169 123 4567 → +84391234567. A
// fictitious number of the sample, 0000 000 nnn, is kept as digits, for nobody can
// be called by it. The error is a sentence for the visitor.
func ParsePhone(text string) (string, error) {
	digits := national(text)
	switch {
	case samplePhone.MatchString(digits):
		return digits, nil
	case mobile.MatchString(digits), landline.MatchString(digits):
		return "+84" + digits[1:], nil
	}
	return "", fault.New(fault.Unprocessable, "Hãy nhập số điện thoại gồm 10 chữ số, ví dụ 0912 345 678.")
}

// national is the number as dialled inside the country, in digits.
func national(text string) string {
	digits := phoneMarks.Replace(Clean(text))
	for _, prefix := range []string{"+84", "0084", "84"} {
		if rest, found := strings.CutPrefix(digits, prefix); found && (prefix != "84" || len(digits) >= 11) {
			digits = "0" + strings.TrimPrefix(rest, "0")
			break
		}
	}
	if len(digits) == 11 {
		if prefix, found := renumbered[digits[:4]]; found {
			digits = prefix + digits[4:]
		}
	}
	return digits
}

// ShowPhone shows a number in groups: 0912 345 678, 024 3765 1234. What is no
// number is shown as it is.
func ShowPhone(phone string) string {
	d := national(phone)
	switch {
	case mobile.MatchString(d), samplePhone.MatchString(d):
		return d[:4] + " " + d[4:7] + " " + d[7:]
	case landline.MatchString(d):
		return d[:3] + " " + d[3:7] + " " + d[7:]
	}
	return phone
}

// PhoneLink is the address that dials a number, and "" for a fictitious one.
func PhoneLink(phone string) string {
	e164, err := ParsePhone(phone)
	if err != nil || !strings.HasPrefix(e164, "+") {
		return ""
	}
	return "tel:" + e164
}
