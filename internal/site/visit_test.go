package site

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fixture"
	"portal/internal/form"
	"portal/internal/postgres"
	"portal/internal/sample"
)

// place is a portal of a test's own, on a database of its own.
type place struct {
	t    testing.TB
	db   *postgres.DB
	site *Site
	url  string
}

// open starts a portal at a moment of the sample campaign.
func open(t testing.TB, at sample.Moment) *place {
	t.Helper()
	return serveOn(t, fixture.Open(t, at))
}

// serveOn starts a portal on a database; several can share one.
func serveOn(t testing.TB, db *postgres.DB) *place {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	base := &url.URL{Scheme: "http", Host: server.Listener.Addr().String()}
	s, err := New(Config{DB: db, BaseURL: base, Demo: true, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = s
	server.Start()
	ctx, stop := context.WithCancel(context.Background())
	wait := s.Background(ctx)
	t.Cleanup(func() { server.Close(); stop(); wait() })
	return &place{t: t, db: db, site: s, url: server.URL}
}

// visitor is somebody with a browser of their own.
type visitor struct {
	*place
	client *http.Client
	token  string // of the session; empty: a resident
}

// resident visits without an account.
func (p *place) resident() *visitor {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	return &visitor{place: p, client: client}
}

// sampleAccount is the account of the sample campaign that stands for a role.
var sampleAccount = map[access.Role]string{
	access.UnitStaff: "canbo.tdp20@maidich.example", access.UnitHead: "tdp20@maidich.example",
	access.Monitor: "tv15@maidich.example", access.Judge: "tv02@maidich.example",
	access.Secretary: "thuky@maidich.example", access.Chair: "truongban@maidich.example",
	access.Editor: "bientap@maidich.example", access.Publisher: "duyettin@maidich.example",
	access.Auditor: "kiemtra@maidich.example", access.Admin: "quantri@maidich.example",
}

// as visits as the sample account of a role.
func (p *place) as(role access.Role) *visitor {
	p.t.Helper()
	if role == access.Resident {
		return p.resident()
	}
	return p.signedIn(sampleAccount[role])
}

// signedIn visits with a session of an account, made in the database: signing in itself has tests of its own.
func (p *place) signedIn(email string) *visitor {
	p.t.Helper()
	v := p.resident()
	v.token = (rand.Text() + rand.Text())[:43] // the shape of a token
	sum := sha256.Sum256([]byte(v.token))
	err := p.db.Keep(p.t.Context(), func(tx pgx.Tx) error {
		tag, err := tx.Exec(p.t.Context(), `insert into sessions (token_hash, account_id) select $1, id from accounts where email_key = $2`, sum[:], email)
		if err == nil && tag.RowsAffected() != 1 {
			err = fmt.Errorf("there is no account %s", email)
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	u, _ := url.Parse(p.url)
	v.client.Jar.SetCookies(u, []*http.Cookie{{Name: sessionCookie, Value: v.token, Path: "/"}})
	return v
}

// reply is what came back.
type reply struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   string
}

func (v *visitor) get(path string) *reply {
	v.t.Helper()
	return v.do(http.MethodGet, path, nil)
}

// post sends a form: pairs of field and value. Like a page, it carries a fresh key, unless one is given.
func (v *visitor) post(path string, pairs ...string) *reply {
	v.t.Helper()
	fields := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		fields.Add(pairs[i], pairs[i+1])
	}
	if !fields.Has(form.KeyField) {
		fields.Set(form.KeyField, form.New().Key())
	}
	return v.do(http.MethodPost, path, fields)
}

func (v *visitor) do(method, path string, fields url.Values) *reply {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), method, v.url+path, strings.NewReader(fields.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", v.url)
	}
	return v.send(request)
}

func (v *visitor) send(request *http.Request) *reply {
	v.t.Helper()
	response, err := v.client.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return &reply{v.t, request.Method + " " + request.URL.Path, response.StatusCode, response.Header, string(body)}
}

// wants checks the status, and that the page says each of these, as a reader would read it.
func (r *reply) wants(status int, says ...string) *reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s: status %d, wanted %d\n%s", r.what, r.status, status, r.plain())
	}
	plain := r.plain()
	for _, s := range says {
		if !strings.Contains(plain, s) {
			r.t.Errorf("%s: does not say %q\n%s", r.what, s, plain)
		}
	}
	return r
}

