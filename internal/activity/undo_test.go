package activity_test

import (
	"testing"

	"portal/internal/activity"
	"portal/internal/fault"
)

// TestUndo: who sent, returned or withdrew takes it back within half a minute; what was written stays.
func TestUndo(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	code := w.register()
	w.must(w.store.Submit(ctx, w.head, code, 1))
	if d := w.get(code); d.RegisteredAt == nil {
		t.Fatal("not sent")
	}
	if until, err := w.store.UndoUntil(ctx, w.head, w.get(code).Activity); err != nil || until.IsZero() {
		t.Errorf("may be taken back until %v, %v", until, err)
	}
	if until, err := w.store.UndoUntil(ctx, w.secretary, w.get(code).Activity); err != nil || !until.IsZero() {
		t.Errorf("the secretary may take back what a unit sent until %v, %v", until, err)
	}
	if err := w.store.Undo(ctx, w.secretary, code, 2); !fault.Is(err, fault.Conflict) {
		t.Errorf("another's step: %v", err)
	}
	w.must(w.store.Undo(ctx, w.head, code, 2))
	if d := w.get(code); d.Stage != activity.Draft || d.RegisteredAt != nil || d.Version != 3 {
		t.Errorf("after taking it back: %s, registered %v, version %d", d.Stage, d.RegisteredAt, d.Version)
	}
	if err := w.store.Undo(ctx, w.head, code, 3); !fault.Is(err, fault.Conflict) {
		t.Errorf("taking back twice: %v", err)
	}

	w.must(w.store.Submit(ctx, w.head, code, 3))
	w.must(w.store.Return(ctx, w.secretary, code, 4, "Ghi rõ số mét."))
	w.must(w.store.Undo(ctx, w.secretary, code, 5))
	if d := w.get(code); d.Stage != activity.Submitted || d.ReturnReason != "" || d.RegisteredAt == nil {
		t.Errorf("after taking back a return: %s %q", d.Stage, d.ReturnReason)
	}
	w.must(w.store.Withdraw(ctx, w.head, code, 6, "Gửi nhầm."))
	w.must(w.store.Undo(ctx, w.head, code, 7))
	if d := w.get(code); d.Stage != activity.Submitted {
		t.Errorf("after taking back a withdrawal: %s", d.Stage)
	}

	// An approval is not taken back, and nothing is after half a minute.
	w.must(w.store.Return(ctx, w.secretary, code, 8, "Ghi rõ số mét."))
	w.sql(`update ward set clock_skew = clock_skew + interval '31 seconds'`)
	if err := w.store.Undo(ctx, w.secretary, code, 9); !fault.Is(err, fault.Conflict) {
		t.Errorf("after 31 seconds: %v", err)
	}
	w.must(w.store.Submit(ctx, w.head, code, 9))
	w.must(w.store.Approve(ctx, w.secretary, code, 10))
	if err := w.store.Undo(ctx, w.secretary, code, 11); !fault.Is(err, fault.Conflict) {
		t.Errorf("an approval: %v", err)
	}
	if n, err := w.db.VerifyChain(ctx); err != nil || n < 10 {
		t.Errorf("audit chain: %d entries, %v", n, err)
	}
}

// TestUndoLosesNothing: words that the unit wrote after the return are not taken away by the secretary's undo.
func TestUndoLosesNothing(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	code := w.register()
	w.must(w.store.Submit(ctx, w.head, code, 1))
	w.must(w.store.Return(ctx, w.secretary, code, 2, "Ghi rõ số mét."))
	p := w.get(code).Plan
	p.Target = "Trồng 300 m"
	w.must(w.store.Edit(ctx, w.staff, code, 3, p))
	if err := w.store.Undo(ctx, w.secretary, code, 3); !fault.Is(err, fault.Conflict) {
		t.Errorf("by the version of the return: %v", err)
	}
	if err := w.store.Undo(ctx, w.secretary, code, 4); !fault.Is(err, fault.Conflict) {
		t.Errorf("by the version of the edit: %v", err)
	}
	if d := w.get(code); d.Target != "Trồng 300 m" || d.Stage != activity.Returned {
		t.Errorf("%s: %s", d.Stage, d.Target)
	}
}

// TestVersions: every version that left the unit's desk stays readable; savings of a draft are not versions.
func TestVersions(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	code := w.register()
	p := w.get(code).Plan
	p.Place = "Ngõ 1"
	w.must(w.store.Edit(ctx, w.staff, code, 1, p))
	w.must(w.store.Submit(ctx, w.head, code, 2))
	w.must(w.store.Return(ctx, w.secretary, code, 3, "Ghi rõ số mét."))
	p.Target = "Trồng 300 m"
	w.must(w.store.EditAndSubmit(ctx, w.head, code, 4, p))
	versions, err := w.store.Versions(ctx, w.get(code).ID)
	w.must(err)
	if len(versions) != 3 || versions[0].Target != "Trồng 200 m" || versions[1].Reason != "Ghi rõ số mét." || versions[2].Target != "Trồng 300 m" ||
		versions[0].By != "Tổ trưởng 1" || versions[0].Number != 3 || versions[2].Stage != activity.Submitted {
		t.Errorf("%+v", versions)
	}
	for _, statement := range []string{`update activity_versions set title = 'Khác'`, `delete from activity_versions`, `truncate activity_versions`} {
		if _, err := w.admin.Exec(ctx, statement); err == nil {
			t.Errorf("%s went through", statement)
		}
	}
}
