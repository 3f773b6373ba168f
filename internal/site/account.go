package site

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"portal/internal/access"
	"portal/internal/account"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

const accountsHref = "/quan-tri/tai-khoan"

func roleChoices(roles []access.Role) []ui.Choice {
	list := make([]ui.Choice, len(roles))
	for i, r := range roles {
		list[i] = ui.Choice{Value: string(r), Label: roleTitle[r]}
	}
	return list
}

// accountsAsked are the accounts that the address asks for: one page of them, or the whole list.
func (s *Site) accountsAsked(r *http.Request, whole bool) (page.AccountList, error) {
	number, err := pageNumber(r)
	if err != nil {
		return page.AccountList{}, err
	}
	l := page.AccountList{
		Query: search(r), Role: r.URL.Query().Get("vai-tro"), Page: number,
		Roles: roleChoices(access.Roles), Today: viet.DateOf(s.DB.Now()),
	}
	if l.Role != "" && roleTitle[access.Role(l.Role)] == "" {
		return l, fault.New(fault.NotFound, "Không có vai trò này.")
	}
	found, err := s.accounts.List(r.Context(), account.Filter{Query: l.Query, Role: access.Role(l.Role), Page: number, Whole: whole})
	if err != nil {
		return l, err
	}
	l.Total, l.Pages = found.Total, max(1, (found.Total+account.PageSize-1)/account.PageSize)
	if number > l.Pages {
		return l, fault.New(fault.NotFound, "Danh sách tài khoản không có trang này.")
	}
	for _, a := range found.Accounts {
		l.Rows = append(l.Rows, page.AccountRow{Account: a, RoleNames: strings.Join(roleTitles(rolesOn(a, l.Today)), ", ")})
	}
	return l, nil
}

func (s *Site) allAccounts(r *http.Request) (page.AccountList, error) {
	return s.accountsAsked(r, true)
}

