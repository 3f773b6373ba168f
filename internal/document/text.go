package document

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// clean makes text fit for paper: composed, and without what is not printed or would turn the direction
// of reading. Line breaks stay, and spaces that do not break.
func clean(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\u2028' || r == '\u2029':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Noncharacter_Code_Point):
			return -1
		}
		return r
	}, s)
}

// drawn are the letters in the fonts of this package; see fonts/README.md.
var drawn = &unicode.RangeTable{R16: []unicode.Range16{
	{0x0020, 0x007e, 1},
	{0x00a0, 0x017f, 1},
	{0x01a0, 0x01a1, 1},
	{0x01af, 0x01b0, 1},
	{0x0300, 0x0304, 1},
	{0x0306, 0x0306, 1},
	{0x0309, 0x0309, 1},
	{0x0323, 0x0323, 1},
	{0x1ea0, 0x1ef9, 1},
	{0x2010, 0x2015, 1},
	{0x2018, 0x201e, 1},
	{0x2020, 0x2022, 1},
	{0x2026, 0x2026, 1},
	{0x2030, 0x2030, 1},
	{0x2032, 0x2033, 1},
	{0x2039, 0x203a, 1},
	{0x20ab, 0x20ac, 1},
	{0x2116, 0x2116, 1},
	{0x2122, 0x2122, 1},
	{0x2190, 0x2193, 1},
	{0x2212, 0x2212, 1},
	{0x2248, 0x2248, 1},
	{0x2260, 0x2260, 1},
	{0x2264, 0x2265, 1},
	{0x25a1, 0x25a1, 1},
	{0x25cf, 0x25cf, 1},
}}

// printable is clean, with a box for each letter that the fonts do not have.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || unicode.Is(drawn, r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return '□'
	}, clean(s))
}
