package account

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/viet"
)

func TestLinks(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	first, err := w.Create(ctx, operator, New{Email: "an@o.vn", Name: "An", Memberships: []Membership{{Unit: "TDP-01", Role: access.UnitHead, From: viet.NewDate(2030, 1, 1)}}})
	w.ok(err)
	if n := w.number(`select (extract(epoch from expires_at - created_at) / 3600)::int from password_links`); n != 72 {
		t.Errorf("open for %d hours", n)
	}
	link, err := w.NewLink(ctx, operator, first.Account)
	w.ok(err)
	if _, err := w.Linked(ctx, first.Token); !is(err, fault.Gone) {
		t.Errorf("an earlier link: %v", err)
	}
	if a, err := w.Linked(ctx, link.Token); err != nil || a.Email != "an@o.vn" || a.LinkUntil == nil {
		t.Errorf("%+v %v", a, err)
	}
	if _, err := w.UseLink(ctx, link.Token, "ngắn", ""); !is(err, "password") {
		t.Errorf("a weak password: %v", err)
	}
	// Twice at once, by who has no role yet: once.
	var all sync.WaitGroup
	var used atomic.Int32
	for i := range 6 {
		all.Go(func() {
			_, err := w.UseLink(ctx, link.Token, good+strings.Repeat("!", i), "")
			if err == nil {
				used.Add(1)
			} else if !is(err, fault.Gone) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if used.Load() != 1 {
		t.Errorf("used %d times", used.Load())
	}
	if _, err := w.UseLink(ctx, link.Token, good, ""); !is(err, fault.Gone) {
		t.Errorf("again: %v", err)
	}
	for name, spoil := range map[string]func(Link){
		"expired":  func(Link) { w.exec(`update password_links set expires_at = now()`) },
		"disabled": func(l Link) { w.ok(w.Disable(ctx, operator, l.Account, "")) },
	} {
		link, err := w.NewLink(ctx, operator, first.Account)
		w.ok(err)
		spoil(link)
		if _, err := w.UseLink(ctx, link.Token, good, ""); !is(err, fault.Gone) {
			t.Errorf("%s: %v", name, err)
		}
		w.exec(`update accounts set disabled_at = null`)
	}
	for _, token := range []string{"", "x", strings.Repeat("A", 43), strings.Repeat("\x00", 43)} {
		if _, err := w.UseLink(ctx, token, good, ""); !is(err, fault.Gone) {
			t.Errorf("%q: %v", token, err)
		}
	}
}

func TestChangePassword(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	id := w.account("an@o.vn", access.Judge)
	here, there := w.signIn("an@o.vn"), w.signIn("an@o.vn")
	link, err := w.NewLink(ctx, operator, id)
	w.ok(err)
	by := w.by(here)
	const other = "một câu khác hẳn thế"
	for _, c := range []struct {
		before, after string
		want          any
	}{
		{"", other, "old"}, {"sai hẳn rồi nhé", other, "old"}, {good, "ngắn", "password"}, {good, good, "password"}, {good, "an@o.vn", "password"},
	} {
		if _, err := w.ChangePassword(ctx, by, c.before, c.after); !is(err, c.want) {
			t.Errorf("%q to %q: %v", c.before, c.after, err)
		}
	}
	if _, err := w.ChangePassword(ctx, access.Actor{}, good, other); !is(err, fault.Forbidden) {
		t.Errorf("a resident: %v", err)
	}
	if w.by(here).Account == 0 {
		t.Error("a refused change ends the session")
	}
	session, err := w.ChangePassword(ctx, by, good, other)
	w.ok(err)
	if w.by(here).Account != 0 || w.by(there).Account != 0 || w.by(Visit{Session: session}).Account != id {
		t.Error("all sessions end, and a new one begins")
	}
	if _, err := w.UseLink(ctx, link.Token, good, ""); !is(err, fault.Gone) {
		t.Errorf("a link outlives the password: %v", err)
	}
	if _, err := w.SignIn(ctx, Attempt{Email: "an@o.vn", Password: good, Address: home}); err == nil {
		t.Error("the old password still holds")
	}
	// Who has found an open session does not get to guess the password with it.
	w.exec(`insert into guesses values ($1, 10, now())`, bucket(bySession, id))
	if _, err := w.ChangePassword(ctx, by, other, good); !is(err, fault.TooMany) {
		t.Errorf("after ten guesses: %v", err)
	}
}

// The audit log says what happened to which account, and nothing about the person.
func TestTheLogNamesNobody(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	id := w.account("bi-mat@o.vn", access.Judge)
	w.ok(w.Edit(ctx, operator, id, Change{Name: "Bí Mật", Roles: []access.Role{access.Chair}, Memberships: []Membership{{Unit: "TDP-01", Role: access.UnitHead}}, Version: 1}))
	_, err := w.ChangePassword(ctx, w.by(w.signIn("bi-mat@o.vn")), good, good+"!")
	w.ok(err)
	w.ok(w.Disable(ctx, operator, id, "nghỉ việc"))
	n, err := w.db.VerifyChain(ctx)
	w.ok(err)
	if n != 5 { // created, link used, edited, changed, disabled
		t.Errorf("%d entries", n)
	}
	rows, err := w.owner.Query(ctx, `select action, subject, before, after, reason, actor_id from audit_entries order by id`)
	w.ok(err)
	type entry struct {
		Action, Subject, Before, After, Reason string
		ActorID                                *int64
	}
	entries, err := pgx.CollectRows(rows, pgx.RowToStructByName[entry])
	w.ok(err)
	for _, e := range entries {
		for _, secret := range []string{"bi-mat", "Bí Mật", "Bà ", good, "argon2", "password_hash"} {
			if strings.Contains(e.Before+e.After+e.Subject+e.Reason, secret) {
				t.Errorf("%q in %+v", secret, e)
			}
		}
	}
	if e := entries[2]; e.Action != string(access.ManageAccounts) || e.Subject != fmt.Sprintf("account %d", id) ||
		!strings.Contains(e.Before, `"roles":["judge"]`) || !strings.Contains(e.After, `"roles":["chair"]`) || !strings.Contains(e.After, `"unit":"TDP-01"`) {
		t.Errorf("%+v", e)
	}
	if e := entries[1]; e.ActorID == nil || *e.ActorID != id || e.Action != string(access.SignIn) || !strings.Contains(e.After, `"has_password":true`) {
		t.Errorf("%+v", e)
	}
}
