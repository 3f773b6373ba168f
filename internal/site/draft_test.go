package site

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/unicode/norm"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/sample"
)

const newDraft = "/lam-viec/hoat-dong/moi/nhap"

// saves posts as the script does, and reads what it is told.
func (v *visitor) saves(path string, status int, pairs ...string) savedDraft {
	v.t.Helper()
	got := v.post(path, pairs...).wants(status)
	var d savedDraft
	if err := json.Unmarshal([]byte(got.body), &d); err != nil {
		v.t.Fatalf("%s: %v\n%s", got.what, err, got.body)
	}
	return d
}

// TestDraftSavesItself: a new registration becomes a draft at its first saving and is then changed; a lost
// answer is given again, and nothing is kept twice.
func TestDraftSavesItself(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	staff := p.as(access.UnitStaff)
	count := func(what string) int { return query[int](p, `select count(*) from `+what) }
	activities, entries := count("activities"), count("audit_entries")

	key := form.New().Key()
	first := []string{"khoa", key, "phien-ban", "0", activity.FieldTitle, norm.NFD.String("Đường hoa ngõ 58")}
	d := staff.saves(newDraft, http.StatusOK, first...)
	if d.Code == "" || d.Version != 1 || len(d.At) != len("10:24:05") || len(d.Wrong) != 0 {
		t.Fatalf("the first saving: %+v", d)
	}
	save := "/lam-viec/hoat-dong/" + d.Code + "/nhap"
	words := []string{activity.FieldTitle, "Đường hoa ngõ 58", activity.FieldStart, "10/6", activity.FieldEnd, "30-6-24", activity.FieldParticipants, "1500"}
	second := staff.saves(save, http.StatusOK, append(words, "phien-ban", "1")...)
	if second.Version != 2 || second.Shown[activity.FieldStart] != "10/06/2024" || second.Shown[activity.FieldEnd] != "30/06/2024" ||
		second.Shown[activity.FieldParticipants] != "1.500" || second.Shown[activity.FieldTitle] != "" {
		t.Errorf("the second saving: %+v", second)
	}
	if again := staff.saves(newDraft, http.StatusOK, first...); again.Code != d.Code || again.Version != 1 || again.At != d.At {
		t.Errorf("the first saving sent again is answered %+v, first %+v", again, d)
	}
	staff.saves(newDraft, http.StatusConflict, "khoa", key, "phien-ban", "0", activity.FieldTitle, "Đường hoa ngõ 59")
	if title := query[string](p, `select title from activities where code = $1`, d.Code); title != "Đường hoa ngõ 58" {
		t.Errorf("kept %q", title)
	}

	// Five at once are one, and are answered alike.
	at, once := make([]savedDraft, 5), form.New().Key()
	var all sync.WaitGroup
	for i := range at {
		all.Go(func() {
			at[i] = staff.saves(newDraft, http.StatusOK, "khoa", once, "phien-ban", "0", activity.FieldTitle, "Năm lần một lúc")
		})
	}
	all.Wait()
	for _, a := range at {
		if a.Code != at[0].Code || a.Version != 1 || a.At != at[0].At {
			t.Errorf("five at once: %+v and %+v", a, at[0])
		}
	}

	// The same words once more are no change, whatever version they were made from.
	for _, version := range []string{"2", "1"} {
		if same := staff.saves(save, http.StatusOK, append(words, "phien-ban", version)...); same.Version != 2 || same.At != second.At {
			t.Errorf("nothing new since: %+v, was %+v", same, second)
		}
	}
	if a, e := count("activities")-activities, count("audit_entries")-entries; a != 2 || e != 3 {
		t.Errorf("%d activities and %d entries of three savings", a, e)
	}
	if n := query[int](p, `select count(*) from activity_steps s join activities a on a.id = s.activity_id where a.code = $1`, d.Code); n != 1 {
		t.Errorf("two savings left %d steps", n)
	}

	// Another person's saving in between is not overwritten; the form shows both.
	p.as(access.UnitHead).saves(save, http.StatusOK, append(words, "phien-ban", "2", activity.FieldPlace, "Nhà văn hóa")...)
	mine := append(words, "phien-ban", "2", activity.FieldPlace, "Ngõ 58")
	if stale := staff.saves(save, http.StatusConflict, mine...); !strings.Contains(stale.Problem, "người khác") {
		t.Errorf("a stale saving is told %+v", stale)
	}
	staff.post("/lam-viec/hoat-dong/"+d.Code+"/sua", append(mine, "viec", "luu")...).
		wants(http.StatusConflict, "Chỗ khác nhau", "Nhà văn hóa", "Ngõ 58").lacks("data-nhap=")
	if got := query[string](p, `select place from activities where code = $1`, d.Code); got != "Nhà văn hóa" {
		t.Errorf("the other person's words became %q", got)
	}
	staff.get("/lam-viec/hoat-dong/"+d.Code+"/sua").wants(200, "Nhà văn hóa")
}

