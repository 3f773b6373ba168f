package site

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/sample"
)

// TestLimits: what is too big, too much or no text is refused in words, and changes nothing.
func TestLimits(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Registration, nil)
	staff, v := p.as(access.UnitStaff), p.resident()
	before := p.fingerprint()
	key := func() string { return form.KeyField + "=" + form.New().Key() }
	many := strings.Builder{}
	for i := range 2500 {
		fmt.Fprintf(&many, "&o%d=x", i)
	}
	for name, c := range map[string]struct {
		v      *visitor
		path   string
		body   string
		status int
		says   string
	}{
		"body of staff":     {staff, registerPath, key() + "&title=" + strings.Repeat("x", formLimit), 413, "quá lớn"},
		"body of a guest":   {v, "/dang-nhap", "email=" + strings.Repeat("x", formLimit), 413, "quá lớn"},
		"fields":            {staff, registerPath, key() + many.String(), 413, "quá nhiều ô"},
		"fields of a guest": {v, "/dang-nhap", many.String()[1:], 413, "quá nhiều ô"},
		"not UTF-8":         {staff, registerPath, key() + "&title=%c3%28", 422, "không phải Unicode"},
		"a name not UTF-8":  {staff, registerPath, key() + "&%c3%28=x", 422, "không phải Unicode"},
		"TCVN3":             {staff, registerPath, key() + "&title=%d7%e8%b8", 422, "không phải Unicode"},
		"no form":           {staff, registerPath, "%zz=%", 422, "Không đọc được biểu mẫu"},
		"JSON":              {staff, registerPath, `{"title":"x"}`, 422, "Hãy mở lại trang"},
		"script":            {staff, registerPath, key() + "&title=" + url.QueryEscape("<script>alert(1)</script>") + "&" + activity.FieldEnd + "=2024", 422, ""},
		"long":              {staff, registerPath, key() + "&title=" + strings.Repeat("x", 10_000), 422, "tối đa là 300"},
		"numbers":           {staff, registerPath, key() + "&title=x&" + activity.FieldQuantity + "=-5", 422, ""},
		"huge":              {staff, registerPath, key() + "&title=x&" + activity.FieldBudgetState + "=99999999999999999999999", 422, ""},
		"no such day":       {staff, registerPath, key() + "&title=x&" + activity.FieldStart + "=31/02/2024", 422, ""},
	} {
		got := c.v.ask(http.MethodPost, c.path, c.body)
		if got.status != c.status || !strings.Contains(got.plain(), c.says) {
			t.Errorf("%s: %d %.300s", name, got.status, got.plain())
		}
		if strings.Contains(got.body, "<script>alert") {
			t.Errorf("%s: a script is not escaped", name)
		}
	}
	if p.fingerprint() != before {
		t.Error("what was refused changed something")
	}
}

// TestStrangeAddresses: no address brings the portal down or out of itself.
func TestStrangeAddresses(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Scoring, nil)
	for path, status := range map[string]int{
		"/tin-tuc/%00": 404, "/hoat-dong/%00": 404, "/don-vi/a%00b": 404, "/tin-tuc/%ff%fe": 404, "/%0d%0aSet-Cookie:%20a=b": 404,
		"/tin-tuc?q=%00": 422, "/hoat-dong?q=%ff": 422, "/tin-tuc?q=%zz": 422, "/tin-tuc?a=1;b=2": 422, "/?%00=1": 422,
		"/tinh/..%2f..%2fgo.mod": 404, "/tinh/../../go.mod": 404, "/tinh/%2e%2e/%2e%2e/etc/passwd": 404, "/tinh/": 404,
		"/xep-hang/K1%2f..%2f..": 404, "/tin-tuc/": 404, "//tin-tuc": 404, "/TIN-TUC": 404, "/%74in-tuc": 200,
		"/hoat-dong?q=%25_%5c%27%22": 200, "/tim-kiem?q=%27%3bdrop+table+sheets%3b--": 200, "/tin-tuc?q=((((%5b%5b*%2b": 200,
		"/tin-tuc?trang=0": 404, "/tin-tuc?trang=-1": 404, "/tin-tuc?trang=99999999999999999999": 404, "/tin-tuc?trang=1e3": 404,
		"/tin-tuc?q=" + strings.Repeat("a", 8000): 200, "/tin-tuc?chuyen-muc=%3Cscript%3E": 404,
	} {
		got := p.resident().get(path)
		if got.status != status {
			t.Errorf("%s: %d, wanted %d", path, got.status, status)
		}
		if got.header.Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie", path)
		}
	}
	script := p.resident().get("/tim-kiem?q=" + url.QueryEscape(`"><script>alert(1)</script>`))
	if script.status != 200 || strings.Contains(script.body, "<script>alert") {
		t.Errorf("a search shows its script: %d", script.status)
	}
	// A role sees no more of a strange address than that there is nothing.
	for _, path := range []string{"/ban-to-chuc/cham-diem/%00", "/ban-to-chuc/cham-diem/" + url.PathEscape("' or 1=1 --"), "/ban-to-chuc/cham-diem/" + strings.Repeat("x", 5000)} {
		p.as(access.Judge).get(path).wants(http.StatusNotFound)
	}
}

