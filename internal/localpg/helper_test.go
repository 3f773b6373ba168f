package localpg_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/localpg"
	"portal/internal/pgtest"
)

// In a helper process TestMain does what these say, tells how it went, and waits for the end of its input.
const (
	helperDir  = "LOCALPG_HELPER_DIR"  // start the server of this folder
	helperTemp = "LOCALPG_HELPER_TEMP" // start a throw-away server
)

func TestMain(m *testing.M) {
	switch {
	case os.Getenv(helperDir) != "":
		s, err := localpg.Start(context.Background(), localpg.Options{Dir: os.Getenv(helperDir)})
		if err != nil {
			fmt.Println("failed", strings.ReplaceAll(err.Error(), "\n", " "))
			os.Exit(1)
		}
		fmt.Println("ready", s.Attached, s.Dir)
		_, _ = io.Copy(io.Discard, os.Stdin)
		if err := s.Stop(); err != nil {
			fmt.Println("failed", err)
			os.Exit(1)
		}
	case os.Getenv(helperTemp) != "":
		s, err := localpg.StartThrowaway(context.Background(), nil)
		if err != nil {
			fmt.Println("failed", err)
			os.Exit(1)
		}
		fmt.Println("ready", s.Attached, s.Dir)
		_, _ = io.Copy(io.Discard, os.Stdin)
	default:
		os.Exit(m.Run())
	}
}

// helper is another process that has started a server.
type helper struct {
	cmd   *exec.Cmd
	input io.Closer
	said  string // its first line
}

// help runs this test binary, or a copy of it, as a helper.
func help(t *testing.T, binary, setting string, attr *syscall.SysProcAttr) *helper {
	t.Helper()
	c := exec.Command(binary)
	c.Env, c.Stderr, c.SysProcAttr = append(os.Environ(), setting), os.Stderr, attr
	in, err := c.StdinPipe()
	must(t, err)
	out, err := c.StdoutPipe()
	must(t, err)
	must(t, c.Start())
	h := &helper{cmd: c, input: in}
	t.Cleanup(func() {
		_ = in.Close()
		_ = c.Wait()
	})
	h.said, err = bufio.NewReader(out).ReadString('\n')
	must(t, err)
	return h
}

func (h *helper) kill(t *testing.T) {
	t.Helper()
	must(t, h.cmd.Process.Kill())
	_ = h.cmd.Wait()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func home(t *testing.T) string {
	t.Helper()
	return filepath.Join(pgtest.Dir(t), "pg")
}

// start starts a fast server, for the tests in which it is not killed.
func start(t *testing.T, dir string) *localpg.Server {
	t.Helper()
	return startWith(t, localpg.Options{Dir: dir, Fast: true})
}

func startWith(t *testing.T, o localpg.Options) *localpg.Server {
	t.Helper()
	s, err := localpg.Start(t.Context(), o)
	must(t, err)
	t.Cleanup(func() { _ = s.Stop() }) // the test that cares has stopped it itself
	return s
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	must(t, err)
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

// write leaves something that read finds again.
func write(t *testing.T, s *localpg.Server) {
	t.Helper()
	_, err := connect(t, s.URL).Exec(t.Context(), `create table ward (name text); insert into ward values ('Nghĩa Đô')`)
	must(t, err)
}

func read(t *testing.T, s *localpg.Server) {
	t.Helper()
	var name string
	must(t, connect(t, s.URL).QueryRow(t.Context(), `select name from ward`).Scan(&name))
	if name != "Nghĩa Đô" {
		t.Errorf("the data came back as %q", name)
	}
}

func setting(t *testing.T, c *pgx.Conn, name string) string {
	t.Helper()
	var value string
	must(t, c.QueryRow(t.Context(), `select current_setting($1)`, name).Scan(&value))
	return value
}

// postmaster is the process id of the server of a folder.
func postmaster(t *testing.T, dir string) int {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	must(t, err)
	first, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(first)
	must(t, err)
	return pid
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 600 {
		if holds() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("never happened: %s", what)
}

// runs tells whether a process does anything; one that nobody has waited for does not.
func runs(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, state, _ := strings.Cut(string(b), ") ")
	return !strings.HasPrefix(state, "Z")
}
