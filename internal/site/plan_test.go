package site

import (
	"archive/zip"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"portal/internal/access"
	"portal/internal/document"
	"portal/internal/form"
	plans "portal/internal/plan"
	"portal/internal/sample"
)

const issueHref = planHref + "/ban-hanh"

// issuing is the form that issues an edition as its page fills it in, with some fields changed.
func issuing(v *visitor, pairs ...string) []string {
	v.t.Helper()
	page := v.get(issueHref).wants(http.StatusOK)
	values := map[string]string{
		plans.FieldNumber: "61/KH-UBND", plans.FieldDate: boxValue(page.body, plans.FieldDate), plans.FieldAuthority: "TM. ỦY BAN NHÂN DÂN",
		"ban": page.field("ban"), "da-xem": page.field("da-xem"), plans.FieldPosition: "CHỦ TỊCH", plans.FieldSigner: "Trần C", plans.FieldBasis: "Căn cứ Luật Thi đua, khen thưởng;", plans.FieldReason: "Bổ sung hoạt động",
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	fields := []string{form.KeyField, page.field(form.KeyField)}
	for name, value := range values {
		fields = append(fields, name, value)
	}
	return fields
}

// editions counts what has been issued.
func editions(p *place) int { return query[int](p, `select count(*) from plan_editions`) }

// TestPlanPreview: the committee sees what is in the plan, what is not and why; of drafts only that there are some.
func TestPlanPreview(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	change(t, p.db, `update activities set title = 'Nháp kín ' || code, target = 'chỉ tiêu kín' where stage = 'draft'`)
	for _, role := range []access.Role{access.Secretary, access.Chair, access.Auditor} {
		v := p.as(role)
		got := v.get(planHref).wants(http.StatusOK, "Chưa ban hành kế hoạch.", "12 hoạt động", "Đang chờ duyệt.", "Đã trả lại, chờ đơn vị sửa.",
			"Đang viết nháp, chưa gửi.", "Đã gửi đăng ký, chưa có hoạt động nào được duyệt.").lacks("Nháp kín", "chỉ tiêu kín")
		if may := strings.Contains(got.body, issueHref); may != (role != access.Auditor) {
			t.Errorf("%s is offered to issue: %v", role, may)
		}
		v.get(planHref + "/du-thao.docx").wants(http.StatusOK)
		v.get(planHref + "/du-thao.pdf").wants(http.StatusOK)
	}
	p.as(access.Secretary).get("/ban-to-chuc/dang-ky").wants(http.StatusOK, "Kế hoạch")
	p.as(access.Secretary).get(issueHref).wants(http.StatusOK, "37 đăng ký chưa vào kế hoạch", "Nghị định số 98/2023/NĐ-CP", "18/04/2024").lacks("152/2025", "Nháp kín")
	p.resident().get("/van-ban").wants(http.StatusOK, "Chưa có văn bản nào")
	p.resident().get("/van-ban/ke-hoach").wants(http.StatusNotFound, "Chưa có kế hoạch nào được ban hành.")
	p.resident().get("/van-ban/ke-hoach/1").wants(http.StatusNotFound)
}

// TestIssuingRefused: what is wrong is said at its field, comes back as typed, and changes nothing.
func TestIssuingRefused(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	change(t, p.db, `update activities set place = 'Nhà văn hóa mới' where code = 'HD-016'`)
	v := p.as(access.Secretary)
	before := p.fingerprint()
	long, script := strings.Repeat("ệ", 10_000), `"><script>alert(1)</script>`
	for _, c := range []struct{ field, value, says string }{
		{plans.FieldNumber, "", "Hãy nhập số của văn bản"},
		{plans.FieldNumber, "5/KH-UBND", "Ghi số đúng thể thức: 05/KH-UBND."},
		{plans.FieldNumber, script, "Ghi số như trên văn bản"},
		{plans.FieldNumber, long, "Ghi số như trên văn bản"},
		{plans.FieldNumber, "52/KH-UBND", "Số này đã dùng cho một bản kế hoạch trong năm."},
		{plans.FieldDate, "", "Hãy nhập ngày của văn bản."},
		{plans.FieldDate, "31/9", "Tháng 9 chỉ có 30 ngày."},
		{plans.FieldDate, "29/9/2024", "không được sau hôm nay, 28/09/2024"},
		{plans.FieldDate, "5/9/2024", "phải từ 06/09/2024 trở đi, là ngày của bản thứ 2"},
		{plans.FieldAuthority, "", "Hãy nhập thẩm quyền ký."},
		{plans.FieldPosition, long, "tối đa là 200"},
		{plans.FieldSigner, "", "Hãy nhập họ tên người ký."},
		{plans.FieldBasis, "\n ; \n", "Hãy nhập căn cứ ban hành"},
		{plans.FieldBasis, strings.Repeat("Căn cứ A\n", 21), "Tối đa 20 căn cứ"},
		{plans.FieldBasis, "Căn cứ Nghị định số 152/2025/NĐ-CP ngày 14 tháng 6 năm 2025 của Chính phủ quy định về phân cấp, phân quyền trong lĩnh vực thi đua, khen thưởng; quy định chi tiết và hướng dẫn thi hành một số điều của Luật Thi đua, khen thưởng.", "chỉ có hiệu lực từ 01/07/2025"},
		{plans.FieldReason, "", "Hãy ghi lý do ban hành bản tiếp theo."},
		{plans.FieldReason, long, "tối đa là 1.000"},
	} {
		got := v.post(issueHref, issuing(v, plans.FieldPosition, "CHỦ TỊCH "+script, c.field, c.value)...).wants(http.StatusUnprocessableEntity, c.says)
		if c.field != plans.FieldPosition && !strings.Contains(got.body, "&lt;script&gt;alert(1)") || strings.Contains(got.body, "<script>alert") {
			t.Errorf("%s=%.20q: what was typed does not come back as text", c.field, c.value)
		}
	}
	v.post(issueHref).wants(http.StatusUnprocessableEntity, "Hãy mở lại trang")
	v.post(issueHref, issuing(v, "ban", "x")...).wants(http.StatusUnprocessableEntity)
	if p.fingerprint() != before || editions(p) != 2 {
		t.Error("a refused form changed something")
	}
}

// TestFirstEdition: the plan is issued, everybody may read it at once, and the campaign has its number and may go on.
func TestFirstEdition(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	v, resident := p.as(access.Secretary), p.resident()
	change(t, p.db, `update activities set responsible = 'Nguyễn Văn A 0912345678'`) // people write names where a post is asked for
	resident.get("/van-ban").wants(http.StatusOK, "Chưa có văn bản nào")
	resident.get("/phong-trao").wants(http.StatusOK).lacks("61/KH-UBND")
	p.as(access.Chair).get(publishHref).wants(http.StatusOK, "Chưa ban hành kế hoạch.")
	fields := issuing(v, plans.FieldNumber, norm.NFD.String("07/KH-ĐU"), plans.FieldSigner, norm.NFD.String("Đ/c Trần Thị Hòa")+"\u200b", plans.FieldReason, "")
	v.post(issueHref, fields...).leadsTo(planHref)
	v.post(issueHref, fields...).leadsTo(planHref) // a double click
	v.get(planHref).wants(http.StatusOK, "Đã ban hành bản thứ 1 của kế hoạch, số 07/KH-ĐU.", "Không có gì thay đổi", "07/KH-ĐU")
	if n := editions(p); n != 1 {
		t.Fatalf("%d editions", n)
	}
	resident.get("/van-ban").wants(http.StatusOK, "07/KH-ĐU", "12 hoạt động", "Có hiệu lực")
	resident.get("/phong-trao").wants(http.StatusOK, "Số 07/KH-ĐU, ngày 18 tháng 4 năm 2024")
	got := resident.get("/van-ban/ke-hoach/1").wants(http.StatusOK, "Kế hoạch số 07/KH-ĐU", "Trần Thị Hòa", "Căn cứ Luật Thi đua, khen thưởng", "Khối Ban, ngành")
	got.lacks("Đ/c", "Nguyễn Văn A", "0912345678")
	for _, code := range strings.Fields(query[string](p, `select string_agg(code, ' ') from activities where stage in ('draft', 'submitted', 'returned')`)) {
		got.lacks(code)
	}
	resident.get("/sitemap.xml").wants(http.StatusOK, "/van-ban/ke-hoach/1")
	p.as(access.Chair).get(publishHref).wants(http.StatusOK).lacks("Chưa ban hành kế hoạch.")
	if audit := query[string](p, `select after from audit_entries where subject like 'plan %'`); strings.Contains(audit, "Hòa") || !strings.Contains(audit, query[string](p, `select encode(sha256, 'hex') from plan_editions`)) {
		t.Errorf("the log says %s", audit)
	}
	// Nothing has changed: no next edition of the same, and no first one again.
	v.post(issueHref, issuing(v, plans.FieldSigner, "Trần Thị Hòa")...).wants(http.StatusConflict, "Không có gì thay đổi so với bản thứ 1")
}

// TestNextEdition: an amendment makes the next edition; the one before stays as it was.
func TestNextEdition(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	code := ownApproved(p)
	head, v, resident := p.as(access.UnitHead), p.as(access.Secretary), p.resident()
	was := resident.get("/van-ban/ke-hoach/2").wants(http.StatusOK, "Có hiệu lực từ 06/09/2024", "Đổi thời gian", "trước là 07/09/2024, nay là 14/09/2024")
	at := "/lam-viec/hoat-dong/" + code + "/dieu-chinh"
	head.post(at, amended(head, at)...).wants(http.StatusSeeOther)
	decision := "/ban-to-chuc/dang-ky/" + code + "/dieu-chinh/1"
	v.post(decision+"/chap-thuan", "phien-ban", v.get(decision).field("phien-ban")).wants(http.StatusSeeOther)
	v.get(decision).wants(http.StatusOK, "Kế hoạch đang có hiệu lực chưa có thay đổi này.", "Ban hành bản tiếp theo")
	head.get(at + "/1").wants(http.StatusOK).lacks("Kế hoạch đang có hiệu lực chưa có thay đổi này.")
	v.get(planHref).wants(http.StatusOK, "so với bản đang có hiệu lực, số 87/KH-UBND", "nay là “Ngõ 99”", "Lý do: Mưa lớn kéo dài.", "Ban hành bản thứ 3")
	p.as(access.Chair).post(issueHref, issuing(p.as(access.Chair))...).leadsTo(planHref)
	v.get(decision).wants(http.StatusOK).lacks("Kế hoạch đang có hiệu lực chưa có thay đổi này.")
	resident.get("/van-ban/ke-hoach/3").wants(http.StatusOK, "Kế hoạch điều chỉnh số 61/KH-UBND", "Bổ sung hoạt động", "nay là “Ngõ 99”", "Lý do: Mưa lớn kéo dài.", "Có hiệu lực từ 28/09/2024")
	now := resident.get("/van-ban/ke-hoach/2").wants(http.StatusOK, "Hết hiệu lực từ 28/09/2024").lacks("Mưa lớn kéo dài")
	_, a, _ := strings.Cut(was.body, `id="danh-muc-h"`)
	_, b, _ := strings.Cut(now.body, `id="danh-muc-h"`)
	if list, _, _ := strings.Cut(a, "</table>"); list == "" || !strings.HasPrefix(b, list) {
		t.Error("the edition before lists something else now")
	}
	if got := query[string](p, `select plan_number || ' ' || plan_issued_on from campaigns`); got != "52/KH-UBND 2024-04-24" {
		t.Errorf("the campaign's plan is %s now", got)
	}
}

// TestIssuingWhatWasNotSeen: when the plan is another one by now, nothing is issued, and the page says what changed.
func TestIssuingWhatWasNotSeen(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	v := p.as(access.Secretary)
	first, second := issuing(v), issuing(v, plans.FieldNumber, "62/KH-UBND")
	change(t, p.db, `update activities set place = 'Chỗ mới' where code = (select min(code) from activities where stage = 'approved')`)
	decide := "/ban-to-chuc/dang-ky/" + query[string](p, `select min(code) from activities where stage = 'submitted'`)
	v.post(decide+"/duyet", "phien-ban", v.get(decide).field("phien-ban")).wants(http.StatusSeeOther)
	got := v.post(issueHref, first...).wants(http.StatusConflict, "Kế hoạch vừa thay đổi", "vừa được đưa vào", "vừa thay đổi, nay là:", "Chỗ mới", "61/KH-UBND", "Trần C")
	if editions(p) != 0 {
		t.Fatal("what nobody saw was issued")
	}
	// The page that came back shows what is there now: sending it again issues that.
	v.post(issueHref, issuing(v, "da-xem", got.field("da-xem"))...).leadsTo(planHref)
	v.post(issueHref, second...).wants(http.StatusConflict, "Bản thứ 1 vừa được ban hành.", "62/KH-UBND", "Trần C")
	if n := editions(p); n != 1 {
		t.Errorf("%d editions", n)
	}
}

// TestIssuingTogether: of two who issue at the same moment one does.
func TestIssuingTogether(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	var group sync.WaitGroup
	var statuses [4]int
	for i := range statuses {
		v := p.as([]access.Role{access.Secretary, access.Chair}[i%2])
		fields := issuing(v, plans.FieldNumber, []string{"61/KH-UBND", "62/KH-UBND", "63/KH-UBND", "64/KH-UBND"}[i])
		group.Go(func() { statuses[i] = v.post(issueHref, fields...).status })
	}
	group.Wait()
	count := map[int]int{}
	for _, status := range statuses {
		count[status]++
	}
	if count[http.StatusSeeOther] != 1 || count[http.StatusConflict] != 3 || editions(p) != 1 {
		t.Errorf("%v, %d editions", statuses, editions(p))
	}
}

// TestGroundsByDay: the grounds follow the day of the document, when one asks for them.
func TestGroundsByDay(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	v := p.as(access.Secretary)
	before := p.fingerprint()
	fields := issuing(v, "viec", "can-cu", plans.FieldDate, "1/7/2025", plans.FieldBasis, "Căn cứ cũ")
	v.post(issueHref, fields...).wants(http.StatusOK, "Nghị định số 152/2025/NĐ-CP", "1/7/2025", "Trần C").lacks("98/2023", "Căn cứ cũ")
	v.post(issueHref, issuing(v, "viec", "can-cu", plans.FieldDate, "30/6/2025")...).wants(http.StatusOK, "98/2023").lacks("152/2025")
	v.post(issueHref, issuing(v, "viec", "can-cu", plans.FieldDate, "")...).wants(http.StatusUnprocessableEntity, "Hãy nhập ngày của văn bản.")
	v.post(issueHref, issuing(v, "viec", "can-cu", plans.FieldDate, "30/2")...).wants(http.StatusUnprocessableEntity, "Tháng 2 năm 2024 chỉ có 29 ngày.")
	if p.fingerprint() != before || editions(p) != 0 {
		t.Error("asking for grounds changed something")
	}
}

// TestIssuingClosed: not while the campaign is halted, and not after the scoring.
func TestIssuingClosed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at   sample.Moment
		sql  string
		says string
	}{
		{sample.Scoring, `update campaigns set halted = 'suspended'`, "Phong trào đang tạm dừng"},
		{sample.Scoring, `update campaigns set halted = 'cancelled'`, "Phong trào đang tạm dừng"},
		{sample.Review, `select`, "Phong trào đang ở bước “Họp xét”"},
		{sample.Concluded, `select`, "Phong trào đang ở bước “Đã công bố”"},
	} {
		p := open(t, c.at)
		change(t, p.db, c.sql)
		v := p.as(access.Chair)
		v.get(planHref).wants(http.StatusOK).lacks(issueHref)
		v.get(issueHref).wants(http.StatusConflict, c.says)
		v.post(issueHref, "ban", "3", "so", "61/KH-UBND").wants(http.StatusConflict, c.says)
		p.resident().get("/van-ban/ke-hoach").wants(http.StatusOK, "87/KH-UBND")
		if n := editions(p); n != 2 {
			t.Errorf("%d editions", n)
		}
	}
}

