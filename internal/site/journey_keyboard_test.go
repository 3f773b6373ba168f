package site

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"portal/internal/access"
	"portal/internal/browser"
	"portal/internal/sample"
)

// mark numbers what can be reached by keyboard on the page as it stands, and returns how many there are.
const mark = `(() => {
	let n = 0;
	for (const e of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")) {
		if (e.disabled || e.type === "hidden" || e.tabIndex < 0 || !e.checkVisibility({visibilityProperty: true})) continue;
		if (e.type === "radio" && !e.checked && e.form.querySelector("input[name='" + e.name + "']") !== e) continue;
		e.dataset.thu = n++;
	}
	return n;
})()`

// stop is what has the focus, and whether one sees that it has.
type stop struct {
	Number, Name string
	Seen         bool
}

const focused = `(() => {
	const e = document.activeElement, s = getComputedStyle(e);
	return {
		Number: e.dataset.thu ?? "", Name: e.tagName.toLowerCase() + " " + (e.id || e.textContent.trim().slice(0, 30)),
		Seen: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== "none",
	};
})()`

// With the keyboard alone one gets past the head of the page and to every control, and sees where one is.
func TestKeyboardReachesEverything(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	for path, role := range map[string]access.Role{
		"/": access.Resident, "/hoat-dong": access.Resident, "/lam-viec/hoat-dong/moi": access.UnitHead,
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			b := browser.New(t, browser.Options{})
			b.Cookie(p.url, sessionCookie, p.as(role).token)
			b.Go(p.url + path)
			n := browser.Eval[int](b, mark)
			if n < 20 {
				t.Fatalf("%s: only %d controls", path, n)
			}
			reached := map[string]bool{}
			for i := range n + 5 {
				b.Keys(kb.Tab)
				at := browser.Eval[stop](b, focused)
				if i == 0 && at.Name != "a Chuyển đến nội dung chính" {
					t.Errorf("%s: the first stop is %s", path, at.Name)
				}
				if at.Number == "" {
					continue
				}
				if !at.Seen {
					t.Errorf("%s: %s has the focus and does not show it", path, at.Name)
				}
				reached[at.Number] = true
			}
			if len(reached) != n {
				t.Errorf("%s: %d of %d controls were reached", path, len(reached), n)
			}
			b.Go(p.url + path)
			b.Keys(kb.Tab)
			b.Keys(kb.Enter)
			b.Keys(kb.Tab)
			if !browser.Eval[bool](b, `document.querySelector("main").contains(document.activeElement)`) {
				t.Errorf("%s: skipping does not lead to the content", path)
			}
		})
	}
}
