package site

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"portal/internal/access"
	"portal/internal/browser"
	"portal/internal/sample"
)

// asks reports whether the browser would ask before the page is left.
func asks(b *browser.Page) bool {
	return browser.Eval[bool](b, `!dispatchEvent(new Event('beforeunload', {cancelable: true}))`)
}

// A unit writes its registration on a telephone: it is saved as it is typed, the network goes and comes back,
// and there is one draft with all of it.
func TestRegistrationSavesItselfOnATelephone(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	activities := query[int](p, `select count(*) from activities`)
	b := p.as(access.UnitHead).browse(browser.Phone)
	b.Go(p.url + "/lam-viec/hoat-dong/moi")
	if n := b.Count("details.phan[open]"); n != 1 {
		t.Errorf("%d parts of an empty form are open on a telephone", n)
	}
	b.Axe()
	if asks(b) {
		t.Error("nothing was typed, and yet the page holds its reader back")
	}
	b.Fill("#o-title", "Đường hoa ngõ 58")
	if !asks(b) {
		t.Error("words may be lost without a question")
	}
	savesItself(b, browser.Phone)
	if asks(b) {
		t.Error("what is saved needs no question")
	}
	own := strings.TrimPrefix(b.URL(), p.url)
	code := strings.TrimSuffix(strings.TrimPrefix(own, "/lam-viec/hoat-dong/"), "/sua")
	if !strings.HasPrefix(code, "HD-") {
		t.Fatalf("after the first saving the browser is at %s", own)
	}

	b.Offline(true)
	b.Click("#phan-2 > summary")
	b.Fill("#o-place", "Ngõ 58")
	b.Fill("#o-start_date", "31/2")
	b.Keys(kb.Tab)
	b.WaitText(".luu", "Mất kết nối")
	if !asks(b) || browser.Eval[int](b, `localStorage.length`) != 1 {
		t.Error("without a network the words are neither asked for nor kept on the device")
	}
	b.Fill("#o-end_date", "1/6") // meanwhile one writes on
	b.Offline(false)
	b.WaitText("#o-start_date-e", "Tháng 2 năm 2024 chỉ có 29 ngày.")
	b.WaitText(".luu", "còn 1 ô chưa lưu được")
	b.Axe()
	b.Click("#phan-2 > summary") // folded, it says what is in it
	b.WaitText("#phan-2 [data-gon]", "Ngõ 58")
	b.Click("#phan-2 > summary")
	b.Fill("#o-start_date", "1-6-24")
	b.Keys(kb.Tab + kb.Tab) // out of both boxes: then they show what was understood
	b.WaitText(".luu.saved", "Đã lưu ")
	b.WaitGone("#o-start_date-e")
	if a, c := b.Value("#o-start_date"), b.Value("#o-end_date"); a != "01/06/2024" || c != "01/06/2024" {
		t.Errorf("the days are shown as %q and %q", a, c)
	}
	if asks(b) || browser.Eval[int](b, `localStorage.length`) != 0 {
		t.Error("what is saved is still on the device")
	}
	b.NoSidewaysScroll()
	b.Problems() // the browser notes each request that failed
	if got := query[string](p, `select place || '|' || starts_on || '|' || ends_on from activities where code = $1`, code); got != "Ngõ 58|2024-06-01|2024-06-01" {
		t.Errorf("kept %q", got)
	}
	if n := query[int](p, `select count(*) from activities`) - activities; n != 1 {
		t.Errorf("there are %d drafts", n)
	}
}

// Two people on one registration: nobody's words are overwritten, and both are shown. What could not be saved
// is offered again to who typed it, on their device, and to nobody else.
func TestTwoWriteOneRegistration(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head, staff := p.as(access.UnitHead), p.as(access.UnitStaff)
	own := drafted(staff)
	b := head.browse(browser.Options{})
	b.Go(p.url + own + "/sua")
	staff.saves(own+"/nhap", 200, plan("phien-ban", "1", "place", "Nhà văn hóa")...)
	b.Fill("#o-place", "Sân đình")
	b.Keys(kb.Tab)
	b.WaitText(".luu", "người khác")
	if !asks(b) {
		t.Error("words that were not saved may be lost without a question")
	}
	b.Problems() // the browser notes the refusal
	b.Follow("[data-so]")
	p.answered(b, 409)
	b.WaitText("#noi-dung", "Nhà văn hóa")
	if got := b.Value("#o-place"); got != "Sân đình" {
		t.Errorf("what was typed became %q", got)
	}
	b.Follow("button[value=luu]") // having seen both
	b.WaitText("#noi-dung", "Đã lưu bản nháp")
	b.Problems()

	// The portal does not answer; the page is left all the same. No browser asks when the box says what it said.
	const lose, back = `(fetch = () => Promise.reject(), true)`, `(document.getElementById('o-place').value = 'Sân đình', true)`
	browser.Eval[bool](b, lose)
	b.Fill("#o-place", "Ngõ 60")
	b.Keys(kb.Tab)
	b.WaitText(".luu", "Mất kết nối")
	b.Cookie(p.url, sessionCookie, staff.token)
	browser.Eval[bool](b, back)
	b.Go(p.url + own + "/sua")
	b.WaitText("h1", "Sửa đăng ký")
	if n := b.Count("[data-con]:not([hidden])"); n != 0 || b.Value("#o-place") != "Sân đình" {
		t.Error("words are offered to who did not type them")
	}
	b.Cookie(p.url, sessionCookie, head.token)
	b.Go(p.url + own + "/sua")
	b.WaitText("[data-con]", "chưa lưu được")
	b.Axe()
	b.Click("[data-lay]")
	b.WaitText(".luu.saved", "Đã lưu ")
	if got := query[string](p, `select place from activities where code = $1`, strings.TrimPrefix(own, "/lam-viec/hoat-dong/")); got != "Ngõ 60" {
		t.Errorf("taken back, %q is kept", got)
	}
	browser.Eval[bool](b, lose)
	b.Fill("#o-place", "Ngõ 61")
	browser.Eval[bool](b, strings.Replace(back, "Sân đình", "Ngõ 60", 1))
	b.Click(".pop summary.me")
	b.Submit(`form[action="/dang-xuat"]`)
	if n := browser.Eval[int](b, `localStorage.length`); n != 0 {
		t.Errorf("%d copies are left on the device of who signed out", n)
	}
	b.Problems()
}
