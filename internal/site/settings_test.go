package site

import (
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fixture"
	"portal/internal/form"
	"portal/internal/postgres"
	"portal/internal/sample"
)

// firstCampaign is a campaign as an administrator may type it.
func firstCampaign(more ...string) []string {
	return append([]string{
		"phien-ban", "0", "ten", "Thi đua năm đầu", "muc-tieu", "Một\r\n\r\nHai", "bat-dau", "1/5/2024", "ket-thuc", "30/9/2024",
		"han-dang-ky", "22/4/2024", "ngay-phat-dong", "25/4/2024", "gio-phat-dong", "8h30", "so-phieu-toi-thieu", "3", "so-ngay-kien-nghi", "3",
	}, more...)
}

// emptyPlace is a portal with an administrator and nothing else.
func emptyPlace(t *testing.T) *place {
	t.Helper()
	p := serveOn(t, fixture.Empty(t))
	addAdmin(t, p.db)
	return p
}

func addAdmin(t *testing.T, db *postgres.DB) {
	t.Helper()
	err := db.Keep(t.Context(), func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `with a as (insert into accounts (email, email_key, name) values ($1, $1, 'Quản trị') returning id)
			insert into account_roles select id, 'admin' from a`, sampleAccount[access.Admin])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEmptyPortalIsSetUp(t *testing.T) {
	t.Parallel()
	p := emptyPlace(t)
	admin := p.as(access.Admin)
	admin.get("/quan-tri/cai-dat").wants(http.StatusOK, "Cổng còn trống.", "Tạo phong trào")
	admin.get("/quan-tri/don-vi").wants(http.StatusOK, "Chưa có đơn vị nào")

	admin.post("/quan-tri/cai-dat/phuong", "phien-ban", "0", "phuong", "phường Ngã Tư", "co-quan", "UBND phường Ngã Tư", "dia-ban", "thành phố X").
		leadsTo("/quan-tri/cai-dat")
	admin.post("/quan-tri/cai-dat/phuong", "phien-ban", "0", "phuong", "phường Khác").wants(http.StatusConflict, "phường Ngã Tư", "phường Khác")

	key := form.New().Key()
	admin.post("/quan-tri/cai-dat/phong-trao", firstCampaign("khoa", key)...).leadsTo("/quan-tri/cai-dat")
	admin.post("/quan-tri/cai-dat/phong-trao", firstCampaign("khoa", key)...).leadsTo("/quan-tri/cai-dat")
	admin.get("/quan-tri/cai-dat").wants(http.StatusOK, "Thi đua năm đầu", "Chuẩn bị", "08:30", "phường Ngã Tư").lacks("Cổng còn trống.")
	if got := query[string](p, `select slug || ' ' || phase || ' ' || array_to_string(aims, '/') from campaigns`); got != "thi-dua-nam-dau draft Một/Hai" {
		t.Errorf("the campaign is %q", got)
	}
	admin.post("/quan-tri/cai-dat/phong-trao", firstCampaign("ten", "Cái thứ hai")...).wants(http.StatusConflict)
	if n := query[int](p, `select count(*) from campaigns`); n != 1 {
		t.Errorf("%d campaigns", n)
	}
	if n := query[int](p, `select count(*) from audit_entries where action = 'manage_settings' and before = ''`); n != 2 {
		t.Errorf("%d entries of things that are new, wanted 2", n)
	}
}

func TestSettingsAreRefused(t *testing.T) {
	t.Parallel()
	p := emptyPlace(t)
	admin := p.as(access.Admin)
	before := p.fingerprint()
	const ward, campaign = "/quan-tri/cai-dat/phuong", "/quan-tri/cai-dat/phong-trao"
	admin.post(ward, "phien-ban", "0").wants(http.StatusUnprocessableEntity, "Hãy nhập tên phường.")
	admin.post(ward, "phien-ban", "0", "phuong", strings.Repeat("ệ", 10000)).wants(http.StatusUnprocessableEntity, "tối đa là 100")
	admin.post(campaign).wants(http.StatusUnprocessableEntity, "Hãy nhập tên phong trào.", "Hãy nhập ngày bắt đầu.", "Số phiếu tối thiểu phải từ 1")
	for _, c := range [][3]string{
		{"ket-thuc", "30/4/2024", "Ngày kết thúc phải từ 01/05/2024 trở đi."},
		{"ket-thuc", "31/9/2024", "Tháng 9 chỉ có 30 ngày."},
		{"han-dang-ky", "30/9/2024", "Hạn đăng ký phải trước ngày kết thúc 30/09/2024."},
		{"cham-tu", "30/4/2024", "Ngày bắt đầu chấm phải từ 01/05/2024 trở đi."},
		{"tong-ket", "1/4/2024", "Ngày tổng kết phải từ 01/05/2024 trở đi."},
		{"gio-phat-dong", "25:00", "Hãy nhập giờ như 08:00."},
		{"ngay-phat-dong", "", "Hãy nhập ngày phát động"},
		{"so-phieu-toi-thieu", "-3", ""},
		{"so-phieu-toi-thieu", "99999999999999999999", ""},
		{"so-phieu-toi-thieu", "51", "từ 1 đến 50"},
		{"so-ngay-kien-nghi", "61", "từ 0 đến 60"},
		{"muc-tieu", strings.Repeat("a\n", 21), "Tối đa 20 mục tiêu"},
		{"muc-tieu", strings.Repeat("a", 301), "tối đa là 300"},
	} {
		fields := firstCampaign()
		set := false
		for i := 0; i < len(fields); i += 2 {
			if fields[i] == c[0] {
				fields[i+1], set = c[1], true
			}
		}
		if !set {
			fields = append(fields, c[0], c[1])
		}
		admin.post(campaign, fields...).wants(http.StatusUnprocessableEntity, c[2], "Thi đua năm đầu")
	}
	if p.fingerprint() != before {
		t.Error("a refused form changed something")
	}
}

func TestDatesWhileScoringNeedAReason(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	admin := p.as(access.Admin)
	shown := admin.get("/quan-tri/cai-dat").wants(http.StatusOK, "Lý do thay đổi")
	_, body, _ := strings.Cut(shown.body, `action="/quan-tri/cai-dat/phong-trao"`)
	version := boxValue(body, "phien-ban")
	fields := func(version, wrapup, reason string) []string {
		list := []string{"phien-ban", version, "ly-do", reason, "tong-ket", wrapup}
		for _, name := range []string{"ten", "bat-dau", "ket-thuc", "han-dang-ky", "cham-tu", "so-phieu-toi-thieu", "so-ngay-kien-nghi"} {
			list = append(list, name, boxValue(body, name))
		}
		return list
	}
	const to = "/quan-tri/cai-dat/phong-trao"
	admin.post(to, fields(version, "17/10/2024", "")...).wants(http.StatusUnprocessableEntity, "Hãy ghi lý do đổi ngày", "17/10/2024")
	admin.post(to, fields(version, "17/10/2024", "Chờ bão tan")...).leadsTo("/quan-tri/cai-dat")
	if got := query[string](p, `select reason from audit_entries order by id desc limit 1`); got != "Chờ bão tan" {
		t.Errorf("the reason kept is %q", got)
	}
	admin.post(to, fields(version, "18/10/2024", "Lại đổi")...).
		wants(http.StatusConflict, "vừa được người khác sửa", "17/10/2024", "18/10/2024")
	p.as(access.Chair).post(to, fields(version, "18/10/2024", "Lại đổi")...).wants(http.StatusForbidden)
}

// boxValue is the value of the input of this name, its attributes in any order.
func boxValue(body, name string) string {
	at := strings.Index(body, `name="`+name+`"`)
	if at < 0 {
		return ""
	}
	open, end := strings.LastIndex(body[:at], "<"), at+strings.Index(body[at:], ">")
	_, value, _ := strings.Cut(body[open:end], ` value="`)
	value, _, _ = strings.Cut(value, `"`)
	return value
}
