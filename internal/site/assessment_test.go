package site

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/points"
	"portal/internal/sample"
)

const (
	judge      = "tv02@maidich.example"
	otherJudge = "tv08@maidich.example"
)

// escaped checks that what somebody typed is not markup of the page.
func (r *reply) escaped(markup string) *reply {
	r.t.Helper()
	if strings.Contains(r.body, markup) {
		r.t.Errorf("%s: has %s as it was typed", r.what, markup)
	}
	return r
}

func TestJudgeReadsTheList(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	v := p.signedIn(judge)
	v.get("/ban-to-chuc/cham-diem").wants(http.StatusOK, "Chấm điểm", "Chưa chấm", "Nháp", "Đã nộp", "/5 phiếu", "Chấm tiếp")
	p.signedIn("tv10@maidich.example").get("/ban-to-chuc/cham-diem").
		wants(http.StatusOK, "Xung đột lợi ích", "Đồng thời là Bí thư chi bộ Tổ dân phố số 18", "Bạn không chấm")
	p.signedIn("tv10@maidich.example").get("/ban-to-chuc/cham-diem/TDP-18").wants(http.StatusForbidden, "Bí thư chi bộ")
	v.get("/ban-to-chuc/cham-diem/TDP-30").wants(http.StatusNotFound, "danh sách chấm")
	open(t, sample.Running).signedIn(judge).get("/ban-to-chuc/cham-diem").wants(http.StatusOK, "Phong trào đang ở bước “Thực hiện”")
}

func TestJudgeSavesAndSubmits(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	v := p.signedIn(judge)
	unit := newUnit(p, "TV-02")
	at := "/ban-to-chuc/cham-diem/" + unit
	v.get(at).wants(http.StatusOK, "0/14 tiêu chí", "14 ô trống", "Khai báo có liên quan")
	v.post(at, "viec", "luu", "phien-ban", "0", "I.1", "3.5", "I.2", "0", "nhan-xet", "Tốt <b>lắm</b>").leadsTo(at)
	page := v.get(at).wants(http.StatusOK, "Đã lưu phiếu nháp.", "2/14 tiêu chí", "Đã lưu 09:", "Tốt <b>lắm</b>", "3,5 /").escaped("<b>lắm")
	if page.field("I.1") != "3,5" || page.field("I.2") != "0" || page.field("I.3") != "" {
		t.Error("the boxes do not show what was saved")
	}
	v.get(at+"/nop").wants(http.StatusOK, "còn 12 tiêu chí chưa chấm", "3,5 / 100")
	v.post(at, "viec", "nop", "phien-ban", "1").wants(http.StatusUnprocessableEntity, "Có 12 chỗ cần sửa", "Chưa chấm. Nhập điểm từ 0 đến")

	all := []string{"viec", "xem", "phien-ban", "1"}
	for _, c := range criteria(p, unit) {
		all = append(all, c.Code, c.Max)
	}
	v.post(at, all...).leadsTo(at + "/nop")
	review := v.get(at+"/nop").wants(http.StatusOK, "100 / 100", "Sau khi nộp")
	key := []string{"viec", "nop", "phien-ban", review.field("phien-ban"), "khoa", review.field("khoa")}
	v.post(at, key...).leadsTo("/ban-to-chuc/cham-diem")
	v.post(at, key...).leadsTo("/ban-to-chuc/cham-diem") // once more, as a hurried finger does
	v.get(at).wants(http.StatusOK, "Đã nộp 28/09/2024", "Phiếu chỉ để xem").lacks(`name="I.1"`)
	v.post(at, "viec", "luu", "phien-ban", "3", "I.1", "1").wants(http.StatusConflict, "đã nộp")
	if n := query[int](p, `select count(*) from audit_entries where action = 'score_unit' and subject = 'sheet '||$1||' TV-02'`, unit); n != 3 {
		t.Errorf("%d audit entries, wanted 3", n)
	}
}

