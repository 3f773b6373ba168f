package localpg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A socket's path must fit into 104 bytes on some systems, 108 on others, its final zero included.
const socketPathLimit = 103

// makeSocketDir makes the private folder for the socket: in the home, or in a temporary directory if the path
// there is too long or could not be written in an address.
func (h *home) makeSocketDir() (string, error) {
	dir := h.path("socket")
	for _, temp := range []string{os.TempDir(), "/tmp"} {
		if socketFits(dir) {
			break
		}
		dir = filepath.Join(temp, "portal-pg-"+short(h.dir))
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	// In a temporary directory somebody else may have been there before us.
	if err := h.claim(dir); err != nil {
		return "", fmt.Errorf("the folder for PostgreSQL's socket: %w", err)
	}
	h.socket = dir
	// What a killed server left would be respected as long as any process has its number.
	name := filepath.Join(dir, ".s.PGSQL."+port)
	for _, stale := range []string{name, name + ".lock"} {
		if err := os.Remove(stale); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return dir, nil
}

func socketFits(dir string) bool {
	return len(dir)+len("/.s.PGSQL."+port) <= socketPathLimit && !strings.ContainsAny(dir, `,"`)
}

// removeSocketDir leaves nothing behind outside the home.
func (h *home) removeSocketDir() error {
	if h.socket == "" || h.socket == h.path("socket") {
		return nil
	}
	return os.RemoveAll(h.socket)
}

// runningSocket is the folder of the socket of the server that runs now, as that server has written it down:
// the temporary directory of its owner may be another than ours.
func (h *home) runningSocket() (string, error) {
	b, err := h.root.ReadFile("data/postmaster.pid")
	if err != nil {
		return "", err
	}
	const socketLine = 4
	lines := strings.Split(string(b), "\n")
	if len(lines) <= socketLine || lines[socketLine] == "" {
		return "", errors.New("PostgreSQL is still starting")
	}
	return lines[socketLine], nil
}
