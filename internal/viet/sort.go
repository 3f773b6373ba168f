package viet

import (
	"cmp"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// A collator keeps its place while it compares, so each goroutine borrows one.
var collators = sync.Pool{New: func() any { return collate.New(language.Vietnamese, collate.Numeric) }}

// CompareNatural orders text as a Vietnamese dictionary does, and numbers in it by
// their size: Tổ dân phố số 2 before số 10.
func CompareNatural(a, b string) int {
	c, _ := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	return cmp.Or(c.CompareString(a, b), strings.Compare(a, b))
}

// ComparePeople orders full names as a list of people is ordered here: by given
// name, which is last, then by family name, which is first, then by what is between.
func ComparePeople(a, b string) int {
	aGiven, aFamily, aMiddle := nameParts(a)
	bGiven, bFamily, bMiddle := nameParts(b)
	return cmp.Or(CompareNatural(aGiven, bGiven), CompareNatural(aFamily, bFamily),
		CompareNatural(aMiddle, bMiddle), strings.Compare(a, b))
}

func nameParts(full string) (given, family, middle string) {
	_, name := SplitHonorific(full)
	tokens := strings.Fields(name)
	switch n := len(tokens); n {
	case 0:
		return "", "", ""
	case 1:
		return tokens[0], "", ""
	default:
		return tokens[n-1], tokens[0], strings.Join(tokens[1:n-1], " ")
	}
}

// Initials are the first letters of the family and the given name, with their
// accents: Đoàn Thị Bích Ngọc → ĐN.
func Initials(full string) string {
	given, family, _ := nameParts(norm.NFC.String(full))
	initials := ""
	for _, name := range []string{family, given} {
		if r, n := utf8.DecodeRuneInString(name); n > 0 {
			initials += string(r)
		}
	}
	return Upper(initials)
}

// honorifics are how the forms of address arrive, longest first, and how they are kept.
var honorifics = []struct{ typed, kept string }{
	{"đồng chí", "đồng chí"},
	{"đ/c.", "đồng chí"},
	{"đ/c", "đồng chí"},
	{"đc.", "đồng chí"},
	{"đc", "đồng chí"},
	{"ông", "ông"},
	{"bà", "bà"},
}

// SplitHonorific parts a form of address from the name it stands before, and says
// it in one way: "Đ/C Nguyễn Thứ" → "đồng chí", "Nguyễn Thứ". One word alone is a name.
func SplitHonorific(full string) (honorific, name string) {
	full = Clean(full)
	lower := strings.ToLower(full)
	for _, h := range honorifics {
		rest, found := strings.CutPrefix(lower, h.typed)
		if !found || len(lower) != len(full) {
			continue
		}
		rest = full[len(full)-len(rest):]
		name = strings.TrimLeft(rest, " :")
		apart := name != rest || strings.HasSuffix(h.typed, ".")
		if apart && name != "" {
			return h.kept, name
		}
	}
	return "", full
}
