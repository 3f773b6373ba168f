package site

import (
	"net/http"

	"portal/internal/assessment"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/postgres"
	"portal/web/page"
	"portal/web/ui"
)

// overview shows who has scored whom, one block at a time.
func (s *Site) overview(w http.ResponseWriter, r *http.Request) error {
	m, err := s.block(r)
	if err != nil {
		return err
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Tổng hợp điểm", Current: "/ban-to-chuc/tong-hop"}, page.Overview(m))
}

// block is the matrix of the block that the address asks for.
func (s *Site) block(r *http.Request) (page.Matrix, error) {
	m, err := s.matrix(r)
	if err != nil {
		return m, err
	}
	if len(m.Panels) == 0 {
		return m, fault.New(fault.NotFound, "Phong trào chưa có khối thi đua nào.")
	}
	m.Panel = m.Panels[0]
	if block := r.URL.Query().Get("khoi"); block != "" {
		found := false
		for _, p := range m.Panels {
			if p.Code == block {
				m.Panel, found = p, true
			}
		}
		if !found {
			return m, fault.New(fault.NotFound, "Không có khối thi đua này.")
		}
	}
	return m, nil
}

func (s *Site) matrix(r *http.Request) (page.Matrix, error) {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return page.Matrix{}, err
	}
	m := page.Matrix{Campaign: c, MayReopen: mayReopen(r, c)}
	err = s.DB.Snapshot(r.Context(), func(q postgres.Querier) (err error) {
		m.Panels, err = assessment.Matrix(r.Context(), q, actor(r), c)
		return err
	})
	return m, err
}

// reopening finds the sheet that the address names.
func (s *Site) reopening(r *http.Request, f form.Form) (page.Reopening, error) {
	m, err := s.matrix(r)
	if err != nil {
		return page.Reopening{}, err
	}
	for _, p := range m.Panels {
		for _, u := range p.Units {
			for i, c := range u.Cells {
				if u.Unit == param(r, "unit") && c.Judge == param(r, "judge") {
					return page.Reopening{Form: f, Block: p.Code, Unit: u.Unit, Judge: c.Judge, Name: u.Name, Seat: p.Judges[i].Role}, nil
				}
			}
		}
	}
	return page.Reopening{}, fault.New(fault.NotFound, "Không có phiếu chấm này.")
}

// reopenSheetForm asks the chair why.
func (s *Site) reopenSheetForm(w http.ResponseWriter, r *http.Request) error {
	return s.showReopening(w, r, http.StatusOK, form.New())
}

func (s *Site) showReopening(w http.ResponseWriter, r *http.Request, status int, f form.Form) error {
	p, err := s.reopening(r, f)
	if err != nil {
		return err
	}
	return s.desk(w, r, status, ui.Page{Title: "Mở lại phiếu chấm", Current: "/ban-to-chuc/tong-hop"}, page.ReopenSheet(p))
}

// reopenSheet gives a sheet back to its judge.
func (s *Site) reopenSheet(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	err = s.sheets.Reopen(r.Context(), actor(r), param(r, "judge"), param(r, "unit"), f.Text("ly-do"))
	if f.Refused(err) {
		return s.showReopening(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	p, err := s.reopening(r, f)
	if err != nil {
		return err
	}
	return s.redirect(w, r, "/ban-to-chuc/tong-hop?khoi="+queryEscape(p.Block), "Đã mở lại phiếu "+p.Judge+" chấm "+p.Name+".")
}
