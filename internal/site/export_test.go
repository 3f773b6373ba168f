package site

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/audit"
	"portal/internal/fixture"
	"portal/internal/sample"
	"portal/web/page"
)

// file is a list as whoever opens the file reads it.
type file struct {
	head   string
	titles []string
	rows   [][]string
}

// text is everything in the file.
func (f file) text() string {
	lines := []string{f.head, strings.Join(f.titles, "|")}
	for _, row := range f.rows {
		lines = append(lines, strings.Join(row, "|"))
	}
	return strings.Join(lines, "\n")
}

// row is the row in which a cell says exactly this.
func (f file) row(t *testing.T, cell string) []string {
	t.Helper()
	i := slices.IndexFunc(f.rows, func(row []string) bool { return slices.Contains(row, cell) })
	if i < 0 {
		t.Fatalf("no row says %q:\n%s", cell, f.text())
	}
	return f.rows[i]
}

func (f file) cell(t *testing.T, row, title string) string {
	t.Helper()
	i := slices.Index(f.titles, title)
	if found := f.row(t, row); i >= 0 && i < len(found) {
		return found[i]
	}
	t.Fatalf("no column %q, or nothing in it:\n%s", title, f.text())
	return ""
}

// file opens a list in one of its two forms, after a look at how it was sent.
func (v *visitor) file(address, extension string) file {
	v.t.Helper()
	path, question, asked := strings.Cut(address, "?")
	path += "." + extension
	if asked {
		path += "?" + question
	}
	got := v.get(path).wants(http.StatusOK)
	types := map[string]string{"xlsx": xlsxType, "csv": csvType}
	if typ := got.header.Get("Content-Type"); typ != types[extension] {
		v.t.Errorf("%s is %s", path, typ)
	}
	name := regexp.MustCompile(`^attachment; filename="([a-z0-9-]+\.` + extension + `)"; filename\*=UTF-8''([a-z0-9-]+\.` + extension + `)$`).
		FindStringSubmatch(got.header.Get("Content-Disposition"))
	if name == nil || name[1] != name[2] {
		v.t.Fatalf("%s: sent as %q", path, got.header.Get("Content-Disposition"))
	}
	rows := got.rows(extension)
	f := file{head: rows[0][0], titles: rows[1], rows: rows[2:]}
	if strings.HasPrefix(address, "/xep-hang") && extension == "csv" { // programs read it
		f = file{head: rows[0][len(rows[0])-1], titles: rows[0], rows: rows[1:]}
	}
	words, slug := "NỘI BỘ – ", "-noi-bo-"
	if !strings.HasPrefix(address, "/ban-to-chuc") && !strings.HasPrefix(address, "/quan-tri") && !strings.HasPrefix(address, "/nhat-ky") {
		words, slug = "CÔNG KHAI – ", "-cong-khai-"
	} else if cache := got.header.Get("Cache-Control"); cache != "no-store" {
		v.t.Errorf("%s: Cache-Control is %q", path, cache)
	}
	if !strings.HasPrefix(f.head, words) || !strings.Contains(name[1], slug) {
		v.t.Errorf("%s: %q begins with %q", path, name[1], f.head)
	}
	return f
}

