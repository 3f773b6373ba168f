package page

import (
	"fmt"
	"net/url"
	"strconv"

	"portal/internal/account"
	"portal/internal/form"
	"portal/internal/rubric"
	"portal/internal/viet"
	"portal/web/ui"
)

const accountsHref = "/quan-tri/tai-khoan"

// AccountRow is one line of the list of accounts.
type AccountRow struct {
	account.Account
	RoleNames string
}

// AccountList is a page of accounts.
type AccountList struct {
	Rows        []AccountRow
	Total       int
	Page, Pages int
	Query, Role string
	Roles       []ui.Choice
	Today       viet.Date
}

func (l AccountList) href(n int) string {
	q := url.Values{}
	if l.Query != "" {
		q.Set("q", l.Query)
	}
	if l.Role != "" {
		q.Set("vai-tro", l.Role)
	}
	if n > 1 {
		q.Set("trang", strconv.Itoa(n))
	}
	if len(q) == 0 {
		return accountsHref
	}
	return accountsHref + "?" + q.Encode()
}

func accountHref(id int64) string { return fmt.Sprintf("%s/%d", accountsHref, id) }

// accountState is what an account can do now, in a word.
func accountState(a account.Account) (kind, text string) {
	switch {
	case a.Disabled():
		return "err", "Đã khóa"
	case !a.HasPassword && a.LinkUntil != nil:
		return "warn", "Chờ đặt mật khẩu"
	case !a.HasPassword:
		return "warn", "Chưa có mật khẩu"
	case a.LinkUntil != nil:
		return "act", "Đang có liên kết"
	}
	return "ok", "Hoạt động"
}

// unitsOf are the units somebody acts for on a day.
func unitsOf(a account.Account, day viet.Date) []string {
	var names []string
	for _, m := range a.Memberships {
		if m.Holds(day) {
			names = append(names, m.UnitName)
		}
	}
	return names
}

// PasswordLink is the address where a password is set. It is shown once and kept nowhere.
type PasswordLink struct {
	Address string
	New     bool // of an account that was just made
}

// AccountForm is the page of one account, or of a new one.
type AccountForm struct {
	Form      form.Form
	Account   *account.Account // nil: a new one
	Version   int
	Roles     []ui.Choice
	Units     []ui.Choice
	UnitRoles []ui.Choice
	Rows      []MembershipRow
	Past      []string // memberships that are over
	Sentence  string   // why nothing was saved
	Clash     []Difference
	Link      *PasswordLink
	LinkSeen  bool // the form that makes a link was sent again
	Self      bool // it is the account of who looks
	Disabling form.Form
}

// MembershipRow is a membership that lasts: its fields carry the number at their end.
type MembershipRow struct {
	N        int
	UnitName string
	RoleName string
}

func (p AccountForm) action() string {
	if p.Account == nil {
		return accountsHref + "/moi"
	}
	return accountHref(p.Account.ID)
}

func (p AccountForm) title() string {
	if p.Account == nil {
		return "Thêm tài khoản"
	}
	return p.Account.Name
}

func (p AccountForm) about() string {
	if p.Account == nil {
		return "Người dùng tự đặt mật khẩu bằng liên kết mà bạn gửi cho họ."
	}
	return p.Account.Email + " · tạo ngày " + viet.DateOf(p.Account.CreatedAt).Full()
}

// Numbered is the name of a field of the nth membership.
func Numbered(field string, n int) string { return field + "-" + strconv.Itoa(n) }

// UnitRow is a unit in the list of the administrator.
type UnitRow struct {
	account.Unit
	People []UnitPerson
}

// UnitPerson is an account that acts for a unit.
type UnitPerson struct {
	account.Person
	RoleName string
}

func kindName(code string) string { return rubric.Kind(code).Name() }