// lacks checks that neither the page nor its markup has any of these.
func (r *reply) lacks(words ...string) *reply {
	r.t.Helper()
	for _, s := range words {
		if strings.Contains(r.body, s) || strings.Contains(r.plain(), s) {
			r.t.Errorf("%s: gives away %q", r.what, s)
		}
	}
	return r
}

// leadsTo checks that the answer is a redirect to this address.
func (r *reply) leadsTo(path string) *reply {
	r.t.Helper()
	r.wants(http.StatusSeeOther)
	if to := r.header.Get("Location"); to != path {
		r.t.Fatalf("%s: leads to %s, wanted %s", r.what, to, path)
	}
	return r
}

// field returns the value of an input of the page: a hidden version, a key.
func (r *reply) field(name string) string {
	r.t.Helper()
	_, rest, found := strings.Cut(r.body, `name="`+name+`"`)
	if !found {
		r.t.Fatalf("%s: has no field %s", r.what, name)
	}
	tag, _, _ := strings.Cut(rest, ">")
	_, value, _ := strings.Cut(tag, `value="`)
	value, _, _ = strings.Cut(value, `"`)
	return html.UnescapeString(value)
}

// plain is the text of the page - or of a file that people open - without its markup, with values of inputs, white space folded.
func (r *reply) plain() string {
	if r.header.Get("Content-Type") == xlsxType { // whose bytes are packed, and could hold any few letters by chance
		var lines []string
		for _, row := range r.rows("xlsx") {
			lines = append(lines, strings.Join(row, "|"))
		}
		return strings.Join(lines, "\n")
	}
	if text, is := r.paper(); is {
		return strings.Join(strings.Fields(text), " ")
	}
	if !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
		return r.body
	}
	var b strings.Builder
	for rest := r.body; rest != ""; {
		text, after, _ := strings.Cut(rest, "<")
		b.WriteString(text)
		tag, next, _ := strings.Cut(after, ">")
		if _, value, found := strings.Cut(tag, `value="`); found {
			value, _, _ = strings.Cut(value, `"`)
			b.WriteString(" " + value + " ")
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(tag, "/"), " ")
		if !slices.Contains([]string{"b", "mark", "span", "a", "small", "strong", "em", "i"}, name) {
			b.WriteString(" ")
		}
		rest = next
	}
	text := strings.ReplaceAll(html.UnescapeString(b.String()), "\u00a0", " ")
	return strings.Join(strings.Fields(text), " ")
}

// query reads one value from the database of the test.
func query[T any](p *place, sql string, args ...any) T {
	p.t.Helper()
	var v T
	if err := p.db.QueryRow(p.t.Context(), sql, args...).Scan(&v); err != nil {
		p.t.Fatal(err)
	}
	return v
}

// fingerprint is everything that a write could have changed, to see that a refused one changed nothing.
func (p *place) fingerprint() string {
	p.t.Helper()
	sum := sha256.New()
	for _, table := range []string{
		"activities", "activity_partners", "activity_steps", "sheets", "sheet_points", "adjustments",
		"publications", "plan_editions", "campaigns", "ward", "accounts", "account_roles", "memberships", "conflicts", "visits", "announcements", "example_activities", "audit_entries",
		"filings", "filing_rows",
	} {
		sum.Write([]byte(query[string](p, `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from `+table+` t`)))
	}
	return hex.EncodeToString(sum.Sum(nil))
}
