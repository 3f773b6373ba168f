package site

import (
	"net/http"
	"strconv"
	"strings"

	"portal/internal/fault"
	"portal/internal/form"
	plans "portal/internal/plan"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

const groundsHref = "/quan-tri/can-cu"

var groundLabels = []label{
	{plans.FieldText, "Căn cứ"},
	{plans.FieldFrom, "Có hiệu lực từ"},
	{plans.FieldUntil, "Đến hết ngày"},
	{plans.FieldOrder, "Thứ tự"},
}

// groundList lists the grounds in law, with the form to add one.
func (s *Site) groundList(w http.ResponseWriter, r *http.Request) error {
	return s.showGrounds(w, r, http.StatusOK, page.Grounds{Form: form.New()})
}

func (s *Site) showGrounds(w http.ResponseWriter, r *http.Request, status int, p page.Grounds) error {
	title := "Căn cứ pháp lý"
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	body := page.GroundPage
	if p.Edited == nil {
		var err error
		if p.List, err = s.plans.Grounds(r.Context()); err != nil {
			return err
		}
		body = page.GroundList
		if n := len(p.List); n > 0 && p.Form.Value(plans.FieldOrder) == "" && status == http.StatusOK {
			p.Form = p.Form.With(plans.FieldOrder, strconv.Itoa(p.List[n-1].Order+10))
		}
	}
	return s.desk(w, r, status, ui.Page{Title: title, Current: settingsHref}, body(p))
}

func readGround(f *form.Form) plans.Ground {
	g := plans.Ground{
		Text: strings.Join(plans.ReadGrounds(f.Text(plans.FieldText)), " "), From: day(f, plans.FieldFrom), Until: f.Date(plans.FieldUntil),
		Version: versionOf(*f),
	}
	if n := f.Int(plans.FieldOrder); n != nil {
		g.Order = *n
	}
	return g
}

func groundForm(g plans.Ground) form.Form {
	return form.Filled(plans.FieldText, g.Text, plans.FieldFrom, g.From.Full(), plans.FieldUntil, dayOr(g.Until), plans.FieldOrder, viet.Int(g.Order))
}

func (s *Site) addGround(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	g := readGround(&f)
	if err = f.Err(); err == nil {
		err = s.plans.AddGround(r.Context(), actor(r), g)
	}
	if f.Refused(err) {
		return s.showGrounds(w, r, http.StatusUnprocessableEntity, page.Grounds{Form: f})
	}
	if err != nil {
		return err
	}
	return s.redirect(w, r, groundsHref, "Đã thêm căn cứ.")
}

// ground is the ground that the address names.
func (s *Site) ground(r *http.Request) (plans.Ground, error) {
	id, err := strconv.ParseInt(param(r, "id"), 10, 64)
	if err != nil {
		return plans.Ground{}, fault.New(fault.NotFound, "Không có căn cứ này.")
	}
	return s.plans.Ground(r.Context(), id)
}

func (s *Site) oneGround(w http.ResponseWriter, r *http.Request) error {
	g, err := s.ground(r)
	if err != nil {
		return err
	}
	return s.showGrounds(w, r, http.StatusOK, page.Grounds{Form: groundForm(g), Edited: &g, Version: g.Version})
}

func (s *Site) mendGround(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	stored, err := s.ground(r)
	if err != nil {
		return err
	}
	to := readGround(&f)
	to.ID = stored.ID
	if err = f.Err(); err == nil {
		err = s.plans.MendGround(r.Context(), actor(r), to)
	}
	p := page.Grounds{Form: f, Edited: &stored, Version: to.Version}
	switch {
	case err == nil:
		return s.redirect(w, r, groundsHref, "Đã sửa căn cứ.")
	case fault.Is(err, fault.Conflict):
		p.Sentence, p.Version, p.Clash = err.Error(), stored.Version, differences(groundForm(stored), f, groundLabels)
		return s.showGrounds(w, r, http.StatusConflict, p)
	case !p.Form.Refused(err):
		return err
	}
	return s.showGrounds(w, r, http.StatusUnprocessableEntity, p)
}
