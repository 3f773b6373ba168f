package site

import (
	"context"
	"net/http"
	"strconv"
	"testing"

	"portal/internal/sample"
)

const (
	firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
	safari  = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1"
)

// TestViews: a reader counts once in half an hour, a robot not at all, and no page waits for the counting.
func TestViews(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	slug := query[string](p, `select slug from announcements where published_at <= portal_now() order by published_at limit 1`)
	path := "/tin-tuc/" + slug
	views := func() int { return query[int](p, `select view_count from announcements where slug = $1`, slug) }
	n := views()
	read := func(agent string) *reply { return p.resident().ask(http.MethodGet, path, "", "User-Agent", agent) }
	count := func() { // what runs beside the answering
		ctx, stop := context.WithCancel(t.Context())
		stop()
		p.site.views.Run(ctx, func(err error) { t.Error(err) })
	}
	read(firefox).wants(200)
	queries := p.db.Queries()
	for range 5 {
		read(firefox).wants(200)
		read(safari).wants(200)
	}
	for _, robot := range []string{"", "curl/8.0", "Go-http-client/1.1", "Mozilla/5.0 (compatible; Googlebot/2.1)", "facebookexternalhit/1.1", "Mozilla/5.0 HeadlessChrome/120.0"} {
		read(robot).wants(200)
	}
	p.resident().ask(http.MethodHead, path, "", "User-Agent", firefox).wants(200)
	if got := p.db.Queries() - queries; got != 0 {
		t.Errorf("seventeen views cost %d queries before they are counted", got)
	}
	count()
	if got := views() - n; got != 2 {
		t.Errorf("two readers count %d", got)
	}
	read(firefox)
	count()
	if got := views() - n; got != 2 {
		t.Errorf("a reader who comes back counts: %d", got)
	}
	p.exec(`update views set half_hour = half_hour - interval '30 minutes'`)
	read(firefox)
	count()
	if got := views() - n; got != 3 {
		t.Errorf("half an hour later: %d", got)
	}
	if err := p.db.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	read("").wants(200, "Lượt xem", strconv.Itoa(n+3))
	p.resident().ask(http.MethodGet, "/tin-tuc/khong-co", "", "User-Agent", firefox).wants(http.StatusNotFound)
	count()
	if got := query[int](p, `select count(*) from views where octet_length(reader) <> 16`); got != 0 {
		t.Errorf("%d readers are kept as something else than a hash", got)
	}
}
