// Command withpg runs a command, such as go test ./..., with a throw-away PostgreSQL in TEST_DATABASE_URL.
// Afterwards, or when interrupted, it stops the server, leaves nothing behind, and passes on the exit code.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"portal/internal/localpg"
)

const (
	failed     = 1
	wrongUsage = 2
	patience   = 10 * time.Second // for an interrupted command
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: withpg COMMAND [ARGUMENT...]")
		os.Exit(wrongUsage)
	}
	os.Exit(run(os.Args[1:]))
}

// run gives the exit code.
func run(args []string) int {
	// From here on a signal interrupts the start, or goes to the command: we stay to clean up.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	if os.Getenv("TEST_DATABASE_URL") == "" {
		stop, code := serve(signals)
		if stop == nil {
			return code
		}
		defer stop()
	}
	c := exec.Command(args[0], args[1:]...) //nolint:gosec,noctx // running it is what we are for; signals end it
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	// A group of its own, so that the command's own children are reached, too.
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.Start(); err != nil {
		return complain(err)
	}
	done := make(chan error, 1)
	go func() { done <- c.Wait() }()
	for {
		select {
		case err := <-done:
			_ = syscall.Kill(-c.Process.Pid, syscall.SIGTERM) // whatever of the group is left
			return code(err)
		case sig := <-signals:
			_ = syscall.Kill(-c.Process.Pid, sig.(syscall.Signal))
			time.AfterFunc(patience, func() { _ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL) })
		}
	}
}

// serve starts the server and puts its address where the tests look for it.
func serve(signals <-chan os.Signal) (stop func(), code int) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	started := make(chan struct{})
	defer close(started)
	interrupted := make(chan struct{})
	go func() {
		select {
		case <-signals:
			close(interrupted)
			cancel()
		case <-started:
		}
	}()
	server, err := localpg.StartThrowaway(ctx, nil)
	if err != nil {
		return nil, complain(err)
	}
	stop = func() {
		if err := server.Stop(); err != nil {
			complain(err)
		}
	}
	select {
	case <-interrupted:
		stop()
		return nil, failed
	default:
	}
	if err := os.Setenv("TEST_DATABASE_URL", server.URL); err != nil {
		stop()
		return nil, complain(err)
	}
	return stop, 0
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, "withpg:", err)
	return failed
}

// code is what a shell would say: the command's own code, or 128 and the signal that ended it.
func code(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case !errors.As(err, &exit):
		return complain(err)
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return exit.ExitCode()
}
