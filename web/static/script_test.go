package static_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"portal/internal/browser"
	"portal/web/static"
)

func TestScriptGuardsForms(t *testing.T) {
	t.Parallel()
	var sent atomic.Int32
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; form-action 'self'; img-src data:")
		_, _ = fmt.Fprintf(w, `<!DOCTYPE html><html lang="vi"><title>Thử</title><link rel="icon" href="data:,"><script src=%q defer></script>
			<form method="post" action="/gui" data-canh-bao><input name="ten"><button>Gửi</button></form>`, static.Path("portal.js"))
	})
	mux.HandleFunc("POST /gui", func(w http.ResponseWriter, _ *http.Request) {
		sent.Add(1)
		time.Sleep(500 * time.Millisecond) // long enough for a second press
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(w, `<!DOCTYPE html><html lang="vi"><title>Xong</title><link rel="icon" href="data:,"><p id="xong">Đã gửi</p>`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	p := browser.New(t, browser.Options{})
	p.Go(server.URL)
	leaving := func() bool { // whether the browser would ask before it leaves
		return browser.Eval[bool](p, `!dispatchEvent(new Event('beforeunload', {cancelable: true}))`)
	}
	if leaving() {
		t.Error("nothing was typed, and yet the page holds its reader back")
	}
	p.Fill("input", "Hội thao")
	if !leaving() {
		t.Error("words may be lost without a question")
	}
	asks := browser.Eval[bool](p, `(async () => {
		const button = document.querySelector('button');
		button.click();
		await new Promise((done) => setTimeout(done, 100));
		button.click();
		return !dispatchEvent(new Event('beforeunload', {cancelable: true}));
	})()`)
	if asks {
		t.Error("a form that is being sent needs no question")
	}
	p.WaitText("#xong", "Đã gửi")
	if n := sent.Load(); n != 1 {
		t.Errorf("the form was sent %d times", n)
	}
}
