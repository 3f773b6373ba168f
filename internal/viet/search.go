package viet

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// synonyms are the short forms that the ward writes and speaks. The forms of one
// line find each other. All are folded; a form may stand in several lines.
var synonyms = [][]string{
	{"tdp", "to dan pho", "to dan pho so"},
	{"gptd", "giai phong thu do"},
	{"hn", "hoi nghi"},
	{"hn", "ha noi"},
	{"btc", "ban to chuc"},
	{"ctmt", "cong tac mat tran"},
	{"ktxh", "kt xh", "kinh te xa hoi"},
	{"ntvt", "nguoi tot viec tot"},
	{"dhtt", "dien hinh tien tien"},
	{"ubnd", "uy ban nhan dan"},
	{"hdnd", "hoi dong nhan dan"},
	{"mttq", "mat tran to quoc"},
	{"ub", "uy ban"},
	{"ccb", "cuu chien binh"},
	{"lhpn", "lien hiep phu nu"},
	{"pn", "phu nu"},
	{"dtn", "doan thanh nien"},
	{"tncs", "thanh nien cong san"},
	{"tntp", "thieu nien tien phong"},
	{"ctd", "chu thap do"},
	{"nct", "nguoi cao tuoi"},
	{"bch", "ban chi huy"},
	{"bcd", "ban chi dao"},
	{"qs", "quan su"},
	{"ca", "cong an"},
	{"ttxd", "trat tu xay dung"},
	{"ttdt", "trat tu do thi"},
	{"antt", "an ninh trat tu"},
	{"pccc", "phong chay chua chay"},
	{"vsmt", "ve sinh moi truong"},
	{"vhxh", "vh xh", "van hoa xa hoi"},
	{"vhvn", "van hoa van nghe"},
	{"tdtt", "the duc the thao"},
	{"cchc", "cai cach hanh chinh"},
	{"cds", "chuyen doi so"},
	{"dvc", "dich vu cong"},
	{"tyt", "tram y te"},
	{"th", "tieu hoc"},
	{"thcs", "trung hoc co so"},
	{"mn", "mam non"},
	{"gd dt", "giao duc dao tao"},
	{"tdkt", "thi dua khen thuong"},
	{"kh", "ke hoach"},
	{"qd", "quyet dinh"},
	{"bc", "bao cao"},
}

// The bounds of a query: nobody types more, and each term costs a look at every row.
const (
	maxTerms  = 12
	maxLetter = 200
)

// forms are all the ways to write each known form, by its words.
var forms = func() map[string][]string {
	m := map[string][]string{}
	for _, line := range synonyms {
		for _, form := range line {
			for _, other := range line {
				if !slices.Contains(m[form], other) {
					m[form] = append(m[form], other)
				}
			}
		}
	}
	for form, all := range m { // the words as typed come first
		i := slices.Index(all, form)
		m[form] = append([]string{form}, slices.Delete(slices.Clone(all), i, i+1)...)
	}
	return m
}()

const longestForm = 6 // words

// Terms reads a query. Every term must be found, in any of its forms:
// "tdp 2" → [[tdp, to dan pho, to dan pho so], [2]].
func Terms(query string) [][]string {
	if letters := []rune(query); len(letters) > maxLetter {
		query = string(letters[:maxLetter])
	}
	var w []string
	for _, word := range words(Fold(query)) {
		letters := strings.TrimRight(word, "0123456789")
		if number := word[len(letters):]; number != "" && forms[letters] != nil {
			w = append(w, letters, number) // tdp2
			continue
		}
		w = append(w, word)
	}
	var terms [][]string
	for len(w) > 0 && len(terms) < maxTerms {
		n := min(longestForm, len(w))
		for ; n > 1; n-- {
			if forms[strings.Join(w[:n], " ")] != nil {
				break
			}
		}
		term := forms[strings.Join(w[:n], " ")]
		if term == nil {
			term = []string{w[0]}
		}
		terms = append(terms, term)
		w = w[n:]
	}
	return terms
}

