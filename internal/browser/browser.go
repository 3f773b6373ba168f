// Package browser lets tests visit the portal as a person does: in Chromium,
// with a mouse, a finger or a keyboard, in light or dark, with or without
// scripts. A page that writes an error to its console, or that its content
// security policy has to stop, fails its test.
package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// patience is how long one step may take; machines that test are busy.
const patience = 30 * time.Second

// Options say who looks at the page; the zero value is somebody at a desk.
type Options struct {
	Width, Height int  // of the window; 1280 × 800 if zero
	Dark          bool // prefers dark colours
	NoScript      bool // runs no script of the page
	Touch         bool // a phone: a finger instead of a mouse, mobile layout
	Motion        bool // wants animations; without it the page is asked to reduce motion
}

// Phone is somebody with a phone in hand.
var Phone = Options{Width: 390, Height: 844, Touch: true}

// Page is one person's browser window, with cookies of its own.
type Page struct {
	t       testing.TB
	ctx     context.Context
	options Options
	watch   *watch
	status  int
	folder  string // for pictures of failures; `go test -artifacts` keeps it
}

// New opens an empty window, which closes with the test.
func New(t testing.TB, o Options) *Page {
	t.Helper()
	browser, err := process()
	if err != nil {
		t.Fatal(err)
	}
	if o.Width == 0 {
		o.Width = 1280
	}
	if o.Height == 0 {
		o.Height = 800
	}
	p := &Page{t: t, options: o, watch: &watch{}, folder: t.ArtifactDir()}
	ctx, cancel := chromedp.NewContext(browser,
		chromedp.WithNewBrowserContext(), chromedp.WithListener(p.watch.see))
	p.ctx = ctx
	t.Cleanup(func() {
		p.close()
		cancel()
	})
	// As in start, the context of the first call is the window's.
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("the browser opens no window: %v", err)
	}
	p.do("set the window up", chromedp.Func(p.setUp))
	return p
}

func (p *Page) setUp(ctx context.Context, t *chromedp.Target) error {
	scheme, motion := "light", "reduce"
	if p.options.Dark {
		scheme = "dark"
	}
	if p.options.Motion {
		motion = "no-preference"
	}
	_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme},
			{Name: "prefers-reduced-motion", Value: motion},
		},
	})
	if err != nil {
		return err
	}
	var how []chromedp.EmulateViewportOption
	if p.options.Touch {
		how = append(how, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	_, err = chromedp.EmulateViewport(int64(p.options.Width), int64(p.options.Height), how...)(ctx, t)
	if err != nil {
		return err
	}
	return scripts(ctx, t, !p.options.NoScript)
}

// scripts allows or forbids the page to run scripts.
func scripts(ctx context.Context, t *chromedp.Target, allowed bool) error {
	_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: !allowed})
	return err
}

// close says what went wrong in the window, and shows it when the test failed.
func (p *Page) close() {
	p.t.Helper()
	for _, problem := range p.Problems() {
		p.t.Errorf("in the browser: %s", problem)
	}
	if !p.t.Failed() {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	url, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return
	}
	p.t.Logf("the browser stood at %s", url)
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return
	}
	if err := os.WriteFile(filepath.Join(p.folder, "page.png"), picture, 0o600); err != nil {
		p.t.Logf("the picture of the page: %v", err)
	}
}

// Problems returns what the console said until now, and forgets it: for tests
// that expect an error there.
func (p *Page) Problems() []string { return p.watch.take() }

// Status is the status of the last page that was loaded.
func (p *Page) Status() int { return p.status }

// Cookie gives the window a cookie for an address, as signing in would.
func (p *Page) Cookie(url, name, value string) {
	p.t.Helper()
	p.do("set the cookie "+name, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.SetCookie, network.SetCookieParams{URL: url, Name: name, Value: value})
		return err
	}))
}

// run does one thing within the time it may take, and names it when it fails.
func run[T any](p *Page, what string, a chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		err = fmt.Errorf("%s: %w", what, err)
	}
	return v, err
}

// do is run for what returns nothing; it ends the test on failure.
func (p *Page) do(what string, a chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	_, err := run(p, what, a)
	p.must(err)
}

func (p *Page) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}
