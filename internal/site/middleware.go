package site

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"

	"portal/internal/access"
	"portal/internal/fault"
)

const (
	formLimit = 256 << 10 // bytes of a form
	policy    = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; " +
		"connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

type contextKey int

const (
	actorKey contextKey = iota
	requestKey
)

// request is what the middleware learnt of a request.
type request struct {
	id      string
	token   string // of the session; empty: none
	address netip.Addr
	started time.Time
	failed  error // for the log
}

func known(r *http.Request) *request {
	k, _ := r.Context().Value(requestKey).(*request)
	return k
}

// actor is who sent the request.
func actor(r *http.Request) access.Actor {
	a, _ := r.Context().Value(actorKey).(access.Actor)
	return a
}

func withActor(r *http.Request, a access.Actor) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), actorKey, a))
}

// wrap puts around the router what holds for every request.
func (s *Site) wrap(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, errCrossSite)
	}))
	return s.observe(s.secure(s.onlyOurHosts(guard.Handler(s.legible(s.switchPrefs(next))))))
}

// observe gives a request its number, survives a panic and writes the log line.
func (s *Site) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k := &request{id: newRequestID(), started: time.Now(), address: s.clientAddress(r)}
		r = r.WithContext(context.WithValue(r.Context(), requestKey, k))
		rec := &recorder{ResponseWriter: w}
		defer func() { s.logRequest(r, rec, k) }() // even if the page of the failure fails
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint // the documented way to compare it
					panic(p)
				}
				k.failed = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
				if rec.status == 0 {
					s.fail(rec, r, k.failed)
				}
			}
		}()
		next.ServeHTTP(rec, r)
	})
}

func (s *Site) logRequest(r *http.Request, rec *recorder, k *request) {
	if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
		return
	}
	// The path and nothing of the query: what people search for is theirs. A link to set a password is a key.
	path := r.URL.Path
	if before, _, secret := strings.Cut(path, "/mat-khau/"); secret {
		path = before + "/mat-khau/..."
	}
	path = path[:min(len(path), 300)]
	attrs := []any{
		"method", r.Method, "path", path, "status", rec.status, "bytes", rec.bytes,
		"ms", time.Since(k.started).Milliseconds(), "request", k.id,
	}
	if k.failed != nil {
		s.Log.Error("request failed", append(attrs, "err", k.failed)...)
		return
	}
	s.Log.Info("request", attrs...)
}

// legible refuses an address that no page has and no database keeps: not UTF-8, or with
// control characters.
func (s *Site) legible(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !plainText(r.URL.Path) {
			s.fail(w, r, fault.New(fault.NotFound, ""))
			return
		}
		r.URL.RawPath = "" // however it was escaped, it is one address
		query, err := url.ParseQuery(r.URL.RawQuery)
		for name, values := range query {
			for _, v := range values {
				if !plainText(name) || !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
					err = errors.New("not text")
				}
			}
		}
		if err != nil {
			s.fail(w, r, fault.New(fault.Unprocessable, "Địa chỉ có phần không đọc được. Hãy mở lại trang từ trang chủ."))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func plainText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

func newRequestID() string { return rand.Text()[:12] }

// recorder remembers the status and the size of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int
}

func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 {
		rec.status = status
	}
	rec.ResponseWriter.WriteHeader(status)
}

func (rec *recorder) Write(b []byte) (int, error) {
	if rec.status == 0 {
		rec.status = http.StatusOK
	}
	n, err := rec.ResponseWriter.Write(b)
	rec.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

// secure sets the headers that every answer has. Whoever may be cached says so itself.
func (s *Site) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.https() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Site) https() bool { return s.BaseURL.Scheme == "https" }

// onlyOurHosts refuses a Host header that is not ours, so that no link or redirect can be led elsewhere.
func (s *Site) onlyOurHosts(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		probe := r.URL.Path == "/healthz" || r.URL.Path == "/readyz"
		if !probe && !strings.EqualFold(r.Host, s.BaseURL.Host) && !slices.Contains(s.Hosts, strings.ToLower(r.Host)) {
			http.Error(w, "unknown host", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// clientAddress is where a request comes from: the connection's other end, or, behind a
// proxy that the settings name, what that proxy says.
func (s *Site) clientAddress(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	trusted := func(a netip.Addr) bool {
		return slices.ContainsFunc(s.Proxies, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && trusted(address); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = hop
	}
	return address.Unmap()
}

// serve is the way of a request to its handler: size, sender, permission, answer.
func (s *Site) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit := int64(formLimit)
		if rt.opts&upload != 0 {
			limit = uploadLimit
		}
		body := r.Body
		r.Body = http.MaxBytesReader(w, body, limit)
		ctx, done := s.DB.WhileUp(r.Context())
		defer done()
		r, err := s.identify(w, r.WithContext(ctx))
		if err != nil {
			s.fail(w, r, err)
			return
		}
		a := actor(r)
		if !a.Can(rt.may) {
			s.refuse(w, r, rt)
			return
		}
		if r.Method == http.MethodPost && a.Account != 0 && rt.may != access.SignIn {
			if rt.opts&upload != 0 {
				var leave func()
				if leave, err = s.receiving.enter(ctx); err == nil {
					defer leave()
					r, err = receive(w, r, body)
				}
			} else {
				r, err = keyed(r)
			}
			if err != nil {
				s.fail(w, r, err)
				return
			}
		}
		if rt.opts&viewed != 0 && r.Method == http.MethodGet {
			s.views.Seen(param(r, "slug"), known(r).address, r.UserAgent())
		}
		if rt.opts&kept != 0 && a.Account == 0 && s.cookie(r, flashCookie) == "" {
			s.serveKept(w, r, rt)
			return
		}
		if err := rt.handle(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// refuse answers who may not: a resident is asked to sign in and led back; others are told who may.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, rt route) {
	switch {
	case actor(r).Account != 0:
		s.fail(w, r, forbidden{rt.may})
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		http.Redirect(w, r, "/dang-nhap?ve="+queryEscape(r.URL.RequestURI()), http.StatusSeeOther) //nolint:gosec // to our own page
	default:
		s.fail(w, r, errSignedOut)
	}
}

// param is a part of the address.
func param(r *http.Request, name string) string { return chi.URLParam(r, name) }
