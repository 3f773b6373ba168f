package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/fixture"
	"portal/internal/postgres"
)

// thing stands for what an operation changes: a unit.
type thing struct {
	Code, Name string
}

func (x *thing) AuditKey() string                           { return "thing " + x.Code }
func (x *thing) OwnedBy(a access.Actor, _ access.Role) bool { return a.Name == x.Name }

var operator = access.Actor{Roles: []access.Role{access.Operator}, RequestID: "lenh"}

// world is a ward with two units, and its owner, who stands past the portal's role.
type world struct {
	*postgres.DB
	t     *testing.T
	owner *pgxpool.Pool
	url   string
}

func begin(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	url := fixture.EmptyURL(t)
	owner, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(owner.Close)
	w := &world{fixture.OpenURL(t, url), t, owner, url}
	w.exec(`insert into ward (name) values ('phường Mẫu')`)
	w.exec(`insert into units (code, name, short_name, kind) values ('A', 'Đơn vị A', 'A', 'ban_nganh'), ('B', 'Đơn vị B', 'B', 'ban_nganh')`)
	w.exec(`insert into accounts (email, email_key, name) values ('a@o.vn', 'a@o.vn', 'Bà A')`)
	return w
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.owner.Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) text(sql string, args ...any) (s string) {
	w.t.Helper()
	if err := w.owner.QueryRow(w.t.Context(), sql, args...).Scan(&s); err != nil {
		w.t.Fatal(err)
	}
	return s
}

// rename changes the name of a unit as an operation does.
func (w *world) rename(by access.Actor, code, name string) error {
	return w.Write(w.t.Context(), by, access.ManageSettings, func(tx *postgres.Tx) error {
		x := &thing{Code: code}
		if err := tx.QueryRow(w.t.Context(), `select name from units where code = $1 for update`, code).Scan(&x.Name); err != nil {
			return err
		}
		if err := tx.Record(w.t.Context(), x, "Đổi tên"); err != nil {
			return err
		}
		x.Name = name
		_, err := tx.Exec(w.t.Context(), `update units set name = $2 where code = $1`, code, name)
		return err
	})
}

func TestWriteNeedsRightAndRecord(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	change := func(tx *postgres.Tx) error {
		_, err := tx.Exec(ctx, `update units set name = 'Khác'`)
		return err
	}
	if err := w.Write(ctx, operator, access.ManageSettings, change); err == nil || !strings.Contains(err.Error(), "without a record does not commit") {
		t.Errorf("without a record: %v", err)
	}
	if err := w.Write(ctx, access.Actor{Roles: []access.Role{access.Judge}}, access.ManageSettings, change); !fault.Is(err, fault.Forbidden) {
		t.Errorf("without the right: %v", err)
	}
	if err := w.Write(ctx, operator, "no_such_action", change); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an unknown action: %v", err)
	}
	// The right to some is not the right to this one.
	judge := access.Actor{Roles: []access.Role{access.Judge}, Name: "mine"}
	for name, want := range map[string]bool{"mine": true, "another's": false} {
		err := w.Write(ctx, judge, access.ScoreUnit, func(tx *postgres.Tx) error { return tx.RecordNew(ctx, &thing{"A", name}, "") })
		if (err == nil) != want || !want && !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.Write(ctx, operator, access.ManageSettings, func(tx *postgres.Tx) error {
		return errors.Join(tx.RecordNew(ctx, &thing{Code: "A"}, ""), change(tx), errors.New("then it failed"))
	}); err == nil {
		t.Error("a failed operation is done")
	}
	if got := w.text(`select string_agg(name, ',' order by code) || count(*) from units`); got != "Đơn vị A,Đơn vị B2" {
		t.Errorf("refused writes left %s", got)
	}
	if got := w.text(`select count(*)::text from audit_entries`); got != "1" {
		t.Errorf("%s entries", got)
	}
}

func TestReadingCannotWrite(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	rows, err := w.Query(ctx, `update units set name = 'Khác' returning id`)
	if err == nil {
		_, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	}
	if postgres.Code(err) != "25006" {
		t.Errorf("Query: %v", err)
	}
	var id int64
	if err := w.QueryRow(ctx, `update units set name = 'Khác' returning id`).Scan(&id); postgres.Code(err) != "25006" {
		t.Errorf("QueryRow: %v", err)
	}
	err = w.Snapshot(ctx, func(q postgres.Querier) error {
		return q.QueryRow(ctx, `update units set name = 'Khác' returning id`).Scan(&id)
	})
	if postgres.Code(err) != "25006" {
		t.Errorf("Snapshot: %v", err)
	}
	// Two statements in one are none: no simple protocol.
	if err := w.QueryRow(ctx, `select 1; drop table units`).Scan(&id); postgres.Code(err) != "42601" {
		t.Errorf("two statements: %v", err)
	}
	for name, want := range map[string]string{
		"synchronous_commit": "on", "statement_timeout": "10s", "lock_timeout": "4s",
		"idle_in_transaction_session_timeout": "15s", "default_transaction_read_only": "on",
	} {
		var got string
		if err := w.QueryRow(ctx, `select current_setting($1)`, name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s %v", name, got, err)
		}
	}
}

