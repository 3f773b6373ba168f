package account

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/viet"
)

func TestWrongAttemptsLookAlike(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	w.account("co@o.vn", access.Chair)
	gone := w.account("khoa@o.vn", access.Chair)
	w.ok(w.Disable(ctx, operator, gone, ""))
	if _, err := w.Create(ctx, operator, New{Email: "moi@o.vn", Name: "Mới", Roles: []access.Role{access.Judge}}); err != nil {
		t.Fatal(err)
	}
	took := map[string]time.Duration{}
	for _, c := range []struct{ email, password string }{
		{"co@o.vn", "sai mật khẩu rồi"},
		{"khoa@o.vn", good},
		{"moi@o.vn", good},
		{"moi@o.vn", ""},
		{"khong-co@o.vn", good},
		{"'; drop table accounts; --", good},
		{"\x00\xff", good},
		{"co@o.vn", strings.Repeat("x", 1<<16)},
	} {
		if c.password == "" {
			c.password = " "
		}
		took[c.email] = time.Hour
		for i := range 3 {
			begun := time.Now()
			_, err := w.SignIn(ctx, Attempt{Email: c.email, Password: c.password, Address: netip.AddrFrom4([4]byte{198, 51, byte(i), 1})})
			took[c.email] = min(took[c.email], time.Since(begun))
			if err == nil || err.Error() != refused().Error() {
				t.Errorf("%s %.10q: %v", c.email, c.password, err)
			}
			w.exec(`delete from guesses`)
		}
	}
	// All of them pay for a hash; a machine that is busy may take longer over any of them.
	quick, slow := slices.Min(slices.Collect(maps.Values(took))), slices.Max(slices.Collect(maps.Values(took)))
	if quick < 5*time.Millisecond || quick < slow/20 {
		t.Errorf("the times tell them apart: %v", took)
	}
	_, err := w.SignIn(ctx, Attempt{Address: home})
	if invalid := (fault.Invalid{}); !errors.As(err, &invalid) || invalid["email"] == "" || invalid["password"] == "" {
		t.Errorf("nothing typed: %v", err)
	}
}

func TestSignInBeginsAnew(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	w.account("Bà.Thư@phường.vn", access.Secretary)
	first := w.signIn("bà.thư@PHƯỜNG.vn")
	second, err := w.SignIn(ctx, Attempt{
		Email: norm.NFD.String("bà.thư@phường.vn"), Password: norm.NFD.String(good), Session: first.Session, Device: first.Device, Address: home,
	})
	w.ok(err)
	if second.Session == first.Session || second.Device != first.Device || w.by(first).Account != 0 || w.by(second).Account == 0 {
		t.Errorf("%+v after %+v", second, first)
	}
	if n := w.number(`select count(*) from sessions where token_hash = sha256($1::text::bytea)`, second.Session); n != 1 {
		t.Errorf("%d sessions under the SHA-256 of the token", n)
	}
	third := w.signIn("bà.thư@phường.vn")
	w.ok(w.SignOut(ctx, third.Session))
	if w.by(third).Account != 0 || w.by(second).Account == 0 {
		t.Error("signing out ends this session and no other")
	}
	w.ok(w.SignOutEverywhere(ctx, w.by(second)))
	if w.by(second).Account != 0 || w.number(`select count(*) from sessions`) != 0 {
		t.Error("a session outlives signing out everywhere")
	}
	w.ok(w.SignOut(ctx, "x"))
}

