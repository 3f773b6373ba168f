package site

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fixture"
	"portal/internal/sample"
)

func TestAuditLogIsRead(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	const script = `<script>alert("nhật ký")</script>`
	admin, auditor := p.as(access.Admin), p.as(access.Auditor)
	id := query[int64](p, `select id from accounts where email_key = $1`, sampleAccount[access.Editor])
	href := fmt.Sprintf("/quan-tri/tai-khoan/%d", id)
	admin.post(href+"/khoa", "ly-do", script).leadsTo(href)
	for n := range 60 {
		verb := "/mo-khoa"
		if n%2 == 1 {
			verb = "/khoa"
		}
		admin.post(href+verb, "ly-do", "Lần nữa").leadsTo(href)
	}

	all := auditor.get("/nhat-ky").wants(http.StatusOK, "Quản lý tài khoản: Tài khoản", "Quản trị cổng (mẫu)", "Lý do: Lần nữa", "Yêu cầu", "Khóa lúc", "Cũ hơn")
	if n := strings.Count(all.body, `id="muc-`); n != 50 {
		t.Errorf("a page has %d entries", n)
	}
	last := query[int64](p, `select max(id) from audit_entries`)
	older := auditor.get(fmt.Sprintf("/nhat-ky?truoc=%d", last-49)).wants(http.StatusOK, script, "Mới nhất")
	if strings.Contains(older.body, "<script>alert") {
		t.Error("a reason is markup")
	}

	auditor.get("/nhat-ky?ai=quan+tri&vai-tro=admin&viec=manage_accounts&loai=account&ma="+fmt.Sprint(id)+"&tu=1/1/2024&den=31/12/2030").
		wants(http.StatusOK, "Bỏ lọc", "Lần nữa")
	auditor.get("/nhat-ky?loai=activity&ai=quan+tri").wants(http.StatusOK, "Không có mục nào khớp")
	auditor.get("/nhat-ky?vai-tro=judge&ai=quan+tri").wants(http.StatusOK, "Không có mục nào khớp")
	auditor.get("/nhat-ky?den=1/1/2020").wants(http.StatusOK, "Không có mục nào khớp")
	auditor.get("/nhat-ky?tu=31/02/2024").wants(http.StatusUnprocessableEntity, "Tháng 2 năm 2024 chỉ có 29 ngày.", "31/02/2024")
	auditor.get("/nhat-ky?tu=2/1/2024&den=1/1/2024").wants(http.StatusUnprocessableEntity, "Ngày cuối phải từ 02/01/2024 trở đi.")
	auditor.get("/nhat-ky?ai=%25_'%22%3Cscript%3E").wants(http.StatusOK, "Không có mục nào khớp")
	for _, bad := range []string{"x", "0", "-1", "9223372036854775808"} {
		auditor.get("/nhat-ky?truoc=" + bad).wants(http.StatusNotFound)
	}
	for _, role := range append([]access.Role{access.Resident}, access.Roles...) {
		if role == access.Auditor {
			continue
		}
		for _, path := range []string{"/nhat-ky", "/nhat-ky/chuoi"} {
			if got := p.as(role).get(path); got.status != http.StatusForbidden && got.status != http.StatusSeeOther {
				t.Errorf("%s gets %d from %s", role, got.status, path)
			}
		}
	}
}

// TestAuditChainBreaks changes an entry behind the portal's back, as only the owner of the database can.
func TestAuditChainBreaks(t *testing.T) {
	t.Parallel()
	url := fixture.URL(t, sample.Scoring)
	p := serveOn(t, fixture.OpenURL(t, url))
	admin, auditor := p.as(access.Admin), p.as(access.Auditor)
	id := query[int64](p, `select id from accounts where email_key = $1`, sampleAccount[access.Editor])
	for _, verb := range []string{"/khoa", "/mo-khoa"} {
		admin.post(fmt.Sprintf("/quan-tri/tai-khoan/%d%s", id, verb), "ly-do", "Thử").wants(http.StatusSeeOther)
	}
	n := query[int64](p, `select max(id) from audit_entries`)
	auditor.get("/nhat-ky/chuoi").wants(http.StatusOK, fmt.Sprintf("Chuỗi nguyên vẹn: %d mục, kiểm tra lúc", n))

	owner, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close(t.Context()) }()
	if _, err := owner.Exec(t.Context(), `update audit_entries set reason = 'khác' where id = $1`, n-1); err == nil {
		t.Fatal("the trigger let even the owner change an entry")
	}
	for _, sql := range []string{
		`alter table audit_entries disable trigger user`,
		fmt.Sprintf(`update audit_entries set reason = 'khác' where id = %d`, n-1),
	} {
		if _, err := owner.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	auditor.get("/nhat-ky/chuoi").wants(http.StatusOK, fmt.Sprintf("Chuỗi bị đứt ở mục %d.", n-1), fmt.Sprintf("%d mục trước đó nguyên vẹn", n-2))
	if _, err := owner.Exec(t.Context(), `delete from audit_entries where id = $1`, n-1); err != nil {
		t.Fatal(err)
	}
	auditor.get("/nhat-ky/chuoi").wants(http.StatusOK, fmt.Sprintf("Chuỗi bị đứt ở mục %d.", n-1))
}