// Expand lists the folded ways to write a query, the one as typed first, at most 16:
// "tdp 2" → "tdp 2", "to dan pho 2", "to dan pho so 2".
func Expand(query string) []string {
	all := []string{""}
	for _, term := range Terms(query) {
		var next []string
		for _, form := range term {
			for _, head := range all {
				next = append(next, strings.TrimSpace(head+" "+form))
			}
		}
		all = next[:min(len(next), 16)]
	}
	return all
}

// Patterns are one regular expression for each term, for PostgreSQL and for Go
// alike, to be matched against SearchText. All must match:
//
//	where search_text ~ all($1::text[])
//
// A word matches at the start of a word; a number matches that number only, with
// or without leading zeros, so that "tổ 2" does not list groups 20 to 29.
func Patterns(query string) []string {
	patterns := []string{}
	for _, term := range Terms(query) {
		patterns = append(patterns, `(^|[^a-z0-9])`+pattern(term))
	}
	return patterns
}

func pattern(term []string) string {
	alternatives := make([]string, len(term))
	for i, form := range term {
		if number := strings.TrimLeft(form, "0"); strings.Trim(form, "0123456789") == "" {
			alternatives[i] = "0*" + cmp.Or(number, "0") + "($|[^0-9])"
			continue
		}
		alternatives[i] = strings.ReplaceAll(form, " ", "[^a-z0-9]+")
	}
	return "(" + strings.Join(alternatives, "|") + ")"
}

// Matches reports whether text holds every term of the query; an empty query
// matches everything. It is Patterns for lists already in memory.
func Matches(text, query string) bool {
	folded := Fold(text)
	for _, p := range Patterns(query) {
		if !regexp.MustCompile(p).MatchString(folded) {
			return false
		}
	}
	return true
}

// Exact reports whether text holds the query with its accents. Such hits stand
// before the others: "thủ đô" lists "Thủ đô" before "thu do".
func Exact(text, query string) bool {
	query = strings.ToLower(Clean(query))
	return query != "" && strings.Contains(strings.ToLower(Clean(text)), query)
}

// SearchText is what a search looks into: the folded parts, one to a line.
func SearchText(parts ...string) string {
	var folded []string
	for _, part := range parts {
		if f := Fold(part); f != "" {
			folded = append(folded, f)
		}
	}
	return strings.Join(folded, "\n")
}

// Span is a piece of text; Hit says that the query found it.
type Span struct {
	Text string
	Hit  bool
}

// Highlight splits text into what the query found and what it did not. The pieces
// together are text, in NFC.
func Highlight(text, query string) []Span {
	text = norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD"))
	if text == "" {
		return nil
	}
	folded, from := foldedWithOrigin(text)
	hit := make([]bool, len(text))
	for _, term := range Terms(query) {
		find := regexp.MustCompile("^" + pattern(term))
		find.Longest()
		for i := range folded {
			if !alphanumeric(folded[i]) || i > 0 && alphanumeric(folded[i-1]) {
				continue
			}
			m := find.FindSubmatchIndex(folded[i:])
			if m == nil {
				continue
			}
			end := i + m[3]
			if len(m) > 4 { // what follows a number is looked at, not taken
				end = i + m[4]
			}
			for n := from[i]; n < from[end]; n++ {
				hit[n] = true
			}
		}
	}
	return spans(text, hit)
}

// foldedWithOrigin folds text letter by letter and tells for each folded byte
// where its letter begins in text. Spaces are kept, so that nothing moves.
func foldedWithOrigin(text string) ([]byte, []int) {
	var folded []byte
	var from []int
	for i, r := range text {
		if unicode.IsSpace(r) {
			r = ' '
		}
		folded = appendFolded(folded, r)
		for len(from) < len(folded) {
			from = append(from, i)
		}
	}
	return folded, append(from, len(text))
}

func alphanumeric(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' }

func spans(text string, hit []bool) []Span {
	var out []Span
	begin := 0
	for i := range len(text) {
		if i > begin && hit[i] != hit[begin] && utf8.RuneStart(text[i]) {
			out = append(out, Span{text[begin:i], hit[begin]})
			begin = i
		}
	}
	return append(out, Span{text[begin:], hit[begin]})
}
