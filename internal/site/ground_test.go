package site

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"portal/internal/access"
	plans "portal/internal/plan"
	"portal/internal/sample"
)

// TestGroundsAreKept: the administrator keeps the grounds in law, and documents of a day are issued on those of that day.
func TestGroundsAreKept(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	admin := p.as(access.Admin)
	admin.get("/quan-tri/cai-dat").wants(http.StatusOK, "Căn cứ pháp lý")
	shown := admin.get(groundsHref).wants(http.StatusOK, "98/2023/NĐ-CP", "01/01/2024 – 30/06/2025", "từ 01/07/2025")
	script, long := `<script>alert(1)</script>`, strings.Repeat("ệ", 10_000)
	before := query[string](p, `select md5(string_agg(b::text, '')) || (select count(*) from audit_entries) from legal_bases b`)
	for _, c := range []struct{ field, value, says string }{
		{plans.FieldText, "", "Hãy nhập căn cứ."},
		{plans.FieldText, " ;. ", "Hãy nhập căn cứ."},
		{plans.FieldText, long, "tối đa là 500"},
		{plans.FieldText, "Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15 ngày 15 tháng 6 năm 2022;", "Căn cứ này đã có."},
		{plans.FieldFrom, "", "Hãy nhập ngày bắt đầu có hiệu lực."},
		{plans.FieldFrom, "30/2/2024", "Tháng 2 năm 2024 chỉ có 29 ngày."},
		{plans.FieldUntil, "31/12/2023", "Ngày cuối cùng phải từ 01/01/2024 trở đi."},
		{plans.FieldOrder, "", "Thứ tự phải từ 1 đến 999."},
		{plans.FieldOrder, "1000", "Thứ tự phải từ 1 đến 999."},
		{plans.FieldOrder, "một", "Hãy nhập một số"},
	} {
		values := map[string]string{plans.FieldText: "Căn cứ " + script, plans.FieldFrom: "1/1/2024", plans.FieldUntil: "", plans.FieldOrder: "5"}
		values[c.field] = c.value
		var fields []string
		for name, value := range values {
			fields = append(fields, name, value)
		}
		got := admin.post(groundsHref, fields...).wants(http.StatusUnprocessableEntity, c.says)
		if strings.Contains(got.body, script) {
			t.Errorf("%s=%.20q: what was typed runs", c.field, c.value)
		}
	}
	if query[string](p, `select md5(string_agg(b::text, '')) || (select count(*) from audit_entries) from legal_bases b`) != before {
		t.Error("a refused form changed something")
	}
	fields := []string{
		"khoa", shown.field("khoa"), plans.FieldText, norm.NFD.String("Căn cứ Luật Tổ chức chính quyền địa phương") + ";",
		plans.FieldFrom, "1/1/2016", plans.FieldUntil, "28/2/2025", plans.FieldOrder, "5",
	}
	admin.post(groundsHref, fields...).leadsTo(groundsHref)
	admin.post(groundsHref, fields...).leadsTo(groundsHref) // a double click
	id := query[string](p, `select id::text from legal_bases where text = 'Căn cứ Luật Tổ chức chính quyền địa phương'`)
	p.as(access.Secretary).get(issueHref).wants(http.StatusOK, "Căn cứ Luật Tổ chức chính quyền địa phương Căn cứ Luật Thi đua")

	one := groundsHref + "/" + id
	edit := admin.get(one).wants(http.StatusOK, "28/02/2025")
	change := func(version, until string) []string {
		return []string{"phien-ban", version, plans.FieldText, "Căn cứ Luật Tổ chức chính quyền địa phương", plans.FieldFrom, "1/1/2016", plans.FieldUntil, until, plans.FieldOrder, "5"}
	}
	admin.post(one, change(edit.field("phien-ban"), "17/4/2024")...).leadsTo(groundsHref)
	admin.post(one, change(edit.field("phien-ban"), "18/4/2024")...).wants(http.StatusConflict, "vừa được người khác sửa", "17/04/2024", "18/4/2024")
	admin.post(one, change("2", "1/1/2015")...).wants(http.StatusUnprocessableEntity, "Ngày cuối cùng phải từ 01/01/2016 trở đi.")
	p.as(access.Secretary).get(issueHref).wants(http.StatusOK).lacks("chính quyền địa phương")
	for _, none := range []string{"/999", "/x", "/99999999999999999999"} {
		admin.get(groundsHref + none).wants(http.StatusNotFound)
		admin.post(groundsHref+none, change("1", "")...).wants(http.StatusNotFound)
	}
	p.as(access.Chair).get(groundsHref).wants(http.StatusForbidden)
	p.as(access.Secretary).post(one, change("2", "")...).wants(http.StatusForbidden)
}
