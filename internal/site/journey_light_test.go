package site

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/browser"
	"portal/internal/sample"
)

// heaviest is what a public page may weigh with its style, as sent.
const heaviest = 30 << 10

// Every public page comes with one style and no script, and is light.
func TestPublicPagesAreLight(t *testing.T) {
	t.Parallel()
	style := regexp.MustCompile(`/tinh/portal[^"]*\.css`)
	for _, moment := range []sample.Moment{sample.Scoring, sample.Concluded} {
		t.Run(string(moment), func(t *testing.T) {
			t.Parallel()
			p := open(t, moment)
			v := p.resident()
			for _, rt := range Routes() {
				if rt.Method != http.MethodGet || rt.May != access.ReadPublic {
					continue
				}
				path := strings.NewReplacer(fills...).Replace(rt.Path)
				page := v.get(path)
				if page.status != http.StatusOK || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
					continue
				}
				n := v.sent(path) + v.sent(style.FindString(page.body))
				t.Logf("%-12s %-45s %6d bytes with its style", moment, path, n)
				if n > heaviest {
					t.Errorf("%s weighs %d bytes with its style", path, n)
				}
				page.lacks("<script", "<style", " style=", "javascript:")
			}
		})
	}
}

// sent is how many bytes come over the wire.
func (v *visitor) sent(path string) int {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.url+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "br, gzip")
	got := v.send(request)
	if got.status != http.StatusOK || got.header.Get("Content-Encoding") == "" {
		v.t.Errorf("%s: status %d, packed as %q", path, got.status, got.header.Get("Content-Encoding"))
	}
	return len(got.body)
}

// Nothing jumps while a page arrives on a telephone, fonts and pictures included.
func TestPagesHoldStill(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Concluded)
	b := browser.New(t, browser.Phone)
	for _, path := range []string{"/", "/tin-tuc", "/hoat-dong", "/xep-hang"} {
		b.Go(p.url + path)
		moved := browser.Eval[struct{ Before, After float64 }](b, shifts)
		t.Logf("%s shifts by %.4f", path, moved.Before)
		if moved.Before >= 0.02 {
			t.Errorf("%s shifts by %.4f", path, moved.Before)
		}
		if moved.After <= moved.Before {
			t.Errorf("%s: a shift that was planted is not seen", path)
		}
	}
}

// shifts is how much the page has moved by itself, and how much once it was pushed down.
const shifts = `document.fonts.ready.then(async () => {
	const wait = () => new Promise(done => setTimeout(done, 400));
	let sum = 0;
	new PerformanceObserver(list => {
		for (const e of list.getEntries()) sum += e.value;
	}).observe({type: "layout-shift", buffered: true});
	await wait();
	const before = sum;
	const push = document.createElement("p");
	push.textContent = "Mai Dịch ".repeat(200);
	document.body.prepend(push);
	await wait();
	return {Before: before, After: sum};
})`

// On paper there is no navigation: what serves the screen is hidden by the style for print.
func TestPaperHasNoNavigation(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Concluded)
	b := browser.New(t, browser.Options{})
	for _, path := range []string{"/", "/xep-hang"} {
		b.Go(p.url + path)
		for _, part := range []string{"header nav", ".topbar", "footer", ".skip"} {
			if !browser.Eval[bool](b, `(function hides(rules, print) {
				return [...rules].some(r => r.style?.display === "none" && print && document.querySelector("`+part+`").matches(r.selectorText) ||
					r.cssRules && hides(r.cssRules, print || r.media?.mediaText === "print"));
			})([...document.styleSheets].flatMap(s => [...s.cssRules]), false)`) {
				t.Errorf("%s prints %s", path, part)
			}
		}
	}
}
