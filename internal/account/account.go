// Package account knows who may sign in: accounts with their roles and units, their
// passwords, sessions and the slowing of those who guess.
package account

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/viet"
)

// Grantable lists the roles that are given to an account itself. Those of a unit come
// with a dated membership.
var Grantable = []access.Role{
	access.Admin, access.Chair, access.Secretary, access.Monitor, access.Judge,
	access.Editor, access.Publisher, access.Auditor,
}

// Account is somebody who can sign in. What of it goes into the audit log names nobody:
// a person's data can be erased from its row while the log stays as it is.
type Account struct {
	ID          int64         `json:"id"`
	Email       string        `json:"-"`
	Name        string        `json:"-"`
	Roles       []access.Role `json:"roles"` // granted, in the order of Grantable; without those of memberships
	Memberships []Membership  `json:"memberships" db:"-"`
	DisabledAt  *time.Time    `json:"disabled_at"`
	HasPassword bool          `json:"has_password"`
	LinkUntil   *time.Time    `json:"link_until"` // until when a link to set the password is open
	CreatedAt   time.Time     `json:"-"`
	Version     int           `json:"version"`
}

// Membership says that somebody works for a unit, or heads it, from one day to another.
type Membership struct {
	Unit     string      `json:"unit"` // its code
	UnitName string      `json:"-"`
	Role     access.Role `json:"role"` // access.UnitStaff or access.UnitHead
	From     viet.Date   `json:"from"`
	Until    viet.Date   `json:"until"` // the last day; zero: open
}

// AuditKey names the account in the audit log.
func (a *Account) AuditKey() string { return fmt.Sprintf("account %d", a.ID) }

// OwnedBy says whether it is the actor's own account.
func (a *Account) OwnedBy(by access.Actor, _ access.Role) bool {
	return a.ID != 0 && a.ID == by.Account
}

// Disabled reports whether the account may not sign in.
func (a *Account) Disabled() bool { return a.DisabledAt != nil }

// Holds reports whether the membership gives its role on a day.
func (m Membership) Holds(day viet.Date) bool {
	return !day.Before(m.From) && (m.Until.IsZero() || !day.After(m.Until))
}

// New is what it takes to make an account.
type New struct {
	Email       string
	Name        string
	Roles       []access.Role
	Memberships []Membership
}

func (n New) check() error {
	wrong := checked(n.Name, n.Roles, n.Memberships)
	if sentence := badEmail(n.Email); sentence != "" {
		wrong["email"] = sentence
	}
	if wrong["roles"] == "" && len(n.Roles) == 0 && len(n.Memberships) == 0 {
		wrong["roles"] = "Hãy chọn ít nhất một vai trò hoặc một đơn vị."
	}
	return wrong.Or()
}

// Change is what an account is to become. Memberships that are left out end the day
// before; those that are over already stay as they are.
type Change struct {
	Name        string
	Roles       []access.Role
	Memberships []Membership
	Version     int // as shown to who changes it
}

func (c Change) check() error { return checked(c.Name, c.Roles, c.Memberships).Or() }

func checked(name string, roles []access.Role, memberships []Membership) fault.Invalid {
	wrong := fault.Invalid{}
	switch n := utf8.RuneCountInString(viet.Clean(name)); {
	case n == 0:
		wrong["name"] = "Hãy nhập họ tên hoặc chức danh."
	case n > 120:
		wrong["name"] = "Tên dài nhất 120 ký tự."
	}
	for _, role := range roles {
		if !slices.Contains(Grantable, role) {
			wrong["roles"] = "Vai trò này không giao trực tiếp được. Hãy chọn trong danh sách."
		}
	}
	if sentence := badMemberships(memberships); sentence != "" {
		wrong["memberships"] = sentence
	}
	return wrong
}

func badMemberships(list []Membership) string {
	for _, m := range list {
		switch {
		case m.Role != access.UnitStaff && m.Role != access.UnitHead:
			return "Hãy chọn vai trò trong đơn vị: cán bộ hoặc người đứng đầu."
		case m.Unit == "":
			return "Hãy chọn đơn vị."
		case !m.Until.IsZero() && m.Until.Before(m.From):
			return "Ngày kết thúc ở đơn vị không được trước ngày bắt đầu."
		}
	}
	return ""
}

// sorted puts roles in the order of Grantable, each once.
func sorted(roles []access.Role) []access.Role {
	list := []access.Role{}
	for _, role := range Grantable {
		if slices.Contains(roles, role) {
			list = append(list, role)
		}
	}
	return list
}
