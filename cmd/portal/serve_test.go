package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"portal/internal/fixture"
	"portal/internal/pgtest"
	"portal/internal/sample"
)

func TestServe(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(pgtest.Dir(t), "new", "data")
	settings := []string{"PORTAL_DATA=" + dir}
	p := start(t, settings)
	if !regexp.MustCompile(`^listening on http://127\.0\.0\.1:\d+$`).MatchString(p.said[0]) {
		t.Errorf("the first line is %q", p.said[0])
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if status, body := p.get(t, path); status != http.StatusOK || body != "ok\n" {
			t.Errorf("%s: %d %q", path, status, body)
		}
	}
	if status, _ := p.get(t, "/dang-nhap"); status != http.StatusOK {
		t.Errorf("the sign-in page of an empty portal: %d", status)
	}
	for name, mode := range map[string]os.FileMode{"keys": 0o700, "keys/audit.key": 0o600, "postgres": 0o700} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}

	// Commands use the database that the portal runs.
	db := database(t, dir)
	var accounts int
	if err := db.QueryRow(t.Context(), `select count(*) from accounts`).Scan(&accounts); err != nil || accounts != 0 {
		t.Errorf("%d accounts in a portal that is not a demo (%v)", accounts, err)
	}
	link := regexp.MustCompile(`/mat-khau/\S+`).FindString(
		does(t, append(settings, "PORTAL_BASE_URL="+p.url), 0, "account", "add", "first@phuong.example", "--role", "admin"))
	if status, page := p.get(t, link); status != http.StatusOK || !strings.Contains(page, "first@phuong.example") {
		t.Errorf("the link of the first administrator: %d\n%s", status, page)
	}
	wants(t, does(t, settings, 0, "migrate"), "0 migrations applied")
	wants(t, does(t, settings, 0, "verify"), "entries hold")

	// A second portal beside the first says so, whoever is in its way.
	errOut := does(t, append(settings, "PORTAL_ADDR=127.0.0.1:0"), 1, "serve")
	oneClearLine(t, errOut)
	wants(t, errOut, "a portal is running on the data folder "+dir, "DATA=")
	errOut = does(t, append(settings, "PORTAL_ADDR="+strings.TrimPrefix(p.url, "http://")), 1, "serve")
	oneClearLine(t, errOut)
	wants(t, errOut, "cannot listen on", "ADDR=")
}

func TestStops(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			dir := demoFolder(t)
			p := start(t, []string{"PORTAL_DATA=" + dir}, "--demo")
			pid := postmaster(t, dir)

			// Somebody is still sending a form when the portal is told to stop.
			conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			const form = "email=a%40b.example&password=wrong"
			fmt.Fprintf(conn, "POST /dang-nhap HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
				strings.TrimPrefix(p.url, "http://"), len(form), form[:10])
			time.Sleep(200 * time.Millisecond) // for the portal to have read that much
			if err := p.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			time.Sleep(300 * time.Millisecond)
			fmt.Fprint(conn, form[10:])
			answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatalf("the form was not answered: %v\n%s", err, p.stderr.String())
			}
			if _, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("the form was answered %d (%v)", answer.StatusCode, err)
			}
			if code := p.stop(0); code != 0 {
				t.Errorf("exit code %d", code)
			}
			if pid == 0 || syscall.Kill(pid, 0) == nil || postmaster(t, dir) != 0 {
				t.Errorf("PostgreSQL (process %d) is still there", pid)
			}
			if says := p.rest(); !strings.Contains(says, sample.Password) || !strings.Contains(says, "truongban@") {
				t.Errorf("the sample accounts are not named:\n%s", says)
			}
		})
	}
}

func TestEmptyPortalSaysWhatIsNext(t *testing.T) {
	t.Parallel()
	p := start(t, []string{"DATABASE_URL=" + fixture.EmptyURL(t), auditKeySetting})
	p.stop(syscall.SIGTERM)
	wants(t, p.rest(), "portal account add EMAIL --role admin")
}

func TestDemoLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	url := fixture.EmptyURL(t)
	settings := []string{"DATABASE_URL=" + url, auditKeySetting, "PORTAL_ADDR=127.0.0.1:0"}
	does(t, settings, 0, "account", "add", "real@phuong.example", "--role", "admin")
	errOut := does(t, settings, 1, "serve", "--demo")
	oneClearLine(t, errOut)
	wants(t, errOut, "accounts", "serve without --demo")
	var accounts int
	if err := connect(t, url).QueryRow(t.Context(), `select count(*) from accounts`).Scan(&accounts); err != nil || accounts != 1 {
		t.Errorf("%d accounts (%v)", accounts, err)
	}
	// The same database without --demo is served.
	start(t, settings)
}

func TestMoments(t *testing.T) {
	t.Parallel()
	url := fixture.EmptyURL(t)
	settings := []string{"DATABASE_URL=" + url, auditKeySetting}
	db := connect(t, url)
	var clock time.Time
	now := func() time.Time {
		t.Helper()
		if err := db.QueryRow(t.Context(), `select portal_now()`).Scan(&clock); err != nil {
			t.Fatal(err)
		}
		return clock
	}
	near := func(at time.Time) {
		t.Helper()
		if late := now().Sub(at); late < 0 || late > patience {
			t.Errorf("the portal's clock says %v, wanted %v", clock, at)
		}
	}
	p := start(t, settings, "--demo", "--at", "running")
	near(sample.Running.Clock())
	p.stop(syscall.SIGTERM)

	// Without a moment, or with the same one, it goes on.
	p = start(t, settings, "--demo")
	near(sample.Running.Clock())
	p.stop(syscall.SIGTERM)
	p = start(t, settings, "--demo", "--at", "running")
	near(sample.Running.Clock())
	p.stop(syscall.SIGTERM)

	errOut := does(t, append(settings, "PORTAL_ADDR=127.0.0.1:0"), 1, "serve", "--demo", "--at", "review")
	oneClearLine(t, errOut)
	wants(t, errOut, `as of "running"`, "make run AT=review DATA=.data-review")

	at := time.Date(2024, time.August, 1, 8, 0, 0, 0, time.UTC)
	p = start(t, append(settings, "PORTAL_CLOCK="+at.Format(time.RFC3339)), "--demo")
	near(at)
	p.stop(syscall.SIGTERM)
	wants(t, does(t, settings, 0, "verify"), "entries hold")
}

func TestUsualMomentIsScoring(t *testing.T) {
	t.Parallel()
	dir := demoFolder(t)
	var phase string
	if err := database(t, dir).QueryRow(t.Context(), `select phase from campaigns where current`).Scan(&phase); err != nil || phase != "scoring" {
		t.Errorf("the phase is %q (%v)", phase, err)
	}
}
