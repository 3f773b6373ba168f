package ranking

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"portal/internal/assessment"
	"portal/internal/rubric"
)

// check finds what is a mistake in the data and not a score. Operations keep all
// of it out, so these errors are for the log and for portal verify.
func (in Input) check() error {
	c := checker{seen: map[string]bool{}}
	for _, b := range in.Blocks {
		c.once("block", b.Code)
	}
	units := make(map[string]Unit, len(in.Units))
	sheet := make(map[string][]rubric.Part, len(in.Units))
	byKind := map[rubric.Kind][]rubric.Part{}
	for _, u := range in.Units {
		c.once("unit", u.Code)
		if !c.seen["block "+u.Block] {
			c.add("unit %s: no block %q", u.Code, u.Block)
		}
		for code := range u.NotApplicable {
			if x, ok := in.Rubric.Criterion(code); !ok || !x.Applies(u.Kind) {
				c.add("unit %s: criterion %q cannot be marked as not applicable", u.Code, code)
			}
		}
		if _, known := byKind[u.Kind]; !known {
			byKind[u.Kind] = in.Rubric.ForKind(u.Kind)
		}
		units[u.Code], sheet[u.Code] = u, byKind[u.Kind]
		if len(u.NotApplicable) > 0 {
			sheet[u.Code] = in.parts(u)
		}
		if len(sheet[u.Code]) == 0 {
			c.add("unit %s: no criterion applies", u.Code)
		}
	}
	for _, s := range in.Sheets {
		u, known := units[s.Unit]
		c.once("sheet", s.Unit+" by "+s.Judge)
		if !known || !slices.Contains(u.Judges, s.Judge) {
			c.add("sheet of %s by %s: not a judge of that unit", s.Unit, s.Judge)
		} else if s.Stage != assessment.Draft && s.Stage != assessment.Submitted && s.Stage != assessment.Excluded {
			c.add("sheet of %s by %s: no stage %q", s.Unit, s.Judge, s.Stage)
		} else if !assessment.Counted(s, in.Conflicts) {
			continue
		} else if err := assessment.CheckSubmit(s, sheet[s.Unit], u.Kind); err != nil {
			c.add("sheet of %s by %s: %w", s.Unit, s.Judge, err)
		}
	}
	for _, a := range in.Adjustments {
		_, known := in.Rubric.Rule(a.Rule)
		if _, unit := units[a.Unit]; !known || !unit || assessment.CheckQuantity(a.Quantity) != nil {
			c.add("adjustment %s: unit %q, rule %q, %d cases", a.Code, a.Unit, a.Rule, a.Quantity)
		}
	}
	c.awards(in)
	return errors.Join(c.errs...)
}

type checker struct {
	errs []error
	seen map[string]bool
}

func (c *checker) add(text string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("ranking: "+text, args...))
}

func (c *checker) once(what, code string) {
	if code == "" || c.seen[what+" "+code] {
		c.add("%s %q is there twice, or has no code", what, code)
	}
	c.seen[what+" "+code] = true
}

func (c *checker) awards(in Input) {
	for _, q := range in.Quotas {
		c.once("award", q.Block+" "+q.Award)
		_, known := in.Rubric.Band(q.MinGrade)
		if !known || !c.seen["block "+q.Block] || q.From < 1 || q.To < q.From || q.Quota < 0 {
			c.add("award %s of block %q: grade %q, places %d to %d, quota %d", q.Award, q.Block, q.MinGrade, q.From, q.To, q.Quota)
		}
	}
	for _, link := range in.TieBreak {
		group, byGroup := strings.CutPrefix(string(link), "group:")
		known := slices.ContainsFunc(in.Rubric.Groups, func(g rubric.Group) bool { return g.Code == group })
		if (!byGroup || !known) && link != ByDeductions && link != ByVotes {
			c.add("no tie-break %q", link)
		}
	}
	if _, ok := in.Rubric.Grade(0); !ok {
		c.add("no band begins at 0")
	}
}
