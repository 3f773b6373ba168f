package assessment

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"testing"

	"portal/internal/fault"
	"portal/internal/points"
	"portal/internal/rubric"
)

var measure = rubric.Rubric{
	Groups: []rubric.Group{{Code: "I", Name: "Đăng ký"}, {Code: "II", Name: "Tổ chức"}},
	Criteria: []rubric.Criterion{
		{Code: "I.1", Group: "I", Step: 50, Max: map[rubric.Kind]points.Points{rubric.School: 1000, rubric.Department: 1000}},
		{Code: "I.2", Group: "I", Step: 25, Max: map[rubric.Kind]points.Points{rubric.School: 3000, rubric.Department: 3000}},
		{Code: "II.1", Group: "II", Step: 50, Max: map[rubric.Kind]points.Points{rubric.School: 6000, rubric.Department: 5500}},
		{Code: "II.2", Group: "II", Step: 50, Max: map[rubric.Kind]points.Points{rubric.Department: 500}},
	},
	Rules: []rubric.Rule{
		{Code: "C.1", Side: rubric.Bonus, Each: 100, Max: 300},
		{Code: "C.2", Side: rubric.Bonus, Each: 200, Max: 900},
		{Code: "C.3", Side: rubric.Bonus, Each: 50, Max: 100},
		{Code: "T.1", Side: rubric.Deduction, Each: 300, Max: 600},
		{Code: "T.2", Side: rubric.Deduction, Each: 50, Max: 200},
	},
	BonusCap: 1000, DeductionCap: 700,
}

func TestStages(t *testing.T) {
	t.Parallel()
	stages := []Stage{Draft, Submitted, Excluded}
	allowed := map[[2]Stage]bool{
		{Draft, Submitted}: true, {Draft, Excluded}: true, {Submitted, Draft}: true, {Submitted, Excluded}: true,
	}
	for _, from := range stages {
		for _, to := range stages {
			s := Sheet{Stage: from}
			err := s.Move(to)
			if allowed[[2]Stage{from, to}] {
				if err != nil || s.Stage != to {
					t.Errorf("%s → %s: %v", from, to, err)
				}
			} else if !fault.Is(err, fault.Conflict) || s.Stage != from {
				t.Errorf("%s → %s: %v, and the sheet is %s", from, to, err, s.Stage)
			}
		}
	}
}

func TestCounted(t *testing.T) {
	t.Parallel()
	conflicts := Conflicts{{"TV-10", "TDP-18"}: "Bí thư chi bộ"}
	for _, c := range []struct {
		stage       Stage
		judge, unit string
		want        bool
	}{
		{Submitted, "TV-02", "TDP-18", true},
		{Submitted, "TV-10", "TDP-17", true},
		{Submitted, "TV-10", "TDP-18", false},
		{Draft, "TV-02", "TDP-18", false},
		{Excluded, "TV-02", "TDP-18", false},
		{"", "TV-02", "TDP-18", false},
	} {
		if got := Counted(Sheet{Stage: c.stage, Judge: c.judge, Unit: c.unit}, conflicts); got != c.want {
			t.Errorf("%s sheet of %s by %s: %t", c.stage, c.unit, c.judge, got)
		}
	}
	if !Counted(Sheet{Stage: Submitted}, nil) {
		t.Error("without conflicts nothing counts")
	}
}

// Missing is not zero: an empty criterion keeps a sheet from being submitted, a 0 does not.
func TestMissingIsNotZero(t *testing.T) {
	t.Parallel()
	parts := measure.ForKind(rubric.Department)
	s := Sheet{Points: map[string]points.Points{"I.1": 0, "II.1": 5500}}
	var missing []string
	for _, c := range Missing(s, parts) {
		missing = append(missing, c.Code)
	}
	if !slices.Equal(missing, []string{"I.2", "II.2"}) {
		t.Errorf("missing %v", missing)
	}
	groups, whole := Running(s, parts)
	if want := []Progress{{0, 4000, 1, 2}, {5500, 6000, 1, 2}}; !slices.Equal(groups, want) || whole != (Progress{5500, 10000, 2, 4}) || whole.Complete() {
		t.Errorf("running %v, %v", groups, whole)
	}
	want := fault.Invalid{
		"I.2":  "Chưa chấm. Nhập điểm từ 0 đến 30, bước 0,25.",
		"II.2": "Chưa chấm. Nhập điểm từ 0 đến 5, bước 0,5.",
	}
	var invalid fault.Invalid
	if err := CheckSubmit(s, parts, rubric.Department); !errors.As(err, &invalid) || !maps.Equal(invalid, want) {
		t.Errorf("%v, want %v", err, want)
	}
	s.Points["I.2"], s.Points["II.2"] = 0, 0
	if err := CheckSubmit(s, parts, rubric.Department); err != nil || len(Missing(s, parts)) != 0 || s.Total() != 5500 {
		t.Errorf("a sheet with zeros: %v, total %s", err, s.Total())
	}
	if _, whole = Running(s, parts); !whole.Complete() {
		t.Error("a full sheet is not complete")
	}
}

