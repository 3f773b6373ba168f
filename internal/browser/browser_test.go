package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const head = `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thử</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css"><script src="/script.js" defer></script></head><body><main>`

const pageOfForm = head + `<h1>Đăng ký</h1><form method="post" action="/gui">
<p><label for="ten">Tên</label> <input id="ten" name="ten" value="cũ"></p>
<p><label for="ngay">Ngày</label> <input id="ngay" name="ngay" type="date"></p>
<p><label for="khoi">Khối</label> <select id="khoi" name="khoi"><option value="">Chọn</option><option value="K2">Trường học</option></select></p>
<p><label><input type="checkbox" id="xong" name="xong" value="1"> Xong</label></p>
<p><button>Gửi</button></p></form><p id="che-do"></p><p id="thay-doi"></p><p class="co">mời</p></main></body></html>`

const style = `body { font-size: 1rem } .co { color: #222; background: #fff }
@media (prefers-color-scheme: dark) { .co { color: #eee; background: #111 } }
#rong { width: 700px } input, select, button { min-height: 30px }`

const script = `document.querySelector("#che-do")?.replaceChildren("có kịch bản");
document.querySelector("#khoi")?.addEventListener("change", e => document.querySelector("#thay-doi").textContent = e.target.value);`

// site is a small portal with a strict content security policy.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	page := func(pattern string, status int, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		})
	}
	page("GET /{$}", http.StatusOK, pageOfForm)
	page("GET /xong", http.StatusOK, head+`<h1>Đã nhận</h1></main>`)
	page("GET /mat", http.StatusNotFound, head+`<h1>Không có trang này</h1></main>`)
	page("GET /rong", http.StatusOK, head+`<h1>Rộng</h1><p id="rong">rộng</p></main>`)
	page("GET /rao-can", http.StatusOK, head+`<h1>Rào cản</h1><input name="khong-nhan"></main>`)
	page("GET /vi-pham", http.StatusOK, head+`<h1 style="color: red">Vi phạm</h1><script>alert(1)</script></main>`)
	page("GET /hong", http.StatusOK, head+`<h1>Hỏng</h1><script src="/hong.js"></script></main>`)
	page("GET /thieu-anh", http.StatusOK, head+`<h1>Thiếu ảnh</h1><img src="/khong-co.png" alt=""></main>`)
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, style)
	})
	mux.HandleFunc("GET /script.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		fmt.Fprint(w, script)
	})
	mux.HandleFunc("GET /hong.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		fmt.Fprint(w, `console.error("máy chủ", 7); throw new Error("hỏng rồi")`)
	})
	mux.HandleFunc("GET /toi", func(w http.ResponseWriter, r *http.Request) {
		who := "khách"
		if c, err := r.Cookie("phien"); err == nil {
			who = c.Value
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "%s<h1>%s</h1></main>", head, who)
	})
	mux.HandleFunc("POST /gui", func(w http.ResponseWriter, r *http.Request) {
		if r.PostFormValue("ten") == "" {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprint(w, head+`<h1>Hãy nhập tên.</h1></main>`)
			return
		}
		http.Redirect(w, r, "/xong?"+r.PostForm.Encode(), http.StatusSeeOther)
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:")
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// everyone is each kind of visitor that the helpers have to serve.
var everyone = map[string]Options{
	"desk":             {},
	"phone":            Phone,
	"no script":        {NoScript: true},
	"dark":             {Dark: true},
	"phone, no script": {Width: 390, Height: 844, Touch: true, NoScript: true},
}

func TestEveryoneCanUseTheForm(t *testing.T) {
	t.Parallel()
	address := site(t)
	for name, o := range everyone {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := New(t, o)
			p.Go(address + "/")
			wantsOptions(t, p)
			p.Fill("#ten", "Nguyễn Đình Thế, tổ dân phố số 20")
			p.Fill("#ngay", "2024-09-28")
			p.Fill("#khoi", "Trường học")
			p.Click("#xong")
			if got := p.Value("#ten"); got != "Nguyễn Đình Thế, tổ dân phố số 20" {
				t.Errorf("the field holds %q", got)
			}
			if got := p.Text("#thay-doi"); (got == "K2") == o.NoScript {
				t.Errorf("the page's listener wrote %q", got)
			}
			p.Axe()
			p.NoSidewaysScroll()
			p.Submit("form")
			p.WaitText("h1", "Đã nhận")
			for _, want := range []string{"/xong?", "khoi=K2", "ngay=2024-09-28", "%C4%90%C3%ACnh", "xong=1"} {
				if got := p.URL(); !strings.Contains(got, want) {
					t.Errorf("%s lacks %s", got, want)
				}
			}
			if p.Status() != http.StatusOK {
				t.Errorf("status %d", p.Status())
			}
		})
	}
}

