package sample_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"portal/internal/fixture"
	"portal/internal/postgres"
	"portal/internal/ranking"
	"portal/internal/sample"
	"portal/internal/table"
)

// line reads a row of numbers as text, to be compared at a glance.
func line(t testing.TB, db *postgres.DB, sql string, args ...any) string {
	t.Helper()
	rows, err := db.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.Trim(fmt.Sprint(values), "[]"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, ", ")
}

const (
	always = `select (select count(*) from units), (select count(*) from blocks), (select count(*) from unit_blocks),
		(select count(*) from committee_members), (select count(*) from panels), (select count(*) from conflicts), (select count(*) from unit_monitors),
		(select count(*) from accounts), (select count(*) from memberships), (select count(*) from announcements), (select count(*) from criteria),
		(select count(*) from criterion_maxima), (select count(*) from adjustment_rules), (select count(*) from bands), (select count(*) from award_quotas),
		(select count(*) from accounts where password_hash is null), (select count(*) from announcements where picture = '')`
	stages = `select stage, count(*) from activities group by stage order by stage`
	sheets = `select stage, count(*) from sheets group by stage order by stage`
	claims = `select status, count(*) from adjustments group by status order by status`
	moves  = `select string_agg(to_phase, ' ' order by id) from phase_moves`
	plans  = `select number, items, changes, issued_on::text from plan_editions order by number`
	boards = `select number, state from publications order by number`
)

// TestMoments: what each moment holds (the table in RUNNING.md).
func TestMoments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at                                                    sample.Moment
		stages, sheets, claims, moves, boards, plan, editions string
		announced                                             int
	}{
		{sample.Registration, "approved 12, draft 7, returned 5, submitted 32", "", "", "registration", "", "<nil>", "", 0},
		{sample.Running, "approved 53, verified 7", "", "", "registration running", "", "52/KH-UBND", "1 60 0 2024-04-24", 6},
		{sample.Scoring, "approved 8, reported 7, verified 45", "draft 56, excluded 1, submitted 187", "approved 22, proposed 3", "registration running scoring", "", "52/KH-UBND", "1 60 0 2024-04-24, 2 60 1 2024-09-06", 11},
		{sample.Review, "reported 10, verified 50", "draft 3, excluded 1, submitted 262", "approved 23, proposed 1, rejected 1", "registration running scoring review", "1 provisional", "52/KH-UBND", "1 60 0 2024-04-24, 2 60 1 2024-09-06", 11},
		{sample.Concluded, "verified 60", "draft 3, excluded 1, submitted 262", "approved 23, proposed 1, rejected 1", "registration running scoring review concluded", "1 provisional, 2 final", "52/KH-UBND", "1 60 0 2024-04-24, 2 60 1 2024-09-06", 12},
	} {
		t.Run(string(c.at), func(t *testing.T) {
			t.Parallel()
			db := fixture.Open(t, c.at)
			for what, pair := range map[string][2]string{
				"everything else": {line(t, db, always), "56 7 56 15 35 12 56 132 112 12 15 70 9 5 20 0 0"},
				"activities":      {line(t, db, stages), c.stages},
				"sheets":          {line(t, db, sheets), c.sheets},
				"adjustments":     {line(t, db, claims), c.claims},
				"phases":          {line(t, db, moves), c.moves},
				"publications":    {line(t, db, boards), c.boards},
				"phase":           {line(t, db, `select phase from campaigns where current`), string(c.at)},
				"plan":            {line(t, db, `select nullif(plan_number, '') from campaigns where current`), c.plan},
				"editions":        {line(t, db, plans), c.editions},
				"announced":       {line(t, db, `select count(*) from announcements where published_at <= portal_now()`), fmt.Sprint(c.announced)},
				"torn totals": {line(t, db, `select count(*) from sheets s
					where total <> (select coalesce(sum(points), 0) from sheet_points where sheet_id = s.id)`), "0"},
				"the future": {line(t, db, `select count(*) from activity_steps where at > portal_now()
					union all select count(*) from visits where created_at > portal_now()
					union all select count(*) from sheets where greatest(saved_at, submitted_at) > portal_now()
					union all select count(*) from phase_moves where at > portal_now()`), "0, 0, 0, 0"},
				"trails that end elsewhere": {line(t, db, `select count(*) from activities a
					where stage <> (select stage from activity_steps s where s.activity_id = a.id order by id desc limit 1)`), "0"},
				"activities nobody follows": {line(t, db, `select count(*) from activities where monitor_id is null`), "0"},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%s: %s, want %s", what, pair[0], pair[1])
				}
			}
			if drift := db.Now().Sub(c.at.Clock()); drift < 0 || drift > time.Minute {
				t.Errorf("the clock is off by %v", drift)
			}
			if n, err := db.VerifyChain(t.Context()); err != nil || n == 0 {
				t.Errorf("audit chain: %d %v", n, err)
			}
		})
	}
}

