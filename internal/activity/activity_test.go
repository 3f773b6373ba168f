package activity

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/viet"
)

var (
	from = viet.NewDate(2024, time.May, 1)
	to   = viet.NewDate(2024, time.September, 30)
)

func day(month time.Month, d int) viet.Date { return viet.NewDate(2024, month, d) }

func whole() Plan {
	return Plan{
		Unit: "TDP-20", Title: "Trồng đường hoa ven ngõ", StartsOn: day(time.June, 10), EndsOn: day(time.June, 30),
		Target: "Trồng 200 m đường hoa",
	}
}

func TestCheck(t *testing.T) {
	number := func(n int) *int { return &n }
	money := func(n int64) *int64 { return &n }
	for _, c := range []struct {
		name     string
		change   func(*Plan)
		sending  bool
		field    string // wrong field; empty: all is well
		sentence string
	}{
		{name: "whole", sending: true, change: func(*Plan) {}},
		{name: "a draft needs only a title", change: func(p *Plan) { *p = Plan{Unit: p.Unit, Title: "Hội thao"} }},
		{"no title", func(p *Plan) { p.Title = "" }, false, FieldTitle, "Hãy nhập tên hoạt động."},
		{"no unit", func(p *Plan) { p.Unit = "" }, false, FieldUnit, "Hãy chọn đơn vị đăng ký."},
		{"sending without a start", func(p *Plan) { p.StartsOn = viet.Date{} }, true, FieldStart, "Hãy nhập ngày bắt đầu."},
		{"sending without an end", func(p *Plan) { p.EndsOn = viet.Date{} }, true, FieldEnd, "Hãy nhập ngày kết thúc."},
		{"sending without a target", func(p *Plan) { p.Target = "" }, true, FieldTarget, "Hãy nhập chỉ tiêu."},
		{name: "first and last day", sending: true, change: func(p *Plan) { p.StartsOn, p.EndsOn = from, to }},
		{
			"before the campaign", func(p *Plan) { p.StartsOn = from.AddDays(-1) }, false, FieldStart,
			"Ngày bắt đầu phải từ 01/05/2024 đến 30/09/2024.",
		},
		{
			"after the campaign", func(p *Plan) { p.EndsOn = to.AddDays(1) }, false, FieldEnd,
			"Ngày kết thúc phải từ 01/05/2024 đến 30/09/2024.",
		},
		{
			"end before start", func(p *Plan) { p.EndsOn = day(time.May, 28) }, true, FieldEnd,
			"Ngày kết thúc phải từ 10/06/2024 trở đi.",
		},
		{name: "one day", sending: true, change: func(p *Plan) { p.EndsOn = p.StartsOn }},
		{"quantity zero", func(p *Plan) { p.Quantity = number(0) }, false, FieldQuantity, "Số lượng phải từ 1 trở lên."},
		{"quantity negative", func(p *Plan) { p.Quantity = number(-5) }, false, FieldQuantity, "Số lượng phải từ 1 trở lên."},
		{name: "quantity at the limit", change: func(p *Plan) { p.Quantity = number(1_000_000_000) }},
		{
			"quantity huge", func(p *Plan) { p.Quantity = number(1_000_000_001) }, false, FieldQuantity,
			"Số lượng tối đa là 1.000.000.000.",
		},
		{
			"participants huge", func(p *Plan) { p.Participants = number(1_000_001) }, false, FieldParticipants,
			"Số người tham gia tối đa là 1.000.000.",
		},
		{name: "parts without a total", change: func(p *Plan) { p.BudgetState, p.BudgetSocial = money(5), money(7) }},
		{name: "parts add up", change: func(p *Plan) { p.BudgetTotal, p.BudgetState, p.BudgetSocial = money(12), money(5), money(7) }},
		{name: "one part is the total", change: func(p *Plan) { p.BudgetTotal, p.BudgetSocial = money(7), money(7) }},
		{name: "nothing costs nothing", change: func(p *Plan) { p.BudgetTotal = money(0) }},
		{
			"parts do not add up", func(p *Plan) { p.BudgetTotal, p.BudgetState, p.BudgetSocial = money(13), money(5), money(7) }, false,
			FieldBudgetTotal, "Tổng kinh phí phải bằng ngân sách cộng xã hội hóa, là 12" + viet.NBSP + "đồng.",
		},
		{
			"a total without parts", func(p *Plan) { p.BudgetTotal = money(13) }, false, FieldBudgetTotal,
			"Hãy ghi phần ngân sách và phần xã hội hóa.",
		},
		{"negative budget", func(p *Plan) { p.BudgetState = money(-1) }, false, FieldBudgetState, "Kinh phí không được âm."},
		{
			"huge budget", func(p *Plan) { p.BudgetSocial = money(1_000_000_000_001) }, false, FieldBudgetSocial,
			"Kinh phí tối đa là 1.000.000.000.000" + viet.NBSP + "đồng.",
		},
		{name: "300 letters", change: func(p *Plan) { p.Title = strings.Repeat("ễ", 300) }},
		{
			"10,000 letters", func(p *Plan) { p.Title = strings.Repeat("ễ", 10_000) }, false, FieldTitle,
			"Tên hoạt động dài 10.000 ký tự, tối đa là 300. Hãy rút gọn.",
		},
		{
			"a partner of its own", func(p *Plan) { p.Partners = []string{"BN-CA", p.Unit} }, false, FieldPartners,
			"Đơn vị đăng ký không phải là đơn vị phối hợp của chính mình.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := whole()
			c.change(&p)
			err := p.Check(from, to, c.sending)
			var invalid fault.Invalid
			switch errors.As(err, &invalid); {
			case c.field == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.field != "" && (len(invalid) != 1 || invalid[c.field] != c.sentence):
				t.Errorf("got %v, want %s: %s", err, c.field, c.sentence)
			}
		})
	}
}

