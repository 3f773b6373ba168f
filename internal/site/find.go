package site

import (
	"bytes"
	"net/http"
	"strconv"

	"portal/internal/activity"
	"portal/internal/feed"
	"portal/internal/unit"
	"portal/web/page"
	"portal/web/ui"
)

// find searches all that residents may see.
func (s *Site) find(w http.ResponseWriter, r *http.Request) error {
	f := page.Found{Text: search(r), Today: s.today()}
	if f.Text != "" {
		all, err := s.activities.Published(r.Context())
		if err != nil {
			return err
		}
		f.Activities = activity.Wish{Text: f.Text}.Choose(all, f.Today)
		units, err := s.units.List(r.Context())
		if err != nil {
			return err
		}
		f.Units = unit.Search(units, f.Text)
		if f.News, err = s.announcements.List(r.Context(), "", f.Text, 1); err != nil {
			return err
		}
	}
	return s.show(w, r, http.StatusOK, ui.Page{Title: "Tìm kiếm", NoIndex: true}, page.Find(f))
}

// mapped is how many announcements the map of the site names.
const mapped = 5000

// sitemap names every page that search engines should know.
func (s *Site) sitemap(w http.ResponseWriter, r *http.Request) error {
	var pages []feed.Page
	for _, path := range []string{"/", "/tin-tuc", "/phong-trao", "/hoat-dong", "/don-vi", "/xep-hang", documentsHref} {
		pages = append(pages, feed.Page{Address: s.absolute(path)})
	}
	news, err := s.announcements.Latest(r.Context(), mapped)
	if err != nil {
		return err
	}
	for _, n := range news {
		pages = append(pages, feed.Page{Address: s.absolute("/tin-tuc/" + n.Slug), Changed: n.PublishedAt})
	}
	all, err := s.activities.Published(r.Context())
	if err != nil {
		return err
	}
	for _, e := range all {
		pages = append(pages, feed.Page{Address: s.absolute("/hoat-dong/" + e.Code), Changed: e.Changed})
	}
	units, err := s.units.List(r.Context())
	if err != nil {
		return err
	}
	for _, u := range units {
		pages = append(pages, feed.Page{Address: s.absolute("/don-vi/" + u.Code)})
	}
	c, err := s.present(r)
	if err != nil {
		return err
	}
	editions, err := s.plans.Issued(r.Context(), c.ID)
	if err != nil {
		return err
	}
	for _, e := range editions {
		pages = append(pages, feed.Page{Address: s.absolute(documentsHref + "/ke-hoach/" + strconv.Itoa(e.Number)), Changed: e.Date.Start()})
	}
	var b bytes.Buffer
	if err := feed.WriteSitemap(&b, pages); err != nil {
		return err
	}
	s.send(w, r, http.StatusOK, "application/xml; charset=utf-8", b.Bytes())
	return nil
}

// robots tells search engines where there is nothing for them.
func (s *Site) robots(w http.ResponseWriter, r *http.Request) error {
	text := "User-agent: *\nDisallow: /tim-kiem\nDisallow: /dang-nhap\nDisallow: /lam-viec\nDisallow: /ban-to-chuc\nDisallow: /bien-tap\nDisallow: /quan-tri\nDisallow: /nhat-ky\n" +
		"Sitemap: " + s.absolute("/sitemap.xml") + "\n"
	s.send(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte(text))
	return nil
}
