package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// EmailKey is what makes an e-mail one person's: NFKC, lower case, without spaces
// around. It is unique in the table, however the address was typed.
func EmailKey(email string) string {
	email = strings.Map(func(r rune) rune { // a database does not take all of them
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(email, ""))
	return norm.NFKC.String(strings.ToLower(norm.NFKC.String(strings.TrimSpace(email))))
}

// badEmail says in a sentence what is wrong with an e-mail address, or "".
func badEmail(email string) string {
	key := EmailKey(email)
	if key == "" {
		return "Hãy nhập e-mail."
	}
	if utf8.RuneCountInString(key) > 200 {
		return "E-mail dài nhất 200 ký tự."
	}
	script := ""
	for _, r := range email + key {
		switch {
		case unicode.In(r, unicode.C, unicode.Zl, unicode.Zp), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
			return "E-mail có ký tự ẩn. Hãy gõ lại thay vì dán."
		case unicode.IsLetter(r):
			s := scriptOf(r)
			if script != "" && s != script {
				return "E-mail trộn chữ cái của nhiều bảng chữ (có thể là chữ trông giống nhau). Hãy gõ lại bằng chữ Latinh."
			}
			script = s
		}
	}
	local, domain, _ := strings.Cut(key, "@")
	if !spelled(local, "._%+-'") || !strings.Contains(domain, ".") {
		return "E-mail cần có dạng ten@noi-nao-do.vn."
	}
	for label := range strings.SplitSeq(domain, ".") {
		if !spelled(label, "-") {
			return "E-mail cần có dạng ten@noi-nao-do.vn."
		}
	}
	return ""
}

// spelled reports whether a part of an address has letters, digits and these marks only.
func spelled(part, marks string) bool {
	return part != "" && strings.IndexFunc(part, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(marks, r)
	}) < 0
}

func scriptOf(r rune) string {
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return ""
}
