package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Go opens an address and waits until the page is there.
func (p *Page) Go(url string) {
	p.t.Helper()
	p.load("go to "+url, chromedp.NavigateResponse(url))
}

// Reload asks for the page again.
func (p *Page) Reload() {
	p.t.Helper()
	p.load("reload", p.through(chromedp.Reload()))
}

// Back goes to the page before, as the browser's own button does.
func (p *Page) Back() {
	p.t.Helper()
	p.load("back", p.through(chromedp.NavigateBack()))
}

// Offline cuts the page's network, or joins it again.
func (p *Page) Offline(cut bool) {
	p.t.Helper()
	p.do("cut or join the network", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		conditions := []*network.Conditions{}
		if cut {
			conditions = append(conditions, &network.Conditions{Offline: true, DownloadThroughput: -1, UploadThroughput: -1})
		}
		_, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: conditions,
		})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, network.OverrideNetworkState, network.OverrideNetworkStateParams{
			Offline: cut, DownloadThroughput: -1, UploadThroughput: -1,
		})
		return err
	}))
}

// Follow clicks a link or a button that leads to another page, and waits until that is there.
func (p *Page) Follow(selector string) {
	p.t.Helper()
	p.load("follow "+selector, p.through(p.click(selector)))
}

// Submit sends a form with its first submit button and waits for the page that answers.
func (p *Page) Submit(form string) {
	p.t.Helper()
	// form="…" lets a button stand outside of its form; such a page uses Follow.
	button := fmt.Sprintf(":is(%s) :is(button:not([type]), button[type=submit], input[type=submit])", form)
	p.load("submit "+form, p.through(p.click(button)))
}

// Click clicks, or taps, the first element that matches a CSS selector, and
// waits for nothing: see Follow, Submit and WaitFor.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.do("click "+selector, p.click(selector))
}

func (p *Page) click(selector string) chromedp.Action[chromedp.Void] {
	if p.options.Touch {
		return chromedp.Tap(chromedp.CSS(selector))
	}
	return chromedp.Click(chromedp.CSS(selector))
}

// through does something that leads to another page and returns how that was answered.
func (p *Page) through(step chromedp.Action[chromedp.Void]) chromedp.Action[*network.Response] {
	return func(ctx context.Context, _ *chromedp.Target) (*network.Response, error) {
		return chromedp.RunResponse(ctx, step)
	}
}

func (p *Page) load(what string, a chromedp.Action[*network.Response]) {
	p.t.Helper()
	response, err := run(p, what, a)
	p.must(err)
	if response != nil {
		p.status = int(response.Status)
	}
}

// Fill replaces what stands in a field by what a person would type or choose:
// text, a date as YYYY-MM-DD, the value or the label of an option, the path of
// a file. Boxes and radio buttons are clicked.
func (p *Page) Fill(selector, text string) {
	p.t.Helper()
	p.do(fmt.Sprintf("fill %s with %q", selector, text), chromedp.QueryAfter(chromedp.CSS(selector),
		func(ctx context.Context, t *chromedp.Target, nodes []*chromedp.Node) (chromedp.Void, error) {
			return chromedp.Void{}, fill(ctx, t, nodes[0], text)
		}, chromedp.NodeEnabled))
}

func fill(ctx context.Context, t *chromedp.Target, node *chromedp.Node, text string) error {
	ids := chromedp.NodeIDs{node.NodeID}
	kind := strings.ToLower(node.AttributeValue("type"))
	if kind == "file" {
		_, err := chromedp.SetUploadFiles(ids, []string{text})(ctx, t)
		return err
	}
	if node.NodeName == "SELECT" {
		return choose(ctx, t, ids, text)
	}
	switch kind {
	case "date", "time", "datetime-local", "month", "week", "color", "range":
		return set(ctx, t, ids, text)
	}
	if _, err := call[bool](ctx, t, ids, `function() { this.focus(); this.select(); return true }`); err != nil {
		return err
	}
	if text == "" {
		_, err := chromedp.KeyEvent("\b")(ctx, t)
		return err
	}
	// What an input method for Vietnamese does: whole letters arrive, not keys.
	_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: text})
	return err
}

func choose(ctx context.Context, t *chromedp.Target, ids chromedp.NodeIDs, text string) error {
	found, err := call[bool](ctx, t, ids, `function(text) {
		const option = [...this.options].find(o => o.value === text) ??
			[...this.options].find(o => o.label.trim() === text);
		if (!option) return false;
		this.value = option.value;
		this.dispatchEvent(new Event("input", {bubbles: true}));
		this.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	}`, text)
	if err == nil && !found {
		err = fmt.Errorf("there is no option %q", text)
	}
	return err
}

func set(ctx context.Context, t *chromedp.Target, ids chromedp.NodeIDs, text string) error {
	got, err := call[string](ctx, t, ids, `function(text) {
		this.value = text;
		this.dispatchEvent(new Event("input", {bubbles: true}));
		this.dispatchEvent(new Event("change", {bubbles: true}));
		return this.value;
	}`, text)
	if err == nil && got != text {
		err = fmt.Errorf("the field holds %q", got)
	}
	return err
}

// Keys presses keys one after the other, wherever the focus is; names for those
// without a letter are in the package chromedp/kb, such as kb.Tab.
func (p *Page) Keys(keys string) {
	p.t.Helper()
	p.do(fmt.Sprintf("press %q", keys), chromedp.KeyEvent(keys))
}

// WaitFor waits until an element that matches can be seen.
func (p *Page) WaitFor(selector string) {
	p.t.Helper()
	p.do("wait for "+selector, undisturbed(chromedp.WaitVisible(chromedp.CSS(selector))))
}

// WaitGone waits until no element matches any more.
func (p *Page) WaitGone(selector string) {
	p.t.Helper()
	p.do("wait until there is no "+selector, undisturbed(chromedp.WaitNotPresent(chromedp.CSS(selector))))
}

// movedOn reports whether a look failed because the page it began on has been left for
// the next one: whoever waits looks again.
func movedOn(err error) bool {
	var answer *cdproto.Error
	return errors.As(err, &answer) && answer.Code == -32000
}

// undisturbed waits on when the page changes while it is looked at.
func undisturbed(a chromedp.Action[chromedp.Void]) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		for {
			v, err := a(ctx, t)
			if err == nil || !movedOn(err) || ctx.Err() != nil {
				return v, err
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// WaitText waits until an element shows a text among others.
func (p *Page) WaitText(selector, text string) {
	p.t.Helper()
	p.do(fmt.Sprintf("wait for %q in %s", text, selector), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for {
			got, err := chromedp.Text(chromedp.CSS(selector))(ctx, t)
			if err != nil && !movedOn(err) {
				return err
			}
			if err == nil && strings.Contains(got, text) {
				return nil
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("it shows %q: %w", got, ctx.Err())
			case <-time.After(20 * time.Millisecond):
			}
		}
	}))
}

// Screenshot writes the whole page, not only what the window shows, to a PNG file.
func (p *Page) Screenshot(path string) {
	p.t.Helper()
	picture, err := run(p, "take a picture", chromedp.FullScreenshot(100))
	p.must(err)
	p.must(os.MkdirAll(filepath.Dir(path), 0o750))
	p.must(os.WriteFile(path, picture, 0o600))
}
