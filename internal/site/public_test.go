package site

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"portal/internal/fixture"
	"portal/internal/postgres"
	"portal/internal/sample"
)

// change makes the database hold what no operation would make.
func change(t testing.TB, db *postgres.DB, sql string, args ...any) {
	t.Helper()
	if err := db.Keep(t.Context(), func(tx pgx.Tx) error {
		for _, guard := range []string{"set local role none", "alter table activities disable trigger guard_activity"} {
			if _, err := tx.Exec(t.Context(), guard); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(t.Context(), sql, args...); err != nil {
			return err
		}
		if _, err := tx.Exec(t.Context(), "alter table activities enable trigger guard_activity"); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), `update stamps set changes = changes + 1`) // so that kept pages are out of date
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	r := open(t, sample.Scoring).resident()
	decomposed := url.QueryEscape(norm.NFD.String("hiến máu"))
	for _, c := range []struct{ query, says, has, lacks string }{
		{"", "60 hoạt động – xếp theo mã", "HD-060", ""},
		{"khoi=to_dan_pho", "24 hoạt động", "HD-037", "HD-001<"},
		{"khoi=K1", "hoạt động", "HD-001", "HD-037<"},
		{"don-vi=BN-CA", "14 hoạt động", "HD-003", "HD-004<"}, // two of its own, and those it helps with
		{"don-vi=BN-CA&linh-vuc=AN", "5 hoạt động", "HD-001", "HD-002<"},
		{"thang=2024-09", "29 hoạt động", "HD-002", "HD-003<"},
		{"trang-thai=dang-thuc-hien", "hoạt động", "HD-008", "HD-001<"},
		{"q=hien+mau", "hoạt động khớp “hien mau”", "HD-021", "HD-001<"},
		{"q=HI%E1%BA%BEN+M%C3%81U", "hoạt động khớp", "HD-021", "HD-001<"},
		{"q=" + decomposed, "khớp “hiến máu”", "HD-021", "HD-001<"},
		{"q=hd-050", "1 hoạt động", "HD-050", "HD-001<"},
		{"q=cong+an", "hoạt động khớp", "HD-001", "HD-060<"},
		{"q=bong+ro+zzz", "0 hoạt động", "Không có hoạt động khớp “bong ro zzz”", "HD-001<"},
		{"thang=2024-13", "Không có tháng “2024-13”", "Xem tất cả hoạt động", "HD-001<"},
		{"thang=x&xem=lich", "Không có tháng “x”", "", "HD-001<"},
		{"thang=2031-01&xem=lich", "Tháng 1/2031", "Tháng này", "HD-001<"},
		{"linh-vuc=XX", "Không có hoạt động nào thuộc lĩnh vực “XX”", "", "HD-001<"},
		{"khoi=XX", "Không có hoạt động nào thuộc khối đơn vị “XX”", "", "HD-001<"},
		{"don-vi=%3Cscript%3E", "Không có hoạt động nào thuộc đơn vị “<script>”", "“&lt;script&gt;”", "HD-001<"},
		{"trang-thai=qua-han", "Không có trạng thái “qua-han”", "", "HD-001<"},
		{"xem=khac", "Không có kiểu xem này", "", "HD-001<"},
		{"q=" + strings.Repeat("a", 10_000), "0 hoạt động", "", "HD-001<"},
		{"xem=dong-thoi-gian", "Hôm nay, 28/9", "21/24 hoàn thành", ""},
		{"xem=lich&thang=2024-09", "Tháng 9/2024", "(hôm nay)", "rel=\"next\""},
		{"xem=lich&thang=2024-05", "Tháng 5/2024", "rel=\"next\"", "rel=\"prev\""},
		{"xep=don-vi", "60 hoạt động", "Đơn vị ↑", ""},
	} {
		got := r.get("/hoat-dong?"+c.query).wants(http.StatusOK, c.says)
		if !strings.Contains(got.body, c.has) && !strings.Contains(got.plain(), c.has) {
			t.Errorf("%s: lacks %q", c.query, c.has)
		}
		if c.lacks != "" {
			got.lacks(c.lacks)
		}
	}
	r.get("/hoat-dong?q=%FF%FE").wants(http.StatusUnprocessableEntity) // not text
}

// TestSearchOrder: what was typed with its accents comes first; "tdp 2" is not 20 to 29.
func TestSearchOrder(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	change(t, p.db, `update activities set title = 'Ngõ hoá học sạch' where code = 'HD-037'`)
	change(t, p.db, `update activities set title = 'Trồng hoa ven ngõ' where code = 'HD-060'`)
	body := p.resident().get("/hoat-dong?q=hoa").wants(http.StatusOK).body
	if first, second := strings.Index(body, `href="/hoat-dong/HD-060"`), strings.Index(body, `href="/hoat-dong/HD-037"`); first < 0 || second < first {
		t.Errorf("hoa is at %d, hoá at %d", first, second)
	}
	if !strings.Contains(body, "<mark>hoá</mark>") {
		t.Error("what was found is not marked")
	}
	units := p.resident().get("/tim-kiem?q=tdp+2").wants(http.StatusOK).body
	if !strings.Contains(units, `/don-vi/TDP-02"`) || strings.Contains(units, `/don-vi/TDP-20"`) || strings.Contains(units, `/don-vi/TDP-12"`) {
		t.Error("tdp 2 is group 2 and no other")
	}
	p.resident().get("/tim-kiem?q=giai+phong+thu+do").wants(http.StatusOK, "kết quả", "tin")
	p.resident().get("/tim-kiem").wants(http.StatusOK, "Gõ vài chữ")
	p.resident().get("/tim-kiem?q=zzzz").wants(http.StatusOK, "Không có gì khớp “zzzz”")
}

// TestHidden: what is not approved is nowhere, on no surface and in no count.
func TestHidden(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	for i, stage := range []string{"draft", "submitted", "returned", "withdrawn"} {
		change(t, p.db, `update activities set stage = $1, return_reason = 'Lý do kín', title = 'Việc kín ' || code,
			target = 'chỉ tiêu kín' where code = $2`, stage, fmt.Sprintf("HD-00%d", i+1))
	}
	r := p.resident()
	secrets := []string{"Việc kín", "Lý do kín", "chỉ tiêu kín", "HD-001", "HD-002", "HD-003", "HD-004"}
	for _, path := range []string{
		"/", "/hoat-dong", "/hoat-dong?xem=dong-thoi-gian", "/hoat-dong?xem=lich", "/hoat-dong?xem=lich&thang=2024-05", "/hoat-dong?q=kin",
		"/hoat-dong.ics", "/don-vi", "/don-vi/BN-CA", "/don-vi/BN-QS", "/don-vi/BN-YT", "/don-vi/TDP-02", "/don-vi/BN-CA.ics", "/don-vi/TDP-02.ics",
		"/tim-kiem?q=kin", "/tim-kiem?q=viec+kin", "/sitemap.xml", "/phong-trao",
	} {
		got := r.get(path).wants(http.StatusOK)
		got.body = strings.ReplaceAll(got.body, "?q=viec+kin", "")
		got.lacks(secrets...)
	}
	r.get("/hoat-dong").wants(http.StatusOK, "56 hoạt động chào mừng")
	for i := range 4 {
		r.get(fmt.Sprintf("/hoat-dong/HD-00%d", i+1)).wants(http.StatusNotFound).lacks(secrets[:3]...)
		r.get(fmt.Sprintf("/hoat-dong/HD-00%d.ics", i+1)).wants(http.StatusNotFound)
	}
	for _, path := range []string{"/hoat-dong/HD-999", "/hoat-dong/khong-co", "/don-vi/XX", "/don-vi/XX.ics", "/hoat-dong/HD-050.xyz"} {
		r.get(path).wants(http.StatusNotFound)
	}
	change(t, p.db, `update activities set stage = 'cancelled' where code = 'HD-005'`)
	change(t, p.db, `update activities set stage = 'postponed' where code = 'HD-006'`)
	r.get("/hoat-dong/HD-005").wants(http.StatusOK, "Đã hủy")
	r.get("/hoat-dong/HD-006").wants(http.StatusOK, "Tạm hoãn")
	// An approved one whose last day is over is done, whatever the committee waits for.
	r.get("/hoat-dong").lacks("Quá hạn", "Sắp đến hạn")
}

func TestActivityPage(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Concluded)
	r := p.resident()
	r.get("/hoat-dong/HD-015").wants(http.StatusOK, "Đã điều chỉnh", "Lịch đăng ký ban đầu: 07/09/2024.", "14/09/2024", "Hội Cựu chiến binh phường").
		lacks("0000 000 0", "Đã xem tại chỗ")
	change(t, p.db, `update activities set responsible = 'Nguyễn Văn A 0912345678' where code = 'HD-015'`)
	r.get("/hoat-dong/HD-015").wants(http.StatusOK).lacks("Nguyễn Văn A", "0912345678")
	unit := r.get("/don-vi/BN-CA").wants(http.StatusOK, "Công an phường", "HD-001", "Hạng 1", "96,8", "Kết quả chính thức", "Phối hợp với đơn vị khác")
	unit.lacks("0000 000 001", "bnca@")
	r.get("/phong-trao").wants(http.StatusOK, "52/KH-UBND", "Tiêu chí chấm điểm", "Điểm thưởng", "Xuất sắc", "Giải Nhất", "Trưởng ban").lacks("0000 000 101")
	r.get("/robots.txt").wants(http.StatusOK, "Sitemap: "+p.url+"/sitemap.xml")
	if pages := strings.Count(r.get("/sitemap.xml").wants(http.StatusOK).body, "<loc>"); pages != 7+2+12+60+56 {
		t.Errorf("the site map has %d pages", pages)
	}
	open(t, sample.Scoring).resident().get("/don-vi/BN-CA").wants(http.StatusOK).lacks("Hạng 1", "Kết quả thi đua")
}

