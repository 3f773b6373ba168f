package main

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestServerIsBounded: headers that are too big are refused, and a visitor who dawdles over
// the header or the body is not waited for.
func TestServerIsBounded(t *testing.T) {
	t.Parallel()
	server := newServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			w.WriteHeader(http.StatusRequestTimeout)
		}
	}), slog.New(slog.DiscardHandler))
	if server.ReadHeaderTimeout != 5*time.Second || server.ReadTimeout != 15*time.Second || server.WriteTimeout != 30*time.Second ||
		server.IdleTimeout == 0 || server.MaxHeaderBytes != 32<<10 {
		t.Errorf("the bounds are %+v", server)
	}
	server.ReadHeaderTimeout, server.ReadTimeout = 200*time.Millisecond, 400*time.Millisecond
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	for name, c := range map[string]struct{ send, want string }{
		"small":       {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "200"},
		"big header":  {"GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 48<<10) + "\r\n\r\n", "431"},
		"slow header": {"GET / HTTP/1.1\r\nHost: x\r\nX: ", ""},
		"slow body":   {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc", "408"},
	} {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
		_, _ = fmt.Fprint(conn, c.send) // the server may hang up before it has all of it
		line, err := bufio.NewReader(conn).ReadString('\n')
		if c.want != "" && !strings.Contains(line, " "+c.want) {
			t.Errorf("%s: %q %v", name, line, err)
		}
		if c.want == "" && (line != "" && !strings.Contains(line, " 408") || err == nil && line == "") {
			t.Errorf("%s: %q %v", name, line, err)
		}
		_ = conn.Close()
	}
}
