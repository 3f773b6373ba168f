package activity_test

import (
	"fmt"
	"testing"
	"time"

	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/viet"
)

// submitted sends a new registration and returns its code; it has version 2.
func (w *world) submitted() string {
	w.Helper()
	code := w.register()
	w.must(w.store.Submit(w.Context(), w.head, code, 1))
	return code
}

// TestMerge: one remains, the other points to it; the unit that goes helps the one that stays.
func TestMerge(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	goes := w.submitted()
	p := w.plan()
	p.Unit, p.Partners = "BN-CA", nil
	both, err := w.store.RegisterAndSubmit(ctx, w.both, p)
	w.must(err)
	merging := activity.Merging{Code: goes, Version: 2, Into: both, IntoVersion: 1, Reason: "Cùng một việc."}
	for name, change := range map[string]func(*activity.Merging){
		"stale":            func(m *activity.Merging) { m.Version = 1 },
		"stale, remaining": func(m *activity.Merging) { m.IntoVersion = 9 },
	} {
		m := merging
		change(&m)
		if err := w.store.Merge(ctx, w.secretary, m); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.store.Merge(ctx, w.secretary, activity.Merging{Code: goes, Version: 2, Into: goes, IntoVersion: 2}); err == nil {
		t.Error("merged into itself")
	}
	if err := w.store.Merge(ctx, w.secretary, activity.Merging{Code: goes, Version: 2, Into: "HD-999", IntoVersion: 2}); !fault.Is(err, fault.NotFound) {
		t.Errorf("into nothing: %v", err)
	}
	if err := w.store.Merge(ctx, w.head, merging); !fault.Is(err, fault.Forbidden) {
		t.Errorf("by the unit: %v", err)
	}
	w.must(w.store.Merge(ctx, w.secretary, merging))
	d := w.get(goes)
	if d.Stage != activity.Merged || d.MergedInto != both {
		t.Errorf("gone: %s into %s", d.Stage, d.MergedInto)
	}
	list, _, err := w.store.Registrations(ctx, activity.Filter{Stage: activity.Submitted})
	w.must(err)
	if len(list) != 1 || fmt.Sprint(list[0].Partners) != "[TDP-01 TDP-02]" {
		t.Errorf("remaining: %+v", list)
	}
	partners, err := w.store.PartnersOf(ctx, list[0].ID)
	w.must(err)
	for _, p := range partners {
		if (p.Unit == "TDP-01") != (p.Status == activity.PartnerAccepted) {
			t.Errorf("%s is %s", p.Unit, p.Status)
		}
	}
	if err := w.store.Approve(ctx, w.secretary, goes, 3); !fault.Is(err, fault.Conflict) {
		t.Errorf("approved after it was merged: %v", err)
	}
	if _, err := w.store.MergedInto(ctx, goes); !fault.Is(err, fault.NotFound) {
		t.Errorf("what was never public leads on: %v", err)
	}
	if _, err := w.db.VerifyChain(ctx); err != nil {
		t.Error(err)
	}
}

// TestApproveAll: what was looked at is approved in one go; what has changed meanwhile is left out and named.
func TestApproveAll(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	a, b, c, draft := w.submitted(), w.submitted(), w.submitted(), w.register()
	w.must(w.store.Return(ctx, w.secretary, c, 2, "Ghi rõ số mét."))
	chosen := []activity.Chosen{{Code: a, Version: 2}, {Code: b, Version: 7}, {Code: c, Version: 3}, {Code: draft, Version: 1}, {Code: "HD-999", Version: 1}}
	if _, _, err := w.store.ApproveAll(ctx, w.head, chosen); !fault.Is(err, fault.Forbidden) {
		t.Errorf("by the unit: %v", err)
	}
	approved, left, err := w.store.ApproveAll(ctx, w.secretary, chosen)
	w.must(err)
	if fmt.Sprint(approved) != "["+a+"]" || len(left) != 4 {
		t.Errorf("approved %v, left %v", approved, left)
	}
	if d := w.get(a); d.Stage != activity.Approved || d.Monitor != 1 {
		t.Errorf("%s followed by %d", d.Stage, d.Monitor)
	}
	if _, _, err := w.store.ApproveAll(ctx, w.secretary, chosen); !fault.Is(err, fault.Conflict) {
		t.Errorf("nothing is left to approve: %v", err)
	}
	if _, _, err := w.store.ApproveAll(ctx, w.secretary, nil); !fault.Is(err, fault.Unprocessable) {
		t.Errorf("nothing ticked: %v", err)
	}
	if _, _, err := w.store.ApproveAll(ctx, w.secretary, make([]activity.Chosen, 201)); !fault.Is(err, fault.Unprocessable) {
		t.Errorf("201 at once: %v", err)
	}
}

// TestUnregistered: whoever has sent nothing is to be called, and a draft is only said to be there.
func TestUnregistered(t *testing.T) {
	w := newWorld(t)
	code := w.register()
	list, err := w.store.Unregistered(t.Context())
	w.must(err)
	if len(list) != 3 || list[1].Code != "TDP-01" || list[1].Drafts != 1 {
		t.Errorf("with a draft: %+v", list)
	}
	w.must(w.store.Submit(t.Context(), w.head, code, 1))
	list, err = w.store.Unregistered(t.Context())
	w.must(err)
	if len(list) != 2 || fmt.Sprint(list[0].Helps) != "["+code+"]" {
		t.Errorf("after it was sent: %+v", list)
	}
}

// TestBalance counts where and when activities crowd, and finds two at one place.
func TestBalance(t *testing.T) {
	t.Parallel()
	item := func(code, unit, category, place string, from, to viet.Date) activity.Item {
		return activity.Item{Activity: activity.Activity{Code: code, Plan: activity.Plan{Unit: unit, Category: category, Place: place, StartsOn: from, EndsOn: to}}}
	}
	day := func(m time.Month, d int) viet.Date { return viet.NewDate(2024, m, d) }
	list := []activity.Item{
		item("HD-001", "A", "MT", "Sân Nhà văn hóa phường", day(5, 20), day(6, 2)),
		item("HD-002", "A", "MT", "Sân nhà văn hoá phường.", day(6, 1), day(6, 1)),
		item("HD-003", "B", "", "sân NHÀ VĂN HÓA phường", day(6, 1), day(6, 3)),
		item("HD-004", "B", "VH", "Toàn phường", day(6, 1), day(6, 1)),
		item("HD-005", "B", "VH", "Toàn phường", day(6, 1), day(6, 1)),
		item("HD-006", "C", "VH", "Sân Nhà văn hóa phường", day(6, 4), day(6, 4)),
		item("HD-007", "C", "VH", "", viet.Date{}, viet.Date{}),
	}
	months := activity.Months(list, []activity.Option{{Code: "MT", Name: "Môi trường"}, {Code: "VH", Name: "Văn hóa"}}, day(5, 1), day(9, 30))
	if len(months.Columns) != 5 || len(months.Rows) != 3 || fmt.Sprint(months.Rows[0].Cells) != "[1 2 0 0 0]" || months.Rows[0].Total != 2 ||
		fmt.Sprint(months.Totals) != "[1 6 0 0 0]" || months.Most != 3 {
		t.Errorf("months: %+v", months)
	}
	weeks := activity.Weeks(list, []activity.Option{{Code: "A"}, {Code: "B"}, {Code: "C"}, {Code: "D"}}, day(5, 1), day(9, 30))
	if len(weeks.Rows) != 3 || weeks.Columns[0] != day(4, 29) || weeks.Rows[0].Cells[3] != 1 || weeks.Rows[0].Cells[4] != 2 {
		t.Errorf("weeks: %+v", weeks)
	}
	clashes := activity.Clashes(list)
	if len(clashes) != 1 || clashes[0].A.Code != "HD-002" || clashes[0].B.Code != "HD-003" || clashes[0].From != day(6, 1) || clashes[0].To != day(6, 1) {
		t.Errorf("clashes: %+v", clashes)
	}
	for n, want := range map[int]int{0: 0, 1: 1, 3: 4} {
		if got := months.Level(n); got != want {
			t.Errorf("level of %d among at most 3: %d, wanted %d", n, got, want)
		}
	}
}
