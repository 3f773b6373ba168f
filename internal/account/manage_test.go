package account

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// is tells which kind of answer an operation gave: a field that is wrong, or a fault.
func is(err error, want any) bool {
	switch want := want.(type) {
	case nil:
		return err == nil
	case string:
		var invalid fault.Invalid
		return errors.As(err, &invalid) && invalid[want] != ""
	case fault.Kind:
		return fault.Is(err, want)
	default:
		return false
	}
}

func TestCreate(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	w.account("co@o.vn", access.Chair)
	unit := []Membership{{Unit: "TDP-01", Role: access.UnitHead}}
	for name, c := range map[string]struct {
		n    New
		want any
	}{
		"no e-mail":        {New{Name: "An", Memberships: unit}, "email"},
		"taken":            {New{Email: " CO@O.vn", Name: "An", Memberships: unit}, "email"},
		"no name":          {New{Email: "an@o.vn", Name: "\u200b ", Memberships: unit}, "name"},
		"long name":        {New{Email: "an@o.vn", Name: strings.Repeat("ế", 121), Memberships: unit}, "name"},
		"very long name":   {New{Email: "an@o.vn", Name: strings.Repeat("ế", 10_000), Memberships: unit}, "name"},
		"nothing to do":    {New{Email: "an@o.vn", Name: "An"}, "roles"},
		"unknown role":     {New{Email: "an@o.vn", Name: "An", Roles: []access.Role{"king"}}, "roles"},
		"operator":         {New{Email: "an@o.vn", Name: "An", Roles: []access.Role{access.Operator}}, "roles"},
		"unit role":        {New{Email: "an@o.vn", Name: "An", Roles: []access.Role{access.UnitHead}}, "roles"},
		"unknown unit":     {New{Email: "an@o.vn", Name: "An", Memberships: []Membership{{Unit: "TDP-99", Role: access.UnitHead}}}, "memberships"},
		"role of no unit":  {New{Email: "an@o.vn", Name: "An", Memberships: []Membership{{Unit: "TDP-01", Role: access.Judge}}}, "memberships"},
		"ends first":       {New{Email: "an@o.vn", Name: "An", Memberships: []Membership{{"TDP-01", "", access.UnitHead, viet.NewDate(2024, 9, 2), viet.NewDate(2024, 9, 1)}}}, "memberships"},
		"the same twice":   {New{Email: "an@o.vn", Name: "An", Memberships: append(unit, unit...)}, "memberships"},
		"head and a judge": {New{Email: "duoc@o.vn", Name: "<script>alert(1)</script>", Roles: []access.Role{access.Judge, access.Judge}, Memberships: unit}, nil},
	} {
		if link, err := w.Create(ctx, operator, c.n); !is(err, c.want) || (link.Token == "") != (err != nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := w.number(`select count(*) from accounts`); n != 2 {
		t.Errorf("%d accounts", n)
	}
	// Adding where somebody was quicker is a conflict of e-mails, not a failure.
	var all sync.WaitGroup
	var made atomic.Int32
	for range 4 {
		all.Go(func() {
			_, err := w.Create(ctx, operator, New{Email: "nhanh@o.vn", Name: "An", Memberships: unit})
			if err == nil {
				made.Add(1)
			} else if !is(err, "email") {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times", made.Load())
	}
}

func TestWhoMayManage(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	id := w.account("an@o.vn", access.Chair)
	for _, role := range append(access.Roles, access.Resident, access.Operator) {
		by := access.Actor{Account: id, Roles: []access.Role{role}}
		var want any = fault.Forbidden
		if role == access.Admin || role == access.Operator {
			want = nil
		}
		link, err := w.Create(ctx, by, New{Email: string(role) + "@o.vn", Name: "An", Roles: []access.Role{access.Judge}})
		if !is(err, want) {
			t.Errorf("%s creates: %v", role, err)
		}
		to := link.Account
		if err != nil {
			to = id
		}
		_, err = w.NewLink(ctx, by, to)
		for what, err := range map[string]error{
			"edits":    w.Edit(ctx, by, to, Change{Name: "Bình", Roles: []access.Role{access.Editor}, Version: 1}),
			"links":    err,
			"disables": w.Disable(ctx, by, to, "nghỉ việc"),
		} {
			if !is(err, want) {
				t.Errorf("%s %s: %v", role, what, err)
			}
		}
		if err := w.Enable(ctx, by, to); !is(err, want) {
			t.Errorf("%s enables: %v", role, err)
		}
	}
	for what, err := range map[string]error{
		"edit":    w.Edit(ctx, operator, 999, Change{Name: "An"}),
		"disable": w.Disable(ctx, operator, 999, ""),
		"enable":  w.Enable(ctx, operator, 999),
	} {
		if !is(err, fault.NotFound) {
			t.Errorf("%s nobody: %v", what, err)
		}
	}
}

func TestActorOfToday(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	day := viet.NewDate
	link, err := w.Create(ctx, operator, New{
		Email: "an@o.vn", Name: "An", Roles: []access.Role{access.Judge, access.Monitor},
		Memberships: []Membership{
			{Unit: "TDP-01", Role: access.UnitHead, From: day(2024, 9, 1), Until: day(2024, 9, 28)}, // today is the 28th
			{Unit: "BN-CA", Role: access.UnitStaff, From: day(2024, 9, 29)},
		},
	})
	w.ok(err)
	w.exec(`insert into campaigns (slug, name, starts_on, ends_on, registration_deadline, current)
		values ('cu', 'Cũ', '2023-01-01', '2023-12-31', '2023-02-01', false), ('nay', 'Nay', '2024-01-01', '2024-12-31', '2024-02-01', true)`)
	w.exec(`insert into committee_members (campaign_id, code, role, position, account_id, sort_no)
		select id, 'TV-02', 'Ủy viên', 'Ủy viên', $1, 1 from campaigns order by id`, link.Account)
	_, err = w.UseLink(ctx, link.Token, good, "")
	w.ok(err)
	v := w.signIn("an@o.vn")
	seat := int64(w.number(`select m.id from committee_members m join campaigns c on c.id = m.campaign_id where c.slug = 'nay'`))
	a := w.by(v)
	unit := func(code string) int64 { return int64(w.number(`select id from units where code = $1`, code)) }
	if !a.HasRole(access.UnitHead) || a.HasRole(access.UnitStaff) || !a.HasRole(access.Judge) || len(a.Roles) != 3 ||
		len(a.HeadOf) != 1 || a.HeadOf[0] != unit("TDP-01") || len(a.StaffOf) != 0 || a.Member != seat || a.Name != "An" || a.Account != link.Account {
		t.Errorf("on the last day: %+v", a)
	}
	w.exec(`update ward set clock_skew = clock_skew + interval '1 day'`)
	a = w.by(v)
	if a.HasRole(access.UnitHead) || !a.HasRole(access.UnitStaff) || len(a.HeadOf) != 0 || len(a.StaffOf) != 1 || a.StaffOf[0] != unit("BN-CA") {
		t.Errorf("on the next day: %+v", a)
	}
	// What slips into the table past the operations gives no right.
	w.exec(`insert into account_roles values ($1, 'operator'), ($1, 'unit_head')`, link.Account)
	if a = w.by(v); a.HasRole(access.Operator) || a.HasRole(access.UnitHead) {
		t.Errorf("%+v", a)
	}
	w.exec(`update accounts set disabled_at = now()`)
	if a = w.by(v); a.Account != 0 || len(a.Roles) != 0 {
		t.Errorf("disabled: %+v", a)
	}
}

func TestEditEndsSessions(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	id := w.account("an@o.vn", access.Judge)
	chair := []access.Role{access.Chair}
	unit := []Membership{{Unit: "TDP-01", Role: access.UnitStaff}}
	for i, c := range []struct {
		change Change
		lives  bool
	}{
		{Change{Name: "Tên khác", Roles: []access.Role{access.Judge}}, true},
		{Change{Name: "Tên khác", Roles: chair}, false},
		{Change{Name: "Tên khác", Roles: chair, Memberships: unit}, false},
		{Change{Name: "Tên nữa", Roles: chair, Memberships: unit}, true},
		{Change{Name: "Tên nữa"}, false},
	} {
		v := w.signIn("an@o.vn")
		stale := c.change
		stale.Version = i
		c.change.Version = i + 1
		if err := w.Edit(ctx, operator, id, stale); !is(err, fault.Conflict) {
			t.Errorf("%d: a stale form: %v", i, err)
		}
		w.ok(w.Edit(ctx, operator, id, c.change))
		if (w.by(v).Account != 0) != c.lives {
			t.Errorf("%d: the session lives: %v", i, !c.lives)
		}
		a, err := w.Get(ctx, id)
		w.ok(err)
		if a.Name != c.change.Name || a.Version != i+2 || len(a.Roles) != len(c.change.Roles) || len(a.Memberships) != len(c.change.Memberships) {
			t.Errorf("%d: %+v", i, a)
		}
	}
	v := w.signIn("an@o.vn")
	w.ok(w.Disable(ctx, operator, id, "nghỉ việc"))
	if w.by(v).Account != 0 || !is(w.Disable(ctx, operator, id, ""), fault.Conflict) {
		t.Error("disabling")
	}
	w.ok(w.Enable(ctx, operator, id))
	if w.by(v).Account != 0 || !is(w.Enable(ctx, operator, id), fault.Conflict) {
		t.Error("enabling")
	}
	w.signIn("an@o.vn")
}

func TestTheLastAdministratorStays(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	one := w.account("mot@o.vn", access.Admin, access.Auditor)
	// An administrator who has not set a password cannot give anything back.
	if _, err := w.Create(ctx, operator, New{Email: "cho@o.vn", Name: "Chờ", Roles: []access.Role{access.Admin}}); err != nil {
		t.Fatal(err)
	}
	self := w.by(w.signIn("mot@o.vn"))
	other := access.Actor{Account: 999, Roles: self.Roles}
	for _, by := range []access.Actor{self, other, operator} {
		if err := w.Disable(ctx, by, one, ""); !is(err, fault.Conflict) {
			t.Errorf("%+v disables: %v", by, err)
		}
		if err := w.Edit(ctx, by, one, Change{Name: "Một", Roles: []access.Role{access.Auditor}, Version: 1}); !is(err, fault.Conflict) {
			t.Errorf("%+v edits: %v", by, err)
		}
	}
	w.ok(w.Edit(ctx, self, one, Change{Name: "Một", Roles: self.Roles, Version: 1}))
	// Two who disable each other at the same moment: one stays.
	two := w.account("hai@o.vn", access.Admin)
	errs := make([]error, 2)
	var all sync.WaitGroup
	for i, id := range []int64{one, two} {
		all.Go(func() {
			errs[i] = w.Disable(ctx, access.Actor{Account: one + two - id, Roles: []access.Role{access.Admin}}, id, "")
		})
	}
	all.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("they disable each other: %v", errs)
	}
	if n := w.number(`select count(*) from accounts where disabled_at is null and password_hash is not null`); n != 1 {
		t.Errorf("%d administrators left", n)
	}
}

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

// A form that comes twice acts once.
func TestRepeatedForm(t *testing.T) {
	w := begin(t)
	by := access.Actor{Account: w.account("an@o.vn", access.Admin), Roles: []access.Role{access.Admin}, Key: "0194b0a4-0000-4000-8000-000000000001"}
	n := New{Email: "moi@o.vn", Name: "Mới", Roles: []access.Role{access.Judge}}
	if _, err := w.Create(t.Context(), by, n); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Create(t.Context(), by, n); !errors.Is(err, postgres.ErrRepeated) {
		t.Error(err)
	}
}

func TestList(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	names := []string{"Tổ trưởng Tổ dân phố số 2", "Tổ trưởng Tổ dân phố số 10", "Đặng Thị Lợi", "50% phiếu_bầu"}
	for i, name := range names {
		_, err := w.Create(ctx, operator, New{
			Email: string(rune('a'+i)) + "@o.vn", Name: name, Roles: Grantable[i : i+1], Memberships: []Membership{{Unit: "TDP-01", Role: access.UnitStaff}},
		})
		w.ok(err)
	}
	w.exec(`insert into accounts (email, email_key, name) select 'x' || n || '@o.vn', 'x' || n || '@o.vn', 'Người ' || n from generate_series(1, 100) n`)
	for name, c := range map[string]struct {
		f     Filter
		total int
		first string
	}{
		"all":         {Filter{}, 104, "50% phiếu_bầu"},
		"folded":      {Filter{Query: "  DANG thi loi "}, 1, "Đặng Thị Lợi"},
		"natural":     {Filter{Query: "tổ dân phố"}, 2, names[0]},
		"e-mail":      {Filter{Query: "B@o.vn"}, 1, names[1]},
		"a wildcard":  {Filter{Query: "%"}, 1, names[3]},
		"another":     {Filter{Query: `\`}, 0, ""},
		"role":        {Filter{Role: access.Chair}, 1, names[1]},
		"unit role":   {Filter{Role: access.UnitStaff}, 4, "50% phiếu_bầu"},
		"last page":   {Filter{Page: 3}, 104, "Người 99"},
		"beyond":      {Filter{Page: 1 << 40}, 104, ""},
		"before":      {Filter{Page: -1}, 104, "50% phiếu_bầu"},
		"two at once": {Filter{Query: "số", Role: access.Admin}, 1, names[0]},
	} {
		before := w.db.Queries()
		page, err := w.List(ctx, c.f)
		w.ok(err)
		if n := w.db.Queries() - before; n > 5 { // with begin and commit
			t.Errorf("%s: %d queries", name, n)
		}
		first := ""
		if len(page.Accounts) > 0 {
			first = page.Accounts[0].Name
		}
		if page.Total != c.total || first != c.first || len(page.Accounts) > PageSize {
			t.Errorf("%s: %d, first %q of %d", name, page.Total, first, len(page.Accounts))
		}
	}
	if a, err := w.Find(ctx, " A@O.VN"); err != nil || a.Name != names[0] || a.HasPassword || a.LinkUntil == nil || len(a.Memberships) != 1 {
		t.Errorf("%+v %v", a, err)
	}
	if _, err := w.Find(ctx, "khong@o.vn"); !is(err, fault.NotFound) {
		t.Error(err)
	}
}
