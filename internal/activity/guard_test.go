package activity_test

import (
	"testing"

	"portal/internal/activity"
	"portal/internal/postgres"
)

// TestStagesTwice: the database lets an activity go exactly where the rule does.
func TestStagesTwice(t *testing.T) {
	w := newWorld(t)
	for _, from := range activity.Stages {
		for _, to := range activity.Stages {
			var leads bool
			if err := w.admin.QueryRow(t.Context(), `select stage_leads($1, $2)`, from, to).Scan(&leads); err != nil {
				t.Fatal(err)
			}
			if leads != from.Leads(to) {
				t.Errorf("%s to %s: the database says %v, the rule %v", from, to, leads, from.Leads(to))
			}
		}
	}
}

// TestGuard: even the owner of the database cannot take an activity where no operation leads.
func TestGuard(t *testing.T) {
	w := newWorld(t)
	code := w.register()
	w.must(w.store.Submit(t.Context(), w.head, code, 1))
	refused := func(constraint, statement string) {
		t.Helper()
		if _, err := w.admin.Exec(t.Context(), statement, code); !postgres.Violates(err, constraint) {
			t.Errorf("%s: %v, wanted %s", statement, err, constraint)
		}
	}
	refused("activities_stage", `update activities set stage = 'verified' where code = $1`)
	refused("activities_stage", `update activities set stage = 'draft' where code = $1`)
	refused("activities_identity", `update activities set code = 'HD-900' where code = $1`)
	refused("activities_identity", `update activities set unit_id = 3 where code = $1`)
	refused("activities_registered", `update activities set registered_at = registered_at - interval '3 days' where code = $1`)
	refused("activities_kept", `delete from activities where code = $1`)
	for _, phase := range []string{"draft", "concluded", "archived"} {
		w.sql(`update campaigns set phase = $1`, phase)
		refused("activities_phase", `update activities set title = 'Đã đổi' where code = $1`)
	}
	w.sql(`update campaigns set phase = 'running'`)
	w.must(w.store.Approve(t.Context(), w.secretary, code, 2))
}
