package site

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/sample"
)

func cookies(r *reply) map[string]*http.Cookie {
	set := map[string]*http.Cookie{}
	for _, c := range (&http.Response{Header: r.header}).Cookies() {
		set[c.Name] = c
	}
	return set
}

// TestCookies: over https they are bound to the host and never sent in the clear; on loopback they are plain.
func TestCookies(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	secure := still(t, p.db, func(c *Config) { c.BaseURL = &url.URL{Scheme: "https", Host: "thidua.example"} })
	email := sampleAccount[access.Chair]
	p.password(email)
	signIn := url.Values{"email": {email}, "password": {goodPassword}}.Encode()
	for _, c := range []struct {
		name   string
		got    *reply
		prefix string
		secure bool
	}{
		{"http", p.resident().ask(http.MethodPost, "/dang-nhap", signIn), "", false},
		{"https", secure.resident().ask(http.MethodPost, "/dang-nhap", signIn, "Host", "thidua.example"), "__Host-", true},
	} {
		c.got.wants(http.StatusSeeOther)
		set := cookies(c.got)
		if names := slices.Sorted(maps.Keys(set)); !slices.Equal(names, []string{c.prefix + sessionCookie, c.prefix + deviceCookie}) {
			t.Fatalf("%s: cookies %v", c.name, names)
		}
		for name, k := range set {
			if !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" || k.Secure != c.secure || len(k.Value) != 43 {
				t.Errorf("%s: %s is %+v", c.name, name, k)
			}
		}
		if set[c.prefix+sessionCookie].MaxAge != 0 {
			t.Errorf("%s: the session outlives the browser", c.name)
		}
	}
	// A plain cookie, which another host of the domain could set, is no session over https.
	token := cookies(p.resident().ask(http.MethodPost, "/dang-nhap", signIn))[sessionCookie].Value
	secure.resident().ask(http.MethodGet, "/tai-khoan", "", "Host", "thidua.example", "Cookie", sessionCookie+"="+token).wants(http.StatusSeeOther)
	secure.resident().ask(http.MethodGet, "/tai-khoan", "", "Host", "thidua.example", "Cookie", "__Host-"+sessionCookie+"="+token).wants(200)
	set := cookies(secure.resident().ask(http.MethodGet, "/tin-tuc?nen=toi", "", "Host", "thidua.example"))
	if k := set["nen"]; k == nil || !k.Secure || !k.HttpOnly {
		t.Errorf("the display cookie is %+v", k)
	}
}

// TestSessionsEnd: a session is new at each sign-in, and ends with time, with signing out, with the
// account, and what it may do follows the account at once.
func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	email := sampleAccount[access.Judge]
	p.password(email)
	in := func(v *visitor) *visitor {
		v.post("/dang-nhap", "email", email, "password", goodPassword).leadsTo("/ban-to-chuc")
		return v
	}
	gone := func(v *visitor, why string) {
		t.Helper()
		got := v.get("/tai-khoan")
		if got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/dang-nhap?ve=") {
			t.Errorf("%s: the session lives: %d", why, got.status)
		}
	}
	old := p.signedIn(email)
	fixed := *old
	in(old) // the browser that had a session signs in again
	kept := p.resident()
	kept.ask(http.MethodGet, "/tai-khoan", "", "Cookie", sessionCookie+"="+fixed.token).wants(http.StatusSeeOther)
	kept.ask(http.MethodGet, "/tai-khoan", "", "Cookie", sessionCookie+"="+strings.Repeat("x", 43)).wants(http.StatusSeeOther)
	old.get("/tai-khoan").wants(200)

	for why, sql := range map[string]string{
		"idle":     `update sessions set seen_at = now() - interval '31 minutes'`,
		"too long": `update sessions set created_at = now() - interval '8 hours 1 minute', seen_at = now()`,
	} {
		v := p.signedIn(email)
		v.get("/tai-khoan").wants(200)
		p.exec(sql)
		got := v.get("/tin-tuc").wants(200)
		if k := cookies(got)[sessionCookie]; k == nil || k.MaxAge >= 0 || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: the browser keeps the cookie, or a cache its end: %+v", why, k)
		}
		gone(v, why)
	}
	one, two := p.signedIn(email), p.signedIn(email)
	one.post("/dang-xuat").leadsTo("/")
	gone(one, "signed out")
	two.get("/tai-khoan").wants(200)
	one = p.signedIn(email)
	one.post("/tai-khoan/dang-xuat-het").leadsTo("/dang-nhap")
	gone(one, "signed out everywhere")
	gone(two, "signed out everywhere")

	judge := p.signedIn(email)
	judge.get("/ban-to-chuc/cham-diem").wants(200)
	p.exec(`delete from account_roles where account_id = (select id from accounts where email_key = $1)`, email)
	judge.get("/ban-to-chuc/cham-diem").wants(http.StatusForbidden)
	p.exec(`update accounts set disabled_at = now() where email_key = $1`, email)
	gone(judge, "disabled")
	p.resident().post("/dang-nhap", "email", email, "password", goodPassword).wants(http.StatusUnprocessableEntity, "E-mail hoặc mật khẩu không đúng.")
}

