package site

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/sample"
)

// ownApproved is the code of an approved activity of the sample head's unit, TDP-20.
func ownApproved(p *place) string {
	p.t.Helper()
	change(p.t, p.db, `update activities set stage = 'approved', ends_on = '2024-09-20' where code = 'HD-052'`)
	return "HD-052"
}

// amended is the form of an amendment as the page fills it in, with some fields changed.
func amended(v *visitor, at string, pairs ...string) []string {
	v.t.Helper()
	page := v.get(at).wants(http.StatusOK)
	fields := []string{form.KeyField, page.field(form.KeyField), "phien-ban", page.field("phien-ban")}
	values := map[string]string{
		activity.FieldKind: "change", activity.FieldStart: "06/05/2024", activity.FieldEnd: "20/09/2024", activity.FieldPlace: "Ngõ 99",
		activity.FieldTarget: "180 m rãnh", activity.FieldReason: "Mưa lớn kéo dài.",
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	for name, value := range values {
		fields = append(fields, name, value)
	}
	return fields
}

// TestAmendment: a head proposes, the secretary sees old and new side by side and decides, everybody sees when.
func TestAmendment(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Running)
	code := ownApproved(p)
	head, secretary, resident := p.as(access.UnitHead), p.as(access.Secretary), p.resident()
	own, decide := "/lam-viec/hoat-dong/"+code, "/ban-to-chuc/dang-ky/"+code
	at := own + "/dieu-chinh"

	head.get(own).wants(http.StatusOK, "Đề nghị điều chỉnh")
	p.as(access.UnitStaff).get(own).wants(http.StatusOK).lacks("Đề nghị điều chỉnh")
	typed := `"><script>alert(1)</script>`
	for _, c := range []struct{ field, value, says string }{
		{activity.FieldReason, "", "Hãy ghi lý do điều chỉnh."},
		{activity.FieldReason, strings.Repeat("ạ", 10_000), "tối đa là 1.000"},
		{activity.FieldEnd, "31/02/2024", "31/02/2024"},
		{activity.FieldEnd, "01/10/2024", "Ngày kết thúc phải từ"},
		{activity.FieldKind, "", "Hãy chọn loại điều chỉnh."},
		{activity.FieldKind, "resume", "Hãy chọn loại điều chỉnh."},
		{activity.FieldTarget, "", "Hãy nhập chỉ tiêu."},
		{activity.FieldQuantity, "-5", ""},
	} {
		before := p.fingerprint()
		got := head.post(at, amended(head, at, activity.FieldPlace, typed, c.field, c.value)...).wants(http.StatusUnprocessableEntity, c.says)
		if strings.Contains(got.body, "<script>alert(1)") || !strings.Contains(got.body, "&lt;script&gt;alert(1)") {
			t.Error("what was typed does not come back as text")
		}
		if p.fingerprint() != before {
			t.Errorf("%s=%q changed something", c.field, c.value)
		}
	}
	fields := amended(head, at, activity.FieldEnd, "25/9", activity.FieldReason, norm.NFD.String("Mưa lớn, lùi 5 ngày."))
	head.post(at, fields...).leadsTo(own)
	head.post(at, fields...).leadsTo(own) // a double click
	head.get(own).wants(http.StatusOK, "Chờ quyết định", "Mưa lớn, lùi 5 ngày.")
	head.post(at, amended(head, at, activity.FieldEnd, "26/9")...).wants(http.StatusConflict, "đang chờ quyết định", "26/09/2024")
	resident.get("/hoat-dong/"+code).wants(http.StatusOK).lacks("Mưa lớn", "25/09")

	secretary.get("/ban-to-chuc/dang-ky").wants(http.StatusOK, "Đề nghị điều chỉnh 1")
	secretary.get("/ban-to-chuc/dang-ky/dieu-chinh").wants(http.StatusOK, code)
	one := decide + "/dieu-chinh/1"
	view := secretary.get(one).wants(http.StatusOK, "Đang có", "20/09/2024", "25/09/2024", "Mưa lớn, lùi 5 ngày.")
	secretary.post(one+"/khong", form.KeyField, form.New().Key(), activity.FieldReason, " ").wants(http.StatusUnprocessableEntity, "Hãy ghi lý do không chấp thuận")
	p.as(access.Chair).post(one+"/chap-thuan", "phien-ban", view.field("phien-ban")).wants(http.StatusForbidden)
	head.post(one+"/chap-thuan", "phien-ban", view.field("phien-ban")).wants(http.StatusForbidden)
	secretary.post(one+"/chap-thuan", "phien-ban", "77").wants(http.StatusConflict)
	secretary.post(one+"/chap-thuan", "phien-ban", view.field("phien-ban")).leadsTo(decide)
	secretary.post(one+"/khong", activity.FieldReason, "Muộn rồi.").wants(http.StatusConflict, "đã được quyết định")

	resident.get("/hoat-dong/"+code).wants(http.StatusOK, "Đã điều chỉnh ngày 15/07/2024", "25/09/2024", "Mưa lớn, lùi 5 ngày.")
	resident.get("/hoat-dong").wants(http.StatusOK, "Đã điều chỉnh")
	head.get(own+"/phien-ban").wants(http.StatusOK, "Phiên bản 2", "So với phiên bản trước", "25/09/2024", "Thư ký")
	secretary.get(decide+"/phien-ban").wants(http.StatusOK, "Phiên bản 2")
	secretary.get(one).wants(http.StatusOK, "Đã chấp thuận", "25/09/2024").lacks("Quyết định</h2>")

	// Put off, then the proposal is taken back; and called off.
	head.post(at, amended(head, at, activity.FieldKind, "postpone", activity.FieldEnd, "25/09/2024")...).leadsTo(own)
	head.get(at+"/2").wants(http.StatusOK, "Hoạt động tạm hoãn, chưa có ngày mới.")
	head.post(at + "/2/rut").leadsTo(own)
	head.post(at + "/2/rut").wants(http.StatusConflict)
	head.post(at, amended(head, at, activity.FieldKind, "cancel", activity.FieldReason, "Không còn kinh phí.")...).leadsTo(own)
	secretary.post(decide+"/dieu-chinh/3/chap-thuan", "phien-ban", secretary.get(decide+"/dieu-chinh/3").field("phien-ban")).leadsTo(decide)
	resident.get("/hoat-dong/"+code).wants(http.StatusOK, "Đã hủy", "Không còn kinh phí.")
	head.get(at).wants(http.StatusConflict, "không điều chỉnh được")
	head.get(at + "/9").wants(http.StatusNotFound)
	head.get(at + "/x").wants(http.StatusNotFound)
	p.signedIn("bnca@maidich.example").get(at + "/1").wants(http.StatusNotFound)
	p.signedIn("bnca@maidich.example").get(own + "/phien-ban").wants(http.StatusNotFound)
}

