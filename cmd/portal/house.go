package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"portal/internal/localpg"
	"portal/internal/postgres"
)

// connections are as many as one portal needs: two of them leave room on a server with the usual limit of 100.
const connections = 12

// house is the database that a command works on, and the private server under it.
type house struct {
	db      *postgres.DB
	private *localpg.Server // nil: DATABASE_URL names another
	key     []byte          // of the audit chain
}

// openHouse starts or finds the database, migrates it, and opens it. Serving owns the
// private server alone; a command beside it attaches.
func openHouse(ctx context.Context, e env, log *slog.Logger, exclusive bool) (*house, error) {
	h := &house{}
	url, err := h.start(ctx, e, log, exclusive)
	if err != nil {
		return nil, err
	}
	if _, err := postgres.Migrate(ctx, url); err != nil {
		return nil, errors.Join(err, h.close())
	}
	key, err := auditKey(e.settings)
	if err != nil {
		return nil, errors.Join(err, h.close())
	}
	h.key = key
	if h.db, err = postgres.Open(ctx, url, key, connections); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

func (h *house) start(ctx context.Context, e env, log *slog.Logger, exclusive bool) (string, error) {
	if e.settings.database != "" {
		return e.settings.database, nil
	}
	if err := makeDataFolder(e.settings.data); err != nil {
		return "", err
	}
	dir, err := filepath.Abs(filepath.Join(e.settings.data, "postgres"))
	if err != nil {
		return "", err
	}
	h.private, err = localpg.Start(ctx, localpg.Options{Dir: dir, Database: "portal", Exclusive: exclusive, Log: log})
	if err != nil {
		return "", exclusiveError(err, e.settings.data)
	}
	return h.private.URL, nil
}

// makeDataFolder makes the data folder. The account that runs PostgreSQL for root must be able to pass it; what is
// private is in folders of its own below.
func makeDataFolder(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	mode := fs.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711
	}
	if err := os.MkdirAll(dir, mode); err != nil {
		return fmt.Errorf("PORTAL_DATA: %w", err)
	}
	return os.Chmod(dir, mode) // whatever the umask says
}

func (h *house) postgresGone() <-chan struct{} {
	if h.private == nil {
		return nil
	}
	return h.private.Exited()
}

func (h *house) close() error {
	if h.db != nil {
		h.db.Close()
	}
	if h.private == nil {
		return nil
	}
	return h.private.Stop()
}

// readerKey makes what is stored of readers useless to who has the database alone.
func (h *house) readerKey() []byte {
	mac := hmac.New(sha256.New, h.key)
	mac.Write([]byte("readers"))
	return mac.Sum(nil)
}

// auditKey reads the key that seals the audit chain, and makes it the first time. It
// stands outside the database: who can write there cannot forge the chain.
func auditKey(s settings) ([]byte, error) {
	if s.auditKey != nil {
		return s.auditKey, nil
	}
	if err := makeDataFolder(s.data); err != nil {
		return nil, err
	}
	dir := filepath.Join(s.data, "keys")
	path := filepath.Join(dir, "audit.key")
	text, err := os.ReadFile(path) // #nosec G304 -- the operator's own folder
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(dir, path); err != nil {
			return nil, err
		}
		text, err = os.ReadFile(path) // #nosec G304 -- as above; another process may have been quicker
	}
	if err != nil {
		return nil, err
	}
	return decodeKey(strings.TrimSpace(string(text)), path)
}

// makeKey writes a new key so that it is there whole or not at all, and never over another.
func makeKey(dir, path string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	var key [32]byte
	_, _ = rand.Read(key[:])
	f, err := os.CreateTemp(dir, "audit-*.new")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = fmt.Fprintln(f, hex.EncodeToString(key[:]))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	d, err := os.Open(dir) // #nosec G304 -- the operator's own folder
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func decodeKey(text, from string) ([]byte, error) {
	key, err := hex.DecodeString(text)
	if err != nil || len(key) < 32 {
		return nil, fmt.Errorf("%s: the key must be at least 64 hex digits", from)
	}
	return key, nil
}