// TestAnnouncedNumbersHold: what the announcements say of the activities is what the portal shows on that day.
func TestAnnouncedNumbersHold(t *testing.T) {
	t.Parallel()
	db := fixture.Open(t, sample.Concluded)
	const done = `select count(*) filter (where ends_on <= $1::date), count(*) filter (where starts_on <= $1::date and ends_on > $1::date) from activities`
	if got := line(t, db, done, "2024-06-27"); got != "3 35" {
		t.Errorf("announcement 06: %s", got)
	}
	if got := line(t, db, done, "2024-07-31"); got != "17 29" {
		t.Errorf("announcement 08: %s", got)
	}
	moved := `select starts_on::text, registered_starts_on::text, change_reason <> '' from activities where code = 'HD-015'`
	if got := line(t, db, moved); got != "2024-09-14 2024-09-07 true" {
		t.Errorf("announcement 10: %s", got)
	}
	if got := line(t, fixture.Open(t, sample.Running), moved); got != "2024-09-07 <nil> false" {
		t.Errorf("before announcement 10: %s", got)
	}
}

// TestFinalBoard: the published result is the one that was computed beside the product, and can be computed again.
func TestFinalBoard(t *testing.T) {
	t.Parallel()
	db := fixture.Open(t, sample.Concluded)
	store := ranking.NewStore(db)
	p, err := store.Latest(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	f, err := sample.Files.Open("data/expected-ranking.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, mistakes, err := table.Read(f, "rank", "unit_code", "total", "classification", "award_name", "award_note")
	if err != nil || len(mistakes) > 0 || len(rows) != len(p.Standings) {
		t.Fatalf("%d rows, %d standings: %v %v", len(rows), len(p.Standings), mistakes, err)
	}
	for i, s := range p.Standings {
		row := rows[i]
		total := ""
		if s.Total != nil {
			total = s.Total.Stored()
		}
		got := []string{fmt.Sprint(s.Place), s.Unit, total, s.GradeName, s.AwardName, string(s.Note)}
		want := []string{row.Text("rank"), row.Text("unit_code"), row.Text("total"), row.Text("classification"), row.Text("award_name"), row.Text("award_note")}
		if !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	if n, err := store.VerifyAll(t.Context()); err != nil || n != 2 {
		t.Errorf("%d publications: %v", n, err)
	}
}

// TestLoadAgain: a second loading, of whatever moment, changes nothing and says so; the clock goes on.
func TestLoadAgain(t *testing.T) {
	t.Parallel()
	db := fixture.Empty(t)
	begun := time.Now()
	if loaded, err := sample.Load(t.Context(), db, fixture.Options(sample.Concluded)); err != nil || !loaded {
		t.Fatal(loaded, err)
	}
	t.Logf("loaded in %v", time.Since(begun))
	before := line(t, db, `select count(*), max(id) from audit_entries`) + line(t, db, `select clock_skew::text from ward`)
	if loaded, err := sample.Load(t.Context(), db, fixture.Options(sample.Running)); err != nil || loaded {
		t.Errorf("again: %v %v", loaded, err)
	}
	if after := line(t, db, `select count(*), max(id) from audit_entries`) + line(t, db, `select clock_skew::text from ward`); after != before {
		t.Errorf("%s, was %s", after, before)
	}
	at := time.Date(2024, 10, 20, 8, 0, 0, 0, time.UTC)
	if err := sample.SetClock(t.Context(), db, at); err != nil || db.Now().Sub(at).Abs() > time.Minute {
		t.Errorf("the clock says %v: %v", db.Now(), err)
	}
}

// TestLoadTogether: two portals that start at once load it once.
func TestLoadTogether(t *testing.T) {
	t.Parallel()
	url := fixture.EmptyURL(t)
	var group sync.WaitGroup
	var loaded [3]bool
	var errs [3]error
	for i := range loaded {
		db := fixture.OpenURL(t, url)
		group.Go(func() { loaded[i], errs[i] = sample.Load(t.Context(), db, fixture.Options(sample.Registration)) })
	}
	group.Wait()
	n := 0
	for i, ok := range loaded {
		if errs[i] != nil {
			t.Error(errs[i])
		}
		if ok {
			n++
		}
	}
	if n != 1 {
		t.Errorf("loaded %d times", n)
	}
}

// TestForeignDatabase: whatever is of somebody else's stays as it is.
func TestForeignDatabase(t *testing.T) {
	t.Parallel()
	for _, held := range []string{
		`insert into ward (name) values ('phường Thật')`,
		`insert into units (code, name, short_name, kind) values ('A', 'A', 'A', 'ban_nganh')`,
		`insert into accounts (email, email_key, name) values ('a@b.vn', 'a@b.vn', 'A')`,
		`insert into campaigns (slug, name, starts_on, ends_on, registration_deadline) values ('a', 'A', '2024-05-01', '2024-05-01', '2024-05-01')`,
		`insert into announcements (slug, title, body, category, published_at) values ('a', 'A', 'A', 'tin-tuc', now())`,
	} {
		t.Run(held[:25], func(t *testing.T) {
			t.Parallel()
			url := fixture.EmptyURL(t)
			fixture.SQL(t, url, held)
			db := fixture.OpenURL(t, url)
			loaded, err := sample.Load(t.Context(), db, fixture.Options(sample.Scoring))
			if err == nil || loaded || !strings.Contains(err.Error(), "not the sample campaign's") {
				t.Errorf("loaded %v, %v", loaded, err)
			}
			if got := line(t, db, `select (select count(*) from ward where sample), (select count(*) from criteria), (select count(*) from audit_entries)`); got != "0 0 0" {
				t.Errorf("something changed: %s", got)
			}
			if err := sample.SetClock(t.Context(), db, time.Now().Add(time.Hour)); err == nil {
				t.Error("the clock of a real ward was set")
			}
		})
	}
}

func TestParseMoment(t *testing.T) {
	t.Parallel()
	for _, m := range sample.Moments {
		if got, err := sample.ParseMoment(string(m)); err != nil || got != m {
			t.Errorf("%s: %s %v", m, got, err)
		}
	}
	if got, err := sample.ParseMoment(""); err != nil || got != sample.Scoring {
		t.Errorf("none: %s %v", got, err)
	}
	if _, err := sample.ParseMoment("draft"); err == nil || !strings.Contains(err.Error(), "registration, running, scoring, review, concluded") {
		t.Errorf("unknown: %v", err)
	}
}

func TestFirstAccounts(t *testing.T) {
	t.Parallel()
	var got []string
	for _, a := range sample.FirstAccounts() {
		got = append(got, string(a.Role)+" "+a.Email)
	}
	want := []string{
		"admin quantri@maidich.example", "chair truongban@maidich.example", "secretary thuky@maidich.example", "judge tv02@maidich.example",
		"unit_head tdp20@maidich.example", "unit_staff canbo.tdp20@maidich.example", "editor bientap@maidich.example",
		"publisher duyettin@maidich.example", "auditor kiemtra@maidich.example",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}