// TestAmendmentOutOfPhase: once the campaign is concluded nothing is proposed and nothing decided.
func TestAmendmentOutOfPhase(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Running)
	code := ownApproved(p)
	head, secretary := p.as(access.UnitHead), p.as(access.Secretary)
	at := "/lam-viec/hoat-dong/" + code + "/dieu-chinh"
	fields := amended(head, at, activity.FieldPlace, "Ngõ 100")
	head.post(at, fields...).wants(http.StatusSeeOther)
	change(t, p.db, `update campaigns set phase = 'review'`)
	before := p.fingerprint()
	head.get(at).wants(http.StatusConflict, "Phong trào đang ở bước")
	fields[1] = form.New().Key()
	head.post(at, fields...).wants(http.StatusConflict, "Ngõ 100")
	one := "/ban-to-chuc/dang-ky/" + code + "/dieu-chinh/1"
	secretary.get(one).wants(http.StatusOK).lacks("Chấp thuận</button>")
	secretary.post(one+"/chap-thuan", "phien-ban", "1").wants(http.StatusConflict)
	secretary.post(one+"/khong", activity.FieldReason, "Không cần.").wants(http.StatusConflict)
	if p.fingerprint() != before {
		t.Error("something changed out of phase")
	}
}

// TestInvitation: a unit that is asked to help hears of it, answers, and both sides see the answer.
func TestInvitation(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head := p.as(access.UnitHead)
	own := drafted(head, activity.FieldPartners, "TDP-19", activity.FieldTitle, "Đường hoa hai tổ")
	code := own[strings.LastIndex(own, "/")+1:]
	other, staff := p.signedIn("tdp19@maidich.example"), p.signedIn("canbo.tdp19@maidich.example")
	at := "/lam-viec/phoi-hop/" + code + "/TDP-19"
	other.get("/lam-viec").wants(http.StatusOK).lacks(code)
	other.get(at).wants(http.StatusNotFound) // it is still a draft
	head.post(own+"/gui", "phien-ban", "1").leadsTo(own)
	other.get("/lam-viec").wants(http.StatusOK, "Được mời phối hợp", "Đường hoa hai tổ")
	other.get(at).wants(http.StatusOK, "Nhận phối hợp", "Đường hoa hai tổ")
	staff.get(at).wants(http.StatusOK, "Chờ thủ trưởng đơn vị trả lời").lacks("Nhận phối hợp</button>")
	staff.post(at, "tra-loi", "nhan").wants(http.StatusForbidden)
	head.get(at).wants(http.StatusNotFound)
	head.post(at, "tra-loi", "nhan").wants(http.StatusNotFound)
	other.post(at, "tra-loi", "khong").wants(http.StatusUnprocessableEntity, "Hãy ghi lý do không nhận")
	other.post(at, "tra-loi", "khong", activity.FieldReason, strings.Repeat("a", 10_000)).wants(http.StatusUnprocessableEntity, "tối đa là")
	other.post(at, "tra-loi", "khong", activity.FieldReason, "Tổ <b>bận</b> ngày đó.").leadsTo("/lam-viec")
	head.get(own).wants(http.StatusOK, "Không nhận", "Tổ <b>bận</b> ngày đó.").lacks("Chờ trả lời")
	p.as(access.Secretary).get("/ban-to-chuc/dang-ky/"+code).wants(http.StatusOK, "Không nhận")
	p.as(access.Secretary).post("/ban-to-chuc/dang-ky/"+code+"/duyet", "phien-ban", "2").wants(http.StatusSeeOther)
	p.resident().get("/don-vi/TDP-19").wants(http.StatusOK).lacks(code)
	other.post(at, "tra-loi", "nhan").leadsTo("/lam-viec")
	p.resident().get("/don-vi/TDP-19").wants(http.StatusOK, code)
}