func TestCalendars(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	change(t, p.db, `update activities set stage = 'cancelled' where code = 'HD-005'`)
	r := p.resident()
	for path, want := range map[string]int{
		"/hoat-dong.ics": 60, "/hoat-dong.ics?don-vi=BN-CA": 14, "/hoat-dong.ics?linh-vuc=XX": 0, "/hoat-dong/HD-005.ics": 1, "/don-vi/TDP-20.ics": 3,
	} {
		got := r.get(path).wants(http.StatusOK)
		if typ := got.header.Get("Content-Type"); typ != "text/calendar; charset=utf-8" {
			t.Errorf("%s is %s", path, typ)
		}
		cal, err := ics.ParseCalendar(strings.NewReader(got.body))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if path == "/don-vi/TDP-20.ics" {
			want = query[int](p, `select count(*) from activities a join units u on u.code = 'TDP-20'
				where a.unit_id = u.id or exists (select from activity_partners x where x.activity_id = a.id and x.unit_id = u.id)`)
		}
		if n := len(cal.Events()); n != want {
			t.Errorf("%s has %d events, wanted %d", path, n, want)
		}
		if path == "/hoat-dong/HD-005.ics" && !strings.Contains(got.body, "STATUS:CANCELLED") {
			t.Error("a cancelled activity is not cancelled in the calendar")
		}
		if again := r.get(path).body; again != got.body {
			t.Errorf("%s is not the same twice", path)
		}
	}
}

