package site

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/unicode/norm"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/sample"
)

const officePath = "/ban-to-chuc/dang-ky/nhap"

// TestSampleWorkbooks: the forms that four units sent give what they should, each handed in by its unit.
func TestSampleWorkbooks(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	change(t, p.db, `update activities set stage = 'withdrawn'`)
	if n := query[int](p, `select count(*) from activities where stage <> 'withdrawn'`); n != 0 {
		t.Fatalf("%d activities are in the way", n)
	}
	var expected struct {
		Files []struct {
			File    string
			Summary struct{ Import, Reject int }
			Rows    []struct {
				Row     int
				Outcome string
				Fields  struct {
					Unit   string   `json:"unit_code"`
					Title  string   `json:"title"`
					Start  string   `json:"start_date"`
					End    string   `json:"end_date"`
					Target string   `json:"target"`
					State  int64    `json:"budget_state_vnd"`
					Social int64    `json:"budget_social_vnd"`
					Helps  []string `json:"coordinating_units"`
				}
			}
		}
	}
	text, err := os.ReadFile("../registration/testdata/registration-samples-expected.json")
	if err == nil {
		err = json.Unmarshal(text, &expected)
	}
	if err != nil || len(expected.Files) != 4 {
		t.Fatal(err)
	}
	for file, email := range map[string]string{
		"cong-an-phuong": "bnca", "hoi-phu-nu": "dtpn", "to-dan-pho-20": "tdp20", "truong-tieu-hoc": "thth",
	} {
		email = query[string](p, `select email_key from accounts where replace(email_key, '-', '') = $1`, email+"@maidich.example")
		name := "registration-sample-" + file + ".xlsx"
		content, err := os.ReadFile(filepath.Join("../registration/testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		head := p.signedIn(email)
		to := brought(head, bringPath, content)
		page := head.get(to).wants(http.StatusOK, "Gửi đăng ký các dòng đã chọn")
		head.post(to, taking(page, "gui")...).leadsTo(to)
		head.get(to).wants(http.StatusOK, "Đã nhập")
		for _, f := range expected.Files {
			if f.File != name {
				continue
			}
			for _, r := range f.Rows {
				if r.Outcome != "import" {
					continue
				}
				got := query[string](p, `
					select coalesce(string_agg(concat_ws('|', u.code, a.starts_on, a.ends_on, a.target, coalesce(a.budget_state, 0), coalesce(a.budget_social, 0), a.stage,
						array(select pu.code from activity_partners ap join units pu on pu.id = ap.unit_id where ap.activity_id = a.id order by pu.code collate "C")::text), '; '), '')
					from activities a join units u on u.id = a.unit_id where a.title = $1 and a.stage <> 'withdrawn'`, r.Fields.Title)
				slices.Sort(r.Fields.Helps)
				want := fmt.Sprintf("%s|%s|%s|%s|%d|%d|submitted|{%s}", r.Fields.Unit, r.Fields.Start, r.Fields.End, norm.NFC.String(r.Fields.Target),
					r.Fields.State, r.Fields.Social, strings.Join(r.Fields.Helps, ","))
				if got != want {
					t.Errorf("%s, row %d: got  %s\nwanted %s", file, r.Row, got, want)
				}
			}
		}
	}
	if n := query[int](p, `select count(*) from activities where stage = 'submitted'`); n != 8 {
		t.Errorf("%d registrations", n)
	}
}

// TestFilingAtTheOffice: the secretary hands in a list of many units; it comes in as what they have sent.
func TestFilingAtTheOffice(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	secretary, head := p.as(access.Secretary), p.as(access.UnitHead)
	secretary.get("/ban-to-chuc/dang-ky").wants(200, "Nhập từ Excel")
	p.as(access.Chair).get("/ban-to-chuc/dang-ky").wants(200).lacks("Nhập từ Excel")
	secretary.get(officePath).wants(200, "Một tệp có thể gồm nhiều đơn vị")
	draft := drafted(head, activity.FieldTitle, "Nháp riêng của tổ", activity.FieldStart, "10/06/2024", activity.FieldEnd, "30/06/2024")
	content := book(
		t, header, row("TDP-20", "Đường hoa ngõ 58"), row("Công an phường", "Ra quân tháng Sáu"), row("TDP-99", "Đơn vị lạ"), row("TDP-20", "Nháp riêng của tổ"),
		row("TDP-20", "Nháp riêng của tổ dân phố", "MT", "11/06/2024"),
	)
	to := brought(secretary, officePath, content)
	page := secretary.get(to).wants(200, "3 dòng dùng được, 1 dòng cần sửa, 1 dòng đã có từ trước", "Tổ dân phố số 20", "Công an phường", "đơn vị chưa gửi",
		"Ghi nhận đăng ký các dòng đã chọn").lacks("Gửi đăng ký các dòng", "Giống HD-061")
	if strings.Contains(page.body, `href="/ban-to-chuc/dang-ky/`+strings.TrimPrefix(draft, "/lam-viec/hoat-dong/")+`"`) {
		t.Error("it leads to a draft of a unit")
	}
	secretary.post(to, taking(page, "nhap", "1", "2")...).leadsTo(to)
	code := query[string](p, `select code from activities where title = 'Đường hoa ngõ 58' and stage = 'submitted' and registered_at is not null and not supplementary`)
	secretary.get("/ban-to-chuc/dang-ky/"+code).wants(200, "Nhập từ tệp Excel")
	head.get("/lam-viec/hoat-dong/"+code).wants(200, "Chờ duyệt", "Nhập từ tệp Excel")
	if got := query[string](p, `select action || ' ' || actor from audit_entries where subject = $1`, "activity "+code); got != "import_workbook secretary" {
		t.Errorf("the audit log says %s", got)
	}
	secretary.post("/ban-to-chuc/dang-ky/"+code+"/duyet", "phien-ban", "1").wants(303)
	// What the office handed in is the office's: its unit does not see the file.
	head.get(strings.Replace(to, officePath, bringPath, 1)).wants(404)
	head.get(to).wants(403)
	late := brought(secretary, officePath, book(t, header, row("TDP-05", "Sau hạn")))
	change(t, p.db, `update campaigns set registration_deadline = '2024-04-10' where current`)
	secretary.post(late, taking(secretary.get(late), "nhap")...).leadsTo(late)
	if !query[bool](p, `select supplementary from activities where title = 'Sau hạn'`) {
		t.Error("what comes after the deadline is not marked")
	}
}

// TestFilingIsItsAuthors: nobody else opens a workbook, whatever they write into the address.
func TestFilingIsItsAuthors(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	staff := p.as(access.UnitStaff)
	to := brought(staff, bringPath, book(t, header, row("TDP-20", "Đường hoa ngõ 58"), row("TDP-20", "Sai", "MT", "x")))
	fields := taking(staff.get(to), "nhap")
	row, office := to+"/dong/1", strings.Replace(to, bringPath, officePath, 1)
	before := p.fingerprint()
	for _, v := range []*visitor{p.as(access.UnitHead), p.signedIn("tdp05@maidich.example")} { // the head of the same unit, and of another
		v.get(to).wants(404)
		v.get(row).wants(404)
		v.get(to + "/loi.xlsx").wants(404)
		v.post(to, fields...).wants(404)
		v.post(row, mending(staff.get(row))...).wants(404)
	}
	p.as(access.Secretary).get(office).wants(404)
	p.as(access.Secretary).post(office, fields...).wants(404)
	for _, path := range []string{to + "x", to[:len(to)-1], bringPath + "/1", bringPath + "/%00", bringPath + "/' or 1=1", to + "/dong/0", to + "/dong/3", to + "/dong/x", to + "?trang=2", to + "?trang=0", to + "?trang=x"} {
		staff.get(strings.ReplaceAll(path, " ", "%20")).wants(404)
	}
	if p.fingerprint() != before {
		t.Error("it changed something")
	}
	// Who no longer works for the unit registers nothing for it.
	change(t, p.db, `update memberships set valid_to = '2024-04-01' where account_id = (select id from accounts where email_key = 'canbo.tdp20@maidich.example')`)
	if got := p.as(access.UnitStaff).post(to, fields...); got.status < 400 {
		t.Errorf("a former member registers: %d", got.status)
	}
	if n := query[int](p, `select count(*) from activities where title = 'Đường hoa ngõ 58'`); n != 0 {
		t.Error("a former member registered")
	}
}

// mending is the form of a row as it is sent, with some fields changed.
func mending(r *reply, pairs ...string) []string {
	r.t.Helper()
	fields := []string{"phien-ban", r.field("phien-ban"), form.KeyField, r.field(form.KeyField)}
	for _, name := range []string{activity.FieldTitle, activity.FieldStart, activity.FieldEnd, activity.FieldPlace} {
		if i := indexOfPair(pairs, name); i < 0 {
			fields = append(fields, name, boxValue(r.body, name))
		}
	}
	if indexOfPair(pairs, activity.FieldTarget) < 0 {
		fields = append(fields, activity.FieldTarget, "Trồng 200 m")
	}
	return append(fields, pairs...)
}

func indexOfPair(pairs []string, name string) int {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == name {
			return i
		}
	}
	return -1
}

// TestMendingARow: what is wrong stays at its field with what was typed; what is right can be registered.
func TestMendingARow(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	staff := p.as(access.UnitStaff)
	to := brought(staff, bringPath, book(t, header, row("TDP-20", "Đường hoa ngõ 58"), row("TDP-20", "Sai ngày", "Nấu ăn", "31/06/2024", "30/7"), row("BN-CA", "Của Công an")))
	at := to + "/dong/2"
	page := staff.get(at).wants(200, "Sửa dòng 3", "31/06/2024", "Nấu ăn")
	if !strings.Contains(page.body, `aria-invalid="true"`) {
		t.Error("the field does not say that it is wrong")
	}
	script := `"><script>alert(1)</script>`
	before := p.fingerprint()
	for _, c := range []struct{ field, value, says string }{
		{activity.FieldStart, "31/06/2024", "31/06/2024"},
		{activity.FieldStart, "cuối tháng 6", "cuối tháng 6"},
		{activity.FieldEnd, "01/06/2024", ""},
		{activity.FieldEnd, "05/10/2024", "30/09/2024"},
		{activity.FieldTitle, "", ""},
		{activity.FieldTitle, strings.Repeat("ạ", 10_000), "300"},
		{activity.FieldTarget, "", ""},
		{activity.FieldTitle, "đường hoa NGÕ 58", ""}, // that of the row before
		{activity.FieldBudgetState, "vài triệu", "vài triệu"},
		{activity.FieldParticipants, "50-60", "50-60"},
		{activity.FieldUnit, "BN-CA", "không phải đơn vị của bạn"},
	} {
		pairs := []string{activity.FieldPlace, script, activity.FieldStart, "10/06/2024", activity.FieldEnd, "30/06/2024", c.field, c.value}
		for i := 0; i < 6; i += 2 {
			if pairs[i] == c.field {
				pairs = append(pairs[:i], pairs[i+2:]...)
				break
			}
		}
		got := staff.post(at, mending(page, pairs...)...)
		if got.status != 422 || !strings.Contains(got.plain(), c.says) || strings.Contains(got.body, "<script>alert(1)") || !strings.Contains(got.body, "&lt;script&gt;alert(1)") {
			t.Errorf("%s=%.30q: %d, or the words do not come back: %.300s", c.field, c.value, got.status, got.plain())
		}
	}
	if p.fingerprint() != before {
		t.Error("what was refused changed something")
	}
	fields := mending(page, activity.FieldStart, "10/6", activity.FieldTitle, norm.NFD.String("Đúng ngày"), activity.FieldCategory, "VH", activity.FieldPartners, "BN-CA", activity.FieldPartners, "TDP-19")
	staff.post(at, fields...).leadsTo(to)
	staff.post(at, fields...).leadsTo(to)
	table := staff.get(to).wants(200, "2 dòng dùng được, 1 dòng cần sửa", "Đúng ngày", "Văn hóa, văn nghệ", "Đã sửa trên trang này")
	// Another window still has the row as it was.
	stale := mending(page, activity.FieldStart, "11/6", activity.FieldTitle, "Từ cửa sổ khác")
	stale[3] = form.New().Key()
	conflict := staff.post(at, stale...).wants(409, "vừa được sửa ở một cửa sổ khác", "Đúng ngày", "Từ cửa sổ khác")
	if strings.Contains(conflict.body, `value="Đúng ngày"`) {
		t.Error("what was typed is lost")
	}
	// The unit's own row may be made of another's: there is only one unit to choose.
	staff.post(to+"/dong/3", mending(staff.get(to+"/dong/3").wants(200, "không phải đơn vị của bạn"), activity.FieldTitle, "Của tổ")...).leadsTo(to)
	staff.post(to, taking(table, "nhap")...).wants(409, "vừa được thay đổi ở một cửa sổ khác")
	staff.post(to, taking(staff.get(to), "nhap")...).leadsTo(to)
	got := query[string](p, `select string_agg(concat_ws('|', u.code, a.title, a.category, a.starts_on, (select count(*) from activity_partners ap where ap.activity_id = a.id)), '; ' order by a.code)
		from activities a join units u on u.id = a.unit_id where a.stage = 'draft' and a.code > 'HD-060'`)
	if got != "TDP-20|Đường hoa ngõ 58|MT|2024-06-10|0; TDP-20|Đúng ngày|VH|2024-06-10|2; TDP-20|Của tổ|2024-06-10|0" {
		t.Errorf("registered: %s", got)
	}
	staff.get(at).wants(200, "Dòng này đã được nhập thành")
	staff.post(at, mending(page, activity.FieldStart, "12/6", form.KeyField, form.New().Key())...).wants(409)
	rest := brought(staff, bringPath, book(t, header, row("TDP-20", "Chưa nhập")))
	open := staff.get(rest)
	change(t, p.db, `update campaigns set phase = 'review' where current`)
	staff.post(rest, taking(open, "nhap")...).wants(409, "Họp xét")
	staff.post(rest+"/dong/1", mending(staff.get(rest+"/dong/1"), activity.FieldTitle, "Đổi")...).wants(409, "Họp xét", "Đổi")
	staff.get(to).wants(200, "Họp xét").lacks(`name="viec"`)
	staff.get(at).wants(200, "Họp xét").lacks("Lưu dòng này")
}

// TestTwoBrowsersOneWorkbook: of two who register the same workbook at one moment, one does, and the other is told.
func TestTwoBrowsersOneWorkbook(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	content := book(t, header, row("TDP-20", "Đường hoa ngõ 58"), row("TDP-20", "Hội thao ngõ 58"))
	staff, head := p.as(access.UnitStaff), p.as(access.UnitHead)
	one := brought(staff, bringPath, content)
	two := brought(head, bringPath, content)
	a, b, c := taking(staff.get(one), "nhap"), taking(staff.get(one), "nhap"), taking(head.get(two), "gui")
	answers := make([]*reply, 3)
	var all sync.WaitGroup
	all.Go(func() { answers[0] = staff.post(one, a...) })
	all.Go(func() { answers[1] = staff.post(one, b...) }) // another window on the same filing
	all.Go(func() { answers[2] = head.post(two, c...) })
	all.Wait()
	done := 0
	for i, r := range answers {
		switch r.status {
		case http.StatusSeeOther:
			done++
		case http.StatusConflict:
			if says := r.plain(); !strings.Contains(says, "Chưa nhập dòng nào") && !strings.Contains(says, "chưa nhập dòng nào") && !strings.Contains(says, "không còn dùng được") {
				t.Errorf("%d is not told: %s", i, says)
			}
		default:
			t.Errorf("%d: %d", i, r.status)
		}
	}
	if n := query[int](p, `select count(*) from activities where title like '% ngõ 58'`); done != 1 || n != 2 {
		t.Errorf("%d did it, %d activities", done, n)
	}
	// All or nothing: one row that somebody else registers meanwhile keeps the others back.
	third := brought(staff, bringPath, book(t, header, row("TDP-20", "Vừa được đăng ký"), row("TDP-20", "Đi cùng")))
	fields := taking(staff.get(third), "nhap")
	drafted(head, activity.FieldTitle, "Vừa được đăng ký", activity.FieldStart, "10/06/2024", activity.FieldEnd, "30/06/2024")
	staff.post(third, fields...).wants(409, "dòng 2 không còn dùng được", "Đã có")
	if n := query[int](p, `select count(*) from activities where title = 'Đi cùng'`); n != 0 {
		t.Error("one row was taken without the other")
	}
}

// TestFilingOfScripts: what a file says, and what it is called, is text everywhere.
func TestFilingOfScripts(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	staff := p.as(access.UnitStaff)
	script, name := `"><script>alert(1)</script>`, norm.NFD.String("Phiếu ")+"\u202e<img src=x onerror=alert(1)>.xlsx"
	content := book(
		t, header, row("TDP-20", norm.NFD.String("Đường hoa ")+script), row("TDP-20", script, script, script, script, script), row(script, "Đơn vị"+script),
		row("TDP-20", strings.Repeat("ạ", 10_000)), row("TDP-20", "=1+1", "MT", "10/06/2024", "30/06/2024", "=HYPERLINK(1)"),
	)
	to := staff.upload(bringPath, name, content).wants(303).header.Get("Location")
	page := staff.get(to).wants(200, "Phiếu <img src=x onerror=alert(1)>.xlsx: đọc được 5 dòng, 2 dòng dùng được, 3 dòng cần sửa")
	fields, stale := taking(page, "nhap"), mending(staff.get(to+"/dong/1"), activity.FieldTitle, script)
	stale[1] = "9"
	for what, got := range map[string]*reply{
		"list": staff.get(bringPath), "table": page, "row": staff.get(to + "/dong/2"), "another": staff.get(to + "/dong/3"), "long": staff.get(to + "/dong/4"),
		"refused": staff.post(to, append(fields, "chon", "2")...), "mended": staff.post(to+"/dong/2", mending(staff.get(to+"/dong/2"))...),
		"stale": staff.post(to+"/dong/1", stale...).wants(409),
	} {
		if got.status >= 500 || strings.Contains(got.body, "<script>alert") || strings.Contains(got.body, "<img src=x") {
			t.Errorf("%s: %d, or it runs a script", what, got.status)
		}
	}
	staff.post(to, fields...).leadsTo(to)
	if got := query[string](p, `select string_agg(title || ' ' || target, '; ' order by code) from activities where code > 'HD-060'`); got != "Đường hoa "+script+" Trồng 200 m; =1+1 =HYPERLINK(1)" {
		t.Errorf("registered: %s", got)
	}
}

// TestSendingForTwoUnits: who heads one unit and works for another sends for the one and leaves drafts for both.
func TestSendingForTwoUnits(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	change(t, p.db, `insert into memberships (account_id, unit_id, role, valid_from)
		select a.id, u.id, 'unit_staff', '2024-01-01' from accounts a, units u where a.email_key = 'tdp20@maidich.example' and u.code = 'TDP-19'`)
	head := p.as(access.UnitHead)
	to := brought(head, bringPath, book(t, header, row("TDP-20", "Của tổ 20"), row("TDP-19", "Của tổ 19")))
	page := head.get(to).wants(200, "2 dòng dùng được")
	head.post(to, taking(page, "gui")...).wants(409, "không phải là thủ trưởng")
	if n := query[int](p, `select count(*) from activities where title like 'Của tổ %'`); n != 0 {
		t.Error("something was registered")
	}
	head.post(to, taking(page, "gui", "1")...).leadsTo(to)
	head.post(to, taking(head.get(to), "nhap", "2")...).leadsTo(to)
	if got := query[string](p, `select string_agg(title || ' ' || stage, '; ' order by code) from activities where title like 'Của tổ %'`); got != "Của tổ 20 submitted; Của tổ 19 draft" {
		t.Errorf("registered: %s", got)
	}
}
