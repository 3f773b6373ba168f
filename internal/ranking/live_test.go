package ranking_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"portal/internal/fixture"
	"portal/internal/ranking"
	"portal/internal/sample"
)

// The tables of a concluded campaign are those its newest publication was computed from;
// who changes them, past every trigger, is found out and told where.
func TestVerifyInputs(t *testing.T) {
	t.Parallel()
	url := fixture.URL(t, sample.Concluded)
	store := ranking.NewStore(fixture.OpenURL(t, url))
	owner, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	if n, err := store.VerifyInputs(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d recomputed: %v", n, err)
	}
	if n, err := store.VerifyAll(t.Context()); n == 0 || err != nil {
		t.Fatalf("%d publications: %v", n, err)
	}
	for _, c := range []struct{ name, sql, says string }{
		{"kept total", `update sheets set total = total + 100 where id = (select min(id) from sheets where stage = 'submitted')`, "the kept total is"},
		{"points", `with p as (update sheet_points set points = points - 50 where (sheet_id, criterion_id) = (select sheet_id, criterion_id from sheet_points join sheets s on s.id = sheet_id and s.stage = 'submitted' where points > 50 limit 1) returning sheet_id)
			update sheets set total = total - 50 where id = (select sheet_id from p)`, "the tables "},
		{"excluded", `update sheets set stage = 'excluded', exclusion = 'x' where id = (select min(id) from sheets where stage = 'submitted')`, "was submitted, the tables say excluded"},
		{"adjustment", `update adjustments set status = 'rejected' where id = (select min(id) from adjustments where status = 'approved')`, "of unit"},
		{"panel", `delete from panels where (block_id, member_id) = (select block_id, member_id from panels limit 1)`, ""},
		{"quota", `update award_quotas set quota = quota + 1, rank_to = rank_to + 1 where code = (select max(code) from award_quotas)`, ""},
		{"minimum", `update campaigns set minimum_sheets = minimum_sheets + 5`, ""},
	} {
		tx, err := owner.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), `set local session_replication_role = replica`); err != nil {
			t.Fatal(err)
		}
		if tag, err := tx.Exec(t.Context(), c.sql); err != nil || tag.RowsAffected() == 0 {
			t.Fatalf("%s: %v, %d rows", c.name, err, tag.RowsAffected())
		}
		if _, err := ranking.VerifyTables(t.Context(), tx); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	// A unit may get another name afterwards: a publication keeps that of its day.
	if _, err := owner.Exec(t.Context(), `update units set name = name || ' mới'`, pgx.QueryExecModeExec); err != nil {
		t.Fatal(err)
	}
	if _, err := store.VerifyInputs(t.Context()); err != nil {
		t.Errorf("after renaming: %v", err)
	}
}
