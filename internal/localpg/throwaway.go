package localpg

import (
	"context"
	"errors"
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

	temp string
	life io.Closer // when it closes, by us or by our death, the janitor cleans
	wait func() error
}

// janitor waits for the end of its input, gives the server time to end, and removes what is left.
const janitor = `cat >/dev/null
n=0
while [ -e "$1/data/postmaster.pid" ] && [ $n -lt 200 ]; do sleep 0.1; n=$((n+1)); done
rm -rf "$1" "$2" "$3" || { sleep 1; rm -rf "$1" "$2" "$3"; }`

// StartThrowaway starts a throw-away server.
func StartThrowaway(ctx context.Context, log *slog.Logger) (_ *Throwaway, err error) {
	temp, err := os.MkdirTemp("", "portal-pg-")
	if err != nil {
		return nil, err
	}
	t := &Throwaway{temp: temp}
	if t.Server, err = Start(ctx, Options{Dir: temp, Fast: true, Exclusive: true, Log: log}); err != nil {
		return nil, errors.Join(err, os.RemoveAll(temp))
	}
	c := exec.Command("/bin/sh", "-c", janitor, "janitor", t.Dir, temp, t.home.socket) //nolint:noctx // it outlives us
	c.Dir, c.SysProcAttr = "/", &syscall.SysProcAttr{Setpgid: true}
	if t.life, err = c.StdinPipe(); err == nil {
		err = c.Start()
	}
	if err != nil {
		return nil, errors.Join(err, t.Server.Stop(), os.RemoveAll(t.Dir), os.RemoveAll(temp))
	}
	t.wait = c.Wait
	return t, nil
}

// Stop ends the server and removes everything.
func (t *Throwaway) Stop() error {
	return errors.Join(t.Server.Stop(), t.life.Close(), t.wait(), os.RemoveAll(t.Dir), os.RemoveAll(t.temp))
}
