package account

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
)

func TestOldRowsAreSwept(t *testing.T) {
	w := begin(t)
	id := w.account("an@o.vn", access.Chair)
	w.exec(`insert into guesses values ('\x01', 3, now() - interval '25 hours'), ('\x02', 3, now() - interval '1 hour')`)
	w.exec(`insert into sessions values ('\x01', $1, now() - interval '9 hours', now())`, id)
	w.exec(`insert into devices values ('\x01', $1, now() - interval '401 days')`, id)
	w.exec(`insert into password_links values ('\x01', $1, now() - interval '40 days', now() - interval '37 days')`, id)
	for range 25 {
		w.signIn("an@o.vn")
	}
	for what, want := range map[string]int{
		`guesses where bucket = '\x01'`: 0, `guesses where bucket = '\x02'`: 1, `sessions`: 25, `devices`: mostDevices,
		`devices where token_hash = '\x01'`: 0, `password_links where token_hash = '\x01'`: 0,
	} {
		if n := w.number(`select count(*) from ` + what); n != want {
			t.Errorf("%d %s", n, what)
		}
	}
}

func TestSessionsFollowTheRealClock(t *testing.T) {
	w := begin(t)
	w.account("an@o.vn", access.Chair)
	v := w.signIn("an@o.vn")
	for _, skew := range []string{"-900 days", "0", "900 days"} {
		w.exec(`update ward set clock_skew = $1::interval`, skew)
		if w.by(v).Account == 0 {
			t.Errorf("the demo clock at %s ends the session", skew)
		}
	}
	seen := func() int { return w.number(`select extract(epoch from now() - seen_at)::int from sessions`) }
	w.exec(`update sessions set seen_at = now() - interval '50 seconds'`)
	w.by(v)
	if seen() < 50 {
		t.Error("a session is noted more than once a minute")
	}
	w.exec(`update sessions set seen_at = now() - interval '29 minutes', created_at = now() - interval '7 hours 59 minutes'`)
	if w.by(v).Account == 0 || seen() > 40 {
		t.Errorf("seen %d s ago", seen())
	}
	before := w.db.Queries()
	w.by(v)
	if n := w.db.Queries() - before; n != 1 {
		t.Errorf("an actor takes %d queries", n)
	}
	for _, end := range []string{`seen_at = now() - interval '30 minutes 1 second'`, `created_at = now() - interval '8 hours 1 second'`} {
		v := w.signIn("an@o.vn")
		w.exec(`update sessions set ` + end)
		if w.by(v).Account != 0 {
			t.Errorf("alive with %s", end)
		}
	}
	if a, err := w.Actor(t.Context(), strings.Repeat("A", 43)); a.Account != 0 || err != nil {
		t.Errorf("an unknown token: %+v %v", a, err)
	}
}

// In transactions of others, too: a session ends with what it stood on.
func TestEndSessions(t *testing.T) {
	w := begin(t)
	id := w.account("an@o.vn", access.Chair)
	v := w.signIn("an@o.vn")
	w.in(func(tx pgx.Tx) error { return EndSessions(t.Context(), tx, id) })
	if w.by(v).Account != 0 {
		t.Error("it lives")
	}
}
