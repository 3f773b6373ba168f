package site

import (
	"net/http"
	"slices"
	"strings"

	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/registration"
	"portal/internal/viet"
)

// officialForm answers with the form for Excel: blank, or with ?noi-dung=da-dang-ky filled in with what is registered.
func (s *Site) officialForm(at counter) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		c, err := s.campaigns.Current(ctx)
		if err != nil {
			return err
		}
		ward, err := s.campaigns.Ward(ctx)
		if err != nil {
			return err
		}
		f := registration.Form{Ward: ward.Name, Campaign: c.Name, Sample: ward.Sample}
		if f.Known, err = s.filings.Known(ctx); err != nil {
			return err
		}
		name := "phieu-dang-ky"
		if !at.Office {
			if f.Unit, err = s.unitOfForm(r); err != nil {
				return err
			}
			name += "-" + viet.Slug(f.Unit)
		}
		if r.URL.Query().Get("noi-dung") == "da-dang-ky" {
			if f.Rows, err = s.registeredPlans(r, at, f.Unit); err != nil {
				return err
			}
			name += "-da-dang-ky"
		}
		content, err := f.XLSX()
		if err != nil {
			return err
		}
		s.attach(w, r, strings.TrimSuffix(name, "-")+".xlsx", content)
		return nil
	}
}

// unitOfForm is the unit whose form is asked for; none when the reader works for several and asks for them all.
func (s *Site) unitOfForm(r *http.Request) (string, error) {
	units, err := s.ownUnits(r)
	if err != nil {
		return "", err
	}
	asked := viet.Clean(r.URL.Query().Get("don-vi"))
	switch {
	case asked == "" && len(units) == 1:
		return units[0].Code, nil
	case asked != "" && !slices.ContainsFunc(units, func(u activity.Option) bool { return u.Code == asked }):
		return "", fault.New(fault.NotFound, "Bạn không làm việc cho đơn vị này.")
	}
	return asked, nil
}

// registeredPlans are the plans that are registered and not given up: of the reader's units, or all that the office has received.
func (s *Site) registeredPlans(r *http.Request, at counter, unit string) ([]activity.Plan, error) {
	var list []activity.Item
	var err error
	if at.Office {
		list, _, err = s.activities.Registrations(r.Context(), activity.Filter{})
	} else {
		list, err = s.activities.OfUnit(r.Context(), actor(r))
	}
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b activity.Item) int { return strings.Compare(a.Code, b.Code) })
	var plans []activity.Plan
	for _, i := range list {
		if gone := []activity.Stage{activity.Withdrawn, activity.Cancelled, activity.Merged}; !slices.Contains(gone, i.Stage) && (unit == "" || i.Plan.Unit == unit) {
			plans = append(plans, i.Plan)
		}
	}
	return plans, nil
}

// markedFiling answers with the workbook as it came, with a red column that says what is wrong with its rows.
func (s *Site) markedFiling(at counter) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		leave, err := s.reading.enter(r.Context())
		if err != nil {
			return err
		}
		defer leave()
		f, content, err := s.filings.Content(r.Context(), actor(r), at.Office, param(r, "id"))
		if err != nil {
			return err
		}
		rows := make([]registration.Row, len(f.Rows))
		for i, row := range f.Rows {
			rows[i] = row.Row
		}
		marked, err := registration.Marked(content, rows)
		if err != nil {
			return err
		}
		s.attach(w, r, "loi-"+viet.Slug(strings.TrimSuffix(f.FileName, ".xlsx"))+".xlsx", marked)
		return nil
	}
}

// attach answers with a workbook to be saved, never to be shown.
func (s *Site) attach(w http.ResponseWriter, r *http.Request, name string, content []byte) {
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"; filename*=UTF-8''`+name)
	s.send(w, r, http.StatusOK, xlsxType, content)
}
