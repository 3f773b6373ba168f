package localpg_test

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"portal/internal/localpg"
)

func TestServerKilled(t *testing.T) {
	t.Parallel()
	dir := home(t)
	s := startWith(t, localpg.Options{Dir: dir})
	write(t, s)
	busy := connect(t, s.URL)
	go func() { // a helper of the server that does not notice at once that it is alone
		_, _ = busy.Exec(context.Background(), `select count(*) from generate_series(1, 30000000)`)
	}()
	time.Sleep(100 * time.Millisecond)
	must(t, syscall.Kill(postmaster(t, dir), syscall.SIGKILL))
	select {
	case <-s.Exited():
	case <-time.After(30 * time.Second):
		t.Fatal("nobody is told that the server died")
	}
	if err := s.Stop(); err == nil {
		t.Error("Stop is content with a killed server")
	}
	read(t, start(t, dir))
}

func TestOwnerKilled(t *testing.T) {
	t.Parallel()
	for _, also := range []bool{false, true} {
		t.Run("server too: "+strconv.FormatBool(also), func(t *testing.T) {
			t.Parallel()
			dir := home(t)
			h := help(t, os.Args[0], helperDir+"="+dir, nil)
			if !strings.HasPrefix(h.said, "ready false") {
				t.Fatalf("the helper says: %s", h.said)
			}
			attached := start(t, dir)
			write(t, attached)
			pid := postmaster(t, dir)
			h.kill(t)
			if also {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
			s := start(t, dir)
			if s.Attached || postmaster(t, dir) == pid {
				t.Error("nobody took over")
			}
			read(t, s)
			if runs(pid) {
				t.Error("the old server still runs")
			}
		})
	}
}

func TestStrangersLiveAndOrphansEnd(t *testing.T) {
	t.Parallel()
	dir := home(t)
	s := start(t, dir)
	write(t, s)
	stale, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	must(t, err)
	must(t, s.Stop())
	stranger := exec.Command("sleep", "300")
	stranger.SysProcAttr = sameAccount(t, dir)
	must(t, stranger.Start())
	defer func() {
		if err := stranger.Process.Kill(); err != nil {
			t.Errorf("the stranger is gone: %v", err)
		}
		_ = stranger.Wait()
	}()
	_, rest, _ := strings.Cut(string(stale), "\n")
	must(t, os.WriteFile(filepath.Join(dir, "data", "postmaster.pid"),
		[]byte(strconv.Itoa(stranger.Process.Pid)+"\n"+rest), 0o600))
	s = start(t, dir)
	read(t, s)
	if !runs(stranger.Process.Pid) {
		t.Error("a stranger was killed")
	}

	// A server that somebody else has started on our data is an orphan.
	u, err := url.Parse(s.URL)
	must(t, err)
	program, err := os.Readlink("/proc/" + strconv.Itoa(postmaster(t, dir)) + "/exe")
	must(t, err)
	must(t, s.Stop())
	orphan := exec.Command(program, "-D", filepath.Join(dir, "data"), "-k", u.Query().Get("host"), "-c", "listen_addresses=")
	orphan.SysProcAttr = sameAccount(t, dir)
	must(t, orphan.Start())
	ended := make(chan error, 1)
	go func() { ended <- orphan.Wait() }()
	eventually(t, "the orphan works", func() bool {
		b, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
		return err == nil && strings.Contains(string(b), "ready")
	})
	s = start(t, dir)
	if s.Attached {
		t.Error("nobody owns the server")
	}
	if err := <-ended; err != nil {
		t.Errorf("the orphan was not stopped in order: %v", err)
	}
	read(t, s)
}

func TestThrowawayLeavesNothing(t *testing.T) {
	t.Parallel()
	s, err := localpg.StartThrowaway(t.Context(), nil)
	must(t, err)
	must(t, connect(t, s.URL).Ping(t.Context()))
	must(t, s.Stop())
	if _, err := os.Stat(s.Dir); err == nil {
		t.Errorf("%s stays behind", s.Dir)
	}
	h := help(t, os.Args[0], helperTemp+"=1", nil)
	fields := strings.Fields(h.said)
	dir := fields[len(fields)-1]
	pid := postmaster(t, dir)
	h.kill(t)
	eventually(t, "the killed helper's server and folder go", func() bool {
		_, err := os.Stat(dir)
		return err != nil && !runs(pid)
	})
}

// sameAccount starts a process as the account that owns the data.
func sameAccount(t *testing.T, dir string) *syscall.SysProcAttr {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(filepath.Join(dir, "data"))
	must(t, err)
	st := info.Sys().(*syscall.Stat_t)
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: st.Uid, Gid: st.Gid}}
}
