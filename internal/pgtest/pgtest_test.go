package pgtest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/pgtest"
)

// otherProcess makes TestTemplateIsSharedByProcesses do the part of the other process, with this key.
const otherProcess = "PGTEST_OTHER_PROCESS"

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

func run(t *testing.T, c *pgx.Conn, sql string) {
	t.Helper()
	if _, err := c.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func has(t *testing.T, c *pgx.Conn, table string) bool {
	t.Helper()
	var found bool
	if err := c.QueryRow(t.Context(), `select to_regclass($1) is not null`, table).Scan(&found); err != nil {
		t.Fatal(err)
	}
	return found
}

// making is a migration that makes one table; it leaves its connection open, as careless ones do.
func making(table string, times *atomic.Int64) func(context.Context, string) error {
	return func(ctx context.Context, url string) error {
		times.Add(1)
		c, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		_, err = c.Exec(ctx, "create table "+table+" (name text)")
		return err
	}
}

// once is a key that no other run has used, should the server outlive this one.
func once(t *testing.T) string {
	t.Helper()
	return fmt.Sprint(t.Name(), time.Now().UnixNano())
}

func TestEveryTestHasItsOwn(t *testing.T) {
	t.Parallel()
	var times atomic.Int64
	key := once(t)
	var all sync.WaitGroup
	urls := make([]string, 8)
	for i := range urls {
		all.Go(func() { urls[i] = pgtest.New(t, key, making("ward", &times)) })
	}
	all.Wait()
	if times.Load() != 1 {
		t.Errorf("migrated %d times", times.Load())
	}
	one, two := connect(t, urls[0]), connect(t, urls[1])
	run(t, one, `insert into ward values ('Nghĩa Đô')`)
	var rows int
	if err := two.QueryRow(t.Context(), `select count(*) from ward`).Scan(&rows); err != nil || rows != 0 {
		t.Errorf("%d rows of another test, %v", rows, err)
	}
}

func TestTemplatesLiveSideBySide(t *testing.T) {
	t.Parallel()
	var times atomic.Int64
	ward := connect(t, pgtest.New(t, once(t)+"ward", making("ward", &times)))
	unit := connect(t, pgtest.New(t, once(t)+"unit", making("unit", &times)))
	empty := connect(t, pgtest.NewEmpty(t))
	if !has(t, ward, "ward") || has(t, ward, "unit") || !has(t, unit, "unit") || has(t, empty, "ward") {
		t.Error("templates are mixed up")
	}
}

func TestDatabaseIsDropped(t *testing.T) {
	t.Parallel()
	var url string
	t.Run("user", func(t *testing.T) {
		url = pgtest.NewEmpty(t)
		c, err := pgx.Connect(t.Context(), url) // nobody closes it
		if err != nil {
			t.Fatal(err)
		}
		run(t, c, `create table ward ()`)
	})
	if c, err := pgx.Connect(t.Context(), url); err == nil {
		_ = c.Close(t.Context())
		t.Error("the database is still there")
	}
}

// failing is a test that fails, as one does whose template cannot be made.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Fatalf(format string, args ...any) {
	f.said = fmt.Sprintf(format, args...)
	panic(f)
}

func TestHalfMadeTemplateIsMadeAnew(t *testing.T) {
	t.Parallel()
	var times atomic.Int64
	key := once(t)
	broken := &failing{TB: t}
	func() {
		defer func() { _ = recover() }()
		pgtest.New(broken, key, func(ctx context.Context, url string) error {
			return errors.Join(making("half", &times)(ctx, url), errors.New("đứt giữa chừng"))
		})
	}()
	if !strings.Contains(broken.said, "đứt giữa chừng") {
		t.Errorf("the failure is told as %q", broken.said)
	}
	c := connect(t, pgtest.New(t, key, making("whole", &times)))
	if !has(t, c, "whole") || has(t, c, "half") {
		t.Error("the half-made template was taken")
	}
}

func TestTemplateIsSharedByProcesses(t *testing.T) {
	t.Parallel()
	var times atomic.Int64
	if key := os.Getenv(otherProcess); key != "" {
		pgtest.New(t, key, making("ward", &times))
		fmt.Printf("migrated %d times\n", times.Load())
		return
	}
	key := once(t)
	server := pgtest.NewEmpty(t) // whichever server it is, its address will do
	var all sync.WaitGroup
	said := make([]string, 3)
	for i := range said {
		all.Go(func() {
			c := exec.Command(os.Args[0], "-test.run=^TestTemplateIsSharedByProcesses$")
			c.Env = append(os.Environ(), otherProcess+"="+key, "TEST_DATABASE_URL="+server)
			out, err := c.CombinedOutput()
			if err != nil {
				t.Errorf("%v: %s", err, out)
			}
			said[i] = string(out)
		})
	}
	all.Wait()
	if got := strings.Count(strings.Join(said, ""), "migrated 1 times"); got != 1 {
		t.Errorf("%d processes migrated: %q", got, said)
	}
}
