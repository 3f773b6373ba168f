package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"portal/internal/postgres"
	"portal/internal/viet"
)

// keptBytes is how much memory the kept pages may take.
const keptBytes = 24 << 20

// keeper keeps finished public pages: rendered once per change, for all residents
// alike. A page of before the change stays at hand for when the database does not answer.
type keeper struct {
	state func() postgres.State
	pages *otter.Cache[string, *keptPage]
	group singleflight.Group
}

// stamp is what a page was made from; when it differs, the page is made anew.
type stamp struct {
	changes, visible int64
	views            time.Time
	day              viet.Date
}

type keptPage struct {
	stamp       stamp
	contentType string
	etag        string
	disposition string
	body        []byte
	packed      sync.Once
	brotli      []byte
	gzip        []byte
}

func newKeeper(state func() postgres.State) *keeper {
	return &keeper{
		state: state,
		pages: otter.Must(&otter.Options[string, *keptPage]{
			MaximumWeight: keptBytes,
			// The body and what its packed forms will take.
			Weigher: func(key string, p *keptPage) uint32 {
				return uint32(len(key)+2*len(p.body)) + 512 // #nosec G115 -- a page is small
			},
		}),
	}
}

// serveKept answers a resident from the kept pages. One reader makes a missing page, the others wait for it.
func (s *Site) serveKept(w http.ResponseWriter, r *http.Request, rt route) {
	prefs := readPrefs(r)
	key := r.URL.Path + "?" + r.URL.Query().Encode() + "|" + prefs.key()
	now := stamp{day: viet.DateOf(s.DB.Now())}
	state := s.keeper.state()
	now.changes, now.visible, now.views = state.Changes, state.Visible, state.Views

	old, _ := s.keeper.pages.GetIfPresent(key)
	if old != nil && old.stamp == now {
		old.answer(w, r)
		return
	}
	page, err := s.keeper.build(key, now, func() (*keptPage, error) {
		rec := &capture{header: http.Header{}, status: http.StatusOK}
		// The page is for everybody who waits, not only for who asked first, and perhaps only for its head.
		ctx, done := s.DB.WhileUp(context.WithoutCancel(r.Context()))
		defer done()
		whole := r.WithContext(ctx)
		whole.Method = http.MethodGet
		if err := rt.handle(rec, whole); err != nil {
			return nil, postgres.Because(ctx, err)
		}
		if rec.status != http.StatusOK {
			return nil, notKept{rec}
		}
		if k := known(r); k.failed != nil {
			return nil, k.failed // a page that had to do without something is not for everybody
		}
		return rec.page(now), nil
	})
	var other notKept
	if errors.As(err, &other) {
		other.copyTo(w)
		return
	}
	if err != nil && old != nil && postgres.Down(err) {
		old.answer(w, r) // the last good copy
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	page.answer(w, r)
}

// build makes a page; readers who ask for the same page of the same moment meanwhile share it.
func (k *keeper) build(key string, now stamp, render func() (*keptPage, error)) (*keptPage, error) {
	made, err, _ := k.group.Do(fmt.Sprint(now, key), func() (any, error) {
		page, err := render()
		if err == nil {
			k.pages.Set(key, page)
		}
		return page, err
	})
	if err != nil {
		return nil, err
	}
	return made.(*keptPage), nil
}

// answer sends a kept page: nothing when the reader has it, packed when the reader can unpack it.
func (p *keptPage) answer(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if h.Get("Set-Cookie") == "" { // the end of a session that has run out is for its browser alone
		h.Set("Cache-Control", "public, no-cache")
	}
	h.Set("Vary", "Accept-Encoding, Cookie")
	h.Set("ETag", p.etag)
	if p.disposition != "" {
		h.Set("Content-Disposition", p.disposition)
	}
	if strings.Contains(r.Header.Get("If-None-Match"), p.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", p.contentType)
	p.packed.Do(p.pack)
	body := p.body
	switch accepts := r.Header.Get("Accept-Encoding"); {
	case strings.Contains(accepts, "br") && p.brotli != nil:
		h.Set("Content-Encoding", "br")
		body = p.brotli
	case strings.Contains(accepts, "gzip") && p.gzip != nil:
		h.Set("Content-Encoding", "gzip")
		body = p.gzip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

func (p *keptPage) pack() {
	if len(p.body) < 600 || slices.Contains(zipped, p.contentType) {
		return
	}
	var br, gz bytes.Buffer
	b := brotli.NewWriterLevel(&br, 5)
	_, _ = b.Write(p.body)
	_ = b.Close()
	g, _ := gzip.NewWriterLevel(&gz, 6)
	_, _ = g.Write(p.body)
	_ = g.Close()
	p.brotli, p.gzip = br.Bytes(), gz.Bytes()
}

// capture takes an answer in, to keep it.
type capture struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (c *capture) Header() http.Header         { return c.header }
func (c *capture) WriteHeader(status int)      { c.status = status }
func (c *capture) Write(b []byte) (int, error) { return c.body.Write(b) }

func (c *capture) page(now stamp) *keptPage {
	sum := sha256.Sum256(c.body.Bytes())
	return &keptPage{
		stamp: now, contentType: c.header.Get("Content-Type"), disposition: c.header.Get("Content-Disposition"),
		etag: `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, body: c.body.Bytes(),
	}
}

// notKept is an answer that is no page: a redirect, a search without result.
type notKept struct{ *capture }

func (notKept) Error() string { return "not a page to keep" }

func (n notKept) copyTo(w http.ResponseWriter) {
	for name, values := range n.header {
		w.Header()[name] = slices.Clone(values)
	}
	w.WriteHeader(n.status)
	_, _ = w.Write(n.body.Bytes())
}
