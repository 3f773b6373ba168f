package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"net/url"
	"strings"
	"time"

	"portal/internal/localpg"
	"portal/internal/sample"
	"portal/internal/site"
)

// How long a visitor may take: with the header, with the whole request, with taking the answer.
const (
	headerTime  = 5 * time.Second
	readTime    = 15 * time.Second
	writeTime   = 30 * time.Second
	idleTime    = 2 * time.Minute
	drainTime   = 15 * time.Second
	headerBytes = 32 << 10
)

func serve(ctx context.Context, e env, args []string) (err error) {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	demo := flags.Bool("demo", false, "")
	at := flags.String("at", "", "")
	if flags.Parse(args) != nil || flags.NArg() > 0 {
		return fmt.Errorf("%w: %s", errUsage, strings.Join(args, " "))
	}
	if _, err := sample.ParseMoment(*at); err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if !*demo && (*at != "" || e.settings.clock != nil) {
		return fmt.Errorf("%w: --at and PORTAL_CLOCK need --demo", errUsage)
	}
	log := newLog(e)
	// The address first: who cannot listen should not have touched the database.
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", e.settings.addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s (is another portal running there? take another with ADDR=127.0.0.1:9090): %w", e.settings.addr, err)
	}
	defer func() { _ = listener.Close() }()

	h, err := openHouse(ctx, e, log, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if *demo {
		if err := loadSample(ctx, e, h, sample.Moment(*at), log); err != nil {
			return err
		}
	}
	base, hosts := addresses(e.settings, listener.Addr())
	s, err := site.New(site.Config{DB: h.db, BaseURL: base, Hosts: hosts, Demo: *demo, Log: log, Proxies: e.settings.proxies, ReaderKey: h.readerKey()})
	if err != nil {
		return err
	}
	background, stopBackground := context.WithCancel(context.WithoutCancel(ctx))
	defer s.Background(background)()
	defer stopBackground()
	server := newServer(s, log)
	if err := serveOps(ctx, e.settings.ops, log); err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	_, _ = fmt.Fprintf(e.out, "listening on http://%s\n", listener.Addr())
	tellNext(context.WithoutCancel(ctx), e, h, base, *demo)
	select {
	case err = <-failed:
		return err
	case <-h.postgresGone():
		return errors.New("the private PostgreSQL has stopped; nothing acknowledged is lost, start the portal again")
	case <-ctx.Done():
	}
	log.Info("stopping: answering what is under way")
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	return server.Shutdown(drain)
}

// newServer bounds what a visitor may take of it.
func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime,
		IdleTimeout: idleTime, MaxHeaderBytes: headerBytes, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// addresses are the public address of the portal and the other names it answers to.
func addresses(s settings, at net.Addr) (*url.URL, []string) {
	_, port, _ := net.SplitHostPort(at.String())
	local := []string{"localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port, at.String()}
	if s.base != nil {
		return s.base, local
	}
	base := &url.URL{Scheme: "http", Host: at.String()}
	if host, _, _ := net.SplitHostPort(base.Host); host == "::" || host == "0.0.0.0" {
		base.Host = "127.0.0.1:" + port
	}
	return base, local
}

// serveOps serves profiles on an address of their own, when one is set.
func serveOps(ctx context.Context, addr string, log *slog.Logger) error {
	if addr == "" {
		return nil
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("PORTAL_OPS_ADDR: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: headerTime}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("profiles", "err", err)
		}
	}()
	return nil
}

func newLog(e env) *slog.Logger {
	if e.settings.log == "json" {
		return slog.New(slog.NewJSONHandler(e.err, nil))
	}
	return slog.New(slog.NewTextHandler(e.err, nil))
}

// exclusiveError puts the refusal of a second portal on one folder into words.
func exclusiveError(err error, dir string) error {
	if errors.Is(err, localpg.ErrInUse) {
		return fmt.Errorf("a portal is running on the data folder %s already; stop it, or start this one with another: make run DATA=.data-2 ADDR=127.0.0.1:9090 (%w)", dir, err)
	}
	return err
}
