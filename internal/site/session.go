package site

import (
	"errors"
	"net/http"

	"portal/internal/access"
	"portal/internal/form"
	"portal/web/ui"
)

// identify finds out who sent a request, by its session, and the key of the form it answers.
func (s *Site) identify(w http.ResponseWriter, r *http.Request) (*http.Request, error) {
	k := known(r)
	a := access.Actor{RequestID: k.id}
	token := s.cookie(r, sessionCookie)
	if token != "" {
		found, err := s.accounts.Actor(r.Context(), token)
		if err != nil {
			return r, err
		}
		if found.Account == 0 {
			s.dropCookie(w, sessionCookie)
		} else {
			found.RequestID = k.id
			a, k.token = found, token
		}
	}
	if r.Method == http.MethodPost && a.Account != 0 {
		if err := parseQuietly(r); err != nil {
			return r, err
		}
		if key := r.PostForm.Get(form.KeyField); form.IsKey(key) {
			a.Key = key
		}
	}
	return withActor(r, a), nil
}

// parseQuietly reads the posted fields; only a body over the limit is an error here, form.Parse puts the others into words.
func parseQuietly(r *http.Request) error {
	_, err := form.Parse(r)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return nil
}

// dress fills in what every page has: the ward's texts, the reader's choices, who is signed in.
func (s *Site) dress(w http.ResponseWriter, r *http.Request, p *ui.Page) {
	a := actor(r)
	p.Prefs = ui.Prefs(readPrefs(r))
	p.Path, p.Query = r.URL.Path, r.URL.Query()
	if p.Feed == "" {
		p.Feed = "/tin-tuc.atom"
	}
	ward, err := s.campaigns.Ward(r.Context())
	if err != nil {
		known(r).failed = err // the page does without
	}
	p.Sample = ward.Sample
	p.Ward = ui.Ward{Name: ward.Name, District: ward.District(), Body: ward.Organizer, Contact: ward.Contact}
	if a.Account != 0 {
		p.Viewer = viewer(a, r.URL.Path)
	}
	if _, keeping := w.(*capture); !keeping && r.Method == http.MethodGet {
		p.Flash = s.takeFlash(w, r)
	}
}