// TestEditionsStay: neither the portal's role nor the owner of the database can change an edition, and none can be
// added out of turn.
func TestEditionsStay(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	const another = `insert into plan_editions (campaign_id, number, doc_number, issued_on, issued_at, reason, items, changes, document, sha256)
		select campaign_id, %number, 'x', %day, portal_now(), 'x', 1, 1, document, sha256 from plan_editions where number = 2`
	next := strings.NewReplacer("%number", "3", "%day", "'2024-09-28'")
	for _, c := range []struct{ name, role, sql, code string }{
		{"the portal changes one", "portal_app", `update plan_editions set reason = 'x'`, "42501"},
		{"the portal takes one away", "portal_app", `delete from plan_editions`, "42501"},
		{"the owner changes one", "none", `update plan_editions set document = 'x'`, "42501"},
		{"the owner takes one away", "none", `delete from plan_editions where number = 2`, "42501"},
		{"the owner takes all away", "none", `truncate plan_editions`, "42501"},
		{"out of order", "portal_app", strings.NewReplacer("%number", "4", "%day", "'2024-09-28'").Replace(another), "23514"},
		{"before the last", "portal_app", strings.NewReplacer("%number", "3", "%day", "'2024-09-05'").Replace(another), "23514"},
		{"tomorrow", "portal_app", strings.NewReplacer("%number", "3", "%day", "'2024-09-29'").Replace(another), "23514"},
		{"in a closed phase", "none", `update campaigns set phase = 'review'; ` + next.Replace(another), "23514"},
		{"while halted", "none", `update campaigns set halted = 'suspended'; ` + next.Replace(another), "23514"},
		{"another number of the campaign's plan", "portal_app", `update campaigns set plan_number = '1/KH-UBND'`, "23514"},
		{"another day of the campaign's plan", "portal_app", `update campaigns set plan_issued_on = null`, "23514"},
	} {
		err := p.db.Keep(t.Context(), func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), "set local role "+c.role); err != nil {
				return err
			}
			return tx.Conn().PgConn().Exec(t.Context(), c.sql).Close()
		})
		if errorCode(err) != c.code {
			t.Errorf("%s: %v, wanted %s", c.name, err, c.code)
		}
	}
}

