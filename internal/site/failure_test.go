package site

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fixture"
	"portal/internal/postgres"
	"portal/internal/sample"
)

// TestFailures: each kind of error has its status and its sentence, and gives nothing of the inside away.
func TestFailures(t *testing.T) {
	t.Parallel()
	var log buffer
	p := sampleAt(t, sample.Scoring, func(c *Config) { c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
	for path, want := range map[string]struct {
		status int
		says   string
	}{
		"/thu/cam": {403, "Câu cấm."}, "/thu/mat": {404, "Câu mất."}, "/thu/tranh": {409, "Câu tranh."}, "/thu/go": {410, "Câu gỡ."},
		"/thu/to": {413, "Câu to."}, "/thu/sai": {422, "Câu sai."}, "/thu/o": {422, "Câu của ô."},
		"/thu/nhieu": {429, "Câu nhiều."}, "/thu/ban": {503, "Câu bận."}, "/thu/loi": {500, "Máy chủ đang gặp lỗi"}, "/thu/vo": {500, "Máy chủ đang gặp lỗi"},
		"/thu/mat-bang": {500, "Máy chủ đang gặp lỗi"},
	} {
		for _, v := range []*visitor{p.resident(), p.as(access.Chair)} {
			got := v.get(path).wants(want.status, want.says).lacks("secret", "portal_app", "relation", ".go:", "goroutine", "tx is closed")
			after := map[int]string{429: "90", 503: "5"}[want.status]
			if got.header.Get("Retry-After") != after {
				t.Errorf("%s: Retry-After is %q, wanted %q", path, got.header.Get("Retry-After"), after)
			}
		}
	}
	log.Lock()
	log.Reset()
	log.Unlock()
	page := p.resident().get("/thu/vo")
	var failed []map[string]any
	for line := range strings.SplitSeq(strings.TrimSpace(waitFor(t, &log, `"/thu/vo"`)), "\n") {
		entry := map[string]any{}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if entry["level"] == "ERROR" {
			failed = append(failed, entry)
		}
	}
	if len(failed) != 1 || failed[0]["status"] != 500.0 || !strings.Contains(failed[0]["err"].(string), "the secret of the inside") {
		t.Fatalf("a panic is logged as %v", failed)
	}
	if id := failed[0]["request"].(string); len(id) != 12 || !strings.Contains(page.body, id) {
		t.Errorf("the page does not tell the number %s of the log", id)
	}
	p.resident().get("/tin-tuc").wants(200)
}

// waitFor waits for the line of a request, which is written after its answer.
func waitFor(t *testing.T, log *buffer, part string) string {
	t.Helper()
	for until := time.Now().Add(20 * time.Second); !strings.Contains(log.String(), part); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("the log never says %s:\n%s", part, log.String())
		}
	}
	return log.String()
}

// TestLogKnowsNobody: after many requests with personal things in every place a request has, none is in the
// log, and no line of it was begun by a visitor.
func TestLogKnowsNobody(t *testing.T) {
	t.Parallel()
	var log buffer
	p := sampleAt(t, sample.Registration, func(c *Config) { c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
	email := sampleAccount[access.Chair]
	p.password(email)
	v := p.resident()
	v.post("/dang-nhap", "email", email, "password", "bi-mat-sai-nao-do")
	v.post("/dang-nhap", "email", email, "password", goodPassword).wants(http.StatusSeeOther)
	u, _ := url.Parse(p.url)
	var secrets []string
	for _, c := range v.client.Jar.Cookies(u) {
		secrets = append(secrets, c.Value)
	}
	if len(secrets) != 2 {
		t.Fatalf("%d cookies", len(secrets))
	}
	token := strings.Repeat("T0ken", 9)[:43]
	v.get("/tin-tuc?q=nguoi-can-tim")
	v.get("/mat-khau/" + token)
	v.get("/x/mat-khau/" + token)
	v.post("/mat-khau/"+token, "password", "bi-mat-moi")
	v.post("/tai-khoan/mat-khau", "old", "bi-mat-cu", "password", "bi-mat-moi-hon", "again", "bi-mat-moi-hon")
	v.get("/khong-co%0d%0alevel=ERROR%1b[31m")
	v.ask(http.MethodGet, "/tin-tuc", "", "User-Agent", "trinh-duyet-rieng", "Referer", p.url+"/?q=rieng-tu", "X-Forwarded-For", "198.51.100.77")
	p.as(access.UnitStaff).post(registerPath, plan("ly-do", "dieu-rieng-tu")...)
	v.get("/thu/loi")
	text := waitFor(t, &log, `"/thu/loi"`)
	secrets = append(secrets, email, "maidich.example", "bi-mat", goodPassword, "nguoi-can-tim", token, "T0ken", "trinh-duyet-rieng", "rieng-tu", "Đường hoa", "198.51.100.77", "127.0.0.1", "\x1b", "\r")
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("the log has %q", secret)
		}
	}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		entry := map[string]any{}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("%q is no line of the log: %v", line, err)
		}
		if entry["msg"] == "request" && (entry["request"] == "" || entry["path"] == "") {
			t.Errorf("%q lacks its number or its path", line)
		}
	}
}

