package site

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/form"
	"portal/internal/sample"
)

var tokenShown = regexp.MustCompile(`/mat-khau/([A-Za-z0-9_-]{43})`)

func TestAccountsAreListed(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	admin := p.as(access.Admin)
	admin.get("/quan-tri/tai-khoan").wants(http.StatusOK, "Tài khoản", "Hoạt động", "Thêm tài khoản")
	admin.get("/quan-tri/tai-khoan?q=thu+ky").wants(http.StatusOK, "Thư ký Ban Tổ chức (mẫu)", "thuky@maidich.example").lacks("kiemtra@")
	admin.get("/quan-tri/tai-khoan?vai-tro=auditor").wants(http.StatusOK, "kiemtra@maidich.example", "1 tài khoản").lacks("thuky@")
	admin.get("/quan-tri/tai-khoan?q=kh%25ng").wants(http.StatusOK, "Không có tài khoản nào khớp")
	for _, bad := range []string{"?vai-tro=vua", "?trang=0", "?trang=x", "?trang=99999", "/0", "/x", "/99999999", "/9223372036854775808"} {
		admin.get("/quan-tri/tai-khoan" + bad).wants(http.StatusNotFound)
	}
	if rows := strings.Count(admin.get("/quan-tri/tai-khoan").body, `scope="row"`); rows > 50 {
		t.Errorf("a page has %d accounts", rows)
	}
	admin.get("/quan-tri/don-vi").wants(http.StatusOK, "Công an phường", "Tổ dân phố", "portal import units")
}

func TestAccountIsMade(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	admin := p.as(access.Admin)
	key := form.New().Key()
	fields := []string{
		"name", "Tổ trưởng <script>alert(1)</script>", "email", "Moi@maidich.example", "roles", "monitor",
		"memberships", "TDP-20", "vai-tro-moi", "unit_head", "tu-ngay", "1/9/2024", "khoa", key,
	}
	made := admin.post("/quan-tri/tai-khoan/moi", fields...).
		wants(http.StatusOK, "Liên kết chỉ hiện lần này", "Tổ trưởng <script>alert(1)</script>", "từ 01/09/2024")
	if strings.Contains(made.body, "<script>alert") {
		t.Error("a name is markup")
	}
	token := tokenShown.FindStringSubmatch(made.body)
	if token == nil {
		t.Fatal("no link was shown")
	}
	if !strings.Contains(made.body, p.url+"/mat-khau/") {
		t.Error("the link is not absolute")
	}
	id := query[int64](p, `select id from accounts where email_key = 'moi@maidich.example'`)
	href := fmt.Sprintf("/quan-tri/tai-khoan/%d", id)

	again := admin.post("/quan-tri/tai-khoan/moi", fields...).leadsTo(href + "?lien-ket=da-tao").lacks(token[1])
	if strings.Contains(fmt.Sprint(again.header), token[1]) {
		t.Error("the token is in a redirect")
	}
	admin.get(href+"?lien-ket=da-tao").wants(http.StatusOK, "Liên kết đặt mật khẩu đã được tạo.", "hãy tạo liên kết mới").lacks(token[1])
	if n := query[int](p, `select count(*) from accounts where email_key = 'moi@maidich.example'`); n != 1 {
		t.Errorf("%d accounts of two sendings", n)
	}
	if query[bool](p, `select bool_or(t::text like '%' || $1 || '%') from audit_entries t`, token[1]) ||
		query[bool](p, `select bool_or(t::text like '%' || $1 || '%') from answered t`, token[1]) {
		t.Error("the token was kept")
	}
	p.resident().get("/mat-khau/"+token[1]).wants(http.StatusOK, "Moi@maidich.example")

	second := tokenShown.FindStringSubmatch(admin.post(href+"/lien-ket").wants(http.StatusOK, "Liên kết đặt mật khẩu mới").body)
	if second == nil || second[1] == token[1] {
		t.Fatal("no new link was shown")
	}
	p.resident().get("/mat-khau/" + token[1]).wants(http.StatusGone)
	p.resident().get("/mat-khau/" + second[1]).wants(http.StatusOK)
}

func TestAccountFormRefuses(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	admin := p.as(access.Admin)
	before := p.fingerprint()
	const to = "/quan-tri/tai-khoan/moi"
	admin.post(to).wants(http.StatusUnprocessableEntity, "Hãy nhập họ tên", "Hãy nhập e-mail.", "Hãy chọn ít nhất một vai trò")
	admin.post(to, "name", "Ông Năm", "email", "THUKY@maidich.example", "roles", "judge").
		wants(http.StatusUnprocessableEntity, "E-mail này đã có tài khoản.", "Ông Năm", "THUKY@maidich.example")
	admin.post(to, "name", strings.Repeat("á", 10000), "email", "a@b.vn", "roles", "judge").wants(http.StatusUnprocessableEntity, "120 ký tự")
	admin.post(to, "name", "A", "email", "a@b.vn", "roles", "operator").wants(http.StatusUnprocessableEntity, "Vai trò này không giao")
	admin.post(to, "name", "A", "email", "a@b.vn", "memberships", "KHONG-CO", "vai-tro-moi", "unit_staff").
		wants(http.StatusUnprocessableEntity, "Không có đơn vị")
	admin.post(to, "name", "A", "email", "a@b.vn", "memberships", "BN-CA", "vai-tro-moi", "unit_staff", "tu-ngay", "31/02/2024").
		wants(http.StatusUnprocessableEntity, "Tháng 2 năm 2024 chỉ có 29 ngày.", "31/02/2024")
	admin.post(to, "name", "\xff\xfe", "email", "a@b.vn").wants(http.StatusUnprocessableEntity, "UTF-8")
	for _, role := range access.Roles {
		if role != access.Admin {
			p.as(role).post(to, "name", "A", "email", "a@b.vn", "roles", "judge").wants(http.StatusForbidden)
		}
	}
	if p.fingerprint() != before {
		t.Error("a refused form changed something")
	}
}

