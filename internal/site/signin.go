package site

import (
	"net/http"
	"net/url"
	"strings"

	"portal/internal/account"
	"portal/internal/form"
	"portal/internal/sample"
	"portal/web/page"
	"portal/web/ui"
)

// deviceAge is how long a device that has signed in is known, in seconds.
const deviceAge = 180 * 24 * 3600

func (s *Site) signInForm(w http.ResponseWriter, r *http.Request) error {
	back := s.localPath(r.URL.Query().Get("ve"))
	if a := actor(r); a.Account != 0 {
		if back == "" {
			back = homeOf(a)
		}
		http.Redirect(w, r, back, http.StatusSeeOther) // #nosec G710 -- localPath let it through
		return nil
	}
	return s.showSignIn(w, r, http.StatusOK, form.New(), back)
}

func (s *Site) showSignIn(w http.ResponseWriter, r *http.Request, status int, f form.Form, back string) error {
	var samples []page.SampleAccount
	password := ""
	if s.Demo {
		password = sample.Password
		for _, a := range sample.FirstAccounts() {
			samples = append(samples, page.SampleAccount{Email: a.Email, Who: a.Who})
		}
	}
	title := "Đăng nhập"
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	return s.show(w, r, status, ui.Page{Title: title, NoIndex: true}, page.SignIn(f, back, samples, password))
}

func (s *Site) signIn(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	back := s.localPath(f.Value("ve"))
	visit, err := s.accounts.SignIn(r.Context(), account.Attempt{
		Email: f.Text("email"), Password: f.Value("password"), Session: s.cookie(r, sessionCookie),
		Device: s.cookie(r, deviceCookie), Address: known(r).address,
	})
	if f.Refused(err) {
		return s.showSignIn(w, r, http.StatusUnprocessableEntity, f, back)
	}
	if err != nil {
		return err
	}
	s.setCookie(w, http.Cookie{Name: sessionCookie, Value: visit.Session})
	s.setCookie(w, http.Cookie{Name: deviceCookie, Value: visit.Device, MaxAge: deviceAge})
	if back == "" {
		a, err := s.accounts.Actor(r.Context(), visit.Session)
		if err != nil {
			return err
		}
		back = homeOf(a)
	}
	http.Redirect(w, r, back, http.StatusSeeOther) // #nosec G710 -- localPath let it through
	return nil
}

// localPath lets through the address of a page of the portal itself and nothing else.
func (s *Site) localPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || u.Fragment != "" || len(to) > 500 ||
		!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) || !plainText(to) || !plainText(u.Path) ||
		strings.HasPrefix(u.Path, "/dang-") || !s.serves(http.MethodGet, u.Path) {
		return ""
	}
	return to
}

func (s *Site) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.accounts.SignOut(r.Context(), known(r).token); err != nil {
		return err
	}
	s.dropCookie(w, sessionCookie)
	return s.redirect(w, r, "/", "Đã đăng xuất.")
}

func (s *Site) signOutEverywhere(w http.ResponseWriter, r *http.Request) error {
	if err := s.accounts.SignOutEverywhere(r.Context(), actor(r)); err != nil {
		return err
	}
	s.dropCookie(w, sessionCookie)
	return s.redirect(w, r, "/dang-nhap", "Đã đăng xuất mọi nơi.")
}

func (s *Site) myAccount(w http.ResponseWriter, r *http.Request) error {
	return s.showMyAccount(w, r, http.StatusOK, form.New())
}

func (s *Site) showMyAccount(w http.ResponseWriter, r *http.Request, status int, f form.Form) error {
	a := actor(r)
	return s.desk(w, r, status, ui.Page{Title: "Tài khoản của tôi"}, page.MyAccount(f, a.Name, strings.Join(roleTitles(a.Roles), ", ")))
}

func (s *Site) changePassword(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	sameTwice(&f)
	err = f.Err()
	session := ""
	if err == nil {
		session, err = s.accounts.ChangePassword(r.Context(), actor(r), f.Value("old"), f.Value("password"))
	}
	if f.Refused(err) {
		return s.showMyAccount(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	s.setCookie(w, http.Cookie{Name: sessionCookie, Value: session})
	return s.redirect(w, r, "/tai-khoan", "Đã đổi mật khẩu. Mọi nơi khác đã được đăng xuất.")
}

func sameTwice(f *form.Form) {
	_, _, _ = f.Text("old"), f.Text("password"), f.Text("again")
	if f.Value("password") != f.Value("again") {
		f.Add("again", "Hai lần nhập mật khẩu mới không giống nhau.")
	}
}

func (s *Site) passwordLink(w http.ResponseWriter, r *http.Request) error {
	a, err := s.accounts.Linked(r.Context(), param(r, "token"))
	if err != nil {
		return err
	}
	return s.showSetPassword(w, r, http.StatusOK, form.New(), a.Email)
}

func (s *Site) showSetPassword(w http.ResponseWriter, r *http.Request, status int, f form.Form, email string) error {
	// The address is the key to the account: it is told to nobody.
	w.Header().Set("Referrer-Policy", "no-referrer")
	return s.show(w, r, status, ui.Page{Title: "Đặt mật khẩu", NoIndex: true}, page.SetPassword(f, email))
}

func (s *Site) setPassword(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	a, err := s.accounts.Linked(r.Context(), param(r, "token"))
	if err != nil {
		return err
	}
	sameTwice(&f)
	err = f.Err()
	device := ""
	if err == nil {
		device, err = s.accounts.UseLink(r.Context(), param(r, "token"), f.Value("password"), known(r).id)
	}
	if f.Refused(err) {
		return s.showSetPassword(w, r, http.StatusUnprocessableEntity, f, a.Email)
	}
	if err != nil {
		return err
	}
	s.setCookie(w, http.Cookie{Name: deviceCookie, Value: device, MaxAge: deviceAge})
	return s.redirect(w, r, "/dang-nhap", "Đã đặt mật khẩu. Mời đăng nhập.")
}
