package main

import (
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"portal/internal/localpg"
)

// TestDatabaseGone: a database that stands still, or is gone, costs readers nothing, and nobody waits for it.
func TestDatabaseGone(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"stands still", "is killed"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			dir := demoFolder(t)
			options := localpg.Options{Dir: filepath.Join(dir, "postgres"), Database: "portal"}
			server, err := localpg.Start(t.Context(), options)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = server.Stop() }) // the one that is killed ends badly
			p := start(t, []string{"PORTAL_DATA=" + dir, "DATABASE_URL=" + server.URL}, "--demo")
			judge := draftSheets(t, connect(t, server.URL), 1)[0]
			c := signIn(t, p, judge.judge)
			if a, err := c.get("/ban-to-chuc/cham-diem"); err != nil || a.status != http.StatusOK {
				t.Fatalf("before: %d (%v)", a.status, err)
			}
			if status, _ := p.get(t, "/hoat-dong"); status != http.StatusOK {
				t.Fatalf("before: %d", status)
			}

			comeBack := interrupt(t, how, dir, server, options)
			for round := range 3 {
				wait := time.Now()
				if status, page := p.get(t, "/hoat-dong"); status != http.StatusOK || !strings.Contains(page, "HD-001") {
					t.Errorf("round %d: a public page: %d", round, status)
				}
				if waited := time.Since(wait); waited > outageWait {
					t.Errorf("round %d: the public page took %v", round, waited)
				}
				for _, path := range []string{"/readyz", "/ban-to-chuc/cham-diem", "/don-vi/TDP-20"} {
					begun := time.Now()
					a, err := c.get(path)
					if err != nil || a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
						t.Errorf("round %d: %s: %d, Retry-After %q (%v)", round, path, a.status, a.header.Get("Retry-After"), err)
					}
					if waited := time.Since(begun); waited > outageWait {
						t.Errorf("round %d: %s took %v", round, path, waited)
					}
				}
				if status, body := p.get(t, "/healthz"); status != http.StatusOK || body != "ok\n" {
					t.Errorf("the process lives, but /healthz says %d", status)
				}
			}
			comeBack()
			eventually(t, recovery, "ready again", func() bool {
				status, _ := p.get(t, "/readyz")
				return status == http.StatusOK
			})
			eventually(t, recovery, "the judge can go on", func() bool {
				a, err := c.post("/ban-to-chuc/cham-diem/"+judge.unit, "viec", "luu", "phien-ban", strconv.Itoa(judge.saved), "nhan-xet", "Sau sự cố")
				return err == nil && a.status == http.StatusSeeOther
			})
		})
	}
}

const (
	outageWait = 3 * time.Second
	recovery   = 10 * time.Second
)

// interrupt stops a database, and returns how to bring it back.
func interrupt(t *testing.T, how, dir string, server *localpg.Server, options localpg.Options) (comeBack func()) {
	t.Helper()
	pids := append([]int{postmaster(t, dir)}, column[int](t, connect(t, server.URL), `select pid from pg_stat_activity`)...)
	send := func(pid int, sig syscall.Signal) { _ = syscall.Kill(pid, sig) } // some end by themselves
	if how == "is killed" {
		send(pids[0], syscall.SIGKILL)
		<-server.Exited()
		return func() {
			_ = server.Stop() // it is gone; this frees its place
			again, err := localpg.Start(t.Context(), options)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = again.Stop() })
		}
	}
	comeBack = func() {
		for _, pid := range pids {
			send(pid, syscall.SIGCONT)
		}
	}
	t.Cleanup(comeBack) // or nothing could be cleaned up
	for _, pid := range pids {
		send(pid, syscall.SIGSTOP)
	}
	return comeBack
}
