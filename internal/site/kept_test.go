package site

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/fixture"
	"portal/internal/postgres"
	"portal/internal/sample"
)

// TestKeptPages: residents share the bytes of a page, which is made once and costs no query
// after that; who has signed in gets a page of their own.
func TestKeptPages(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	chair := p.as(access.Chair)
	mine := chair.get("/tin-tuc").wants(200)
	if mine.header.Get("ETag") != "" || mine.header.Get("Cache-Control") != "no-store" {
		t.Errorf("a signed-in page may be kept: %v", mine.header)
	}
	// The first to ask wants the head alone: what is kept is the whole page.
	head := p.resident().do(http.MethodHead, "/tin-tuc", nil)
	if head.status != 200 || head.body != "" || head.header.Get("ETag") == "" {
		t.Errorf("HEAD: %d, %d bytes, %v", head.status, len(head.body), head.header)
	}
	first := p.resident().get("/tin-tuc").wants(200)
	if len(first.body) < 2000 || strings.Contains(first.body, "Đăng xuất") {
		t.Fatalf("the kept page has %d bytes, or is somebody's own", len(first.body))
	}
	queries := p.db.Queries()
	second := p.resident().get("/tin-tuc").wants(200)
	if n := p.db.Queries() - queries; n != 0 {
		t.Errorf("the second view costs %d queries", n)
	}
	if second.body != first.body || second.header.Get("ETag") != first.header.Get("ETag") {
		t.Error("two residents get different pages")
	}
	if got := strings.Join(first.header.Values("Vary"), ", "); !strings.Contains(got, "Cookie") || !strings.Contains(got, "Accept-Encoding") {
		t.Errorf("Vary is %q", got)
	}
	again := p.resident().ask(http.MethodGet, "/tin-tuc", "", "If-None-Match", first.header.Get("ETag"))
	if again.status != http.StatusNotModified || again.body != "" || again.header.Get("ETag") == "" || again.header.Get("Content-Security-Policy") == "" {
		t.Errorf("the same page again: %d, %d bytes", again.status, len(again.body))
	}
	for _, packing := range []string{"br", "gzip", "identity"} {
		got := p.resident().ask(http.MethodGet, "/tin-tuc", "", "Accept-Encoding", packing).wants(200)
		if want := strings.TrimPrefix(packing, "identity"); got.header.Get("Content-Encoding") != want || got.header.Get("Content-Length") != fmt.Sprint(len(got.body)) {
			t.Errorf("%s: packed as %q, %s of %d bytes", packing, got.header.Get("Content-Encoding"), got.header.Get("Content-Length"), len(got.body))
		}
	}
	chair.get("/tin-tuc").wants(200, "Đăng xuất")
	chair.post("/dang-xuat").leadsTo("/")
	chair.get("/").wants(200, "Đã đăng xuất.")
	chair.get("/").wants(200).lacks("Đã đăng xuất.")
	p.resident().get("/").wants(200).lacks("Đã đăng xuất.")
}

// TestKeptPagesFollowChanges: a write shows at once in the process that made it; an
// announcement appears when its time has come, and nowhere before.
func TestKeptPagesFollowChanges(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Registration, nil)
	v := p.resident()
	v.get("/hoat-dong").wants(200).lacks("Đường hoa ngõ 58")
	head, secretary := p.as(access.UnitHead), p.as(access.Secretary)
	own := drafted(head)
	draft := head.get(own + "/sua")
	head.post(own+"/sua", plan("viec", "gui", "phien-ban", draft.field("phien-ban"))...).leadsTo(own)
	decide := "/ban-to-chuc/dang-ky/" + strings.TrimPrefix(own, "/lam-viec/hoat-dong/")
	secretary.post(decide+"/duyet", "phien-ban", secretary.get(decide).field("phien-ban")).wants(http.StatusSeeOther)
	v.get("/hoat-dong").wants(200, "Đường hoa ngõ 58")

	p.exec(`insert into announcements (slug, title, body, category, published_at)
		values ('tin-hen-gio', 'Tin hẹn giờ', 'Thân bài', 'tin-tuc', portal_now() + interval '1 hour')`)
	v.get("/tin-tuc").wants(200).lacks("Tin hẹn giờ")
	v.get("/tin-tuc/tin-hen-gio").wants(http.StatusNotFound).lacks("Tin hẹn giờ", "Thân bài")
	for _, path := range []string{"/tin-tuc.atom", "/sitemap.xml", "/tim-kiem?q=tin+hen+gio", "/tin-tuc?q=hen"} {
		v.get(path).wants(200).lacks("Tin hẹn giờ", "tin-hen-gio")
	}
	p.exec(`update ward set clock_skew = clock_skew + interval '61 minutes'`)
	if err := p.db.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	v.get("/tin-tuc").wants(200, "Tin hẹn giờ")
	v.get("/tin-tuc/tin-hen-gio").wants(200, "Thân bài")
}

