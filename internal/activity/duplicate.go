package activity

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"portal/internal/viet"
)

// Twin is one of two registrations that may be the same.
type Twin struct {
	Code, UnitCode, UnitName, Title, Place, Target string
	StartsOn, EndsOn                               viet.Date
	Stage                                          Stage
	Version                                        int
}

// Pair is two registrations to look at side by side.
type Pair struct {
	A, B     Twin
	Likeness float64 // of the titles, 0 to 1
	SameDays bool    // one unit on the same days
}

// The bounds of the search: as many pairs as anybody looks through, and no titles less alike than this.
const (
	maxPairs = 50
	maxTwins = 2000
	alike    = 0.5
)

// Duplicates finds registrations whose titles are alike - accents, order and case of the words do
// not matter - or that one unit holds on the same days. The most alike come first.
func (s Store) Duplicates(ctx context.Context) ([]Pair, error) {
	rows, err := s.db.Query(ctx, `
		select a.code, u.code, u.name, a.title, a.place, a.target, a.starts_on, a.ends_on, a.stage, a.version
		from activities a
		join campaigns c on c.id = a.campaign_id and c.current
		join units u on u.id = a.unit_id
		where a.stage not in ('draft', 'withdrawn', 'cancelled', 'merged')
		order by a.code
		limit $1`, maxTwins)
	if err != nil {
		return nil, err
	}
	twins, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Twin])
	return pairs(twins), err
}

// pairs compares each with each. It counts as pg_trgm does; there, the comparison of 600
// activities takes seconds, because the trigrams of a title are made anew for each pair.
func pairs(twins []Twin) []Pair {
	grams := make([][]trigram, len(twins))
	for i, t := range twins {
		grams[i] = trigrams(t.Title)
	}
	var found []match
	for i, a := range twins {
		for j := i + 1; j < len(twins); j++ {
			b := twins[j]
			m := match{a: i, b: j, likeness: likeness(grams[i], grams[j])}
			m.sameDays = a.UnitCode == b.UnitCode && a.StartsOn == b.StartsOn && a.EndsOn == b.EndsOn
			if m.likeness < alike && !m.sameDays {
				continue
			}
			if found = append(found, m); len(found) == 100*maxPairs {
				found = best(found) // hundreds of copies of one title must not fill the memory
			}
		}
	}
	list := make([]Pair, 0, maxPairs)
	for _, m := range best(found) {
		list = append(list, Pair{twins[m.a], twins[m.b], m.likeness, m.sameDays})
	}
	return list
}

// match is a pair in the making: two places in the list.
type match struct {
	a, b     int
	likeness float64
	sameDays bool
}

// best are the most alike of the matches, as many as are shown.
func best(found []match) []match {
	slices.SortFunc(found, func(x, y match) int {
		return cmp.Or(cmp.Compare(y.likeness, x.likeness), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	return found[:min(len(found), maxPairs)]
}

// Wordings are titles that others are compared with.
type Wordings [][]trigram

// With adds a title at the end.
func (w Wordings) With(title string) Wordings { return append(w, trigrams(title)) }

// Alike finds the title that is most like another one; -1 when none is alike enough to look at both.
func (w Wordings) Alike(title string) int {
	most, found := 0.0, -1
	other := trigrams(title)
	for i, one := range w {
		if l := likeness(one, other); l >= alike && l > most {
			most, found = l, i
		}
	}
	return found
}

// trigram is three letters of folded text, one in each byte.
type trigram uint32

// trigrams are the pieces of three letters in a title, sorted, each once. A word counts with
// two spaces before it and one behind, so that beginnings weigh more.
func trigrams(title string) []trigram {
	var all []trigram
	words := strings.FieldsFunc(viet.Fold(title), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	for _, word := range words {
		word = "  " + word + " "
		for i := range len(word) - 2 {
			all = append(all, trigram(word[i])<<16|trigram(word[i+1])<<8|trigram(word[i+2]))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// likeness is the share of the trigrams of two titles that both have.
func likeness(a, b []trigram) float64 {
	shorter, longer := min(len(a), len(b)), max(len(a), len(b))
	if float64(shorter) < alike*float64(longer) || shorter == 0 {
		return 0 // they cannot be alike enough
	}
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			common++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return float64(common) / float64(len(a)+len(b)-common)
}
