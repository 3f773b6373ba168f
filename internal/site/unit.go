package site

import (
	"net/http"

	"portal/internal/fault"
	"portal/internal/unit"
	"portal/web/page"
	"portal/web/ui"
)

// partakers are the units of the campaign, with how many activities each has.
func (s *Site) partakers(r *http.Request) (page.Units, error) {
	units, err := s.units.List(r.Context())
	if err != nil {
		return page.Units{}, err
	}
	all, err := s.activities.Published(r.Context())
	if err != nil {
		return page.Units{}, err
	}
	counts := map[string]int{}
	for _, e := range all {
		counts[e.Unit]++
	}
	return page.Units{Units: units, Activities: counts}, nil
}

func (s *Site) unitList(w http.ResponseWriter, r *http.Request) error {
	u, err := s.partakers(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, ui.Page{
		Title: "Đơn vị tham gia", Current: "/phong-trao", Description: "Các đơn vị tham gia phong trào thi đua, theo khối và cụm",
	}, page.UnitList(u))
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
