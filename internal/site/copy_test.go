package site

import (
	"net/http"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/sample"
)

// earlier makes a campaign of the year before with activities of two units.
func earlier(p *place) {
	p.t.Helper()
	change(p.t, p.db, `insert into campaigns (slug, name, starts_on, ends_on, registration_deadline, phase, current)
		values ('nam-2023', 'Thi đua năm 2023', '2023-05-01', '2023-09-30', '2023-04-20', 'archived', false)`)
	change(p.t, p.db, `insert into activities (campaign_id, code, unit_id, title, category, starts_on, ends_on, place, target, target_quantity, budget_state, stage, return_reason)
		select c.id, 'HD-00' || n, u.id, 'Trồng hoa ' || u.code, 'MT', starts::date, ends::date, 'Ngõ cũ', 'Trồng 50 m', 50, 3000000, 'verified', ''
		from campaigns c, (values (1, 'TDP-20', '2023-09-02', '2023-09-04'), (2, 'TDP-20', '2023-09-28', '2023-10-05'), (3, 'TDP-01', '2023-09-02', '2023-09-04'),
			(4, 'TDP-20', '2023-10-20', '2023-10-21')) as x (n, unit, starts, ends) join units u on u.code = unit
		where c.slug = 'nam-2023'`)
	change(p.t, p.db, `insert into activity_partners (activity_id, unit_id) select a.id, u.id from activities a join campaigns c on c.id = a.campaign_id, units u
		where c.slug = 'nam-2023' and a.code = 'HD-001' and u.code = 'DT-PN'`)
}

// TestCopyOfOneOfOurs: what is copied is the plan, and nothing of what became of it.
func TestCopyOfOneOfOurs(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head := p.as(access.UnitHead)
	own := drafted(head)
	code := strings.TrimPrefix(own, "/lam-viec/hoat-dong/")
	head.post(own+"/gui", "phien-ban", "1").leadsTo(own)
	p.as(access.Secretary).post("/ban-to-chuc/dang-ky/"+code+"/tra-lai", "phien-ban", "2", "ly-do", "Ghi rõ hơn.").wants(http.StatusSeeOther)
	before := p.fingerprint()
	head.get("/lam-viec/hoat-dong/moi").wants(200, "Chép từ…")
	head.get("/lam-viec/hoat-dong/moi/chep").wants(200, "Thư viện của ban tổ chức", "Hoạt động của đơn vị trong phong trào này", "Đường hoa ngõ 58").
		lacks("Rút ngắn thời gian giải quyết") // for departments
	form := head.get("/lam-viec/hoat-dong/moi?tu="+code).wants(200, "Chép từ "+code, "Chưa có gì được lưu", "Ngày để trống", "Đơn vị phối hợp sẽ được hỏi lại",
		"Đường hoa ngõ 58", "2.000.000", "Tổ trưởng", "Hội Liên hiệp Phụ nữ phường").lacks("Ghi rõ hơn", "6.500.000", "10/06/2024", "30/06/2024", "Rút đăng ký")
	if form.field("phien-ban") != "0" && !strings.Contains(form.body, `action="/lam-viec/hoat-dong/moi"`) {
		t.Error("a copy is a new registration")
	}
	if p.fingerprint() != before {
		t.Error("to look at a copy changed something")
	}
	again := drafted(head, activity.FieldStart, "1/7", activity.FieldEnd, "2/7")
	if n := query[int](p, `select count(*) from activity_partners x join activities a on a.id = x.activity_id where a.code = $1 and x.status = 'asked'`,
		strings.TrimPrefix(again, "/lam-viec/hoat-dong/")); n != 1 {
		t.Errorf("%d partners are asked anew", n)
	}

	others := p.signedIn("tdp01@maidich.example")
	for _, path := range []string{"?tu=" + code, "?tu=HD-999", "?tu=" + code + "&phong-trao=khong-co", "?mau=999", "?mau=x", "?tu=%27%22%3E"} {
		others.get("/lam-viec/hoat-dong/moi" + path).wants(http.StatusNotFound).lacks("Đường hoa ngõ 58")
	}
	others.get("/lam-viec/hoat-dong/moi/chep").wants(200).lacks("Đường hoa ngõ 58")
	late := open(t, sample.Review).as(access.UnitHead)
	late.get("/lam-viec/hoat-dong/moi/chep").wants(http.StatusConflict, "Họp xét")
	late.get("/lam-viec/hoat-dong/moi?mau=1").wants(http.StatusConflict)
}

