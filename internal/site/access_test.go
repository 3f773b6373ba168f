package site

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/sample"
)

var update = flag.Bool("update", false, "write testdata/access.golden anew")

// fills are things of the sample campaign that stand for the parts of addresses.
var fills = []string{
	"{code}", "HD-050", "{unit}", "BN-CA", "{block}", "K1", "{slug}", "phat-dong-thi-dua-chao-mung-70-nam-ngay-giai-phong-thu-do",
	"{id}", "1", "{claim}", "DC-001", "{judge}", "TV-02", "{token}", "khong-co", "{number}", "1", "*", "favicon.svg",
}

// TestAccess tries every address as every role and compares what each gets with
// testdata/access.golden: read its diff as you would read the policy. Posts are
// sent empty, so that who may gets as far as the form's own refusal.
func TestAccess(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	roles := append([]access.Role{access.Resident}, access.Roles...)
	var b strings.Builder
	fmt.Fprintf(&b, "%-70s", "address")
	for _, role := range roles {
		fmt.Fprintf(&b, " %10s", role)
	}
	b.WriteString("\n")
	for _, rt := range Routes() {
		path := strings.NewReplacer(fills...).Replace(rt.Path)
		fmt.Fprintf(&b, "%-70s", rt.Method+" "+rt.Path)
		for _, role := range roles {
			v := p.as(role) // anew: the address before may have ended the session
			var got *reply
			if rt.Method == http.MethodPost {
				got = v.post(path)
			} else {
				got = v.get(path)
			}
			says := fmt.Sprint(got.status)
			if to := got.header.Get("Location"); strings.HasPrefix(to, "/dang-nhap?ve=") {
				says = "sign-in"
			}
			if got.status >= 500 {
				t.Errorf("%s %s as %s: %d", rt.Method, path, role, got.status)
			}
			actor := access.Actor{}
			if role != access.Resident {
				actor.Roles = []access.Role{role}
				if role == access.Judge || role == access.Chair { // who follow units, too
					actor.Roles = append(actor.Roles, access.Monitor)
				}
			}
			if may := actor.Can(rt.May); !may && says != "sign-in" && got.status != http.StatusForbidden {
				t.Errorf("%s %s as %s: %s, though the policy refuses it", rt.Method, path, role, says)
			}
			fmt.Fprintf(&b, " %10s", says)
		}
		b.WriteString("\n")
	}
	compareGolden(t, "testdata/access.golden", b.String())
}

func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path) // #nosec G304 -- a file of the test
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	wanted := strings.Split(string(want), "\n")
	for line := range strings.SplitSeq(got, "\n") {
		if !slices.Contains(wanted, line) {
			t.Errorf("now: %s", line)
		}
	}
	t.Errorf("%s differs; read the lines above, then run: go test ./internal/site -run TestAccess -update", path)
}
