package filing

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/registration"
	"portal/internal/viet"
)

var (
	june10, june30 = viet.NewDate(2024, 6, 10), viet.NewDate(2024, 6, 30)
	july10, july30 = viet.NewDate(2024, 7, 10), viet.NewDate(2024, 7, 30)
)

func registeredAs(code, unit, title string, stage activity.Stage) registered {
	return registered{Twin: Twin{code, title, june10, june30, stage}, Unit: unit}
}

// TestTwins: the same is what one unit registers under one title for the same days, as they are or as first registered.
func TestTwins(t *testing.T) {
	t.Parallel()
	moved := registeredAs("HD-002", "TDP-01", "Hội thao tổ dân phố", activity.Approved)
	moved.StartsOn, moved.EndsOn, moved.FirstStarts, moved.FirstEnds = july10, july30, june10, june30
	none := registeredAs("HD-004", "TDP-01", "Chưa có ngày", activity.Draft)
	none.StartsOn, none.EndsOn = viet.Date{}, viet.Date{}
	list := []registered{registeredAs("HD-001", "TDP-01", "Trồng đường hoa ven ngõ", activity.Submitted), moved, registeredAs("HD-003", "TDP-01", "Bản nháp của tổ", activity.Draft), none}
	plan := func(unit, title string, starts, ends viet.Date) activity.Plan {
		return activity.Plan{Unit: unit, Title: title, StartsOn: starts, EndsOn: ends}
	}
	for _, c := range []struct {
		plan               activity.Plan
		same, like, office string
	}{
		{plan("TDP-01", "Trồng đường hoa ven ngõ", june10, june30), "HD-001", "HD-001", "HD-001"},
		{plan("TDP-01", "TRỒNG  đường hoa, ven ngõ.", june10, june30), "HD-001", "HD-001", "HD-001"},
		{plan("TDP-01", "Trong duong hoa ven ngo", june10, june30), "", "HD-001", "HD-001"},
		{plan("TDP-01", "Trồng đường hoa ven ngõ", june10, july30), "", "HD-001", "HD-001"},
		{plan("TDP-02", "Trồng đường hoa ven ngõ", june10, june30), "", "", ""},
		{plan("TDP-01", "Hội thao tổ dân phố", june10, june30), "HD-002", "HD-002", "HD-002"},
		{plan("TDP-01", "Hội thao tổ dân phố", july10, july30), "HD-002", "HD-002", "HD-002"},
		{plan("TDP-01", "Hội thao tổ dân phố", june10, july30), "", "HD-002", "HD-002"},
		{plan("TDP-01", "Bản nháp của tổ", june10, june30), "HD-003", "HD-003", ""}, // that there is one, and no more, is for the office to know
		{plan("TDP-01", "Chưa có ngày", viet.Date{}, viet.Date{}), "HD-004", "HD-004", ""},
		{plan("TDP-01", "Chưa có ngày", june10, june30), "", "HD-004", ""},
		{plan("TDP-01", "Thăm gia đình có công", june10, june30), "", "", ""},
		{plan("", "", viet.Date{}, viet.Date{}), "", "", ""},
	} {
		unit, office := newThere(list, false), newThere(list, true)
		if got := unit.twin(c.plan).Code; got != c.same || office.twin(c.plan).Code != c.same {
			t.Errorf("%v is %q, wanted %q", c.plan, got, c.same)
		}
		if got, seen := unit.like(c.plan).Code, office.like(c.plan).Code; got != c.like || seen != c.office {
			t.Errorf("%v is like %q, to the office %q; wanted %q and %q", c.plan, got, seen, c.like, c.office)
		}
	}
}