// rows reads a file. In Excel a row ends with its last cell that is not empty.
func (r *reply) rows(extension string) [][]string {
	r.t.Helper()
	var rows [][]string
	var err error
	if extension == "csv" {
		in := csv.NewReader(strings.NewReader(strings.TrimPrefix(r.body, "\ufeff")))
		in.Comma = ';'
		rows, err = in.ReadAll()
	} else {
		var book *excelize.File
		if book, err = excelize.OpenReader(strings.NewReader(r.body)); err == nil {
			defer func() { _ = book.Close() }()
			rows, err = book.GetRows(book.GetSheetName(0))
		}
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return rows
}

var extensions = []string{"xlsx", "csv"}

// lists are the lists that are to be had as files, each with a role that may and how its page counts.
var lists = []struct {
	role    access.Role
	address string
	counted string // in the markup: the count, or what stands there once for each row
	where   []string
}{
	{access.Resident, "/hoat-dong", `<td data-l="Trạng thái">`, []string{
		"", "thang=2024-09", "khoi=to_dan_pho", "don-vi=BN-CA&linh-vuc=AN", "q=ngo&thang=2024-06", "trang-thai=dang-thuc-hien", "xep=don-vi",
	}},
	{access.Resident, "/don-vi", `href="/don-vi/`, []string{""}},
	{access.Resident, "/van-ban/ke-hoach/2", `<tr id="HD-`, []string{""}},
	{access.Secretary, "/ban-to-chuc/dang-ky", `role="status">(\d+) đăng ký`, []string{
		"", "trang-thai=da-duyet", "khoi=K1", "q=ngo", "don-vi=TDP-20", "trang=2",
	}},
	{access.Secretary, "/ban-to-chuc/theo-doi", `href="/ban-to-chuc/theo-doi/`, []string{"", "cua=TV-04", "tinh-trang=sap-den-han", "cua=TV-04&tinh-trang=hoan-thanh"}},
	{access.Monitor, "/ban-to-chuc/theo-doi", `href="/ban-to-chuc/theo-doi/`, []string{"", "tinh-trang=hoan-thanh"}},
	{access.Secretary, "/ban-to-chuc/tong-hop", `<th scope="row"><abbr`, []string{"", "khoi=K2", "khoi=C3"}},
	{access.Secretary, "/ban-to-chuc/dang-ky/chua-dang-ky", `<td data-l="Khối">`, []string{""}},
	{access.Secretary, "/ban-to-chuc/dang-ky/thu-vien", `<td data-l="Dành cho">`, []string{""}},
	{access.Secretary, "/ban-to-chuc/dieu-chinh", `role="status">(\d+) đề nghị`, []string{"", "trang-thai=duyet", "khoi=K1"}},
	{access.Auditor, "/nhat-ky", `id="muc-`, []string{"", "viec=load_sample", "den=1/1/2020"}},
	{access.Admin, "/quan-tri/tai-khoan", `(\d+) tài khoản · mọi`, []string{"", "vai-tro=judge", "q=khongcogithe"}},
}

// TestExportsHoldTheirPages: each list opens in both forms, and has a row for each of its page's.
func TestExportsHoldTheirPages(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	for _, list := range lists {
		v := p.as(list.role)
		for _, question := range list.where {
			address := list.address
			if question != "" {
				address += "?" + question
			}
			shown := v.get(address).wants(http.StatusOK)
			want := strings.Count(shown.body, list.counted)
			if found := regexp.MustCompile(list.counted).FindStringSubmatch(shown.body); len(found) > 1 {
				_, _ = fmt.Sscan(found[1], &want)
			}
			for _, extension := range extensions {
				f := v.file(address, extension)
				if len(f.rows) != want || !strings.Contains(f.head, "DỮ LIỆU MẪU") || !strings.Contains(f.head, "Lập lúc 09:") {
					t.Errorf("%s as %s: %d rows of %d under %q", address, extension, len(f.rows), want, f.head)
				}
			}
			if want == 0 && !strings.Contains(question, "2020") && !strings.Contains(question, "khongcogithe") {
				t.Errorf("%s: nothing to compare", address)
			}
			if path, _, _ := strings.Cut(address, "?"); !strings.Contains(shown.body, `href="`+path+`.xlsx`) || !strings.Contains(shown.body, `href="`+path+`.csv`) {
				t.Errorf("%s: the page does not lead to its files", address)
			}
		}
	}
}

// TestExportedCells: days are days, numbers numbers, and what is missing is empty.
func TestExportedCells(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	change(t, p.db, `update activities set target_quantity = 1500, budget_state = 2000000, budget_social = null, supplementary = true where code = 'HD-015'`)
	change(t, p.db, `update activities set target_quantity = null, budget_state = null, budget_social = null where code = 'HD-016'`)
	activities, sent := p.resident().file("/hoat-dong", "csv"), p.as(access.Secretary).file("/ban-to-chuc/dang-ky", "csv")
	for title, want := range map[string]string{"Bắt đầu": "14/09/2024", "Kết thúc": "14/09/2024", "Mã đơn vị": "DT-CB", "Điều chỉnh lịch": "Đã điều chỉnh"} {
		if got := activities.cell(t, "HD-015", title); got != want {
			t.Errorf("%s is %q", title, got)
		}
	}
	for title, want := range map[string]string{
		"Số lượng": "1500", "Từ ngân sách (đồng)": "2000000", "Từ xã hội hóa (đồng)": "", "Tổng kinh phí (đồng)": "2000000", "Thời hạn": "Bổ sung",
	} {
		if got := sent.cell(t, "HD-015", title); got != want {
			t.Errorf("%s is %q", title, got)
		}
	}
	for _, title := range []string{"Số lượng", "Tổng kinh phí (đồng)", "Thời hạn"} {
		if got := sent.cell(t, "HD-016", title); got != "" {
			t.Errorf("%s, which is missing, is %q", title, got)
		}
	}
	if at := sent.cell(t, "HD-015", "Gửi lúc"); !regexp.MustCompile(`^\d\d/\d\d/2024 \d\d:\d\d:\d\d$`).MatchString(at) {
		t.Errorf("sent at %q", at)
	}
	got := p.resident().get("/hoat-dong.xlsx").wants(http.StatusOK)
	book, err := excelize.OpenReader(strings.NewReader(got.body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	raw, err := book.GetCellValue(book.GetSheetName(0), "H3", excelize.Options{RawCellValue: true})
	if err != nil || !regexp.MustCompile(`^45\d\d\d$`).MatchString(raw) {
		t.Errorf("a day is stored as %q, %v", raw, err)
	}
	// The calendar shows a month, and leads to the file of that month.
	calendar := p.resident().get("/hoat-dong?xem=lich&thang=2024-09&q=").wants(http.StatusOK)
	if !strings.Contains(calendar.body, `href="/hoat-dong.xlsx?thang=2024-09"`) {
		t.Error("the calendar leads to another file")
	}
	if n := len(p.resident().file("/hoat-dong?xem=lich&thang=2024-09", "csv").rows); n != 29 {
		t.Errorf("%d activities in September", n)
	}
	// The order is the page's.
	if first := p.resident().file("/hoat-dong?xep=thoi-gian", "csv").rows; first[0][7] != "04/05/2024" && first[0][7] > first[1][7] {
		t.Errorf("by time the list begins %q, %q", first[0], first[1])
	}
}

// TestExportedBoard: the board is there once it is published, with the numbers that must come out.
func TestExportedBoard(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Concluded)
	p.resident().get("/xep-hang").wants(http.StatusOK, "Tải Excel (.xlsx)", "Tải CSV")
	for _, extension := range extensions {
		f := p.resident().file("/xep-hang", extension)
		want := expectedRanking(t)
		if len(f.rows) != len(want) || !strings.Contains(f.head, "Kết quả chính thức") {
			t.Errorf("%s: %d units of %d under %q", extension, len(f.rows), len(want), f.head)
		}
		for code, w := range want {
			total := w["total"]
			if extension == "csv" {
				total = column(total)
			}
			if w["total"] != "" && f.cell(t, code, "Tổng điểm") != total || f.cell(t, code, "Nhãn") != "DỮ LIỆU MẪU" {
				t.Errorf("%s: %q, wanted %s", extension, f.row(t, code), total)
			}
		}
	}
}

// TestExportsHide: what a page hides its file hides - registrations before they are approved, points
// before their time and before who has a tie.
func TestExportsHide(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	for i, stage := range []string{"draft", "submitted", "returned", "withdrawn"} {
		change(t, p.db, `update activities set stage = $1, return_reason = 'Lý do kín', title = 'Việc kín ' || code where code = $2`, stage, fmt.Sprintf("HD-00%d", i+1))
	}
	totals := strings.Fields(query[string](p, `
		select string_agg(distinct to_char(total / 100.0, 'FM990.00'), ' ') from sheets where stage = 'submitted'`))
	standings, _, err := p.site.rankings.Preview(t.Context(), current(p))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range standings {
		if s.Total != nil {
			totals = append(totals, s.Total.Stored())
		}
	}
	if len(totals) < 60 {
		t.Fatalf("%d totals to look for", len(totals))
	}
	for _, extension := range extensions {
		for _, address := range []string{"/hoat-dong", "/hoat-dong?q=kin", "/don-vi"} {
			text := p.resident().file(address, extension).text()
			for _, secret := range []string{"Việc kín", "Lý do kín", "HD-001|", "HD-002|", "HD-003|", "HD-004|"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s as %s gives away %q", address, extension, secret)
				}
			}
		}
		if text := p.as(access.Secretary).file("/ban-to-chuc/dang-ky", extension).text(); strings.Contains(text, "Việc kín HD-001") || !strings.Contains(text, "Việc kín HD-002") {
			t.Errorf("the committee sees a draft as %s, or not what was sent", extension)
		}
		for _, role := range append([]access.Role{access.Resident}, access.Roles...) {
			v := p.as(role)
			v.get("/xep-hang." + extension).wants(http.StatusNotFound)
			for _, address := range []string{
				"/hoat-dong", "/don-vi", "/ban-to-chuc/dang-ky", "/ban-to-chuc/theo-doi", "/ban-to-chuc/tong-hop?khoi=K1", "/ban-to-chuc/tong-hop?khoi=C1", "/quan-tri/tai-khoan",
			} {
				path, _, _ := strings.Cut(address, "?")
				if status := v.get(path + "." + extension).status; status != v.get(path).status {
					t.Errorf("%s as %s: %d for %s, the page has another answer", address, extension, status, role)
				} else if status == http.StatusOK {
					for _, cell := range slices.Concat(v.file(address, extension).rows...) {
						if stored := strings.ReplaceAll(cell, ",", "."); slices.Contains(totals, stored) || slices.Contains(totals, stored+"0") {
							t.Errorf("%s as %s gives %s the total %s", address, extension, role, cell)
						}
					}
				}
			}
		}
		if f := p.as(access.Secretary).file("/ban-to-chuc/tong-hop?khoi=K2", extension); !strings.Contains(f.text(), "|Đã nộp|") ||
			!strings.Contains(f.text(), "|Loại trừ") || slices.Contains(f.titles, "Trung bình") {
			t.Errorf("the overview while scoring is\n%s", f.text())
		}
	}
}

// TestExportedOverview: in review the office sees the points, but not those of a unit it has a tie with.
func TestExportedOverview(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Review)
	p.change(`update committee_members set heads_unit_id = (select id from units where code = 'TDP-01') where account_id = ` + chairAccount)
	auditor := p.as(access.Auditor).file("/ban-to-chuc/tong-hop?khoi=C1", "csv")
	if got := auditor.cell(t, "TDP-01", "Trung bình"); got != "91,60" {
		t.Errorf("the mean is %q", got)
	}
	for _, extension := range extensions {
		chair := p.as(access.Chair).file("/ban-to-chuc/tong-hop?khoi=C1", extension)
		open, tied := strings.Join(chair.row(t, "TDP-02"), "|"), strings.Join(chair.row(t, "TDP-01"), "|")
		points := regexp.MustCompile(`\d\d[.,]\d\d`)
		if points.MatchString(tied) || !points.MatchString(open) || !strings.Contains(chair.head, "Không hiện điểm của: Tổ dân phố số 1") {
			t.Errorf("a chair with a tie reads\n%s", chair.text())
		}
	}
}

