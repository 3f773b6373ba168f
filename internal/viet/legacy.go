package viet

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Script says how a text is written: in Unicode, or in one of the old encodings of fonts, which
// still arrive in documents. Their letters stand in the places of Western European ones.
type Script int

// The scripts. Garbled is text that is none of the others for sure.
const (
	Unicode Script = iota
	TCVN3          // ABC, of fonts such as .VnTime
	VNI            // of fonts such as VNI-Times
	Garbled
)

// FromLegacy brings text of an old font into Unicode and says what it was. The name of the font
// decides, if it is known; without one the text is converted only if nothing but that makes it
// Vietnamese. Text in Unicode, and what cannot be told for sure, comes back as it is.
func FromLegacy(text, font string) (string, Script) {
	if strings.ContainsRune(text, unicode.ReplacementChar) {
		return text, Garbled
	}
	script := scriptOf(font)
	if script == Unicode {
		return byPattern(text)
	}
	if capitals(font) {
		if upper := strings.ToUpper(text); !high(text) {
			if upper == text {
				return text, Unicode
			}
			return upper, script
		}
	} else if !high(text) {
		return text, Unicode
	}
	converted, ok := decode(text, script)
	switch {
	case beyond(text) && !ok, !ok && len(misspelt(text)) == 0:
		return text, Unicode // typed with a Unicode keyboard, whatever the font
	case !ok:
		return text, Garbled
	case capitals(font):
		return strings.ToUpper(converted), script
	default:
		return converted, script
	}
}

// scriptOf knows the old fonts by their names; Unicode stands for all others.
func scriptOf(font string) Script {
	switch name := strings.ToLower(strings.TrimSpace(font)); {
	case strings.HasPrefix(name, ".vn"):
		return TCVN3
	case strings.HasPrefix(name, "vni-"), strings.HasPrefix(name, "vni "):
		return VNI
	default:
		return Unicode
	}
}

// capitals reports a font that draws every letter as a capital: .VnTimeH.
func capitals(font string) bool {
	font = strings.TrimSpace(font)
	return scriptOf(font) == TCVN3 && strings.HasSuffix(font, "H")
}

// byPattern converts text of which the font says nothing.
func byPattern(text string) (string, Script) {
	if !high(text) || beyond(text) && !strings.ContainsFunc(text, foreign) {
		return text, Unicode
	}
	bad := misspelt(text)
	strange := 0 // words with letters that Vietnamese does not have
	for _, word := range bad {
		if strings.ContainsFunc(word, foreign) {
			strange++
		}
	}
	if strange == 0 && len(bad) < 2 {
		return text, Unicode
	}
	if beyond(text) { // Unicode, or both in one
		if _, ok := decode(strings.Join(bad, " "), TCVN3); strange > 1 && ok {
			return text, Garbled
		}
		return text, Unicode
	}
	var found string
	script := Unicode
	for _, s := range []Script{TCVN3, VNI} {
		converted, ok := decode(text, s)
		if !ok || len(misspelt(converted)) > 0 {
			continue
		}
		if script != Unicode { // both fit
			return text, Garbled
		}
		found, script = converted, s
	}
	switch {
	case script != Unicode:
		return found, script
	case strange > 0:
		return text, Garbled
	default:
		return text, Unicode
	}
}

// high reports letters or signs beyond ASCII that an old font may have put there.
func high(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r > 0xa0 && r <= 0xff || unicode.IsMark(r) || beyondLatin(r) })
}

// beyond reports letters that only Unicode has.
func beyond(text string) bool { return strings.ContainsFunc(text, beyondLatin) }

func beyondLatin(r rune) bool { return r > 0xff && (unicode.IsLetter(r) || unicode.IsMark(r)) }

// misspelt lists the words with high letters that are not built like Vietnamese ones.
func misspelt(text string) []string {
	var bad []string
	for word := range strings.FieldsFuncSeq(quoted.Replace(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !foreign(r)
	}) {
		if !high(word) || !strings.ContainsFunc(word, unicode.IsLetter) {
			continue // a sign alone, such as © or §
		}
		if !Syllable(strings.ReplaceAll(word, "\u00ad", "")) || strings.ContainsFunc(word, func(r rune) bool { return foreign(r) && r != '\u00ad' }) {
			bad = append(bad, word)
		}
	}
	return bad
}

// quoted takes away the marks that Unicode texts have around words.
var quoted = strings.NewReplacer(" «", " ", "» ", " ", "«\u00a0", " ", "\u00a0»", " ")

