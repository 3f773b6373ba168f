package site

import (
	"net/http"
	"strconv"

	"portal/internal/campaign"
	"portal/internal/document"
	"portal/internal/fault"
	"portal/internal/form"
	plans "portal/internal/plan"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/paper"
	"portal/web/ui"
)

const (
	documentsHref = "/van-ban"
	askedDay      = "ngay"
)

// documents lists what was issued.
func (s *Site) documents(w http.ResponseWriter, r *http.Request) error {
	return s.showDocuments(w, r, http.StatusOK, form.New(), "")
}

func (s *Site) showDocuments(w http.ResponseWriter, r *http.Request, status int, f form.Form, answer string) error {
	c, err := s.present(r)
	if err != nil {
		return err
	}
	d := page.Documents{Form: f, Answer: answer}
	if d.Issued, err = s.plans.Issued(r.Context(), c.ID); err != nil {
		return err
	}
	title := "Văn bản"
	if len(f.Problems()) > 0 {
		title = "Lỗi: " + title
	}
	return s.show(w, r, status, ui.Page{
		Title: title, Current: documentsHref, NoIndex: status != http.StatusOK,
		Description: "Kế hoạch của phong trào thi đua, từng bản như khi ban hành",
	}, page.DocumentList(d))
}

// planInForce answers which edition is in force on a day: today, unless the address names another.
func (s *Site) planInForce(w http.ResponseWriter, r *http.Request) error {
	c, err := s.present(r)
	if err != nil {
		return err
	}
	on, f := s.today(), form.New()
	if text := viet.Shorten(viet.Clean(r.URL.Query().Get(askedDay)), 40); text != "" {
		f = form.Filled(askedDay, text)
		f.Year(s.today().Year)
		if c.ID != 0 {
			f.Year(c.StartsOn.Year)
		}
		if on = day(&f, askedDay); f.Err() != nil {
			return s.showDocuments(w, r, http.StatusUnprocessableEntity, f, "")
		}
	}
	all, err := s.plans.Issued(r.Context(), c.ID)
	if err != nil {
		return err
	}
	brief, found := plans.InForce(all, on)
	if !found {
		answer := "Chưa có kế hoạch nào được ban hành."
		if n := len(all); n > 0 {
			answer = "Ngày " + on.Full() + " chưa có kế hoạch nào có hiệu lực. Bản đầu tiên, số " + all[n-1].DocNumber + ", có hiệu lực từ " + all[n-1].Date.Full() + "."
		}
		return s.showDocuments(w, r, http.StatusNotFound, f, answer)
	}
	v := page.EditionView{All: all, Asked: &on, Today: s.today(), Form: f}
	if v.Edition, err = s.plans.Edition(r.Context(), c.ID, brief.Number); err != nil {
		return err
	}
	return s.showEdition(w, r, v)
}

// editionPage shows one edition.
func (s *Site) editionPage(w http.ResponseWriter, r *http.Request) error {
	c, v, err := s.edition(r)
	if err != nil {
		return err
	}
	if v.All, err = s.plans.Issued(r.Context(), c.ID); err != nil {
		return err
	}
	v.Form = form.New()
	return s.showEdition(w, r, v)
}

func (s *Site) showEdition(w http.ResponseWriter, r *http.Request, v page.EditionView) error {
	return s.show(w, r, http.StatusOK, ui.Page{
		Title: v.Title(), Current: documentsHref, Canonical: s.absolute(documentsHref + "/ke-hoach/" + strconv.Itoa(v.Number)),
		NoIndex: v.Asked != nil, Description: v.Campaign.Name + ", " + v.Date.Formal(),
	}, page.EditionPage(v))
}

// edition is the edition that the address names.
func (s *Site) edition(r *http.Request) (campaign.Campaign, page.EditionView, error) {
	none := fault.New(fault.NotFound, "Không có bản kế hoạch này.")
	number, err := strconv.Atoi(param(r, "number"))
	if err != nil || number < 1 || number > 1_000_000 || strconv.Itoa(number) != param(r, "number") {
		return campaign.Campaign{}, page.EditionView{}, none
	}
	c, err := s.present(r)
	if err != nil {
		return c, page.EditionView{}, err
	}
	v := page.EditionView{Today: s.today()}
	v.Edition, err = s.plans.Edition(r.Context(), c.ID, number)
	return c, v, err
}

func (s *Site) editionList(r *http.Request) (page.EditionView, error) {
	_, v, err := s.edition(r)
	return v, err
}

// editionPaper is an edition as the official paper.
func (s *Site) editionPaper(r *http.Request) (document.Document, error) {
	_, v, err := s.edition(r)
	if err != nil {
		return document.Document{}, err
	}
	d := paper.Plan(v.Edition)
	d.Name = viet.Slug("ke-hoach-" + v.DocNumber)
	return d, nil
}
