package document

import (
	"encoding/binary"
	"testing"
	"unicode"
)

// TestFonts: each letter that is called drawn is drawn in every cut.
func TestFonts(t *testing.T) {
	t.Parallel()
	for _, name := range cuts {
		font, err := fonts.ReadFile("fonts/Tinos-" + name + ".ttf")
		if err != nil {
			t.Fatal(err)
		}
		has := runes(t, font)
		for _, r := range drawn.R16 {
			for c := rune(r.Lo); c <= rune(r.Hi); c++ {
				if !has[c] && c != '\u00ad' { // what clean takes away need not be there
					t.Errorf("%s does not draw %q (%U)", name, c, c)
				}
			}
		}
		for _, c := range "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ" {
			if !has[c] || !has[unicode.ToLower(c)] {
				t.Errorf("%s lacks %q", name, c)
			}
		}
	}
}

// runes reads which letters a font has: its character map of format 4.
func runes(t *testing.T, font []byte) map[rune]bool {
	t.Helper()
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(font[at:])) }
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(font[at:])) }
	has := map[rune]bool{}
	for i := range u16(4) {
		entry := 12 + 16*i
		if string(font[entry:entry+4]) != "cmap" {
			continue
		}
		table := u32(entry + 8)
		for j := range u16(table + 2) {
			sub := table + u32(table+4+8*j+4)
			if u16(sub) != 4 {
				continue
			}
			double := u16(sub + 6)
			for k := 0; k < double; k += 2 {
				for c := u16(sub + 16 + double + k); c <= u16(sub+14+k) && c != 0xffff; c++ {
					has[rune(c)] = true
				}
			}
		}
	}
	if len(has) == 0 {
		t.Fatal("the font has no character map that this test reads")
	}
	return has
}
