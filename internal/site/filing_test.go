package site

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"portal/internal/access"
	"portal/internal/form"
	"portal/internal/sample"
)

// header is that of a list as an office types it.
var header = []any{"Đơn vị", "Tên hoạt động", "Lĩnh vực", "Từ ngày", "Đến ngày", "Chỉ tiêu"}

// book is a workbook with these rows.
func book(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// row is a row of a list, in order.
func row(unit, title string, more ...string) []any {
	cells := []any{unit, title, "MT", "10/06/2024", "30/06/2024", "Trồng 200 m"}
	for i, text := range more {
		cells[i+2] = text
	}
	return cells
}

// brought hands in a workbook and returns the address of what was understood.
func brought(v *visitor, path string, content []byte) string {
	v.t.Helper()
	return v.upload(path, "Đăng ký.xlsx", content).wants(http.StatusSeeOther).header.Get("Location")
}

// taking is the form of a page of rows as it is sent with all its ticks, or with those of the rows given.
func taking(r *reply, what string, rows ...string) []string {
	r.t.Helper()
	fields := []string{"phien-ban", r.field("phien-ban"), form.KeyField, r.field(form.KeyField), "viec", what}
	for _, tag := range strings.Split(r.body, "<input ")[1:] {
		tag, _, _ = strings.Cut(tag, ">")
		_, value, _ := strings.Cut(tag, `value="`)
		value, _, _ = strings.Cut(value, `"`)
		switch {
		case strings.Contains(tag, `name="hien"`):
			fields = append(fields, "hien", value)
		case strings.Contains(tag, `name="chon"`) && len(rows) == 0 && strings.Contains(tag, "checked"):
			fields = append(fields, "chon", value)
		}
	}
	for _, no := range rows {
		fields = append(fields, "chon", no)
	}
	return fields
}

// TestFiling: staff hand in a workbook, see what is wrong with it, and save what is right as drafts; nothing twice.
func TestFiling(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	staff := p.as(access.UnitStaff)
	count := func() int { return query[int](p, `select count(*) from activities`) }
	n := count()
	content := book(
		t, header,
		row("Tổ dân phố số 20", "Đường hoa ngõ 58"),
		row("TDP-20", "Hội thao ngõ 58", "TD", "01/07/2024", "02/07/2024", "100 người"),
		row("TDP-20", "Ngày sai", "MT", "31/06/2024", "31/07/2024", "5 buổi"),
		row("BN-CA", "Của đơn vị khác"),
		row("TDP-20", "Trùng trong tệp"), row("tdp 20", "trùng trong  TỆP."),
		row("TDP-20", "Nâng cấp rãnh thoát nước, chống ngập ngõ liên tổ 19 - 20", "CT", "06/05/2024", "15/07/2024", "180 m rãnh"),
		row("TDP-20", "Nâng cấp rãnh thoát nước, chống ngập ngõ liên tổ 19 - 20", "CT", "07/05/2024", "15/07/2024", "180 m rãnh"),
		row("TDP-20", "Lĩnh vực lạ", "Nấu ăn"),
	)
	staff.get("/lam-viec").wants(200, "Nhập từ Excel")
	staff.get(registerPath).wants(200, "Nhập từ Excel")
	page := staff.get(bringPath).wants(200, "Tải phiếu", "Tổ dân phố số 20", "tối đa 5 MB")
	key := page.field(form.KeyField)
	to := staff.upload(bringPath, "Đăng ký.xlsx", content, form.KeyField, key).wants(303).header.Get("Location")
	staff.upload(bringPath, "Đăng ký.xlsx", content, form.KeyField, key).leadsTo(to) // a double click
	staff.upload(bringPath, "Khác.xlsx", content, form.KeyField, key).wants(409, "đã được gửi một lần với nội dung khác")
	if got := query[int](p, `select count(*) from filings`); got != 1 || count() != n {
		t.Fatalf("%d filings, %d activities more", got, count()-n)
	}
	staff.get(bringPath).wants(200, "Tệp đang kiểm tra", "Đăng ký.xlsx")

	page = staff.get(to).wants(200, "Đăng ký.xlsx: đọc được 9 dòng, 4 dòng dùng được, 4 dòng cần sửa, 1 dòng đã có từ trước.",
		"“BN-CA” không phải đơn vị của bạn", "Đã có HD-052", "Giống HD-052", "Nấu ăn", "31/06/2024", "Lưu nháp các dòng đã chọn").lacks("Gửi đăng ký các dòng")
	if strings.Index(page.body, "Ngày sai") > strings.Index(page.body, "Đường hoa ngõ 58") {
		t.Error("what is to be mended does not come first")
	}
	fields := taking(page, "nhap", "1", "2")
	staff.post(to, append(fields, "chon", "3")...).wants(409, "dòng 4 không còn dùng được")
	staff.post(to, append(fields, "chon", "4")...).wants(409, "dòng 5 không còn dùng được")
	staff.post(to, taking(page, "nhap", "x", "99", "-1")...).wants(422, "Hãy đánh dấu ít nhất một dòng")
	if count() != n {
		t.Fatal("what was refused was registered")
	}
	staff.post(to, fields...).leadsTo(to)
	if got := count() - n; got != 2 {
		t.Fatalf("%d activities more", got)
	}
	done := staff.get(to).wants(200, "Đã lưu 2 bản nháp: HD-0", "2 dòng dùng được, 4 dòng cần sửa, 1 dòng đã có từ trước, 2 dòng đã nhập")
	if got := query[string](p, `select string_agg(stage || ' ' || title || ' ' || coalesce(category, ''), '; ' order by code) from activities where code > 'HD-060'`); got != "draft Đường hoa ngõ 58 MT; draft Hội thao ngõ 58 TD" {
		t.Errorf("registered: %s", got)
	}
	staff.post(to, fields...).leadsTo(to) // sent again: answered again
	staff.post(to, taking(page, "nhap")...).wants(409, "đã được gửi một lần")
	fields = taking(page, "nhap", "1", "2")
	fields[3] = form.New().Key()
	staff.post(to, fields...).wants(409, "vừa được thay đổi ở một cửa sổ khác")
	staff.post(to, taking(done, "nhap", "1")...).wants(409, "dòng 2 không còn dùng được")

	// The same file once more: nothing of it is registered twice, and it says so.
	again := brought(staff, bringPath, content)
	page = staff.get(again).wants(200, "2 dòng dùng được, 4 dòng cần sửa, 3 dòng đã có từ trước")
	staff.post(again, taking(page, "nhap")...).leadsTo(again)
	third := brought(staff, bringPath, content)
	page = staff.get(third).wants(200, "3 dòng cần sửa, 6 dòng đã có từ trước").lacks(`name="viec"`)
	staff.post(third, "phien-ban", page.field("phien-ban"), "viec", "nhap").wants(409, "Không còn dòng nào để nhập")
	if got := count() - n; got != 4 {
		t.Errorf("%d activities more", got)
	}
	// The log knows what was done, and none of the words of the file.
	log := query[string](p, `select string_agg(before || after || subject, ' ') from audit_entries where subject like 'filing %'`)
	for _, word := range []string{"Đường hoa", "Đăng ký", ".xlsx", "Nấu ăn"} {
		if strings.Contains(log, word) {
			t.Errorf("the audit log keeps %q: %s", word, log)
		}
	}
	if !strings.Contains(log, `"rows":9,"registered":2`) {
		t.Errorf("the audit log says %s", log)
	}
	if n, err := p.db.VerifyChain(t.Context()); err != nil {
		t.Errorf("audit chain: %d entries, %v", n, err)
	}
}
