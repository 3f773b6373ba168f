package postgres_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"portal/internal/fixture"
	"portal/internal/pgtest"
	"portal/internal/postgres"
	"portal/migrations"
)

// Portals that start together take turns: each migration is applied once, and all of them can begin.
func TestMigrateAtOnce(t *testing.T) {
	t.Parallel()
	url := pgtest.NewEmpty(t)
	files, err := migrations.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var applied atomic.Int64
	for range 4 {
		all.Go(func() {
			n, err := postgres.Migrate(t.Context(), url)
			if err != nil {
				t.Error(err)
			}
			applied.Add(int64(n))
		})
	}
	all.Wait()
	if got := applied.Load(); got != int64(len(files)) {
		t.Errorf("%d migrations were applied of %d", got, len(files))
	}
	if n, err := postgres.Migrate(t.Context(), url); n != 0 || err != nil {
		t.Errorf("once more: %d %v", n, err)
	}
	db := fixture.OpenURL(t, url)
	if n, err := db.VerifyChain(t.Context()); n != 0 || err != nil {
		t.Errorf("an empty chain: %d %v", n, err)
	}
	if err := db.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

// A migration that fails leaves nothing of itself; mended, it goes on from there.
func TestMigrationIsWholeOrNot(t *testing.T) {
	t.Parallel()
	url := pgtest.NewEmpty(t)
	owner, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close(t.Context()) }()
	// In the way of the third one.
	if _, err := owner.Exec(t.Context(), `create table sheets (i int)`); err != nil {
		t.Fatal(err)
	}
	if n, err := postgres.Migrate(t.Context(), url); err == nil || !strings.Contains(err.Error(), "sheets") {
		t.Fatalf("%d %v", n, err)
	}
	var rubrics bool
	var version int
	if err := owner.QueryRow(t.Context(), `select to_regclass('rubrics') is not null, (select max(version_id) from goose_db_version)`).Scan(&rubrics, &version); err != nil {
		t.Fatal(err)
	}
	if rubrics || version != 2 {
		t.Errorf("half a migration stays: version %d", version)
	}
	if _, err := owner.Exec(t.Context(), `drop table sheets`); err != nil {
		t.Fatal(err)
	}
	if _, err := postgres.Migrate(t.Context(), url); err != nil {
		t.Error(err)
	}
}

// Every migration goes forward in a transaction.
func TestMigrationsGoForward(t *testing.T) {
	t.Parallel()
	files, err := migrations.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := migrations.Files.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "-- +goose Up\n") || strings.Contains(string(text), "NO TRANSACTION") || strings.Contains(string(text), "+goose Down") {
			t.Errorf("%s does not go forward in a transaction", f.Name())
		}
	}
}
