package ranking

import (
	"cmp"
	"slices"
	"strings"

	"portal/internal/assessment"
	"portal/internal/points"
	"portal/internal/rubric"
)

// Rank computes the board: blocks in their order, in each the units by place,
// then those without one. It refuses data that is not a score: a sheet that is
// incomplete or out of bounds, of a stranger to the panel, or there twice.
func Rank(in Input) ([]Standing, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	sheets := map[string][]assessment.Sheet{}
	for _, s := range in.Sheets {
		sheets[s.Unit] = append(sheets[s.Unit], s)
	}
	adjustments := map[string][]assessment.Adjustment{}
	for _, a := range in.Adjustments {
		adjustments[a.Unit] = append(adjustments[a.Unit], a)
	}
	blocks := map[string][]Standing{}
	for _, u := range in.Units {
		blocks[u.Block] = append(blocks[u.Block], in.standing(u, sheets[u.Code], adjustments[u.Code]))
	}
	board := make([]Standing, 0, len(in.Units))
	for _, b := range in.Blocks {
		in.rank(blocks[b.Code])
		in.award(b.Code, blocks[b.Code])
		board = append(board, blocks[b.Code]...)
	}
	return board, nil
}

// standing works out everything about a unit that does not depend on the others.
func (in Input) standing(u Unit, sheets []assessment.Sheet, adjustments []assessment.Adjustment) Standing {
	bonus, deduction := assessment.Adjust(in.Rubric, adjustments)
	s := Standing{
		Block: u.Block, Unit: u.Code, Name: u.Name, Kind: u.Kind, Votes: u.Votes,
		Bonus: bonus.Counted, BonusCapped: bonus.Capped(),
		Deduction: deduction.Counted, DeductionCapped: deduction.Capped(),
		Reason: u.NotClassified,
	}
	for _, judge := range u.Judges {
		if !in.Conflicts.Has(judge, u.Code) {
			s.SheetsExpected++
		}
	}
	var counted []assessment.Sheet
	for _, sheet := range sheets {
		if sheet.Stage != assessment.Draft {
			s.SheetsSubmitted++
		}
		if assessment.Counted(sheet, in.Conflicts) {
			counted = append(counted, sheet)
		}
	}
	s.SheetsCounted = len(counted)
	s.FewSheets = s.SheetsCounted < in.MinSheets
	switch {
	case u.NotClassified != "":
		s.Note = NotClassified
	case len(counted) == 0:
		s.Note = NotRanked
	default:
		in.total(&s, in.parts(u), counted, len(u.NotApplicable) > 0)
	}
	return s
}

// total gives a standing its means, its total and its grade. The mean stays a
// fraction until the total, which is rounded once.
func (in Input) total(s *Standing, parts []rubric.Part, counted []assessment.Sheet, rescale bool) {
	var sum, applicable points.Points
	for _, part := range parts {
		var reached points.Points
		for _, c := range part.Criteria {
			for _, sheet := range counted {
				reached += sheet.Points[c.Code]
			}
		}
		mean := points.Mean(reached, len(counted))
		s.Groups = append(s.Groups, GroupMean{part.Code, part.Name, mean, part.Max})
		if floor := in.Rubric.Floor.Percent; mean.Compare(points.Mean(part.Max*points.Points(floor), 100)) < 0 {
			s.BelowFloor = append(s.BelowFloor, part.Code)
		}
		sum += reached
		applicable += part.Max
	}
	s.Base = points.Mean(sum, len(counted))
	if rescale {
		s.Base = s.Base.Scale(applicable, rubric.Full)
	}
	total := max(0, s.Base.Plus(s.Bonus-s.Deduction).Round())
	s.Total = &total
	grade, _ := in.Rubric.Grade(total)
	if best, ok := in.Rubric.Band(in.Rubric.Floor.Grade); ok && len(s.BelowFloor) > 0 && best.Min < grade.Min {
		grade = best
	}
	s.Grade, s.GradeName = grade.Code, grade.Name
}

// rank orders the standings of a block and gives each its place. Units with
// equal totals that no tie-break parts share a place, and the next ones come
// after all of them: 1, 2, 2, 4. Codes order the listing of shared places only.
func (in Input) rank(standings []Standing) {
	slices.SortFunc(standings, func(a, b Standing) int {
		return cmp.Or(in.compare(a, b), cmp.Compare(a.Unit, b.Unit))
	})
	for i := range standings {
		if standings[i].Total == nil {
			return
		}
		standings[i].Place = i + 1
		if i > 0 && in.compare(standings[i-1], standings[i]) == 0 {
			standings[i].Place = standings[i-1].Place
		}
	}
}

// compare is negative when a comes before b, and 0 when they share a place.
func (in Input) compare(a, b Standing) int {
	if a.Total == nil || b.Total == nil {
		return cmp.Compare(btoi(a.Total == nil), btoi(b.Total == nil))
	}
	if order := cmp.Compare(*b.Total, *a.Total); order != 0 {
		return order
	}
	for _, link := range in.TieBreak {
		order := 0
		switch group, byGroup := strings.CutPrefix(string(link), "group:"); {
		case byGroup:
			order = b.group(group).Compare(a.group(group))
		case link == ByDeductions:
			order = cmp.Compare(a.Deduction, b.Deduction)
		case link == ByVotes:
			order = cmp.Compare(b.Votes, a.Votes)
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// group is the mean of a group as a share of its maximum, because a block may mix
// kinds of unit and these may have different maxima.
func (s Standing) group(code string) points.Fraction {
	for _, g := range s.Groups {
		if g.Group == code {
			return g.Mean.Scale(g.Max, rubric.Full)
		}
	}
	return points.Fraction{}
}

// award hands out the awards of a block by place, to those whose grade suffices.
// Ties beyond the quota all keep the award and are marked.
func (in Input) award(block string, standings []Standing) {
	for _, q := range in.Quotas {
		if q.Block != block {
			continue
		}
		least, _ := in.Rubric.Band(q.MinGrade)
		var won []*Standing
		for i := range standings {
			s := &standings[i]
			if s.Place == 0 || s.Place < q.From || s.Place > q.To {
				continue
			}
			grade, _ := in.Rubric.Band(s.Grade)
			switch {
			case grade.Min < least.Min:
				s.Note = BelowMinBand
			case len(s.BelowFloor) > 0 && slices.Contains(in.Rubric.Floor.Withheld, q.Award):
				s.Note = BelowFloor
			default:
				s.Award, s.AwardName = q.Award, q.Name
				won = append(won, s)
			}
		}
		if len(won) > q.Quota {
			for _, s := range won {
				s.Note = OverQuota
			}
		}
	}
}

// parts is the sheet of a unit.
func (in Input) parts(u Unit) []rubric.Part {
	without := make([]string, 0, len(u.NotApplicable))
	for code := range u.NotApplicable {
		without = append(without, code)
	}
	return in.Rubric.ForKind(u.Kind, without...)
}
