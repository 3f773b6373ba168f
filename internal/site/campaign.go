package site

import (
	"net/http"

	"portal/internal/fault"
	"portal/internal/rubric"
	"portal/web/page"
	"portal/web/ui"
)

// campaignPage shows what the campaign is for and by what measure it is judged.
func (s *Site) campaignPage(w http.ResponseWriter, r *http.Request) error {
	c, err := s.present(r)
	if err != nil {
		return err
	}
	if c.ID == 0 {
		return s.show(w, r, http.StatusOK, ui.Page{Title: "Phong trào", Current: "/phong-trao"}, page.NoCampaign())
	}
	p := page.Campaign{Campaign: c, Today: s.today()}
	if p.Rubric, _, err = rubric.Of(r.Context(), s.DB, c.ID); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if p.Committee, err = s.campaigns.Committee(r.Context(), c.ID); err != nil {
		return err
	}
	if p.Awards, err = s.campaigns.Awards(r.Context(), c.ID); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, ui.Page{
		Title: c.Name, Description: c.Summary, Current: "/phong-trao", Canonical: s.absolute("/phong-trao"),
	}, page.CampaignPage(p))
}
