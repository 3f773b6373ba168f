package postgres_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/postgres"
)

// A key of a form stands for one content of one sender, and is used only when something was done.
func TestKeyOfAForm(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	by := access.Actor{Account: 1, Roles: []access.Role{access.Admin}, Key: "00000000-0000-4000-8000-000000000000", Sent: "a"}
	w.exec(`insert into accounts (email, email_key, name) values ('b@o.vn', 'b@o.vn', 'Ông B')`)
	if err := w.rename(by, "khong-co", "x"); !errors.Is(err, pgx.ErrNoRows) {
		t.Fatal(err)
	}
	if err := w.rename(by, "A", "Một"); err != nil {
		t.Fatalf("after a failure: %v", err)
	}
	if err := w.rename(by, "A", "Hai"); !errors.Is(err, postgres.ErrRepeated) {
		t.Errorf("again: %v", err)
	}
	other := by
	other.Sent = "b"
	if err := w.rename(other, "A", "Ba"); !fault.Is(err, fault.Conflict) {
		t.Errorf("another content: %v", err)
	}
	err := w.Write(ctx, by, access.ManageAccounts, func(tx *postgres.Tx) error { return tx.RecordNew(ctx, &thing{}, "") })
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("another action: %v", err)
	}
	if got := w.text(`select name from units where code = 'A'`); got != "Một" {
		t.Errorf("the unit is %s", got)
	}
	other.Account = 2
	if err := w.rename(other, "A", "Bốn"); err != nil {
		t.Errorf("another sender: %v", err)
	}
	if err := w.SetAnswer(ctx, by, "/da-xong"); err != nil {
		t.Fatal(err)
	}
	if to, err := w.Answer(ctx, by); to != "/da-xong" || err != nil {
		t.Errorf("the answer is %q %v", to, err)
	}
	if got := w.text(`select count(*)::text from answered where sent = 'a'::bytea or octet_length(sent) <> 32`); got != "0" {
		t.Error("what was sent is kept as such")
	}
}
