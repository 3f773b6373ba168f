package viet

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// accented are the 67 letters beyond ASCII; with the capitals there are 134.
const accented = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"

// toTCVN3 writes text as in a font .VnTime; capitals that it lacks come out small.
func toTCVN3(text string) string {
	back := map[rune]rune{}
	for code, letter := range tcvn3 {
		back[letter] = code
	}
	return strings.Map(func(r rune) rune {
		if code, ok := back[r]; ok {
			return code
		}
		if code, ok := back[[]rune(strings.ToLower(string(r)))[0]]; ok {
			return code
		}
		return r
	}, text)
}

// toVNI writes text as in a font VNI-Times.
func toVNI(text string) string {
	var b strings.Builder
	for _, r := range text {
		small := []rune(strings.ToLower(string(r)))[0]
		written := ""
		for code, letter := range vniLetters {
			if letter == small {
				written = string(code)
			}
		}
		for base, carried := range vniBases {
			for code, mark := range vniMarks {
				letter := base
				if l, ok := vniLetters[base]; ok {
					letter = l
				}
				if written == "" && strings.Contains(carried, mark[:2]) && norm.NFC.String(string(letter)+mark) == string(small) {
					written = string(base) + string(code)
				}
			}
		}
		switch {
		case written == "":
			b.WriteRune(r)
		case small != r:
			b.WriteString(strings.ToUpper(written))
		default:
			b.WriteString(written)
		}
	}
	return b.String()
}

func TestEveryLetterOfTheOldFonts(t *testing.T) {
	if n := utf8.RuneCountInString(accented); n != 67 {
		t.Fatalf("%d letters, want 67", n)
	}
	for _, small := range accented {
		capital := []rune(strings.ToUpper(string(small)))[0]
		for _, c := range []struct {
			text, font string
			want       rune
		}{
			{toTCVN3(string(small)), ".VnTime", small},
			{toTCVN3(string(small)), ".VnTimeH", capital},
			{toVNI(string(small)), "VNI-Times", small},
			{toVNI(string(capital)), "VNI-Times", capital},
		} {
			if got, script := FromLegacy(c.text, c.font); got != string(c.want) || script == Unicode || script == Garbled {
				t.Errorf("%q in %s is %q (%v), want %q", c.text, c.font, got, script, c.want)
			}
		}
	}
	for _, capital := range "ĂÂÊÔƠƯĐ" {
		if got, _ := FromLegacy(toTCVN3(string(capital)), ".VnArial"); got != string(capital) {
			t.Errorf("%c is %q", capital, got)
		}
	}
}

func TestFromLegacy(t *testing.T) {
	for _, c := range []struct {
		text, font, want string
		script           Script
	}{
		{"Tæ d©n phè", ".VnTime", "Tổ dân phố", TCVN3},
		{"Tæ d©n phè", "Times New Roman", "Tổ dân phố", TCVN3},
		{"Tæ d©n phè sè 20", "", "Tổ dân phố số 20", TCVN3},
		{"tæ d©n phè", ".VnTimeH", "TỔ DÂN PHỐ", TCVN3},
		{"hoi thao", ".VnTimeH", "HOI THAO", TCVN3},
		{"UBND ph\u00adêng Mai DÞch", "", "UBND phường Mai Dịch", TCVN3},
		{"§oµn thanh niªn", "Arial", "Đoàn thanh niên", TCVN3},
		{"Toå daân phoá", "VNI-Times", "Tổ dân phố", VNI},
		{"Toå daân phoá", "", "Tổ dân phố", VNI},
		{"NGÖÔØI CAO TUOÅI", "", "NGƯỜI CAO TUỔI", VNI},
		{"Ñoaøn Thanh nieân phöôøng", "Calibri", "Đoàn Thanh niên phường", VNI},
		{"Hội thao", ".VnTime", "Hội thao", Unicode},
		{"Hội thao", "VNI-Times", "Hội thao", Unicode},
		{norm.NFD.String("Hội thao"), ".VnTime", norm.NFD.String("Hội thao"), Unicode},
		{"Hà Tây", "", "Hà Tây", Unicode},
		{"hoà bình, khoẻ, thuỷ", "", "hoà bình, khoẻ, thuỷ", Unicode},
		{"Café", "", "Café", Unicode},
		{"50 m² ở 25°C – © 2024", "", "50 m² ở 25°C – © 2024", Unicode},
		{"Phòng khám «Sáng» mở cửa", "", "Phòng khám «Sáng» mở cửa", Unicode},
		{"Xe Citroën của tổ", "", "Xe Citroën của tổ", Unicode},
		{"Mai Dich 2024", ".VnTime", "Mai Dich 2024", Unicode},
		{"naïve façade", "", "naïve façade", Garbled},
		{"Tá»• dÃ¢n phÃ¡", "", "Tá»• dÃ¢n phÃ¡", Garbled},
		{"Tæ d©n phè số 5 phường", "", "Tæ d©n phè số 5 phường", Garbled},
		{"T\uFFFD d\uFFFDn", "", "T\uFFFD d\uFFFDn", Garbled},
		{"", ".VnTime", "", Unicode},
	} {
		if got, script := FromLegacy(c.text, c.font); got != c.want || script != c.script {
			t.Errorf("%q in %q is %q (%v), want %q (%v)", c.text, c.font, got, script, c.want, c.script)
		}
	}
}

