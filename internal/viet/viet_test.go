package viet

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letters are the 134 accented and special letters of Vietnamese, each line folding to its key.
var letters = map[string]string{
	"a": "àáảãạăằắẳẵặâầấẩẫậ", "d": "đ", "e": "èéẻẽẹêềếểễệ", "i": "ìíỉĩị",
	"o": "òóỏõọôồốổỗộơờớởỡợ", "u": "ùúủũụưừứửữự", "y": "ỳýỷỹỵ",
}

func TestEveryLetterFolds(t *testing.T) {
	t.Parallel()
	count := 0
	for key, line := range letters {
		for _, small := range line {
			for _, letter := range []string{string(small), strings.ToUpper(string(small))} {
				count++
				for _, form := range []string{letter, norm.NFD.String(letter)} {
					if got := Fold(form); got != key {
						t.Errorf("Fold(%q) = %q, want %q", form, got, key)
					}
					if got := Clean(form); got != letter {
						t.Errorf("Clean(%q) = %q, want %q", form, got, letter)
					}
					if got := Slug(form); got != key {
						t.Errorf("Slug(%q) = %q, want %q", form, got, key)
					}
				}
			}
		}
	}
	if count != 134 {
		t.Errorf("%d letters, want 134", count)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Di\u0323ch":       "Dịch",
		"Di\u200b\u0323ch": "Dịch", // invisible between letter and accent
		"  Tổ\u00a0dân\t phố\r\nsố\u30002  ": "Tổ dân phố số 2",
		"a\u200bb\u200d\ufeff\u00adc":        "abc",
		"\u202egnurt\u202c \u2066x\u2069":    "gnurt x",
		"a\x00b\x1bc\x7f\u0085d":             "abc d",
		"\u3164\u2800 \u115f":                "",
		"x\xffy":                             "x\uFFFDy",
		"e\u0302\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301": "ế\u0301\u0301\u0301\u0301",
		`"Học tập…" – “sạch”`:                                           `"Học tập…" – “sạch”`,
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCleanTextKeepsLines(t *testing.T) {
	t.Parallel()
	in := "\r\n\u200bMột  \r\n\r\n  - hai\u00a0ba\r\tbốn\u2028năm\x07\n "
	want := "Một  \n\n  - hai ba\n\tbốn\nnăm"
	if got := CleanText(in); got != want {
		t.Errorf("CleanText = %q, want %q", got, want)
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"MAI DỊCH":                   "mai dich",
		norm.NFD.String("Mai  Dịch"): "mai dich",
		"Đăng ký":                    "dang ky",
		"hoà":                        Fold("hòa"),
		"thuỷ khoẻ":                  Fold("thủy khỏe"),
		"Ủy ban":                     Fold("Uỷ ban"),
		"“Xanh – Sạch”":              `"xanh - sach"`,
		" a \u200b b ":               "a b",
		"\u0301":                     "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSlugUpperShorten(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{Slug("Phát động phong trào"), "phat-dong-phong-trao"},
		{Slug(" --Đ/c: Tổ 3+4 (TDP 7A)!"), "d-c-to-3-4-tdp-7a"},
		{Slug("!!!"), ""},
		{Upper("đồng chí Nguyễn Thứ"), "ĐỒNG CHÍ NGUYỄN THỨ"},
		{Capitalise("đảng ủy phường"), "Đảng ủy phường"},
		{Capitalise(""), ""},
		{Shorten("Tổ dân phố số 2", 15), "Tổ dân phố số 2"},
		{Shorten("Tổ dân phố số 2", 12), "Tổ dân phố…"},
		{Shorten("Nghiêngngả", 5), "Nghi…"},
		{Shorten("ế", 1), "ế"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"Mai Di\u0323ch", "a\u0344\u0344\u0344", "\u202eĐ", "x\xff", "K\u212b", "\u1e9e İ", "\r\n\u2028"} {
		f.Add(s, "dich")
	}
	f.Fuzz(func(t *testing.T, s, query string) {
		for name, clean := range map[string]func(string) string{"Clean": Clean, "CleanText": CleanText, "Fold": Fold} {
			once := clean(s)
			if !utf8.ValidString(once) {
				t.Errorf("%s(%q) = %q: not UTF-8", name, s, once)
			}
			if twice := clean(once); twice != once {
				t.Errorf("%s(%q) = %q, then %q", name, s, once, twice)
			}
		}
		line := Clean(s)
		if !norm.NFC.IsNormalString(line) || strings.ContainsFunc(line, unicode.IsControl) {
			t.Errorf("Clean(%q) = %q", s, line)
		}
		if !utf8.ValidString(Shorten(line, 7)) || utf8.RuneCountInString(Shorten(line, 7)) > 7 {
			t.Errorf("Shorten(%q) = %q", line, Shorten(line, 7))
		}
		whole := ""
		for _, span := range Highlight(line, query) {
			whole += span.Text
			if !utf8.ValidString(span.Text) {
				t.Errorf("Highlight(%q, %q) cuts a letter", line, query)
			}
		}
		if whole != line {
			t.Errorf("Highlight(%q, %q) = %q", line, query, whole)
		}
		if slug := Slug(s); strings.Trim(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("Slug(%q) = %q", s, slug)
		}
	})
}
