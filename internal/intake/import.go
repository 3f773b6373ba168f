package intake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/table"
)

// importLock is the advisory lock of those who would import at the same time.
const importLock = 0x696d_706f_7274

// Kinds are what Import can take in.
var Kinds = []string{"units", "activities", "announcements"}

// Taken is what the audit log keeps of an import.
type Taken struct {
	Kind  string   `json:"kind"`
	File  string   `json:"file"`  // its name, without the folder
	New   []string `json:"new"`   // codes
	Known int      `json:"known"` // were there already, and left as they are
	note  string   // for the operator
}

// AuditKey names the import in the audit log.
func (t *Taken) AuditKey() string { return "import " + t.Kind }

// OwnedBy is false: an import is nobody's own.
func (t *Taken) OwnedBy(access.Actor, access.Role) bool { return false }

// batch is a file that has been read, and how it goes into the database.
type batch interface {
	// check holds the file against what is there, and says what of it is new.
	check(ctx context.Context, tx *postgres.Tx, t *Taken) (table.Mistakes, error)
	save(ctx context.Context, tx *postgres.Tx) error
}

// What ends a transaction without a change.
var (
	errDry     = errors.New("this was a dry run")
	errNothing = errors.New("there is nothing new")
)

// Import takes in a file of a kind - for announcements also a folder of them - whole
// or not at all. What is there already is left as it is, so that a file can be imported
// again. The summary, like the error with every mistake of the file, is in Vietnamese.
func Import(ctx context.Context, db *postgres.DB, kind, path string, dry bool) (string, error) {
	name, read := names[kind], readers[kind]
	if read == nil {
		return "", fmt.Errorf("there is no import of %q: take one of %v", kind, Kinds)
	}
	b, mistakes, err := read(path)
	if err != nil {
		return "", fmt.Errorf("không đọc được %s: %w", path, err)
	}
	if err := refused(mistakes); err != nil {
		return "", err
	}
	t := &Taken{Kind: kind, File: filepath.Base(path), New: []string{}}
	operator := access.Actor{Roles: []access.Role{access.Operator}}
	err = db.Write(ctx, operator, access.ImportData, func(tx *postgres.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, int64(importLock)); err != nil {
			return err
		}
		t.New, t.Known, t.note = []string{}, 0, ""
		if err := tx.RecordNew(ctx, t, ""); err != nil {
			return err
		}
		mistakes, err := b.check(ctx, tx, t)
		if err := errors.Join(err, refused(mistakes)); err != nil {
			return err
		}
		if len(t.New) == 0 {
			return errNothing
		}
		if err := b.save(ctx, tx); err != nil {
			return err
		}
		if dry {
			return errDry
		}
		return nil
	})
	switch {
	case errors.Is(err, errNothing):
		return fmt.Sprintf("%d %s trong tệp đều đã có; không có gì để nhập.", t.Known, name), nil
	case errors.Is(err, errDry):
		return fmt.Sprintf("Tệp hợp lệ: sẽ nhập %d %s%s. Đây là lần chạy thử, chưa có gì thay đổi.", len(t.New), name, t.rest()), nil
	case err != nil:
		return "", err
	}
	return fmt.Sprintf("Đã nhập %d %s%s.", len(t.New), name, t.rest()), nil
}

func (t *Taken) rest() string {
	rest := t.note
	if t.Known > 0 {
		rest = fmt.Sprintf("; %d đã có từ trước, giữ nguyên", t.Known) + rest
	}
	return rest
}

// refused makes one error of all mistakes, which says first that nothing has changed.
func refused(mistakes table.Mistakes) error {
	if err := mistakes.Or(); err != nil {
		return fmt.Errorf("tệp có %d lỗi, chưa có gì được nhập:\n%w", len(mistakes), err)
	}
	return nil
}

var names = map[string]string{"units": "đơn vị", "activities": "hoạt động", "announcements": "tin, thông báo"}

var readers = map[string]func(path string) (batch, table.Mistakes, error){
	"units": func(path string) (batch, table.Mistakes, error) {
		b := &unitBatch{}
		var mistakes table.Mistakes
		err := withFile(path, func(f *os.File) (err error) { b.units, mistakes, err = ReadUnits(f); return err })
		return b, mistakes, err
	},
	"activities": func(path string) (batch, table.Mistakes, error) {
		b := &activityBatch{}
		var mistakes table.Mistakes
		err := withFile(path, func(f *os.File) (err error) { b.activities, mistakes, err = ReadActivities(f); return err })
		return b, mistakes, err
	},
	"announcements": func(path string) (batch, table.Mistakes, error) {
		b := &announcementBatch{}
		var mistakes table.Mistakes
		info, err := os.Stat(path)
		if err != nil {
			return nil, nil, err
		}
		if info.IsDir() {
			b.announcements, mistakes, err = ReadAnnouncements(os.DirFS(path))
			return b, mistakes, err
		}
		err = withFile(path, func(f *os.File) error {
			a, wrong, err := ReadAnnouncement(f, filepath.Base(path))
			b.announcements, mistakes = []Announcement{a}, wrong
			return err
		})
		return b, mistakes, err
	},
}

func withFile(path string, read func(*os.File) error) error {
	f, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("đây không phải là một tệp")
	}
	if err == nil {
		err = read(f)
	}
	return errors.Join(err, f.Close())
}

// tooLate refuses what the campaign no longer takes.
func tooLate(what string) error {
	return fault.New(fault.Conflict, "Phong trào đã qua bước nhận "+what+" nên không nhập thêm được.")
}
