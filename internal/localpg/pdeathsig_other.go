//go:build !linux

package localpg

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// onParentDeath has no counterpart here: the next start reaps the orphan instead.
func onParentDeath(*syscall.SysProcAttr, syscall.Signal) {}

// serversIn asks whether the process in postmaster.pid is a PostgreSQL on this data folder, by its command line.
// Helpers of a killed one are not found; PostgreSQL itself then refuses to start beside them.
func serversIn(data string, postmaster int) []int {
	if postmaster == 0 {
		return nil
	}
	out, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(postmaster)).Output()
	program, rest, found := strings.Cut(string(out), " -D ")
	if err != nil || !found || filepath.Base(program) != "postgres" || !strings.HasPrefix(rest, data+" ") {
		return nil
	}
	return []int{postmaster}
}
