package site

import (
	"net/http"
	"slices"
	"strings"

	"portal/internal/access"
	"portal/internal/account"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// maxMemberships bounds how many memberships a form may carry.
const maxMemberships = 50

// showAccount answers with the form of an account, filled up with all that there is to choose from.
func (s *Site) showAccount(w http.ResponseWriter, r *http.Request, status int, p page.AccountForm) error {
	units, err := s.accounts.Units(r.Context())
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, u := range units {
		names[u.Code] = u.Name
		p.Units = append(p.Units, ui.Choice{Value: u.Code, Label: u.Name, Group: u.Block})
	}
	p.Roles, p.UnitRoles = roleChoices(account.Grantable), roleChoices([]access.Role{access.UnitStaff, access.UnitHead})
	if p.Disabling.Key() == "" {
		p.Disabling = form.New()
	}
	title := "Thêm tài khoản"
	if p.Account != nil {
		title = "Tài khoản " + p.Account.Name
		p.Self = p.Account.ID == actor(r).Account
		today := viet.DateOf(s.DB.Now())
		for _, m := range p.Account.Memberships {
			if over(m, today) {
				p.Past = append(p.Past, m.UnitName+", "+roleTitle[m.Role]+", "+viet.Period(m.From, m.Until))
			}
		}
		for n := 1; n <= maxMemberships && p.Form.Value(page.Numbered("don-vi", n)) != ""; n++ {
			unit, role := p.Form.Value(page.Numbered("don-vi", n)), access.Role(p.Form.Value(page.Numbered("vai-tro", n)))
			row := page.MembershipRow{N: n, UnitName: names[unit], RoleName: roleTitle[role]}
			if row.UnitName == "" {
				row.UnitName = unit
			}
			p.Rows = append(p.Rows, row)
		}
	}
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	return s.desk(w, r, status, ui.Page{Title: title}, page.AccountPage(p))
}

func over(m account.Membership, today viet.Date) bool {
	return !m.Until.IsZero() && m.Until.Before(today)
}

// accountForm shows an account as it is; memberships that are over are no part of it.
func (s *Site) accountForm(a account.Account) form.Form {
	pairs := []string{"name", a.Name, "vai-tro-moi", string(access.UnitStaff)}
	for _, r := range a.Roles {
		pairs = append(pairs, "roles", string(r))
	}
	today, n := viet.DateOf(s.DB.Now()), 0
	for _, m := range a.Memberships {
		if over(m, today) {
			continue
		}
		n++
		until := ""
		if !m.Until.IsZero() {
			until = m.Until.Full()
		}
		pairs = append(pairs, page.Numbered("don-vi", n), m.Unit, page.Numbered("vai-tro", n), string(m.Role),
			page.Numbered("tu", n), m.From.ISO(), page.Numbered("den", n), until)
	}
	return form.Filled(pairs...)
}

func rolesOf(f *form.Form) []access.Role {
	var roles []access.Role
	for _, r := range f.List("roles") {
		roles = append(roles, access.Role(r))
	}
	return roles
}

// keptMemberships are those that the form carried along, without the ones to be ended.
func keptMemberships(f *form.Form) []account.Membership {
	var list []account.Membership
	for n := 1; n <= maxMemberships && f.Value(page.Numbered("don-vi", n)) != ""; n++ {
		m := account.Membership{Unit: f.Text(page.Numbered("don-vi", n)), Role: access.Role(f.Text(page.Numbered("vai-tro", n)))}
		if from := f.Date(page.Numbered("tu", n)); from != nil {
			m.From = *from
		}
		if until := f.Date(page.Numbered("den", n)); until != nil {
			m.Until = *until
			if until.Before(m.From) {
				f.Add(page.Numbered("den", n), "Ngày kết thúc ở đơn vị không được trước ngày bắt đầu.")
			}
		}
		if f.Value(page.Numbered("thoi", n)) != "1" {
			list = append(list, m)
		}
	}
	return list
}

// addedMembership is the one that the form adds, if any.
func addedMembership(f *form.Form) []account.Membership {
	m := account.Membership{Unit: f.Text("memberships"), Role: access.Role(f.Text("vai-tro-moi"))}
	from := f.Date("tu-ngay")
	if m.Unit == "" {
		return nil
	}
	if from != nil {
		m.From = *from
	}
	return []account.Membership{m}
}

// withMissing adds to what was typed the memberships that somebody else has given meanwhile: leaving
// them out of the next saving would end them.
func withMissing(typed, stored form.Form) form.Form {
	has := func(n int) bool {
		for i := 1; i <= maxMemberships && typed.Value(page.Numbered("don-vi", i)) != ""; i++ {
			if !slices.ContainsFunc([]string{"don-vi", "vai-tro", "tu"}, func(name string) bool {
				return typed.Value(page.Numbered(name, i)) != stored.Value(page.Numbered(name, n))
			}) {
				return true
			}
		}
		return false
	}
	next := 1
	for typed.Value(page.Numbered("don-vi", next)) != "" {
		next++
	}
	for n := 1; stored.Value(page.Numbered("don-vi", n)) != "" && next <= maxMemberships; n++ {
		if has(n) {
			continue
		}
		for _, name := range []string{"don-vi", "vai-tro", "tu", "den"} {
			typed = typed.With(page.Numbered(name, next), stored.Value(page.Numbered(name, n)))
		}
		next++
	}
	return typed
}

// accountDifferences compares in words: roles by their names, units by what the form says of them.
func (s *Site) accountDifferences(stored, typed form.Form) []page.Difference {
	list := differences(stored, typed, []label{{"name", "Họ tên hoặc chức danh"}})
	worded := func(f form.Form) (roles, units string) {
		held := []access.Role{}
		for _, r := range account.Grantable {
			if f.Has("roles", string(r)) {
				held = append(held, r)
			}
		}
		var parts []string
		for n := 1; n <= maxMemberships && f.Value(page.Numbered("don-vi", n)) != ""; n++ {
			part := f.Value(page.Numbered("don-vi", n)) + ", " + roleTitle[access.Role(f.Value(page.Numbered("vai-tro", n)))]
			if until := f.Value(page.Numbered("den", n)); until != "" {
				part += ", đến " + until
			}
			if f.Value(page.Numbered("thoi", n)) == "1" {
				part += ", thôi từ hôm nay"
			}
			parts = append(parts, part)
		}
		if unit := f.Value("memberships"); unit != "" {
			parts = append(parts, unit+", "+roleTitle[access.Role(f.Value("vai-tro-moi"))])
		}
		return strings.Join(roleTitles(held), ", "), strings.Join(parts, "\n")
	}
	theirRoles, theirUnits := worded(stored)
	myRoles, myUnits := worded(typed)
	if theirRoles != myRoles {
		list = append(list, page.Difference{Label: "Vai trò", Stored: theirRoles, Typed: myRoles})
	}
	if theirUnits != myUnits {
		list = append(list, page.Difference{Label: "Đơn vị", Stored: theirUnits, Typed: myUnits})
	}
	return list
}
