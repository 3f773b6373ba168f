package site

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/sample"
)

// plan is a whole registration as its form sends it; more replaces what it names.
func plan(more ...string) []string {
	fields := []string{
		activity.FieldTitle, "Đường hoa ngõ 58", activity.FieldCategory, "MT", activity.FieldDescription, "Trồng và chăm hoa.",
		activity.FieldStart, "10/06/2024", activity.FieldEnd, "30/06/2024", activity.FieldPlace, "Ngõ 58",
		activity.FieldTarget, "Trồng 200 m đường hoa", activity.FieldQuantity, "200", activity.FieldQuantityUnit, "mét",
		activity.FieldParticipants, "1.500", activity.FieldBudgetState, "2.000.000", activity.FieldBudgetSocial, "4.500.000",
		activity.FieldBudgetTotal, "6.500.000", activity.FieldResponsible, "Tổ trưởng", activity.FieldPartners, "DT-PN", activity.FieldEvidence, "Ảnh",
	}
	for i := 0; i+1 < len(more); i += 2 {
		if at := slices.Index(fields, more[i]); at >= 0 && at%2 == 0 {
			fields[at+1] = more[i+1]
		} else {
			fields = append(fields, more[i], more[i+1])
		}
	}
	return fields
}

// drafted registers as a unit's staff and returns the address of the new draft.
func drafted(v *visitor, more ...string) string {
	v.t.Helper()
	to := v.post("/lam-viec/hoat-dong/moi", plan(more...)...).wants(http.StatusSeeOther).header.Get("Location")
	if !strings.HasPrefix(to, "/lam-viec/hoat-dong/HD-") {
		v.t.Fatalf("a draft led to %s", to)
	}
	return strings.TrimSuffix(to, "/sua")
}

// TestRegistrationFromDraftToEverybody: a unit registers, the secretary returns, the unit mends,
// the secretary approves, and the trail keeps it all.
func TestRegistrationFromDraftToEverybody(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	staff, head, secretary := p.as(access.UnitStaff), p.as(access.UnitHead), p.as(access.Secretary)
	staff.get("/lam-viec/hoat-dong/moi").wants(200, "Đăng ký hoạt động", "thủ trưởng đơn vị gửi").lacks(`value="gui"`)
	own := drafted(staff)
	code := strings.TrimPrefix(own, "/lam-viec/hoat-dong/")
	decide := "/ban-to-chuc/dang-ky/" + code
	staff.get("/lam-viec").wants(200, "Bản nháp chưa gửi", code)
	staff.get(own).wants(200, "1.500", "6.500.000 đồng", "ngân sách 2.000.000 đồng", "Hội Liên hiệp Phụ nữ phường", "10/06/2024").
		lacks("Rút đăng ký")
	secretary.get(decide).wants(http.StatusNotFound)

	draft := head.get(own+"/sua").wants(200, "Đường hoa ngõ 58", "Gửi đăng ký", "Rút đăng ký")
	head.post(own+"/sua", plan("viec", "gui", "phien-ban", draft.field("phien-ban"))...).leadsTo(own)
	head.get(own).wants(200, "Đã gửi đăng ký "+code, "Chờ duyệt").lacks("Bổ sung")
	head.get(own + "/sua").leadsTo(own)

	secretary.get("/ban-to-chuc/dang-ky?trang-thai=cho-duyet&q=duong+hoa+ngo+58").wants(200, "Đường hoa ngõ 58", "1 đăng ký")
	waiting := secretary.get(decide).wants(200, "Duyệt đăng ký", "Lý do trả lại")
	secretary.post(decide+"/tra-lai", "phien-ban", waiting.field("phien-ban")).
		wants(http.StatusUnprocessableEntity, "Hãy ghi lý do trả lại để đơn vị biết cần sửa gì.", "Đường hoa ngõ 58")
	secretary.post(decide+"/tra-lai", "phien-ban", waiting.field("phien-ban"), "ly-do", "Ghi rõ trồng loại hoa nào.").wants(http.StatusSeeOther)

	head.get("/lam-viec").wants(200, "Ban tổ chức trả lại đăng ký", "Ghi rõ trồng loại hoa nào.", "Sửa và gửi lại")
	back := head.get(own+"/sua").wants(200, "Ghi rõ trồng loại hoa nào.", "Gửi lại")
	head.post(own+"/sua", plan("viec", "gui", "phien-ban", back.field("phien-ban"), activity.FieldDescription, "Trồng hoa mười giờ.")...).leadsTo(own)
	again := secretary.get(decide).wants(200, "Trồng hoa mười giờ.", "Trả lại", "Ghi rõ trồng loại hoa nào.")
	secretary.post(decide+"/duyet", "phien-ban", again.field("phien-ban")).wants(http.StatusSeeOther)
	secretary.get(decide).wants(200, "Đã duyệt đăng ký "+code+".").lacks("Lý do trả lại")
	head.get(own).wants(200, "Gửi đăng ký", "Trả lại", "Đã duyệt", "Trang công khai").lacks("Rút đăng ký")
	if n := query[int](p, `select count(*) from audit_entries where subject = $1`, "activity "+code); n != 5 {
		t.Errorf("the audit log has %d entries of it, want 5", n)
	}
}

