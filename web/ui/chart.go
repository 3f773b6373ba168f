package ui

import (
	"math"
	"strconv"
)

// Part is one stretch of a meter, in percent of its length. Kind is ok, act,
// warn or err, or "rest": hatched, whatever is left.
type Part struct {
	Percent float64
	Kind    string
}

// Share is n of total in percent, and 0 of nothing.
func Share(n, total int) float64 {
	if total == 0 {
		return 0
	}
	return float64(n) * 100 / float64(total)
}

var partClasses = map[string]string{"ok": "a", "act": "b", "warn": "w", "err": "e"}

// span is a part with the place where it begins.
type span struct{ from, length, class string }

func spans(parts []Part) []span {
	var all []span
	from := 0.0
	for _, p := range parts {
		if p.Kind != "rest" && p.Percent > 0 {
			all = append(all, span{percent(from), percent(p.Percent), partClasses[p.Kind]})
		}
		from += p.Percent
	}
	return all
}

func hatched(parts []Part) bool {
	for _, p := range parts {
		if p.Kind == "rest" && p.Percent > 0 {
			return true
		}
	}
	return false
}

// percent writes a length for SVG; what is not a number is nothing.
func percent(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		v = 0
	}
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) + "%"
}

// Legend is one line of a key: the colour by its class (a, b, c hatched, w, e, o, c1 … c6).
type Legend struct{ Class, Count, Label string }

// Bar is one line of a timeline, in percent of its length.
type Bar struct {
	From, To float64
	Done     float64 // percent of the bar itself
	Finished bool
	Now      float64 // today, or a negative number when it lies outside
	Months   int     // how many months the timeline has
	Label    string  // the whole in a sentence
}

func (b Bar) length() float64 { return max(b.To-b.From, 1.5) }

func (b Bar) months() []string {
	var at []string
	for n := 1; n < b.Months; n++ {
		at = append(at, percent(float64(n)*100/float64(b.Months)))
	}
	return at
}

func stack(percents []float64) []span {
	all := make([]span, len(percents))
	from := 0.0
	for i, p := range percents {
		all[i] = span{from: percent(from), length: percent(max(p, 0))}
		from += max(p, 0)
	}
	return all
}
