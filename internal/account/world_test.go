package account

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"net/netip"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"portal/internal/access"
	"portal/internal/pgtest"
	"portal/internal/postgres"
	"portal/migrations"
)

const good = "một câu chỉ mình tôi nhớ"

var (
	home     = netip.MustParseAddr("203.0.113.7")
	operator = access.Actor{Roles: []access.Role{access.Operator}}
)

// world is a ward with two units, on a database of the test's own.
type world struct {
	Store
	t     *testing.T
	owner *pgxpool.Pool // past the portal's role and policy, to set the scene and look behind it
}

func begin(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	sum := sha256.New()
	err := fs.WalkDir(migrations.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(migrations.Files, path)
		fmt.Fprintf(sum, "%s %d %s", path, len(b), b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	url := pgtest.New(t, fmt.Sprintf("migrated %x", sum.Sum(nil)), func(ctx context.Context, url string) error {
		_, err := postgres.Migrate(ctx, url)
		return err
	})
	db, err := postgres.Open(t.Context(), url, []byte("a key of the tests"), 8)
	if err != nil {
		t.Fatal(err)
	}
	db.Patience(time.Minute)
	t.Cleanup(db.Close)
	owner, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(owner.Close)
	w := &world{Store: Store{db: db, hasher: &hasher{slots: shared.slots, wait: 2 * time.Minute}}, t: t, owner: owner}
	// The demo clock stands years back: nothing of signing in may follow it.
	w.exec(`insert into ward (name, clock_skew) values ('phường Mẫu', timestamptz '2024-09-28 09:00+07' - now())`)
	w.exec(`insert into units (code, name, short_name, kind) values
		('TDP-01', 'Tổ dân phố số 1', 'TDP 1', 'to_dan_pho'), ('BN-CA', 'Công an phường', 'Công an', 'ban_nganh')`)
	return w
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.owner.Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

// number runs a query for one number.
func (w *world) number(sql string, args ...any) (n int) {
	w.t.Helper()
	if err := w.owner.QueryRow(w.t.Context(), sql, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// account makes an account that can sign in with the good password.
func (w *world) account(email string, roles ...access.Role) int64 {
	w.t.Helper()
	link, err := w.Create(w.t.Context(), operator, New{Email: email, Name: "Bà " + email, Roles: roles})
	w.ok(err)
	if _, err = w.UseLink(w.t.Context(), link.Token, good, ""); err != nil {
		w.t.Fatal(err)
	}
	return link.Account
}

func (w *world) signIn(email string) Visit {
	w.t.Helper()
	v, err := w.SignIn(w.t.Context(), Attempt{Email: email, Password: good, Address: home})
	w.ok(err)
	return v
}

// by returns who visits with a session.
func (w *world) by(v Visit) access.Actor {
	w.t.Helper()
	a, err := w.Actor(w.t.Context(), v.Session)
	w.ok(err)
	return a
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// in runs f in a transaction of the portal's own role.
func (w *world) in(f func(pgx.Tx) error) {
	w.t.Helper()
	w.ok(w.db.Keep(w.t.Context(), f))
}
