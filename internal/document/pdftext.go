package document

import "strings"

// setLine is a line of a paragraph as it is set.
type setLine struct {
	text string
	last bool // of its paragraph, or before a break: not justified
}

// wrap breaks text into lines for a width; the first one begins further in.
func (p *sheet) wrap(f face, text string, width, indent float64) []setLine {
	p.choose(f)
	space := p.GetStringWidth(" ")
	var lines []setLine
	for part := range strings.SplitSeq(printable(text), "\n") {
		var now strings.Builder
		used, room := 0.0, width
		if len(lines) == 0 {
			room -= indent
		}
		end := func(last bool) {
			lines = append(lines, setLine{now.String(), last})
			now.Reset()
			used, room = 0, width
		}
		for word := range strings.SplitSeq(part, " ") {
			if word == "" {
				continue
			}
			long := p.GetStringWidth(word)
			if now.Len() > 0 && used+space+long > room {
				end(false)
			}
			if now.Len() > 0 {
				now.WriteByte(' ')
				used += space
			}
			if long <= room {
				now.WriteString(word)
				used += long
				continue
			}
			for _, letter := range word { // longer than a line
				w := p.GetStringWidth(string(letter))
				if now.Len() > 0 && used+w > room {
					end(false)
				}
				now.WriteRune(letter)
				used += w
			}
		}
		end(true)
	}
	return lines
}

// paragraph sets a paragraph, over several pages if it must. Neither its first nor its last line stands
// alone on a page.
func (p *sheet) paragraph(l line, x, width float64) {
	lines := p.wrap(l.face, l.text, width, l.indent)
	height := lineHeight(l.face, l.line)
	if p.y > p.top {
		p.y += l.before * point
	}
	for n := 0; n < len(lines); {
		fit := int((p.bottom - p.y + 0.01) / height)
		left := len(lines) - n
		switch {
		case fit >= left:
			fit = left
		case left-fit == 1 && fit > 2:
			fit--
		case fit == 1 && n == 0:
			fit = 0
		}
		if fit <= 0 {
			if p.y <= p.top {
				fit = 1 // a page that is too low for anything
			} else {
				p.turn()
				continue
			}
		}
		for ; fit > 0; fit-- {
			p.line(l, lines[n], n == 0, x, width)
			p.y += height
			n++
		}
	}
	p.y += l.after * point
}

func (p *sheet) line(l line, s setLine, first bool, x, width float64) {
	if first {
		x, width = x+l.indent, width-l.indent
	}
	align := l.align
	if align == justify && (s.last || !strings.Contains(s.text, " ")) {
		align = Left
	}
	p.text(l.face, s.text, x, p.y, width, align)
}
