package activity_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/postgres"
)

func TestFromDraftToApproval(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	code := w.register()
	d := w.get(code)
	if code != "HD-001" || d.Stage != activity.Draft || d.Version != 1 || d.RegisteredAt != nil || d.CategoryName != "Môi trường" ||
		fmt.Sprint(d.PartnerNames) != "[Công an phường Tổ dân phố số 2]" || d.LastBy != "Cán bộ 1" {
		t.Fatalf("registered: %+v", d)
	}

	better := w.plan()
	better.Place, better.Partners = "Ngõ 12", nil
	w.must(w.store.Edit(ctx, w.staff, code, 1, better))
	w.must(w.store.Submit(ctx, w.head, code, 2))
	d = w.get(code)
	if d.Stage != activity.Submitted || d.Supplementary || d.RegisteredAt == nil || d.Place != "Ngõ 12" || len(d.Partners) != 0 {
		t.Fatalf("sent: %+v", d)
	}

	w.must(w.store.Return(ctx, w.secretary, code, 3, "Ghi rõ số mét."))
	if d = w.get(code); d.Stage != activity.Returned || d.ReturnReason != "Ghi rõ số mét." || d.LastBy != "Thư ký" {
		t.Fatalf("returned: %+v", d)
	}
	better.Target = "Trồng 200 m ở ngõ 12"
	w.must(w.store.EditAndSubmit(ctx, w.head, code, 4, better))
	w.must(w.store.Approve(ctx, w.secretary, code, 5))
	d = w.get(code)
	if d.Stage != activity.Approved || d.Monitor != 1 || d.MonitorName != "Ủy viên, Phó Chủ tịch" || d.ReturnReason != "" || d.Target != better.Target {
		t.Fatalf("approved: %+v", d)
	}

	trail, err := w.store.Trail(ctx, d.ID)
	w.must(err)
	var stages []activity.Stage
	for _, s := range trail {
		stages = append(stages, s.Stage)
	}
	// Two savings in a row by one person are one line.
	if fmt.Sprint(stages) != "[draft submitted returned submitted approved]" || trail[2].Reason != "Ghi rõ số mét." || trail[2].By != "Thư ký" {
		t.Errorf("trail: %+v", trail)
	}
	if n, err := w.db.VerifyChain(ctx); err != nil || n != 6 {
		t.Errorf("audit chain: %d entries, %v", n, err)
	}
}

// TestWhoMayDoWhat tries every operation as everybody. Staff of another unit are told that it is not there.
func TestWhoMayDoWhat(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	people := []struct {
		name string
		by   access.Actor
	}{
		{"staff", w.staff},
		{"head", w.head},
		{"other", w.other},
		{"both", w.both},
		{"secretary", w.secretary},
		{"judge", access.Actor{Account: 5, Roles: []access.Role{access.Judge, access.Monitor}, Member: 1}},
		{"admin", access.Actor{Account: 5, Roles: []access.Role{access.Admin}}},
		{"resident", access.Actor{}},
	}
	for _, c := range []struct {
		name  string
		stage activity.Stage
		do    func(by access.Actor, code string, version int) error
		want  string // staff head other both secretary judge admin resident: y yes, n forbidden, - not there
	}{
		{"register", "", func(by access.Actor, _ string, _ int) error {
			_, err := w.store.Register(ctx, by, w.plan())
			return err
		}, "yynnnnnn"},
		{"register and send", "", func(by access.Actor, _ string, _ int) error {
			_, err := w.store.RegisterAndSubmit(ctx, by, w.plan())
			return err
		}, "nynnnnnn"},
		{"edit", activity.Draft, func(by access.Actor, code string, v int) error { return w.store.Edit(ctx, by, code, v, w.plan()) }, "yy--nnnn"},
		{"edit and send", activity.Draft, func(by access.Actor, code string, v int) error {
			return w.store.EditAndSubmit(ctx, by, code, v, w.plan())
		}, "ny--nnnn"},
		{"send", activity.Draft, func(by access.Actor, code string, v int) error { return w.store.Submit(ctx, by, code, v) }, "ny--nnnn"},
		{"withdraw", activity.Submitted, func(by access.Actor, code string, v int) error {
			return w.store.Withdraw(ctx, by, code, v, "Trùng")
		}, "ny--nnnn"},
		{"approve", activity.Submitted, func(by access.Actor, code string, v int) error { return w.store.Approve(ctx, by, code, v) }, "nnnnynnn"},
		{"return", activity.Submitted, func(by access.Actor, code string, v int) error {
			return w.store.Return(ctx, by, code, v, "Thiếu")
		}, "nnnnynnn"},
	} {
		for i, p := range people {
			code, version := w.register(), 1
			if c.stage == activity.Submitted {
				w.must(w.store.Submit(ctx, w.head, code, 1))
				version = 2
			}
			err := c.do(p.by, code, version)
			got := map[bool]string{true: "y"}[err == nil]
			switch {
			case fault.Is(err, fault.Forbidden):
				got = "n"
			case fault.Is(err, fault.NotFound):
				got = "-"
			}
			if got != c.want[i:i+1] {
				t.Errorf("%s as %s: %q (%v), want %q", c.name, p.name, got, err, c.want[i])
			}
			if err != nil && code != "" {
				if d := w.get(code); d.Version != version {
					t.Errorf("%s as %s was refused and changed it all the same", c.name, p.name)
				}
			}
		}
	}
}

