package activity_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
)

// bring registers plans together, as whoever brings them in does.
func (w *world) bring(by access.Actor, do access.Action, sent bool, plans ...activity.Plan) (codes []string, err error) {
	err = w.db.Write(w.Context(), by, do, func(tx *postgres.Tx) error {
		c, err := campaign.Share(context.WithoutCancel(w.Context()), tx, do)
		if err != nil {
			return err
		}
		codes, err = activity.RegisterMany(w.Context(), tx, by, c, plans, activity.Brought{Sent: sent, Reason: "Nhập từ tệp Excel"})
		return err
	})
	return codes, err
}

func TestRegisterMany(t *testing.T) {
	w := newWorld(t)
	first := w.register()
	codes, err := w.bring(w.staff, access.RegisterActivity, false, w.plan(), w.plan(), w.plan())
	w.must(err)
	if first != "HD-001" || fmt.Sprint(codes) != "[HD-002 HD-003 HD-004]" {
		t.Fatalf("codes %v", codes)
	}
	d := w.get("HD-003")
	if d.Stage != activity.Draft || d.Version != 1 || d.RegisteredAt != nil || d.CategoryName != "Môi trường" || d.LastBy != "Cán bộ 1" ||
		fmt.Sprint(d.PartnerNames) != "[Công an phường Tổ dân phố số 2]" {
		t.Errorf("a draft: %+v", d)
	}
	trail, err := w.store.Trail(t.Context(), d.ID)
	w.must(err)
	if len(trail) != 1 || trail[0].Stage != activity.Draft || trail[0].Reason != "Nhập từ tệp Excel" {
		t.Errorf("trail: %+v", trail)
	}
	w.must(w.store.Submit(t.Context(), w.head, "HD-003", 1))

	// What is sent at once has been registered, has a version and asks its partners.
	codes, err = w.bring(w.head, access.SubmitActivity, true, w.plan())
	w.must(err)
	if d = w.get(codes[0]); d.Stage != activity.Submitted || d.RegisteredAt == nil || d.Supplementary || d.LastBy != "Tổ trưởng 1" {
		t.Errorf("sent: %+v", d)
	}
	if versions, err := w.store.Versions(t.Context(), d.ID); err != nil || len(versions) != 1 || len(versions[0].Partners) != 2 {
		t.Errorf("versions: %+v, %v", versions, err)
	}
	asked, err := w.store.Invitations(t.Context(), w.other)
	w.must(err)
	if !slices.ContainsFunc(asked, func(i activity.Invitation) bool { return i.Activity == codes[0] && i.Status == activity.PartnerAsked }) {
		t.Errorf("not asked: %+v", asked)
	}
	w.sql(`update campaigns set registration_deadline = '2024-04-17'`)
	codes, err = w.bring(w.secretary, access.ImportWorkbook, true, w.plan())
	w.must(err)
	if d = w.get(codes[0]); !d.Supplementary {
		t.Error("what comes after the deadline is not marked")
	}
	if n, err := w.db.VerifyChain(t.Context()); err != nil || n != 7 {
		t.Errorf("audit chain: %d entries, %v", n, err)
	}
}