// wantsOptions looks whether the page sees the visitor that was asked for.
func wantsOptions(t *testing.T, p *Page) {
	t.Helper()
	if got := p.Text("#che-do"); (got == "có kịch bản") == p.options.NoScript {
		t.Errorf("the page's script wrote %q", got)
	}
	want := "rgb(34, 34, 34)"
	if p.options.Dark {
		want = "rgb(238, 238, 238)"
	}
	if got := Eval[string](p, `getComputedStyle(document.querySelector(".co")).color`); got != want {
		t.Errorf("the colour is %s, not %s", got, want)
	}
	if got := Eval[int](p, "innerWidth"); got != p.options.Width {
		t.Errorf("the window is %d wide", got)
	}
	if got := Eval[bool](p, `matchMedia("(pointer: coarse)").matches`); got != p.options.Touch {
		t.Errorf("a coarse pointer: %t", got)
	}
}

func TestRefusedFormIsAnAnswer(t *testing.T) {
	t.Parallel()
	p := New(t, Options{})
	p.Go(site(t) + "/")
	p.Fill("#ten", "")
	p.Submit("form")
	if got := p.Text("h1"); got != "Hãy nhập tên." || p.Status() != http.StatusUnprocessableEntity {
		t.Errorf("%d %s", p.Status(), got)
	}
	p.Go(strings.TrimSuffix(p.URL(), "/gui") + "/mat")
	if p.Status() != http.StatusNotFound {
		t.Errorf("status %d", p.Status())
	}
}

func TestKeyboard(t *testing.T) {
	t.Parallel()
	p := New(t, Options{})
	p.Go(site(t) + "/")
	p.Keys(kb.Tab)
	if got := Eval[string](p, "document.activeElement.id"); got != "ten" {
		t.Errorf("Tab goes to %q first", got)
	}
	p.Keys("Hội thao" + kb.Enter)
	p.WaitText("h1", "Đã nhận")
}

func TestBarriersAreFound(t *testing.T) {
	t.Parallel()
	address := site(t)
	for _, o := range []Options{{}, {NoScript: true}} {
		p := New(t, o)
		p.Go(address + "/rao-can")
		found := p.Violations()
		if len(found) != 1 || found[0].ID != "label" || !strings.Contains(found[0].String(), `name="khong-nhan"`) {
			t.Errorf("found %v", found)
		}
	}
}

func TestSidewaysScrollIsFound(t *testing.T) {
	t.Parallel()
	p := New(t, Phone)
	p.Go(site(t) + "/rong")
	if got := p.sideways(); !strings.Contains(got, "p#rong") {
		t.Errorf("found %q", got)
	}
}

func TestProblemsAreFound(t *testing.T) {
	t.Parallel()
	address := site(t)
	for path, wants := range map[string][]string{
		"/vi-pham":   {"inline style", "inline script"},
		"/hong":      {"console: máy chủ 7", "exception: Error: hỏng rồi"},
		"/thieu-anh": {"404"},
	} {
		p := New(t, Options{})
		p.Go(address + path)
		found := strings.Join(p.Problems(), "\n")
		for _, want := range wants {
			if !strings.Contains(found, want) {
				t.Errorf("%s: no %q in %q", path, want, found)
			}
		}
		if left := p.Problems(); left != nil {
			t.Errorf("%s: still %q", path, left)
		}
	}
}

func TestWindowsAreApart(t *testing.T) {
	t.Parallel()
	address := site(t)
	first, second := New(t, Options{}), New(t, Options{})
	first.Cookie(address, "phien", "thuky")
	first.Go(address + "/toi")
	second.Go(address + "/toi")
	if a, b := first.Text("h1"), second.Text("h1"); a != "thuky" || b != "khách" {
		t.Errorf("%q and %q", a, b)
	}
}

func TestScreenshot(t *testing.T) {
	t.Parallel()
	p := New(t, Options{})
	p.Go(site(t) + "/")
	path := filepath.Join(t.TempDir(), "trang", "form.png")
	p.Screenshot(path)
	picture, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(picture), "\x89PNG") {
		t.Errorf("%v: %d bytes", err, len(picture))
	}
}

// Not parallel, since it changes the environment.
func TestMissingBrowserIsNamed(t *testing.T) {
	t.Setenv("PORTAL_CHROMIUM", filepath.Join(t.TempDir(), "none"))
	if _, err := find(); err == nil || !strings.Contains(err.Error(), "PORTAL_CHROMIUM") {
		t.Errorf("a wrong path: %v", err)
	}
	if !strings.Contains(errMissing.Error(), "apt-get install chromium") {
		t.Errorf("the package is not named: %v", errMissing)
	}
}
