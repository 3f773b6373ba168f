// Package pgtest gives every test a database of its own, cloned from a template in a few milliseconds.
package pgtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"portal/internal/localpg"
)

// patience is for a machine on which everybody tests at once.
const patience = 5 * time.Minute

// New gives a test its own copy of a template database, which migrate fills the first time anybody asks for
// this key. The key must say all that the contents depend on, such as a hash of the migrations; different
// keys live side by side. The copy is dropped when the test ends.
func New(tb testing.TB, key string, migrate func(ctx context.Context, url string) error) string {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s, err := server()
	if err != nil {
		tb.Fatalf("no PostgreSQL for the tests: %v", err)
	}
	template, err := s.template(ctx, key, migrate)
	if err != nil {
		tb.Fatalf("making the template %q: %v", key, err)
	}
	return s.clone(ctx, tb, template)
}

// NewEmpty gives a test its own empty database.
func NewEmpty(tb testing.TB) string {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s, err := server()
	if err != nil {
		tb.Fatalf("no PostgreSQL for the tests: %v", err)
	}
	return s.clone(ctx, tb, "template0")
}

// Dir gives a test a folder for a private PostgreSQL or a whole portal. Unlike tb.TempDir, the account that
// runs PostgreSQL for root can pass it.
func Dir(tb testing.TB) string {
	tb.Helper()
	dir, err := os.MkdirTemp("", "portal-test-")
	if err == nil {
		err = os.Chmod(dir, 0o711) //nolint:gosec // that is the point
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			tb.Error(err)
		}
	})
	return dir
}

// cluster is the server of the tests: that of TEST_DATABASE_URL, shared with other test processes, or our own.
type cluster struct {
	own       *localpg.Throwaway // nil: shared. Kept, because a collected one closes the pipe that its janitor listens to
	admin     *pgxpool.Pool
	url       *url.URL
	strategy  string // the quickest way to copy a database here
	mark      string // tells our databases from those of other test processes
	count     atomic.Int64
	templates sync.Map // name to *template
}

// server connects once; the process's end stops a server of our own and removes it.
var server = sync.OnceValues(func() (*cluster, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	address := os.Getenv("TEST_DATABASE_URL")
	var own *localpg.Throwaway
	if address == "" {
		var err error
		if own, err = localpg.StartThrowaway(ctx, nil); err != nil {
			return nil, err
		}
		address = own.URL
	}
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		return nil, fmt.Errorf("TEST_DATABASE_URL is not an address like postgres://user@host/database")
	}
	admin, err := pgxpool.New(ctx, address)
	if err != nil {
		return nil, err
	}
	s := &cluster{admin: admin, url: u, own: own, strategy: "wal_log", mark: strings.ToLower(rand.Text()[:8])}
	var fsync string
	if err := admin.QueryRow(ctx, `show fsync`).Scan(&fsync); err != nil {
		return nil, err
	}
	if fsync == "off" {
		s.strategy = "file_copy" // asks for checkpoints, which then cost nothing
	}
	return s, nil
})

// at is the address of another database of the same server.
func (s *cluster) at(database string) string {
	u := *s.url
	u.Path = "/" + database
	return u.String()
}

// clone copies a template for one test.
func (s *cluster) clone(ctx context.Context, tb testing.TB, template string) string {
	tb.Helper()
	name := fmt.Sprintf("test_%s_%d", s.mark, s.count.Add(1))
	if _, err := s.admin.Exec(ctx, "create database "+name+" template "+template+" strategy "+s.strategy); err != nil {
		tb.Fatalf("cloning a database: %v", err)
	}
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if _, err := s.admin.Exec(ctx, "drop database "+name+" with (force)"); err != nil {
			tb.Errorf("dropping the test's database: %v", err)
		}
	})
	return s.at(name)
}

// template is one that this process has asked for.
type template struct {
	making sync.Mutex // the tests of one process wait here, processes in the database
	made   bool
}

// template makes sure that the template of this key exists, and gives its name.
func (s *cluster) template(ctx context.Context, key string, migrate func(context.Context, string) error) (string, error) {
	sum := sha256.Sum256([]byte(key))
	name := "template_" + hex.EncodeToString(sum[:8])
	known, _ := s.templates.LoadOrStore(name, new(template))
	t := known.(*template)
	t.making.Lock()
	defer t.making.Unlock()
	if t.made {
		return name, nil
	}
	err := s.admin.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		// Packages are tested in parallel: the first to come makes the template.
		if _, err := c.Exec(ctx, `select pg_advisory_lock(hashtextextended($1, 0))`, name); err != nil {
			return err
		}
		err := s.makeTemplate(ctx, c.Conn(), name, migrate)
		// A connection that cannot unlock gives up its lock by going.
		if _, unlockErr := c.Exec(context.Background(), `select pg_advisory_unlock_all()`); unlockErr != nil {
			_ = c.Conn().Close(context.Background()) // it is broken already
		}
		return err
	})
	t.made = err == nil
	return name, err
}

func (s *cluster) makeTemplate(ctx context.Context, c *pgx.Conn, name string, migrate func(context.Context, string) error) error {
	// It becomes a template only when finished: what an earlier process left half-made is not one.
	var finished bool
	err := c.QueryRow(ctx, `select exists (select from pg_database where datname = $1 and datistemplate)`, name).Scan(&finished)
	if err != nil || finished {
		return err
	}
	if _, err := c.Exec(ctx, "drop database if exists "+name+" with (force)"); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, "create database "+name+" template template0 strategy "+s.strategy); err != nil {
		return err
	}
	if err := migrate(ctx, s.at(name)); err != nil {
		return err
	}
	if err := analyze(ctx, s.at(name)); err != nil {
		return err
	}
	_, err = c.Exec(ctx, "alter database "+name+" is_template true allow_connections false")
	if err != nil {
		return err
	}
	// A connection that migrate has left open would keep everybody from cloning.
	_, err = c.Exec(ctx, `select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = $1`, name)
	return err
}

// analyze gives the clones what the planner needs to know of the rows they come with.
func analyze(ctx context.Context, address string) error {
	c, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, `analyze`)
	if closeErr := c.Close(ctx); err == nil {
		err = closeErr
	}
	return err
}
