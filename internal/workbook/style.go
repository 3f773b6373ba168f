package workbook

import (
	"iter"
	"regexp"
	"strconv"
	"strings"

	"portal/internal/viet"
)

// style is how a cell looks, as far as it tells what the cell means.
type style struct {
	font                   int
	date, percent, grouped bool
}

// readStyles reads the fonts and number formats that cells point to.
func (in *reader) readStyles(next iter.Seq2[element, error]) error {
	formats := map[int]string{}
	section := "" // fonts of cells only, not those of differences
	for e, err := range next {
		if err != nil {
			return err
		}
		switch {
		case e.begins("fonts"), e.begins("cellXfs"):
			section = e.begin
		case e.ends("fonts"), e.ends("cellXfs"):
			section = ""
		case e.begins("numFmt"):
			formats[whole(e.attr("numFmtId"))] = e.attr("formatCode")
		case section == "fonts" && e.begins("font"):
			in.fonts = append(in.fonts, "")
		case section == "fonts" && e.begins("name") && len(in.fonts) > 0:
			in.fonts[len(in.fonts)-1] = e.attr("val")
		case section == "cellXfs" && e.begins("xf"):
			in.styles = append(in.styles, newStyle(whole(e.attr("fontId")), whole(e.attr("numFmtId")), formats))
		}
		if len(in.fonts) > maxStyles || len(in.styles) > maxStyles || len(formats) > maxStyles {
			return errUnpacked
		}
	}
	return nil
}

// literal is what a number format shows as it stands.
var literal = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

func newStyle(font, format int, formats map[int]string) style {
	s := style{font: font}
	if code, own := formats[format]; own {
		code = strings.ToLower(literal.ReplaceAllString(code, ""))
		s.percent = strings.Contains(code, "%")
		s.grouped = strings.Contains(code, "#,#")
		s.date = !strings.Contains(code, "general") && (strings.ContainsAny(code, "yd") || strings.Contains(code, "m") && !strings.ContainsAny(code, "hs"))
		return s
	}
	switch {
	case format == 9 || format == 10:
		s.percent = true
	case format == 3 || format == 4 || format >= 37 && format <= 44:
		s.grouped = true
	case format >= 14 && format <= 17, format == 22, format >= 27 && format <= 31, format == 36, format >= 50 && format <= 54, format == 57, format == 58:
		s.date = true
	}
	return s
}

// show writes a number as a Vietnamese reader sees it: 1,5, 100%, and 1.500 where the cell has dots.
func (s style) show(n float64) string {
	unit := ""
	if s.percent {
		n, unit = n*100, "%"
	}
	text := strconv.FormatFloat(n, 'g', 15, 64) // as many digits as Excel keeps
	n, _ = strconv.ParseFloat(text, 64)         // it is a number
	digits, fraction, _ := strings.Cut(strconv.FormatFloat(n, 'f', -1, 64), ".")
	if whole, err := strconv.ParseInt(digits, 10, 64); err == nil && s.grouped {
		digits = viet.Int(whole)
	}
	if fraction != "" {
		fraction = "," + fraction
	}
	return digits + fraction + unit
}

// Plain writes a number with all its digits, without dots, and with a decimal comma.
func Plain(n float64) string { return style{}.show(n) }
