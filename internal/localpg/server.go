// Package localpg runs a PostgreSQL server that belongs to this program alone: it is started and stopped
// with it, keeps its data in one folder, and can be reached only through a socket in a private folder.
//
// It survives what happens to programs: being killed, being started twice, being run as root, power loss.
package localpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// ErrInUse says that another process owns the server of this folder; only with Options.Exclusive.
var ErrInUse = errors.New("the private PostgreSQL is in use by another process")

// Options say what is wanted of a server.
type Options struct {
	Dir      string // the folder for everything: data, password, log, socket; made if missing
	Database string // made if missing; "portal" if empty
	// Fast gives up safety for speed: nothing survives a crash. For tests only.
	Fast bool
	// Exclusive refuses with ErrInUse when another process owns the server, instead of attaching to it.
	Exclusive bool
	Log       *slog.Logger // nil: say nothing
}

// Server is a running PostgreSQL, our own or one that another process owns.
type Server struct {
	// URL is what pgx connects to, as superuser. It holds the password: never print it.
	URL string
	// Attached is true when another process owns the server; Stop then leaves it running.
	Attached bool
	// Dir is the folder really used: not the one asked for if root's account could not enter that.
	Dir string

	home    *home
	lock    *os.File
	proc    *os.Process
	exited  chan struct{}
	waitErr error // valid once exited is closed
	stop    sync.Once
	stopErr error
}

const (
	readyWithin = 2 * time.Minute // recovery after a crash and a busy machine included
	stopWithin  = 20 * time.Second
	tick        = 30 * time.Millisecond
)

// Start starts the server of a folder, or attaches to it if another process already runs it. The context
// bounds the start only.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Database == "" {
		o.Database = "portal"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	h, err := settle(o.Dir, o.Log)
	if err != nil {
		return nil, err
	}
	s := &Server{Dir: h.dir, home: h, exited: make(chan struct{})}
	// The owner may be starting, stopping or failing: until its server answers or its lock is free, try both.
	for {
		if s.lock, err = h.own(); err != nil {
			return nil, errors.Join(err, h.close())
		}
		if s.lock != nil {
			if err := s.run(ctx, o); err != nil {
				_ = s.Stop() // the first reason is the one to tell
				return nil, err
			}
			return s, nil
		}
		if o.Exclusive {
			err := fmt.Errorf("%w: process %s holds %s", ErrInUse, h.owner(), h.dir)
			return nil, errors.Join(err, h.close())
		}
		if err = s.attach(ctx, o.Database); err == nil {
			return s, nil
		}
		select {
		case <-ctx.Done():
			err = fmt.Errorf("process %s holds %s, but its PostgreSQL does not answer: %w", h.owner(), h.dir, err)
			return nil, errors.Join(err, h.close())
		case <-time.After(tick):
		}
	}
}

// attach uses the server of the process that holds the lock.
func (s *Server) attach(ctx context.Context, database string) error {
	socket, err := s.home.runningSocket()
	if err != nil {
		return err
	}
	password, err := s.home.password()
	if err != nil {
		return err
	}
	if err := prepare(ctx, address(socket, password, "postgres"), database); err != nil {
		return err
	}
	s.URL, s.Attached = address(socket, password, database), true
	return s.home.close()
}

// run starts the server; the lock is ours.
func (s *Server) run(ctx context.Context, o Options) error {
	if err := reap(s.home); err != nil {
		return err
	}
	bin, err := s.home.binaries(ctx, o.Log)
	if err != nil {
		return err
	}
	if err := s.home.makeCluster(ctx, bin, o.Fast); err != nil {
		return err
	}
	password, err := s.home.password()
	if err != nil {
		return err
	}
	socket, err := s.home.makeSocketDir()
	if err != nil {
		return err
	}
	log, err := s.home.openLog()
	if err != nil {
		return err
	}
	defer log.Close() //nolint:errcheck // the server has its own handle
	if err := s.launch(s.home.command(bin.path("postgres"), append([]string{
		"-D", s.home.path("data"), "-k", socket, "-p", port,
	}, settings(o.Fast)...), log)); err != nil {
		return fmt.Errorf("starting PostgreSQL: %w", err)
	}
	for {
		err := prepare(ctx, address(socket, password, "postgres"), o.Database)
		if err == nil {
			s.URL = address(socket, password, o.Database)
			return nil
		}
		select {
		case <-s.exited:
			return fmt.Errorf("PostgreSQL ended while starting (%v); its log %s ends with:\n%s",
				s.waitErr, log.Name(), tail(log)) //nolint:errorlint // may be nil
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL does not answer: %w; its log %s ends with:\n%s", err, log.Name(), tail(log))
		case <-time.After(tick):
		}
	}
}

// launch starts the server so that it ends when this process does, however that happens.
func (s *Server) launch(c *exec.Cmd) error {
	started := make(chan error)
	go func() {
		// The signal on the parent's death follows the thread that forked: it must live as long as the server.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		onParentDeath(c.SysProcAttr, syscall.SIGINT)
		if err := c.Start(); err != nil {
			started <- err
			return
		}
		s.proc = c.Process
		started <- nil
		s.waitErr = c.Wait()
		close(s.exited)
	}()
	return <-started
}

// Exited is closed when our server has ended, for whatever reason. For an attached server it never is.
func (s *Server) Exited() <-chan struct{} { return s.exited }

// Stop ends the server if it is ours, and waits for that. It may be called more than once.
func (s *Server) Stop() error {
	if s.Attached {
		return nil
	}
	s.stop.Do(func() {
		s.stopErr = s.end()
		// Only now may another process take over.
		s.stopErr = errors.Join(s.stopErr, s.home.removeSocketDir(), s.lock.Close(), s.home.close())
	})
	return s.stopErr
}

// end asks the server to go: first to disconnect everybody and finish, then to drop everything.
func (s *Server) end() error {
	if s.proc == nil {
		return nil
	}
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		if err := s.proc.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stopping PostgreSQL: %w", err)
		}
		select {
		case <-s.exited:
			if s.waitErr != nil {
				return fmt.Errorf("PostgreSQL ended badly: %w", s.waitErr)
			}
			return nil
		case <-time.After(stopWithin):
		}
	}
	return fmt.Errorf("PostgreSQL (process %d) does not stop", s.proc.Pid)
}

const port = "5432" // names the socket; nothing listens on a network

func address(socket, password, database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(superuser, password), Path: "/" + database,
		RawQuery: url.Values{"host": {socket}, "port": {port}}.Encode(),
	}
	return u.String()
}

// settings are given on the command line, so that they hold whatever the data folder says.
func settings(fast bool) []string {
	all := []string{
		"listen_addresses=", "unix_socket_permissions=0700", "timezone=UTC", "log_timezone=UTC",
		"logging_collector=off",
		"jit=off", // compiling a query takes longer than any of ours runs
	}
	if fast {
		all = append(all, "max_connections=400", "fsync=off", "synchronous_commit=off", "full_page_writes=off",
			"wal_level=minimal", "max_wal_senders=0", "checkpoint_timeout=1h",
			"autovacuum=off") // its workers would sit in templates that are being cloned
	} else {
		all = append(all, "max_connections=100", "fsync=on", "synchronous_commit=on", "full_page_writes=on")
	}
	var args []string
	for _, s := range all {
		args = append(args, "-c", s)
	}
	return args
}
