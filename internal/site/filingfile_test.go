package site

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"portal/internal/access"
	"portal/internal/browser"
	"portal/internal/fixture"
	"portal/internal/sample"
)

// opened is a workbook that was downloaded.
func opened(r *reply) *excelize.File {
	r.t.Helper()
	r.wants(http.StatusOK)
	f, err := excelize.OpenReader(strings.NewReader(r.body))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = f.Close() })
	return f
}

// fill writes activities into the official form, each cell under its title, as a person does.
func fill(t *testing.T, f *excelize.File, activities ...map[string]string) []byte {
	t.Helper()
	const sheet = "Phiếu đăng ký"
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	columns, first := map[string]int{}, 0
	for i, cells := range rows {
		for j, text := range cells {
			columns[strings.TrimSuffix(text, " (*)")] = j + 1
		}
		if len(cells) > 0 && cells[0] == "(1)" {
			first = i + 2
			break
		}
	}
	for i, a := range activities {
		for title, text := range a {
			cell, err := excelize.CoordinatesToCellName(columns[title], first+i)
			if err != nil || first == 0 {
				t.Fatalf("the form has no column %s: %v", title, err)
			}
			if err := f.SetCellValue(sheet, cell, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func oneActivity(title string, more ...string) map[string]string {
	a := map[string]string{
		"Tên hoạt động": title, "Lĩnh vực": "Môi trường, cảnh quan đô thị", "Từ ngày": "10/06/2024", "Đến ngày": "30/06/2024",
		"Chỉ tiêu, kết quả cần đạt": "Trồng 200 m", "Ngân sách": "2 triệu", "Đơn vị phối hợp": "Công an phường; TDP 19",
	}
	for i := 0; i+1 < len(more); i += 2 {
		a[more[i]] = more[i+1]
	}
	return a
}

// TestOfficialForm: who downloads the form and fills it in has it read as it was meant.
func TestOfficialForm(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	staff, secretary := p.as(access.UnitStaff), p.as(access.Secretary)
	got := staff.get("/lam-viec/hoat-dong/phieu.xlsx")
	if name := got.header.Get("Content-Disposition"); !strings.Contains(name, `filename="phieu-dang-ky-tdp-20.xlsx"`) || got.header.Get("Content-Type") != xlsxType {
		t.Errorf("the form comes as %s, %s", name, got.header.Get("Content-Type"))
	}
	to := brought(staff, bringPath, fill(t, opened(got), oneActivity("Đường hoa ngõ 58")))
	page := staff.get(to).wants(200, "đọc được 1 dòng, 1 dòng dùng được.")
	staff.post(to, taking(page, "nhap")...).leadsTo(to)
	if got := query[string](p, `select concat_ws('|', u.code, a.category, a.starts_on, a.budget_state, (select count(*) from activity_partners ap where ap.activity_id = a.id))
		from activities a join units u on u.id = a.unit_id where a.title = 'Đường hoa ngõ 58'`); got != "TDP-20|MT|2024-06-10|2000000|2" {
		t.Errorf("registered: %s", got)
	}
	staff.get("/lam-viec/hoat-dong/phieu.xlsx?don-vi=BN-CA").wants(404)
	staff.get("/lam-viec/hoat-dong/phieu.xlsx?don-vi=%27").wants(404)
	to = brought(secretary, officePath, fill(t, opened(secretary.get("/ban-to-chuc/dang-ky/phieu.xlsx")),
		oneActivity("Của tổ", "Đơn vị đăng ký", "Tổ dân phố số 20", "Đơn vị phối hợp", ""), oneActivity("Của Công an", "Đơn vị đăng ký", "BN-CA", "Đơn vị phối hợp", "")))
	secretary.get(to).wants(200, "đọc được 2 dòng, 2 dòng dùng được.")
	// Who works for two units chooses the form of one, or a common one.
	fixtureJoin(p, "canbo.tdp20@maidich.example", "TDP-19")
	staff = p.as(access.UnitStaff)
	staff.get(bringPath).wants(200, "Phiếu của Tổ dân phố số 19", "Phiếu của Tổ dân phố số 20", "Phiếu chung")
	to = brought(staff, bringPath, fill(t, opened(staff.get("/lam-viec/hoat-dong/phieu.xlsx")),
		oneActivity("Của tổ 19", "Đơn vị đăng ký", "TDP-19", "Đơn vị phối hợp", ""), oneActivity("Của Công an", "Đơn vị đăng ký", "BN-CA", "Đơn vị phối hợp", "")))
	staff.get(to).wants(200, "1 dòng dùng được, 1 dòng cần sửa").wants(200, "Tổ dân phố số 19")
	staff.get(to+"/dong/2").wants(200, "Đơn vị đăng ký", "không phải đơn vị của bạn")
	to = brought(staff, bringPath, fill(t, opened(staff.get("/lam-viec/hoat-dong/phieu.xlsx?don-vi=TDP-19")), oneActivity("Của tổ 19", "Đơn vị phối hợp", "")))
	staff.get(to).wants(200, "đọc được 1 dòng, 1 dòng dùng được.")
}

// TestExportedComesBackUnchanged: what is registered goes out in the columns of the form, and coming in again changes nothing.
func TestExportedComesBackUnchanged(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	change(t, p.db, `update activities set registered_starts_on = starts_on, registered_ends_on = ends_on, starts_on = starts_on + 1, ends_on = ends_on + 1
		where code = 'HD-052' and ends_on < '2024-09-30'`) // amended
	secretary, head := p.as(access.Secretary), p.as(access.UnitHead)
	head.post(registerPath, plan()...).wants(303)
	drafted(head, "start_date", "", "end_date", "", "target", "", "title", "Nháp mới có tên")
	drafted(head, "title", `=HYPERLINK("http://evil.example")`, "start_date", "10/06/2024", "end_date", "10/06/2024")
	n := query[int](p, `select count(*) from activities`)
	for _, c := range []struct {
		v          *visitor
		form, path string
		rows       int
	}{
		{secretary, "/ban-to-chuc/dang-ky/phieu.xlsx", officePath, query[int](p, `select count(*) from activities where stage not in ('draft', 'withdrawn', 'cancelled', 'merged')`)},
		{head, "/lam-viec/hoat-dong/phieu.xlsx", bringPath, query[int](p, `select count(*) from activities a join units u on u.id = a.unit_id where u.code = 'TDP-20' and stage not in ('withdrawn', 'cancelled', 'merged')`)},
	} {
		got := c.v.get(c.form + "?noi-dung=da-dang-ky")
		to := brought(c.v, c.path, []byte(got.body))
		page := c.v.get(to).wants(200, fmt.Sprintf("đọc được %d dòng, %d dòng đã có từ trước.", c.rows, c.rows), "Không còn dòng nào để nhập")
		c.v.post(to, "phien-ban", page.field("phien-ban"), "viec", "nhap").wants(409, "Không còn dòng nào để nhập")
	}
	if got := query[int](p, `select count(*) from activities`); got != n {
		t.Errorf("%d activities more", got-n)
	}
	// What came back after an amendment is known by the days as first registered, too.
	to := brought(secretary, officePath, fill(t, opened(secretary.get("/ban-to-chuc/dang-ky/phieu.xlsx")), oneActivity(
		query[string](p, `select title from activities where code = 'HD-052'`), "Đơn vị đăng ký", "TDP-20", "Đơn vị phối hợp", "",
		"Từ ngày", query[string](p, `select to_char(registered_starts_on, 'DD/MM/YYYY') from activities where code = 'HD-052'`),
		"Đến ngày", query[string](p, `select to_char(registered_ends_on, 'DD/MM/YYYY') from activities where code = 'HD-052'`))))
	secretary.get(to).wants(200, "Đã có HD-052")
}

// TestMarkedWorkbook: the workbook comes back with what is wrong in a red column, and all else as it was.
func TestMarkedWorkbook(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	staff := p.as(access.UnitStaff)
	content := book(t, header, row("TDP-20", "Đường hoa ngõ 58"), row("TDP-20", "Ngày sai", "MT", "31/06/2024"), row("BN-CA", "Của đơn vị khác"))
	to := staff.upload(bringPath, `C:\phiếu "của" tổ.xlsx`, content).wants(303).header.Get("Location")
	got := staff.get(to + "/loi.xlsx")
	if name := got.header.Get("Content-Disposition"); !strings.Contains(name, `filename="loi-phieu-cua-to.xlsx"`) {
		t.Errorf("it is called %s", name)
	}
	f := opened(got)
	rows, err := f.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], "Lỗi")
	if at < 6 || len(rows[1]) > at && rows[1][at] != "" || !strings.Contains(rows[2][at], "31/06/2024") || !strings.Contains(rows[3][at], "không phải đơn vị của bạn") || rows[1][1] != "Đường hoa ngõ 58" {
		t.Errorf("marked: %q", rows)
	}
	// Mended in Excel, it is read as if nothing had been in it.
	for cell, text := range map[string]string{"D3": "10/06/2024", "A4": "TDP-20"} {
		if err := f.SetCellValue("Sheet1", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	staff.get(brought(staff, bringPath, b.Bytes())).wants(200, "đọc được 3 dòng, 3 dòng dùng được.")
}

// TestOldFilings: a workbook that nobody comes back to is dropped, with its rows; what was registered from it stays.
func TestOldFilings(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	staff := p.as(access.UnitStaff)
	content := book(t, header, row("TDP-20", "Đường hoa ngõ 58"))
	old := brought(staff, bringPath, content)
	staff.post(old, taking(staff.get(old), "nhap")...).leadsTo(old)
	kept := brought(p.as(access.UnitHead), bringPath, content)
	p.exec(`update filings set at = at - interval '13 days'`)
	p.exec(`update filings set at = at - interval '2 days' where public_id = $1`, strings.TrimPrefix(old, bringPath+"/"))
	for range 25 {
		brought(staff, bringPath, content)
	}
	staff.get(old).wants(404)
	p.as(access.UnitHead).get(kept).wants(200)
	if n := query[int](p, `select count(*) from filings`); n != 21 {
		t.Errorf("%d filings are kept", n)
	}
	if n := query[int](p, `select count(*) from filing_rows`); n != 21 {
		t.Errorf("%d rows are kept", n)
	}
	if n := query[int](p, `select count(*) from activities where title = 'Đường hoa ngõ 58'`); n != 1 {
		t.Error("what was registered is gone")
	}
}

// long is a workbook of so many rows, some of them wrong.
func long(t *testing.T, rows int) []byte {
	list := [][]any{header}
	for i := range rows {
		r := row("TDP-"+fmt.Sprintf("%02d", 1+i%30), fmt.Sprintf("Hoạt động thứ %d của tổ dân phố", i))
		if i%100 == 7 {
			r[3] = "31/06/2024"
		}
		list = append(list, r)
	}
	return book(t, list...)
}

// TestFilingQueries: a workbook costs as many questions to the database with many rows as with few, at every step.
func TestFilingQueries(t *testing.T) {
	t.Parallel()
	steps := func(rows int) (asked []int64, p *place) {
		p = still(t, fixture.Open(t, sample.Registration), nil)
		v := p.as(access.Secretary)
		v.get("/robots.txt")
		v.get(officePath)
		content := long(t, rows)
		count := func(step func()) {
			before := p.db.Queries()
			step()
			asked = append(asked, p.db.Queries()-before)
		}
		var to string
		var page *reply
		count(func() { to = brought(v, officePath, content) })
		count(func() { page = v.get(to).wants(200) })
		count(func() { v.get(to + "/dong/8").wants(200) })
		count(func() { v.get(to + "/loi.xlsx").wants(200) })
		count(func() { v.post(to, append(taking(page, "chon"), "sang", "1")...).wants(303) })
		page = v.get(to)
		count(func() { v.post(to, taking(page, "nhap")...).leadsTo(to) })
		return asked, p
	}
	few, _ := steps(10)
	many, p := steps(300)
	for i, step := range []string{"handing in", "looking", "one row", "marking", "choosing", "registering"} {
		if few[i] != many[i] || few[i] > 30 {
			t.Errorf("%s: %d queries with few rows, %d with many", step, few[i], many[i])
		}
	}
	if n := query[int](p, `select count(*) from activities where title like 'Hoạt động thứ %'`); n != 297 {
		t.Errorf("%d registered", n)
	}
}

// TestLongWorkbook: five thousand rows are looked through in pages, those that are to be mended first, and what is chosen on
// one page stays chosen on the next.
func TestLongWorkbook(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	v := p.as(access.Secretary)
	content := long(t, 5000)
	begun := time.Now()
	to := brought(v, officePath, content)
	read := time.Since(begun)
	page := v.get(to).wants(200, "đọc được 5.000 dòng, 4.950 dòng dùng được, 50 dòng cần sửa", "Gồm cả dòng đã chọn ở 24 trang khác")
	t.Logf("%d KB: read in %v, shown in %v", len(content)>>10, read, time.Since(begun)-read)
	if n := strings.Count(page.body, `class="wrong"`); n != 50 || strings.Count(page.body, `name="chon"`) != 150 {
		t.Errorf("%d wrong rows on the first page", n)
	}
	v.post(to+"?trang=1", append(taking(page, "chon", "1"), "sang", "2")...).leadsTo(to + "?trang=2")
	p.exec(`update filing_rows set chosen = false where no > 400`)
	page = v.get(to+"?trang=2").wants(200, "Đã giữ lựa chọn")
	fields := taking(page, "nhap")
	chosen := len(slices.DeleteFunc(slices.Clone(fields), func(s string) bool { return s != "chon" }))
	v.post(to+"?trang=2", fields...).leadsTo(to)
	if n := query[int](p, `select count(*) from activities where title like 'Hoạt động thứ %'`); n < 200 || n > chosen+100 || !query[bool](p, `select exists (select from activities where title = 'Hoạt động thứ 0 của tổ dân phố')`) {
		t.Errorf("%d registered, %d chosen on the second page", n, chosen)
	}
	if n := query[int](p, `select count(*) from activities where title = 'Hoạt động thứ 1 của tổ dân phố'`); n != 0 {
		t.Error("a row was registered whose tick had been taken off on another page")
	}
	v.get(to + "?trang=25").wants(200)
}

// TestJourneyOfAWorkbook: a unit fills the Excel form in, hands it in from a phone, mends a row there, and sends; the office sees it.
func TestJourneyOfAWorkbook(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]browser.Options{
		"with script": browser.Phone, "without script": {Width: 390, Height: 844, NoScript: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := open(t, sample.Registration)
			head := p.as(access.UnitHead)
			file := filepath.Join(t.TempDir(), "Phiếu tổ 20.xlsx")
			content := fill(t, opened(head.get("/lam-viec/hoat-dong/phieu.xlsx")), oneActivity("Đường hoa ngõ 58"), oneActivity("Hội thao ngõ 58", "Đến ngày", "31/06/2024"),
				oneActivity("Không làm nữa"))
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
			b := head.browse(o)
			looks := func() {
				t.Helper()
				b.NoSidewaysScroll()
				if !o.NoScript {
					b.Axe()
				}
			}
			b.Go(p.url + "/lam-viec")
			b.Follow(`main a[href="` + bringPath + `"]`)
			looks()
			b.Follow(`form[enctype] button`)
			p.answered(b, http.StatusUnprocessableEntity)
			b.WaitText("#o-tep-e", "Hãy chọn tệp Excel")
			looks()
			b.Fill("#o-tep", file)
			b.Follow(`form[enctype] button`)
			to := strings.TrimPrefix(b.URL(), p.url)
			b.WaitText("main", "đọc được 3 dòng, 2 dòng dùng được, 1 dòng cần sửa.")
			looks()
			b.Follow(`.wrong a`)
			b.WaitText("#o-end_date-e", "Tháng 6 chỉ có 30 ngày")
			looks()
			b.Fill("#o-end_date", "28/5")
			b.Follow(`main form button:not([type])`)
			p.answered(b, http.StatusUnprocessableEntity)
			looks()
			b.Fill("#o-end_date", "30/6")
			b.Follow(`main form button:not([type])`)
			p.stands(b, to)
			b.WaitText("main", "3 dòng dùng được")
			b.Click(`input[name=chon][value="3"]`)
			b.Follow(`button[value=gui]`)
			p.stands(b, to)
			b.WaitText("main", "Đã gửi 2 đăng ký")
			looks()
			if n := query[int](p, `select count(*) from activities where title like '% ngõ 58' and stage = 'submitted'`); n != 2 {
				t.Errorf("%d were sent", n)
			}
			if n := query[int](p, `select count(*) from activities where title = 'Không làm nữa'`); n != 0 {
				t.Error("what was not chosen was sent")
			}
			code := query[string](p, `select code from activities where title = 'Hội thao ngõ 58'`)
			p.as(access.Secretary).get("/ban-to-chuc/dang-ky/"+code).wants(200, "Hội thao ngõ 58", "Chờ duyệt")
			b.Follow(`main a[href="/lam-viec/hoat-dong/` + code + `"]`)
			b.WaitText("main", "Nhập từ tệp Excel")
		})
	}
}
