package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// sheet is a draft of the sample campaign, and who may go on with it.
type sheet struct {
	judge, unit string
	saved       int // its version
}

// draftSheets are some of them, of as many judges as there are.
func draftSheets(tb testing.TB, db *pgx.Conn, n int) []sheet {
	tb.Helper()
	rows, err := db.Query(tb.Context(), `
		select lower(replace(m.code, '-', '')) || '@maidich.example', u.code, s.version
		from sheets s join committee_members m on m.id = s.member_id join units u on u.id = s.unit_id
		where s.stage = 'draft'
		order by row_number() over (partition by m.id order by u.code), m.id limit $1`, n)
	if err != nil {
		tb.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (s sheet, err error) {
		return s, r.Scan(&s.judge, &s.unit, &s.saved)
	})
	if err != nil || len(list) < n {
		tb.Fatalf("%d draft sheets (%v)", len(list), err)
	}
	return list
}

// scorer saves a sheet again and again, each time with another remark.
type scorer struct {
	*client
	sheet

	acknowledged []string
	count        atomic.Int64 // of them, for who watches
	last         string       // that was sent, whether or not its answer came
}

// save saves until the portal is gone or it has done so often enough.
func (s *scorer) save(most int) error {
	for n := range most {
		s.last = fmt.Sprintf("Nhận xét %s số %d", s.judge, n)
		a, err := s.post("/ban-to-chuc/cham-diem/"+s.unit, "viec", "luu", "phien-ban", strconv.Itoa(s.saved), "nhan-xet", s.last)
		if err != nil || a.status != http.StatusSeeOther {
			return fmt.Errorf("save %d: %d %w", n, a.status, err)
		}
		s.acknowledged = append(s.acknowledged, s.last)
		s.count.Add(1)
		s.saved++
	}
	return nil
}

// drafter registers one activity after the other.
type drafter struct {
	*client
	who string

	acknowledged []string
	count        atomic.Int64
}

func (d *drafter) save(most int) error {
	for n := range most {
		title := fmt.Sprintf("Đường hoa %s số %d", d.who, n)
		a, err := d.post("/lam-viec/hoat-dong/moi", draft(title)...)
		if err != nil || a.status != http.StatusSeeOther {
			return fmt.Errorf("draft %d: %d %w", n, a.status, err)
		}
		d.acknowledged = append(d.acknowledged, title)
		d.count.Add(1)
	}
	return nil
}