// TestExportedFormula: a title that would be a formula stays a title, from the form to every file.
func TestExportedFormula(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	const title = `=HYPERLINK("http://evil.example";"Xem")`
	head, secretary := p.as(access.UnitHead), p.as(access.Secretary)
	own := drafted(head, activity.FieldTitle, title, activity.FieldTarget, "@SUM(1)")
	code := strings.TrimPrefix(own, "/lam-viec/hoat-dong/")
	head.post(own+"/sua", plan(activity.FieldTitle, title, activity.FieldTarget, "@SUM(1)", "viec", "gui", "phien-ban", head.get(own+"/sua").field("phien-ban"))...).leadsTo(own)
	decide := "/ban-to-chuc/dang-ky/" + code
	secretary.post(decide+"/duyet", "phien-ban", secretary.get(decide).field("phien-ban")).wants(http.StatusSeeOther)
	for _, list := range []struct {
		v       *visitor
		address string
	}{{p.resident(), "/hoat-dong"}, {secretary, "/ban-to-chuc/dang-ky"}, {secretary, "/ban-to-chuc/theo-doi?cua=tat-ca"}} {
		if got := list.v.file(list.address, "csv").cell(t, code, "Hoạt động"); got != "'"+title {
			t.Errorf("%s.csv says %q", list.address, got)
		}
		if got := list.v.file(list.address, "csv").cell(t, code, "Chỉ tiêu"); got != "'@SUM(1)" {
			t.Errorf("%s.csv says %q", list.address, got)
		}
		if got := list.v.file(list.address, "xlsx").cell(t, code, "Hoạt động"); got != title {
			t.Errorf("%s.xlsx says %q", list.address, got)
		}
	}
	if got := p.as(access.Auditor).file("/nhat-ky?loai=activity&ma="+code, "csv").text(); !strings.Contains(got, "Tên: "+title) {
		t.Errorf("the log says\n%s", got)
	}
}