// TestSignInPage: what was typed stays but for the password, and guessing slows down.
func TestSignInPage(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	email := sampleAccount[access.Chair]
	p.password(email)
	v := p.resident()
	v.post("/dang-nhap", "email", email, "password", "mật khẩu sai bét", "ve", "/ban-to-chuc").
		wants(http.StatusUnprocessableEntity, email, "E-mail hoặc mật khẩu không đúng.", "/ban-to-chuc").lacks("mật khẩu sai bét")
	unknown := v.post("/dang-nhap", "email", "khong-co@maidich.example", "password", "mật khẩu sai bét").wants(http.StatusUnprocessableEntity)
	known := v.post("/dang-nhap", "email", email, "password", "mật khẩu sai bét").wants(http.StatusUnprocessableEntity)
	if strings.ReplaceAll(unknown.body, "khong-co@maidich.example", email) != known.body {
		t.Error("the page tells whether there is such an account")
	}
	if got := v.post("/dang-nhap", "email", `"><script>alert(1)</script>`, "password", "x"); strings.Contains(got.body, "<script>alert") {
		t.Error("the e-mail is not escaped")
	}
	p.exec(`update guesses set failed = 12, last_at = now()`)
	slow := v.post("/dang-nhap", "email", email, "password", goodPassword).wants(http.StatusTooManyRequests, "Hãy chờ")
	if after, err := strconv.Atoi(slow.header.Get("Retry-After")); err != nil || after < 60 || after > 128 {
		t.Errorf("Retry-After is %q", slow.header.Get("Retry-After"))
	}
	if n := query[int](p, `select count(*) from sessions`); n != 0 {
		t.Errorf("%d sessions", n)
	}
}

// TestWayBack: after signing in one is led back to a page of the portal, and never elsewhere.
func TestWayBack(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	for to, ok := range map[string]bool{
		"/ban-to-chuc/cham-diem": true, "/hoat-dong?q=hoa&trang-thai=x": true, "/hoat-dong/HD-001": true,
		"": false, "//evil.example": false, `/\evil.example`: false, `\\evil.example`: false, "https://evil.example": false,
		"https:/evil.example": false, "/dang-xuat": false, "/dang-nhap": false, "/%64ang-xuat": false, "/\r\nSet-Cookie: a=b": false,
		"/hoat-dong\r\nX: y": false, "/\tevil": false, "/khong-co": false, "/ban-to-chuc/cham-diem/BN-CA/o": false, "javascript:alert(1)": false,
		"hoat-dong": false, "/%zz": false, "/hoat-dong/\x00": false, "///evil.example": false, "/.//evil.example": false,
		"/hoat-dong?q=" + strings.Repeat("x", 600): false,
	} {
		v := p.as(access.Judge) // who has signed in already is led on at once, by the same rule
		got := v.get("/dang-nhap?ve=" + url.QueryEscape(to)).header.Get("Location")
		if strings.Contains(to, "\x00") {
			got = "/ban-to-chuc" // refused earlier: no address has NUL
		}
		want := "/ban-to-chuc"
		if ok {
			want = to
		}
		if got != want {
			t.Errorf("%q leads to %q, wanted %q", to, got, want)
		}
	}
	// The page that was asked for is remembered through the sign-in.
	email := sampleAccount[access.Chair]
	p.password(email)
	v := p.resident()
	to := v.get("/ban-to-chuc/tong-hop").wants(http.StatusSeeOther).header.Get("Location")
	back := v.get(to).wants(200).field("ve")
	v.post("/dang-nhap", "email", email, "password", goodPassword, "ve", back).leadsTo("/ban-to-chuc/tong-hop")
	p.resident().post("/dang-nhap", "email", email, "password", goodPassword, "ve", "//evil.example").leadsTo("/ban-to-chuc")
}

// TestClientAddress: X-Forwarded-For counts only from a proxy that the settings name.
func TestClientAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		proxies, remote, forwarded, want string
	}{
		{"", "203.0.113.9:1000", "198.51.100.1", "203.0.113.9"},
		{"10.0.0.0/8", "203.0.113.9:1000", "198.51.100.1", "203.0.113.9"},
		{"10.0.0.0/8", "10.0.0.1:1000", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.0/8", "10.0.0.1:1000", "1.1.1.1, 198.51.100.1", "198.51.100.1"},
		{"10.0.0.0/8", "10.0.0.1:1000", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"},
		{"10.0.0.0/8", "10.0.0.1:1000", "rubbish", "10.0.0.1"},
		{"10.0.0.0/8", "10.0.0.1:1000", "", "10.0.0.1"},
		{"10.0.0.0/8", "[::ffff:10.0.0.1]:1000", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.0/8", "rubbish", "198.51.100.1", "invalid IP"},
	} {
		s := &Site{}
		if c.proxies != "" {
			s.Proxies = prefixes(c.proxies)
		}
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{"X-Forwarded-For": {c.forwarded}, "X-Real-Ip": {"8.8.8.8"}}}
		if got := s.clientAddress(r).String(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
