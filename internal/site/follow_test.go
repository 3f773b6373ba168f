package site

import (
	"net/http"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/form"
	"portal/internal/sample"
)

func TestMonitorFollows(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	monitor := p.signedIn("tv04@maidich.example")
	mine := monitor.get("/ban-to-chuc/theo-doi").wants(http.StatusOK, "TV-04", "(bạn)", "HD-007", "HD-012", "Hội Liên hiệp Phụ nữ").lacks("HD-030")
	if strings.Contains(mine.body, "tat-ca") {
		t.Error("a monitor is offered what others follow")
	}
	monitor.get("/ban-to-chuc/theo-doi?cua=TV-04").wants(http.StatusOK)
	monitor.get("/ban-to-chuc/theo-doi?cua=tat-ca").wants(http.StatusForbidden)
	monitor.get("/ban-to-chuc/theo-doi?cua=TV-05").wants(http.StatusForbidden)
	monitor.get("/ban-to-chuc/theo-doi?tinh-trang=sao").wants(http.StatusNotFound)
	monitor.get("/ban-to-chuc/theo-doi?tinh-trang=qua-han").wants(http.StatusOK)
	monitor.get("/ban-to-chuc/theo-doi/HD-030").wants(http.StatusNotFound)
	monitor.get("/ban-to-chuc/theo-doi/HD-999").wants(http.StatusNotFound)

	secretary := p.as(access.Secretary)
	everybody := secretary.get("/ban-to-chuc/theo-doi").wants(http.StatusOK, "TV-04", "TV-05", "HD-007", "HD-030")
	if n := strings.Count(everybody.body, "HD-007</small>"); n != 1 {
		t.Errorf("an activity stands %d times among everybody's", n)
	}
	secretary.get("/ban-to-chuc/theo-doi?cua=TV-04").wants(http.StatusOK, "HD-007").lacks("HD-030")
	secretary.get("/ban-to-chuc/theo-doi?cua=TV-99").wants(http.StatusNotFound)
	secretary.get("/ban-to-chuc/theo-doi/HD-007").wants(http.StatusOK).lacks("Đã thấy gì")
	p.as(access.Auditor).get("/ban-to-chuc/theo-doi?tinh-trang=dung-tien-do").wants(http.StatusOK)
	p.as(access.Admin).get("/ban-to-chuc/theo-doi").wants(http.StatusForbidden)
}

func TestVisitIsRecorded(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	monitor := p.signedIn("tv04@maidich.example")
	const to = "/ban-to-chuc/theo-doi/HD-007"
	monitor.get(to).wants(http.StatusOK, "Ghi lần đến", "Ngày đến")
	before := p.fingerprint()
	monitor.post(to).wants(http.StatusUnprocessableEntity, "Hãy nhập ngày đến.", "Hãy ghi những gì đã thấy.")
	monitor.post(to, "ngay", "1/1/2030", "noi-dung", "Tôi đã đến").
		wants(http.StatusUnprocessableEntity, "Ngày đến không được sau hôm nay", "Tôi đã đến", "1/1/2030")
	monitor.post(to, "ngay", "31/6", "noi-dung", "Tôi đã đến").wants(http.StatusUnprocessableEntity, "Tháng 6 chỉ có 30 ngày.")
	monitor.post(to, "ngay", "20/9/2024", "noi-dung", strings.Repeat("ệ", 2001)).wants(http.StatusUnprocessableEntity, "2.001", "2.000")
	monitor.post("/ban-to-chuc/theo-doi/HD-030", "ngay", "20/9/2024", "noi-dung", "Của người khác").wants(http.StatusForbidden)
	p.as(access.Secretary).post(to, "ngay", "20/9/2024", "noi-dung", "Thư ký").wants(http.StatusForbidden)
	if p.fingerprint() != before {
		t.Error("a refused visit changed something")
	}

	fields := []string{"ngay", "20/9", "noi-dung", "Dòng một <script>x</script>\r\nDòng hai", "khoa", form.New().Key()}
	monitor.post(to, fields...).leadsTo(to)
	monitor.post(to, fields...).leadsTo(to)
	page := monitor.get(to).wants(http.StatusOK, "Đã ghi lần đến.", "20/09/2024", "Dòng một <script>x</script>", "Dòng hai")
	if strings.Contains(page.body, "<script>x") {
		t.Error("a note is markup")
	}
	if n := query[int](p, `select count(*) from visits where note like 'Dòng một%'`); n != 1 {
		t.Errorf("%d visits of two sendings", n)
	}
	if query[bool](p, `select bool_or(after like '%Dòng một%') from audit_entries`) {
		t.Error("the note is in the audit log for ever")
	}
	p.as(access.Auditor).get("/nhat-ky?viec=record_visit").wants(http.StatusOK, "Ghi lần đến: Lần đến HD-007", "20/09/2024")
}

func TestVisitWaitsForItsPhase(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Concluded)
	monitor := p.signedIn("tv04@maidich.example")
	const to = "/ban-to-chuc/theo-doi/HD-007"
	monitor.get(to).wants(http.StatusOK, "không làm được việc này").lacks("Đã thấy gì")
	monitor.post(to, "ngay", "20/9/2024", "noi-dung", "Muộn rồi").wants(http.StatusConflict, "không làm được việc này")
}