func TestKilledWhileWriting(t *testing.T) {
	t.Parallel()
	for _, victims := range []string{"portal", "PostgreSQL", "portal and PostgreSQL"} {
		t.Run(victims, func(t *testing.T) {
			t.Parallel()
			dir := demoFolder(t)
			settings := []string{"PORTAL_DATA=" + dir}
			p := start(t, settings, "--demo")
			var scorers []*scorer
			for _, s := range draftSheets(t, database(t, dir), 2) {
				scorers = append(scorers, &scorer{client: signIn(t, p, s.judge), sheet: s})
			}
			var drafters []*drafter
			for _, unit := range []string{"tdp20", "dtpn"} {
				drafters = append(drafters, &drafter{client: signIn(t, p, "canbo."+unit+"@maidich.example"), who: unit})
			}
			var writing sync.WaitGroup
			for _, s := range scorers {
				writing.Go(func() { _ = s.save(1 << 20) })
			}
			for _, d := range drafters {
				writing.Go(func() { _ = d.save(1 << 20) })
			}
			eventually(t, patience, "everybody has written", func() bool {
				return scorers[0].count.Load() > 3 && scorers[1].count.Load() > 3 && drafters[0].count.Load() > 3 && drafters[1].count.Load() > 3
			})
			time.Sleep(time.Duration(rand.IntN(300_000)) * time.Microsecond)

			pid := postmaster(t, dir)
			if strings.HasPrefix(victims, "portal") {
				_ = p.cmd.Process.Kill()
			}
			if strings.HasSuffix(victims, "PostgreSQL") {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
			writing.Wait()
			<-p.ended
			if victims == "PostgreSQL" {
				if code := p.cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(p.stderr.String(), "portal: the private PostgreSQL has stopped") {
					t.Errorf("without its PostgreSQL the portal ends with %d:\n%s", code, p.stderr.String())
				}
			}

			start(t, settings, "--demo")
			db := database(t, dir)
			for _, s := range scorers {
				s.check(t, db)
			}
			for _, d := range drafters {
				d.check(t, db)
			}
			wants(t, does(t, settings, 0, "verify"), "entries hold", "every total holds")
			if now := postmaster(t, dir); now == 0 || now == pid {
				t.Errorf("the server is %d, and was %d before", now, pid)
			}
		})
	}
}

// check holds what is stored against what was acknowledged: all of it is there, in the log too, and at most the save
// under way when the portal died beyond it.
func (s *scorer) check(t *testing.T, db *pgx.Conn) {
	t.Helper()
	var remark string
	var version int
	err := db.QueryRow(t.Context(), `
		select s.remark, s.version from sheets s join units u on u.id = s.unit_id join committee_members m on m.id = s.member_id
		where u.code = $1 and lower(replace(m.code, '-', '')) || '@maidich.example' = $2`, s.unit, s.judge).Scan(&remark, &version)
	if err != nil {
		t.Fatal(err)
	}
	logged := column[string](t, db, `select coalesce(after::json ->> 'remark', after::json ->> 'Remark') from audit_entries
		where action = 'score_unit' and after like '%' || $1 || '%' order by id`, "Nhận xét "+s.judge)
	with := slices.Equal(logged, append(slices.Clone(s.acknowledged), s.last))
	if !with && !slices.Equal(logged, s.acknowledged) {
		t.Errorf("%d saves of %s were acknowledged, %d are in the log", len(s.acknowledged), s.judge, len(logged))
	}
	if remark != logged[len(logged)-1] {
		t.Errorf("the sheet says %q, the log %q", remark, logged[len(logged)-1])
	}
	if beyond := map[bool]int{true: 1}[with]; version != s.saved+beyond {
		t.Errorf("the sheet has version %d, wanted %d", version, s.saved+beyond)
	}
	t.Logf("%s: %d saves acknowledged", s.judge, len(s.acknowledged))
}

func (d *drafter) check(t *testing.T, db *pgx.Conn) {
	t.Helper()
	prefix := "Đường hoa " + d.who + " số %"
	stored := column[string](t, db, `select title from activities where title like $1 order by id`, prefix)
	if len(stored) < len(d.acknowledged) || !slices.Equal(stored[:len(d.acknowledged)], d.acknowledged) || len(stored) > len(d.acknowledged)+1 {
		t.Errorf("%d drafts of %s were acknowledged, %d are stored", len(d.acknowledged), d.who, len(stored))
	}
	// A draft is whole: its entry in the log, and its form answered, came with it or not at all.
	half := column[string](t, db, `select title from activities a where title like $1
		and (select count(*) from audit_entries e where e.subject = 'activity ' || a.code and e.before = '') <> 1`, prefix)
	if len(half) > 0 {
		t.Errorf("drafts without their entry: %v", half)
	}
	orphans := column[string](t, db, `select subject from audit_entries e where action = 'register_activity' and after like $1
		and not exists (select from activities a where 'activity ' || a.code = e.subject)`, "%"+prefix)
	if len(orphans) > 0 {
		t.Errorf("entries without their draft: %v", orphans)
	}
	t.Logf("%s: %d drafts acknowledged", d.who, len(d.acknowledged))
}

// column reads one column.
func column[T any](tb testing.TB, db *pgx.Conn, sql string, args ...any) []T {
	tb.Helper()
	rows, err := db.Query(tb.Context(), sql, args...)
	if err != nil {
		tb.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[T])
	if err != nil {
		tb.Fatal(err)
	}
	return list
}
