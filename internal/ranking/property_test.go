package ranking_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"portal/internal/assessment"
	"portal/internal/points"
	"portal/internal/ranking"
	"portal/internal/rubric"
)

// random makes a campaign of several blocks in which ties, gaps, conflicts and
// adjustments are common.
func random(r *rand.Rand) ranking.Input {
	in := board()
	in.Conflicts = assessment.Conflicts{}
	in.MinSheets = 1 + r.IntN(3)
	in.Blocks = []ranking.Block{{Code: "K1", Name: "Khối 1"}, {Code: "K2", Name: "Khối 2"}}
	for _, b := range in.Blocks {
		from := 1
		for i := range 3 {
			to := from + r.IntN(3)
			in.Quotas = append(in.Quotas, ranking.Quota{
				Block: b.Code, Award: fmt.Sprint("N", i+1), From: from, To: to, Quota: to - from + 1,
				MinGrade: in.Rubric.Bands[r.IntN(4)].Code,
			})
			from = to + 1
		}
	}
	judges := []string{"TV-1", "TV-2", "TV-3", "TV-4", "TV-5", "TV-6", "TV-7"}
	level := points.Points(5 * r.IntN(1800))
	for i := range r.IntN(14) {
		u := ranking.Unit{Code: fmt.Sprint("U-", i), Block: in.Blocks[r.IntN(2)].Code, Kind: rubric.Kinds[r.IntN(5)], Judges: judges}
		if r.IntN(15) == 0 {
			u.NotClassified = "Không đăng ký"
		}
		in.Units = append(in.Units, u)
		for _, judge := range judges[:r.IntN(8)] {
			s := sheet(u.Code, judge, level+points.Points(r.IntN(4)*250))
			switch r.IntN(12) {
			case 0:
				s.Stage, s.Points = assessment.Draft, nil
			case 1:
				s.Stage = assessment.Excluded
			case 2:
				in.Conflicts[assessment.Pair{Judge: judge, Unit: u.Code}] = "có liên quan"
			}
			in.Sheets = append(in.Sheets, s)
		}
		for range r.IntN(3) {
			a := adjust(u.Code, []string{"C.1", "T.1"}[r.IntN(2)], 1+r.IntN(14))
			a.Code = fmt.Sprint("DC-", len(in.Adjustments))
			a.Status = []assessment.Status{assessment.Approved, assessment.Approved, assessment.Proposed, assessment.Rejected}[r.IntN(4)]
			in.Adjustments = append(in.Adjustments, a)
		}
	}
	return in
}

func property(t *testing.T, holds func(t *testing.T, r *rand.Rand, in ranking.Input, before []ranking.Standing)) {
	t.Helper()
	t.Parallel()
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 70))
		in := random(r)
		holds(t, r, in, rank(t, in))
		if t.Failed() {
			t.Fatalf("with seed %d", seed)
		}
	}
}

func TestOrderOfInputsDoesNotMatter(t *testing.T) {
	property(t, func(t *testing.T, r *rand.Rand, in ranking.Input, before []ranking.Standing) {
		r.Shuffle(len(in.Sheets), func(i, j int) { in.Sheets[i], in.Sheets[j] = in.Sheets[j], in.Sheets[i] })
		r.Shuffle(len(in.Units), func(i, j int) { in.Units[i], in.Units[j] = in.Units[j], in.Units[i] })
		r.Shuffle(len(in.Adjustments), func(i, j int) {
			in.Adjustments[i], in.Adjustments[j] = in.Adjustments[j], in.Adjustments[i]
		})
		if after := rank(t, in); !reflect.DeepEqual(before, after) {
			t.Errorf("%+v\nis after a shuffle\n%+v", before, after)
		}
	})
}

// A further sheet that gives just the mean changes no total and no place.
func TestSheetEqualToTheMeanChangesNothing(t *testing.T) {
	property(t, func(t *testing.T, _ *rand.Rand, in ranking.Input, before []ranking.Standing) {
		for i := range in.Rubric.Criteria {
			in.Rubric.Criteria[i].Step = 1
		}
		means := map[string]points.Fraction{}
		for _, s := range before {
			means[s.Unit] = s.Base
		}
		for i, u := range in.Units {
			mean := means[u.Code].Round()
			if means[u.Code].None() || points.Mean(mean, 1) != means[u.Code] {
				continue // no judge could give a third of a hundredth
			}
			in.Units[i].Judges = append(slices.Clone(u.Judges), "TV-9")
			in.Sheets = append(in.Sheets, sheet(u.Code, "TV-9", mean))
		}
		for i, s := range rank(t, in) {
			was := before[i]
			if s.Unit != was.Unit || s.Base != was.Base || !reflect.DeepEqual(s.Total, was.Total) || s.Place != was.Place || s.Award != was.Award || s.Grade != was.Grade {
				t.Errorf("%+v\nbecame\n%+v", was, s)
			}
		}
	})
}

// Places are what anyone can count: one more than the units of the block with a
// higher total. So ties share, the next ones skip, and more points never place lower.
func TestPlaceIsOneMoreThanThoseAbove(t *testing.T) {
	property(t, func(t *testing.T, _ *rand.Rand, _ ranking.Input, board []ranking.Standing) {
		for _, s := range board {
			above := 0
			for _, other := range board {
				if s.Total != nil && other.Total != nil && other.Block == s.Block && *other.Total > *s.Total {
					above++
				}
			}
			if s.Total == nil && s.Place != 0 || s.Total != nil && s.Place != above+1 {
				t.Errorf("%s has place %d with %d above", s.Unit, s.Place, above)
			}
			if s.Total == nil && (s.Grade != "" || s.Award != "") {
				t.Errorf("%s has no total, but grade %q and award %q", s.Unit, s.Grade, s.Award)
			}
		}
	})
}

