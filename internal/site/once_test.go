package site

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/sample"
)

const registerPath = "/lam-viec/hoat-dong/moi"

// TestFormsAreAnsweredOnce: double clicks, re-sending and ten sendings at once have one effect and one answer.
func TestFormsAreAnsweredOnce(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Registration, nil)
	staff := p.as(access.UnitStaff)
	count := func() int { return query[int](p, `select count(*) from activities`) }
	n := count()

	fields := plan(form.KeyField, staff.get(registerPath).wants(200).field(form.KeyField))
	to := staff.post(registerPath, fields...).wants(http.StatusSeeOther).header.Get("Location")
	staff.post(registerPath, fields...).leadsTo(to)
	if got := count(); got != n+1 {
		t.Fatalf("twice: %d activities more", got-n)
	}
	// What the same form says now is neither done, nor taken for done.
	staff.post(registerPath, plan(form.KeyField, fields[len(fields)-1], activity.FieldTitle, "Tên khác")...).
		wants(http.StatusConflict, "đã được gửi một lần với nội dung khác")
	staff.post("/ban-to-chuc/dang-ky/HD-001/duyet", fields...).wants(http.StatusForbidden)
	p.as(access.UnitHead).post(registerPath, plan(form.KeyField, fields[len(fields)-1], activity.FieldTitle, "Của tổ trưởng")...).
		wants(http.StatusSeeOther) // another's key is another key
	if got := count(); got != n+2 {
		t.Fatalf("another account: %d activities more", got-n)
	}

	fields = plan(form.KeyField, form.New().Key(), activity.FieldTitle, "Mười lần một lúc")
	answers := make([]*reply, 10)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = staff.post(registerPath, fields...) })
	}
	all.Wait()
	for _, a := range answers {
		a.leadsTo(answers[0].header.Get("Location"))
	}
	if got := query[int](p, `select count(*) from activities where title = 'Mười lần một lúc'`); got != 1 {
		t.Errorf("ten at once: %d activities", got)
	}
	if got := query[int](p, `select count(*) from audit_entries where after like '%Mười lần một lúc%'`); got != 1 {
		t.Errorf("ten at once: %d audit entries", got)
	}
}

// TestKeysOfForms: a refused form can be mended and sent with its key; without a key nothing is done.
func TestKeysOfForms(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Registration, nil)
	staff := p.as(access.UnitStaff)
	key := form.New().Key()
	refused := staff.post(registerPath, plan(form.KeyField, key, activity.FieldEnd, "31/02/2024")...).wants(http.StatusUnprocessableEntity)
	if got := refused.field(form.KeyField); got != key {
		t.Errorf("the refused form has key %s", got)
	}
	before := p.fingerprint()
	for _, bad := range []string{"", "x", strings.ToUpper(key), key + "0", "'; drop table answered; --", strings.Repeat("a", 1000)} {
		staff.post(registerPath, plan(form.KeyField, bad)...).wants(http.StatusUnprocessableEntity, "thiếu mã chống gửi trùng")
	}
	if p.fingerprint() != before {
		t.Error("a form without a key did something")
	}
	staff.post(registerPath, plan(form.KeyField, key)...).wants(http.StatusSeeOther)

	// The answer was lost with the process that gave it: the second sending leads to the sender's desk.
	again := plan(form.KeyField, form.New().Key(), activity.FieldTitle, "Trả lời bị mất")
	staff.post(registerPath, again...).wants(http.StatusSeeOther)
	p.exec(`update answered set location = ''`)
	staff.post(registerPath, again...).leadsTo("/lam-viec")
}

// TestEveryFormHasAKey: what a signed-in page posts to us carries a key, or it would be refused.
func TestEveryFormHasAKey(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	for _, rt := range Routes() {
		if rt.Method != http.MethodGet {
			continue
		}
		path := strings.NewReplacer(fills...).Replace(rt.Path)
		for _, role := range access.Roles {
			got := p.as(role).get(path)
			for _, f := range strings.Split(got.body, "<form")[1:] {
				f, _, _ = strings.Cut(f, "</form>")
				opening, _, _ := strings.Cut(f, ">")
				if strings.Contains(opening, `method="post"`) && !strings.Contains(opening, `action="/dang-xuat"`) && !strings.Contains(f, `name="`+form.KeyField+`"`) {
					t.Errorf("%s as %s: <form%s> has no key", path, role, opening)
				}
			}
		}
	}
}

// TestGetChangesNothing: reading any page as anybody leaves everything as it was.
func TestGetChangesNothing(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	before := p.fingerprint()
	for _, role := range append([]access.Role{access.Resident}, access.Roles...) {
		v := p.as(role)
		for _, rt := range Routes() {
			path := strings.NewReplacer(fills...).Replace(rt.Path)
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				got := v.do(method, path, nil)
				if rt.Method == http.MethodPost && got.status < 300 && got.status != 200 {
					t.Errorf("%s %s: %d", method, path, got.status)
				}
			}
		}
	}
	if p.fingerprint() != before {
		t.Error("reading changed something")
	}
}

// TestSweep: keys of forms that nobody sends again, ended sessions and old guesses go.
func TestSweep(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	v := p.as(access.Chair)
	p.exec(`insert into answered (account_id, key, action, at) select min(id), gen_random_uuid(), 'x', now() - interval '49 hours' from accounts`)
	p.exec(`insert into answered (account_id, key, action, at) select min(id), gen_random_uuid(), 'x', now() - interval '47 hours' from accounts`)
	p.exec(`insert into guesses values ('\x01', 3, now() - interval '25 hours'), ('\x02', 3, now() - interval '1 hour')`)
	p.exec(`insert into sessions select '\x01', min(id), now() - interval '9 hours', now() from accounts`)
	if err := p.site.sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	for table, want := range map[string]int{"answered": 1, "guesses": 1, "sessions": 1} {
		if got := query[int](p, `select count(*) from `+table); got != want {
			t.Errorf("%s: %d rows are left, wanted %d", table, got, want)
		}
	}
	v.get("/tai-khoan").wants(200)
}