// TestDatabaseGone: public pages come from their last good copy, everything else says when
// to come again, soon; and when the database is back, so is the portal.
func TestDatabaseGone(t *testing.T) {
	t.Parallel()
	gate := newGate(t, fixture.URL(t, sample.Scoring))
	db, err := postgres.Open(t.Context(), gate.url, fixture.Key, 4)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	p := still(t, db, nil)
	v, chair := p.resident(), p.as(access.Chair)
	page := v.get("/tin-tuc").wants(200)
	chair.get("/tai-khoan").wants(200)
	gate.shut()
	for range 2 {
		if got := v.get("/tin-tuc").wants(200); got.body != page.body {
			t.Error("the page is not the last good copy")
		}
		begun := time.Now()
		for _, got := range []*reply{v.get("/tin-tuc?trang=2"), chair.get("/tai-khoan"), chair.get("/tin-tuc")} {
			got.wants(http.StatusServiceUnavailable, "Cổng đang tạm ngừng").lacks("connect", "dial")
			if got.header.Get("Retry-After") == "" {
				t.Error("it does not say when to come again")
			}
		}
		if took := time.Since(begun); took > 12*time.Second { // three answers of under 2 s, on a busy machine
			t.Errorf("the refusals took %v", took)
		}
		v.get("/healthz").wants(200)
		if got := v.get("/readyz").wants(http.StatusServiceUnavailable); got.header.Get("Retry-After") == "" {
			t.Error("the probe does not say when to come again")
		}
	}
	p.db.Patience(30 * time.Second)
	gate.open()
	chair.get("/tai-khoan").wants(200)
	v.get("/readyz").wants(200)
}

// TestAllConnectionsBusy: who finds every connection taken is told to come again, in less than two seconds.
func TestAllConnectionsBusy(t *testing.T) {
	t.Parallel()
	db, err := postgres.Open(t.Context(), fixture.URL(t, sample.Scoring), fixture.Key, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	p := still(t, db, nil)
	v := p.resident()
	page := v.get("/tin-tuc").wants(200)
	p.exec(`update stamps set changes = changes + 1`)
	if err := db.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	taken, free := make(chan bool), make(chan bool)
	go func() {
		_ = db.Keep(context.Background(), func(pgx.Tx) error { close(taken); <-free; return nil })
	}()
	<-taken
	begun := time.Now()
	if got := v.get("/tin-tuc").wants(200); got.body != page.body {
		t.Error("the page is not the last good copy")
	}
	v.get("/don-vi").wants(http.StatusServiceUnavailable)
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
	close(free)
}

// TestUnknownPermission: a portal with an address that the policy does not know does not start.
func TestUnknownPermission(t *testing.T) {
	t.Parallel()
	for name, add := range map[string]route{
		"has no permission":       {http.MethodGet, "/mo", "do_anything", nil, 0},
		"stands twice":            {http.MethodGet, "/healthz", access.ReadPublic, nil, 0},
		"has no permission ":      {http.MethodPost, "/mo", "", nil, 0},
		"POST /x has no permissi": {http.MethodPost, "/x", "operator", nil, 0},
	} {
		s := &Site{}
		s.routes = append(s.table(), add)
		if err := s.connect(); err == nil || !strings.Contains(err.Error(), strings.TrimSpace(name)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
