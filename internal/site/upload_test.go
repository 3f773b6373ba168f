package site

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"portal/internal/access"
	"portal/internal/filing"
	"portal/internal/form"
	"portal/internal/sample"
)

const bringPath = "/lam-viec/hoat-dong/nhap"

// body is a form with a file, as browsers send it: with a fresh key, unless one is given. No name: no file was chosen.
func body(t testing.TB, name string, content []byte, pairs ...string) (*bytes.Buffer, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if !strings.Contains(strings.Join(pairs, " "), form.KeyField) {
		pairs = append(pairs, form.KeyField, form.New().Key())
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := w.WriteField(pairs[i], pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile(filing.FieldFile, name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b, w.FormDataContentType()
}

// upload sends a file.
func (v *visitor) upload(path, name string, content []byte, pairs ...string) *reply {
	v.t.Helper()
	b, kind := body(v.t, name, content, pairs...)
	request, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.url+path, b)
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Origin", v.url)
	return v.send(request)
}

// TestRefusedUploads: what is no workbook that can be read is refused in words, and changes nothing.
func TestRefusedUploads(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Registration, nil)
	staff := p.as(access.UnitStaff)
	before := p.fingerprint()
	good := book(t, header, []any{"TDP-20", "Đường hoa ngõ 58", "MT", "10/06/2024", "30/06/2024", "Trồng 200 m"})
	for name, c := range map[string]struct {
		file    string
		content []byte
		status  int
		says    string
	}{
		"nothing":         {"", nil, 422, "Hãy chọn tệp Excel"},
		"empty":           {"a.xlsx", nil, 422, ""},
		"no zip":          {"a.xlsx", []byte("xin chào"), 422, ".xlsx"},
		"a zip that ends": {"a.xlsx", good[:len(good)/2], 422, ""},
		"old":             {"a.xls", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 2000)...), 422, ".xlsx"},
		"a bomb":          {"a.xlsx", bomb(t, good), 422, ""},
		"a script":        {"<script>alert(1)</script>.xlsx", []byte("<script>alert(1)</script>"), 422, ""},
		"just too large":  {"a.xlsx", make([]byte, fileLimit+1), 413, "Tệp lớn hơn 5 MB"},
		"far too large":   {"a.xlsx", make([]byte, 3*uploadLimit), 413, "Tệp lớn hơn 5 MB"},
	} {
		got := staff.upload(bringPath, c.file, c.content)
		if got.status != c.status || !strings.Contains(got.plain(), c.says) {
			t.Errorf("%s: %d %.600s", name, got.status, got.plain())
		}
		if strings.Contains(got.body, "<script>alert") {
			t.Errorf("%s: a script is not escaped", name)
		}
		if got.status == 422 && !strings.Contains(got.body, `aria-invalid="true"`) {
			t.Errorf("%s: the field does not say that it is wrong", name)
		}
	}
	for _, key := range []string{"", "x", strings.ToUpper(form.New().Key())} {
		staff.upload(bringPath, "a.xlsx", good, form.KeyField, key).wants(422, "thiếu mã chống gửi trùng")
	}
	// As words, a file is no file; and a form without files takes no file at all.
	staff.post(bringPath, filing.FieldFile, "a.xlsx").wants(422, "Hãy chọn tệp Excel")
	staff.upload(registerPath, "a.xlsx", make([]byte, formLimit)).wants(413)
	p.as(access.Auditor).upload(bringPath, "a.xlsx", good).wants(403)
	p.as(access.Secretary).upload(bringPath, "a.xlsx", good).wants(403)
	staff.upload("/ban-to-chuc/dang-ky/nhap", "a.xlsx", good).wants(403)
	p.resident().upload(bringPath, "a.xlsx", good).wants(403)
	if p.fingerprint() != before {
		t.Error("what was refused changed something")
	}
	change(t, p.db, `update campaigns set phase = 'review' where current`)
	staff.upload(bringPath, "a.xlsx", good).wants(409, "Họp xét")
	staff.get(bringPath).wants(409, "Họp xét")
}

// TestUploadCutOff: a line that is cut in the middle of a file leaves nothing behind.
func TestUploadCutOff(t *testing.T) {
	t.Parallel()
	p := sampleAt(t, sample.Registration, nil)
	staff := p.as(access.UnitStaff)
	before := p.fingerprint()
	b, kind := body(t, "a.xlsx", book(t, header, []any{"TDP-20", "Đường hoa ngõ 58", "MT", "10/06/2024", "30/06/2024", "Trồng 200 m"}))
	host := strings.TrimPrefix(p.url, "http://")
	for _, sent := range []int{0, 10, b.Len() / 2, b.Len() - 1} {
		line, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		_, err = fmt.Fprintf(line, "POST %s HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nCookie: %s=%s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
			bringPath, host, p.url, sessionCookie, staff.token, kind, b.Len(), b.Bytes()[:sent])
		if err != nil {
			t.Fatal(err)
		}
		if sent%2 == 0 { // as when the telephone loses its network: no more comes, and nobody waits for an answer
			_ = line.(*net.TCPConn).CloseWrite()
			_ = line.SetReadDeadline(time.Now().Add(20 * time.Second))
			answer, _ := io.ReadAll(line)
			if strings.HasPrefix(string(answer), "HTTP/1.1 2") || strings.HasPrefix(string(answer), "HTTP/1.1 3") {
				t.Errorf("%d of %d bytes: %.100s", sent, b.Len(), answer)
			}
		}
		_ = line.Close()
	}
	staff.get(bringPath).wants(200).lacks("a.xlsx")
	if p.fingerprint() != before {
		t.Error("half a file did something")
	}
}

// TestManyUploadsAtOnce: they take turns, and all are read.
func TestManyUploadsAtOnce(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	staff := p.as(access.UnitStaff)
	answers := make([]*reply, 12)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			answers[i] = staff.upload(bringPath, "a.xlsx", book(t, header, row("TDP-20", fmt.Sprintf("Hoạt động %d", i))))
		})
	}
	all.Wait()
	for _, a := range answers {
		a.wants(http.StatusSeeOther)
	}
	if n := query[int](p, `select count(*) from filings`); n != len(answers) || len(p.site.reading) != 0 || len(p.site.receiving) != 0 {
		t.Errorf("%d filings", n)
	}
}

// bomb is a workbook that unpacks to far more than it weighs.
func bomb(t *testing.T, good []byte) []byte {
	t.Helper()
	old, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range old.File {
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.Create("xl/worksheets/sheet2.xml")
	for zeros := make([]byte, 1<<20); err == nil && b.Len() < 200<<10; {
		_, err = part.Write(zeros)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestQueue: no more than so many are in at once, and whoever waits too long is told to come again.
func TestQueue(t *testing.T) {
	t.Parallel()
	q := make(queue, 2)
	var leaves []func()
	for range 2 {
		leave, err := q.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leave)
	}
	var waits sync.WaitGroup
	waits.Go(func() {
		leave, err := q.enter(t.Context())
		if err != nil {
			t.Error(err)
			return
		}
		leave()
	})
	leaves[0]()
	waits.Wait()
	leaves[1]()
	if len(q) != 0 {
		t.Errorf("%d stay in", len(q))
	}
}
