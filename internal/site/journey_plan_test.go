package site

import (
	"net/http"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/browser"
	plans "portal/internal/plan"
	"portal/internal/sample"
)

// TestJourneyOfThePlan: the secretary issues the plan, a unit amends an activity on a phone, the chair issues the next
// edition, and a resident finds both, with what changed and which was in force.
func TestJourneyOfThePlan(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ phone, desk browser.Options }{
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
			code := query[string](p, `select min(a.code) from activities a join units u on u.id = a.unit_id where u.code = 'TDP-20' and stage in ('submitted', 'approved')`)
			change(t, p.db, `update activities set stage = 'approved' where code = $1`, code)

			secretary := at(c.desk, access.Secretary)
			secretary.Go(p.url + "/ban-to-chuc")
			secretary.Follow(`.todo a[href="` + planHref + `"]`)
			secretary.WaitText("main", "Chưa ban hành kế hoạch.")
			looks(secretary)
			secretary.Follow(`a[href="` + issueHref + `"]`)
			secretary.Fill(box(plans.FieldNumber), "5/KH-UBND")
			secretary.Fill(box(plans.FieldSigner), "Trần C")
			secretary.Follow(`main form .ft button`)
			p.answered(secretary, http.StatusUnprocessableEntity)
			secretary.WaitText(box(plans.FieldNumber)+"-e", "Ghi số đúng thể thức: 05/KH-UBND.")
			if got := secretary.Value(box(plans.FieldSigner)); got != "Trần C" {
				t.Errorf("the name that was typed is %q now", got)
			}
			looks(secretary)
			secretary.Fill(box(plans.FieldNumber), "05/KH-UBND")
			secretary.Follow(`main form .ft button`)
			secretary.WaitText("main", "Đã ban hành bản thứ 1 của kế hoạch, số 05/KH-UBND.")
			secretary.WaitText("main", "Không có gì thay đổi")
			looks(secretary)

			resident := browser.New(t, c.phone)
			resident.Go(p.url + "/van-ban")
			looks(resident)
			resident.Follow(`main a[href="/van-ban/ke-hoach/1"]`)
			resident.WaitText("h1", "Kế hoạch số 05/KH-UBND")
			resident.WaitText("main", code)
			looks(resident)

			head := at(c.phone, access.UnitHead)
			head.Go(p.url + "/lam-viec/hoat-dong/" + code + "/dieu-chinh")
			head.Click(`input[value="change"]`)
			head.Fill(box(activity.FieldReason), "Sân đang sửa.")
			head.Fill(box(activity.FieldPlace), "Sân trường tiểu học")
			head.Submit(`main form`)
			head.WaitText("main", "Chờ quyết định")

			decision := "/ban-to-chuc/dang-ky/" + code + "/dieu-chinh/1"
			secretary.Go(p.url + decision)
			secretary.Submit(`form[action$="/chap-thuan"]`)
			secretary.Go(p.url + decision)
			secretary.WaitText("main", "Kế hoạch đang có hiệu lực chưa có thay đổi này.")
			looks(secretary)

			chair := at(c.desk, access.Chair)
			chair.Go(p.url + planHref)
			chair.WaitText("main", "nay là “Sân trường tiểu học”")
			looks(chair)
			chair.Follow(`a[href="` + issueHref + `"]`)
			looks(chair)
			chair.Fill(box(plans.FieldNumber), "06/KH-UBND")
			chair.Fill(box(plans.FieldReason), "Một hoạt động đổi địa điểm.")
			chair.Follow(`main form .ft button`)
			chair.WaitText("main", "Đã ban hành bản thứ 2 của kế hoạch, số 06/KH-UBND.")

			resident.Go(p.url + "/van-ban")
			resident.Fill("#o-ngay", "18/4")
			resident.Submit(`main form`)
			resident.WaitText("main", "18/04/2024 là bản thứ 2, số 06/KH-UBND.")
			resident.WaitText("main", "Lý do: Sân đang sửa.")
			looks(resident)
			resident.Follow(`main a[href="/van-ban/ke-hoach/1"]`)
			resident.WaitText("main", "Hết hiệu lực từ 18/04/2024")
		})
	}
}
