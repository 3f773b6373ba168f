package localpg

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const reapWithin = 30 * time.Second

// reap ends what an earlier owner left running. We hold the lock, so whatever still works on the data is an
// orphan; a process merely named in postmaster.pid may by now be a stranger and is never touched.
func reap(h *home) error {
	half := serversIn(h.path("data.new"), 0)
	for _, pid := range half {
		_ = syscall.Kill(pid, syscall.SIGKILL) // what it was making is thrown away anyway
	}
	sent := map[int]syscall.Signal{}
	for start := time.Now(); ; time.Sleep(tick) {
		master, err := h.postmaster()
		if err != nil {
			return err
		}
		orphans := serversIn(h.path("data"), master)
		if len(orphans) == 0 {
			// PostgreSQL would respect the file of a server that is gone as long as any process has its number.
			if err := h.root.Remove("data/postmaster.pid"); !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return nil
		}
		late := time.Since(start)
		if late > reapWithin {
			return fmt.Errorf("an earlier PostgreSQL still works on %s and does not stop: processes %v", h.path("data"), orphans)
		}
		// The postmaster takes its helpers along. Helpers that lost theirs go by themselves, or are told to.
		targets, sig := orphans, syscall.SIGQUIT
		if slices.Contains(orphans, master) {
			targets = []int{master}
			if late < reapWithin/2 {
				sig = syscall.SIGINT
			}
		}
		for _, pid := range targets {
			if sent[pid] != sig {
				_ = syscall.Kill(pid, sig) // it may have just ended
				sent[pid] = sig
			}
		}
	}
}

// postmaster is the process id in postmaster.pid; 0 when there is none.
func (h *home) postmaster() (int, error) {
	b, err := h.root.ReadFile("data/postmaster.pid")
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	first, _, _ := bytes.Cut(b, []byte("\n"))
	pid, err := strconv.Atoi(strings.TrimSpace(string(first)))
	if err != nil || pid <= 1 {
		return 0, nil //nolint:nilerr // an unfinished file names nobody
	}
	return pid, nil
}
