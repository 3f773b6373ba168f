package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/localpg"
	"portal/internal/pgtest"
)

// patience is for a machine on which everybody tests at once.
const patience = 90 * time.Second

// workshop holds the program and a data folder to copy, for all tests of this process.
var workshop string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "portal-workshop-")
	if err == nil {
		err = os.Chmod(dir, 0o711) // for the account that runs PostgreSQL for root
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	workshop = dir
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// program builds the program once.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(workshop, "portal")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, out)
	}
	return path, err
})

// demo makes a data folder with the sample campaign once: copying it is quicker than making another.
var demo = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(workshop, "demo")
	p, err := launch([]string{"PORTAL_DATA=" + dir, "PORTAL_ADDR=127.0.0.1:0"}, "serve", "--demo")
	if err != nil {
		return dir, err
	}
	if code := p.stop(syscall.SIGTERM); code != 0 {
		err = fmt.Errorf("stopped with %d: %s", code, p.stderr.String())
	}
	return dir, err
})

// demoFolder is a data folder with the sample campaign, for one test.
func demoFolder(tb testing.TB) string {
	tb.Helper()
	from, err := demo()
	if err != nil {
		tb.Fatal(err)
	}
	dir := filepath.Join(pgtest.Dir(tb), "data")
	if out, err := exec.Command("cp", "-a", from, dir).CombinedOutput(); err != nil {
		tb.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// environment is that of the tests without anything that sets the portal, and then these settings.
func environment(settings []string) []string {
	var env []string
	for _, s := range os.Environ() {
		name, _, _ := strings.Cut(s, "=")
		if name == "PORTAL_PG_BIN" || (!strings.HasPrefix(name, "PORTAL_") && name != "DATABASE_URL") {
			env = append(env, s)
		}
	}
	return append(env, settings...)
}

// execute runs a command of the program to its end.
func execute(tb testing.TB, settings []string, args ...string) (code int, out, errOut string) {
	tb.Helper()
	path, err := program()
	if err != nil {
		tb.Fatal(err)
	}
	c := exec.Command(path, args...)
	var o, e bytes.Buffer
	c.Env, c.Stdout, c.Stderr = environment(settings), &o, &e
	err = c.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		tb.Fatal(err)
	}
	return c.ProcessState.ExitCode(), o.String(), e.String()
}

// does runs a command that must end like this, and returns what it says on the stream that counts.
func does(tb testing.TB, settings []string, code int, args ...string) string {
	tb.Helper()
	got, out, errOut := execute(tb, settings, args...)
	if got != code {
		tb.Fatalf("portal %s: exit code %d, wanted %d\n%s%s", strings.Join(args, " "), got, code, out, errOut)
	}
	if code == 0 {
		return out
	}
	return errOut
}

// portal is a running `portal serve`.
type portal struct {
	cmd    *exec.Cmd
	url    string
	said   []string // its standard output up to the last line that was waited for
	out    *bufio.Reader
	stderr *lockedBuffer
	ended  chan struct{}
}

// launch starts the program and waits for its first line.
func launch(settings []string, args ...string) (*portal, error) {
	path, err := program()
	if err != nil {
		return nil, err
	}
	p := &portal{cmd: exec.Command(path, args...), stderr: &lockedBuffer{}, ended: make(chan struct{})}
	p.cmd.Env, p.cmd.Stderr = environment(settings), p.stderr
	in, out, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.cmd.Stdout, p.out = out, bufio.NewReader(in)
	if err := errors.Join(p.cmd.Start(), out.Close()); err != nil {
		return nil, err
	}
	go func() {
		_ = p.cmd.Wait() // the exit code tells
		close(p.ended)
	}()
	late := time.AfterFunc(patience, func() { _ = p.cmd.Process.Kill() })
	first, err := p.out.ReadString('\n')
	late.Stop()
	if err != nil {
		<-p.ended
		return p, fmt.Errorf("%v ended with %d: %s", args, p.cmd.ProcessState.ExitCode(), p.stderr.String())
	}
	p.said = []string{strings.TrimSuffix(first, "\n")}
	p.url = strings.TrimPrefix(p.said[0], "listening on ")
	return p, nil
}

// start starts a portal on a free port, until the test ends.
func start(tb testing.TB, settings []string, args ...string) *portal {
	tb.Helper()
	p, err := launch(append([]string{"PORTAL_ADDR=127.0.0.1:0"}, settings...), append([]string{"serve"}, args...)...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		p.stop(syscall.SIGTERM)
		if tb.Failed() {
			tb.Logf("the portal said:\n%s", p.stderr.String())
		}
	})
	return p
}

// stop asks the portal to end, and returns its exit code.
func (p *portal) stop(sig syscall.Signal) int {
	_ = p.cmd.Process.Signal(sig) // it may have ended
	select {
	case <-p.ended:
	case <-time.After(patience):
		_ = p.cmd.Process.Kill()
		<-p.ended
		return -1
	}
	return p.cmd.ProcessState.ExitCode()
}

// rest is what it printed after its first line, once it has ended.
func (p *portal) rest() string {
	b, _ := io.ReadAll(p.out)
	return string(b)
}

// get asks for a page, and returns its status and text.
func (p *portal) get(tb testing.TB, path string) (int, string) {
	tb.Helper()
	r, err := http.Get(p.url + path)
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// database opens the private database of a data folder as its superuser, who may do what the portal may not.
func database(tb testing.TB, dir string) *pgx.Conn {
	tb.Helper()
	s, err := localpg.Start(tb.Context(), localpg.Options{Dir: filepath.Join(dir, "postgres"), Database: "portal"})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Stop() }) // a second time for those who stop it themselves
	return connect(tb, s.URL)
}

func connect(tb testing.TB, url string) *pgx.Conn {
	tb.Helper()
	c, err := pgx.Connect(tb.Context(), url)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = c.Close(tb.Context()) })
	return c
}

// postmaster is the process id of the private PostgreSQL of a data folder; 0 when it has none.
func postmaster(tb testing.TB, dir string) int {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		tb.Fatal(err)
	}
	return pid
}

// lockedBuffer collects what a process says while it runs.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
