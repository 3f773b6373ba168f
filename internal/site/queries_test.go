package site

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/fixture"
	"portal/internal/postgres"
	"portal/internal/sample"
)

// tenfold makes ten times the activities, each with its trail.
func tenfold(t testing.TB, db *postgres.DB) {
	t.Helper()
	change(t, db, `
		with more as (
			insert into activities (campaign_id, code, unit_id, title, category, description, starts_on, ends_on, place, target, stage,
				registered_at, return_reason, monitor_id)
			select campaign_id, 'HD-' || lpad((1000 * n + id)::text, 4, '0'), unit_id, title || ' ' || n, category, description,
				starts_on, ends_on, place, target, stage, registered_at, return_reason, monitor_id
			from activities, generate_series(1, 9) n
			returning id, stage)
		insert into activity_steps (activity_id, stage, at) select id, stage, '2024-05-01' from more, generate_series(1, 3)`)
	change(t, db, `insert into activity_partners
		select m.id, p.unit_id from activities m join activities a on m.code = 'HD-' || lpad((1000 + a.id)::text, 4, '0')
		join activity_partners p on p.activity_id = a.id`)
}

// TestStaffQueries: every page behind sign-in asks the database as often with 600 activities as
// with 60, and not often at all.
func TestStaffQueries(t *testing.T) {
	t.Parallel()
	for _, moment := range []sample.Moment{sample.Registration, sample.Scoring} {
		few, many := fixture.Open(t, moment), fixture.Open(t, moment)
		tenfold(t, many)
		small, large := still(t, few, nil), still(t, many, nil)
		asked := 0
		for _, rt := range Routes() {
			if rt.Method != http.MethodGet || (access.Actor{}).Can(rt.May) {
				continue
			}
			role := opener(rt.May)
			for _, path := range staffPaths(rt.Path, ownCode(small)) {
				name := fmt.Sprintf("%s, %s as %s", moment, path, role)
				a, status := queriesOf(small, role, path)
				b, again := queriesOf(large, role, path)
				if status != again {
					t.Errorf("%s: %d with few, %d with many", name, status, again)
				}
				if status != http.StatusOK {
					continue // another test says what it answers
				}
				asked++
				if a != b {
					t.Errorf("%s: %d queries with few activities, %d with ten times as many", name, a, b)
				}
				if a > 14 {
					t.Errorf("%s: %d queries", name, a)
				}
			}
		}
		if asked < 20 {
			t.Errorf("%s: only %d pages were asked", moment, asked)
		}
	}
}

// staffPaths fills an address with what is there in both portals, and adds the views of the lists.
func staffPaths(path, own string) []string {
	if strings.HasPrefix(path, "/lam-viec/") {
		path = strings.ReplaceAll(path, "{code}", own)
	}
	filled := strings.NewReplacer(fills...).Replace(path)
	if filled == "/ban-to-chuc/dang-ky" {
		return []string{filled, filled + "?q=ngo", filled + "?trang-thai=approved", filled + "?khoi=K1"}
	}
	return []string{filled}
}

// ownCode is an activity of the sample head's unit.
func ownCode(p *place) string {
	p.t.Helper()
	return query[string](p, `select a.code from activities a join units u on u.id = a.unit_id where u.code = 'TDP-20' order by a.code limit 1`)
}

func queriesOf(p *place, role access.Role, path string) (int64, int) {
	p.t.Helper()
	v := p.as(role)
	v.get("/robots.txt")
	v.get(path) // what is kept in memory is kept now
	before := p.db.Queries()
	got := v.get(path)
	return p.db.Queries() - before, got.status
}