// example is a filing of a unit with a row in each state.
func example() *Filing {
	cells := func(unit, title, start string) registration.Cells {
		return registration.Cells{
			activity.FieldUnit: unit, activity.FieldTitle: title, activity.FieldStart: start, activity.FieldEnd: "30/06/2024", activity.FieldTarget: "200 m",
		}
	}
	f := &Filing{PublicID: "x", Account: 7, Total: 5}
	for i, c := range []registration.Cells{
		cells("TDP-01", "Đường hoa", "10/06/2024"), cells("TDP-01", "Sai ngày", "31/06/2024"), cells("TDP-02", "Của tổ khác", "10/06/2024"),
		cells("TDP-01", "Đã có", "10/06/2024"), cells("TDP-01", "Đã nhập", "10/06/2024"),
	} {
		f.Rows = append(f.Rows, Row{Row: registration.Row{Sheet: "S", Number: i + 2, Cells: c}, No: i + 1, Chosen: true, Version: 1})
	}
	f.Rows[4].Code = "HD-009"
	f.judge(world{
		Known: registration.Known{
			Units: []registration.Unit{{Code: "TDP-01", Name: "Tổ dân phố số 1"}, {Code: "TDP-02", Name: "Tổ dân phố số 2"}},
			From:  viet.NewDate(2024, 5, 1), To: viet.NewDate(2024, 9, 30),
		},
		own:   []string{"TDP-01"},
		there: newThere([]registered{registeredAs("HD-001", "TDP-01", "Đã có", activity.Approved), registeredAs("HD-009", "TDP-01", "Đã nhập", activity.Draft)}, false),
	})
	return f
}

func TestStates(t *testing.T) {
	t.Parallel()
	f := example()
	var states []State
	for _, r := range f.Rows {
		states = append(states, r.State())
	}
	if !slices.Equal(states, []State{Ready, Wrong, Wrong, There, Taken}) {
		t.Errorf("states %v", states)
	}
	var order []int
	for _, r := range f.InOrder() {
		order = append(order, r.No)
	}
	if !slices.Equal(order, []int{2, 3, 1, 4, 5}) || f.Count()[Wrong] != 2 {
		t.Errorf("order %v", order)
	}
	if wrong := f.Row(3).wrong(); !strings.Contains(wrong[activity.FieldUnit], "không phải đơn vị của bạn") {
		t.Errorf("wrong: %v", wrong)
	}
	if wrong := f.Row(4).wrong(); !strings.Contains(wrong[activity.FieldTitle], "HD-001") {
		t.Errorf("wrong: %v", wrong)
	}
	if f.Row(1).wrong().Or() != nil || f.Row(5).Mendable() || f.Row(9) != nil {
		t.Error("what is right is wrong, or the reverse")
	}
	f.Office = true
	if f.judge(world{Known: f.Known, there: f.there}); f.Row(3).State() != Ready {
		t.Error("the office may not bring in what any unit does")
	}
}

// TestChosen: what is ticked must be fit; what is not shown stays as it was chosen.
func TestChosen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		choice Choice
		rows   []int
		kind   fault.Kind
	}{
		{Choice{Shown: []int{1}, Chosen: []int{1}}, []int{1}, 0},
		{Choice{}, []int{1}, 0}, // chosen before, on another page
		{Choice{Shown: []int{1}}, nil, fault.Unprocessable},
		{Choice{Shown: []int{1}, Chosen: []int{1, 2}}, nil, fault.Conflict},
		{Choice{Shown: []int{1}, Chosen: []int{4}}, nil, fault.Conflict},
		{Choice{Shown: []int{1}, Chosen: []int{1, 5}}, nil, fault.Conflict},
		{Choice{Shown: []int{1, 99}, Chosen: []int{99, -1}}, nil, fault.Unprocessable},
	} {
		f := example()
		c.choice.apply(f)
		rows, plans, err := f.chosen(c.choice)
		if !slices.Equal(rows, c.rows) || len(plans) != len(rows) || (err != nil) != (c.kind != 0) || err != nil && !fault.Is(err, c.kind) {
			t.Errorf("%+v: %v, %v", c.choice, rows, err)
		}
	}
}

// TestAuditOfAFiling: the log keeps numbers, and none of the words of a file or its name.
func TestAuditOfAFiling(t *testing.T) {
	t.Parallel()
	f := example()
	f.FileName, f.SHA256 = "Nguyễn Văn A.xlsx", "ab12"
	got, err := json.Marshal(f)
	if err != nil || string(got) != `{"office":false,"sha256":"ab12","version":0,"rows":5,"registered":0}` {
		t.Errorf("%s, %v", got, err)
	}
	if !f.OwnedBy(access.Actor{Account: 7}, access.UnitStaff) || f.OwnedBy(access.Actor{Account: 8}, access.UnitHead) || (&Filing{}).OwnedBy(access.Actor{}, access.Resident) {
		t.Error("it is somebody else's")
	}
}
