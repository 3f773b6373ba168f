package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/chromedp/chromedp"
)

// The names under which systems install Chromium, in the order of preference.
var programs = []string{
	"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
	"/usr/bin/chromium", "/usr/lib/chromium/chromium", "/snap/bin/chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
}

var errMissing = errors.New("no Chromium found: install the package chromium (apt-get install chromium), " +
	"or set PORTAL_CHROMIUM to the path of a Chromium or Chrome")

// find returns the path of the browser that the tests use.
func find() (string, error) {
	if path := os.Getenv("PORTAL_CHROMIUM"); path != "" {
		found, err := exec.LookPath(path)
		if err != nil {
			return "", fmt.Errorf("PORTAL_CHROMIUM: %w", err)
		}
		return found, nil
	}
	for _, name := range programs {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errMissing
}

// process returns the context of the one browser that all tests of this test
// process share; every page has a profile of its own in it.
var process = sync.OnceValues(start)

func start() (context.Context, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	home, err := os.MkdirTemp("", "portal-browser-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(filepath.Join(home, "profile")),
		chromedp.Env("HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home),
		// Containers and root have no sandbox, and only pages of these tests are opened.
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "vi-VN"),
		chromedp.Flag("accept-lang", "vi-VN,vi"),
		// A page that reaches beyond this machine fails its test.
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE localhost, EXCLUDE 127.0.0.1"),
		chromedp.ModifyCmdFunc(func(cmd *exec.Cmd) { keep(cmd, home) }),
	)
	ctx, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(ctx)
	// The context of the first call is the browser's, so a time limit cannot be on it.
	late := time.AfterFunc(2*time.Minute, cancel)
	defer late.Stop()
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("%s does not start: %w", path, err)
	}
	return ctx, nil
}

// keep lets a shell stand between the tests and the browser. The browser ends
// when the tests do, however they end, because its pipes close; nothing of the
// test process is left then to remove its folder, so the shell does. In a
// process group of its own it outlives Ctrl-C for as long as that takes.
func keep(cmd *exec.Cmd, home string) {
	const script = `home=$1; shift; "$@"; rm -rf "$home" || { sleep 1; rm -rf "$home"; }`
	cmd.Args = append([]string{"sh", "-c", script, "sh", home, cmd.Path}, cmd.Args[1:]...)
	cmd.Path = "/bin/sh"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}