// quiet is a portal without anything in the background, so that its queries can be counted.
func quiet(t *testing.T, db *postgres.DB) func(path string) (string, int64) {
	t.Helper()
	s, err := New(Config{DB: db, BaseURL: &url.URL{Scheme: "http", Host: "portal.test"}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return func(path string) (string, int64) {
		t.Helper()
		before := db.Queries()
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.Host = "portal.test"
		s.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d\n%s", path, w.Code, w.Body)
		}
		return w.Body.String(), db.Queries() - before
	}
}

// TestQueries: no page asks more of the database when there are ten times as many
// activities, and a page that has been made asks nothing.
func TestQueries(t *testing.T) {
	t.Parallel()
	few, many := fixture.Open(t, sample.Scoring), fixture.Open(t, sample.Scoring)
	change(t, many, `
		insert into activities (campaign_id, code, unit_id, title, category, description, starts_on, ends_on, place, target, stage)
		select campaign_id, 'HD-' || lpad((1000 * n + id)::text, 4, '0'), unit_id, title || ' ' || n, category, description, starts_on, ends_on, place, target, stage
		from activities, generate_series(1, 9) n`)
	paths := []string{
		"/hoat-dong", "/hoat-dong?q=ngo&thang=2024-06", "/hoat-dong?xem=dong-thoi-gian", "/hoat-dong?xem=lich", "/hoat-dong/HD-037", "/hoat-dong.ics",
		"/hoat-dong/HD-037.ics", "/don-vi", "/don-vi/TDP-01", "/don-vi/TDP-01.ics", "/phong-trao", "/tim-kiem?q=ngo", "/sitemap.xml",
		"/hoat-dong.xlsx", "/hoat-dong.csv?q=ngo&thang=2024-06", "/don-vi.xlsx", "/don-vi.csv",
		"/van-ban", "/van-ban/ke-hoach", "/van-ban/ke-hoach?ngay=15/8", "/van-ban/ke-hoach/1", "/van-ban/ke-hoach/2.xlsx", "/van-ban/ke-hoach/2.pdf",
	}
	small, large := quiet(t, few), quiet(t, many)
	small("/robots.txt")
	large("/robots.txt")
	for _, path := range paths {
		_, a := small(path)
		body, b := large(path)
		if a != b {
			t.Errorf("%s: %d queries with 60 activities, %d with 600", path, a, b)
		}
		if a > 12 {
			t.Errorf("%s: %d queries", path, a)
		}
		if path == "/hoat-dong" && !strings.Contains(body, "600 hoạt động") {
			t.Error("the list does not hold them all")
		}
		if _, again := small(path); again != 0 {
			t.Errorf("%s: %d queries the second time", path, again)
		}
	}
}

// TestWeight: a page of the list and its style come in less than 30 KB.
func TestWeight(t *testing.T) {
	t.Parallel()
	get := quiet(t, fixture.Open(t, sample.Scoring))
	style := regexp.MustCompile(`/tinh/portal[^"]*\.css`)
	for _, path := range []string{"/hoat-dong", "/hoat-dong?xem=dong-thoi-gian", "/hoat-dong?xem=lich", "/hoat-dong/HD-001", "/don-vi", "/don-vi/TDP-20", "/phong-trao", "/tim-kiem?q=tdp", "/van-ban", "/van-ban/ke-hoach/2"} {
		body, _ := get(path)
		css, _ := get(style.FindString(body))
		n := packed(t, body) + packed(t, css)
		t.Logf("%-35s %5d bytes with its style", path, n)
		if n > 30<<10 {
			t.Errorf("%s weighs %d bytes with its style", path, n)
		}
	}
}

func packed(t *testing.T, text string) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// TestEmpty: before there is a campaign the pages say so.
func TestEmpty(t *testing.T) {
	t.Parallel()
	r := serveOn(t, fixture.Empty(t)).resident()
	r.get("/hoat-dong").wants(http.StatusOK, "Chưa có hoạt động nào được duyệt")
	r.get("/hoat-dong?xem=dong-thoi-gian").wants(http.StatusOK, "Chưa có hoạt động nào được duyệt")
	r.get("/hoat-dong?xem=lich&thang=x").wants(http.StatusOK)
	r.get("/don-vi").wants(http.StatusOK, "Chưa có đơn vị nào")
	r.get("/phong-trao").wants(http.StatusOK, "Chưa có phong trào nào")
	r.get("/van-ban").wants(http.StatusOK, "Chưa có văn bản nào")
	r.get("/van-ban/ke-hoach").wants(http.StatusNotFound, "Chưa có kế hoạch nào được ban hành.")
	r.get("/tim-kiem?q=a").wants(http.StatusOK)
	r.get("/hoat-dong.ics").wants(http.StatusOK)
	r.get("/sitemap.xml").wants(http.StatusOK)
}
