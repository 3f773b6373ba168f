package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"syscall"
)

// Throwaway is a fast server in a temporary directory, for tests. Nothing of it stays, even if this process
// is killed.
type Throwaway struct {
	*Server

	temp    string
	life    io.WriteCloser // when it closes, by us or by our death, the janitor cleans
	janitor *exec.Cmd
}

// janitor reads the folders to remove, one a line, until its input ends; it gives the server in them time to
// end, and what an interrupted initdb still writes a second sweep.
const janitor = `while read -r dir; do set -- "$@" "$dir"; done
busy() { for dir; do [ ! -e "$dir/data/postmaster.pid" ] || return 0; done; return 1; }
n=0
while busy "$@" && [ $n -lt 200 ]; do sleep 0.1; n=$((n+1)); done
rm -rf "$@" || { sleep 1; rm -rf "$@"; }
for dir; do [ ! -e "$dir" ] || { sleep 1; rm -rf "$@"; }; done`

// StartThrowaway starts a throw-away server.
func StartThrowaway(ctx context.Context, log *slog.Logger) (*Throwaway, error) {
	temp, err := os.MkdirTemp("", "portal-pg-")
	if err != nil {
		return nil, err
	}
	t := &Throwaway{temp: temp}
	if err := t.hireJanitor(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(temp))
	}
	t.Server, err = Start(ctx, Options{Dir: temp, Fast: true, Exclusive: true, Log: log})
	if err != nil {
		return nil, errors.Join(err, t.clean())
	}
	if _, err := fmt.Fprintf(t.life, "%s\n%s\n", t.Dir, t.home.socket); err != nil {
		return nil, errors.Join(err, t.Stop())
	}
	return t, nil
}

func (t *Throwaway) hireJanitor() (err error) {
	t.janitor = exec.Command("/bin/sh", "-c", janitor, "janitor", t.temp) //nolint:gosec,noctx // our own folder; it outlives us
	t.janitor.Dir, t.janitor.SysProcAttr = "/", &syscall.SysProcAttr{Setpgid: true}
	if t.life, err = t.janitor.StdinPipe(); err != nil {
		return err
	}
	return t.janitor.Start()
}

// clean lets the janitor do its work, and waits for it.
func (t *Throwaway) clean() error {
	return errors.Join(t.life.Close(), t.janitor.Wait())
}

// Stop ends the server and removes everything.
func (t *Throwaway) Stop() error {
	return errors.Join(t.Server.Stop(), t.clean())
}
