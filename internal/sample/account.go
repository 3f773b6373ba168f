package sample

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"portal/internal/access"
	"portal/internal/intake"
)

// Password opens every sample account.
const Password = "thidua-mau-2024" //nolint:gosec // it is printed on the page of the demo

// Account is a sample account that the demo names.
type Account struct {
	Email string
	Who   string      // in Vietnamese
	Role  access.Role // the one it is shown for
}

// accountRow is an account to be made.
type accountRow struct {
	email, name string
	roles       []access.Role
	member      string // code of the seat on the committee, or ""
	unit        string // code of the unit, or ""
	unitRole    access.Role
}

// FirstAccounts lists one account of each kind, for the sign-in page of the demo and for the tests.
func FirstAccounts() []Account {
	s, err := read()
	if err != nil {
		return nil // Load tells why
	}
	var list []Account
	for _, a := range s.Accounts {
		list = append(list, Account{a.Email, a.Who, a.Roles[0]})
		if a.Roles[0] != access.Secretary {
			continue
		}
		member := s.committee[slices.IndexFunc(s.committee, func(m intake.Member) bool { return m.Code == s.Shown.Member })]
		unit := s.units[slices.IndexFunc(s.units, func(u intake.Unit) bool { return u.Code == s.Shown.Unit })]
		list = append(list,
			Account{s.emailOf(member), "thành viên Ban Tổ chức, người chấm (" + member.Code + ")", access.Judge},
			Account{unit.Email, "đứng đầu đơn vị (" + unit.Name + ")", access.UnitHead},
			Account{fmt.Sprintf(s.StaffEmail, unit.Email), "cán bộ đơn vị (" + unit.Name + ")", access.UnitStaff})
	}
	return list
}

// emailOf is the address of a member without an account of another kind.
func (s *story) emailOf(m intake.Member) string {
	_, digits, _ := strings.Cut(m.Code, "-")
	return fmt.Sprintf(s.MemberEmail, digits)
}

// accounts lists all accounts of the sample: nobody's name is in them.
func (s *story) accounts() []accountRow {
	var list []accountRow
	seated := map[string]bool{}
	for _, a := range s.Accounts {
		list = append(list, accountRow{email: a.Email, name: a.Name, roles: a.Roles, member: a.Member})
		seated[a.Member] = true
	}
	for _, m := range s.committee {
		if seated[m.Code] {
			continue
		}
		a := accountRow{email: s.emailOf(m), name: m.Role + " " + m.Code + " (mẫu)", roles: []access.Role{access.Monitor}, member: m.Code}
		if m.Judge {
			a.roles = append(a.roles, access.Judge)
		}
		list = append(list, a)
	}
	for _, u := range s.units {
		list = append(list,
			accountRow{email: u.Email, name: u.HeadRole + " (mẫu)", unit: u.Code, unitRole: access.UnitHead},
			accountRow{email: fmt.Sprintf(s.StaffEmail, u.Email), name: "Cán bộ " + u.ShortName + " (mẫu)", unit: u.Code, unitRole: access.UnitStaff})
	}
	return list
}

// loadAccounts makes the accounts, all with one password. It comes after the units.
func (l *loader) loadAccounts(ctx context.Context, passwordHash string) error {
	accounts := l.story.accounts()
	rows := make([][]any, len(accounts))
	for i, a := range accounts {
		rows[i] = []any{a.email, strings.ToLower(a.email), a.name, passwordHash, l.story.Campaign.RubricAdoptedAt}
	}
	err := l.copyIn(ctx, "accounts", []string{"email", "email_key", "name", "password_hash", "created_at"}, rows)
	if err != nil {
		return err
	}
	if l.accounts, err = l.ids(ctx, `select email_key, id from accounts`); err != nil {
		return err
	}
	var roles, memberships [][]any
	for _, a := range accounts {
		id := l.accounts[a.email]
		for _, role := range a.roles {
			roles = append(roles, []any{id, string(role)})
		}
		switch {
		case a.member != "":
			l.memberAccounts[a.member] = id
		case a.unit != "":
			memberships = append(memberships, []any{id, l.units[a.unit], string(a.unitRole), l.story.MembershipsFrom})
			l.unitAccounts[unitSeat{a.unit, a.unitRole}] = id
		}
		if len(a.roles) > 0 && l.roleAccounts[a.roles[0]] == 0 {
			l.roleAccounts[a.roles[0]] = id
		}
	}
	if err := l.copyIn(ctx, "account_roles", []string{"account_id", "role"}, roles); err != nil {
		return err
	}
	return l.copyIn(ctx, "memberships", []string{"account_id", "unit_id", "role", "valid_from"}, memberships)
}