// The portal's own role owns nothing: it can neither change what it has written down nor the schema.
func TestRightsOfTheRole(t *testing.T) {
	w := begin(t)
	if err := w.rename(operator, "A", "Tên mới"); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`update audit_entries set reason = 'khác'`, `delete from audit_entries`, `truncate audit_entries`,
		`update publications set reason = 'khác'`, `delete from publications`, `truncate publications`,
		`update audit_key set fingerprint = '\x00'`, `delete from audit_key`, `delete from goose_db_version`,
		`drop table units`, `alter table units add column x int`, `create table x (i int)`, `create function x() returns int language sql as 'select 1'`,
		`alter table audit_entries disable trigger all`, `drop trigger audit_entries_append_only on audit_entries`, `truncate units`,
		`create role x`, `set session_replication_role = replica`, `copy units to program 'true'`, `create extension dblink`,
		`alter role portal_app superuser`,
	} {
		err := w.Keep(t.Context(), func(tx pgx.Tx) error {
			_, err := tx.Exec(t.Context(), sql)
			return err
		})
		if postgres.Code(err) != "42501" {
			t.Errorf("%s: %v", sql, err)
		}
	}
	// Not even the owner changes them by mistake.
	for _, sql := range []string{
		`update audit_entries set reason = 'khác'`, `delete from audit_entries`, `truncate audit_entries`, `delete from publications`, `truncate publications`,
	} {
		if _, err := w.owner.Exec(t.Context(), sql); postgres.Code(err) != "42501" {
			t.Errorf("the owner: %s: %v", sql, err)
		}
	}
}

// Writers at once: each has its entry, the chain holds, and the changes are counted without a gap.
func TestWritersAtOnce(t *testing.T) {
	w := begin(t)
	second := fixture.OpenURL(t, w.url)
	var all sync.WaitGroup
	for i := range 8 {
		db := w
		if i%2 == 1 {
			db = &world{second, t, w.owner, w.url}
		}
		all.Go(func() {
			for n := range 5 {
				if err := db.rename(operator, string(rune('A'+n%2)), fmt.Sprintf("Tên %d %d", i, n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n, err := w.VerifyChain(t.Context()); n != 40 || err != nil {
		t.Errorf("%d entries hold: %v", n, err)
	}
	if got := w.text(`select changes::text from stamps`); got != "40" {
		t.Errorf("%s changes", got)
	}
	for _, db := range []*postgres.DB{w.DB, second} {
		if got := db.State().Changes; got > 40 {
			t.Errorf("a process has counted %d changes of 40: it will miss the next", got)
		}
	}
}

// Two operations that take two rows crosswise: the one that is turned away by the server is done again.
func TestDeadlockIsTriedAgain(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	var met sync.WaitGroup
	met.Add(2)
	cross := func(first, second string) error {
		tries := 0
		return w.Write(ctx, operator, access.ManageSettings, func(tx *postgres.Tx) error {
			tries++
			if err := tx.RecordNew(ctx, &thing{Code: first}, ""); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `set local lock_timeout = '60s'`); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `update units set version = version + 1 where code = $1`, first); err != nil {
				return err
			}
			if tries == 1 {
				met.Done()
				met.Wait()
			}
			_, err := tx.Exec(ctx, `update units set version = version + 1 where code = $1`, second)
			return err
		})
	}
	var one, two error
	var all sync.WaitGroup
	all.Go(func() { one = cross("A", "B") })
	all.Go(func() { two = cross("B", "A") })
	all.Wait()
	if one != nil || two != nil {
		t.Fatalf("%v, %v", one, two)
	}
	if got := w.text(`select string_agg(version::text, ',') from units`); got != "3,3" {
		t.Errorf("versions %s", got)
	}
	if n, err := w.VerifyChain(ctx); n != 2 || err != nil {
		t.Errorf("%d entries: %v", n, err)
	}
}

func TestLockedTooLongIsDown(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	tx, err := w.owner.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if _, err := tx.Exec(ctx, `update units set version = version + 1`); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if err := w.rename(operator, "A", "x"); !postgres.Down(err) {
		t.Errorf("%v", err)
	}
	if took := time.Since(begun); took < 3*time.Second || took > 30*time.Second {
		t.Errorf("it waited %v", took)
	}
}
