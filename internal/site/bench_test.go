package site

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"
	"time"

	"portal/internal/access"
	"portal/internal/fixture"
	"portal/internal/sample"
)

// BenchmarkPage serves the list of all activities to readers that unpack: kept, not changed since they last came, made
// for each of them, and, to compare with, the same bytes from bare net/http.
func BenchmarkPage(b *testing.B) {
	const path = "/hoat-dong"
	db := fixture.Open(b, sample.Running)
	server := httptest.NewUnstartedServer(nil)
	base := &url.URL{Scheme: "http", Host: server.Listener.Addr().String()}
	s, err := New(Config{DB: db, BaseURL: base, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	server.Config.Handler = s
	server.Start()
	b.Cleanup(server.Close)

	ask := func(url string, headers ...string) (*http.Response, []byte) {
		r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
		if err != nil {
			b.Error(err)
			return &http.Response{}, nil
		}
		r.Header.Set("Accept-Encoding", "gzip")
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		response, err := server.Client().Do(r)
		if err != nil {
			b.Error(err)
			return &http.Response{}, nil
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			b.Error(err)
		}
		return response, body
	}
	first, body := ask(server.URL + path)
	if first.StatusCode != http.StatusOK {
		b.Fatalf("%s: %d", path, first.StatusCode)
	}
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	}))
	b.Cleanup(bare.Close)

	for _, c := range []struct {
		name, url string
		headers   []string
		status    int
	}{
		{"bare", bare.URL, nil, http.StatusOK},
		{"kept", server.URL + path, nil, http.StatusOK},
		{"kept-unchanged", server.URL + path, []string{"If-None-Match", first.Header.Get("ETag")}, http.StatusNotModified},
		{"made-each-time", server.URL + path, []string{"Cookie", flashCookie + "=x"}, http.StatusOK}, // who has a message gets a page of their own
	} {
		b.Run(c.name, func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if response, _ := ask(c.url, c.headers...); response.StatusCode != c.status {
						b.Errorf("%d, wanted %d", response.StatusCode, c.status)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}

// BenchmarkRegistrations opens the secretary's list with 60 and with 600 registrations, one after the other, so that
// the ratio holds on a busy machine, too.
func BenchmarkRegistrations(b *testing.B) {
	few, many := fixture.Open(b, sample.Running), fixture.Open(b, sample.Running)
	tenfold(b, many)
	var took [2]time.Duration
	var queries, packed, bytes [2]float64
	visitors := [2]*visitor{still(b, few, nil).as(access.Secretary), still(b, many, nil).as(access.Secretary)}
	for i, v := range visitors { // once, uncounted: what is kept in memory is kept from now on
		bytes[i] = float64(len(v.get(decisions).wants(http.StatusOK).body))
	}
	for b.Loop() {
		for i, v := range visitors {
			r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, v.url+decisions, nil)
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("Accept-Encoding", "gzip") // asked for by hand, it is not unpacked
			asked, began := v.db.Queries(), time.Now()
			got := v.send(r)
			took[i] += time.Since(began)
			queries[i], packed[i] = float64(v.db.Queries()-asked), float64(len(got.body))
		}
	}
	for i, n := range []string{"60", "600"} {
		b.ReportMetric(float64(took[i].Microseconds())/float64(b.N)/1000, "ms/"+n)
		b.ReportMetric(queries[i], "queries/"+n)
		b.ReportMetric(bytes[i], "bytes/"+n)
		b.ReportMetric(packed[i], "gzip/"+n)
	}
	b.ReportMetric(float64(took[1])/float64(took[0]), "x-time")
}