// TestInForceOnADay: "which plan was in force on 15/8?" has an address.
func TestInForceOnADay(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	r := p.resident()
	for _, c := range []struct {
		day    string
		status int
		says   string
	}{
		{"2024-08-15", http.StatusOK, "15/08/2024 là bản thứ 1, số 52/KH-UBND."},
		{"15/8/2024", http.StatusOK, "15/08/2024 là bản thứ 1"},
		{"15/8", http.StatusOK, "15/08/2024 là bản thứ 1"},
		{norm.NFD.String("ngày 15 tháng 8 năm 2024"), http.StatusOK, "15/08/2024 là bản thứ 1"},
		{"24/4/2024", http.StatusOK, "24/04/2024 là bản thứ 1"},
		{"5/9/2024", http.StatusOK, "05/09/2024 là bản thứ 1"},
		{"6/9/2024", http.StatusOK, "06/09/2024 là bản thứ 2, số 87/KH-UBND."},
		{"", http.StatusOK, "28/09/2024 là bản thứ 2"},
		{"1/1/2031", http.StatusOK, "Ngày này chưa tới, nên có thể còn bản mới hơn."},
		{"23/4/2024", http.StatusNotFound, "Ngày 23/04/2024 chưa có kế hoạch nào có hiệu lực. Bản đầu tiên, số 52/KH-UBND, có hiệu lực từ 24/04/2024."},
		{"31/9/2024", http.StatusUnprocessableEntity, "Tháng 9 chỉ có 30 ngày."},
		{"8/15/2024", http.StatusUnprocessableEntity, "Tháng phải từ 1 đến 12. Nhập ngày trước, tháng sau."},
		{"hôm qua", http.StatusUnprocessableEntity, "Hãy nhập ngày dạng 25/04/2024."},
		{`"><script>alert(1)</script>`, http.StatusUnprocessableEntity, "Hãy nhập ngày dạng 25/04/2024."},
		{strings.Repeat("9", 10_000), http.StatusUnprocessableEntity, "Hãy nhập ngày dạng 25/04/2024."},
	} {
		got := r.get("/van-ban/ke-hoach?ngay="+url.QueryEscape(c.day)).wants(c.status, c.says)
		if strings.Contains(got.body, "<script>alert") {
			t.Errorf("%s runs", c.day)
		}
	}
	r.get("/van-ban/ke-hoach?ngay=%FF").wants(http.StatusUnprocessableEntity)
	for _, number := range []string{"0", "3", "01", "-1", "x", "1e3", strings.Repeat("9", 30), "1.xyz"} {
		r.get("/van-ban/ke-hoach/" + number).wants(http.StatusNotFound)
	}
	serveOn(t, emptyPlace(t).db).resident().get("/van-ban").wants(http.StatusOK, "Chưa có văn bản nào")
}

