package site

import (
	"net/http"

	"portal/internal/fault"
	"portal/internal/unit"
	"portal/web/page"
	"portal/web/ui"
)

func (s *Site) unitList(w http.ResponseWriter, r *http.Request) error {
	units, err := s.units.List(r.Context())
	if err != nil {
		return err
	}
	all, err := s.activities.Published(r.Context())
	if err != nil {
		return err
	}
	counts := map[string]int{}
	for _, e := range all {
		counts[e.Unit]++
	}
	return s.show(w, r, http.StatusOK, ui.Page{
		Title: "Đơn vị tham gia", Current: "/phong-trao", Description: "Các đơn vị tham gia phong trào thi đua, theo khối và cụm",
	}, page.UnitList(page.Units{Units: units, Activities: counts}))
}

func (s *Site) unitPage(w http.ResponseWriter, r *http.Request) error {
	v := page.UnitView{Today: s.today()}
	var err error
	if v.Unit, err = s.units.ByCode(r.Context(), param(r, "unit")); err != nil {
		return err
	}
	all, err := s.activities.Published(r.Context())
	if err != nil {
		return err
	}
	for _, e := range all {
		switch {
		case e.Unit == v.Code:
			v.Own = append(v.Own, e)
		case e.Involves(v.Code):
			v.Helping = append(v.Helping, e)
		}
	}
	if err := s.result(r, v.Unit, &v); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, ui.Page{
		Title: v.Name, Current: "/phong-trao", Canonical: s.absolute("/don-vi/" + v.Code),
		Description: v.Name + ", " + v.BlockName + ": hoạt động và kết quả thi đua",
	}, page.UnitPage(v))
}

// result adds how a unit came out, from the publication in force and from nothing else.
func (s *Site) result(r *http.Request, u unit.Unit, v *page.UnitView) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	p, err := s.rankings.Latest(r.Context(), c.ID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	v.Publication = p
	for i := range p.Standings {
		if p.Standings[i].Unit == u.Code {
			v.Standing = &p.Standings[i]
		}
	}
	return nil
}
