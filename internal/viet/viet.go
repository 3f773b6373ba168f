// Package viet knows how Vietnamese is written: how text is cleaned, folded for
// search, sorted and highlighted, and how dates, numbers, names and telephone
// numbers are read and shown. It knows nothing of the database or the web.
package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NBSP is the space that keeps a number and its unit on one line.
const NBSP = "\u00a0"

// marksPerLetter bounds the accents stacked on one letter. Vietnamese needs two;
// far more are only ever typed to smear a page.
const marksPerLetter = 4

// Clean makes one line of text that may be stored: NFC, nothing invisible, white
// space of any kind collapsed to single spaces, trimmed.
func Clean(s string) string {
	return strings.Join(strings.FieldsFunc(tidy(s), unicode.IsSpace), " ")
}

// CleanText is Clean for text of many lines: it keeps the line breaks (as LF),
// tabs and runs of spaces, which mean something in Markdown.
func CleanText(s string) string {
	return strings.TrimSpace(tidy(s))
}

// newlines are all the ways to end a line. NEL, LINE and PARAGRAPH SEPARATOR come
// with text copied from old systems and from PDF.
var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n",
	"\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

func tidy(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	// What is invisible can stand between a letter and its accent, so compose
	// again once it is gone.
	s = norm.NFC.String(newlines.Replace(s))
	marks := 0
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= ' ' && r < 0x7f, r >= 0x1e00 && r < 0x1f00: // most of what comes: ASCII and letters with two accents
			marks = 0
			return r
		case r == '\n' || r == '\t':
			marks = 0
			return r
		case invisible(r):
			return -1
		case unicode.IsSpace(r):
			marks = 0
			return ' '
		case unicode.Is(unicode.Mn, r):
			if marks++; marks > marksPerLetter {
				return -1
			}
			return r
		}
		marks = 0
		return r
	}, s)
	return norm.NFC.String(s)
}

// invisible reports what takes no room on the page: control characters, zero
// widths, the marks that turn the direction of writing, fillers. Names that look
// alike must be alike.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point) || r == '\u2800'
}

// Fold makes the key by which text is searched: lower case, without accents, đ as
// d, dashes and quotes as typed on a keyboard, single spaces.
func Fold(s string) string {
	b := make([]byte, 0, len(s))
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = len(b) > 0
			continue
		}
		n := len(b)
		if space {
			b = append(b, ' ')
		}
		m := len(b)
		b = appendFolded(b, r)
		if len(b) == m { // nothing visible came of it: the space still waits
			b = b[:n]
			continue
		}
		space = false
	}
	return string(b)
}

// appendFolded folds one letter, which gives none, one or several.
func appendFolded(b []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		if r < ' ' || r == 0x7f {
			return b
		}
		return append(b, byte(unicode.ToLower(r))) //nolint:gosec // ASCII
	}
	switch r {
	case 'đ', 'Đ', 'ð', 'Ð': // Ð and ð are what old fonts and careless keyboards give for Đ
		return append(b, 'd')
	case '‐', '‑', '‒', '–', '—', '−':
		return append(b, '-')
	case '“', '”', '„', '«', '»':
		return append(b, '"')
	case '‘', '’':
		return append(b, '\'')
	}
	if invisible(r) {
		return b
	}
	for _, d := range norm.NFD.String(string(unicode.ToLower(r))) {
		if !unicode.Is(unicode.Mn, d) {
			b = utf8.AppendRune(b, unicode.ToLower(d))
		}
	}
	return b
}

// Slug makes the part of an address that tells people what is there:
// "Phát động phong trào" → "phat-dong-phong-trao". It may be empty.
func Slug(s string) string {
	return strings.Join(words(Fold(s)), "-")
}

// words splits folded text at everything that is not a Latin letter or a digit.
func words(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}

// Upper writes text in capitals, in every locale: ĐỒNG CHÍ.
func Upper(s string) string { return strings.ToUpper(norm.NFC.String(s)) }

// Capitalise makes the first letter a capital and leaves the others alone.
func Capitalise(s string) string {
	s = norm.NFC.String(s)
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 || r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// Shorten cuts text to at most n letters, at the end of a word, with an ellipsis.
func Shorten(s string, n int) string {
	letters := []rune(norm.NFC.String(s))
	if len(letters) <= n {
		return string(letters)
	}
	if n <= 1 {
		return "…"
	}
	cut := n - 1
	for i := cut; i > cut/2; i-- {
		if unicode.IsSpace(letters[i]) {
			cut = i
			break
		}
	}
	return strings.TrimRight(string(letters[:cut]), " \t\n,;:.-–") + "…"
}
