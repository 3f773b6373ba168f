package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"portal/internal/pgtest"
)

// asProgram makes this test binary behave as the program itself.
const asProgram = "WITHPG_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// withpg is the program, with a temporary directory that shows what it leaves behind.
func withpg(t *testing.T, args ...string) (*exec.Cmd, string) {
	t.Helper()
	temp := pgtest.Dir(t)
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asProgram+"=1", "TMPDIR="+temp, "TEST_DATABASE_URL=")
	return c, temp
}

func empty(t *testing.T, temp string) {
	t.Helper()
	for range 600 { // half a minute: others compute here, too
		left, err := filepath.Glob(filepath.Join(temp, "*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("something stays behind")
}

func TestPassesAddressAndExitCode(t *testing.T) {
	t.Parallel()
	c, temp := withpg(t, "sh", "-c", `echo "$TEST_DATABASE_URL"; exit 7`)
	out, err := c.Output()
	if c.ProcessState.ExitCode() != 7 {
		t.Errorf("ended with %v", err)
	}
	if !strings.HasPrefix(string(out), "postgres://portal:") {
		t.Errorf("the address is %q", out)
	}
	empty(t, temp)
}

func TestUsesTheServerItIsGiven(t *testing.T) {
	t.Parallel()
	c, temp := withpg(t, "sh", "-c", `echo "$TEST_DATABASE_URL"; ls "$TMPDIR"; kill -TERM $$`)
	c.Env = append(c.Env, "TEST_DATABASE_URL=postgres://given/db")
	out, _ := c.Output()
	if string(out) != "postgres://given/db\n" {
		t.Errorf("the command sees %q", out)
	}
	if got := c.ProcessState.ExitCode(); got != 128+int(syscall.SIGTERM) {
		t.Errorf("a killed command ends with %d", got)
	}
	empty(t, temp)
}

func TestCleansUpWhenInterrupted(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGKILL} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			c, temp := withpg(t, "sh", "-c", `echo $$; sleep 300 & wait`)
			out, err := c.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			var group int
			if _, err := fmt.Fscan(out, &group); err != nil {
				t.Fatal(err)
			}
			if sig == syscall.SIGKILL { // then nobody is left to end the command
				t.Cleanup(func() { _ = syscall.Kill(-group, syscall.SIGKILL) })
			}
			if err := c.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			_ = c.Wait()
			if c.ProcessState.Success() {
				t.Error("an interrupted run counts as a success")
			}
			empty(t, temp)
		})
	}
}

func TestInterruptedWhileStarting(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			c, temp := withpg(t, "true")
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			for started := false; !started; time.Sleep(5 * time.Millisecond) {
				left, err := filepath.Glob(filepath.Join(temp, "portal-pg-*", "data.new"))
				if err != nil {
					t.Fatal(err)
				}
				started = len(left) > 0
			}
			if err := c.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if err := c.Wait(); err == nil {
				t.Error("an interrupted start counts as a success")
			}
			empty(t, temp)
		})
	}
}

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	for code, args := range map[int][]string{wrongUsage: nil, failed: {"/no/such/command"}} {
		c, temp := withpg(t, args...)
		if args != nil {
			c.Env = append(c.Env, "TEST_DATABASE_URL=postgres://given/db")
		}
		out, _ := c.CombinedOutput()
		if c.ProcessState.ExitCode() != code || len(out) == 0 {
			t.Errorf("%v: %d, %s", args, c.ProcessState.ExitCode(), out)
		}
		empty(t, temp)
	}
}
