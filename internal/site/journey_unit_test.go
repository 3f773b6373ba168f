package site

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/browser"
	"portal/internal/sample"
)

// A unit registers, is refused a form with holes, is returned its plan, mends it; the
// secretary approves it; a resident sees it.
func TestRegistrationFromDraftToResident(t *testing.T) {
	t.Parallel()
	eachWay(t, sample.Registration, func(p *place, o browser.Options) {
		const title = "Đường hoa ngõ 58"
		head, secretary, resident := p.as(access.UnitHead).browse(o), p.as(access.Secretary).browse(o), browser.New(p.t, o)

		head.Go(p.url + "/lam-viec")
		head.Follow(`main a[href^="/lam-viec/hoat-dong/moi"]`)
		head.Fill("#o-title", title)
		savesItself(head, o)
		head.Fill("#o-description", "Trồng và chăm hoa.")
		head.Follow("button[value=luu]")
		head.WaitText("#noi-dung", "Đã lưu bản nháp")
		own := strings.TrimSuffix(strings.TrimPrefix(head.URL(), p.url), "/sua")
		code := own[strings.LastIndex(own, "/")+1:]

		// What is missing is told at once; the words stay; the summary leads to the box.
		head.Fill("#o-place", "Ngõ 58")
		head.Follow("button[value=gui]")
		p.answered(head, http.StatusUnprocessableEntity)
		if a, b := head.Value("#o-place"), head.Value("#o-description"); a != "Ngõ 58" || b != "Trồng và chăm hoa." {
			p.t.Errorf("after the refusal the form says %q and %q", a, b)
		}
		head.Click(`.alert[data-k=err] a[href="#o-start_date"]`)
		head.WaitFor("#o-start_date:focus")
		if !o.NoScript {
			head.Axe()
		}
		head.Fill("#o-start_date", "10/06/2024")
		head.Fill("#o-end_date", "30/06/2024")
		head.Fill("#o-target", "Trồng đường hoa")
		head.Follow("button[value=gui]")
		p.stands(head, own)
		head.WaitText("#noi-dung", "Đã gửi đăng ký")

		resident.Go(p.url + "/hoat-dong/" + code)
		p.answered(resident, http.StatusNotFound)

		secretary.Go(p.url + "/ban-to-chuc/dang-ky?q=" + url.QueryEscape("duong hoa ngo 58"))
		secretary.Follow(`a[href="/ban-to-chuc/dang-ky/` + code + `"]`)
		secretary.Submit(`form[action$="/tra-lai"]`)
		p.answered(secretary, http.StatusUnprocessableEntity) // not without a reason
		secretary.Fill("#o-ly-do", "Chưa ghi số mét đường hoa.")
		secretary.Submit(`form[action$="/tra-lai"]`)
		secretary.WaitText("#noi-dung", "Đã trả lại đăng ký")

		head.Go(p.url + "/lam-viec")
		head.WaitText("#noi-dung", "Chưa ghi số mét đường hoa.")
		head.Follow(`#noi-dung a[href^="` + own + `"]`)
		head.Go(p.url + own)
		head.WaitText("#noi-dung", "Chưa ghi số mét đường hoa.")
		head.Follow(`a[href="` + own + `/sua"]`)
		head.Fill("#o-target", "Trồng 200 m đường hoa")
		head.Follow("button[value=gui]")
		head.WaitText("#noi-dung", "Đã gửi đăng ký")

		secretary.Go(p.url + "/ban-to-chuc/dang-ky/" + code)
		secretary.WaitText("#noi-dung", "Trồng 200 m đường hoa")
		secretary.Submit(`form[action$="/duyet"]`)
		secretary.WaitText("#noi-dung", "Đã duyệt đăng ký")

		resident.Go(p.url + "/hoat-dong?q=" + url.QueryEscape("duong hoa ngo 58"))
		resident.Follow(`a[href="/hoat-dong/` + code + `"]`)
		resident.WaitText("h1", title)
		resident.WaitText("main", "Trồng 200 m đường hoa")
	})
}

// However a form is sent twice, it counts once.
func TestSentOnce(t *testing.T) {
	t.Parallel()
	eachWay(t, sample.Registration, func(p *place, o browser.Options) {
		count := func() int { return query[int](p, `select count(*) from activities`) }
		before := count()
		b := p.as(access.UnitStaff).browse(o)
		b.Go(p.url + "/lam-viec/hoat-dong/moi")
		b.Fill("#o-title", "Hội thao ngõ 58")
		browser.Eval[bool](b, `(() => { const save = document.querySelector("button[value=luu]"); save.click(); save.click(); return true })()`)
		b.WaitFor(`form[action$="/sua"]`)
		if n := count() - before; n != 1 {
			p.t.Errorf("two presses made %d drafts", n)
		}
		draft := strings.TrimPrefix(b.URL(), p.url)

		if got := b.Value("#o-title"); got != "Hội thao ngõ 58" {
			p.t.Errorf("the draft is called %q", got)
		}

		// The page after a post is loaded again without posting again, and without its message.
		b.Reload()
		p.stands(b, draft)
		if strings.Contains(b.Text("#noi-dung"), "Đã lưu bản nháp") {
			p.t.Error("the message is said again")
		}
		// Going back shows the form and sends nothing.
		browser.Eval[bool](b, `(history.back(), true)`)
		b.WaitFor(`form[action$="/moi"]`)
		p.stands(b, "/lam-viec/hoat-dong/moi")
		if n := count() - before; n != 1 {
			p.t.Errorf("after going back there are %d drafts", n)
		}
	})
}