// TestDraftKeepsWhatItCan: what cannot be read stays in its box and is told there; all else is kept.
func TestDraftKeepsWhatItCan(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head := p.as(access.UnitHead)
	long := strings.Repeat("dài ", 2500)
	d := head.saves(newDraft, http.StatusOK, activity.FieldTitle, "Hội thao", activity.FieldStart, "31/02", activity.FieldEnd, "30/6",
		activity.FieldDescription, long, activity.FieldQuantity, "nhiều", activity.FieldPlace, "Sân <b>trường</b>",
		activity.FieldBudgetState, "x", activity.FieldBudgetTotal, "5.000")
	for field, sentence := range map[string]string{
		activity.FieldStart: "Tháng 2 năm 2024 chỉ có 29 ngày.", activity.FieldDescription: "tối đa là 4.000",
		activity.FieldQuantity: "Hãy nhập một số", activity.FieldBudgetState: "Hãy nhập",
	} {
		if !strings.Contains(d.Wrong[field], sentence) {
			t.Errorf("%s is told %q", field, d.Wrong[field])
		}
	}
	if len(d.Wrong) != 4 {
		t.Errorf("told: %v", d.Wrong)
	}
	row := query[string](p, `select title || '|' || place || '|' || coalesce(starts_on::text, '-') || '|' || ends_on || '|' || description
		from activities where code = $1`, d.Code)
	if row != "Hội thao|Sân <b>trường</b>|-|2024-06-30|" {
		t.Errorf("kept %q", row)
	}
	save := "/lam-viec/hoat-dong/" + d.Code + "/nhap"
	if d := head.saves(save, http.StatusOK, "phien-ban", "1", activity.FieldTitle, " ", activity.FieldPlace, "Sân"); d.Wrong[activity.FieldTitle] == "" {
		t.Error("a title that was taken away is not told")
	}
	if title := query[string](p, `select title from activities where code = $1`, d.Code); title != "Hội thao" {
		t.Errorf("the title became %q", title)
	}
	// A title that the unit has already does not hold the other words up.
	other := head.saves(newDraft, http.StatusOK, activity.FieldTitle, "Hội diễn")
	twice := head.saves("/lam-viec/hoat-dong/"+other.Code+"/nhap", http.StatusOK, "phien-ban", "1", activity.FieldTitle, "HỘI THAO!",
		activity.FieldEnd, "", activity.FieldPlace, "Sân vận động")
	if got := query[string](p, `select title || '|' || place from activities where code = $1`, other.Code); got != "Hội diễn|Sân vận động" && twice.Wrong[activity.FieldTitle] != "" {
		t.Errorf("kept %q, told %v", got, twice.Wrong)
	}

	before := p.fingerprint()
	head.saves(newDraft, http.StatusUnprocessableEntity, activity.FieldTitle, "", activity.FieldPlace, "Sân")
	head.saves(newDraft, http.StatusUnprocessableEntity, activity.FieldTitle, long)
	head.saves(newDraft, http.StatusUnprocessableEntity, activity.FieldTitle, "Hội diễn") // the unit has one without days
	head.saves(newDraft, http.StatusUnprocessableEntity, activity.FieldTitle, "A", activity.FieldCategory, "XX")
	if p.fingerprint() != before {
		t.Error("a refused saving changed something")
	}
}

