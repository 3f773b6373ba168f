package page

import (
	"net/url"
	"strconv"

	"portal/internal/announcement"
	"portal/internal/viet"
	"portal/web/static"
	"portal/web/ui"
)

// News is the list of announcements.
type News struct {
	announcement.Listing
	Category, Search string
}

// Article is one announcement with its neighbours.
type Article struct {
	announcement.Article
	HTML   string // of the body, sanitised
	Others []announcement.Announcement
	URL    string // absolute, to share
}

func (n News) chips() []ui.NavItem {
	all := 0
	for _, count := range n.PerCategory {
		all += count
	}
	items := []ui.NavItem{{Href: n.href("", 1), Label: "Tất cả", Count: all, Current: n.Category == ""}}
	for _, c := range announcement.Categories {
		if n.PerCategory[c.Code] > 0 || c.Code == n.Category {
			items = append(items, ui.NavItem{Href: n.href(c.Code, 1), Label: c.Name, Count: n.PerCategory[c.Code], Current: c.Code == n.Category})
		}
	}
	return items
}

func (n News) href(category string, page int) string {
	q := url.Values{}
	if category != "" {
		q.Set("chuyen-muc", category)
	}
	if n.Search != "" {
		q.Set("q", n.Search)
	}
	if page > 1 {
		q.Set("trang", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return "/tin-tuc"
	}
	return "/tin-tuc?" + q.Encode()
}

func (n News) pageHref(page int) string { return n.href(n.Category, page) }

// drawing is the address of a picture of the portal's own; a plain one stands in for a missing name.
func drawing(name string) string {
	if !static.Has("img/" + name) {
		name = "hoi-nghi.svg"
	}
	return static.Path("img/" + name)
}

func dayOf(a announcement.Announcement) viet.Date { return viet.DateOf(a.PublishedAt) }
