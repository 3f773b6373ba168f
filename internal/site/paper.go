package site

import (
	"bytes"
	"io"
	"net/http"
	"slices"

	"portal/internal/activity"
	"portal/internal/committee"
	"portal/internal/document"
	"portal/internal/fault"
	"portal/internal/unit"
	"portal/internal/viet"
	"portal/web/paper"
)

// asDOCX and asPDF answer with an official paper as a file: the one for the office to go on with, the
// other to read and print.
func (s *Site) asDOCX(read func(*http.Request) (document.Document, error)) handler {
	return s.asPaper(read, "docx", document.DOCXType, document.Document.DOCX)
}

func (s *Site) asPDF(read func(*http.Request) (document.Document, error)) handler {
	return s.asPaper(read, "pdf", document.PDFType, document.Document.PDF)
}

func (s *Site) asPaper(read func(*http.Request) (document.Document, error), extension, contentType string,
	write func(document.Document, io.Writer) error,
) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		d, err := read(r)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := write(d, &b); err != nil {
			return err
		}
		name := d.Name + "." + extension
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"; filename*=UTF-8''`+name)
		s.send(w, r, http.StatusOK, contentType, b.Bytes())
		return nil
	}
}

// assignment is the notice of who follows what.
func (s *Site) assignment(r *http.Request) (document.Document, error) {
	now := s.DB.Now()
	ward, err := s.campaigns.Ward(r.Context())
	if err != nil {
		return document.Document{}, err
	}
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return document.Document{}, err
	}
	o, err := s.members.Followed(r.Context(), actor(r), committee.Filter{Whose: committee.Everybody}, viet.DateOf(now))
	return paper.Assignment(ward, c, o.Groups, now), err
}

// ownForm is the registration form of a unit of the actor; without a question, of their only one.
func (s *Site) ownForm(r *http.Request) (document.Document, error) {
	ctx, by := r.Context(), actor(r)
	units, err := s.units.List(ctx)
	if err != nil {
		return document.Document{}, err
	}
	units = slices.DeleteFunc(units, func(u unit.Unit) bool { return !slices.Contains(by.HeadOf, u.ID) && !slices.Contains(by.StaffOf, u.ID) })
	code := viet.Clean(r.URL.Query().Get("don-vi"))
	if code == "" && len(units) == 1 {
		code = units[0].Code
	}
	at := slices.IndexFunc(units, func(u unit.Unit) bool { return u.Code == code })
	if at < 0 {
		return document.Document{}, fault.New(fault.NotFound, "Bạn không làm việc cho đơn vị này.")
	}
	list, err := s.activities.OfUnit(ctx, by)
	if err != nil {
		return document.Document{}, err
	}
	return s.registrationForm(r, units[at], list)
}

// sentForm is the registration form of any unit as the committee knows it: what was not sent is not on it.
func (s *Site) sentForm(r *http.Request) (document.Document, error) {
	u, err := s.units.ByCode(r.Context(), viet.Clean(r.URL.Query().Get("don-vi")))
	if err != nil {
		return document.Document{}, err
	}
	list, _, err := s.activities.Registrations(r.Context(), activity.Filter{Unit: u.Code})
	if err != nil {
		return document.Document{}, err
	}
	return s.registrationForm(r, u, list)
}

func (s *Site) registrationForm(r *http.Request, u unit.Unit, list []activity.Item) (document.Document, error) {
	ctx := r.Context()
	ward, err := s.campaigns.Ward(ctx)
	if err != nil {
		return document.Document{}, err
	}
	c, err := s.campaigns.Current(ctx)
	if err != nil {
		return document.Document{}, err
	}
	var names paper.Names
	if names.Units, err = s.units.List(ctx); err != nil {
		return document.Document{}, err
	}
	if names.Categories, err = s.activities.Categories(ctx); err != nil {
		return document.Document{}, err
	}
	list = slices.DeleteFunc(list, func(i activity.Item) bool { return i.UnitID != u.ID })
	return paper.RegistrationForm(ward, c, u, list, names, s.DB.Now()), nil
}