// TestDraftsOfOthers: nobody saves what is not theirs to write, nor at a time when it is closed.
func TestDraftsOfOthers(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head := p.as(access.UnitHead)
	own := drafted(head)
	before := p.fingerprint()
	other := p.signedIn("tdp01@maidich.example")
	other.saves(own+"/nhap", http.StatusNotFound, plan("phien-ban", "1", activity.FieldPlace, "Chỗ khác")...)
	other.saves(newDraft, http.StatusForbidden, plan(activity.FieldUnit, "TDP-20")...)
	for _, role := range []access.Role{access.Secretary, access.Monitor, access.Auditor, access.Admin, access.Resident} {
		p.as(role).post(own+"/nhap", plan("phien-ban", "1", activity.FieldPlace, "Chỗ khác")...).wants(http.StatusForbidden)
	}
	if p.fingerprint() != before {
		t.Error("somebody saved what is not theirs")
	}
	head.post(own+"/gui", "phien-ban", "1").leadsTo(own)
	sent := p.fingerprint()
	if d := head.saves(own+"/nhap", http.StatusConflict, plan("phien-ban", "2", activity.FieldPlace, "Chỗ khác")...); !strings.Contains(d.Problem, "Chờ duyệt") {
		t.Errorf("what is sent: %+v", d)
	}
	if p.fingerprint() != sent {
		t.Error("what is sent was changed")
	}

	late := open(t, sample.Review)
	before = late.fingerprint()
	if d := late.as(access.UnitHead).saves(newDraft, http.StatusConflict, plan()...); !strings.Contains(d.Problem, "Họp xét") {
		t.Errorf("out of phase: %+v", d)
	}
	if late.fingerprint() != before {
		t.Error("something was kept out of its phase")
	}
}

// TestReturnedStaysComplete: what came back was complete once, and is not saved with holes.
func TestReturnedStaysComplete(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head := p.as(access.UnitHead)
	own := drafted(head)
	code := strings.TrimPrefix(own, "/lam-viec/hoat-dong/")
	head.post(own+"/gui", "phien-ban", "1").leadsTo(own)
	p.as(access.Secretary).post("/ban-to-chuc/dang-ky/"+code+"/tra-lai", "phien-ban", "2", "ly-do", "Ghi rõ.").wants(http.StatusSeeOther)
	d := head.saves(own+"/nhap", http.StatusOK, plan("phien-ban", "3", activity.FieldTarget, "", activity.FieldPlace, "Ngõ 60")...)
	if d.Wrong[activity.FieldTarget] != "Hãy nhập chỉ tiêu." || d.Version != 4 {
		t.Errorf("a hole in what came back: %+v", d)
	}
	head.post(own+"/sua", plan("phien-ban", "4", "viec", "luu", activity.FieldTarget, "")...).wants(http.StatusUnprocessableEntity, "Hãy nhập chỉ tiêu.")
	if got := query[string](p, `select target || '|' || place from activities where code = $1`, code); got != "Trồng 200 m đường hoa|Ngõ 60" {
		t.Errorf("kept %q", got)
	}
}

// TestDaysAsPeopleTypeThem are shown again as they were understood, though another field is wrong.
func TestDaysAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head := p.as(access.UnitHead)
	for typed, shown := range map[string]string{"1/5": "01/05/2024", "01-05-24": "01/05/2024", "1.5.2024": "01/05/2024", "2/5/24": "02/05/2024"} {
		got := head.post("/lam-viec/hoat-dong/moi", plan("viec", "gui", activity.FieldStart, typed, activity.FieldParticipants, "1500", activity.FieldTarget, "")...).
			wants(http.StatusUnprocessableEntity, "Hãy nhập chỉ tiêu.")
		if !strings.Contains(got.body, `value="`+shown+`"`) || !strings.Contains(got.body, `value="1.500"`) || strings.Contains(got.body, `value="`+typed+`"`) {
			t.Errorf("%s does not come back as %s, or 1500 not as 1.500", typed, shown)
		}
	}
}
