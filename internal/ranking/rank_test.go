package ranking_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"portal/internal/assessment"
	"portal/internal/points"
	"portal/internal/ranking"
	"portal/internal/rubric"
)

// measure is a rubric that a table of cases can be counted with by hand.
func measure() rubric.Rubric {
	r := rubric.Rubric{
		Edition: 1,
		Groups:  []rubric.Group{{Code: "I", Name: "Đăng ký"}, {Code: "II", Name: "Tổ chức"}},
		Criteria: []rubric.Criterion{
			{Code: "I.1", Group: "I", Name: "Đúng hạn", Step: 5, Max: map[rubric.Kind]points.Points{}},
			{Code: "II.1", Group: "II", Name: "Tiến độ", Step: 5, Max: map[rubric.Kind]points.Points{}},
			{Code: "II.2", Group: "II", Name: "Phục vụ", Step: 5, Max: map[rubric.Kind]points.Points{}},
		},
		Rules: []rubric.Rule{
			{Code: "C.1", Side: rubric.Bonus, Name: "Vượt chỉ tiêu", Each: 100, Max: 1200},
			{Code: "T.1", Side: rubric.Deduction, Name: "Chậm", Each: 100, Max: 20000},
		},
		BonusCap: 1000, DeductionCap: 20000,
		Bands: []rubric.Band{
			{Code: "XS", Name: "Xuất sắc", Min: 9000},
			{Code: "T", Name: "Tốt", Min: 8000},
			{Code: "K", Name: "Khá", Min: 7000},
			{Code: "TB", Name: "Trung bình", Min: 5000},
			{Code: "CD", Name: "Chưa đạt"},
		},
	}
	for _, kind := range rubric.Kinds {
		for i, most := range []points.Points{4000, 5500, 500} {
			r.Criteria[i].Max[kind] = most
		}
	}
	return r
}

// board is one block of units whose single sheets have these totals; -1 means no sheet.
func board(totals ...points.Points) ranking.Input {
	in := ranking.Input{Rubric: measure(), Blocks: []ranking.Block{{Code: "K1", Name: "Khối 1"}}}
	for i, total := range totals {
		u := ranking.Unit{Code: fmt.Sprintf("U-%05d", i+1), Block: "K1", Kind: rubric.Department, Judges: []string{"TV-1", "TV-2", "TV-3"}}
		u.Name = "Đơn vị " + u.Code
		in.Units = append(in.Units, u)
		if total >= 0 {
			in.Sheets = append(in.Sheets, sheet(u.Code, "TV-1", total))
		}
	}
	return in
}

// sheet spreads a total over the criteria, the first ones first.
func sheet(unit, judge string, total points.Points) assessment.Sheet {
	s := assessment.Sheet{Unit: unit, Judge: judge, Stage: assessment.Submitted, Points: map[string]points.Points{}}
	for _, c := range measure().Criteria {
		s.Points[c.Code] = min(total, c.Max[rubric.Department])
		total -= s.Points[c.Code]
	}
	return s
}

func adjust(unit, rule string, n int) assessment.Adjustment {
	return assessment.Adjustment{Code: unit + rule, Unit: unit, Rule: rule, Quantity: n, Status: assessment.Approved}
}

