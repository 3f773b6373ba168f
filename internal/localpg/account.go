package localpg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is who the server runs as when we are root, since PostgreSQL refuses to run as root.
type account struct {
	name     string
	uid, gid uint32
}

// errNoAccount tells root what is missing.
var errNoAccount = errors.New("PostgreSQL does not run as root, and this machine has no account \"postgres\" or " +
	"\"nobody\" to run it as; make one with: useradd --system postgres")

// pickAccount says who runs the server of a folder; nil unless we are root. Whoever owns existing data goes
// on; otherwise the first account that can enter the folder, or the first of all.
func pickAccount(dir string) (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // nil is the answer: nobody else
	}
	info, err := os.Stat(filepath.Join(dir, "data"))
	if err == nil {
		uid := ownerOf(info)
		u, err := user.LookupId(strconv.FormatUint(uint64(uid), 10))
		if err != nil || uid == 0 {
			return nil, fmt.Errorf("the data in %s belongs to user id %d, which PostgreSQL cannot run as", dir, uid)
		}
		return accountOf(u)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var first *account
	for _, name := range []string{os.Getenv("SUDO_USER"), "postgres", "nobody"} {
		u, err := user.Lookup(name)
		if name == "" || err != nil {
			continue
		}
		a, err := accountOf(u)
		if err != nil || a.uid == 0 {
			continue
		}
		if a.canReach(dir) {
			return a, nil
		}
		if first == nil {
			first = a
		}
	}
	if first == nil {
		return nil, errNoAccount
	}
	return first, nil
}

func accountOf(u *user.User) (*account, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &account{name: u.Username, uid: uint32(uid), gid: uint32(gid)}, nil
}

// canReach tells whether the account may pass all folders above dir. Those that do not exist yet will be
// made passable.
func (a *account) canReach(dir string) bool {
	for parent := filepath.Dir(dir); ; parent = filepath.Dir(parent) {
		info, err := os.Stat(parent)
		if err == nil && !a.mayPass(info) {
			return false
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false
		}
		if parent == filepath.Dir(parent) {
			return true
		}
	}
}

func (a *account) mayPass(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	switch mode := info.Mode().Perm(); {
	case !ok || !info.IsDir():
		return false
	case st.Uid == a.uid:
		return mode&0o100 != 0
	case st.Gid == a.gid:
		return mode&0o010 != 0
	default:
		return mode&0o001 != 0
	}
}

// attr starts a process as this account, in a process group of its own: Ctrl-C in a terminal must reach only
// the portal, which finishes its work before it stops the server.
func (a *account) attr() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a != nil {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid, Groups: []uint32{}}
	}
	return attr
}

func ownerOf(info fs.FileInfo) uint32 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Uid
	}
	return 0
}

func nameOf(uid uint32) string {
	id := strconv.FormatUint(uint64(uid), 10)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return "with the id " + id
}