// TestEditionFiles: an edition is to be had in four forms, each with what its page says and nothing of what is not in it.
func TestEditionFiles(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	change(t, p.db, `update activities set title = 'Việc kín ' || code, target = 'chỉ tiêu kín', return_reason = case when stage = 'returned' then 'Lý do kín' else '' end
		where stage in ('draft', 'submitted', 'returned')`)
	change(t, p.db, `update activities set responsible = 'Nguyễn Văn A 0912345678', title = '=1+1 ' || title where stage = 'approved'`)
	v, r := p.as(access.Secretary), p.resident()
	v.post(issueHref, issuing(v)...).leadsTo(planHref)
	secrets := []string{"Việc kín", "chỉ tiêu kín", "Lý do kín", "Nguyễn Văn A", "0912345678", "0000 000"}
	r.get("/van-ban/ke-hoach/1").wants(http.StatusOK, "=1+1").lacks(secrets[:5]...)
	for _, extension := range extensions {
		f := r.file("/van-ban/ke-hoach/1", extension)
		if len(f.rows) != 12 || !strings.Contains(f.head, "61/KH-UBND") || !strings.Contains(f.head, query[string](p, `select encode(sha256, 'hex') from plan_editions`)) {
			t.Errorf("%s: %d rows under %q", extension, len(f.rows), f.head)
		}
		for _, secret := range secrets {
			if strings.Contains(f.text(), secret) {
				t.Errorf("%s gives away %q", extension, secret)
			}
		}
	}
	for extension, contentType := range map[string]string{"docx": document.DOCXType, "pdf": document.PDFType} {
		got := r.get("/van-ban/ke-hoach/1." + extension).wants(http.StatusOK)
		if got.header.Get("Content-Type") != contentType || !strings.Contains(got.header.Get("Content-Disposition"), `filename="ke-hoach-61-kh-ubnd.`+extension+`"`) {
			t.Errorf("%s: %v", extension, got.header)
		}
		before := p.db.Queries()
		if again := r.get("/van-ban/ke-hoach/1." + extension); again.body != got.body || p.db.Queries() != before {
			t.Errorf("%s is made again, or is another one", extension)
		}
		r.get("/van-ban/ke-hoach/2." + extension).wants(http.StatusNotFound)
	}
	text := wordText(t, r.get("/van-ban/ke-hoach/1.docx").body)
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("the paper gives away %q", secret)
		}
	}
	if !strings.Contains(text, "61/KH-UBND") || !strings.Contains(text, "Trần C") {
		t.Errorf("the paper says %.300s", text)
	}
}

// wordText is the text of a Word file, without its markup.
func wordText(t *testing.T, file string) string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := archive.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = part.Close() }()
	text, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(text), "")
}
