package account

import (
	"errors"
	"testing"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

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
