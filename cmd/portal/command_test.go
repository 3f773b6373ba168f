package main

import (
	"regexp"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/fixture"
	"portal/internal/pgtest"
	"portal/internal/site"
)

// wants checks that a text has each of these.
func wants(tb testing.TB, text string, words ...string) {
	tb.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			tb.Errorf("does not say %q:\n%s", w, text)
		}
	}
}

// oneClearLine checks that an error is told in one line.
func oneClearLine(tb testing.TB, errOut string) {
	tb.Helper()
	said := 0
	for line := range strings.Lines(errOut) {
		if strings.HasPrefix(line, "portal: ") {
			said++
		} else if !strings.HasPrefix(line, "time=") {
			tb.Errorf("this line is neither the reason nor the log: %s", line)
		}
	}
	if said != 1 {
		tb.Errorf("%d reasons, wanted one:\n%s", said, errOut)
	}
}

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args string
		says string
	}{
		{"", "Commands:"},
		{"sreve", `there is no command "sreve"`},
		{"serve --dmeo", "usage: portal serve [--demo] [--at MOMENT]"},
		{"serve now", "usage: portal serve"},
		{"serve --demo --at tomorrow", "take one of registration, running, scoring, review, concluded"},
		{"serve --at running", "--at and PORTAL_CLOCK need --demo"},
		{"migrate down", "usage: portal migrate"},
		{"routes x", "usage: portal routes"},
		{"version x", "usage: portal version"},
		{"verify x y", "usage: portal verify"},
		{"account", "usage: portal account add EMAIL"},
		{"account add", "usage: portal account add EMAIL"},
		{"account add --role admin", "usage: portal account add EMAIL"},
		{"account remove a@b.example", "usage: portal account add EMAIL"},
		{"account add a@b.example", "--role must be one of admin chair"},
		{"account add a@b.example --role king", "--role must be one of admin chair"},
		{"account add a@b.example --role unit_head", "--role unit_head needs --unit CODE"},
		{"account add a@b.example --role admin --unit TDP-20", "--unit goes with --role unit_head or unit_staff"},
		{"account disable a@b.example now", "usage: portal account"},
		{"import", "usage: portal import"},
		{"import cats cats.csv", "usage: portal import"},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			// A folder that cannot be made: none of these may touch one.
			code, out, errOut := execute(t, []string{"PORTAL_DATA=/dev/null/x"}, strings.Fields(c.args)...)
			if code != 2 {
				t.Errorf("exit code %d, wanted 2", code)
			}
			wants(t, out+errOut, c.says)
		})
	}
}

func TestWrongSettings(t *testing.T) {
	t.Parallel()
	wrong := []string{
		"PORTAL_ADDR=8080", "PORTAL_OPS_ADDR=9", "DATABASE_URL=mysql://x", "PORTAL_BASE_URL=thidua.example",
		"PORTAL_LOG=xml", "PORTAL_CLOCK=28/09/2024", "PORTAL_PROXIES=10.0.0.0/8,router", "PORTAL_AUDIT_KEY=secret",
	}
	code, _, errOut := execute(t, wrong, "serve", "--demo")
	if code != 2 {
		t.Errorf("exit code %d, wanted 2", code)
	}
	for _, s := range wrong {
		name, _, _ := strings.Cut(s, "=")
		wants(t, errOut, name+": ")
	}
	if strings.Contains(errOut, "secret") {
		t.Error("the key is printed")
	}
}

func TestHelpIsTrue(t *testing.T) {
	t.Parallel()
	out := does(t, nil, 0, "help")
	for _, c := range commands {
		wants(t, out, "portal "+c.name)
	}
	for _, s := range settingList {
		wants(t, out, s.name)
	}
	wants(t, does(t, nil, 0, "--help"), "Commands:")
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	out := does(t, nil, 0, "routes")
	for _, r := range site.Routes() {
		line := regexp.MustCompile(`(?m)^` + r.Method + ` +` + regexp.QuoteMeta(r.Path) + ` +` + string(r.May) + ` +\S`)
		if !line.MatchString(out) {
			t.Errorf("%s %s is not listed with its permission %s", r.Method, r.Path, r.May)
		}
	}
	if n := strings.Count(out, "\n"); n != len(site.Routes()) {
		t.Errorf("%d lines for %d addresses", n, len(site.Routes()))
	}
	wants(t, out, "everybody", string(access.Judge))
}

