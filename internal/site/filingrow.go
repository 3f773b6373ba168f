package site

import (
	"net/http"
	"strings"

	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/filing"
	"portal/internal/form"
	"portal/internal/registration"
	"portal/web/page"
	"portal/web/ui"
)

// filingRow shows one row of a workbook to be mended.
func (s *Site) filingRow(at counter) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, row, err := s.rowOf(r, at)
		if err != nil {
			return err
		}
		units, err := s.ownUnits(r)
		if err != nil {
			return err
		}
		f := filledRow(*row)
		for _, p := range row.Problems {
			if p.Field == activity.FieldUnit && len(units) == 1 {
				p.Field = "" // there is nothing to choose
			}
			f.Add(p.Field, p.Sentence)
		}
		return s.showRow(w, r, at, http.StatusOK, f, row.Version, "")
	}
}

// rowOf reads the filing and the row that the address names.
func (s *Site) rowOf(r *http.Request, at counter) (*filing.Filing, *filing.Row, error) {
	f, err := s.filings.Get(r.Context(), actor(r), at.Office, param(r, "id"))
	if err != nil {
		return nil, nil, err
	}
	row := f.Row(numberOf(r))
	if row == nil {
		return nil, nil, fault.New(fault.NotFound, "Tệp không có dòng này.")
	}
	return f, row, nil
}

// filledRow is the form of a row: what was understood is chosen in the lists, what was not stands as it is in the file.
func filledRow(row filing.Row) form.Form {
	f := form.New()
	for field, text := range row.Cells {
		f = f.With(field, text)
	}
	return f.With(activity.FieldUnit, row.Plan.Unit).With(activity.FieldCategory, row.Plan.Category).With(activity.FieldPartners, row.Plan.Partners...)
}

func (s *Site) showRow(w http.ResponseWriter, r *http.Request, at counter, status int, typed form.Form, edited int, conflict string) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	f, row, err := s.rowOf(r, at)
	if err != nil {
		return err
	}
	p := page.FilingRow{Counter: at.Counter, Filing: f, Row: *row, Problem: conflict}
	if p.Registration, err = s.registering(r, c, nil); err != nil {
		return err
	}
	p.Registration.Form, p.Registration.Version = typed, edited
	if at.Office {
		p.Units = p.AllUnits
	}
	if conflict != "" {
		p.Changes = p.Compare(filledRow(*row), typed)
	}
	switch closed := c.Allows(at.register); {
	case closed != nil:
		p.Registration.Closed = closed.Error()
	case !row.Mendable():
		p.Registration.Closed = "Dòng này đã được nhập thành " + row.Code + "."
	}
	return s.desk(w, r, status, ui.Page{Title: faulty(status, p.Title()), Scripts: []string{"nhap.js"}}, page.FilingRowForm(p))
}

// mendRow takes what was typed for a row. What is still wrong stays at its field.
func (s *Site) mendRow(at counter) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := form.Parse(r)
		if err != nil {
			return err
		}
		cells := readCells(&f)
		if cells[activity.FieldUnit] == "" && !at.Office {
			units, err := s.ownUnits(r)
			if err != nil {
				return err
			}
			if len(units) == 1 {
				cells[activity.FieldUnit] = units[0].Code
			}
		}
		id, no := param(r, "id"), numberOf(r)
		err = s.filings.Mend(r.Context(), actor(r), at.Office, id, no, versionOf(f), cells)
		switch {
		case fault.Is(err, fault.Conflict):
			row := versionOf(f)
			if _, now, err := s.rowOf(r, at); err == nil {
				row = now.Version // what was typed is compared with it on the page
			}
			return s.showRow(w, r, at, http.StatusConflict, f, row, err.Error())
		case f.Refused(err):
			return s.showRow(w, r, at, http.StatusUnprocessableEntity, f, versionOf(f), "")
		case err != nil:
			return err
		}
		return s.redirect(w, r, at.Path+"/"+id, "Đã sửa dòng.")
	}
}

// readCells reads the fields in the order of the page, each as a cell of the workbook would hold it.
func readCells(f *form.Form) registration.Cells {
	cells := registration.Cells{}
	for _, field := range page.PlanFields() {
		switch field {
		case activity.FieldDescription, activity.FieldTarget, activity.FieldEvidence:
			cells[field] = f.Lines(field)
		case activity.FieldPartners:
			cells[field] = strings.Join(f.List(field), "; ")
		default:
			cells[field] = f.Text(field)
		}
	}
	return cells
}
