package site

import (
	"context"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// gate stands before the database: shut, it drops who is through and lets nobody in.
type gate struct {
	t        *testing.T
	url      string
	to       string
	network  string
	address  string
	listener net.Listener
	through  chan net.Conn
}

func newGate(t *testing.T, database string) *gate {
	t.Helper()
	config, err := pgx.ParseConfig(database)
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{t: t, through: make(chan net.Conn, 100)}
	port := strconv.Itoa(int(config.Port))
	g.network, g.to = "tcp", net.JoinHostPort(config.Host, port)
	if strings.HasPrefix(config.Host, "/") {
		g.network, g.to = "unix", config.Host+"/.s.PGSQL."+port
	}
	g.address = "127.0.0.1:0"
	g.open()
	t.Cleanup(g.shut)
	u := url.URL{Scheme: "postgres", Host: g.address, Path: "/" + config.Database, User: url.UserPassword(config.User, config.Password), RawQuery: "sslmode=disable"}
	g.url = u.String()
	return g
}

func (g *gate) open() {
	g.t.Helper()
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", g.address)
	if err != nil {
		g.t.Fatal(err)
	}
	g.listener, g.address = listener, listener.Addr().String()
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			to, err := new(net.Dialer).DialContext(context.Background(), g.network, g.to)
			if err != nil {
				_ = from.Close()
				continue
			}
			g.through <- from
			g.through <- to
			go pipe(from, to)
			go pipe(to, from)
		}
	}()
}

func (g *gate) shut() {
	_ = g.listener.Close()
	for len(g.through) > 0 {
		_ = (<-g.through).Close()
	}
}

func pipe(from, to net.Conn) {
	_, _ = io.Copy(to, from)
	_ = to.Close()
}