// TestTextAsItIsKept: text is kept as NFC, without what cannot be seen; scripts are shown and never run.
func TestTextAsItIsKept(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Registration, nil)
	head := p.as(access.UnitHead)
	script := `"'><script>alert(1)</script><img src=x onerror=alert(2)>`
	title := norm.NFD.String("Đường hoa ngõ 58") + "\u200b\u202e\ufeff" + script + "\x00"
	own := drafted(head, activity.FieldTitle, title, activity.FieldDescription, "Dòng 1\r\nDòng 2 "+script, activity.FieldPlace, script,
		activity.FieldTarget, script, activity.FieldResponsible, script, activity.FieldEvidence, script, activity.FieldQuantityUnit, "mét <b>")
	code := strings.TrimPrefix(own, "/lam-viec/hoat-dong/")
	if got := query[string](p, `select title from activities where code = $1`, code); got != "Đường hoa ngõ 58"+script {
		t.Errorf("kept as %q", got)
	}
	if got := query[string](p, `select description from activities where code = $1`, code); got != "Dòng 1\nDòng 2 "+script {
		t.Errorf("kept as %q", got)
	}
	draft := head.get(own + "/sua")
	head.post(own+"/sua", plan(activity.FieldTitle, title, activity.FieldPlace, script, activity.FieldTarget, script, activity.FieldResponsible, script,
		"viec", "gui", "phien-ban", draft.field("phien-ban"))...).leadsTo(own)
	secretary := p.as(access.Secretary)
	decide := "/ban-to-chuc/dang-ky/" + code
	stale := secretary.get(decide).field("phien-ban")
	refused := secretary.post(decide+"/tra-lai", "phien-ban", stale, "ly-do", strings.Repeat(script, 200)).wants(http.StatusUnprocessableEntity)
	returned := secretary.post(decide+"/tra-lai", "phien-ban", stale, "ly-do", script).wants(http.StatusSeeOther)
	conflict := secretary.post(decide+"/tra-lai", "phien-ban", stale, "ly-do", script)
	head.get(own) // takes the flash
	secretary.get(decide)
	back := head.get(own + "/sua")
	head.post(own+"/sua", plan(activity.FieldTitle, title, "viec", "gui", "phien-ban", back.field("phien-ban"))...).leadsTo(own)
	secretary.post(decide+"/duyet", "phien-ban", secretary.get(decide).field("phien-ban")).wants(http.StatusSeeOther)
	v := p.resident()
	for name, got := range map[string]*reply{
		"draft": draft, "refused": refused, "returned": returned, "conflict": conflict, "back": back, "own": head.get(own), "desk": head.get("/lam-viec"),
		"decide": secretary.get(decide), "list": secretary.get("/ban-to-chuc/dang-ky"), "activity": v.get("/hoat-dong/" + code), "activities": v.get("/hoat-dong"),
		"found": v.get("/tim-kiem?q=duong+hoa+ngo+58"), "unit": v.get("/don-vi/TDP-20"), "home": v.get("/"),
		"stale": head.post(own+"/sua", plan(activity.FieldTitle, title, "phien-ban", "1")...),
	} {
		if got.status >= 500 || strings.Contains(got.body, "<script>alert") || strings.Contains(got.body, "<img src=x") {
			t.Errorf("%s: %d, or it runs a script", name, got.status)
		}
	}
	if got := v.get("/hoat-dong/" + code).wants(200); !strings.Contains(got.body, html.EscapeString("<script>alert(1)</script>")) {
		t.Error("the page does not show what was typed")
	}
	ics := v.get("/hoat-dong/" + code + ".ics").wants(200)
	if !strings.HasPrefix(ics.header.Get("Content-Type"), "text/calendar") || !strings.Contains(ics.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("a calendar is %v", ics.header)
	}
}

// TestSlowAndBrokenBodies: a body that ends too early, or is not what its length says, does nothing.
func TestSlowAndBrokenBodies(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Registration, nil)
	before := p.fingerprint()
	staff := p.as(access.UnitStaff)
	body := strings.NewReader(form.KeyField + "=" + form.New().Key() + "&title=x")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+registerPath, io.MultiReader(body, broken{}))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if response, err := staff.client.Do(request); err == nil {
		_ = response.Body.Close()
		if response.StatusCode < 400 {
			t.Errorf("half a form: %d", response.StatusCode)
		}
	}
	if p.fingerprint() != before {
		t.Error("half a form did something")
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
