// Package static serves the files that pages load: styles, fonts, drawings and
// the one script. Each name carries a hash of what is in it, so that browsers
// may keep it for ever.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
)

// Prefix is where Handler is mounted.
const Prefix = "/tinh/"

//go:embed *.css *.js *.svg fonts img
var files embed.FS

// types says what each kind of file is; a file of any other kind is not served.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
	".txt":   "text/plain; charset=utf-8",
}

type asset struct {
	kind  string
	etag  string
	plain []byte
	// brotli and gzip are made when first asked for: starting the program must not wait for them.
	brotli, gzip func() []byte
}

var (
	byName = map[string]string{} // portal.css → /tinh/portal.<hash>.css
	byPath = map[string]asset{}  // /tinh/portal.<hash>.css → its bytes
)

// Styles come last: their url(…) must name files that have their hash already.
func init() {
	var styles []string
	names := must(fs.Glob(files, "*"))
	for _, dir := range []string{"fonts", "img"} {
		names = append(names, must(fs.Glob(files, dir+"/*"))...)
	}
	for _, name := range names {
		switch path.Ext(name) {
		case "", ".go":
		case ".css":
			styles = append(styles, name)
		default:
			add(name, must(files.ReadFile(name)))
		}
	}
	for _, name := range styles {
		add(name, rewrite(must(files.ReadFile(name))))
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func add(name string, content []byte) {
	ext := path.Ext(name)
	kind, ok := types[ext]
	if !ok {
		panic("static: no content type for " + name)
	}
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:])[:16]
	a := asset{kind: kind, etag: strconv.Quote(hash), plain: content}
	if ext != ".woff2" { // woff2 is compressed already
		a.brotli = sync.OnceValue(func() []byte {
			return compress(content, func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, 9) })
		})
		a.gzip = sync.OnceValue(func() []byte {
			return compress(content, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
		})
	}
	hashed := Prefix + strings.TrimSuffix(name, ext) + "." + hash + ext
	byName[name], byPath[hashed] = hashed, a
}

func compress(content []byte, to func(io.Writer) io.WriteCloser) []byte {
	var b bytes.Buffer
	w := to(&b)
	must(w.Write(content))
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

var urls = regexp.MustCompile(`url\(([^)"']+)\)`)

// rewrite gives every url(…) of a style sheet its hashed name. A file that is not there is a mistake of ours.
func rewrite(css []byte) []byte {
	return urls.ReplaceAllFunc(css, func(m []byte) []byte {
		return []byte("url(" + Path(string(urls.FindSubmatch(m)[1])) + ")")
	})
}

// Path returns the address of a file: "portal.css" → "/tinh/portal.<hash>.css".
// The names are written in our own pages, so an unknown one is a mistake of ours.
func Path(name string) string {
	p, ok := byName[name]
	if !ok {
		panic(fmt.Sprintf("static: there is no file %q", name))
	}
	return p
}

// Has reports whether there is a file of this name, for names that come from data.
func Has(name string) bool {
	_, ok := byName[name]
	return ok
}

// Names lists the files, in order.
func Names() []string {
	names := make([]string, 0, len(byName))
	for name := range byName {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Handler serves the files under Prefix.
func Handler() http.Handler { return http.HandlerFunc(serve) }

func serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	a, ok := byPath[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	if a.brotli == nil {
		h.Set("ETag", a.etag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.plain))
		return
	}
	h.Set("Vary", "Accept-Encoding")
	body, etag := a.plain, a.etag
	switch accepted := r.Header.Get("Accept-Encoding"); {
	case accepts(accepted, "br"):
		body, etag = a.brotli(), strconv.Quote(strings.Trim(a.etag, `"`)+"-br")
		h.Set("Content-Encoding", "br")
	case accepts(accepted, "gzip"):
		body, etag = a.gzip(), strconv.Quote(strings.Trim(a.etag, `"`)+"-gz")
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", etag)
	if r.Header.Get("If-None-Match") == etag {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the reader has gone: nobody to tell
	}
}

// accepts reads Accept-Encoding: the coding is named and not refused by q=0.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			weight := strings.TrimPrefix(strings.ReplaceAll(q, " ", ""), "q=")
			return strings.Trim(weight, "0.") != "" || weight == ""
		}
	}
	return false
}
