package site

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/sample"
)

// waiting are the codes of the registrations that wait, as they came.
func waiting(p *place) []string {
	p.t.Helper()
	return strings.Fields(query[string](p, `select coalesce(string_agg(code, ' ' order by registered_at, id), '') from activities where stage = 'submitted'`))
}

// TestBulkApproval: what was ticked is shown first, then approved in one go; what changed meanwhile is named and left.
func TestBulkApproval(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	secretary := p.as(access.Secretary)
	codes := waiting(p)
	if len(codes) < 4 {
		t.Fatalf("only %v wait", codes)
	}
	const at = "/ban-to-chuc/dang-ky/duyet"
	secretary.get("/ban-to-chuc/dang-ky").wants(http.StatusOK, "Xem trước và duyệt")
	p.as(access.Chair).get("/ban-to-chuc/dang-ky").wants(http.StatusOK).lacks("Xem trước và duyệt")
	p.as(access.Chair).get(at + "?ma=" + codes[0]).wants(http.StatusForbidden)
	secretary.get(at).wants(http.StatusOK, "Không có đăng ký nào để duyệt")
	draft := query[string](p, `select code from activities where stage = 'draft' limit 1`)
	approved := query[string](p, `select code from activities where stage = 'approved' limit 1`)
	ask := url.Values{"ma": append([]string{draft, approved, "HD-999"}, codes[:3]...)}
	page := secretary.get(at+"?"+ask.Encode()).wants(http.StatusOK, "3 đăng ký sẽ được duyệt", approved+": Đang ở bước").lacks(draft + "</small>")
	chosen := []string{form.KeyField, page.field(form.KeyField)}
	for _, m := range regexp.MustCompile(`name="ma" value="([^"]+:[0-9]+)"`).FindAllStringSubmatch(page.body, -1) {
		chosen = append(chosen, "ma", m[1])
	}
	if len(chosen) != 8 {
		t.Fatalf("the look holds %v", chosen)
	}
	// One of them is changed by its unit before the button is pressed.
	change(t, p.db, `update activities set version = version + 1 where code = $1`, codes[1])
	audit := query[int](p, `select count(*) from audit_entries`)
	secretary.post(at, chosen...).leadsTo("/ban-to-chuc/dang-ky")
	secretary.post(at, chosen...).leadsTo("/ban-to-chuc/dang-ky") // a double click
	secretary.get("/ban-to-chuc/dang-ky").wants(http.StatusOK, "Đã duyệt 2 đăng ký.", "Chưa duyệt: "+codes[1])
	if n := query[int](p, `select count(*) from audit_entries`) - audit; n != 2 {
		t.Errorf("%d entries for two approvals", n)
	}
	if left := waiting(p); len(left) != len(codes)-2 || left[0] != codes[1] {
		t.Errorf("waiting: %v, before: %v", left, codes)
	}
	secretary.post(at).wants(http.StatusUnprocessableEntity, "Hãy chọn ít nhất một đăng ký.")
	secretary.post(at, "ma", codes[0]+":1").wants(http.StatusConflict, "Không còn đăng ký nào duyệt được")
	var many []string
	for i := range 201 {
		many = append(many, "ma", fmt.Sprintf("HD-%d:1", 1000+i))
	}
	secretary.post(at, many...).wants(http.StatusUnprocessableEntity, "tối đa")
	change(t, p.db, `update campaigns set phase = 'review'`)
	secretary.get(at + "?ma=" + codes[1]).wants(http.StatusConflict)
	secretary.post(at, "ma", codes[1]+":2").wants(http.StatusConflict)
}

// TestMergeOnThePage: from the page of duplicates and by a code, with what is wrong told at its box.
func TestMergeOnThePage(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	secretary := p.as(access.Secretary)
	one, other := p.as(access.UnitHead), p.signedIn("bnca@maidich.example")
	send := func(v *visitor, title string) string {
		own := drafted(v, activity.FieldTitle, title)
		v.post(own+"/gui", "phien-ban", "1").leadsTo(own)
		return own[strings.LastIndex(own, "/")+1:]
	}
	a, b := send(one, "Ngày hội đọc sách ở sân đình"), send(other, "Ngày hội đọc sách ở sân đình làng")
	secretary.get("/ban-to-chuc/dang-ky/trung-lap").wants(http.StatusOK, "Giữ "+a+", gộp "+b+" vào", "Giữ "+b+", gộp "+a+" vào")
	at := "/ban-to-chuc/dang-ky/" + b + "/gop"
	for into, says := range map[string]string{"": "Không có đăng ký", "HD-999": "Không có đăng ký HD-999", b: "Hãy chọn một đăng ký khác", "<b>": "Không có đăng ký"} {
		secretary.post(at, "phien-ban", "2", activity.FieldInto, into).wants(http.StatusUnprocessableEntity, says)
	}
	secretary.post(at, "phien-ban", "1", activity.FieldInto, a).wants(http.StatusConflict, "vừa được người khác thay đổi")
	p.as(access.Chair).post(at, "phien-ban", "2", activity.FieldInto, a).wants(http.StatusForbidden)
	secretary.post(at, "phien-ban", "2", activity.FieldInto, strings.ToLower(a), "ly-do-gop", norm.NFD.String("Cùng một việc.")).leadsTo("/ban-to-chuc/dang-ky/" + a)
	secretary.get("/ban-to-chuc/dang-ky/"+a).wants(http.StatusOK, "Đã nhận gộp đăng ký trùng", b+" – Công an phường", "Nhận gộp "+b+". Cùng một việc.")
	other.get("/lam-viec/hoat-dong/"+b).wants(http.StatusOK, "Đã gộp vào "+a)
	secretary.get("/ban-to-chuc/dang-ky?trang-thai=da-gop").wants(http.StatusOK, b)
	p.resident().get("/hoat-dong/" + b).wants(http.StatusNotFound)

	// What had been public leads to the one that remains.
	change(t, p.db, `update activities set stage = 'approved' where code = $1`, a)
	gone := query[string](p, `select code from activities where stage = 'approved' and code <> $1 order by code limit 1`, a)
	page := secretary.get("/ban-to-chuc/dang-ky/" + gone)
	secretary.post("/ban-to-chuc/dang-ky/"+gone+"/gop", "phien-ban", page.field("phien-ban"), activity.FieldInto, a).wants(http.StatusSeeOther)
	p.resident().get("/hoat-dong/" + gone).wants(http.StatusFound)
	p.resident().get("/hoat-dong").wants(http.StatusOK).lacks(gone + "<")
}