func TestCheckSubmit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind    rubric.Kind
		without []string
		sheet   map[string]points.Points
		want    fault.Invalid
	}{
		"full":           {rubric.School, nil, map[string]points.Points{"I.1": 950, "I.2": 2925, "II.1": 6000}, nil},
		"other kind":     {rubric.School, nil, map[string]points.Points{"I.1": 950, "I.2": 2925, "II.1": 6000, "II.2": 0}, fault.Invalid{"II.2": "Tiêu chí II.2 không áp dụng cho đơn vị này."}},
		"unknown":        {rubric.School, nil, map[string]points.Points{"I.1": 950, "I.2": 2925, "II.1": 6000, "X": 0}, fault.Invalid{"X": "Tiêu chí X không áp dụng cho đơn vị này."}},
		"not applicable": {rubric.School, []string{"I.2"}, map[string]points.Points{"I.1": 950, "II.1": 6000}, nil},
		"bounds": {
			rubric.School, nil,
			map[string]points.Points{"I.1": 930, "I.2": 3025, "II.1": -50},
			fault.Invalid{"I.1": "Điểm phải là bội số của 0,5.", "I.2": "Điểm tối đa là 30.", "II.1": "Điểm không được là số âm."},
		},
	} {
		err := CheckSubmit(Sheet{Points: c.sheet}, measure.ForKind(c.kind, c.without...), c.kind)
		var invalid fault.Invalid
		if c.want == nil && err != nil || c.want != nil && (!errors.As(err, &invalid) || !maps.Equal(invalid, c.want)) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestPairIsAKey(t *testing.T) {
	t.Parallel()
	in := Conflicts{{"TV-10", "TDP-18"}: "Bí thư chi bộ", {"TV-04", "DT-MT"}: "Đứng đầu"}
	text, err := json.Marshal(in)
	if err != nil || string(text) != `{"TV-04 DT-MT":"Đứng đầu","TV-10 TDP-18":"Bí thư chi bộ"}` {
		t.Fatal(string(text), err)
	}
	var out Conflicts
	if err := json.Unmarshal(text, &out); err != nil || !maps.Equal(in, out) {
		t.Error(out, err)
	}
}

func TestAdjust(t *testing.T) {
	t.Parallel()
	type claim struct {
		rule   string
		n      int
		status Status
	}
	for name, c := range map[string]struct {
		claims          []claim
		bonus, claimed  points.Points
		deduction, lost points.Points
	}{
		"nothing":              {nil, 0, 0, 0, 0},
		"plain":                {[]claim{{"C.1", 2, Approved}, {"T.2", 1, Approved}}, 200, 200, 50, 50},
		"only approved":        {[]claim{{"C.1", 2, Proposed}, {"C.2", 1, Rejected}, {"C.3", 1, Approved}}, 50, 50, 0, 0},
		"rule caps":            {[]claim{{"C.1", 9, Approved}}, 300, 300, 0, 0},
		"cases add up first":   {[]claim{{"C.1", 2, Approved}, {"C.1", 2, Approved}}, 300, 300, 0, 0},
		"12 of 10":             {[]claim{{"C.1", 3, Approved}, {"C.2", 4, Approved}, {"C.3", 2, Approved}}, 1000, 1200, 0, 0},
		"deduction caps":       {[]claim{{"T.1", 2, Approved}, {"T.2", 9, Approved}}, 0, 0, 700, 800},
		"unknown rule":         {[]claim{{"C.9", 2, Approved}}, 0, 0, 0, 0},
		"most that can be had": {[]claim{{"C.2", MaxQuantity, Approved}}, 900, 900, 0, 0},
	} {
		var list []Adjustment
		for _, x := range c.claims {
			list = append(list, Adjustment{Rule: x.rule, Quantity: x.n, Status: x.status})
		}
		bonus, deduction := Adjust(measure, list)
		if bonus.Counted != c.bonus || bonus.Claimed != c.claimed || deduction.Counted != c.deduction || deduction.Claimed != c.lost {
			t.Errorf("%s: bonus %s of %s, deduction %s of %s", name, bonus.Counted, bonus.Claimed, deduction.Counted, deduction.Claimed)
		}
		if bonus.Capped() != (c.bonus < c.claimed) || deduction.Capped() != (c.deduction < c.lost) {
			t.Errorf("%s: capped %t, %t", name, bonus.Capped(), deduction.Capped())
		}
	}
	bonus, _ := Adjust(measure, []Adjustment{{Rule: "C.1", Quantity: 9, Status: Approved}})
	if line := bonus.Lines[0]; line.Claimed != 900 || line.Counted != 300 || line.Quantity != 9 || !line.Capped() {
		t.Error(line)
	}
}

func TestDecide(t *testing.T) {
	t.Parallel()
	for _, to := range []Status{Approved, Rejected} {
		a := Adjustment{Status: Proposed}
		if err := a.Decide(to); err != nil || a.Status != to {
			t.Error(to, err)
		}
		if err := a.Decide(Approved); !fault.Is(err, fault.Conflict) {
			t.Error("decided twice:", err)
		}
	}
	a := Adjustment{Status: Proposed}
	if err := a.Decide(Proposed); err == nil {
		t.Error("to propose is a decision")
	}
	for n, ok := range map[int]bool{-1: false, 0: false, 1: true, MaxQuantity: true, MaxQuantity + 1: false} {
		if (CheckQuantity(n) == nil) != ok {
			t.Error(n, ok)
		}
	}
}
