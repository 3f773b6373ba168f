package site

import (
	"net/http"

	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// latestOnHome is how many announcements the front page shows: one large, three small.
const latestOnHome = 4

// home is the front page. Residents get it from the kept pages.
func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	c, err := s.campaigns.Current(ctx)
	if fault.Is(err, fault.NotFound) {
		return s.show(w, r, http.StatusOK, ui.Page{Title: "Trang chủ", Current: "/", NoIndex: true}, page.Unopened())
	}
	if err != nil {
		return err
	}
	ward, err := s.campaigns.Ward(ctx)
	if err != nil {
		return err
	}
	h := page.Home{Campaign: c, Today: viet.DateOf(s.DB.Now())}
	list, err := s.activities.Published(ctx)
	if err != nil {
		return err
	}
	h.Tally = page.NewTally("", "", activity.Count(list, h.Today))
	for _, k := range activity.ByKind(list, h.Today) {
		h.Kinds = append(h.Kinds, page.NewTally(k.Name, "/hoat-dong?khoi="+k.Code, k.Tally))
	}
	for _, k := range activity.ByCategory(list, h.Today) {
		h.Categories = append(h.Categories, page.NewTally(k.Name, "/hoat-dong?linh-vuc="+k.Code, k.Tally))
	}
	h.Week = page.Occasions(activity.Between(list, h.Today.WeekStart(), h.Today.WeekStart().AddDays(6)), h.Today)
	if h.News, err = s.announcements.Latest(ctx, latestOnHome); err != nil {
		return err
	}
	if h.Publication, err = s.rankings.Latest(ctx, c.ID); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return s.show(w, r, http.StatusOK, ui.Page{
		Title: "Trang chủ", Current: "/", Description: c.Summary, Canonical: s.absolute("/"),
	}, page.HomePage(h, ward.Name))
}
