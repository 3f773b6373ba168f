package postgres_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fixture"
	"portal/internal/postgres"
)

func TestEntrySaysEverything(t *testing.T) {
	w := begin(t)
	w.exec(`update ward set clock_skew = timestamptz '2024-09-28 09:00+07' - now()`)
	by := access.Actor{Account: 1, Name: "Bà A", Roles: []access.Role{access.Admin, access.Judge}, RequestID: "SO123"}
	if err := w.rename(by, "A", "Tên mới <b>"); err != nil {
		t.Fatal(err)
	}
	var e postgres.Entry
	if err := w.owner.QueryRow(t.Context(), `select id, at, actor_id, actor, action, subject, before, after, reason, request_id from audit_entries`).
		Scan(&e.ID, &e.At, &e.ActorID, &e.Actor, &e.Action, &e.Subject, &e.Before, &e.After, &e.Reason, &e.RequestID); err != nil {
		t.Fatal(err)
	}
	if e.ID != 1 || *e.ActorID != 1 || e.Actor != "admin judge" || e.Action != access.ManageSettings || e.Subject != "thing A" || e.Reason != "Đổi tên" || e.RequestID != "SO123" {
		t.Errorf("%+v", e)
	}
	var before, after thing
	if json.Unmarshal([]byte(e.Before), &before) != nil || json.Unmarshal([]byte(e.After), &after) != nil ||
		before != (thing{"A", "Đơn vị A"}) || after != (thing{"A", "Tên mới <b>"}) {
		t.Errorf("%s → %s", e.Before, e.After)
	}
	if moment := time.Date(2024, 9, 28, 2, 0, 0, 0, time.UTC); e.At.Before(moment) || e.At.After(moment.Add(time.Hour)) {
		t.Errorf("at %v: not the portal's clock", e.At)
	}
	if strings.Contains(e.Actor+e.Subject+e.Reason, "Bà A") {
		t.Error("the entry names a person")
	}
	// Nobody is an actor too: a command on the server. What is new had nothing before it.
	if err := w.Write(t.Context(), operator, access.ManageSettings, func(tx *postgres.Tx) error {
		return tx.RecordNew(t.Context(), &thing{Code: "C"}, "")
	}); err != nil {
		t.Fatal(err)
	}
	if got := w.text(`select coalesce(actor_id::text, 'none') || actor || before from audit_entries where id = 2`); got != "noneoperator" {
		t.Errorf("%s", got)
	}
}

// The chain says where it was broken, whoever broke it: here the owner of the database, past the trigger.
func TestChainBreaks(t *testing.T) {
	w := begin(t)
	for _, name := range []string{"Một", "Hai", "Ba", "Bốn", "Năm", "Sáu"} {
		if err := w.rename(operator, "A", name); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := w.VerifyChain(t.Context()); n != 6 || err != nil {
		t.Fatalf("%d %v", n, err)
	}
	w.exec(`create table spare as select * from audit_entries`)
	past := func(sql string) {
		t.Helper()
		if _, err := w.owner.Exec(t.Context(), `alter table audit_entries disable trigger user; `+sql+`; alter table audit_entries enable trigger user`,
			pgx.QueryExecModeSimpleProtocol); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	for _, c := range []struct{ name, sql, says string }{
		{"edited reason", `update audit_entries set reason = 'khác' where id = 3`, "breaks at entry 3: it was changed"},
		{"edited values", `update audit_entries set after = replace(after, 'Ba', 'Bà') where id = 3`, "breaks at entry 3: it was changed"},
		{"edited actor", `update audit_entries set actor_id = 1 where id = 6`, "breaks at entry 6: it was changed"},
		{"edited time", `update audit_entries set at = at + interval '1 microsecond' where id = 1`, "breaks at entry 1: it was changed"},
		{"edited request", `update audit_entries set request_id = '' where id = 2`, "breaks at entry 2: it was changed"},
		{"moved words", `update audit_entries set subject = subject || before, before = '' where id = 2`, "breaks at entry 2: it was changed"},
		{"cut in the middle", `delete from audit_entries where id = 4`, "breaks after entry 3: the next one is 5"},
		{"cut and closed up", `delete from audit_entries where id = 4; update audit_entries set id = id - 1 where id > 4`, "breaks at entry 4: it does not follow entry 3"},
		{"first one cut", `delete from audit_entries where id = 1`, "breaks after entry 0: the next one is 2"},
		{"swapped", `update audit_entries set id = case id when 2 then 1003 else 1002 end where id in (2, 3); update audit_entries set id = id - 1000 where id > 1000`, "breaks at entry 2"},
		{"swapped contents", `update audit_entries a set after = b.after, before = b.before from audit_entries b where (a.id, b.id) in ((2, 3), (3, 2))`, "breaks at entry 2: it was changed"},
		{"forged link", `update audit_entries set previous = '\x00' where id = 5`, "breaks at entry 5: it does not follow entry 4"},
		{"one too many", `insert into audit_entries select 7, at, actor_id, actor, action, subject, before, after, 'thêm', request_id, hash, hash from audit_entries where id = 6`, "breaks at entry 7: it was changed"},
		{"sealed without the key", `update audit_entries set reason = 'khác', hash = sha256(previous || 'khác'::bytea) where id = 6`, "breaks at entry 6: it was changed"},
	} {
		past(c.sql)
		n, err := w.VerifyChain(t.Context())
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %d hold, %v", c.name, n, err)
		}
		past(`truncate audit_entries; insert into audit_entries select * from spare order by id`)
	}
	if n, err := w.VerifyChain(t.Context()); n != 6 || err != nil {
		t.Errorf("put back: %d %v", n, err)
	}
	if err := w.rename(operator, "A", "Bảy"); err != nil {
		t.Error(err)
	}
}

// Another key opens nothing: a chain that was begun with one is not gone on with under another.
func TestKeyOfTheChain(t *testing.T) {
	w := begin(t)
	if db, err := postgres.Open(t.Context(), w.url, []byte("another key"), 2); err == nil || !strings.Contains(err.Error(), "key of the audit chain is another one") {
		if err == nil {
			db.Close()
		}
		t.Errorf("%v", err)
	}
	fixture.OpenURL(t, w.url)
}