func TestEveryTextHasALimit(t *testing.T) {
	long := strings.Repeat("ngõ ", 2500)
	p := whole()
	p.Title, p.Description, p.Place, p.Target, p.QuantityUnit, p.Responsible, p.Evidence = long, long, long, long, long, long, long
	var invalid fault.Invalid
	if !errors.As(p.Check(from, to, false), &invalid) || len(invalid) != 7 {
		t.Errorf("want seven fields refused, got %v", invalid)
	}
}

// TestMove tries every stage against every other: what the table does not name is refused and changes nothing.
func TestMove(t *testing.T) {
	allowed := map[Stage]string{
		Draft: "submitted withdrawn", Submitted: "returned approved withdrawn merged", Returned: "submitted withdrawn merged",
		Approved: "reported postponed cancelled merged", Postponed: "approved cancelled", Reported: "verified",
	}
	for _, now := range Stages {
		if Titles[now] == "" {
			t.Errorf("stage %s has no title", now)
		}
		for _, then := range Stages {
			a := &Activity{Stage: now}
			err := a.move(then)
			if want := strings.Contains(" "+allowed[now]+" ", " "+string(then)+" "); want != (err == nil) {
				t.Errorf("%s → %s: %v", now, then, err)
			}
			if err != nil && (a.Stage != now || !fault.Is(err, fault.Conflict)) {
				t.Errorf("%s → %s left it %s with %v", now, then, a.Stage, err)
			}
		}
	}
}