// TestTwoPortalsSeeEachOther: a change made through one process shows in the other within its next look.
func TestTwoPortalsSeeEachOther(t *testing.T) {
	t.Parallel()
	url := fixture.URL(t, sample.Registration)
	p, other := serveOn(t, fixture.OpenURL(t, url)), serveOn(t, fixture.OpenURL(t, url))
	for i := range 3 { // in turns, so that no process runs ahead of the count of changes
		from, to := p, other
		if i%2 == 1 {
			from, to = other, p
		}
		to.resident().get("/hoat-dong").wants(200)
		head, secretary := from.as(access.UnitHead), from.as(access.Secretary)
		title := fmt.Sprintf("Hoạt động chéo %d", i)
		own := drafted(head, activity.FieldTitle, title)
		draft := head.get(own + "/sua")
		head.post(own+"/sua", plan(activity.FieldTitle, title, "viec", "gui", "phien-ban", draft.field("phien-ban"))...).leadsTo(own)
		decide := "/ban-to-chuc/dang-ky/" + strings.TrimPrefix(own, "/lam-viec/hoat-dong/")
		secretary.post(decide+"/duyet", "phien-ban", secretary.get(decide).field("phien-ban")).wants(http.StatusSeeOther)
		until := time.Now().Add(20 * time.Second)
		for !strings.Contains(to.resident().get("/hoat-dong").body, title) {
			if time.Now().After(until) {
				t.Fatalf("change %d does not show in the other process", i)
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
}

// TestWhatIsNotKept: only whole pages are; the reader's display choices are kept apart.
func TestWhatIsNotKept(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	kept := func() int { p.site.keeper.pages.CleanUp(); return p.site.keeper.pages.EstimatedSize() }
	v := p.resident()
	for _, path := range []string{"/tin-tuc/khong-co", "/tin-tuc?trang=99", "/xep-hang/KHONG", "/xep-hang.csv", "/hoat-dong/HD-999", "/tin-tuc?nen=toi"} {
		if got := v.get(path); got.status == 200 {
			t.Errorf("%s: 200", path)
		}
	}
	if n := kept(); n != 0 {
		t.Errorf("%d answers that are no pages are kept", n)
	}
	dark := v.get("/tin-tuc").wants(200) // the cookie of the last address above
	light := p.resident().get("/tin-tuc").wants(200)
	if !strings.Contains(dark.body, `data-nen="toi"`) || strings.Contains(light.body, `data-nen=`) {
		t.Error("display choices of one reader reach another")
	}
	if n := kept(); n != 2 {
		t.Errorf("%d pages are kept", n)
	}
	// What is no choice is no page of its own.
	p.resident().ask(http.MethodGet, "/tin-tuc", "", "Cookie", `nen="><script>; co-chu=khong-lo; tuong-phan=x`).wants(200)
	p.resident().get("/tin-tuc?nen=tim").wants(200)
	if n := kept(); n > 3 {
		t.Errorf("%d pages are kept", n)
	}
	p.resident().ask(http.MethodGet, "/xep-hang", "", "Host", strings.TrimPrefix(p.url, "http://"), "X-Forwarded-Host", "evil.example", "X-Original-URL", "/tai-khoan").
		wants(200).lacks("evil.example")
}

// TestFloodOfQueries: ten thousand different addresses do not take more memory than was given to pages.
func TestFloodOfQueries(t *testing.T) {
	t.Parallel()
	k := newKeeper(func() postgres.State { return postgres.State{} })
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for i := range 2500 {
				key := fmt.Sprintf("/hoat-dong?q=%d-%d", worker, i)
				if _, err := k.build(key, stamp{}, func() (*keptPage, error) { return &keptPage{body: make([]byte, 30_000)}, nil }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	k.pages.CleanUp()
	if w := k.pages.WeightedSize(); w > keptBytes || w < keptBytes/4 {
		t.Errorf("the pages weigh %d bytes of %d", w, keptBytes)
	}
}

// TestDisplaySwitches: a choice leads back to the page it was made on - or, where a refused form
// stands at an address that only takes posts, to the page of the form.
func TestDisplaySwitches(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	v := p.as(access.Judge)
	for from, to := range map[string]string{
		"/hoat-dong?q=hoa&nen=toi":                      "/hoat-dong?q=hoa",
		"/?co-chu=lon":                                  "/",
		"/?co-chu=lon&tuong-phan=cao&q=a%26b":           "/?q=a%26b",
		"/tai-khoan/mat-khau?nen=toi":                   "/tai-khoan",
		"/ban-to-chuc/cham-diem/BN-CA/xung-dot?nen=may": "/ban-to-chuc/cham-diem/BN-CA",
		"/dang-xuat?nen=may":                            "/",
		"/khong-co?nen=may":                             "/khong-co",
	} {
		v.get(from).leadsTo(to)
	}
	v.ask(http.MethodGet, "//evil.example/..?nen=toi", "").leadsTo("/")
	v.get("/hoat-dong?nen=tim").wants(200)
	v.get("/tai-khoan").wants(200)
}