// TestExportsKept: residents share a public file; who is signed in gets one of their own, to be kept by nobody.
func TestExportsKept(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	for _, path := range []string{"/hoat-dong.xlsx", "/hoat-dong.csv?thang=2024-09", "/don-vi.xlsx"} {
		first := p.resident().get(path).wants(http.StatusOK)
		before := p.db.Queries()
		again := p.resident().get(path).wants(http.StatusOK)
		if n := p.db.Queries() - before; n != 0 || again.body != first.body || again.header.Get("Content-Disposition") != first.header.Get("Content-Disposition") {
			t.Errorf("%s again costs %d queries, or is another file", path, n)
		}
		if cache := again.header.Get("Cache-Control"); cache != "public, no-cache" {
			t.Errorf("%s: Cache-Control is %q", path, cache)
		}
		if got := p.resident().ask(http.MethodGet, path, "", "If-None-Match", first.header.Get("ETag")); got.status != http.StatusNotModified {
			t.Errorf("%s: the same file again: %d", path, got.status)
		}
		if cache := p.as(access.Chair).get(path).wants(http.StatusOK).header.Get("Cache-Control"); cache != "no-store" {
			t.Errorf("%s, signed in: Cache-Control is %q", path, cache)
		}
		packed := p.resident().ask(http.MethodGet, path, "", "Accept-Encoding", "br, gzip").header.Get("Content-Encoding")
		if isZip := strings.HasPrefix(path, "/hoat-dong.xlsx") || strings.HasPrefix(path, "/don-vi.xlsx"); isZip != (packed == "") {
			t.Errorf("%s: packed as %q", path, packed)
		}
	}
	change(t, p.db, `update activities set title = 'Tên vừa đổi' where code = 'HD-001'`)
	if got := p.resident().file("/hoat-dong", "xlsx").cell(t, "HD-001", "Hoạt động"); got != "Tên vừa đổi" {
		t.Errorf("after a change the file says %q", got)
	}
}