func rank(t testing.TB, in ranking.Input) []ranking.Standing {
	t.Helper()
	standings, err := ranking.Rank(in)
	if err != nil {
		t.Fatal(err)
	}
	return standings
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		totals []points.Points
		want   string
	}{
		{[]points.Points{9550, 9000, 9000, 8800, 8800, 8800, 7000}, "1 2 2 4 4 4 7"},
		{[]points.Points{7000, 8800, 9000, 8800, 9550, 8800, 9000}, "1 2 2 4 4 4 7"},
		{[]points.Points{9000, 9000}, "1 1"},
		{[]points.Points{0, -1, 0, 5}, "1 2 2 0"},
		{[]points.Points{-1, -1}, "0 0"},
		{[]points.Points{-1}, "0"},
		{nil, ""},
	} {
		var places []string
		for _, s := range rank(t, board(c.totals...)) {
			places = append(places, fmt.Sprint(s.Place))
		}
		if got := strings.Join(places, " "); got != c.want {
			t.Errorf("%v: %s, want %s", c.totals, got, c.want)
		}
	}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sheets           []points.Points
		bonus, deduction int
		without          map[string]string
		base, total      string
		grade            string
	}{
		"base, bonus and deduction": {sheets: []points.Points{9125}, bonus: 3, deduction: 1, base: "365/4", total: "93,25", grade: "XS"},
		"bonus 12 counts 10":        {sheets: []points.Points{8000}, bonus: 12, base: "80/1", total: "90,00", grade: "XS"},
		"above 100":                 {sheets: []points.Points{10000}, bonus: 5, base: "100/1", total: "105,00", grade: "XS"},
		"not below 0":               {sheets: []points.Points{1000}, deduction: 150, base: "10/1", total: "0,00", grade: "CD"},
		"zero is a score":           {sheets: []points.Points{0}, base: "0/1", total: "0,00", grade: "CD"},
		"half goes up":              {sheets: []points.Points{9110, 9115}, base: "729/8", total: "91,13", grade: "XS"},
		"thirds":                    {sheets: []points.Points{8000, 8000, 8005}, base: "4801/60", total: "80,02", grade: "T"},
		"rounded once, at the end":  {sheets: []points.Points{8995, 9000, 9000}, base: "5399/60", total: "89,98", grade: "T"},
		"the grade is of the total": {sheets: []points.Points{9000, 9000, 8995}, bonus: 1, base: "5399/60", total: "90,98", grade: "XS"},
		"not applicable":            {sheets: []points.Points{8100}, without: map[string]string{"II.2": "không có"}, base: "1620/19", total: "85,26", grade: "T"},
		"not applicable, and more":  {sheets: []points.Points{8100}, bonus: 1, deduction: 2, without: map[string]string{"II.2": "không có"}, base: "1620/19", total: "84,26", grade: "T"},
	} {
		in := board(-1)
		in.Units[0].NotApplicable = c.without
		for i, total := range c.sheets {
			s := sheet("U-00001", in.Units[0].Judges[i], total)
			for code := range c.without {
				delete(s.Points, code)
			}
			in.Sheets = append(in.Sheets, s)
		}
		if c.bonus > 0 {
			in.Adjustments = append(in.Adjustments, adjust("U-00001", "C.1", c.bonus))
		}
		if c.deduction > 0 {
			in.Adjustments = append(in.Adjustments, adjust("U-00001", "T.1", c.deduction))
		}
		s := rank(t, in)[0]
		if s.Base.String() != c.base || s.Total.Column() != c.total || s.Grade != c.grade {
			t.Errorf("%s: base %s, total %s, %s; want %s, %s, %s", name, s.Base, s.Total.Column(), s.Grade, c.base, c.total, c.grade)
		}
	}
	if got := ranking.Rescale(8100, 9500); got != 8526 {
		t.Errorf("81,00 of 95 is %s", got.Column())
	}
}

func TestSheetsThatCount(t *testing.T) {
	t.Parallel()
	in := board(9000, -1, -1)
	in.MinSheets = 2
	draft, excluded, conflicted := sheet("U-00001", "TV-2", 1000), sheet("U-00002", "TV-1", 1000), sheet("U-00001", "TV-3", 1000)
	draft.Stage, draft.Points = assessment.Draft, map[string]points.Points{"I.1": 5}
	excluded.Stage = assessment.Excluded
	in.Sheets = append(in.Sheets, draft, excluded, conflicted)
	in.Conflicts = assessment.Conflicts{{Judge: "TV-3", Unit: "U-00001"}: "đứng đầu", {Judge: "TV-9", Unit: "U-00001"}: "không trong hội đồng"}
	in.Units[2].NotClassified = "Không đăng ký"
	in.Sheets = append(in.Sheets, sheet("U-00003", "TV-1", 10000), sheet("U-00003", "TV-2", 10000))
	got := rank(t, in)
	for i, want := range []string{
		"U-00001 place 1 of 2 expected, 2 submitted, 1 counted, few true:  ",
		"U-00002 place 0 of 3 expected, 1 submitted, 0 counted, few true: not_ranked ",
		"U-00003 place 0 of 3 expected, 2 submitted, 2 counted, few false: not_classified Không đăng ký",
	} {
		s := got[i]
		if line := fmt.Sprintf("%s place %d of %d expected, %d submitted, %d counted, few %t: %s %s",
			s.Unit, s.Place, s.SheetsExpected, s.SheetsSubmitted, s.SheetsCounted, s.FewSheets, s.Note, s.Reason); line != want {
			t.Errorf("%s, want %s", line, want)
		}
		if i > 0 && (s.Total != nil || !s.Base.None() || s.Grade != "" || s.Award != "" || s.Groups != nil) {
			t.Errorf("a unit without a place shows %+v", s)
		}
	}
	if few := ranking.FewSheets(got); len(few) != 2 {
		t.Error("few sheets:", few)
	}
	if g := got[0].Groups; len(g) != 2 || g[0].Mean.String() != "40/1" || g[1].Mean.String() != "50/1" || g[1].Max != 6000 || g[1].Name != "Tổ chức" {
		t.Error("composition:", g)
	}
}

