package account

import (
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/viet"
)

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
