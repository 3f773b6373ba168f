package localpg_test

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"portal/internal/localpg"
	"portal/internal/pgtest"
)

func TestStopsAndStartsAgain(t *testing.T) {
	t.Parallel()
	dir := home(t)
	s := startWith(t, localpg.Options{Dir: dir})
	write(t, s)
	if s.Attached || s.Dir != dir {
		t.Errorf("the first process does not own %s: %+v", dir, s)
	}
	pid := postmaster(t, dir)
	must(t, s.Stop())
	must(t, s.Stop())
	<-s.Exited()
	if runs(pid) {
		t.Error("the server still runs")
	}
	s = startWith(t, localpg.Options{Dir: dir})
	read(t, s)
	must(t, s.Stop())
}

func TestIsPrivateAndSafe(t *testing.T) {
	t.Parallel()
	dir := home(t)
	s := startWith(t, localpg.Options{Dir: dir})
	c := connect(t, s.URL)
	for name, want := range map[string]string{
		"listen_addresses": "", "data_checksums": "on", "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
		"max_connections": "100", "TimeZone": "UTC", "server_encoding": "UTF8", "unix_socket_permissions": "0700",
	} {
		if got := setting(t, c, name); got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
	for name, want := range map[string]os.FileMode{"": 0o700, "data": 0o700, "socket": 0o700, "password": 0o600, "postgres.log": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%q has mode %o, not %o", name, got, want)
		}
	}
	u, err := url.Parse(s.URL)
	must(t, err)
	for _, who := range []*url.Userinfo{url.User("portal"), url.UserPassword("portal", "sai")} {
		u.User = who
		if c, err := pgx.Connect(t.Context(), u.String()); err == nil {
			_ = c.Close(t.Context())
			t.Errorf("%s came in", who)
		}
	}
	password, err := os.ReadFile(filepath.Join(dir, "password"))
	must(t, err)
	log, err := os.ReadFile(filepath.Join(dir, "postgres.log"))
	must(t, err)
	if strings.Contains(string(log), strings.TrimSpace(string(password))) {
		t.Error("the password is in the log")
	}
}

func TestOthersAttachOrAreTold(t *testing.T) {
	t.Parallel()
	dir := home(t)
	owner := start(t, dir)
	write(t, owner)
	other := start(t, dir)
	if !other.Attached {
		t.Fatal("two owners")
	}
	read(t, other)
	must(t, other.Stop())
	read(t, owner)
	_, err := localpg.Start(t.Context(), localpg.Options{Dir: dir, Exclusive: true})
	if !errors.Is(err, localpg.ErrInUse) || !strings.Contains(err.Error(), dir) {
		t.Errorf("the second portal is told %v", err)
	}
	another, err := localpg.Start(t.Context(), localpg.Options{Dir: dir, Database: "Thi đua \"2024\""})
	must(t, err)
	var name string
	must(t, connect(t, another.URL).QueryRow(t.Context(), `select current_database()`).Scan(&name))
	if name != "Thi đua \"2024\"" {
		t.Errorf("connected to %q", name)
	}
}

func TestManyStartAtOnce(t *testing.T) {
	t.Parallel()
	dir := home(t)
	servers := make([]*localpg.Server, 4)
	var all sync.WaitGroup
	for i := range servers {
		all.Go(func() {
			s, err := localpg.Start(t.Context(), localpg.Options{Dir: dir, Fast: true})
			if err != nil {
				t.Error(err)
				return
			}
			servers[i] = s
		})
	}
	all.Wait()
	owners := 0
	for _, s := range servers {
		if s == nil {
			continue
		}
		if !s.Attached {
			owners++
		}
		must(t, connect(t, s.URL).Ping(t.Context()))
	}
	for _, s := range servers {
		if s != nil {
			must(t, s.Stop())
		}
	}
	if owners != 1 {
		t.Errorf("%d own the server", owners)
	}
}

func TestAwkwardPaths(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		`Phường Nghĩa Đô, "tổ 20" 100% & ai?`,
		filepath.Join("Đợt thi đua cao điểm", strings.Repeat("rất dài ", 12), strings.Repeat("ạ", 60)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(pgtest.Dir(t), name)
			s := start(t, dir)
			write(t, s)
			other := start(t, dir)
			read(t, other)
			u, err := url.Parse(s.URL)
			must(t, err)
			socket := u.Query().Get("host")
			must(t, s.Stop())
			if _, err := os.Stat(socket); !strings.HasPrefix(socket, dir) && !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%s stays behind", socket)
			}
		})
	}
}

func TestRefusalsSayWhy(t *testing.T) {
	t.Parallel()
	dir := home(t)
	s := start(t, dir)
	write(t, s)
	must(t, s.Stop())
	version := filepath.Join(dir, "data", "PG_VERSION")
	right, err := os.ReadFile(version)
	must(t, err)
	must(t, os.WriteFile(version, []byte("9\n"), 0o600))
	_, err = localpg.Start(t.Context(), localpg.Options{Dir: dir, Fast: true})
	if err == nil || !strings.Contains(err.Error(), "by PostgreSQL 9,") ||
		!strings.Contains(err.Error(), "here is PostgreSQL "+strings.TrimSpace(string(right))) {
		t.Errorf("the refusal says: %v", err)
	}
	must(t, os.WriteFile(version, right, 0o600))
	s = start(t, dir)
	read(t, s)
	must(t, s.Stop())

	conf, err := os.OpenFile(filepath.Join(dir, "data", "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = conf.WriteString("\nshared_buffers = 'nhiều'\n")
	must(t, errors.Join(err, conf.Close()))
	_, err = localpg.Start(t.Context(), localpg.Options{Dir: dir, Fast: true})
	if err == nil || !strings.Contains(err.Error(), "shared_buffers") {
		t.Errorf("the failed start says: %v", err)
	}
	must(t, os.RemoveAll(filepath.Join(dir, "data", "postgresql.conf")))
	must(t, os.Remove(filepath.Join(dir, "password")))
	_, err = localpg.Start(t.Context(), localpg.Options{Dir: dir, Fast: true})
	if err == nil || !strings.Contains(err.Error(), "password") {
		t.Errorf("without its password the start says: %v", err)
	}
}

func TestHalfMadeClusterIsMadeAnew(t *testing.T) {
	t.Parallel()
	dir := home(t)
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() {
		s, err := localpg.Start(ctx, localpg.Options{Dir: dir, Fast: true})
		if err == nil {
			err = s.Stop()
		}
		failed <- err
	}()
	eventually(t, "initdb begins", func() bool {
		_, err := os.Stat(filepath.Join(dir, "data.new"))
		return err == nil
	})
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("the interrupted start says: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err == nil {
		t.Error("a half-made cluster was taken for a whole one")
	}
	write(t, start(t, dir))
}
