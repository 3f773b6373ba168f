package localpg_test

import (
	"io"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"portal/internal/localpg"
	"portal/internal/pgtest"
)

// nobody is an ordinary user, for the tests that root runs; nil if we are one ourselves.
func nobody(t *testing.T) *syscall.SysProcAttr {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("nobody")
	must(t, err)
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	must(t, err)
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	must(t, err)
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

// binaryFor copies this test binary to where nobody can run it.
func binaryFor(t *testing.T, dir string) string {
	t.Helper()
	from, err := os.Open(os.Args[0])
	must(t, err)
	defer from.Close()
	path := filepath.Join(dir, "helper")
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
	must(t, err)
	_, err = io.Copy(to, from)
	must(t, err)
	must(t, to.Close())
	return path
}

func TestOrdinaryUser(t *testing.T) {
	t.Parallel()
	top := pgtest.Dir(t)
	own := filepath.Join(top, "own")
	must(t, os.Mkdir(own, 0o755))
	attr := nobody(t)
	if attr != nil {
		must(t, os.Chown(own, int(attr.Credential.Uid), int(attr.Credential.Gid)))
	}
	dir := filepath.Join(own, "data", "pg")
	h := help(t, binaryFor(t, top), helperDir+"="+dir, attr)
	if h.said != "ready false "+dir+"\n" {
		t.Fatalf("an ordinary user is told: %s", h.said)
	}
	// Whoever starts it next, root or not, goes on with the same data.
	write(t, start(t, dir))
	must(t, h.input.Close())
	must(t, h.cmd.Wait())
	s := start(t, dir)
	if s.Attached {
		t.Error("the ordinary user's server still runs")
	}
	read(t, s)
}

func TestFolderMadeByRootIsExplained(t *testing.T) {
	t.Parallel()
	attr := nobody(t)
	if attr == nil {
		return // only root can leave such a folder
	}
	top := pgtest.Dir(t)
	dir := filepath.Join(top, "pg")
	must(t, start(t, dir).Stop())
	h := help(t, binaryFor(t, top), helperDir+"="+dir, attr)
	if !strings.Contains(h.said, "once ran as root") {
		t.Errorf("an ordinary user is told: %s", h.said)
	}
}

func TestRootsClosedFolder(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	must(t, os.Chmod(top, 0o700))
	dir := filepath.Join(top, "pg")
	s := start(t, dir)
	write(t, s)
	must(t, s.Stop())
	if os.Geteuid() == 0 {
		if s.Dir == dir {
			t.Error("the account cannot have entered root's folder")
		}
		defer func() {
			must(t, os.RemoveAll(s.Dir))
			_ = os.Remove(filepath.Dir(s.Dir)) // unless there is more in it
		}()
	}
	// When the way is free later, the data is not forgotten.
	must(t, os.Chmod(top, 0o711))
	again := start(t, dir)
	if again.Dir != s.Dir {
		t.Errorf("the data moved from %s to %s", s.Dir, again.Dir)
	}
	read(t, again)
	must(t, again.Stop())
}

func TestFolderOfSomethingElse(t *testing.T) {
	t.Parallel()
	dir := home(t)
	must(t, os.MkdirAll(filepath.Join(dir, "data"), 0o700))
	if attr := nobody(t); attr != nil {
		must(t, os.Chown(filepath.Join(dir, "data"), int(attr.Credential.Uid), int(attr.Credential.Gid)))
	}
	precious := filepath.Join(dir, "data", "ảnh.jpg")
	must(t, os.WriteFile(precious, []byte("ảnh"), 0o600))
	_, err := localpg.Start(t.Context(), localpg.Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "not a data folder of PostgreSQL") {
		t.Errorf("the start says: %v", err)
	}
	if _, err := os.Stat(precious); err != nil {
		t.Error("and it is gone")
	}
}
