package site

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/sample"
	"portal/web/static"
)

// wantedPolicy stands here once more, so that nobody loosens it in passing.
const wantedPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// TestHeadersOfEveryAnswer: every kind of answer carries what protects it, and nothing
// but public pages and files may be kept by anybody.
func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	resident, chair := p.resident(), p.as(access.Chair)
	public, private := "public, no-cache", "no-store"
	for _, c := range []struct {
		name   string
		got    *reply
		status int
		cache  string
	}{
		{"public page", resident.get("/tin-tuc"), 200, public},
		{"feed", resident.get("/tin-tuc.atom"), 200, public},
		{"file", resident.get(static.Path("portal.css")), 200, "public, max-age=31536000, immutable"},
		{"no file", resident.get("/tinh/khong-co.css"), 404, private},
		{"no page", resident.get("/khong-co"), 404, private},
		{"no article", resident.get("/tin-tuc/khong-co"), 404, private},
		{"wrong method", resident.do(http.MethodPost, "/tin-tuc", nil), 405, private},
		{"no method", resident.do(http.MethodDelete, "/", nil), 405, private},
		{"sign-in", resident.get("/dang-nhap"), 200, private},
		{"must sign in", resident.get("/tai-khoan"), 303, private},
		{"refused sign-in", resident.post("/dang-nhap", "email", "x@o.vn"), 422, private},
		{"signed-in public page", chair.get("/tin-tuc"), 200, private},
		{"signed-in page", chair.get("/tai-khoan"), 200, private},
		{"forbidden", chair.get("/lam-viec"), 403, private},
		{"conflict", chair.get("/thu/tranh"), 409, private},
		{"failure", resident.get("/thu/loi"), 500, private},
		{"panic", resident.get("/thu/vo"), 500, private},
		{"probe", resident.get("/healthz"), 200, private},
		{"another's host", resident.ask(http.MethodGet, "/tin-tuc", "", "Host", "evil.example"), 421, private},
		{"cross-site", resident.ask(http.MethodPost, "/dang-nhap", "", "Sec-Fetch-Site", "cross-site"), 403, private},
	} {
		if c.got.status != c.status {
			t.Errorf("%s: status %d, wanted %d", c.name, c.got.status, c.status)
		}
		for name, want := range map[string]string{
			"Content-Security-Policy": wantedPolicy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "same-origin", "Cache-Control": c.cache, "Cross-Origin-Opener-Policy": "same-origin",
			"Strict-Transport-Security": "",
		} {
			if got := c.got.header.Values(name); strings.Join(got, "|") != want {
				t.Errorf("%s: %s is %q, wanted %q", c.name, name, got, want)
			}
		}
		if c.got.header.Get("Server") != "" || c.got.header.Get("X-Powered-By") != "" {
			t.Errorf("%s: says what it runs on", c.name)
		}
		if c.got.body != "" && c.got.header.Get("Content-Type") == "" {
			t.Errorf("%s: has no type", c.name)
		}
	}
	if strings.Contains(wantedPolicy, "unsafe") || strings.Contains(wantedPolicy, "*") {
		t.Error("the policy is loose")
	}
	// A link that sets a password is told to nobody, not even to our own pages.
	p.exec(`insert into password_links (token_hash, account_id, expires_at)
		select sha256('` + strings.Repeat("A", 43) + `'::bytea), min(id), now() + interval '1 hour' from accounts`)
	if got := resident.get("/mat-khau/" + strings.Repeat("A", 43)).wants(200).header.Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("the referrer policy of a password link is %s", got)
	}
}

// TestNothingInline: no page has script or style of its own, which the policy would block anyway.
func TestNothingInline(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	for _, rt := range Routes() {
		if rt.Method != http.MethodGet {
			continue
		}
		path := strings.NewReplacer(fills...).Replace(rt.Path)
		for _, role := range []access.Role{access.Resident, access.Judge, access.Chair, access.UnitHead, access.Secretary, access.Admin, access.Auditor} {
			got := p.as(role).get(path)
			if !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
				continue
			}
			for _, no := range []string{" style=", "<style", " onclick=", " onload=", " onchange=", "javascript:", "<script>"} {
				if strings.Contains(got.body, no) {
					t.Errorf("%s as %s has %q", path, role, no)
				}
			}
		}
	}
}

// TestHosts: the portal answers to its own names only, whatever proxies say.
func TestHosts(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, func(c *Config) {
		c.BaseURL = &url.URL{Scheme: "https", Host: "thidua.example"}
		c.Hosts = []string{"127.0.0.1:9"}
	})
	v := p.resident()
	for host, status := range map[string]int{
		"thidua.example": 200, "THIDUA.example": 200, "127.0.0.1:9": 200,
		"evil.example": 421, "thidua.example.evil.example": 421, "thidua.example:80": 421, "localhost": 421,
	} {
		got := v.ask(http.MethodGet, "/tin-tuc", "", "Host", host, "X-Forwarded-Host", "evil.example", "Forwarded", "host=evil.example")
		if got.status != status {
			t.Errorf("%s: %d, wanted %d", host, got.status, status)
		}
		got.lacks("evil.example")
		if got.header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s: https is not asked for again", host)
		}
	}
	v.ask(http.MethodGet, "/healthz", "", "Host", "10.0.0.7:8080").wants(200) // a probe knows an address only
	feed := v.ask(http.MethodGet, "/tin-tuc.atom", "", "Host", "127.0.0.1:9").wants(200)
	if !strings.Contains(feed.body, "https://thidua.example/tin-tuc") || strings.Contains(feed.body, "127.0.0.1") {
		t.Error("the addresses of the feed follow the Host header")
	}
}

// TestCrossSite: what another site sends is refused, also signing in and out, and changes nothing.
func TestCrossSite(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	before := p.fingerprint()
	for _, path := range []string{"/dang-nhap", "/dang-xuat", "/tai-khoan/dang-xuat-het", "/ban-to-chuc/cham-diem/BN-CA", "/lam-viec/hoat-dong/moi"} {
		for _, headers := range [][]string{
			{"Sec-Fetch-Site", "cross-site"},
			{"Sec-Fetch-Site", "same-site"},
			{"Origin", "https://evil.example"},
			{"Origin", "null"},
			{"Origin", strings.Replace(p.url, "http:", "https:", 1) + "0"},
		} {
			v := p.as(access.Judge)
			v.ask(http.MethodPost, path, "khoa=x", headers...).wants(http.StatusForbidden, "được gửi từ một trang khác")
			v.get("/tai-khoan").wants(200) // still signed in
		}
	}
	if p.fingerprint() != before {
		t.Error("a request from another site changed something")
	}
	p.resident().ask(http.MethodPost, "/dang-nhap", "", "Sec-Fetch-Site", "same-origin").wants(http.StatusUnprocessableEntity)
}
