package site

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"portal/internal/access"
	"portal/internal/browser"
	"portal/internal/sample"
)

// The network of a telephone goes while a judge scores: the page says so, keeps what was
// typed, and saves it once the network is back. Nothing is saved twice.
func TestJudgeLosesTheNetwork(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	unit := newUnit(p, "TV-10")
	list := criteria(p, unit)
	b := p.signedIn("tv10@maidich.example").browse(browser.Phone)
	b.Go(p.url + "/ban-to-chuc/cham-diem/" + unit)
	b.Fill(boxOf(list[0].Code), "1")
	b.Keys(kb.Enter)
	b.WaitText("[data-luu][role=status]", "Đã lưu ")

	b.Offline(true)
	for _, c := range list[1:4] {
		b.Fill(boxOf(c.Code), "1,5")
		b.Keys(kb.Enter)
	}
	b.WaitText("[data-loi]", "Mất kết nối")
	if n := storedPoints(p, unit); n != 1 {
		t.Errorf("%d points are stored without a network", n)
	}
	if got := b.Value(boxOf(list[3].Code)); got != "1,5" {
		t.Errorf("the box holds %q", got)
	}
	b.Offline(false)
	b.WaitText("[data-luu][role=status]", "Đã lưu ")
	b.WaitGone("[data-loi]:not([hidden])")
	b.WaitText(fmt.Sprintf(`.sr:has([id="o-%s"]) [data-dau]`, list[3].Code), "Đã lưu")
	b.Problems() // the browser notes each request that failed
	b.Go(p.url + "/ban-to-chuc/cham-diem/" + unit)
	b.WaitText("[data-dem]", "4/14 tiêu chí")
	if n := storedPoints(p, unit); n != 4 {
		t.Errorf("%d points are stored once the network is back", n)
	}
	if n := query[int](p, `select count(*) from audit_entries where subject like '%' || $1 || '%' and action = 'score_unit'`, unit); n != 4 {
		t.Errorf("%d saves for 4 points", n)
	}
}

func storedPoints(p *place, unit string) int {
	p.t.Helper()
	return query[int](p, `
		select count(*) from sheet_points x join sheets s on s.id = x.sheet_id join units u on u.id = s.unit_id
			join committee_members m on m.id = s.member_id where u.code = $1 and m.code = 'TV-10'`, unit)
}

// Going back to a form that was answered and sending it again makes nothing twice, and loses no word.
func TestBackAndSendAgain(t *testing.T) {
	t.Parallel()
	eachWay(t, sample.Registration, func(p *place, o browser.Options) {
		const title = "Ngày hội đọc sách ở ngõ 58"
		made := func() int { return query[int](p, `select count(*) from activities where title like $1`, title+"%") }
		b := p.as(access.UnitHead).browse(o)
		b.Go(p.url + "/lam-viec/hoat-dong/moi")
		b.Fill("#o-title", title)
		savesItself(b, o)
		b.Follow("button[value=luu]")
		b.WaitText("#noi-dung", "Đã lưu bản nháp")

		b.Back()
		if !o.NoScript { // the form has become that of its draft, which is saved once more
			b.Fill("#o-title", title)
			b.Follow("button[value=luu]")
			b.WaitText("#noi-dung", "Đã lưu bản nháp")
			if n := made(); n != 1 {
				p.t.Errorf("the same form again: %d drafts", n)
			}
			return
		}
		b.Fill("#o-title", title)
		b.Fill("#o-place", "Ngõ 58")
		b.Follow("button[value=luu]")
		p.answered(b, http.StatusUnprocessableEntity)
		b.WaitText("#noi-dung", "Đơn vị đã có hoạt động HD-")
		if a, c := b.Value("#o-title"), b.Value("#o-place"); a != title || c != "Ngõ 58" {
			p.t.Errorf("after the refusal the form says %q and %q", a, c)
		}
		if n := made(); n != 1 {
			p.t.Errorf("the same form again: %d drafts", n)
		}
		b.Fill("#o-title", title+" lần hai")
		b.Follow("button[value=luu]")
		b.WaitText("#noi-dung", "Đã lưu bản nháp")
		if n := made(); n != 2 {
			p.t.Errorf("another title: %d drafts", n)
		}
	})
}