// TestRegistrationRefused: what is wrong is said at its field, everything typed comes back, and nothing is kept.
func TestRegistrationRefused(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head := p.as(access.UnitHead)
	before := p.fingerprint()
	long := strings.Repeat("dài ", 2500)
	for _, c := range []struct{ field, typed, sentence string }{
		{activity.FieldTitle, "", "Hãy nhập tên hoạt động."},
		{activity.FieldTitle, long, "Tên hoạt động dài 9.999 ký tự, tối đa là 300. Hãy rút gọn."},
		{activity.FieldDescription, long, "tối đa là 4.000"},
		{activity.FieldEvidence, long, "tối đa là 1.000"},
		{activity.FieldStart, "31/02/2024", "Tháng 2 năm 2024 chỉ có 29 ngày."},
		{activity.FieldStart, "hôm nào", "Hãy nhập ngày dạng"},
		{activity.FieldStart, "30/04/2024", "Ngày bắt đầu phải từ 01/05/2024 đến 30/09/2024."},
		{activity.FieldEnd, "28/05/2024", "Ngày kết thúc phải từ 10/06/2024 trở đi."},
		{activity.FieldEnd, "01/10/2024", "Ngày kết thúc phải từ 01/05/2024 đến 30/09/2024."},
		{activity.FieldQuantity, "-3", "Số không được âm."},
		{activity.FieldQuantity, "0", "Số lượng phải từ 1 trở lên."},
		{activity.FieldQuantity, "2,5", "Hãy nhập số nguyên, không có phần lẻ."},
		{activity.FieldQuantity, "nhiều", "Hãy nhập một số"},
		{activity.FieldParticipants, "99999999999999999999", "Số lớn nhất được nhập là"},
		{activity.FieldBudgetTotal, "7.000.000", "Tổng kinh phí phải bằng ngân sách cộng xã hội hóa, là 6.500.000 đồng."},
		{activity.FieldBudgetState, "-1", "Số không được âm."},
		{activity.FieldTarget, "", "Hãy nhập chỉ tiêu."},
		{activity.FieldCategory, "XX", "Hãy chọn một lĩnh vực trong danh sách."},
		{activity.FieldPartners, "TDP-77", "Hãy chọn đơn vị phối hợp trong danh sách."},
		{activity.FieldPartners, "TDP-20", "Đơn vị đăng ký không phải là đơn vị phối hợp của chính mình."},
	} {
		refused := head.post("/lam-viec/hoat-dong/moi", plan("viec", "gui", c.field, c.typed)...).
			wants(http.StatusUnprocessableEntity, c.sentence, "Lỗi: ", "1 chỗ cần sửa", "Ngõ 58")
		if !strings.Contains(refused.body, `href="#o-`+c.field+`"`) {
			t.Errorf("%s: the summary does not lead to the field", c.field)
		}
		if c.field != activity.FieldCategory && c.field != activity.FieldPartners && !strings.Contains(refused.body, strings.TrimSpace(c.typed)) {
			t.Errorf("%s: what was typed did not come back", c.field)
		}
	}
	head.post("/lam-viec/hoat-dong/moi", "viec", "gui").
		wants(http.StatusUnprocessableEntity, "4 chỗ cần sửa", "Hãy nhập ngày bắt đầu.", "Hãy nhập ngày kết thúc.")
	if p.fingerprint() != before {
		t.Error("a refused form changed something")
	}
}