// A text that is right is never changed, whatever it says; a garbled one is found.
func TestLegacyOfRealSentences(t *testing.T) {
	for _, s := range []string{
		"Tuyến phố phụ nữ tự quản Sáng - Xanh - Sạch - Đẹp phố Trần Bình",
		"Nâng cấp rãnh thoát nước, chống ngập ngõ liên tổ 19 - 20",
		"Mô hình Biến rác thành quà gây quỹ Mẹ đỡ đầu",
		"Đợt cao điểm cấp căn cước và kích hoạt định danh điện tử mức 2 tại khu dân cư",
		"Hội thao quân sự dân quân tự vệ Tiếp bước đoàn quân năm xưa",
		"Kế hoạch nhỏ: thu gom pin cũ và vỏ hộp sữa",
		"Khám, tư vấn sức khỏe miễn phí cho người cao tuổi; quyên góp sách vở",
	} {
		if got, script := FromLegacy(s, ""); got != s || script != Unicode {
			t.Errorf("%q became %q (%v)", s, got, script)
		}
		for _, font := range []string{"", ".VnTime"} {
			if got, script := FromLegacy(toTCVN3(s), font); !strings.EqualFold(got, s) || script != TCVN3 {
				t.Errorf("%q of TCVN3 in %q is %q (%v)", s, font, got, script)
			}
		}
		for _, font := range []string{"", "VNI-Helve"} {
			if got, script := FromLegacy(toVNI(s), font); got != s || script != VNI {
				t.Errorf("%q of VNI in %q is %q (%v)", s, font, got, script)
			}
		}
	}
}

func TestSyllable(t *testing.T) {
	for _, word := range []string{"phố", "Nguyễn", "quỹ", "gì", "giêng", "khuỷu", "nghiêng", "ngoằn", "yêu", "Đẹp", "quà", "thoả", "ưu", "oái"} {
		if !Syllable(word) {
			t.Errorf("%q is Vietnamese", word)
		}
	}
	for _, word := range []string{"Tæ", "phòt", "toâi", "trêng", "fà", "café", "", "đ", "quyờn", "àá"} {
		if Syllable(word) {
			t.Errorf("%q is not Vietnamese", word)
		}
	}
}

func FuzzFromLegacy(f *testing.F) {
	for _, s := range []string{"Tæ d©n phè", "Toå daân phoá", "Hội thao", "ph\u00adêng", "\xff\xfe", "ôøôø", "ÑÑ", "«»"} {
		f.Add(s, ".VnTimeH")
		f.Add(s, "VNI-Times")
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, text, font string) {
		got, script := FromLegacy(text, font)
		if (script == Unicode || script == Garbled) && got != text {
			t.Errorf("%q changed to %q without being converted", text, got)
		}
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("%q became invalid: %q", text, got)
		}
	})
}
