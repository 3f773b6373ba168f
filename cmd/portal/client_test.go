package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/sample"
)

// sessionCookie is the name of the cookie that signs in over http.
const sessionCookie = "phien"

// client is somebody signed in at a portal.
type client struct {
	portal *portal
	token  string
}

// answer is what came back; nothing of it when the portal died meanwhile.
type answer struct {
	status int
	header http.Header
	body   string
}

var plainClient = &http.Client{
	Timeout:       patience,
	Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// signIn signs in with the password of the sample accounts.
func signIn(tb testing.TB, p *portal, email string) *client {
	tb.Helper()
	c := &client{portal: p}
	a, err := c.post("/dang-nhap", "email", email, "password", sample.Password)
	if err != nil || a.status != http.StatusSeeOther {
		tb.Fatalf("signing in as %s: %d (%v)\n%s", email, a.status, err, a.body)
	}
	for _, cookie := range (&http.Response{Header: a.header}).Cookies() {
		if cookie.Name == sessionCookie {
			c.token = cookie.Value
		}
	}
	return c
}

// session opens a session in the database, where the sample accounts have no password.
func session(tb testing.TB, db *pgx.Conn, p *portal, email string) *client {
	tb.Helper()
	c := &client{portal: p, token: (rand.Text() + rand.Text())[:43]}
	sum := sha256.Sum256([]byte(c.token))
	tag, err := db.Exec(tb.Context(), `insert into sessions (token_hash, account_id) select $1, id from accounts where email_key = $2`, sum[:], email)
	if err != nil || tag.RowsAffected() != 1 {
		tb.Fatalf("no session for %s: %v", email, err)
	}
	return c
}

// at is the same somebody at another portal.
func (c *client) at(p *portal) *client { return &client{p, c.token} }

func (c *client) get(path string) (answer, error) { return c.do(http.MethodGet, path, nil) }

// post sends a form: pairs of field and value, under a fresh key. When the portal asks to come again, it does, with the
// same form: on a busy machine that may happen.
func (c *client) post(path string, pairs ...string) (answer, error) {
	fields := url.Values{form.KeyField: {form.New().Key()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		fields.Set(pairs[i], pairs[i+1])
	}
	for try := 0; ; try++ {
		a, err := c.do(http.MethodPost, path, fields)
		if a.status != http.StatusServiceUnavailable || try == 20 {
			return a, err
		}
		time.Sleep(200 * time.Millisecond)
	}
}

func (c *client) do(method, path string, fields url.Values) (answer, error) {
	r, err := http.NewRequestWithContext(context.Background(), method, c.portal.url+path, strings.NewReader(fields.Encode()))
	if err != nil {
		return answer{}, err
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", c.portal.url)
	}
	if c.token != "" {
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: c.token})
	}
	response, err := plainClient.Do(r)
	if err != nil {
		return answer{}, err
	}
	b, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(b)}, errors.Join(err, response.Body.Close())
}

// must is for posts that have to work: it returns where they lead.
func (c *client) must(tb testing.TB, path string, pairs ...string) string {
	tb.Helper()
	a, err := c.post(path, pairs...)
	if err != nil || a.status != http.StatusSeeOther {
		tb.Fatalf("POST %s: %d (%v)\n%s", path, a.status, err, a.body)
	}
	return a.header.Get("Location")
}

// version is the version of the form at an address.
func (c *client) version(tb testing.TB, path string) string {
	tb.Helper()
	a, err := c.get(path)
	_, rest, found := strings.Cut(a.body, `name="phien-ban" value="`)
	if err != nil || !found {
		tb.Fatalf("GET %s: %d without a version (%v)", path, a.status, err)
	}
	v, _, _ := strings.Cut(rest, `"`)
	return v
}

// draft is a registration as its form sends it.
func draft(title string) []string {
	return []string{
		activity.FieldTitle, title, activity.FieldCategory, "MT", activity.FieldDescription, "Trồng và chăm hoa.",
		activity.FieldStart, "10/06/2024", activity.FieldEnd, "30/06/2024", activity.FieldPlace, "Ngõ 58",
		activity.FieldTarget, "Trồng 200 m đường hoa", activity.FieldQuantity, "200", activity.FieldQuantityUnit, "mét",
		activity.FieldParticipants, "150", activity.FieldBudgetState, "0", activity.FieldBudgetSocial, "0",
		activity.FieldBudgetTotal, "0", activity.FieldResponsible, "Tổ trưởng", activity.FieldEvidence, "Ảnh",
	}
}

// eventually waits for something that another process does.
func eventually(tb testing.TB, within time.Duration, what string, holds func() bool) {
	tb.Helper()
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if holds() {
			return
		}
		if time.Since(begun) > within {
			tb.Fatalf("not within %v: %s", within, what)
		}
	}
}