// TestRegistrationOfScripts: markup that was typed is text everywhere it is shown.
func TestRegistrationOfScripts(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head, secretary := p.as(access.UnitHead), p.as(access.Secretary)
	evil := `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	texts := []string{
		activity.FieldTitle, evil, activity.FieldDescription, evil, activity.FieldPlace, evil, activity.FieldTarget, evil,
		activity.FieldQuantityUnit, evil, activity.FieldResponsible, evil, activity.FieldEvidence, evil,
	}
	own := drafted(head, texts...)
	code := strings.TrimPrefix(own, "/lam-viec/hoat-dong/")
	wrong := slices.Concat(texts, []string{activity.FieldStart, evil, activity.FieldEnd, evil, activity.FieldQuantity, evil, activity.FieldCategory, evil})
	pages := []*reply{
		head.get("/lam-viec"), head.get(own), head.get(own + "/sua"),
		head.post("/lam-viec/hoat-dong/moi", plan(wrong...)...),
		head.post(own+"/sua", plan(slices.Concat([]string{"phien-ban", "77"}, texts, []string{activity.FieldPlace, evil + "2"})...)...), // conflict
		head.post(own+"/rut", "phien-ban", "77", "ly-do", evil),
	}
	for _, a := range []string{own, drafted(head, append(texts, activity.FieldEnd, "29/09/2024")...)} { // two alike
		head.post(a+"/gui", "phien-ban", "1").leadsTo(a)
	}
	decide := "/ban-to-chuc/dang-ky/" + code
	pages = append(pages, secretary.get("/ban-to-chuc/dang-ky?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"), secretary.get(decide),
		secretary.get("/ban-to-chuc/dang-ky?trang-thai=cho-duyet&q=alert"), secretary.post(decide+"/tra-lai", "phien-ban", "77", "ly-do", evil))
	secretary.post(decide+"/tra-lai", "phien-ban", "2", "ly-do", evil).wants(http.StatusSeeOther)
	pages = append(pages, head.get("/lam-viec"), head.get(own), secretary.get(decide), secretary.get("/ban-to-chuc/dang-ky/trung-lap"))
	for _, page := range pages {
		if strings.Contains(page.body, "<script>alert") || strings.Contains(page.body, "<img src=x") || !strings.Contains(page.body, "&lt;script&gt;") {
			t.Errorf("%s: markup that was typed must be shown as text", page.what)
		}
		if page.status >= 500 {
			t.Errorf("%s: %d", page.what, page.status)
		}
	}
}

func TestRegistrationKeepsNFC(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	own := drafted(p.as(access.UnitStaff), activity.FieldTitle, norm.NFD.String("Đường hoa phường Mai Dịch"))
	code := strings.TrimPrefix(own, "/lam-viec/hoat-dong/")
	if got := query[string](p, `select title from activities where code = $1`, code); got != "Đường hoa phường Mai Dịch" {
		t.Errorf("kept %q", got)
	}
}

// TestOneFormTwice: pressed twice, or sent again after a time-out, a form makes one activity and leads to it both times.
func TestOneFormTwice(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	staff := p.as(access.UnitStaff)
	count := func() int { return query[int](p, `select count(*) from activities`) }
	before := count()
	fields := plan(form.KeyField, staff.get("/lam-viec/hoat-dong/moi").field(form.KeyField))
	first := staff.post("/lam-viec/hoat-dong/moi", fields...).wants(http.StatusSeeOther)
	staff.post("/lam-viec/hoat-dong/moi", fields...).leadsTo(first.header.Get("Location"))
	if n := count() - before; n != 1 {
		t.Errorf("%d activities came of it", n)
	}
}

// TestTwoPeopleOneDraft: the later of two savings is refused with both values in sight and nothing lost.
func TestTwoPeopleOneDraft(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	staff, head := p.as(access.UnitStaff), p.as(access.UnitHead)
	own := drafted(staff)
	version := staff.get(own + "/sua").field("phien-ban")
	head.post(own+"/sua", plan("phien-ban", version, activity.FieldTitle, "Của thủ trưởng", activity.FieldPartners, "DT-CB")...).leadsTo(own + "/sua")

	refused := staff.post(own+"/sua", plan("phien-ban", version, activity.FieldTitle, "Của cán bộ", activity.FieldEnd, "15/7")...).
		wants(http.StatusConflict, "Người khác vừa thay đổi", "Chỗ khác nhau", "Của thủ trưởng", "Của cán bộ", "15/07/2024",
			"Hội Cựu chiến binh phường", "Hội Liên hiệp Phụ nữ phường")
	if title := query[string](p, `select title from activities where code = $1`, own[len("/lam-viec/hoat-dong/"):]); title != "Của thủ trưởng" {
		t.Errorf("it was saved over: %s", title)
	}
	// A mistake in a stale form does not make it fresh.
	staff.post(own+"/sua", plan("phien-ban", version, activity.FieldTitle, "")...).wants(http.StatusUnprocessableEntity)
	if got := staff.post(own+"/sua", plan("phien-ban", version, activity.FieldTitle, "")...).field("phien-ban"); got != version {
		t.Errorf("the refused form now says version %s instead of %s", got, version)
	}
	// Having seen both, one's own words may be kept.
	staff.post(own+"/sua", plan("phien-ban", refused.field("phien-ban"), activity.FieldTitle, "Của cả hai")...).leadsTo(own + "/sua")
	// The head sends meanwhile: the words stay in sight, but there is nothing to press.
	version = staff.get(own + "/sua").field("phien-ban")
	head.post(own+"/gui", "phien-ban", version).leadsTo(own)
	staff.post(own+"/sua", plan("phien-ban", version, activity.FieldTitle, "Muộn mất rồi")...).
		wants(http.StatusConflict, "Chờ duyệt", "Muộn mất rồi").lacks("Lưu nháp")
}

// TestDecisionOnWhatWasSeen: the secretary decides on what stood on the page, not on what came after it.
func TestDecisionOnWhatWasSeen(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head, secretary := p.as(access.UnitHead), p.as(access.Secretary)
	own := drafted(head)
	decide := strings.Replace(own, "/lam-viec/hoat-dong/", "/ban-to-chuc/dang-ky/", 1)
	head.post(own+"/gui", "phien-ban", "1").leadsTo(own)
	version := secretary.get(decide).field("phien-ban")
	head.post(own+"/rut", "phien-ban", version).wants(http.StatusUnprocessableEntity, "Hãy ghi lý do rút đăng ký.")
	head.post(own+"/rut", "phien-ban", version, "ly-do", "Trùng với tổ 19").leadsTo(own)
	secretary.post(decide+"/duyet", "phien-ban", version).wants(http.StatusConflict, "vừa được người khác thay đổi", "Đã rút")
	secretary.post(decide+"/tra-lai", "phien-ban", version, "ly-do", "Thiếu ảnh minh họa").wants(http.StatusConflict, "Thiếu ảnh minh họa")
	secretary.post(decide + "/duyet").wants(http.StatusConflict)
}

// TestOthersRegistrations: of another unit there is nothing to see, and nothing to do.
func TestOthersRegistrations(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	own := drafted(p.as(access.UnitStaff))
	before := p.fingerprint()
	other := p.signedIn("tdp01@maidich.example")
	for _, page := range []*reply{
		other.get(own), other.get(own + "/sua"), other.post(own+"/sua", plan("phien-ban", "1")...),
		other.post(own+"/gui", "phien-ban", "1"), other.post(own+"/rut", "phien-ban", "1", "ly-do", "x"),
	} {
		page.wants(http.StatusNotFound).lacks("Đường hoa ngõ 58", "<h1>Đường")
	}
	// A unit in the form that is not the writer's.
	other.post("/lam-viec/hoat-dong/moi", plan(activity.FieldUnit, "TDP-20")...).wants(http.StatusForbidden)
	p.as(access.UnitStaff).post(own+"/gui", "phien-ban", "1").wants(http.StatusForbidden)
	p.as(access.UnitStaff).post(own+"/sua", plan("phien-ban", "1", "viec", "gui")...).wants(http.StatusForbidden)
	other.get("/lam-viec?don-vi=TDP-20").wants(http.StatusNotFound)
	other.get("/lam-viec").lacks("Đường hoa ngõ 58")
	if p.fingerprint() != before {
		t.Error("somebody changed what is not theirs")
	}
}

// TestRegistrationAfterTheDeadline is taken and marked; once the council meets it is taken no more.
func TestRegistrationAfterTheDeadline(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	head := p.as(access.UnitHead)
	head.get("/lam-viec/hoat-dong/moi").wants(200, "được ghi là bổ sung")
	to := head.post("/lam-viec/hoat-dong/moi", plan("viec", "gui", activity.FieldStart, "29/9", activity.FieldEnd, "30/9")...).wants(http.StatusSeeOther)
	head.get(to.header.Get("Location")).wants(200, "Bổ sung", "29/09/2024")
	p.as(access.Secretary).get("/ban-to-chuc/dang-ky?bo-sung=1").wants(200, "Đường hoa ngõ 58", "1 đăng ký")

	late := open(t, sample.Review)
	head = late.as(access.UnitHead)
	before := late.fingerprint()
	head.get("/lam-viec").wants(200).lacks("/lam-viec/hoat-dong/moi")
	head.get("/lam-viec/hoat-dong/moi").wants(http.StatusConflict, "Họp xét")
	head.post("/lam-viec/hoat-dong/moi", plan("viec", "gui")...).wants(http.StatusConflict, "Họp xét", "Đường hoa ngõ 58").lacks("Lưu nháp")
	if late.fingerprint() != before {
		t.Error("something was kept out of its phase")
	}
}

// TestSeveralUnits: who works for two units says for which they register.
func TestSeveralUnits(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	fixtureJoin(p, "canbo.tdp20@maidich.example", "TDP-21")
	staff := p.as(access.UnitStaff)
	staff.get("/lam-viec").wants(200, "Tất cả đơn vị", "Tổ dân phố số 21")
	staff.get("/lam-viec/hoat-dong/moi?don-vi=TDP-21").wants(200, "Đơn vị đăng ký")
	staff.post("/lam-viec/hoat-dong/moi", plan()...).wants(http.StatusUnprocessableEntity, "Hãy chọn đơn vị đăng ký.")
	own := drafted(staff, activity.FieldUnit, "TDP-21")
	staff.get(own).wants(200, "Tổ dân phố số 21")
	staff.get("/lam-viec?don-vi=TDP-21").wants(200, "Đường hoa ngõ 58")
	staff.get("/lam-viec?don-vi=TDP-20").wants(200).lacks("Đường hoa ngõ 58")
}

// fixtureJoin lets an account work for one more unit.
func fixtureJoin(p *place, email, unit string) {
	p.t.Helper()
	err := p.db.Keep(p.t.Context(), func(tx pgx.Tx) error {
		_, err := tx.Exec(p.t.Context(), `insert into memberships (account_id, unit_id, role, valid_from)
			select a.id, u.id, 'unit_staff', '2024-01-01' from accounts a, units u where a.email_key = $1 and u.code = $2`, email, unit)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func TestListOfRegistrations(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	secretary := p.as(access.Secretary)
	waiting := query[int](p, `select count(*) from activities where stage = 'submitted'`)
	page := secretary.get("/ban-to-chuc/dang-ky").wants(200, "Chờ duyệt ("+strconv.Itoa(waiting)+")", "Trả lại (", "Đã duyệt (")
	page.lacks("Bản nháp")
	secretary.get("/ban-to-chuc/dang-ky?khoi=C1&trang-thai=da-duyet").wants(200, "Bỏ lọc")
	secretary.get("/ban-to-chuc/dang-ky?q=khongcogithe").wants(200, "Không có đăng ký nào ở đây")
	secretary.get("/ban-to-chuc/dang-ky?trang-thai=xyz").wants(http.StatusNotFound)
	secretary.get("/ban-to-chuc/dang-ky/HD-999").wants(http.StatusNotFound)
	secretary.get("/ban-to-chuc/dang-ky/trung-lap").wants(200, "Đăng ký có thể trùng")
	p.as(access.Auditor).get("/ban-to-chuc/dang-ky/HD-001").wants(200).lacks("Duyệt đăng ký", "Trả lại đơn vị")
}
