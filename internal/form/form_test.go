package form_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"portal/internal/fault"
	"portal/internal/form"
)

func posted(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/a?q=not+of+the+form", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func TestParse(t *testing.T) {
	t.Parallel()
	f, err := form.Parse(posted("ten=" + norm.NFD.String("Th\u01b0 k\u00fd") + "%E2%80%8B%00&hai=1&hai=2&trong=+%20&khoa=x"))
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Text("ten"); got != "Thư ký" {
		t.Errorf("text is %q", got)
	}
	if strings.Contains(f.Value("ten"), "\x00") || f.Value("q") != "" || f.Key() != "x" {
		t.Errorf("%q %q %q", f.Value("ten"), f.Value("q"), f.Key())
	}
	if got := f.List("hai"); len(got) != 2 || f.Text("trong") != "" || f.Text("khong-co") != "" || f.Int("trong") != nil {
		t.Errorf("%v", got)
	}
	for name, body := range map[string]string{
		"not UTF-8": "a=%ff", "a name not UTF-8": "%ff=a", "NUL in a name": "a%00=1", "no form": "%zz", "semicolons": "a=1;b=2",
		"many fields": strings.Repeat("&a=1", 2001),
	} {
		_, err := form.Parse(posted(body))
		var f *fault.Fault
		if !errors.As(err, &f) || f.Sentence == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := posted("a=" + strings.Repeat("x", 100))
	r.Body = http.MaxBytesReader(nil, r.Body, 50)
	var tooLarge *http.MaxBytesError
	if _, err := form.Parse(r); !errors.As(err, &tooLarge) {
		t.Errorf("too large: %v", err)
	}
}

func TestBadValuesKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	for field, typed := range map[string][]string{
		"int": {"-1", "x", "1,5", "99999999999999999999", "1e3", "٣", "0x10"}, "money": {"-5", "abc", "9999999999999999999999"},
		"points": {"-1", "9,555", "abc", "1e2", "99999999999999999999", "NaN", "Inf"}, "date": {"31/02/2024", "32/01/2024", "00/00/0000", "2024-13-01", "hôm nay"},
	} {
		for _, v := range typed {
			f := form.Filled(field, v)
			var none bool
			switch field {
			case "int":
				none = f.Int(field) == nil
			case "money":
				none = f.Money(field) == nil
			case "points":
				none = f.Points(field) == nil
			default:
				none = f.Date(field) == nil
			}
			if !none || f.Err() == nil || f.Problem(field) == "" || f.Value(field) != v {
				t.Errorf("%s %q: taken, or no sentence: %q", field, v, f.Problem(field))
			}
		}
	}
	f := form.Filled("so", "9,5")
	if p := f.Points("so"); p == nil || p.String() != "9,5" && p.String() != "9,50" {
		t.Errorf("9,5 is %v", p)
	}
}

func TestProblemsComeInTheOrderOfThePage(t *testing.T) {
	t.Parallel()
	f := form.Filled("z", "", "a", "")
	_, _ = f.Text("z"), f.Text("a")
	if !f.Refused(fault.Invalid{"a": "A.", "z": "Z.", "": "Chung.", "khac": "K."}) || f.Refused(errors.New("x")) || f.Refused(nil) {
		t.Fatal("refused what it should not, or the reverse")
	}
	f.Add("a", "A lần nữa.")
	var order []string
	for _, p := range f.Problems() {
		order = append(order, p.Field+p.Sentence)
	}
	if got := strings.Join(order, " "); got != "zZ. aA. Chung. khacK." {
		t.Errorf("%s", got)
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		k := form.New().Key()
		if !form.IsKey(k) || seen[k] {
			t.Fatalf("%q is no key, or one that was there", k)
		}
		seen[k] = true
	}
	for _, bad := range []string{"", "x", strings.ToUpper(form.New().Key()) + "A", form.New().Key() + "\n", " " + form.New().Key()} {
		if form.IsKey(bad) {
			t.Errorf("%q is taken for a key", bad)
		}
	}
}

