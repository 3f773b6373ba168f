package site

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/account"
	"portal/internal/fault"
	"portal/internal/fixture"
	"portal/internal/postgres"
	"portal/internal/sample"
)

// still starts a portal without what runs beside the answering, so that a test that
// counts queries counts its own alone. change may alter the settings.
func still(t testing.TB, db *postgres.DB, change func(*Config)) *place {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	c := Config{
		DB: db, BaseURL: &url.URL{Scheme: "http", Host: server.Listener.Addr().String()}, Demo: true,
		Log: slog.New(slog.DiscardHandler), ReaderKey: []byte("a key of the tests"),
	}
	if change != nil {
		change(&c)
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	// Addresses that fail in every way there is.
	for path, err := range failing {
		s.mux.Method(http.MethodGet, path, s.serve(route{http.MethodGet, path, access.ReadPublic, func(http.ResponseWriter, *http.Request) error {
			if err == nil {
				panic("the secret of the inside")
			}
			return err
		}, 0}))
	}
	server.Config.Handler = s
	server.Start()
	t.Cleanup(server.Close)
	return &place{t: t, db: db, site: s, url: server.URL}
}

// failing are addresses of the tests: the error that each returns; nil panics.
var failing = map[string]error{
	"/thu/vo":       nil,
	"/thu/cam":      fault.New(fault.Forbidden, "Câu cấm."),
	"/thu/mat":      fault.New(fault.NotFound, "Câu mất."),
	"/thu/tranh":    fault.New(fault.Conflict, "Câu tranh."),
	"/thu/go":       fault.New(fault.Gone, "Câu gỡ."),
	"/thu/to":       fault.New(fault.TooLarge, "Câu to."),
	"/thu/sai":      fault.New(fault.Unprocessable, "Câu sai."),
	"/thu/o":        fault.Invalid{"ten": "Câu của ô."},
	"/thu/nhieu":    fault.Wait(fault.TooMany, 90e9, "Câu nhiều."),
	"/thu/ban":      fault.New(fault.Unavailable, "Câu bận."),
	"/thu/loi":      &pgxError{},
	"/thu/mat-bang": pgx.ErrTxClosed,
}

type pgxError struct{}

func (*pgxError) Error() string { return "relation sheets of role portal_app is broken" }

const goodPassword = "một câu chỉ mình tôi nhớ"

// password lets an account sign in with the good password.
func (p *place) password(email string) {
	p.t.Helper()
	hash, err := account.HashPassword(p.t.Context(), goodPassword)
	if err != nil {
		p.t.Fatal(err)
	}
	p.exec(`update accounts set password_hash = $2 where email_key = $1`, email, hash)
}

// exec changes the scene behind the portal's back, as far as the portal's own role may.
func (p *place) exec(sql string, args ...any) {
	p.t.Helper()
	if err := p.db.Keep(p.t.Context(), func(tx pgx.Tx) error {
		_, err := tx.Exec(p.t.Context(), sql, args...)
		return err
	}); err != nil {
		p.t.Fatal(err)
	}
}

// ask sends a request with headers: pairs of name and value. "Host" is the host it asks for.
func (v *visitor) ask(method, path, body string, headers ...string) *reply {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), method, v.url+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	return v.send(request)
}

// buffer is a log that several requests write to.
type buffer struct {
	sync.Mutex
	bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.Lock()
	defer b.Unlock()
	return b.Buffer.Write(p)
}

func (b *buffer) String() string {
	b.Lock()
	defer b.Unlock()
	return b.Buffer.String()
}

func sampleAt(t *testing.T, at sample.Moment, change func(*Config)) *place {
	t.Helper()
	return still(t, fixture.Open(t, at), change)
}

func prefixes(text string) []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix(text)} }
