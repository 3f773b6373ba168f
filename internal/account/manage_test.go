package account

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"portal/internal/access"
	"portal/internal/fault"
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