// TestUndoOnThePage: for half a minute the page after a step offers to take it back.
func TestUndoOnThePage(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head, secretary := p.as(access.UnitHead), p.as(access.Secretary)
	own := drafted(head)
	code := own[strings.LastIndex(own, "/")+1:]
	decide := "/ban-to-chuc/dang-ky/" + code
	head.post(own+"/gui", "phien-ban", "1").leadsTo(own)
	page := head.get(own).wants(http.StatusOK, "Đã gửi đăng ký", "Hoàn tác")
	if !strings.Contains(page.body, `action="`+own+`/hoan-tac"`) {
		t.Fatal("the page does not lead back")
	}
	head.get(own).lacks("Hoàn tác") // it is offered once
	p.as(access.UnitStaff).post(own+"/hoan-tac", "buoc", "2").wants(http.StatusForbidden)
	p.signedIn("bnca@maidich.example").post(own+"/hoan-tac", "buoc", "2").wants(http.StatusNotFound)
	secretary.post(decide+"/hoan-tac", "buoc", "2").wants(http.StatusConflict, "không hoàn tác được nữa")
	head.post(own+"/hoan-tac", "buoc", "2").leadsTo(own)
	head.get(own).wants(http.StatusOK, "Đã hoàn tác", "Bản nháp")

	head.post(own+"/gui", "phien-ban", "3").leadsTo(own)
	secretary.post(decide+"/tra-lai", "phien-ban", "4", activity.FieldReason, "Thiếu số mét.").wants(http.StatusSeeOther)
	secretary.get(decide).wants(http.StatusOK, "Hoàn tác")
	secretary.post(decide+"/hoan-tac", "buoc", "5").wants(http.StatusSeeOther)
	head.get(own).wants(http.StatusOK, "Chờ duyệt").lacks("Ban tổ chức đã trả lại")
	head.post(own+"/rut", "phien-ban", "6", activity.FieldReason, "Nhầm.").leadsTo(own)
	change(t, p.db, `update ward set clock_skew = clock_skew + interval '40 seconds'`)
	head.post(own+"/hoan-tac", "buoc", "7").wants(http.StatusConflict, "Đã quá 30 giây")
	head.get(own).wants(http.StatusOK, "Đã rút")
}