// TestExportsRefused: a question that the page refuses its file refuses, in words.
func TestExportsRefused(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	for _, extension := range extensions {
		p.as(access.Auditor).get("/nhat-ky."+extension+"?tu=31/02/2024").wants(http.StatusUnprocessableEntity, "Tháng 2 năm 2024 chỉ có 29 ngày.")
		p.as(access.Secretary).get("/ban-to-chuc/dang-ky."+extension+"?trang-thai=sao").wants(http.StatusNotFound, "Không có trạng thái này.")
		p.as(access.Secretary).get("/ban-to-chuc/tong-hop."+extension+"?khoi=X").wants(http.StatusNotFound, "Không có khối thi đua này.")
		p.as(access.Monitor).get("/ban-to-chuc/theo-doi." + extension + "?cua=tat-ca").wants(http.StatusForbidden)
		p.as(access.Admin).get("/quan-tri/tai-khoan." + extension + "?vai-tro=sao").wants(http.StatusNotFound)
		p.resident().get("/nhat-ky." + extension).leadsTo("/dang-nhap?ve=%2Fnhat-ky." + extension)
		if f := p.resident().file("/hoat-dong?thang=2024-13", extension); len(f.rows) != 0 || !strings.Contains(f.head, "Không có tháng “2024-13”") {
			t.Errorf("a month that there is not: %s", f.text())
		}
		p.resident().get("/hoat-dong.pdf").wants(http.StatusNotFound)
	}
}

// TestEmptyExports: a list without rows is a file with its titles; one that was cut off says so.
func TestEmptyExports(t *testing.T) {
	t.Parallel()
	r := serveOn(t, fixture.Empty(t)).resident()
	for _, extension := range extensions {
		for _, address := range []string{"/hoat-dong", "/don-vi"} {
			if f := r.file(address, extension); len(f.rows) != 0 || len(f.titles) < 10 {
				t.Errorf("%s as %s: %s", address, extension, f.text())
			}
		}
		r.get("/xep-hang." + extension).wants(http.StatusNotFound)
	}
	title := func(access.Role) string { return "" }
	cut := page.AuditLog{Page: audit.Page{Entries: make([]audit.Entry, audit.AtMost), More: true}, RoleTitle: title}.Sheet()
	if !strings.Contains(cut.Note, "Chỉ gồm 5.000 mục mới nhất") {
		t.Errorf("a log that was cut off says %q", cut.Note)
	}
	some := page.Registrations{Items: make([]activity.Item, 2), Counts: map[activity.Stage]int{activity.Submitted: 3}}.Sheet()
	if !strings.Contains(some.Note, "Chỉ gồm 2 đăng ký") {
		t.Errorf("a list that was cut off says %q", some.Note)
	}
}