func TestVersion(t *testing.T) {
	t.Parallel()
	if out := does(t, nil, 0, "version"); !regexp.MustCompile(`^portal \S+, commit \S+, go1\.\S+\n$`).MatchString(out) {
		t.Errorf("says %q", out)
	}
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	settings := []string{"DATABASE_URL=" + pgtest.NewEmpty(t), "PORTAL_DATA=" + pgtest.Dir(t)}
	if out := does(t, settings, 0, "migrate"); strings.HasPrefix(out, "0 migrations") {
		t.Errorf("a new database: %s", out)
	}
	wants(t, does(t, settings, 0, "migrate"), "0 migrations applied")
}

func TestNoDatabase(t *testing.T) {
	t.Parallel()
	settings := []string{"DATABASE_URL=postgres://ward:geheim@127.0.0.1:1/portal", "PORTAL_DATA=" + pgtest.Dir(t), "PORTAL_ADDR=127.0.0.1:0"}
	for _, command := range []string{"serve", "migrate", "verify"} {
		errOut := does(t, settings, 1, command)
		oneClearLine(t, errOut)
		wants(t, errOut, "127.0.0.1:1")
		if strings.Contains(errOut, "geheim") {
			t.Error("the password is printed")
		}
	}
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	url := fixture.URL(t, "scoring")
	settings := []string{"DATABASE_URL=" + url, auditKeySetting, "PORTAL_BASE_URL=https://thidua.example"}
	link := regexp.MustCompile(`https://thidua\.example/mat-khau/\S+\n`)

	out := does(t, settings, 0, "account", "add", "Chi.Hoa@phuong.example", "--role", "admin", "--name", "Chị Hoa")
	if !link.MatchString(out) {
		t.Errorf("no link: %s", out)
	}
	does(t, settings, 0, "account", "add", "to20@phuong.example", "--role", "unit_head", "--unit", "TDP-20")
	again := does(t, settings, 0, "account", "link", "chi.hoa@phuong.example")
	if !link.MatchString(again) || link.FindString(again) == link.FindString(out) {
		t.Errorf("no new link: %s", again)
	}
	db := connect(t, url)
	var name, roles, units string
	err := db.QueryRow(t.Context(), `select name, (select string_agg(role, ' ') from account_roles where account_id = a.id),
		(select string_agg(m.role || ' ' || u.code, ' ') from memberships m join units u on u.id = m.unit_id join accounts b on b.id = m.account_id
			where b.email_key = 'to20@phuong.example')
		from accounts a where email_key = 'chi.hoa@phuong.example'`).Scan(&name, &roles, &units)
	if err != nil || name != "Chị Hoa" || roles != "admin" || units != "unit_head TDP-20" {
		t.Errorf("made %q with %q and %q (%v)", name, roles, units, err)
	}
	for _, wrong := range []string{
		"account add chi.hoa@phuong.example --role auditor", // there already
		"account add to21@phuong.example --role unit_head --unit TDP-999",
		"account add nobody --role admin",
		"account link nobody@phuong.example",
		"account disable nobody@phuong.example",
	} {
		oneClearLine(t, does(t, settings, 1, strings.Fields(wrong)...))
	}
	wants(t, does(t, settings, 0, "account", "disable", "to20@phuong.example"), "can no longer sign in")
	oneClearLine(t, does(t, settings, 1, "account", "disable", "to20@phuong.example"))
	wants(t, does(t, settings, 0, "verify"), "audit chain:")
}
