package localpg

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// superuser owns the cluster.
const superuser = "portal"

// locale sorts by bytes and knows letters; the portal names its Vietnamese collation where it needs it.
func locale() string {
	if runtime.GOOS == "linux" {
		return "C.UTF-8"
	}
	return "C" // the only one that is everywhere
}

// major is the version of PostgreSQL that made the data; "" when there is none yet.
func (h *home) major() (string, error) {
	b, err := h.root.ReadFile("data/PG_VERSION")
	if err == nil {
		return strings.TrimSpace(string(b)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if _, err := h.root.Stat("data"); err == nil {
		return "", fmt.Errorf("%s is not a data folder of PostgreSQL, and nothing here will touch it", h.path("data"))
	}
	return "", nil
}

// makeCluster makes the data if there is none. It works beside the final place: a half-made cluster is never seen.
func (h *home) makeCluster(ctx context.Context, bin binaries, fast bool) error {
	if have, err := h.major(); err != nil || have != "" {
		return err
	}
	if err := h.root.RemoveAll("data.new"); err != nil {
		return err
	}
	if err := h.makePassword(); err != nil {
		return err
	}
	args := []string{
		"-D", h.path("data.new"), "-U", superuser, "--auth=scram-sha-256", "--pwfile=" + h.path("password"),
		"-E", "UTF8", "--locale=" + locale(), "--data-checksums",
	}
	if fast {
		args = append(args, "--no-sync")
	}
	var out bytes.Buffer
	if err := h.finish(ctx, h.command(bin.path("initdb"), args, &out)); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, strings.TrimSpace(out.String()))
	}
	return h.root.Rename("data.new", "data")
}

// finish runs a command that must not outlive us or the context.
func (h *home) finish(ctx context.Context, c *exec.Cmd) error {
	done := make(chan error, 1)
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // see launch
		defer runtime.UnlockOSThread()
		onParentDeath(c.SysProcAttr, syscall.SIGKILL)
		err := c.Start()
		started <- err
		if err == nil {
			done <- c.Wait()
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL) // its helpers, too; it may have just ended
		<-done                                            //nolint:errcheck // killed: no news
		return ctx.Err()
	}
}

// makePassword makes the superuser's password, unless an earlier attempt has.
func (h *home) makePassword() error {
	if _, err := h.root.Stat("password"); err == nil {
		return nil
	}
	f, err := h.open("password.new", 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(rand.Text() + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return h.root.Rename("password.new", "password")
}

func (h *home) password() (string, error) {
	b, err := h.root.ReadFile("password")
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("the file %s with the password of the database is missing: put it back", h.path("password"))
	}
	return strings.TrimSpace(string(b)), err
}

// prepare makes the database if it is missing; it fails while the server is not ready.
func prepare(ctx context.Context, url, database string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx) //nolint:errcheck // nothing is lost
	var exists bool
	err = conn.QueryRow(ctx, `select exists (select from pg_database where datname = $1)`, database).Scan(&exists)
	if err != nil || exists {
		return err
	}
	_, err = conn.Exec(ctx, "create database "+pgx.Identifier{database}.Sanitize())
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) && (pg.Code == "42P04" || pg.Code == "23505") {
		return nil // another process was quicker
	}
	return err
}