// TestCopyFromAnEarlierCampaign moves the days to the same weekday, and leaves empty what falls out of the campaign.
func TestCopyFromAnEarlierCampaign(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	earlier(p)
	head := p.as(access.UnitHead)
	head.get("/lam-viec/hoat-dong/moi/chep").wants(200, "Thi đua năm 2023", "Trồng hoa TDP-20", "02/09/2023").lacks("Trồng hoa TDP-01")
	// Thứ Bảy 2/9/2023, 124 days after the first: Thứ Bảy 31/8/2024.
	head.get("/lam-viec/hoat-dong/moi?tu=HD-001&phong-trao=nam-2023").
		wants(200, "của Thi đua năm 2023", "cùng thứ", "31/08/2024", "02/09/2024", "Trồng hoa TDP-20", "3.000.000", "Hội Liên hiệp Phụ nữ phường")
	head.get("/lam-viec/hoat-dong/moi?tu=HD-002&phong-trao=nam-2023").wants(200, "26/09/2024", "Có ngày rơi ra ngoài thời gian của phong trào nên để trống").
		lacks("03/10/2024")
	head.get("/lam-viec/hoat-dong/moi?tu=HD-003&phong-trao=nam-2023").wants(http.StatusNotFound).lacks("Trồng hoa")
	head.get("/lam-viec/hoat-dong/moi?tu=HD-004&phong-trao=nam-2023").wants(200, "Ngày rơi ra ngoài thời gian của phong trào nên để trống").lacks("10/2024")
	head.get("/lam-viec/hoat-dong/HD-001").wants(http.StatusNotFound) // HD-001 of now is another unit's
}

// TestLibrary: the secretary keeps the examples; units are offered those of their kind.
func TestLibrary(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	const library = "/ban-to-chuc/dang-ky/thu-vien"
	secretary, head := p.as(access.Secretary), p.as(access.UnitHead)
	secretary.get("/ban-to-chuc/dang-ky").wants(200, "Thư viện mẫu")
	p.as(access.Chair).get("/ban-to-chuc/dang-ky").wants(200).lacks("thu-vien")
	secretary.get(library).wants(200, "5 hoạt động mẫu", "Dữ liệu mẫu", "Mọi đơn vị", "Tổng vệ sinh môi trường")
	example := []string{
		activity.FieldTitle, "Ngày sách ở phố", activity.FieldKinds, "to_dan_pho", activity.FieldCategory, "GD",
		activity.FieldDescription, "Đổi sách.", activity.FieldTarget, "100 cuốn", activity.FieldQuantity, "100", activity.FieldEvidence, "Ảnh",
	}
	before := p.fingerprint()
	for _, c := range []struct{ field, typed, sentence string }{
		{activity.FieldTitle, "", "Hãy nhập tên hoạt động."},
		{activity.FieldTitle, strings.Repeat("dài ", 2500), "tối đa là 300"},
		{activity.FieldTitle, "TỔNG VỆ SINH môi trường, trồng và chăm sóc đường hoa.", "Thư viện đã có hoạt động mẫu cùng tên."},
		{activity.FieldKinds, "cong_ty", "Hãy chọn loại đơn vị trong danh sách."},
		{activity.FieldCategory, "XX", "Hãy chọn một lĩnh vực trong danh sách."},
		{activity.FieldQuantity, "nhiều", "Hãy nhập một số"},
		{activity.FieldQuantity, "0", "Số lượng phải từ 1 trở lên."},
	} {
		sent := append([]string{}, example...)
		for i := 0; i < len(sent); i += 2 {
			if sent[i] == c.field {
				sent[i+1] = c.typed
			}
		}
		secretary.post(library+"/moi", sent...).wants(http.StatusUnprocessableEntity, c.sentence, "Đổi sách.")
	}
	for _, role := range []access.Role{access.UnitHead, access.Chair, access.Auditor, access.Admin} {
		p.as(role).post(library+"/moi", example...).wants(http.StatusForbidden)
		p.as(role).post(library+"/1/bo", "phien-ban", "1").wants(http.StatusForbidden)
	}
	if p.fingerprint() != before {
		t.Error("a refused example left something")
	}

	twice := append(example, "khoa", "6ba7b810-9dad-41d1-80b4-00c04fd430c8")
	secretary.post(library+"/moi", twice...).leadsTo(library)
	secretary.post(library+"/moi", twice...).leadsTo(library)
	id := query[string](p, `select id::text from example_activities where title = 'Ngày sách ở phố'`)
	head.get("/lam-viec/hoat-dong/moi/chep").wants(200, "Ngày sách ở phố")
	head.get("/lam-viec/hoat-dong/moi?mau="+id).wants(200, "Ngày sách ở phố", "Đổi sách.", "100 cuốn", "Ngày để trống")
	office := p.signedIn("bpmc@maidich.example")
	office.get("/lam-viec/hoat-dong/moi/chep").wants(200, "Rút ngắn thời gian giải quyết").lacks("Ngày sách ở phố")
	office.get("/lam-viec/hoat-dong/moi?mau=" + id).wants(http.StatusNotFound)

	one := secretary.get(library+"/"+id).wants(200, "Đổi sách.", "Bỏ khỏi thư viện")
	evil := `"><script>alert(1)</script>`
	secretary.post(library+"/"+id, append(example, "phien-ban", one.field("phien-ban"), activity.FieldQuantityUnit, evil)...).leadsTo(library)
	stale := secretary.post(library+"/"+id, append(example, "phien-ban", one.field("phien-ban"), activity.FieldQuantityUnit, "cuốn")...).
		wants(http.StatusConflict, "vừa được người khác thay đổi", "Chỗ khác nhau", "cuốn", evil)
	if strings.Contains(stale.body, "<script>alert") {
		t.Error("markup that was typed must be shown as text")
	}
	secretary.post(library+"/"+id+"/bo", "phien-ban", "1").wants(http.StatusConflict, "vừa được người khác thay đổi")
	secretary.post(library+"/"+id+"/bo", "phien-ban", "2").leadsTo(library)
	secretary.get(library).wants(200).lacks("Ngày sách ở phố<")
	secretary.get(library + "/" + id).wants(http.StatusNotFound)
	secretary.post(library+"/"+id, append(example, "phien-ban", "3")...).wants(http.StatusNotFound)
	head.get("/lam-viec/hoat-dong/moi?mau=" + id).wants(http.StatusNotFound)
	secretary.post(library+"/moi", example...).leadsTo(library) // its title is free again
	if n := query[int](p, `select count(*) from audit_entries where subject = 'example ' || $1`, id); n != 3 {
		t.Errorf("the audit log has %d entries of the example", n)
	}
}