// Another step for a unit never lowers its total or its place.
func TestMorePointsNeverHurt(t *testing.T) {
	property(t, func(t *testing.T, r *rand.Rand, in ranking.Input, before []ranking.Standing) {
		if len(in.Sheets) == 0 {
			return
		}
		s := in.Sheets[r.IntN(len(in.Sheets))]
		for _, c := range in.Rubric.Criteria {
			if p, ok := s.Points[c.Code]; ok && p < c.Max[rubric.School] {
				s.Points[c.Code] += c.Step
				break
			}
		}
		find := func(board []ranking.Standing) ranking.Standing {
			return board[slices.IndexFunc(board, func(x ranking.Standing) bool { return x.Unit == s.Unit })]
		}
		was, is := find(before), find(rank(t, in))
		if was.Total != nil && (*is.Total < *was.Total || is.Place > was.Place) {
			t.Errorf("%s fell from %s and place %d to %s and place %d", s.Unit, was.Total, was.Place, is.Total, is.Place)
		}
	})
}

// With every point and maximum doubled, the means double.
func TestScaling(t *testing.T) {
	property(t, func(t *testing.T, _ *rand.Rand, in ranking.Input, before []ranking.Standing) {
		double := func(p *points.Points) { *p *= 2 }
		for i := range in.Rubric.Criteria {
			double(&in.Rubric.Criteria[i].Step)
			for kind := range in.Rubric.Criteria[i].Max {
				in.Rubric.Criteria[i].Max[kind] *= 2
			}
		}
		for i := range in.Rubric.Rules {
			double(&in.Rubric.Rules[i].Each)
			double(&in.Rubric.Rules[i].Max)
		}
		double(&in.Rubric.BonusCap)
		double(&in.Rubric.DeductionCap)
		for _, s := range in.Sheets {
			for code := range s.Points {
				s.Points[code] *= 2
			}
		}
		exact := map[string]*big.Rat{}
		for _, s := range before {
			if base, ok := new(big.Rat).SetString(s.Base.String()); ok {
				exact[s.Unit] = base.Mul(base, big.NewRat(2, 1))
			}
		}
		for _, s := range rank(t, in) {
			if want := exact[s.Unit]; want != nil && s.Base.String() != want.String() {
				t.Errorf("%s has %s, want %s", s.Unit, s.Base, want)
			}
		}
	})
}

// The total is what anyone gets who adds the sheets up without this program.
func TestTotalByHand(t *testing.T) {
	property(t, func(t *testing.T, _ *rand.Rand, in ranking.Input, board []ranking.Standing) {
		for _, s := range board {
			sum, n := new(big.Rat), int64(0)
			for _, x := range in.Sheets {
				if _, conflict := in.Conflicts[assessment.Pair{Judge: x.Judge, Unit: x.Unit}]; x.Unit != s.Unit || x.Stage != assessment.Submitted || conflict {
					continue
				}
				n++
				for _, p := range x.Points {
					sum.Add(sum, big.NewRat(int64(p), 100))
				}
			}
			if s.Total == nil {
				continue
			}
			sum.Quo(sum, big.NewRat(n, 1))
			sum.Add(sum, big.NewRat(int64(s.Bonus-s.Deduction), 100))
			if want := sum.FloatString(2); sum.Sign() >= 0 && s.Total.Stored() != want || sum.Sign() < 0 && *s.Total != 0 {
				t.Errorf("%s has %s, want %s", s.Unit, s.Total.Stored(), want)
			}
		}
	})
}

// large is a campaign far beyond any ward: units × 7 judges × 20 criteria.
func large(units int) ranking.Input {
	in := board()
	in.Rubric.Criteria = nil
	full := map[rubric.Kind]points.Points{rubric.Department: 500}
	for i := range 20 {
		in.Rubric.Criteria = append(in.Rubric.Criteria, rubric.Criterion{
			Code: fmt.Sprint(in.Rubric.Groups[i%2].Code, ".", i), Group: in.Rubric.Groups[i%2].Code, Step: 50, Max: full,
		})
	}
	in.Blocks = nil
	r := rand.New(rand.NewPCG(1, 2))
	for i := range units {
		if i%100 == 0 {
			in.Blocks = append(in.Blocks, ranking.Block{Code: fmt.Sprint("K", i/100)})
		}
		u := ranking.Unit{Code: fmt.Sprintf("U-%05d", i), Block: fmt.Sprint("K", i/100), Kind: rubric.Department}
		for j := range 7 {
			judge := fmt.Sprint("TV-", j)
			u.Judges = append(u.Judges, judge)
			s := assessment.Sheet{Unit: u.Code, Judge: judge, Stage: assessment.Submitted, Points: make(map[string]points.Points, 20)}
			for _, c := range in.Rubric.Criteria {
				s.Points[c.Code] = points.Points(r.IntN(11) * 50)
			}
			in.Sheets = append(in.Sheets, s)
		}
		in.Units = append(in.Units, u)
	}
	return in
}

func TestNothingOverflows(t *testing.T) {
	t.Parallel()
	in := large(10000)
	for i := range in.Rubric.Criteria {
		in.Rubric.Criteria[i].Max = map[rubric.Kind]points.Points{rubric.Department: points.Max}
		in.Rubric.Criteria[i].Step = 1
	}
	for _, s := range in.Sheets {
		for code := range s.Points {
			s.Points[code] = points.Max
		}
	}
	for _, s := range rank(t, in) {
		if *s.Total != 20*points.Max {
			t.Fatalf("20 × %s is %s", points.Max, s.Total)
		}
	}
}

func BenchmarkRank10000(b *testing.B) {
	in := large(10000)
	b.ReportAllocs()
	for b.Loop() {
		rank(b, in)
	}
}
