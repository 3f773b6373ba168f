package registration_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"portal/internal/activity"
	"portal/internal/registration"
)

// large is a list of 5,000 activities of all units, as the portal exports it.
func large(t testing.TB) []byte {
	var plans []activity.Plan
	sample := sixty(t)
	for n := range 5000 {
		p := sample[n%len(sample)]
		p.Title = fmt.Sprintf("%s (đợt %d)", p.Title, n/len(sample)+1)
		plans = append(plans, p)
	}
	return written(t, form(t, "", plans...))
}

func TestFiveThousandRows(t *testing.T) {
	t.Parallel()
	b := large(t)
	file := registration.Read(b, known(t))
	if file.Refused != "" || len(file.Rows) != 5000 || slices.ContainsFunc(file.Rows, func(r registration.Row) bool { return !r.Good() }) {
		t.Errorf("refused %q, %d rows", file.Refused, len(file.Rows))
	}
}

// BenchmarkPreview reads a workbook of 5,000 rows; the aim is 3 s and 150 MiB.
func BenchmarkPreview(b *testing.B) {
	content, k := large(b), known(b)
	var peak uint64
	for b.Loop() {
		runtime.GC()
		most := watch()
		file := registration.Read(content, k)
		peak = max(peak, most())
		if len(file.Rows) != 5000 {
			b.Fatalf("%d rows: %s", len(file.Rows), file.Sentence)
		}
	}
	b.ReportMetric(float64(peak)/(1<<20), "MiB-peak")
	b.ReportMetric(float64(len(content))/(1<<20), "MiB-file")
}

// BenchmarkMarked writes what is wrong into each of 5,000 rows.
func BenchmarkMarked(b *testing.B) {
	content := large(b)
	file := registration.Read(content, registration.Known{})
	var peak uint64
	for b.Loop() {
		runtime.GC()
		most := watch()
		if _, err := registration.Marked(content, file.Rows); err != nil {
			b.Fatal(err)
		}
		peak = max(peak, most())
	}
	b.ReportMetric(float64(peak)/(1<<20), "MiB-peak")
}

// watch looks at the heap until it is asked for the most that it grew by.
func watch() (most func() uint64) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	begin := m.HeapAlloc
	stop, done := make(chan struct{}), make(chan uint64)
	go func() {
		var peak uint64
		for {
			runtime.ReadMemStats(&m)
			if m.HeapAlloc > begin {
				peak = max(peak, m.HeapAlloc-begin)
			}
			select {
			case <-stop:
				done <- peak
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		return <-done
	}
}
