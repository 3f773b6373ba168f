package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/localpg"
)

// BenchmarkStart measures the built program on an existing data folder: from its start to its first page, PostgreSQL
// included (aim: under 2 s), and the memory it keeps when idle (aim: under 60 MiB); beside it PostgreSQL alone.
func BenchmarkStart(b *testing.B) {
	dir := demoFolder(b)
	b.Run("portal", func(b *testing.B) {
		var memory int64
		for b.Loop() {
			p, err := launch([]string{"PORTAL_DATA=" + dir, "PORTAL_ADDR=127.0.0.1:0"}, "serve", "--demo")
			if err != nil {
				b.Fatal(err)
			}
			if status, _ := p.get(b, "/"); status != http.StatusOK {
				b.Fatalf("the first page: %d", status)
			}
			b.StopTimer()
			time.Sleep(2 * time.Second) // idle
			memory = max(memory, resident(b, p.cmd.Process.Pid))
			p.stop(syscall.SIGTERM)
			b.StartTimer()
		}
		b.ReportMetric(float64(memory)/(1<<20), "MiB-idle")
		b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/start")
	})
	b.Run("PostgreSQL-alone", func(b *testing.B) {
		for b.Loop() {
			s, err := localpg.Start(b.Context(), localpg.Options{Dir: filepath.Join(dir, "postgres"), Database: "portal"})
			if err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			if err := s.Stop(); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
		b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/start")
	})
}

// resident is the memory of a process; 0 where the system does not tell.
func resident(tb testing.TB, pid int) int64 {
	tb.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	if err != nil {
		tb.Fatal(err)
	}
	return kib << 10
}

// BenchmarkSave saves whole score sheets through the running portal, each safe on disk before its answer, by one client
// and by sixteen; beside it a bare durable insert of one row.
func BenchmarkSave(b *testing.B) {
	dir := demoFolder(b)
	p := start(b, []string{"PORTAL_DATA=" + dir}, "--demo")
	db := database(b, dir)
	var scorers []*scorer
	for _, s := range draftSheets(b, db, 16) {
		scorers = append(scorers, &scorer{client: session(b, db, p, s.judge), sheet: s})
	}
	for _, clients := range []int{1, 16} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			var left atomic.Int64
			left.Store(int64(b.N))
			var saving sync.WaitGroup
			for _, s := range scorers[:clients] {
				fields := whole(b, db, s.unit)
				saving.Go(func() {
					for left.Add(-1) >= 0 {
						a, err := s.post("/ban-to-chuc/cham-diem/"+s.unit, append(fields, "viec", "luu", "phien-ban", strconv.Itoa(s.saved))...)
						if err != nil || a.status != http.StatusSeeOther {
							b.Errorf("%d (%v)\n%s", a.status, err, a.body)
							return
						}
						s.saved++
					}
				})
			}
			saving.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "saves/s")
		})
	}
	b.Run("bare-insert", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.Exec(b.Context(), `insert into guesses (bucket, failed, last_at) values (uuid_send(gen_random_uuid()), 1, now())`); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "saves/s")
	})
}

// whole is a sheet with every criterion of the unit's kind answered.
func whole(tb testing.TB, db *pgx.Conn, unit string) []string {
	tb.Helper()
	fields := []string{"nhan-xet", "Đã xem hồ sơ."}
	for _, code := range column[string](tb, db, `
		select k.code from criteria k join criterion_maxima x on x.criterion_id = k.id join units u on u.kind = x.kind
		where u.code = $1`, unit) {
		fields = append(fields, code, "1")
	}
	return fields
}