func TestAccountIsChanged(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	admin := p.as(access.Admin)
	id := query[int64](p, `select id from accounts where email_key = $1`, sampleAccount[access.UnitStaff])
	href := fmt.Sprintf("/quan-tri/tai-khoan/%d", id)
	shown := admin.get(href).wants(http.StatusOK, "Cán bộ đơn vị", "Tổ dân phố số 20")
	staff := p.as(access.UnitStaff)

	carried := []string{
		"phien-ban", shown.field("phien-ban"), "don-vi-1", shown.field("don-vi-1"), "vai-tro-1", shown.field("vai-tro-1"), "tu-1", shown.field("tu-1"),
	}
	admin.post(href, append(carried, "name", "Cán bộ mới", "roles", "judge")...).leadsTo(href)
	admin.get(href).wants(http.StatusOK, "Đã lưu tài khoản.", "Cán bộ mới")
	staff.get("/tai-khoan").wants(http.StatusSeeOther) // rights changed: sign in anew

	// Somebody else saved meanwhile: both values are shown, nothing is lost, and saving again is a decision.
	stale := admin.post(href, append(carried, "name", "Tên của tôi", "roles", "monitor")...).
		wants(http.StatusConflict, "vừa được người khác sửa", "Cán bộ mới", "Tên của tôi", "Giám khảo", "Ủy viên theo dõi")
	carried[1] = stale.field("phien-ban")
	admin.post(href, append(carried, "name", "Tên của tôi", "roles", "monitor")...).leadsTo(href)
	admin.post(href, append(carried, "name", "Ai đó", "phien-ban", "x")...).wants(http.StatusConflict)

	// Off the unit from today: the membership stays as it was until yesterday.
	carried[1] = admin.get(href).field("phien-ban")
	admin.post(href, append(carried, "name", "Tên của tôi", "roles", "monitor", "thoi-1", "1")...).leadsTo(href)
	admin.get(href).wants(http.StatusOK, "Đã thôi (1)")

	admin.post(href+"/khoa").wants(http.StatusUnprocessableEntity, "Hãy ghi lý do khóa tài khoản.")
	admin.post(href+"/khoa", "ly-do", "Nghỉ việc").leadsTo(href)
	admin.get(href).wants(http.StatusOK, "Đã khóa", "Mở khóa")
	admin.post(href+"/khoa", "ly-do", "Lần nữa").wants(http.StatusConflict, "đã bị khóa từ trước")
	admin.post(href + "/lien-ket").wants(http.StatusConflict)
	admin.post(href + "/mo-khoa").leadsTo(href)
	admin.post(href + "/mo-khoa").wants(http.StatusConflict)

	self := fmt.Sprintf("/quan-tri/tai-khoan/%d", query[int64](p, `select id from accounts where email_key = $1`, sampleAccount[access.Admin]))
	admin.post(self+"/khoa", "ly-do", "Thử").wants(http.StatusConflict, "không thể tự khóa")
	admin.post(self, "name", "Tôi", "phien-ban", admin.get(self).field("phien-ban"), "roles", "judge").wants(http.StatusConflict, "không thể tự")
}

// TestAdminSeesNoPoints looks for every total that is not published on every page of the administrator.
func TestAdminSeesNoPoints(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Review)
	admin := p.as(access.Admin)
	rows, err := p.db.Query(t.Context(), `select distinct total from sheets where stage = 'submitted' and total % 100 <> 0`)
	if err != nil {
		t.Fatal(err)
	}
	var secrets []string
	for rows.Next() {
		var total int
		if err := rows.Scan(&total); err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, fmt.Sprintf("%d,%02d", total/100, total%100), strings.TrimRight(fmt.Sprintf("%d,%02d", total/100, total%100), "0"))
	}
	if len(secrets) == 0 {
		t.Fatal("the sample has no totals to look for")
	}
	for _, rt := range Routes() {
		if rt.Method != http.MethodGet || strings.Contains(rt.Path, "*") || rt.May == access.ReadPublic {
			continue // what residents see is what was published
		}
		path := strings.NewReplacer(fills...).Replace(rt.Path)
		got := admin.get(path)
		for _, secret := range secrets {
			if strings.Contains(got.plain(), secret) {
				t.Errorf("%s shows the administrator %s", path, secret)
			}
		}
	}
	for _, closed := range []string{"/ban-to-chuc/tong-hop", "/ban-to-chuc/cham-diem", "/ban-to-chuc/theo-doi", "/nhat-ky"} {
		if got := admin.get(closed); got.status != http.StatusForbidden && got.status != http.StatusNotFound {
			t.Errorf("%s answers the administrator with %d", closed, got.status)
		}
	}
}