// TestRegisterManyOrNone: one that cannot be registered keeps all of them back.
func TestRegisterManyOrNone(t *testing.T) {
	w := newWorld(t)
	there := w.plan()
	_, err := w.store.Register(t.Context(), w.staff, there)
	w.must(err)
	gone := w.plan()
	code, err := w.store.Register(t.Context(), w.staff, gone)
	w.must(err)
	w.must(w.store.Withdraw(t.Context(), w.head, code, 1, "Không làm nữa."))
	with := func(change func(*activity.Plan)) activity.Plan {
		p := w.plan()
		change(&p)
		return p
	}
	spelled := there
	spelled.Title = "TRỒNG  đường hoa ven ngõ."
	twice := w.plan()
	for name, c := range map[string]struct {
		by   access.Actor
		do   access.Action
		sent bool
		bad  activity.Plan
		is   func(error) bool
	}{
		"there already":       {w.staff, access.RegisterActivity, false, spelled, func(err error) bool { return fault.Is(err, fault.Conflict) }},
		"twice in one":        {w.staff, access.RegisterActivity, false, twice, func(err error) bool { return fault.Is(err, fault.Conflict) }},
		"no title":            {w.staff, access.RegisterActivity, false, with(func(p *activity.Plan) { p.Title = "" }), invalid(activity.FieldTitle)},
		"no target, sent":     {w.head, access.SubmitActivity, true, with(func(p *activity.Plan) { p.Target = "" }), invalid(activity.FieldTarget)},
		"no such unit":        {w.staff, access.RegisterActivity, false, with(func(p *activity.Plan) { p.Unit = "TDP-77" }), invalid(activity.FieldUnit)},
		"unit not in it":      {w.secretary, access.ImportWorkbook, true, with(func(p *activity.Plan) { p.Unit = "TDP-99" }), invalid(activity.FieldUnit)},
		"no such partner":     {w.staff, access.RegisterActivity, false, with(func(p *activity.Plan) { p.Partners = []string{"TDP-99"} }), invalid(activity.FieldPartners)},
		"no such category":    {w.staff, access.RegisterActivity, false, with(func(p *activity.Plan) { p.Category = "XX" }), invalid(activity.FieldCategory)},
		"another's unit":      {w.staff, access.RegisterActivity, false, with(func(p *activity.Plan) { p.Unit, p.Partners = "TDP-02", nil }), func(err error) bool { return fault.Is(err, fault.Forbidden) }},
		"sent by staff":       {w.both, access.SubmitActivity, true, with(func(p *activity.Plan) { p.Unit, p.Partners = "TDP-02", nil }), func(err error) bool { return fault.Is(err, fault.Forbidden) }},
		"out of the days":     {w.staff, access.RegisterActivity, false, with(func(p *activity.Plan) { p.EndsOn = p.EndsOn.AddDays(200) }), invalid(activity.FieldEnd)},
		"NUL and more":        {w.staff, access.RegisterActivity, false, with(func(p *activity.Plan) { p.Place = "a\x00" }), func(err error) bool { return err != nil }},
		"not as text is kept": {w.staff, access.RegisterActivity, false, with(func(p *activity.Plan) { p.Place = "e\u0302" }), func(err error) bool { return err != nil }},
	} {
		good := w.plan()
		if c.by.Account == w.both.Account {
			good.Unit, good.Partners = "BN-CA", nil
		}
		plans := []activity.Plan{good, c.bad}
		if name == "twice in one" {
			plans = append(plans, c.bad)
		}
		if _, err := w.bring(c.by, c.do, c.sent, plans...); !c.is(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var n int
	w.must(w.db.QueryRow(t.Context(), `select count(*) from activities`).Scan(&n))
	if n != 2 {
		t.Errorf("%d activities", n)
	}
	// What was given up may come again.
	codes, err := w.bring(w.staff, access.RegisterActivity, false, gone)
	w.must(err)
	if fmt.Sprint(codes) != "[HD-003]" {
		t.Errorf("codes %v", codes)
	}
	w.sql(`update campaigns set phase = 'review'`)
	if _, err := w.bring(w.staff, access.RegisterActivity, false, w.plan()); !fault.Is(err, fault.Conflict) {
		t.Errorf("out of its phase: %v", err)
	}
}

// TestRegisterManyAtOnce: of many who bring the same in at one moment, one does.
func TestRegisterManyAtOnce(t *testing.T) {
	w := newWorld(t)
	plans := []activity.Plan{w.plan(), w.plan(), w.plan()}
	errs := make([]error, 6)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { _, errs[i] = w.bring(w.staff, access.RegisterActivity, false, plans...) })
	}
	all.Go(func() { _, _ = w.store.Register(t.Context(), w.staff, w.plan()) })
	all.Wait()
	done := 0
	for _, err := range errs {
		switch {
		case err == nil:
			done++
		case !fault.Is(err, fault.Conflict):
			t.Error(err)
		}
	}
	var n int
	w.must(w.db.QueryRow(t.Context(), `select count(*) from activities`).Scan(&n))
	if done != 1 || n != 4 {
		t.Errorf("%d did it, %d activities", done, n)
	}
}

func TestAlike(t *testing.T) {
	t.Parallel()
	w := activity.Wordings{}.With("Trồng đường hoa ven ngõ 58").With("Hội thao tổ dân phố").With("Hội thao các tổ dân phố")
	for title, want := range map[string]int{
		"trong duong hoa ven ngo 58": 0, "Trồng đường hoa ngõ 58": 0, "Hội thao tổ dân phố 20": 1, "Thăm gia đình có công": -1, "": -1,
	} {
		if got := w.Alike(title); got != want {
			t.Errorf("%q is like %d, wanted %d", title, got, want)
		}
	}
	if got := activity.Wordings(nil).Alike("x"); got != -1 {
		t.Errorf("like %d of none", got)
	}
}

// invalid checks that a field was refused.
func invalid(field string) func(error) bool {
	return func(err error) bool {
		var wrong fault.Invalid
		return errors.As(err, &wrong) && wrong[field] != ""
	}
}