// foreign reports what stands among the letters of Western Europe and is none of Vietnamese.
func foreign(r rune) bool {
	return r > 0xa0 && r <= 0xff && strings.ContainsRune("¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿ", r)
}

// decode reads text as that of an old font; ok is false when it holds what the font does not have.
func decode(text string, script Script) (decoded string, ok bool) {
	if script == VNI {
		return fromVNI(text)
	}
	return fromTCVN3(text)
}

// tcvn3 has the letters of TCVN 5712 VN3 by their codes. There are no capitals with tones: fonts
// whose names end in H draw the small ones as capitals.
var tcvn3 = func() map[rune]rune {
	codes := []rune("¡¢£¤¥¦§¨©ª«¬\u00ad®" + "µ¶·¸¹" + "»¼½¾Æ" + "ÇÈÉÊË" + "ÌÎÏÐÑ" + "ÒÓÔÕÖ" + "×ØÜÝÞ" + "ßáâãä" + "åæçèé" + "êëìíî" + "ïñòóô" + "õö÷øù" + "úûüýþ")
	letters := []rune("ĂÂÊÔƠƯĐăâêôơưđ" + "àảãáạ" + "ằẳẵắặ" + "ầẩẫấậ" + "èẻẽéẹ" + "ềểễếệ" + "ìỉĩíị" + "òỏõóọ" + "ồổỗốộ" + "ờởỡớợ" + "ùủũúụ" + "ừửữứự" + "ỳỷỹýỵ")
	m := map[rune]rune{}
	for i, c := range codes {
		m[c] = letters[i]
	}
	return m
}()

func fromTCVN3(text string) (string, bool) {
	ok := true
	decoded := strings.Map(func(r rune) rune {
		letter, found := tcvn3[r]
		switch {
		case found:
			return letter
		case beyondLatin(r), r >= 0xc0 && r <= 0xff:
			ok = false
		}
		return r
	}, norm.NFC.String(text))
	return decoded, ok
}

// VNI writes a letter and then its marks as another letter; some letters are one.
var (
	vniMarks = map[rune]string{
		'ù': "\u0301", 'ø': "\u0300", 'û': "\u0309", 'õ': "\u0303", 'ï': "\u0323",
		'â': "\u0302", 'á': "\u0302\u0301", 'à': "\u0302\u0300", 'å': "\u0302\u0309", 'ã': "\u0302\u0303", 'ä': "\u0302\u0323",
		'ê': "\u0306", 'é': "\u0306\u0301", 'è': "\u0306\u0300", 'ú': "\u0306\u0309", 'ü': "\u0306\u0303", 'ë': "\u0306\u0323",
	}
	vniLetters = map[rune]rune{'ô': 'ơ', 'ö': 'ư', 'ñ': 'đ', 'í': 'í', 'ì': 'ì', 'æ': 'ỉ', 'ó': 'ĩ', 'ò': 'ị', 'î': 'ỵ'}
	vniBases   = map[rune]string{ // what marks each may carry, by their first
		'a': "\u0301\u0300\u0309\u0303\u0323\u0302\u0306", 'e': "\u0301\u0300\u0309\u0303\u0323\u0302", 'o': "\u0301\u0300\u0309\u0303\u0323\u0302",
		'u': "\u0301\u0300\u0309\u0303\u0323", 'y': "\u0301\u0300\u0309\u0303", 'ô': "\u0301\u0300\u0309\u0303\u0323", 'ö': "\u0301\u0300\u0309\u0303\u0323",
	}
)

func fromVNI(text string) (string, bool) {
	letters := []rune(norm.NFC.String(text))
	var b strings.Builder
	ok := true
	for i := 0; i < len(letters); i++ {
		r := letters[i]
		small := unicode.ToLower(r)
		written := r
		if letter, found := vniLetters[small]; found {
			written = letter
			if small != r {
				written = unicode.ToUpper(letter)
			}
		} else if beyondLatin(r) || r > 0xa0 && r <= 0xff && foreign(r) || vniMarks[small] != "" {
			ok = false
		}
		b.WriteRune(written)
		if i+1 < len(letters) {
			mark := vniMarks[unicode.ToLower(letters[i+1])]
			if mark != "" && strings.Contains(vniBases[small], mark[:2]) { // a mark is two bytes
				b.WriteString(mark)
				i++
			}
		}
	}
	return norm.NFC.String(b.String()), ok
}
