package site

import (
	"archive/zip"
	"html"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/document"
	"portal/internal/sample"
)

var markup = regexp.MustCompile(`<[^>]*>`)

// paper is the text of a Word or PDF file, if the answer is one.
func (r *reply) paper() (text string, is bool) {
	r.t.Helper()
	switch r.header.Get("Content-Type") {
	case document.DOCXType:
		z, err := zip.NewReader(strings.NewReader(r.body), int64(len(r.body)))
		if err != nil {
			r.t.Fatal(err)
		}
		var b strings.Builder
		for _, f := range z.File {
			part, err := f.Open()
			if err != nil {
				r.t.Fatal(err)
			}
			content, err := io.ReadAll(part)
			if err != nil {
				r.t.Fatal(err)
			}
			if strings.HasPrefix(f.Name, "word/") {
				b.WriteString(html.UnescapeString(markup.ReplaceAllString(strings.ReplaceAll(string(content), "</w:p>", "\n"), "")))
			}
		}
		return b.String(), true
	case document.PDFType:
		c := exec.CommandContext(r.t.Context(), "pdftotext", "-raw", "-", "-")
		c.Stdin = strings.NewReader(r.body)
		out, err := c.Output()
		if err != nil {
			r.t.Fatalf("%v (pdftotext: apt-get install poppler-utils)", err)
		}
		return string(out), true
	default:
		return "", false
	}
}

// download opens a paper in one of its forms, after a look at how it was sent.
func (v *visitor) download(address, name, extension string) *reply {
	v.t.Helper()
	path, question, _ := strings.Cut(address, "?")
	got := v.get(path + "." + extension + "?" + question).wants(http.StatusOK)
	types := map[string]string{"docx": document.DOCXType, "pdf": document.PDFType}
	file := name + "." + extension
	for header, want := range map[string]string{
		"Content-Type": types[extension], "Content-Disposition": `attachment; filename="` + file + `"; filename*=UTF-8''` + file,
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Encoding": "",
	} {
		if is := got.header.Get(header); is != want {
			v.t.Errorf("%s: %s is %q, wanted %q", path, header, is, want)
		}
	}
	return got
}

var forms = []string{"docx", "pdf"}

func TestNoticeOfAssignment(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Running)
	for _, extension := range forms {
		for _, role := range []access.Role{access.Secretary, access.Chair, access.Auditor} {
			p.as(role).download("/ban-to-chuc/phan-cong", "thong-bao-phan-cong", extension).
				wants(http.StatusOK, "THÔNG BÁO", "ngày 15 tháng 7 năm 2024", "Trưởng Công an phường – Ủy viên", "HD-060", "DỮ LIỆU MẪU").lacks("0000 000")
		}
		p.as(access.Monitor).get("/ban-to-chuc/phan-cong." + extension).wants(http.StatusForbidden)
		p.as(access.UnitHead).get("/ban-to-chuc/phan-cong." + extension).wants(http.StatusForbidden)
		p.resident().get("/ban-to-chuc/phan-cong." + extension).wants(http.StatusSeeOther)
	}
	p.as(access.Secretary).get("/ban-to-chuc/theo-doi").wants(http.StatusOK, "Thông báo phân công (.docx)")
	p.as(access.Monitor).get("/ban-to-chuc/theo-doi").wants(http.StatusOK).lacks("phan-cong.docx")
}

func TestRegistrationForms(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	head, staff := p.as(access.UnitHead), p.as(access.UnitStaff)
	title := `Nháp <b> & "của tổ" 20` // sent by nobody yet
	draft := drafted(staff, activity.FieldTitle, title)
	code := strings.TrimPrefix(draft, "/lam-viec/hoat-dong/")
	secretary := p.as(access.Secretary)
	for _, extension := range forms {
		for _, v := range []*visitor{head, staff} {
			for _, question := range []string{"", "don-vi=TDP-20"} {
				v.download("/lam-viec/phieu-dang-ky?"+question, "phieu-dang-ky-tdp-20", extension).
					wants(http.StatusOK, "PHIẾU ĐĂNG KÝ HOẠT ĐỘNG", "TỔ DÂN PHỐ SỐ 20", "Mã đơn vị: TDP-20", "ĐẠI DIỆN ĐƠN VỊ", "DỮ LIỆU MẪU").
					lacks("BN-CA", "HD-001")
			}
			for _, unit := range []string{"BN-CA", "TDP-19", "KHONG-CO", "tdp-20'--"} {
				v.get("/lam-viec/phieu-dang-ky." + extension + "?don-vi=" + unit).wants(http.StatusNotFound)
			}
		}
		// What a unit has not sent is its own affair.
		own := head.download("/lam-viec/phieu-dang-ky", "phieu-dang-ky-tdp-20", extension).wants(http.StatusOK, code, "Bản nháp", "6.500.000")
		if !strings.Contains(joined(own.plain()), joined(title)) { // a narrow column breaks it into lines
			t.Errorf("%s: the form does not say %s:\n%s", extension, title, own.plain())
		}
		secretary.download("/ban-to-chuc/dang-ky/phieu-dang-ky?don-vi=TDP-20", "phieu-dang-ky-tdp-20", extension).
			wants(http.StatusOK, "Mã đơn vị: TDP-20").lacks(code, "Nháp", "6.500.000")
		for _, unit := range []string{"", "KHONG-CO"} {
			secretary.get("/ban-to-chuc/dang-ky/phieu-dang-ky." + extension + "?don-vi=" + unit).wants(http.StatusNotFound)
		}
		head.get("/ban-to-chuc/dang-ky/phieu-dang-ky." + extension + "?don-vi=TDP-20").wants(http.StatusForbidden)
	}
	head.get("/lam-viec").wants(http.StatusOK, "Phiếu đăng ký", "Tải phiếu (.docx)")
	secretary.get("/ban-to-chuc/dang-ky?don-vi=TDP-20").wants(http.StatusOK, "Phiếu đăng ký (.pdf)")
	secretary.get("/ban-to-chuc/dang-ky").wants(http.StatusOK).lacks("phieu-dang-ky")
}

func joined(text string) string { return strings.ReplaceAll(text, " ", "") }