// A digest is that of what the form says and where, and not of its key or the order of its fields.
func TestDigest(t *testing.T) {
	t.Parallel()
	digest := func(path, body string) string {
		r := posted(body)
		r.URL.Path = path
		if _, err := form.Parse(r); err != nil {
			t.Fatal(err)
		}
		return form.Digest(r)
	}
	first := digest("/a", "x=1&y=2&khoa=k")
	if digest("/a", "y=2&khoa=other&x=1") != first {
		t.Error("the order or the key counts")
	}
	for _, other := range []string{digest("/b", "x=1&y=2"), digest("/a", "x=1"), digest("/a", "x=1&y=3"), digest("/a", "x=1&x=1&y=2"), digest("/a", "x=1%22+%222&y=2")} {
		if other == first {
			t.Error("two contents have one digest")
		}
	}
}

// withFile is a form with a file, as browsers send it.
func withFile(name string, content string, fields ...string) *http.Request {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1])
	}
	part, _ := w.CreateFormFile("tep", name)
	_, _ = io.WriteString(part, content)
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, "/a?q=1", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

// A file comes with its words, in the same form: its name is a text, the rest is read as ever.
func TestFile(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		"a.xlsx": "a.xlsx", norm.NFD.String("Phiếu đăng ký.xlsx"): "Phiếu đăng ký.xlsx", `C:\Users\x\phieu.xlsx`: "phieu.xlsx", "../../etc/passwd": "passwd",
		"<script>x.xlsx": "<script>x.xlsx", "a\u202excod.xlsx": "axcod.xlsx", " ": "tệp không tên", strings.Repeat("dài ", 100): "",
	} {
		f, err := form.Parse(withFile(sent, "nội dung", "ten", norm.NFD.String("Thư ký"), "khoa", "x"))
		if err != nil {
			t.Fatal(err)
		}
		file, err := f.File("tep")
		if err != nil || file == nil || string(file.Content) != "nội dung" || want != "" && file.Name != want || len([]rune(file.Name)) > 150 {
			t.Errorf("%q came as %+v, %v", sent, file, err)
		}
		if f.Text("ten") != "Thư ký" || f.Key() != "x" || f.Value("q") != "" {
			t.Errorf("%q %q %q", f.Text("ten"), f.Key(), f.Value("q"))
		}
	}
	f, err := form.Parse(posted("tep=x"))
	if file, again := f.File("tep"); err != nil || again != nil || file != nil {
		t.Errorf("a word is a file: %v %v", err, again)
	}
	whole := withFile("a.xlsx", strings.Repeat("x", 1000), "khoa", "x")
	body, _ := io.ReadAll(whole.Body)
	for name, r := range map[string]*http.Request{
		"cut off": withFile("a", "b"), "not UTF-8": withFile("a", "b", "ten", "\xff"), "many fields": withFile("a", "b", strings.Split(strings.Repeat("a,1,", 2001), ",")...),
	} {
		if name == "cut off" {
			r.Header = whole.Header
			r.Body = io.NopCloser(bytes.NewReader(body[:len(body)/2]))
		}
		_, err := form.Parse(r)
		var f *fault.Fault
		if !errors.As(err, &f) || f.Sentence == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := withFile("a", strings.Repeat("x", 10_000))
	r.Body = http.MaxBytesReader(nil, r.Body, 5_000)
	var tooLarge *http.MaxBytesError
	if _, err := form.Parse(r); !errors.As(err, &tooLarge) {
		t.Errorf("too large: %v", err)
	}
}

// Another file is another content, and so is another name.
func TestDigestOfFiles(t *testing.T) {
	t.Parallel()
	digest := func(r *http.Request) string {
		if _, err := form.Parse(r); err != nil {
			t.Fatal(err)
		}
		return form.Digest(r)
	}
	first := digest(withFile("a.xlsx", "x", "khoa", "k"))
	if digest(withFile("a.xlsx", "x", "khoa", "other")) != first {
		t.Error("the key counts")
	}
	for _, r := range []*http.Request{withFile("b.xlsx", "x"), withFile("a.xlsx", "y"), withFile("a.xlsx", "x", "z", "1")} {
		if digest(r) == first {
			t.Error("two contents have one digest")
		}
	}
}
