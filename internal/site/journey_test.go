package site

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"portal/internal/browser"
	"portal/internal/sample"
)

// eachWay makes a journey twice: in a browser that runs scripts, and in one that does not.
func eachWay(t *testing.T, at sample.Moment, journey func(p *place, o browser.Options)) {
	t.Helper()
	for name, noScript := range map[string]bool{"script": false, "no script": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			journey(open(t, at), browser.Options{NoScript: noScript})
		})
	}
}

// savesItself waits, where a script does it, until a registration has been saved by itself for the first time: the
// page has its draft's address then.
func savesItself(b *browser.Page, o browser.Options) {
	if !o.NoScript {
		b.Keys(kb.Tab)
		b.WaitText(".luu", "Đã lưu ")
	}
}

// stands fails the test when the browser is not at this address of the portal.
func (p *place) stands(b *browser.Page, path string) {
	p.t.Helper()
	if got := strings.TrimPrefix(b.URL(), p.url); got != path {
		p.t.Fatalf("the browser is at %s, wanted %s", got, path)
	}
}

// answered fails the test when the last page came with another status.
func (p *place) answered(b *browser.Page, status int) {
	p.t.Helper()
	if got := b.Status(); got != status {
		p.t.Fatalf("%s: status %d, wanted %d", b.URL(), got, status)
	}
}

// A resident reads the news, finds an activity, and is told when the ranking comes.
func TestResidentReadsAndFinds(t *testing.T) {
	t.Parallel()
	eachWay(t, sample.Scoring, func(p *place, o browser.Options) {
		b := browser.New(p.t, o)
		b.Go(p.url)
		b.Follow(`main a[href^="/tin-tuc/"]`)
		b.WaitText("main", "Ngày đăng")
		b.WaitText("main", "Lượt xem")

		b.Follow(`nav a[href="/hoat-dong"]`)
		all := b.Count("tbody tr")
		if all != 60 {
			p.t.Errorf("%d activities", all)
		}
		filter := `form[aria-label="Lọc hoạt động"]`
		b.Fill(filter+" input[name=q]", "mai dich")
		b.Submit(filter)
		found := b.Count("tbody tr")
		if found == 0 || found >= all || b.Value(filter+" input[name=q]") != "mai dich" || !strings.Contains(b.Text("tbody"), "Mai Dịch") {
			p.t.Errorf("searching found %d of %d: %s", found, all, b.Text("tbody"))
		}
		b.Go(p.url + "/hoat-dong")
		b.Fill("select[name=linh-vuc]", "MT")
		b.Submit(filter)
		if n := b.Count("tbody tr"); n == 0 || n >= all || !strings.Contains(b.URL(), "linh-vuc=MT") {
			p.t.Errorf("the filter at %s left %d of %d", b.URL(), n, all)
		}
		b.Follow("tbody th a")
		b.WaitText("main", "Nội dung đăng ký")
		if n := b.Count(`main a[href^="/hoat-dong/"][href$=".ics"]`); n != 1 {
			p.t.Errorf("%d ways into a calendar", n)
		}
		b.Follow(`nav a[href="/xep-hang"]`)
		b.WaitText("main", "Chưa công bố")
		if n := b.Count("main table"); n != 0 {
			p.t.Error("there is a table of results before there are any")
		}
	})
}

// The switches of the masthead need no script and stay on the pages that follow.
func TestDisplayChoicesStay(t *testing.T) {
	t.Parallel()
	eachWay(t, sample.Scoring, func(p *place, o browser.Options) {
		b := browser.New(p.t, o)
		b.Go(p.url + "/hoat-dong?q=hoa")
		b.Follow(`button[name=co-chu][value=lon]`)
		p.stands(b, "/hoat-dong?q=hoa")
		b.Follow(`button[name=tuong-phan][value=cao]`)
		b.Follow(`button[name=nen][value=toi]`)
		b.Follow(`nav a[href="/tin-tuc"]`)
		for name, want := range map[string]string{"data-co-chu": "lon", "data-tuong-phan": "cao", "data-nen": "toi"} {
			if got := b.Attribute("html", name); got != want {
				p.t.Errorf("%s is %q after navigating", name, got)
			}
		}
		b.NoSidewaysScroll()
		b.Follow(`button[name=co-chu][value=vua]`)
		if got := b.Attribute("html", "data-co-chu"); got != "" {
			p.t.Errorf("the text stays %s", got)
		}
	})
}

// Signing in: a wrong password costs nothing but the password, and leads to where one wanted to go.
func TestSigningInAndOut(t *testing.T) {
	t.Parallel()
	eachWay(t, sample.Scoring, func(p *place, o browser.Options) {
		b := browser.New(p.t, o)
		b.Go(p.url + "/lam-viec/hoat-dong/moi")
		p.stands(b, "/dang-nhap?ve=%2Flam-viec%2Fhoat-dong%2Fmoi")
		b.Fill("#o-email", "tdp20@maidich.example")
		b.Fill("#o-password", "sai-mat-khau-roi")
		b.Submit(`main form`)
		p.answered(b, 422)
		if email, password := b.Value("#o-email"), b.Value("#o-password"); email != "tdp20@maidich.example" || password != "" {
			p.t.Errorf("the form came back with %q and %q", email, password)
		}
		b.Fill("#o-password", sample.Password)
		b.Submit(`main form`)
		p.stands(b, "/lam-viec/hoat-dong/moi")
		b.Go(p.url + "/dang-nhap")
		p.stands(b, "/lam-viec")
		b.Click(".pop summary.me")
		b.Submit(`form[action="/dang-xuat"]`)
		p.stands(b, "/")
		b.WaitText("#noi-dung", "Đã đăng xuất")
		b.Go(p.url + "/lam-viec")
		p.stands(b, "/dang-nhap?ve=%2Flam-viec")
	})
}
