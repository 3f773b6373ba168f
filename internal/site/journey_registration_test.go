package site

import (
	"net/http"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/browser"
	"portal/internal/sample"
)

// TestJourneyOfARegistration: a unit registers on a phone, the secretary returns at a desk, the unit mends,
// the secretary approves, a resident sees it. It goes the same way without script.
func TestJourneyOfARegistration(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ unit, desk browser.Options }{
		"with script":    {browser.Phone, browser.Options{}},
		"without script": {browser.Options{Width: 390, Height: 844, NoScript: true}, browser.Options{NoScript: true, Dark: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := open(t, sample.Registration)
			at := func(o browser.Options, role access.Role) *browser.Page {
				b := browser.New(t, o)
				b.Cookie(p.url, sessionCookie, p.as(role).token)
				return b
			}
			looks := func(b *browser.Page) {
				t.Helper()
				b.NoSidewaysScroll()
				if !strings.HasPrefix(name, "without") { // axe is a script
					b.Axe()
				}
			}
			box := func(field string) string { return "#o-" + field }
			unfold := func(b *browser.Page, part string) {
				if !c.unit.NoScript { // with script a phone shows the first part, and what is to be mended
					b.Click(part + ":not([open]) > summary")
				}
			}
			head, secretary := at(c.unit, access.UnitHead), at(c.desk, access.Secretary)

			head.Go(p.url + "/lam-viec")
			looks(head)
			head.Follow(`main a[href="/lam-viec/hoat-dong/moi"]`)
			head.Fill(box(activity.FieldTitle), "Đường hoa ngõ 58")
			savesItself(head, c.unit)
			unfold(head, "#phan-2")
			head.Fill(box(activity.FieldStart), "10/6")
			head.Fill(box(activity.FieldEnd), "28/05/2024")
			unfold(head, "#phan-3")
			head.Fill(box(activity.FieldTarget), "Trồng 200 m đường hoa")
			head.Follow(`button[value="gui"]`)
			if head.Status() != http.StatusUnprocessableEntity || head.Value(box(activity.FieldTitle)) != "Đường hoa ngõ 58" {
				t.Fatalf("a wrong date: status %d, title %q", head.Status(), head.Value(box(activity.FieldTitle)))
			}
			head.WaitText(box(activity.FieldEnd)+"-e", "Ngày kết thúc phải từ 10/06/2024 trở đi.")
			looks(head)
			head.Fill(box(activity.FieldEnd), "30/6")
			head.Follow(`button[value="gui"]`)
			head.WaitText("main", "Chờ duyệt")
			own := strings.TrimPrefix(head.URL(), p.url)
			code := strings.TrimPrefix(own, "/lam-viec/hoat-dong/")

			secretary.Go(p.url + "/ban-to-chuc/dang-ky?trang-thai=cho-duyet&q=" + code)
			looks(secretary)
			secretary.Follow(`a[href="/ban-to-chuc/dang-ky/` + code + `"]`)
			looks(secretary)
			secretary.Fill(box(activity.FieldReason), "Ghi rõ địa điểm.")
			secretary.Submit(`form[action$="/tra-lai"]`)
			secretary.WaitText("main", "Đã trả lại đăng ký "+code) // and the next one that waits is open
			decision := p.url + "/ban-to-chuc/dang-ky/" + code
			secretary.Go(decision)
			secretary.WaitText("main", "Đã trả lại, chờ đơn vị sửa")

			head.Go(p.url + "/lam-viec")
			head.WaitText(".todo", "Ghi rõ địa điểm.")
			head.Follow(`.todo a[href="` + own + `/sua"]`)
			looks(head)
			unfold(head, "#phan-2")
			head.Fill(box(activity.FieldPlace), "Ngõ 58")
			head.Follow(`button[value="gui"]`)

			secretary.Go(decision)
			secretary.Submit(`form[action$="/duyet"]`)
			secretary.WaitText("main", "Đã duyệt đăng ký "+code)

			resident := browser.New(t, c.unit)
			resident.Go(p.url + "/hoat-dong/" + code)
			resident.WaitText("main", "Đường hoa ngõ 58")
			resident.WaitText("main", "Ngõ 58")
		})
	}
}
