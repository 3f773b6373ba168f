package workbook

import (
	"iter"
	"regexp"
	"strconv"
	"strings"
)

// richText is text, and its pieces when it has fonts of its own.
type richText struct {
	text string
	runs []Run
}

// sharedStrings reads the texts that cells point to.
func (in *reader) sharedStrings(next iter.Seq2[element, error]) error {
	var t textReader
	for e, err := range next {
		if err != nil {
			return err
		}
		t.take(e)
		switch {
		case e.begins("si"):
			t = textReader{}
		case e.ends("si"):
			if len(in.strings) == maxStrings {
				return errUnpacked
			}
			in.strings = append(in.strings, t.result())
		}
	}
	return nil
}

// textReader puts a text together from its pieces, without what tells how to pronounce it.
type textReader struct {
	runs                  []Run
	font                  string
	inText, inRun, spoken bool
	ownFonts              bool
	plain                 strings.Builder
}

func (t *textReader) take(e element) {
	switch {
	case e.begins("rPh"):
		t.spoken = true
	case e.ends("rPh"):
		t.spoken = false
	case e.begins("r"):
		t.inRun, t.font = true, ""
	case e.ends("r"):
		t.inRun = false
	case e.begins("rFont"):
		t.font = e.attr("val")
	case e.begins("t"):
		t.inText = true
	case e.ends("t"):
		t.inText = false
	case e.text != "" && t.inText && !t.spoken:
		t.plain.WriteString(e.text)
		if t.inRun {
			t.runs = append(t.runs, Run{unescape(e.text), t.font})
			t.ownFonts = t.ownFonts || t.font != ""
		}
	}
}

func (t *textReader) result() richText {
	r := richText{text: unescape(t.plain.String())}
	if t.ownFonts {
		r.runs = t.runs
	}
	return r
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape reads the letters that XML has no place for: _x000D_ ends a line.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(code string) string {
		n, err := strconv.ParseUint(code[2:6], 16, 16)
		if err != nil || n >= 0xd800 && n < 0xe000 {
			return code
		}
		return string(rune(n))
	})
}
