package site

import (
	"net/http"

	"portal/internal/fault"
	"portal/web/static"
)

// healthz says that the process lives.
func (s *Site) healthz(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := w.Write([]byte("ok\n"))
	return err
}

// readyz says whether the database answers; migrations are done before anything is served.
func (s *Site) readyz(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err := s.DB.Ready(r.Context()); err != nil {
		known(r).failed = err
		w.Header().Set("Retry-After", "5")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, err = w.Write([]byte("database does not answer\n"))
		return err
	}
	_, err := w.Write([]byte("ok\n"))
	return err
}

var assets = static.Handler()

// asset serves styles, fonts and drawings, which never change under their address.
func (s *Site) asset(w http.ResponseWriter, r *http.Request) error {
	if r.URL.RawQuery != "" {
		return fault.New(fault.NotFound, "")
	}
	assets.ServeHTTP(w, r)
	return nil
}
