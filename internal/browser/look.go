package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Text is the text of the first element that matches, as it is shown.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	text, err := run(p, "read "+selector, chromedp.Text(chromedp.CSS(selector)))
	p.must(err)
	return text
}

// Value is what stands in a field.
func (p *Page) Value(selector string) string {
	p.t.Helper()
	value, err := run(p, "read the field "+selector, chromedp.Value(chromedp.CSS(selector)))
	p.must(err)
	return value
}

// Attribute is the value of an element's attribute, or "".
func (p *Page) Attribute(selector, name string) string {
	p.t.Helper()
	a, err := run(p, "read "+name+" of "+selector, chromedp.AttributeValue(chromedp.CSS(selector), name))
	p.must(err)
	return a.Value
}

// Count is the number of elements that match now.
func (p *Page) Count(selector string) int {
	p.t.Helper()
	quoted, err := json.Marshal(selector)
	p.must(err)
	return Eval[int](p, "document.querySelectorAll("+string(quoted)+").length")
}

// URL is the address of the page.
func (p *Page) URL() string {
	p.t.Helper()
	return Eval[string](p, "location.href")
}

// Eval evaluates a JavaScript expression in the page, past its content security
// policy; a promise is waited for, except in a window without scripts.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	var how []chromedp.EvaluateOption
	if !p.options.NoScript {
		how = append(how, chromedp.EvalAwaitPromise)
	}
	v, err := run(p, "evaluate "+expression, chromedp.Evaluate[T](expression, how...))
	p.must(err)
	return v
}

// NoSidewaysScroll fails the test when the page is wider than its window, and
// names what sticks out.
func (p *Page) NoSidewaysScroll() {
	p.t.Helper()
	if wide := p.sideways(); wide != "" {
		p.t.Errorf("%s scrolls sideways at %d pixels: %s", p.URL(), p.options.Width, wide)
	}
}

func (p *Page) sideways() string {
	p.t.Helper()
	type element struct {
		Name  string
		Right float64
	}
	found := Eval[struct {
		Scroll, Client float64
		Out            []element
	}](p, `(() => {
		const root = document.documentElement, out = [];
		for (const e of document.querySelectorAll("body *")) {
			const right = e.getBoundingClientRect().right + scrollX;
			if (right > root.clientWidth + 1) {
				out.push({Name: e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") +
					[...e.classList].map(c => "." + c).join(""), Right: right});
			}
		}
		out.sort((a, b) => b.Right - a.Right);
		return {Scroll: root.scrollWidth, Client: root.clientWidth, Out: out.slice(0, 5)};
	})()`)
	// A phone shows a page without a viewport of its own as if it were 980 wide.
	if found.Scroll <= found.Client && found.Client <= float64(p.options.Width) {
		return ""
	}
	var names []string
	for _, e := range found.Out {
		names = append(names, fmt.Sprintf("%s ends at %.0f", e.Name, e.Right))
	}
	return fmt.Sprintf("it is %.0f wide; %s", max(found.Scroll, found.Client), strings.Join(names, ", "))
}

// call runs a function on an element and returns what it returns.
func call[T any](ctx context.Context, t *chromedp.Target, ids chromedp.NodeIDs, function string, args ...any) (T, error) {
	var v T
	object, err := cdp.Call(ctx, t, dom.ResolveNode, dom.ResolveNodeParams{NodeID: ids[0]})
	if err != nil {
		return v, err
	}
	return chromedp.CallFunctionOn[T](function, func(c *runtime.CallFunctionOnParams) {
		c.ObjectID = object.Object.ObjectID
	}, args...)(ctx, t)
}
