package localpg

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// onParentDeath has the kernel send a signal to the process when the thread that started it is gone.
func onParentDeath(attr *syscall.SysProcAttr, sig syscall.Signal) { attr.Pdeathsig = sig }

// serversIn lists the PostgreSQL processes that work on a data folder: all of them live in it, whatever their
// command lines say and whoever started them.
func serversIn(data string, _ int) []int {
	folder, err := os.Stat(data)
	if err != nil {
		return nil
	}
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil
	}
	var pids []int
	for _, proc := range all {
		name, err := os.ReadFile(filepath.Join(proc, "comm")) //nolint:gosec // below /proc
		if err != nil || strings.TrimSpace(string(name)) != "postgres" {
			continue
		}
		cwd, err := os.Stat(filepath.Join(proc, "cwd"))
		if err != nil || !os.SameFile(folder, cwd) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(proc)); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}