func TestOthersAreNotThere(t *testing.T) {
	w := newWorld(t)
	code := w.register()
	for _, c := range []struct {
		name string
		by   access.Actor
		do   access.Action
	}{
		{"another unit", w.other, access.ReadOwnUnit},
		{"somebody of two other units", w.both, access.ReadOwnUnit},
		{"the secretary, before it is sent", w.secretary, access.ReadRegistration},
		{"a resident", access.Actor{}, access.ReadOwnUnit},
	} {
		if _, err := w.store.Get(t.Context(), c.by, c.do, code); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if list, err := w.store.OfUnit(t.Context(), w.other); err != nil || len(list) != 0 {
		t.Errorf("another unit lists %v (%v)", list, err)
	}
	if list, counts, err := w.store.Registrations(t.Context(), activity.Filter{}); err != nil || len(list) != 0 || len(counts) != 0 {
		t.Errorf("the secretary sees drafts: %v %v %v", list, counts, err)
	}
}

func TestStaleVersionIsRefused(t *testing.T) {
	w := newWorld(t)
	code := w.register()
	mine, theirs := w.plan(), w.plan()
	theirs.Title = "Của đồng nghiệp"
	w.must(w.store.Edit(t.Context(), w.head, code, 1, theirs))
	if err := w.store.Edit(t.Context(), w.staff, code, 1, mine); !fault.Is(err, fault.Conflict) {
		t.Errorf("a stale edit: %v", err)
	}
	if d := w.get(code); d.Title != "Của đồng nghiệp" || d.Version != 2 {
		t.Errorf("after a refused edit: %+v", d)
	}
	w.must(w.store.Submit(t.Context(), w.head, code, 2))
	if err := w.store.Approve(t.Context(), w.secretary, code, 2); !fault.Is(err, fault.Conflict) {
		t.Errorf("approving what was not seen: %v", err)
	}
	if err := w.store.Edit(t.Context(), w.head, code, 3, mine); !fault.Is(err, fault.Conflict) {
		t.Errorf("editing what waits for a decision: %v", err)
	}
}

func TestReasonsAreAsked(t *testing.T) {
	w := newWorld(t)
	code := w.register()
	w.must(w.store.Submit(t.Context(), w.head, code, 1))
	for name, err := range map[string]error{
		"return":   w.store.Return(t.Context(), w.secretary, code, 2, " "),
		"withdraw": w.store.Withdraw(t.Context(), w.head, code, 2, ""),
	} {
		var invalid fault.Invalid
		if !errors.As(err, &invalid) || invalid[activity.FieldReason] == "" {
			t.Errorf("%s without a reason: %v", name, err)
		}
	}
	w.must(w.store.Withdraw(t.Context(), w.head, code, 2, "Trùng với tổ 2"))
	if err := w.store.Approve(t.Context(), w.secretary, code, 3); !fault.Is(err, fault.Conflict) {
		t.Errorf("approving what was withdrawn: %v", err)
	}
}

// TestTheDeadlineIsTheDatabases: the last second of the day is in time, the next one is "bổ sung".
func TestTheDeadlineIsTheDatabases(t *testing.T) {
	for _, c := range []struct {
		name, clock, phase string
		want               bool
	}{
		{"last seconds of the day", "2024-04-20 16:59:30Z", "registration", false},
		{"next day", "2024-04-20 17:00:00Z", "registration", true},
		{"in time by date, in a later phase", "2024-04-18 02:00Z", "running", true},
		{"long after", "2024-09-28 02:00Z", "scoring", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			code := w.register()
			w.sql(`update ward set clock_skew = $1::timestamptz - now()`, c.clock)
			w.sql(`update campaigns set phase = $1`, c.phase)
			w.must(w.store.Submit(t.Context(), w.head, code, 1))
			if got := w.get(code).Supplementary; got != c.want {
				t.Errorf("supplementary: %v, want %v", got, c.want)
			}
		})
	}
}

