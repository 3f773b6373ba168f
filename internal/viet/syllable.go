package viet

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// onsets and rimes are the parts of a syllable, without its tone.
var (
	onsets = set(`b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x`)
	rimes  = set(`
		a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
		e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
		i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
		o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
		ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
		u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh uyt uyu uơ
		ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
		y ych ynh yt yêm yên yêng yêt yêu`)
)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		m[word] = true
	}
	return m
}

// Syllable reports whether a word is built like one of Vietnamese: "phố" is, "phè"
// is, "Tæ" and "phòt" are not. It tells text from text that is garbled.
func Syllable(word string) bool {
	var bare []rune
	tone, tones := rune(0), 0
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch r {
		case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323':
			tone = r
			tones++
		default:
			bare = append(bare, r)
		}
	}
	if tones > 1 {
		return false
	}
	s := norm.NFC.String(string(bare))
	for n := 3; n >= 0; n-- {
		head, rest, ok := cutRunes(s, n)
		if ok && (n == 0 || onsets[head]) && rimes[rest] && (!stopped(rest) || tone == '\u0301' || tone == '\u0323') {
			return true
		}
	}
	return false
}

func cutRunes(s string, n int) (head, rest string, ok bool) {
	for i := range s {
		if n == 0 {
			return s[:i], s[i:], true
		}
		n--
	}
	return "", "", false
}

// stopped reports whether a rime ends in a consonant that takes two tones only.
func stopped(rime string) bool {
	for _, end := range []string{"c", "ch", "p", "t"} {
		if strings.HasSuffix(rime, end) {
			return true
		}
	}
	return false
}
