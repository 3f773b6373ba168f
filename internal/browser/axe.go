package browser

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe.min.js
var axeSource string

// Violation is one rule of accessibility that the page breaks.
type Violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		Target         []string
		HTML           string
		FailureSummary string
	}
}

// String names the rule and every element that breaks it.
func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&b, "\n  %s\n    %s\n    %s", strings.Join(n.Target, " "), n.HTML,
			strings.ReplaceAll(n.FailureSummary, "\n", "\n    "))
	}
	return b.String()
}

// Axe fails the test when the page, as it stands now, breaks a rule of
// axe-core: WCAG 2.2 A and AA, and what axe calls best practice.
func (p *Page) Axe() {
	p.t.Helper()
	for _, v := range p.Violations() {
		p.t.Errorf("%s: %s", p.URL(), v)
	}
}

// Contrast is Axe for colours alone: for a page that is looked at in further colours.
func (p *Page) Contrast() {
	p.t.Helper()
	found, err := run(p, "look at the colours", axe(p.options.NoScript, `runOnly: ["color-contrast", "link-in-text-block"]`))
	p.must(err)
	for _, v := range found {
		p.t.Errorf("%s: %s", p.URL(), v)
	}
}

// Violations is what Axe complains about.
func (p *Page) Violations() []Violation {
	p.t.Helper()
	found, err := run(p, "look for barriers", axe(p.options.NoScript, `rules: {"target-size": {enabled: true}}`))
	p.must(err)
	return found
}

// axe runs axe-core in the page. It needs timers, so a page without scripts
// gets them for that long: its own scripts have been left out by then.
func axe(noScript bool, rules string) chromedp.Action[[]Violation] {
	return func(ctx context.Context, t *chromedp.Target) ([]Violation, error) {
		if noScript {
			if err := scripts(ctx, t, true); err != nil {
				return nil, err
			}
		}
		there, err := chromedp.Evaluate[bool](`"axe" in window`)(ctx, t)
		if err != nil {
			return nil, err
		}
		if !there { // it is large, and stays for as long as the page does
			if _, err := chromedp.Evaluate[chromedp.Void](axeSource)(ctx, t); err != nil {
				return nil, err
			}
		}
		found, err := chromedp.Evaluate[[]Violation](`axe.run(document, {
			resultTypes: ["violations"], `+rules+`
		}).then(r => r.violations.map(v => ({
			ID: v.id, Impact: v.impact, Help: v.help,
			Nodes: v.nodes.map(n => ({
				Target: n.target.map(String), HTML: n.html.slice(0, 300), FailureSummary: n.failureSummary,
			})),
		})))`, chromedp.EvalAwaitPromise)(ctx, t)
		if err != nil {
			return nil, err
		}
		if noScript {
			err = scripts(ctx, t, false)
		}
		return found, err
	}
}
