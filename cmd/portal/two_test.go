package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"portal/internal/fixture"
	"portal/internal/pgtest"
	"portal/internal/sample"
)

// TestTwoPortalsStartTogether: on one new database, with one folder of keys.
func TestTwoPortalsStartTogether(t *testing.T) {
	t.Parallel()
	url := pgtest.NewEmpty(t)
	settings := []string{"DATABASE_URL=" + url, "PORTAL_DATA=" + filepath.Join(pgtest.Dir(t), "data"), "PORTAL_ADDR=127.0.0.1:0"}
	var starting sync.WaitGroup
	for n := range 2 {
		starting.Go(func() {
			p, err := launch(settings, "serve", "--demo")
			if err != nil {
				t.Errorf("portal %d: %v", n, err)
				return
			}
			if status, page := p.get(t, "/hoat-dong"); status != http.StatusOK || !strings.Contains(page, "HD-001") {
				t.Errorf("portal %d shows %d without the activities", n, status)
			}
			if code := p.stop(15); code != 0 {
				t.Errorf("portal %d ends with %d", n, code)
			}
		})
	}
	starting.Wait()
	wants(t, does(t, settings, 0, "verify"), "entries hold")
	db := connect(t, url)
	if loads := column[int64](t, db, `select id from audit_entries where action = 'load_sample' and subject = 'sample campaign'`); len(loads) != 1 {
		t.Errorf("the sample was loaded %d times", len(loads))
	}
}

func TestTwoPortalsSideBySide(t *testing.T) {
	t.Parallel()
	url := fixture.URL(t, sample.Registration)
	settings := []string{"DATABASE_URL=" + url, auditKeySetting}
	db := connect(t, url)
	one, two := start(t, settings, "--demo"), start(t, settings, "--demo")
	staff := session(t, db, one, "canbo.tdp20@maidich.example")
	head := session(t, db, two, "tdp20@maidich.example")
	secretary := session(t, db, one, "thuky@maidich.example")

	// A registration that goes from hand to hand, from portal to portal.
	own := strings.TrimSuffix(staff.must(t, "/lam-viec/hoat-dong/moi", draft("Vườn hoa hai cửa")...), "/sua")
	code := own[strings.LastIndex(own, "/")+1:]
	for _, p := range []*portal{one, two} {
		if status, _ := p.get(t, "/hoat-dong/"+code); status != http.StatusNotFound {
			t.Errorf("a draft is shown to residents: %d", status)
		}
		if status, page := p.get(t, "/hoat-dong"); status != http.StatusOK || strings.Contains(page, "Vườn hoa hai cửa") {
			t.Errorf("a draft is listed for residents (%d)", status)
		}
	}
	head.must(t, own+"/gui", "phien-ban", head.version(t, own+"/sua"))
	decide := "/ban-to-chuc/dang-ky/" + code
	secretary.must(t, decide+"/duyet", "phien-ban", secretary.version(t, decide))
	// Who was told that it is done sees it where it was done; who reads the other portal, within two seconds.
	if _, page := one.get(t, "/hoat-dong"); !strings.Contains(page, "Vườn hoa hai cửa") {
		t.Error("the portal that approved it does not list it")
	}
	eventually(t, seen, "the other portal lists it", func() bool {
		_, page := two.get(t, "/hoat-dong")
		return strings.Contains(page, "Vườn hoa hai cửa")
	})

	// Both write at the same time, for the same unit.
	const each = 15
	var drafters []*drafter
	var writing sync.WaitGroup
	for n, c := range []*client{staff, staff.at(two), head, head.at(one)} {
		d := &drafter{client: c, who: fmt.Sprintf("cửa %d", n)}
		drafters = append(drafters, d)
		writing.Go(func() {
			if err := d.save(each); err != nil {
				t.Errorf("%s: %v", d.who, err)
			}
		})
	}
	writing.Wait()
	for _, d := range drafters {
		d.check(t, db)
	}
	wants(t, does(t, settings, 0, "verify"), "entries hold")

	// Signing out at one is signing out at both.
	staff.must(t, "/dang-xuat")
	if a, err := staff.at(two).get("/lam-viec"); err != nil || a.status != http.StatusSeeOther || !strings.HasPrefix(a.header.Get("Location"), "/dang-nhap") {
		t.Errorf("the other portal still answers %d (%v)", a.status, err)
	}
}

// seen is how soon a portal shows what another has written, on a machine that has time for it.
const seen = 2 * time.Second