// What cannot be taken comes back in its box with a sentence, and nothing changes.
func TestJudgeTypesNonsense(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	v := p.signedIn(judge)
	unit := newUnit(p, "TV-02") // a department: II.5 is theirs, III.3 is not
	at := "/ban-to-chuc/cham-diem/" + unit
	before := p.fingerprint()
	for _, test := range []struct{ code, typed, says string }{
		{"I.1", "1.234", "hàng nghìn"},
		{"I.1", "1e1", "Hãy nhập một số"},
		{"I.1", "-0", "số âm"},
		{"I.1", "−1", "số âm"},
		{"I.1", "NaN", "Hãy nhập một số"},
		{"I.2", "3,3", "Điểm phải là bội số của 0,5."},
		{"I.1", "4,5", "Điểm tối đa là 4."},
		{"I.1", "99999999999999999999", "quá lớn"},
		{"I.1", "3,1234", "hai chữ số"},
		{"I.1", "<script>alert(1)</script>", "Hãy nhập một số"},
		{"III.3", "5", "Tiêu chí III.3 không áp dụng"},
		{"abc", "5", "Tiêu chí abc không áp dụng"},
		{"nhan-xet", strings.Repeat("ă", 2001), "2.000 chữ cái"},
	} {
		page := v.post(at, "viec", "luu", "phien-ban", "0", "I.3", "2", test.code, test.typed).
			wants(http.StatusUnprocessableEntity, test.says).escaped("<script>alert")
		if test.code == "I.1" && page.field("I.1") != test.typed || page.field("I.3") != "2" {
			t.Errorf("%s: the boxes came back with %q and %q", test.typed, page.field("I.1"), page.field("I.3"))
		}
		v.post(at+"/o", "phien-ban", "0", test.code, test.typed).wants(http.StatusUnprocessableEntity, test.says)
	}
	v.post(at, "viec", "luu", "I.1", "2").wants(http.StatusUnprocessableEntity, "phiên bản")
	v.post(at, "viec", "xoa", "phien-ban", "0", "I.1", "2").wants(http.StatusUnprocessableEntity)
	v.post(at, "viec", "luu", "phien-ban", "0", "I.1", "\xff").wants(http.StatusUnprocessableEntity, "Unicode")
	v.post(at+"/xung-dot", "ly-do", " ").wants(http.StatusUnprocessableEntity, "Hãy ghi rõ")
	if p.fingerprint() != before {
		t.Error("a refused form changed something")
	}
	v.post(at, "viec", "luu", "phien-ban", "0", "I.1", "３，５").leadsTo(at)
	if got := v.get(at).field("I.1"); got != "3,5" {
		t.Errorf("full-width digits became %q", got)
	}
}

func TestOlderSaveShowsBothValues(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	v := p.signedIn(judge)
	unit := newUnit(p, "TV-02")
	at := "/ban-to-chuc/cham-diem/" + unit
	v.post(at, "viec", "luu", "phien-ban", "0", "I.1", "4", "I.2", "5", "nhan-xet", "một").leadsTo(at)
	page := v.post(at, "viec", "luu", "phien-ban", "0", "I.1", "2", "I.2", "5", "nhan-xet", "hai").
		wants(http.StatusConflict, "vừa được lưu ở một nơi khác", "Đang lưu ở nơi khác: 4", "Đang lưu ở nơi khác: một", "hai")
	if page.field("I.1") != "2" || page.field("phien-ban") != "1" || strings.Count(page.body, "Đang lưu ở nơi khác") != 2 {
		t.Error("the page does not offer what was typed over what is stored")
	}
	v.post(at, "viec", "luu", "phien-ban", page.field("phien-ban"), "I.1", "2", "khoa", page.field("khoa")).leadsTo(at)
	v.post(at, "viec", "nop", "phien-ban", "1").wants(http.StatusConflict, "vừa được lưu")
	v.post(at+"/o", "phien-ban", "1", "I.3", "5").wants(http.StatusConflict, `"phienBan":2`, `"I.1":"2"`, `"nhanXet":"một"`)
}

// A change whose answer was lost is sent again with its key: it counts once.
func TestBoxSentAgain(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	v := p.signedIn(judge)
	at := "/ban-to-chuc/cham-diem/" + newUnit(p, "TV-02")
	again := []string{"phien-ban", "0", "I.1", "3,5", "khoa", "00000000-0000-4000-8000-000000000001"}
	v.post(at+"/o", again...).wants(http.StatusOK, `"phienBan":1`, `"luc":"09:`)
	v.post(at+"/o", again...).wants(http.StatusOK, `"phienBan":1`)
	v.post(at+"/o", "phien-ban", "1", "I.1", "").wants(http.StatusOK, `"phienBan":2`)
	if got := v.get(at).field("I.1"); got != "" {
		t.Errorf("the emptied box holds %q", got)
	}
	p.resident().post(at+"/o", again...).wants(http.StatusForbidden)
	closed := open(t, sample.Concluded)
	closed.signedIn(judge).post("/ban-to-chuc/cham-diem/BN-CA/o", "phien-ban", "1", "I.1", "1").wants(http.StatusConflict, "Đã công bố")
}

