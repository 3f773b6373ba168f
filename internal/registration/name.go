package registration

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"portal/internal/viet"
)

// TitleKey is a title as it is compared: without case, spaces and punctuation, but with its accents.
// The database has the same rule (title_key).
func TitleKey(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, strings.ToLower(norm.NFC.String(title)))
}

// nameKey is the name of a unit or a category as it is compared: as a title is, but 05 is 5, and it
// does not matter on which vowel the tone stands: khoẻ is khỏe.
func nameKey(name string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(norm.NFD.String(strings.ToLower(viet.Clean(name)))) {
		tones := ""
		for _, r := range word {
			if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) {
				tones += string(r)
				continue
			}
			b.WriteRune(r)
		}
		b.WriteString(tones)
	}
	bare := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, b.String())
	return leadingZeros.ReplaceAllString(bare, "$1$2")
}

var leadingZeros = regexp.MustCompile(`(^|[^0-9])0+([0-9])`)

// names finds the code of what people write in many ways.
type names struct {
	codes map[string]string // by key
	asked map[string]string // by what was written: a list says the same few names over and over
}

func newNames() names { return names{map[string]string{}, map[string]string{}} }

// add takes a name for a code. The name that was there first stays: codes come before names, and
// names before what else people say.
func (n names) add(code string, spellings ...string) {
	for _, s := range spellings {
		if key := nameKey(s); key != "" {
			if _, taken := n.codes[key]; !taken {
				n.codes[key] = code
			}
		}
	}
}

// find is the code of a name, or "".
func (n names) find(name string) string {
	code, known := n.asked[name]
	if !known {
		code = n.codes[nameKey(name)]
		n.asked[name] = code
	}
	return code
}

// context is Known, made ready for many rows.
type context struct {
	Known
	units, categories names
}

func (k Known) context() context {
	c := context{k, newNames(), newNames()}
	for _, u := range k.Units {
		c.units.add(u.Code, u.Code)
	}
	for _, u := range k.Units {
		c.units.add(u.Code, u.Name)
	}
	for _, u := range k.Units {
		c.units.add(u.Code, u.Short)
	}
	for _, u := range k.Units {
		c.units.add(u.Code, u.Aliases...)
	}
	for _, x := range k.Categories {
		c.categories.add(x.Code, x.Code, x.Name, x.Code+" "+x.Name)
	}
	return c
}

var (
	strongMarks = regexp.MustCompile(`[;\n\r\v]+`)
	weakMarks   = regexp.MustCompile(`(?i),|\s+và\s+|&|\+|/`)
	prefixes    = regexp.MustCompile(`(?i)^(?:[-•+*]\s*|\d+[.)]\s+|(?:và|các|phối hợp với|với|cùng)\s+)+`)
	lastNumber  = regexp.MustCompile(`\d+$`)
)

// partners finds the units that help, named one after another. "TDP 2, 13, 14" is three of them.
// Those that are not known come back as they were written.
func (c context) partners(text string) (codes, unknown []string) {
	last := "" // the name before, for numbers that follow it
	take := func(name string) bool {
		name = viet.Clean(prefixes.ReplaceAllString(viet.Clean(name), ""))
		if strings.Trim(name, "0123456789") == "" && name != "" {
			name = lastNumber.ReplaceAllString(last, name)
		}
		code := c.units.find(name)
		if code != "" {
			codes, last = append(codes, code), name
		}
		return code != "" || nameKey(name) == ""
	}
	for _, part := range strongMarks.Split(text, -1) {
		if take(part) {
			continue
		}
		// A name may hold a comma or "và" itself: the longest run of pieces that is a name is taken.
		marks := weakMarks.FindAllStringIndex(part, -1)
		marks = append(marks, []int{len(part), len(part)})
		for from, i := 0, 0; i < len(marks); {
			taken := false
			for j := min(len(marks)-1, i+3); j >= i && !taken; j-- {
				if taken = take(part[from:marks[j][0]]); taken {
					from, i = marks[j][1], j+1
				}
			}
			if !taken {
				unknown = append(unknown, viet.Clean(part[from:marks[i][0]]))
				from, i = marks[i][1], i+1
			}
		}
	}
	return codes, unknown
}
