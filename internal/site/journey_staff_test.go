package site

import (
	"net/http"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/browser"
	"portal/internal/sample"
)

// The chair publishes, provisionally and then for good, and residents see the ranking.
func TestChairPublishes(t *testing.T) {
	t.Parallel()
	eachWay(t, sample.Review, func(p *place, o browser.Options) {
		chair, resident := p.as(access.Chair).browse(o), browser.New(p.t, o)
		publish := func(state, reason string) {
			chair.Go(p.url + "/ban-to-chuc/cong-bo")
			chair.Follow(`a[href="/ban-to-chuc/cong-bo/xem-truoc"]`)
			chair.Click(`input[name=trang-thai][value="` + state + `"]`)
			chair.Fill("#o-ly-do", reason)
			chair.Submit("form#cong-bo")
			p.stands(chair, "/ban-to-chuc/cong-bo")
			chair.WaitText("#noi-dung", "Đã công bố lần")
		}
		if query[int](p, `select count(*) from publications`) == 0 {
			resident.Go(p.url + "/xep-hang")
			resident.WaitText("main", "Chưa công bố")
			publish("provisional", "Sau phiên họp xét")
		}
		publish("final", "Hết hạn kiến nghị")
		resident.Go(p.url + "/xep-hang")
		resident.WaitText("main", "Kết quả chính thức")
		if n := resident.Count("main tbody tr"); n == 0 {
			p.t.Error("the ranking has no rows")
		}
		resident.Go(p.url)
		resident.Follow(`.hero a[href="/xep-hang"]`)
		p.stands(resident, "/xep-hang")
	})
}

// The administrator makes an account; its link works once; disabled, the account is out at once.
func TestAccountFromLinkToEnd(t *testing.T) {
	t.Parallel()
	eachWay(t, sample.Scoring, func(p *place, o browser.Options) {
		const email, password = "moi@maidich.example", "mot cau de nho 2024"
		admin, holder := p.as(access.Admin).browse(o), browser.New(p.t, o)
		admin.Go(p.url + "/quan-tri/tai-khoan/moi")
		admin.Fill("#o-name", "Kiểm tra viên mới")
		admin.Fill("#o-email", email)
		admin.Click(`input[name=roles][value=auditor]`)
		admin.Submit("form[data-canh-bao]")
		link := admin.Value("#lien-ket")
		admin.Reload() // which sends the form again, and it counts once
		account, _, _ := strings.Cut(strings.TrimPrefix(admin.URL(), p.url), "?")
		if n := admin.Count("#lien-ket"); n != 0 {
			p.t.Error("the link is shown a second time")
		}

		if n := query[int](p, `select count(*) from accounts where email_key = $1`, email); n != 1 {
			p.t.Errorf("%d accounts came of it", n)
		}

		holder.Go(link)
		holder.Fill("#o-password", password)
		holder.Fill("#o-again", password)
		holder.Submit("main form")
		p.stands(holder, "/dang-nhap")
		holder.Fill("#o-email", email)
		holder.Fill("#o-password", password)
		holder.Submit("main form")
		p.stands(holder, "/ban-to-chuc")
		again := browser.New(p.t, o)
		again.Go(link)
		p.answered(again, http.StatusGone)

		admin.Go(p.url + account)
		admin.Fill("#o-ly-do", "Chuyển công tác")
		admin.Submit(`form[action$="/khoa"]`)
		admin.WaitText("#noi-dung", "Đã khóa")
		holder.Reload()
		p.stands(holder, "/dang-nhap?ve=%2Fban-to-chuc")
	})
}