func TestSendAgainKeepsWhatWasInTime(t *testing.T) {
	first, again := time.Date(2024, 4, 18, 2, 0, 0, 0, time.UTC), time.Date(2024, 6, 1, 2, 0, 0, 0, time.UTC)
	a := &Activity{Stage: Draft}
	if err := a.send(first, false); err != nil {
		t.Fatal(err)
	}
	a.Stage, a.ReturnReason = Returned, "Thiếu chỉ tiêu"
	if err := a.send(again, true); err != nil {
		t.Fatal(err)
	}
	if a.Supplementary || !a.RegisteredAt.Equal(first) || a.ReturnReason != "" || a.Stage != Submitted {
		t.Errorf("sent again it became %+v", a)
	}
	late := &Activity{Stage: Draft}
	if err := late.send(again, true); err != nil || !late.Supplementary {
		t.Errorf("what comes after the deadline must be marked: %v, %+v", err, late)
	}
}

func TestStates(t *testing.T) {
	start, end := day(time.June, 10), day(time.June, 30)
	for _, c := range []struct {
		stage            Stage
		today            viet.Date
		public, internal State
	}{
		{Draft, start, "", ""},
		{Submitted, start, "", ""},
		{Returned, start, "", ""},
		{Withdrawn, start, "", ""},
		{Approved, start.AddDays(-1), Upcoming, OnTrack},
		{Approved, start, UnderWay, OnTrack},
		{Approved, end.AddDays(-8), UnderWay, OnTrack},
		{Approved, end.AddDays(-7), UnderWay, DueSoon},
		{Approved, end, UnderWay, DueSoon},
		{Approved, end.AddDays(1), Done, Overdue},
		{Reported, start, Done, Done},
		{Verified, end.AddDays(9), Done, Done},
		{Postponed, start, PutOff, PutOff},
		{Cancelled, start, Off, Off},
	} {
		a := &Activity{Stage: c.stage, Plan: Plan{StartsOn: start, EndsOn: end}}
		if got := a.PublicState(c.today); got != c.public {
			t.Errorf("%s on %s: public %q, want %q", c.stage, c.today, got, c.public)
		}
		if got := a.InternalState(c.today); got != c.internal {
			t.Errorf("%s on %s: internal %q, want %q", c.stage, c.today, got, c.internal)
		}
		if (c.public != "" && StateTitles[c.public] == "") || (c.internal != "" && StateTitles[c.internal] == "") {
			t.Errorf("a state of %s has no title", c.stage)
		}
	}
}

func TestOwnedBy(t *testing.T) {
	a := &Activity{UnitID: 7, Monitor: 3}
	for _, c := range []struct {
		name string
		by   access.Actor
		as   access.Role
		want bool
	}{
		{"head", access.Actor{HeadOf: []int64{7}}, access.UnitHead, true},
		{"head works for it too", access.Actor{HeadOf: []int64{7}}, access.UnitStaff, true},
		{"staff", access.Actor{StaffOf: []int64{6, 7}}, access.UnitStaff, true},
		{"staff does not sign", access.Actor{StaffOf: []int64{7}}, access.UnitHead, false},
		{"head of another", access.Actor{HeadOf: []int64{8}}, access.UnitHead, false},
		{"monitor", access.Actor{Member: 3}, access.Monitor, true},
		{"another monitor", access.Actor{Member: 4}, access.Monitor, false},
		{"no seat", access.Actor{}, access.Monitor, false},
		{"secretary owns nothing", access.Actor{HeadOf: []int64{7}}, access.Secretary, false},
	} {
		if got := a.OwnedBy(c.by, c.as); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if (&Activity{}).OwnedBy(access.Actor{}, access.Monitor) {
		t.Error("what nobody follows belongs to nobody")
	}
}

// TestAuditNamesNobody: the audit log can never be changed, so a person must not stand in it.
func TestAuditNamesNobody(t *testing.T) {
	a := &Activity{Code: "HD-001", Plan: Plan{Title: "Hội thao", Responsible: "Nguyễn Văn An"}}
	kept, err := json.Marshal(a)
	if err != nil || strings.Contains(string(kept), "Nguyễn") || !strings.Contains(string(kept), `"title":"Hội thao"`) {
		t.Errorf("the audit log would keep %s (%v)", kept, err)
	}
}
