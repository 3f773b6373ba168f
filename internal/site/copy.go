package site

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// originals lists what a new registration can be copied from.
func (s *Site) originals(w http.ResponseWriter, r *http.Request) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	if err := c.Allows(access.RegisterActivity); err != nil {
		return err
	}
	p := page.Originals{}
	if p.Own, err = s.activities.Originals(r.Context(), actor(r)); err != nil {
		return err
	}
	if p.Examples, err = s.activities.ExamplesFor(r.Context(), actor(r)); err != nil {
		return err
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Chép từ hoạt động khác"}, page.OriginalList(p))
}

// copied fills the form of a new registration with what the address names: ?tu=HD-012, an activity of the reader's
// units, with &phong-trao= of an earlier campaign, or ?mau=3, an example of the office.
func (s *Site) copied(r *http.Request, c campaign.Campaign, p *page.Registration, asked url.Values) error {
	var copied activity.Copy
	switch code, id := viet.Clean(asked.Get("tu")), asked.Get("mau"); {
	case code != "":
		var err error
		if copied, err = s.activities.CopyOf(r.Context(), actor(r), c, asked.Get("phong-trao"), code); err != nil {
			return err
		}
	case id != "":
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return fault.New(fault.NotFound, "Không có hoạt động mẫu này.")
		}
		example, err := s.activities.ExampleFor(r.Context(), actor(r), n)
		if err != nil {
			return err
		}
		copied.Plan, copied.Of = example.Plan(), "mẫu “"+example.Title+"”"
	default:
		return nil
	}
	known := func(units []activity.Option, code string) bool {
		return slices.ContainsFunc(units, func(u activity.Option) bool { return u.Code == code })
	}
	// Units come and go between campaigns.
	copied.Partners = slices.DeleteFunc(slices.Clone(copied.Partners), func(code string) bool { return !known(p.AllUnits, code) })
	if !known(p.Units, copied.Unit) {
		copied.Unit = ""
	}
	p.Copied = &copied
	p.Form = filled(copied.Plan)
	p.Form = p.Form.With(activity.FieldBudgetTotal, "")
	return nil
}

// begun is the form of a new registration: empty, or copied.
func (s *Site) begun(r *http.Request, c campaign.Campaign, p *page.Registration) error {
	asked := r.URL.Query()
	p.Form = form.New()
	if err := s.copied(r, c, p, asked); err != nil {
		return err
	}
	if unit := asked.Get("don-vi"); unit != "" {
		p.Form = p.Form.With(activity.FieldUnit, viet.Clean(unit))
	}
	return nil
}