func TestOutOfPhaseNothingMoves(t *testing.T) {
	for _, phase := range []string{"draft", "review", "concluded", "archived"} {
		t.Run(phase, func(t *testing.T) {
			w := newWorld(t)
			ctx := t.Context()
			draft, sent := w.register(), w.register()
			w.must(w.store.Submit(ctx, w.head, sent, 1))
			w.sql(`update campaigns set phase = $1`, phase)
			_, registering := w.store.Register(ctx, w.staff, w.plan())
			for name, err := range map[string]error{
				"register": registering,
				"edit":     w.store.Edit(ctx, w.staff, draft, 1, w.plan()),
				"send":     w.store.Submit(ctx, w.head, draft, 1),
				"withdraw": w.store.Withdraw(ctx, w.head, sent, 2, "Trùng"),
				"approve":  w.store.Approve(ctx, w.secretary, sent, 2),
				"return":   w.store.Return(ctx, w.secretary, sent, 2, "Thiếu"),
			} {
				if !fault.Is(err, fault.Conflict) {
					t.Errorf("%s: %v", name, err)
				}
			}
			if w.get(draft).Version != 1 || w.get(sent).Version != 2 {
				t.Error("something changed")
			}
		})
	}
}

// TestUnknownChoices: a form can send what its lists do not hold.
func TestUnknownChoices(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		field  string
		change func(*activity.Plan)
	}{
		{activity.FieldUnit, func(p *activity.Plan) { p.Unit = "TDP-77" }},
		{activity.FieldUnit, func(p *activity.Plan) { p.Unit = "TDP-99" }}, // a unit, but not of this campaign
		{activity.FieldCategory, func(p *activity.Plan) { p.Category = "XX" }},
		{activity.FieldPartners, func(p *activity.Plan) { p.Partners = []string{"BN-CA", "TDP-99"} }},
		{activity.FieldPartners, func(p *activity.Plan) { p.Partners = []string{"TDP-01"} }},
	} {
		p := w.plan()
		c.change(&p)
		_, err := w.store.Register(t.Context(), w.head, p)
		var invalid fault.Invalid
		if !errors.As(err, &invalid) || len(invalid) != 1 || invalid[c.field] == "" {
			t.Errorf("%s: %v", c.field, err)
		}
	}
	if list, err := w.store.OfUnit(t.Context(), w.head); err != nil || len(list) != 0 {
		t.Errorf("something was kept: %v, %v", list, err)
	}
}

// TestCodesUnderConcurrency: many register at once, each gets a code of its own and none is left out.
func TestCodesUnderConcurrency(t *testing.T) {
	w := newWorld(t)
	const many = 16
	codes := make([]string, many)
	errs := make([]error, many)
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() { codes[i], errs[i] = w.store.Register(t.Context(), w.staff, w.plan()) })
	}
	all.Wait()
	w.must(errors.Join(errs...))
	seen := map[string]bool{}
	for _, code := range codes {
		seen[code] = true
	}
	for i := range many {
		if code := fmt.Sprintf("HD-%03d", i+1); !seen[code] {
			t.Errorf("nobody got %s: %v", code, codes)
		}
	}
	w.sql(`insert into activities (campaign_id, code, unit_id, title) values (1, 'HD-999', 2, 'Hoạt động thứ 999')`)
	if code := w.register(); code != "HD-1000" {
		t.Errorf("after HD-999 comes %s", code)
	}
}

// TestOneFormOneActivity: the second sending of a form does nothing.
func TestOneFormOneActivity(t *testing.T) {
	w := newWorld(t)
	by := w.staff
	by.Key = "0c0f7f5e-6a0d-4f7e-9a50-2d1a2f3b4c5d"
	if _, err := w.store.Register(t.Context(), by, w.plan()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.Register(t.Context(), by, w.plan()); !errors.Is(err, postgres.ErrRepeated) {
		t.Errorf("the second sending: %v", err)
	}
	if list, err := w.store.OfUnit(t.Context(), w.head); err != nil || len(list) != 1 {
		t.Errorf("there are %d activities (%v)", len(list), err)
	}
}
