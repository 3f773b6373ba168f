package static_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"portal/web/static"
)

func get(t *testing.T, address, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, res *http.Response, from func(io.Reader) io.Reader) string {
	t.Helper()
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(from(res.Body))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func plain(r io.Reader) io.Reader { return r }

func TestEveryFileIsServedAndKeptForEver(t *testing.T) {
	t.Parallel()
	kinds := map[string]string{
		"portal.css": "text/css; charset=utf-8", "portal.js": "text/javascript; charset=utf-8",
		"favicon.svg": "image/svg+xml", "fonts/be-vietnam-pro-400.woff2": "font/woff2",
	}
	for _, name := range static.Names() {
		res := get(t, static.Path(name), "")
		if res.StatusCode != http.StatusOK || len(body(t, res, plain)) == 0 {
			t.Errorf("%s: status %d or empty", name, res.StatusCode)
		}
		if got := res.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control %q", name, got)
		}
		if want, ok := kinds[name]; ok && res.Header.Get("Content-Type") != want {
			t.Errorf("%s: Content-Type %q, want %q", name, res.Header.Get("Content-Type"), want)
		}
	}
}

func TestStylesNameFilesThatExist(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"portal.css", "noi-bo.css"} {
		css := body(t, get(t, static.Path(name), ""), plain)
		found := regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(css, -1)
		if len(found) == 0 {
			t.Errorf("%s names no file at all", name)
		}
		for _, m := range found {
			if res := get(t, m[1], ""); res.StatusCode != http.StatusOK {
				t.Errorf("%s: %s answers %d", name, m[1], res.StatusCode)
			}
		}
	}
}

func TestCompressedAnswersHoldTheSameBytes(t *testing.T) {
	t.Parallel()
	want := body(t, get(t, static.Path("portal.css"), ""), plain)
	br := get(t, static.Path("portal.css"), "gzip, deflate, br;q=0.9")
	if br.Header.Get("Content-Encoding") != "br" || br.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("headers %v", br.Header)
	}
	if body(t, br, func(r io.Reader) io.Reader { return brotli.NewReader(r) }) != want {
		t.Error("brotli differs")
	}
	gz := get(t, static.Path("portal.css"), "gzip, br;q=0")
	if gz.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("headers %v", gz.Header)
	}
	if body(t, gz, func(r io.Reader) io.Reader {
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}) != want {
		t.Error("gzip differs")
	}
}

// The promise of SPEED.md: page and style together stay under 30 KB; the style's part is 10.
func TestStyleIsSmall(t *testing.T) {
	t.Parallel()
	if n := len(body(t, get(t, static.Path("portal.css"), "br"), plain)); n > 10_000 {
		t.Errorf("portal.css is %d bytes compressed", n)
	}
}

func TestOtherRequests(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"/tinh/", "/tinh/portal.css", "/tinh/portal.0000000000000000.css", "/tinh/../static.go"} {
		if res := get(t, address, ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", address, res.StatusCode)
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, static.Path("portal.css"), nil)
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST answers %d", w.Code)
	}
	tag := get(t, static.Path("portal.css"), "br").Header.Get("ETag")
	r = httptest.NewRequestWithContext(t.Context(), http.MethodGet, static.Path("portal.css"), nil)
	r.Header.Set("Accept-Encoding", "br")
	r.Header.Set("If-None-Match", tag)
	w = httptest.NewRecorder()
	static.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusNotModified {
		t.Errorf("a known tag answers %d", w.Code)
	}
	if !panics(func() { static.Path("khong-co.css") }) {
		t.Error("an unknown name must be noticed")
	}
}

func panics(do func()) (did bool) {
	defer func() { did = recover() != nil }()
	do()
	return false
}

// No drawing may carry styles of its own: the policy forbids them.
func TestDrawingsHaveNoStyle(t *testing.T) {
	t.Parallel()
	for _, name := range static.Names() {
		if !strings.HasSuffix(name, ".svg") {
			continue
		}
		svg := []byte(body(t, get(t, static.Path(name), ""), plain))
		for _, bad := range []string{" style=", "<style", "<script", "http://"} {
			if bytes.Contains(bytes.ReplaceAll(svg, []byte("http://www.w3.org/"), nil), []byte(bad)) {
				t.Errorf("%s holds %q", name, bad)
			}
		}
	}
}
