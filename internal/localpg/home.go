package localpg

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// elsewhere holds the data of root's servers whose own folder their account cannot enter. Not under a
// temporary directory: there a prepared link could lead root's chown astray.
const elsewhere = "/var/lib/portal-pg"

// home is the folder of a server: data, password, log, lock and usually the socket.
type home struct {
	dir     string
	account *account // nil: we ourselves
	root    *os.Root // all our own writing goes through it, so that no link can lead root outside
	socket  string   // once made
}

// settle decides where the server lives and makes that folder ours.
func settle(asked string, log *slog.Logger) (*home, error) {
	dir, err := filepath.Abs(asked)
	if err != nil {
		return nil, err
	}
	a, err := pickAccount(dir)
	if err != nil {
		return nil, err
	}
	if a != nil {
		if dir, err = reachable(dir, a, log); err != nil {
			return nil, err
		}
	}
	h := &home{dir: dir, account: a}
	if err := h.make(); err != nil {
		return nil, err
	}
	h.root, err = os.OpenRoot(dir)
	return h, err
}

// reachable is the folder itself, or the one under elsewhere that stands for it. What was begun in one place
// goes on there.
func reachable(dir string, a *account, log *slog.Logger) (string, error) {
	_, err := os.Stat(filepath.Join(dir, "data"))
	begun := err == nil
	other := filepath.Join(elsewhere, short(dir))
	_, err = os.Stat(filepath.Join(other, "data"))
	begunElsewhere := err == nil
	switch {
	case a.canReach(dir) && (begun || !begunElsewhere):
		return dir, nil
	case begun:
		return "", fmt.Errorf("the account %q, which runs PostgreSQL for root, can no longer enter %s: "+
			"let it pass the folders above (chmod a+x)", a.name, dir)
	}
	log.Info("the database is kept elsewhere, because the account that runs PostgreSQL for root cannot enter the folder",
		"account", a.name, "folder", dir, "elsewhere", other)
	if err := makePassable(elsewhere); err != nil {
		return "", err
	}
	info, err := os.Lstat(elsewhere)
	if err != nil {
		return "", err
	}
	if !info.IsDir() || ownerOf(info) != 0 {
		return "", fmt.Errorf("%s is not a folder of root's", elsewhere)
	}
	return other, nil
}

// make makes the folder, private to the account. Folders above it are made passable if root makes them.
func (h *home) make() error {
	var err error
	if above := filepath.Dir(h.dir); h.account != nil {
		err = makePassable(above)
	} else {
		err = os.MkdirAll(above, 0o700)
	}
	if err != nil {
		return err
	}
	if err := os.Mkdir(h.dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return h.claim(h.dir)
}

// makePassable makes missing folders so that other accounts can pass them, whatever root's umask says.
func makePassable(dir string) error {
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := makePassable(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o711); err != nil { //nolint:gosec // what is inside is private
		if errors.Is(err, fs.ErrExist) {
			return nil
		}
		return err
	}
	return os.Chmod(dir, 0o711) //nolint:gosec // see above
}

// claim makes an existing folder private to the account, or says why it is not ours.
func (h *home) claim(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder", dir)
	}
	want := uint32(os.Geteuid()) //nolint:gosec // never negative here
	if h.account != nil {
		want = h.account.uid
	}
	switch owner := ownerOf(info); {
	case owner == want:
	case h.account != nil && owner == 0:
		if err := os.Lchown(dir, int(h.account.uid), int(h.account.gid)); err != nil {
			return err
		}
	default:
		return fmt.Errorf("the folder %s belongs to the account %s, probably because the portal once ran as root: "+
			"start it as root again, or take the folder over with: chown -R", dir, nameOf(owner))
	}
	if info.Mode().Perm() != 0o700 {
		return os.Chmod(dir, 0o700) //nolint:gosec // a folder needs its x
	}
	return nil
}

func (h *home) path(name string) string { return filepath.Join(h.dir, name) }

func (h *home) close() error { return h.root.Close() }

// open opens a file of the folder for writing and gives it to the account.
func (h *home) open(name string, flag int) (*os.File, error) {
	f, err := h.root.OpenFile(name, os.O_CREATE|os.O_RDWR|flag, 0o600)
	if err != nil || h.account == nil {
		return f, err
	}
	if err := f.Chown(int(h.account.uid), int(h.account.gid)); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// own takes the lock that makes this process the owner of the server; nil if another process has it.
func (h *home) own() (*os.File, error) {
	f, err := h.open("owner.lock", 0)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, f.Close()
	}
	if err == nil {
		err = f.Truncate(0)
	}
	if err == nil {
		_, err = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("locking %s: %w", h.path("owner.lock"), err), f.Close())
	}
	return f, nil
}

// owner is the process id that the owner left in the lock; only for messages.
func (h *home) owner() string {
	b, err := h.root.ReadFile("owner.lock")
	if id := strings.TrimSpace(string(b)); err == nil && id != "" {
		return id
	}
	return "(unknown)"
}

// command is a PostgreSQL program, run as the account, in the folder, with nothing of our environment.
func (h *home) command(path string, args []string, out io.Writer) *exec.Cmd {
	c := exec.Command(path, args...) //nolint:gosec,noctx // our own arguments; it must outlive the context of the start
	c.Dir, c.Stdout, c.Stderr = h.dir, out, out
	c.Env = []string{"HOME=" + h.dir, "LC_ALL=" + locale(), "PATH=" + os.Getenv("PATH")}
	c.SysProcAttr = h.account.attr()
	return c
}

const logLimit = 10 << 20

// openLog opens the server's log for appending; a long one is set aside first.
func (h *home) openLog() (*os.File, error) {
	if info, err := h.root.Stat("postgres.log"); err == nil && info.Size() > logLimit {
		if err := h.root.Rename("postgres.log", "postgres.log.1"); err != nil {
			return nil, err
		}
	}
	return h.open("postgres.log", os.O_APPEND)
}

// tail is the end of a log, for an error message.
func tail(f *os.File) string {
	info, err := f.Stat()
	if err != nil {
		return err.Error()
	}
	from := max(0, info.Size()-2000)
	b, err := io.ReadAll(io.NewSectionReader(f, from, info.Size()-from))
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(b))
}

func short(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}