func TestAwards(t *testing.T) {
	t.Parallel()
	quotas := []ranking.Quota{
		{Block: "K1", Award: "N1", Name: "Giải Nhất", From: 1, To: 1, Quota: 1, MinGrade: "XS"},
		{Block: "K1", Award: "N2", Name: "Giải Nhì", From: 2, To: 3, Quota: 2, MinGrade: "T"},
		{Block: "K1", Award: "N3", Name: "Giải Ba", From: 4, To: 6, Quota: 3, MinGrade: "K"},
	}
	for _, c := range []struct {
		totals []points.Points
		want   string
	}{
		{[]points.Points{9500, 9400, 9300, 8000, 7500, 7200, 7100}, "N1, N2, N2, N3, N3, N3, "},
		{[]points.Points{9500, 9500, 9300, 8000}, "N1 over_quota, N1 over_quota, N2, N3"},
		{[]points.Points{9500, 9400, 9400, 9400}, "N1, N2 over_quota, N2 over_quota, N2 over_quota"},
		{[]points.Points{9550, 9000, 9000, 8800, 8800, 8800, 7000}, "N1, N2, N2, N3, N3, N3, "},
		{[]points.Points{9550, 9000, 9000, 8800, 8800, 8800, 8800}, "N1, N2, N2, N3 over_quota, N3 over_quota, N3 over_quota, N3 over_quota"},
		{[]points.Points{8999, 7999, 7000, 6999}, " below_min_band,  below_min_band,  below_min_band,  below_min_band"},
		{[]points.Points{9000, -1}, "N1,  not_ranked"},
	} {
		in := board(c.totals...)
		for i := range in.Rubric.Criteria {
			in.Rubric.Criteria[i].Step = 1 // for 89,99
		}
		in.Quotas = quotas
		var awards []string
		for _, s := range rank(t, in) {
			awards = append(awards, strings.TrimRight(s.Award+" "+string(s.Note), " "))
		}
		want := strings.Split(c.want, ", ")
		for i := range want {
			want[i] = strings.TrimRight(want[i], " ")
		}
		if !slices.Equal(awards, want) {
			t.Errorf("%v: %q, want %q", c.totals, awards, want)
		}
	}
}

func TestFloor(t *testing.T) {
	t.Parallel()
	in := board(-1, -1, 8500)
	low := sheet("U-00001", "TV-1", 0) // 19,95 of 40 in group I is below half of it
	low.Points = map[string]points.Points{"I.1": 1995, "II.1": 5500, "II.2": 500}
	just := sheet("U-00002", "TV-1", 0)
	just.Points = map[string]points.Points{"I.1": 2000, "II.1": 5500, "II.2": 500}
	in.Sheets = append(in.Sheets, low, just)
	in.Adjustments = append(in.Adjustments, adjust("U-00001", "C.1", 7))
	in.Quotas = []ranking.Quota{{Block: "K1", Award: "N1", Name: "Giải Nhất", From: 1, To: 3, Quota: 3, MinGrade: "K"}}
	plain := rank(t, in)
	in.Rubric.Floor = rubric.Floor{Percent: 50, Grade: "K", Withheld: []string{"N1"}}
	floored := rank(t, in)
	for i, want := range []string{"U-00001 T N1 → K  below_floor [I]", "U-00003 T N1 → T N1  []", "U-00002 T N1 → T N1  []"} {
		was, is := plain[i], floored[i]
		if got := fmt.Sprintf("%s %s %s → %s %s %s %v", is.Unit, was.Grade, was.Award, is.Grade, is.Award, is.Note, is.BelowFloor); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestTieBreak(t *testing.T) {
	t.Parallel()
	in := board(-1, -1, -1)
	for i, first := range []points.Points{2000, 4000, 3000} { // group II: 60, 40, 50
		s := sheet(in.Units[i].Code, "TV-1", 0)
		s.Points = map[string]points.Points{"I.1": first, "II.1": 5500 - first + 2000, "II.2": 500}
		in.Sheets = append(in.Sheets, s)
		in.Units[i].Votes = i
	}
	in.Adjustments = []assessment.Adjustment{
		adjust("U-00001", "C.1", 1), adjust("U-00001", "T.1", 1), adjust("U-00002", "C.1", 1), adjust("U-00002", "T.1", 1),
	}
	for _, c := range []struct {
		chain []ranking.TieBreak
		want  string
	}{
		{nil, "U-00001 1, U-00002 1, U-00003 1, "},
		{[]ranking.TieBreak{"group:II"}, "U-00001 1, U-00003 2, U-00002 3, "},
		{[]ranking.TieBreak{ranking.ByDeductions}, "U-00003 1, U-00001 2, U-00002 2, "},
		{[]ranking.TieBreak{ranking.ByDeductions, ranking.ByVotes}, "U-00003 1, U-00002 2, U-00001 3, "},
		{[]ranking.TieBreak{ranking.ByVotes}, "U-00003 1, U-00002 2, U-00001 3, "},
	} {
		in.TieBreak = c.chain
		got := ""
		for _, s := range rank(t, in) {
			got += fmt.Sprint(s.Unit, " ", s.Place, ", ")
		}
		if got != c.want {
			t.Errorf("%v: %s want %s", c.chain, got, c.want)
		}
	}
}