func (s *Site) accountList(w http.ResponseWriter, r *http.Request) error {
	l, err := s.accountsAsked(r, false)
	if err != nil {
		return err
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Tài khoản"}, page.Accounts(l))
}

// rolesOn are the roles of an account on a day, those of its memberships included, in the order of access.Roles.
func rolesOn(a account.Account, day viet.Date) []access.Role {
	var roles []access.Role
	for _, r := range access.Roles {
		if slices.Contains(a.Roles, r) || slices.ContainsFunc(a.Memberships, func(m account.Membership) bool { return m.Role == r && m.Holds(day) }) {
			roles = append(roles, r)
		}
	}
	return roles
}

func (s *Site) newAccount(w http.ResponseWriter, r *http.Request) error {
	return s.showAccount(w, r, http.StatusOK, page.AccountForm{Form: form.Filled("vai-tro-moi", string(access.UnitStaff))})
}

func (s *Site) createAccount(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	n := account.New{Name: f.Text("name"), Email: f.Text("email"), Roles: rolesOf(&f)}
	n.Memberships = addedMembership(&f)
	err = f.Err()
	var link account.Link
	if err == nil {
		link, err = s.accounts.Create(r.Context(), actor(r), n)
	}
	if f.Refused(err) {
		return s.showAccount(w, r, http.StatusUnprocessableEntity, page.AccountForm{Form: f})
	}
	if err != nil {
		return err
	}
	return s.showLink(w, r, link, true)
}

// showLink answers with the link to set a password, this once: it goes into no redirect and no log.
// The second sending of the form is led to the account, and told so.
func (s *Site) showLink(w http.ResponseWriter, r *http.Request, link account.Link, isNew bool) error {
	href := accountsHref + "/" + strconv.FormatInt(link.Account, 10)
	if a := actor(r); a.Key != "" {
		if err := s.DB.SetAnswer(r.Context(), a, href+"?lien-ket=da-tao"); err != nil {
			known(r).failed = err // the link is made all the same, and must be shown now
		}
	}
	a, err := s.accounts.Get(r.Context(), link.Account)
	if err != nil {
		return err
	}
	return s.showAccount(w, r, http.StatusOK, page.AccountForm{
		Account: &a, Form: s.accountForm(a), Version: a.Version,
		Link: &page.PasswordLink{Address: s.absolute("/mat-khau/" + link.Token), New: isNew},
	})
}

func (s *Site) accountID(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(param(r, "id"), 10, 64)
	if err != nil || id < 1 {
		return 0, fault.New(fault.NotFound, "Không có tài khoản này.")
	}
	return id, nil
}

func (s *Site) account(r *http.Request) (account.Account, error) {
	id, err := s.accountID(r)
	if err != nil {
		return account.Account{}, err
	}
	return s.accounts.Get(r.Context(), id)
}

func (s *Site) oneAccount(w http.ResponseWriter, r *http.Request) error {
	a, err := s.account(r)
	if err != nil {
		return err
	}
	return s.showAccount(w, r, http.StatusOK, page.AccountForm{
		Account: &a, Form: s.accountForm(a), Version: a.Version, LinkSeen: r.URL.Query().Get("lien-ket") == "da-tao",
	})
}

func (s *Site) editAccount(w http.ResponseWriter, r *http.Request) error {
	id, err := s.accountID(r)
	if err != nil {
		return err
	}
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	c := account.Change{Name: f.Text("name"), Roles: rolesOf(&f), Version: versionOf(f)}
	c.Memberships = append(keptMemberships(&f), addedMembership(&f)...)
	err = f.Err()
	if err == nil {
		err = s.accounts.Edit(r.Context(), actor(r), id, c)
	}
	if err == nil {
		return s.redirect(w, r, accountsHref+"/"+strconv.FormatInt(id, 10), "Đã lưu tài khoản.")
	}
	status, sentence := http.StatusUnprocessableEntity, ""
	if fault.Is(err, fault.Conflict) {
		status, sentence = http.StatusConflict, err.Error()
	} else if !f.Refused(err) {
		return err
	}
	a, err := s.accounts.Get(r.Context(), id)
	if err != nil {
		return err
	}
	p := page.AccountForm{Account: &a, Form: f, Version: c.Version, Sentence: sentence}
	if status == http.StatusConflict && a.Version != c.Version {
		stored := s.accountForm(a)
		p.Version, p.Clash = a.Version, s.accountDifferences(stored, f)
		p.Form = withMissing(f, stored)
	}
	return s.showAccount(w, r, status, p)
}

func (s *Site) disableAccount(w http.ResponseWriter, r *http.Request) error {
	a, err := s.account(r)
	if err != nil {
		return err
	}
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	reason := f.Text("ly-do")
	switch n := len([]rune(reason)); {
	case n == 0:
		f.Add("ly-do", "Hãy ghi lý do khóa tài khoản.")
	case n > 500:
		f.Add("ly-do", "Lý do dài nhất 500 ký tự.")
	}
	err = f.Err()
	if err == nil {
		err = s.accounts.Disable(r.Context(), actor(r), a.ID, reason)
	}
	p := page.AccountForm{Account: &a, Form: s.accountForm(a), Version: a.Version, Disabling: f}
	switch {
	case f.Refused(err):
		return s.showAccount(w, r, http.StatusUnprocessableEntity, p)
	case fault.Is(err, fault.Conflict):
		p.Sentence = err.Error()
		return s.showAccount(w, r, http.StatusConflict, p)
	case err != nil:
		return err
	}
	return s.redirect(w, r, accountsHref+"/"+strconv.FormatInt(a.ID, 10), "Đã khóa tài khoản.")
}

func (s *Site) enableAccount(w http.ResponseWriter, r *http.Request) error {
	id, err := s.accountID(r)
	if err != nil {
		return err
	}
	if err := s.accounts.Enable(r.Context(), actor(r), id); err != nil {
		return err
	}
	return s.redirect(w, r, accountsHref+"/"+strconv.FormatInt(id, 10), "Đã mở khóa tài khoản.")
}

func (s *Site) newLink(w http.ResponseWriter, r *http.Request) error {
	id, err := s.accountID(r)
	if err != nil {
		return err
	}
	link, err := s.accounts.NewLink(r.Context(), actor(r), id)
	if err != nil {
		return err
	}
	return s.showLink(w, r, link, false)
}

func (s *Site) unitAccounts(w http.ResponseWriter, r *http.Request) error {
	list, err := s.accounts.Units(r.Context())
	if err != nil {
		return err
	}
	rows := make([]page.UnitRow, len(list))
	for i, u := range list {
		rows[i].Unit = u
		for _, p := range u.People {
			rows[i].People = append(rows[i].People, page.UnitPerson{Person: p, RoleName: roleTitle[p.Role]})
		}
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Đơn vị"}, page.UnitAccounts(rows))
}