// TestFilesAreNamed: the files of a registration are shown with type and size; that none are taken in is said.
func TestFilesAreNamed(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head := p.as(access.UnitHead)
	own := drafted(head)
	code := strings.TrimPrefix(own, "/lam-viec/hoat-dong/")
	head.get(own+"/sua").wants(200, "Tệp kèm theo", "cổng chưa nhận tệp").lacks(`type="file"`)
	head.get(own).wants(200).lacks("Tệp kèm theo")
	change(p.t, p.db, `insert into activity_files (activity_id, kind, name, media_type, bytes) select id, x.* from activities,
		(values ('plan', 'Kế hoạch đường hoa.pdf', 'application/pdf', 1258291), ('list', '<b>Danh sách.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 40960),
			('other', 'so-do.dwg', 'application/octet-stream', 700)) as x where code = $1`, code)
	head.get(own+"/sua").wants(200, "Kế hoạch đường hoa.pdf", "Kế hoạch · PDF · 1,2 MB", "Danh sách · Excel · 40 KB", "Tệp khác · DWG · 700 byte")
	head.post(own+"/gui", "phien-ban", "1").leadsTo(own)
	for _, page := range []*reply{head.get(own), p.as(access.Secretary).get("/ban-to-chuc/dang-ky/" + code)} {
		page.wants(200, "Tệp kèm theo", "PDF · 1,2 MB")
		if strings.Contains(page.body, "<b>Danh sách.xlsx") {
			t.Error("a name must be shown as text")
		}
	}
	p.signedIn("tdp01@maidich.example").get(own).wants(http.StatusNotFound).lacks("Kế hoạch đường hoa.pdf")
}

// TestShownOnAllUnits: an activity belongs to one unit, and shows on those that help with it, once they are asked.
func TestShownOnAllUnits(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head, partner := p.as(access.UnitHead), p.signedIn("dtpn@maidich.example")
	own := drafted(head)
	code := strings.TrimPrefix(own, "/lam-viec/hoat-dong/")
	partner.get("/lam-viec").wants(200).lacks("Đường hoa ngõ 58") // still being written
	head.post(own+"/gui", "phien-ban", "1").leadsTo(own)
	partner.get("/lam-viec").wants(200, "Đường hoa ngõ 58", "Tổ dân phố số 20")
	p.as(access.Secretary).post("/ban-to-chuc/dang-ky/"+code+"/duyet", "phien-ban", "2").wants(http.StatusSeeOther)
	resident := p.resident()
	for _, unit := range []string{"TDP-20", "DT-PN"} {
		for _, path := range []string{"/don-vi/" + unit, "/don-vi/" + unit + ".ics", "/hoat-dong?don-vi=" + unit, "/hoat-dong.ics?don-vi=" + unit, "/hoat-dong.csv?don-vi=" + unit, "/hoat-dong.xlsx?don-vi=" + unit} {
			resident.get(path).wants(200, "Đường hoa ngõ 58")
		}
	}
	resident.get("/don-vi/DT-PN").wants(200, "Tổ dân phố số 20")
	resident.get("/hoat-dong?don-vi=TDP-01").wants(200).lacks("Đường hoa ngõ 58")
	if n := query[int](p, `select count(*) from activities where title = 'Đường hoa ngõ 58'`); n != 1 {
		t.Errorf("it is there %d times", n)
	}
}
