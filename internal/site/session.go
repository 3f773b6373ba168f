package site

import (
	"net/http"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/web/ui"
)

// identify finds out who sent a request, by its session.
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
	return withActor(r, a), nil
}

// keyed reads the key of the form that a signed-in sender answers. Without one, a second
// sending would act twice.
func keyed(r *http.Request) (*http.Request, error) {
	if _, err := form.Parse(r); err != nil {
		return r, err
	}
	a := actor(r)
	if a.Key = r.PostForm.Get(form.KeyField); !form.IsKey(a.Key) {
		return r, fault.New(fault.Unprocessable, "Biểu mẫu thiếu mã chống gửi trùng nên chưa được nhận. Hãy mở lại trang rồi gửi lại.")
	}
	a.Sent = form.Digest(r)
	return withActor(r, a), nil
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
		if p.Flash != "" && p.Viewer != nil {
			p.Undo = s.takeUndo(w, r)
		}
	}
}
