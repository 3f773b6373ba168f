package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// settings are what the environment says.
type settings struct {
	addr     string
	data     string
	database string
	base     *url.URL // nil: http:// and the address
	auditKey []byte   // nil: the one in the data folder
	log      string
	clock    *time.Time
	ops      string
	proxies  []netip.Prefix
}

// where says which database is meant, without its password.
func (s settings) where() string {
	if s.database != "" {
		return "the database of DATABASE_URL"
	}
	return "the data folder " + s.data
}

var settingList = []struct{ name, means string }{
	{"PORTAL_ADDR", "where to listen, default 127.0.0.1:8080; port 0 takes a free one and prints it"},
	{"PORTAL_DATA", "folder of the private Postgres and the keys, default .data"},
	{"DATABASE_URL", "a PostgreSQL 15 or newer; empty: a private one under PORTAL_DATA"},
	{"PORTAL_BASE_URL", "public address, default http:// and the address"},
	{"PORTAL_AUDIT_KEY", "key of the audit chain in hex, default PORTAL_DATA/keys/audit.key, made at the first start"},
	{"PORTAL_PROXIES", "addresses of proxies whose X-Forwarded-For is believed, as 10.0.0.0/8,...; default none"},
	{"PORTAL_OPS_ADDR", "second listener for profiles, default off"},
	{"PORTAL_LOG", "text (default) or json"},
	{"PORTAL_CLOCK", "demo mode: the moment at which the portal's clock starts, as 2024-09-28T09:00:00+07:00"},
}

// readSettings reads the environment and reports every mistake at once.
func readSettings(getenv func(string) string) (settings, error) {
	s := settings{addr: "127.0.0.1:8080", data: ".data", log: "text", database: getenv("DATABASE_URL")}
	var mistakes []error
	wrong := func(name, format string, args ...any) {
		mistakes = append(mistakes, fmt.Errorf(name+": "+format, args...))
	}
	if v := getenv("PORTAL_DATA"); v != "" {
		s.data = v
	}
	if v := getenv("PORTAL_ADDR"); v != "" {
		s.addr = v
	}
	if _, _, err := net.SplitHostPort(s.addr); err != nil {
		wrong("PORTAL_ADDR", "%q is not host:port", s.addr)
	}
	if s.ops = getenv("PORTAL_OPS_ADDR"); s.ops != "" {
		if _, _, err := net.SplitHostPort(s.ops); err != nil {
			wrong("PORTAL_OPS_ADDR", "%q is not host:port", s.ops)
		}
	}
	if s.database != "" && !strings.HasPrefix(s.database, "postgres://") && !strings.HasPrefix(s.database, "postgresql://") && !strings.Contains(s.database, "=") {
		wrong("DATABASE_URL", "it must begin with postgres://")
	}
	if v := getenv("PORTAL_BASE_URL"); v != "" {
		u, err := url.Parse(v)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" {
			wrong("PORTAL_BASE_URL", "%q must be like https://thidua.example", v)
		} else {
			s.base = u
		}
	}
	switch v := getenv("PORTAL_LOG"); v {
	case "", "text":
	case "json":
		s.log = v
	default:
		wrong("PORTAL_LOG", "%q must be text or json", v)
	}
	if v := getenv("PORTAL_AUDIT_KEY"); v != "" {
		key, err := decodeKey(v, "PORTAL_AUDIT_KEY")
		if err != nil {
			mistakes = append(mistakes, err)
		}
		s.auditKey = key
	}
	if v := getenv("PORTAL_CLOCK"); v != "" {
		t, err := time.Parse(time.RFC3339, v)
		if err != nil {
			wrong("PORTAL_CLOCK", "%q must be like 2024-09-28T09:00:00+07:00", v)
		}
		s.clock = &t
	}
	for _, v := range strings.FieldsFunc(getenv("PORTAL_PROXIES"), func(r rune) bool { return r == ',' || r == ' ' }) {
		if p, err := netip.ParsePrefix(v); err == nil {
			s.proxies = append(s.proxies, p)
		} else if a, err := netip.ParseAddr(v); err == nil {
			s.proxies = append(s.proxies, netip.PrefixFrom(a, a.BitLen()))
		} else {
			wrong("PORTAL_PROXIES", "%q is no address", v)
		}
	}
	return s, errors.Join(mistakes...)
}
