package site

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"

	"portal/internal/announcement"
	"portal/internal/fault"
	"portal/internal/feed"
	"portal/internal/markdown"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// feedLength is how many entries the feed has.
const feedLength = 30

func (s *Site) newsList(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	n := page.News{Category: q.Get("chuyen-muc"), Search: search(r)}
	if n.Category != "" && announcement.CategoryName(n.Category) == "" {
		return fault.New(fault.NotFound, "Không có chuyên mục này.")
	}
	number, err := pageNumber(r)
	if err != nil {
		return err
	}
	if n.Listing, err = s.announcements.List(r.Context(), n.Category, n.Search, number); err != nil {
		return err
	}
	if number > n.Pages {
		return fault.New(fault.NotFound, "Danh sách tin không có trang này.")
	}
	title := "Tin tức"
	if n.Category != "" {
		title = announcement.CategoryName(n.Category) + " – Tin tức"
	}
	return s.show(w, r, http.StatusOK, ui.Page{Title: title, Current: "/tin-tuc", NoIndex: n.Search != ""}, page.NewsList(n))
}

// search is what a visitor looks for: one line, bounded.
func search(r *http.Request) string {
	text := []rune(viet.Clean(r.URL.Query().Get("q")))
	return string(text[:min(len(text), 100)])
}

func pageNumber(r *http.Request) (int, error) {
	text := r.URL.Query().Get("trang")
	if text == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 100_000 {
		return 0, fault.New(fault.NotFound, "Danh sách không có trang này.")
	}
	return n, nil
}

// newsArticle shows one announcement. The view is counted beside, so that it never slows the page.
func (s *Site) newsArticle(w http.ResponseWriter, r *http.Request) error {
	a, err := s.announcements.BySlug(r.Context(), param(r, "slug"))
	if err != nil {
		return err
	}
	p := page.Article{Article: a, URL: s.absolute("/tin-tuc/" + a.Slug)}
	if p.HTML, err = markdown.Render(a.Body); err != nil {
		return err
	}
	latest, err := s.announcements.Latest(r.Context(), 5)
	if err != nil {
		return err
	}
	for _, o := range latest {
		if o.ID != a.ID && len(p.Others) < 4 {
			p.Others = append(p.Others, o)
		}
	}
	return s.show(w, r, http.StatusOK, ui.Page{
		Title: a.Title, Description: a.Summary, Current: "/tin-tuc", Canonical: p.URL,
	}, page.NewsArticle(p))
}

func (s *Site) absolute(path string) string { return s.BaseURL.JoinPath(path).String() }

func (s *Site) newsFeed(w http.ResponseWriter, r *http.Request) error {
	ward, err := s.campaigns.Ward(r.Context())
	if err != nil {
		return err
	}
	list, err := s.announcements.Latest(r.Context(), feedLength)
	if err != nil {
		return err
	}
	f := s.feedOf(ward.Name, list)
	var b bytes.Buffer
	if err := feed.Write(&b, f); err != nil {
		return err
	}
	s.send(w, r, http.StatusOK, "application/atom+xml; charset=utf-8", b.Bytes())
	return nil
}

func (s *Site) feedOf(ward string, list []announcement.Announcement) feed.Feed {
	f := feed.Feed{
		ID: s.absolute("/"), Title: "Tin tức thi đua – " + ward, Home: s.absolute("/tin-tuc"), Self: s.absolute("/tin-tuc.atom"),
		Author: "Ban tổ chức phong trào thi đua " + ward,
	}
	slices.SortFunc(list, func(a, b announcement.Announcement) int { return b.PublishedAt.Compare(a.PublishedAt) })
	for _, a := range list {
		f.Entries = append(f.Entries, feed.Entry{
			ID: s.absolute("/tin-tuc#" + strconv.FormatInt(a.ID, 10)), Title: a.Title, Address: s.absolute("/tin-tuc/" + a.Slug),
			Summary: a.Summary, Category: announcement.CategoryName(a.Category), Published: a.PublishedAt,
		})
	}
	return f
}