func TestDeclaredConflictClosesTheUnit(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	v := p.signedIn(judge)
	at := "/ban-to-chuc/cham-diem/" + newUnit(p, "TV-02")
	v.post(at, "viec", "luu", "phien-ban", "0", "I.1", "4").leadsTo(at)
	v.post(at+"/xung-dot", "ly-do", "Vợ công tác tại <i>đơn vị</i>").leadsTo("/ban-to-chuc/cham-diem")
	v.get("/ban-to-chuc/cham-diem").wants(http.StatusOK, "Loại trừ", "Vợ công tác tại <i>đơn vị</i>").escaped("<i>đơn vị")
	for _, path := range []string{at, at + "/nop"} {
		v.get(path).wants(http.StatusForbidden, "Vợ công tác tại")
	}
	v.post(at, "viec", "luu", "phien-ban", "1", "I.1", "3").wants(http.StatusForbidden, "Vợ công tác tại")
	v.post(at+"/o", "phien-ban", "1", "I.1", "3").wants(http.StatusForbidden, "Vợ công tác tại")
	v.post(at+"/xung-dot", "ly-do", "Lần nữa").wants(http.StatusConflict, "đã được ghi nhận")
}

// Whatever address a judge opens, the points of another judge are not on it.
func TestJudgesDoNotSeeEachOther(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	unit := newUnit(p, "TV-02")
	at := "/ban-to-chuc/cham-diem/" + unit
	other := p.signedIn(otherJudge)
	// Another judge of the same panel gives 47,5 in all, and a remark.
	pairs := []string{"viec", "luu", "phien-ban", fmt.Sprint(query[int](p, `select coalesce(max(s.version), 0) from sheets s
		join units u on u.id = s.unit_id join committee_members m on m.id = s.member_id where u.code = $1 and m.code = 'TV-08'`, unit))}
	total := points.Points(0)
	for i, c := range criteria(p, unit) {
		given := points.Points(350)
		if i == 0 {
			given = 200
		}
		total += given
		pairs = append(pairs, c.Code, given.String())
	}
	other.post("/ban-to-chuc/cham-diem/"+unit, append(pairs, "nhan-xet", "nhận xét kín")...).leadsTo(at)
	other.get(at).wants(http.StatusOK, total.String(), "nhận xét kín")
	other.post(at, "viec", "nop", "phien-ban", other.get(at).field("phien-ban")).leadsTo("/ban-to-chuc/cham-diem")

	v := p.signedIn(judge)
	me := access.Actor{Roles: []access.Role{access.Judge, access.Monitor}}
	for _, rt := range Routes() {
		if rt.Method != http.MethodGet || !me.Can(rt.May) || rt.Path == "/tinh/*" {
			continue
		}
		fill := append([]string{"{unit}", unit}, fills...)
		path := strings.NewReplacer(fill...).Replace(rt.Path)
		reply := v.get(path).lacks("nhận xét kín", `value="3,5"`, `<b>3,5</b>`, total.Stored(), total.Column())
		if strings.Contains(reply.plain(), total.String()) {
			t.Errorf("%s: gives away %s", path, total)
		}
	}
	// Of the other sheet only that it is in may be told.
	v.get("/ban-to-chuc/cham-diem").wants(http.StatusOK, "phiếu")
	for _, query := range []url.Values{{"sap-xep": {"diem"}}, {"q": {total.String()}}} {
		v.get("/ban-to-chuc/cham-diem?"+query.Encode()).lacks("nhận xét kín", ">"+total.String())
	}
}

// A page of a judge costs the same number of queries, however many activities there are.
func TestJudgePagesQueries(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	v := p.signedIn(judge)
	at := "/ban-to-chuc/cham-diem/" + newUnit(p, "TV-02")
	v.get(at).wants(http.StatusOK)
	for path, most := range map[string]int64{"/ban-to-chuc/cham-diem": 3, at: 9} {
		before := p.db.Queries()
		v.get(path).wants(http.StatusOK)
		if n := p.db.Queries() - before; n > most {
			t.Errorf("%s runs %d queries", path, n)
		}
	}
}