// TestPhrases: a reason is kept, chosen, counted and dropped.
func TestPhrases(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	secretary := p.as(access.Secretary)
	const at = "/ban-to-chuc/dang-ky/cau-mau"
	codes := waiting(p)
	secretary.get(at).wants(http.StatusOK, "Chỉ tiêu chưa đo đếm được.")
	p.as(access.Chair).get(at).wants(http.StatusForbidden)
	for text, says := range map[string]string{"  ": "Hãy nhập câu cần giữ.", strings.Repeat("ạ", 1001): "tối đa là 1.000"} {
		secretary.post(at, activity.FieldPhrase, text).wants(http.StatusUnprocessableEntity, says)
	}
	secretary.post(at, activity.FieldPhrase, norm.NFD.String("Thiếu địa điểm <b>cụ thể</b>.")).leadsTo(at)
	secretary.post(at, activity.FieldPhrase, "Thiếu địa điểm <b>cụ thể</b>.").leadsTo(at) // there already
	secretary.get(at).wants(http.StatusOK, "Thiếu địa điểm <b>cụ thể</b>.")
	id := query[string](p, `select id::text from return_phrases where text like 'Thiếu địa điểm%'`)
	decide := "/ban-to-chuc/dang-ky/" + codes[0]
	page := secretary.get(decide).wants(http.StatusOK, "Câu hay dùng")
	secretary.post(decide+"/tra-lai", "phien-ban", page.field("phien-ban"), activity.FieldPhrase, id, activity.FieldReason, "Xem lại số hộ.", "giu-cau", "1").
		leadsTo("/ban-to-chuc/dang-ky/" + codes[1]) // the next one that waits
	if got := query[string](p, `select return_reason from activities where code = $1`, codes[0]); got != "Thiếu địa điểm <b>cụ thể</b>.\nXem lại số hộ." {
		t.Errorf("returned with %q", got)
	}
	secretary.get(at).wants(http.StatusOK, "Xem lại số hộ.")
	secretary.post(at + "/" + id + "/bo").leadsTo(at)
	secretary.post(at + "/" + id + "/bo").wants(http.StatusNotFound)
	secretary.post(at + "/x/bo").wants(http.StatusNotFound)
	secretary.get(at).wants(http.StatusOK).lacks("Thiếu địa điểm")
}

// TestWholeListOnOnePage: sixty on one page, filtered by month, too; units that are silent are counted and listed.
func TestWholeListOnOnePage(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	secretary := p.as(access.Secretary)
	page := secretary.get("/ban-to-chuc/dang-ky").wants(http.StatusOK, "Đơn vị chưa đăng ký")
	sent := query[int](p, `select count(*) from activities where stage <> 'draft'`)
	if n := strings.Count(page.body, `<th scope="row">`); n != sent || n < 30 {
		t.Errorf("%d of %d rows on the page", n, sent)
	}
	may := query[int](p, `select count(*) from activities where stage <> 'draft' and starts_on < '2024-06-01' and ends_on >= '2024-05-01'`)
	secretary.get("/ban-to-chuc/dang-ky?thang=2024-05").wants(http.StatusOK, fmt.Sprintf("%d đăng ký", may), "Tháng 5/2024")
	secretary.get("/ban-to-chuc/dang-ky?thang=2024-13").wants(http.StatusNotFound)
	silent := secretary.get("/ban-to-chuc/dang-ky/chua-dang-ky").wants(http.StatusOK, "Tổ trưởng", "0000 000")
	secret := query[string](p, `select title from activities a where stage = 'draft' and not exists (
		select from activities o where o.unit_id = a.unit_id and o.stage <> 'draft') limit 1`)
	silent.wants(http.StatusOK, "Đang viết nháp").lacks(secret)
	secretary.get("/ban-to-chuc/dang-ky/can-doi").wants(http.StatusOK, "Lĩnh vực theo tháng", "Đơn vị theo tuần", "Trùng địa điểm")
	p.as(access.UnitHead).get("/ban-to-chuc/dang-ky/can-doi").wants(http.StatusForbidden)
}
