package account

import (
	"errors"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"portal/internal/access"
	"portal/internal/fault"
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