// Guesses at one account from twenty places at once: each is looked at and counted, and
// the next one has to wait.
func TestGuessesAtOnceAllCount(t *testing.T) {
	w := begin(t)
	w.account("an@o.vn", access.Chair)
	guess := func(i int) error {
		_, err := w.SignIn(t.Context(), Attempt{Email: "an@o.vn", Password: "một câu đoán mò", Address: netip.AddrFrom4([4]byte{198, 51, byte(i), 1})})
		return err
	}
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := guess(i); err == nil || err.Error() != refused().Error() {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := w.number(`select failed from guesses where bucket = $1`, bucket(fromUnknown, "an@o.vn")); n != 20 {
		t.Errorf("20 guesses counted %d", n)
	}
	w.exec(`update guesses set failed = 30, last_at = now() where failed = 20`)
	if err := guess(99); !fault.Is(err, fault.TooMany) {
		t.Errorf("the next one: %v", err)
	}
	if n := w.number(`select failed from guesses where bucket = $1`, bucket(fromUnknown, "an@o.vn")); n != 30 {
		t.Errorf("a guess that has to wait counted: %d", n)
	}
}

// Twenty guesses at once from one place: five are looked at, whatever they hit upon.
func TestGuessesAtOnceDoNotPassTogether(t *testing.T) {
	w := begin(t)
	w.account("an@o.vn", access.Chair)
	var all sync.WaitGroup
	var looked atomic.Int32
	begun := time.Now()
	for range 20 {
		all.Go(func() {
			err := w.guess(t.Context(), buckets("an@o.vn", nil, home))
			if err == nil {
				looked.Add(1)
			} else if !fault.Is(err, fault.TooMany) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	late := int32(time.Since(begun) / time.Second) // on a busy machine somebody has waited
	if n := looked.Load(); n < 5 || n > 5+late {
		t.Errorf("%d guesses of 20 were looked at", looked.Load())
	}
}

func TestWaitingGrowsAndEnds(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	w.account("an@o.vn", access.Chair)
	b := bucket(fromAddress, "an@o.vn", network(home))
	for failed, want := range map[int]time.Duration{
		9: 16 * time.Second, 10: 32 * time.Second, 12: 3 * time.Minute, 14: 9 * time.Minute, 15: 15 * time.Minute, 500: 15 * time.Minute,
	} {
		w.exec(`insert into guesses values ($1, $2, now()) on conflict (bucket) do update set failed = $2, last_at = now()`, b, failed)
		_, err := w.SignIn(ctx, Attempt{Email: "an@o.vn", Password: good, Address: home})
		var n int
		var unit string
		if !fault.Is(err, fault.TooMany) {
			t.Fatalf("after %d: %v", failed, err)
		}
		words := strings.ReplaceAll(err.Error(), viet.NBSP, " ")
		if _, err := fmt.Sscanf(words, "Đã thử quá nhiều lần. Hãy chờ %d %s rồi thử lại.", &n, &unit); err != nil {
			t.Fatalf("%q: %v", words, err)
		}
		wait := time.Duration(n) * time.Second
		if unit == "phút" {
			wait = time.Duration(n) * time.Minute
		}
		if wait > want || wait < want*2/3 { // a busy machine has waited some of it already
			t.Errorf("after %d: %v, not %v", failed, wait, want)
		}
	}
	w.exec(`update guesses set failed = 500, last_at = now() + interval '1 year'`) // the clock was set back
	w.signIn("an@o.vn")
	w.exec(`insert into guesses values ($1, 500, now() - interval '15 minutes')`, b)
	w.signIn("an@o.vn")
	if n := w.number(`select count(*) from guesses where get_byte(bucket, 0) <> $1`, int(byAddress)); n != 0 {
		t.Errorf("%d buckets outlive the right password", n)
	}
	if n := w.number(`select failed from guesses`); n != 0 {
		t.Errorf("right passwords count as %d guesses of the address", n)
	}
	// Yesterday's guesses are forgotten.
	w.exec(`insert into guesses values ($1, 500, now() - interval '25 hours')`, b)
	w.ok(w.guess(ctx, [][]byte{b}))
	if n := w.number(`select failed from guesses where bucket = $1`, b); n != 1 {
		t.Errorf("counted %d", n)
	}
}

func TestNobodyIsLockedOutByOthers(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	id := w.account("an@o.vn", access.Chair)
	own := w.signIn("an@o.vn")
	for i := range 20 {
		w.ok(w.guess(ctx, buckets("an@o.vn", nil, netip.AddrFrom4([4]byte{198, 51, byte(i), 1}))))
	}
	w.exec(`update guesses set failed = 1000, last_at = now()`)
	if _, err := w.SignIn(ctx, Attempt{Email: "an@o.vn", Password: good, Address: home}); !fault.Is(err, fault.TooMany) {
		t.Errorf("from an unknown device: %v", err)
	}
	if _, err := w.SignIn(ctx, Attempt{Email: "an@o.vn", Password: good, Device: own.Device, Address: home}); err != nil {
		t.Errorf("from a known device: %v", err)
	}
	// Who is at a new device asks for a link, which makes the device known.
	link, err := w.NewLink(ctx, operator, id)
	w.ok(err)
	device, err := w.UseLink(ctx, link.Token, good+"!", "")
	w.ok(err)
	if _, err := w.SignIn(ctx, Attempt{Email: "an@o.vn", Password: good + "!", Device: device, Address: home}); err != nil {
		t.Errorf("after a link: %v", err)
	}
	// A device is known to its own account alone, and its guesses are not endless either.
	w.account("binh@o.vn", access.Chair)
	w.exec(`update guesses set failed = 1000, last_at = now()`)
	if _, err := w.SignIn(ctx, Attempt{Email: "binh@o.vn", Password: "đoán mò mật khẩu", Device: device, Address: home}); !fault.Is(err, fault.TooMany) {
		t.Errorf("another's device: %v", err)
	}
	for range 5 {
		w.ok(w.guess(ctx, buckets("an@o.vn", tokenHash(device), home)))
	}
	w.exec(`update guesses set failed = 1000 where failed = 5`)
	if _, err := w.SignIn(ctx, Attempt{Email: "an@o.vn", Password: good + "!", Device: device, Address: home}); !fault.Is(err, fault.TooMany) {
		t.Errorf("a known device that guesses: %v", err)
	}
}

// An account of one's own does not wash an address clean of guesses at others.
func TestOwnSuccessDoesNotForgetTheAddress(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	w.account("an@o.vn", access.Chair)
	for i := range 60 {
		w.ok(w.guess(ctx, buckets(fmt.Sprintf("nan-nhan-%d@o.vn", i), nil, home)))
	}
	w.exec(`update guesses set failed = 100, last_at = now() - interval '16 minutes' where failed = 60`)
	w.signIn("an@o.vn")
	if err := w.guess(ctx, buckets("nua@o.vn", nil, netip.MustParseAddr("203.0.113.200"))); !fault.Is(err, fault.TooMany) {
		t.Errorf("the 61st account from one address: %v", err)
	}
	w.ok(w.guess(ctx, buckets("nua@o.vn", nil, netip.MustParseAddr("198.51.100.1"))))
}

func TestUnlookedGuessIsTakenBack(t *testing.T) {
	w := begin(t)
	w.account("an@o.vn", access.Chair)
	full := &hasher{slots: make(chan struct{}), wait: time.Millisecond}
	_, err := Store{db: w.db, hasher: full}.SignIn(t.Context(), Attempt{Email: "an@o.vn", Password: good, Address: home})
	if !fault.Is(err, fault.Unavailable) {
		t.Fatal(err)
	}
	if n := w.number(`select coalesce(sum(failed), 0)::int from guesses`); n != 0 {
		t.Errorf("counted %d", n)
	}
}

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

// Signing in while an account is being disabled: either no session begins, or it ends.
func TestSignInMeetsDisabling(t *testing.T) {
	w := begin(t)
	ctx := t.Context()
	id := w.account("an@o.vn", access.Chair)
	w.signIn("an@o.vn")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			_, err := w.SignIn(ctx, Attempt{Email: "an@o.vn", Password: good, Address: home})
			if err != nil && err.Error() != refused().Error() {
				t.Error(err)
			}
		})
	}
	all.Go(func() {
		time.Sleep(60 * time.Millisecond)
		if err := w.Disable(ctx, operator, id, ""); err != nil {
			t.Error(err)
		}
	})
	all.Wait()
	if n := w.number(`select count(*) from sessions`); n != 0 {
		t.Errorf("%d sessions of a disabled account", n)
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
