// Package feed writes what programs read of the portal: the Atom feed of the
// announcements (RFC 4287) and the map of the site for search engines.
package feed

import (
	"encoding/xml"
	"io"
	"time"
)

// Feed is a list of entries, newest first. The addresses are absolute.
type Feed struct {
	ID      string // never changes; the address of the portal will do
	Title   string
	About   string
	Home    string // the page that shows the same
	Self    string // the feed itself
	Author  string
	Updated time.Time // the newest entry's, when left out
	Entries []Entry
}

// Entry is one announcement.
type Entry struct {
	ID        string // never changes, even when title and address do
	Title     string
	Address   string
	Summary   string // text
	HTML      string // the body, or ""
	Author    string // the feed's, when left out
	Category  string
	Published time.Time
	Updated   time.Time // Published, when left out
}

type (
	atomFeed struct {
		XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang     string      `xml:"xml:lang,attr"`
		ID       string      `xml:"id"`
		Title    string      `xml:"title"`
		Subtitle string      `xml:"subtitle,omitempty"`
		Updated  string      `xml:"updated"`
		Links    []atomLink  `xml:"link"`
		Author   *atomPerson `xml:"author"`
		Entries  []atomEntry `xml:"entry"`
	}
	atomEntry struct {
		ID        string        `xml:"id"`
		Title     string        `xml:"title"`
		Link      atomLink      `xml:"link"`
		Published string        `xml:"published"`
		Updated   string        `xml:"updated"`
		Author    *atomPerson   `xml:"author"`
		Category  *atomCategory `xml:"category"`
		Summary   string        `xml:"summary,omitempty"`
		Content   *atomContent  `xml:"content"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
		Href string `xml:"href,attr"`
	}
	atomPerson struct {
		Name string `xml:"name"`
	}
	atomCategory struct {
		Term string `xml:"term,attr"`
	}
	atomContent struct {
		Type string `xml:"type,attr"`
		Body string `xml:",chardata"`
	}
)

// Write writes the feed as Atom.
func Write(w io.Writer, f Feed) error {
	out := atomFeed{
		Lang: "vi", ID: f.ID, Title: f.Title, Subtitle: f.About, Author: person(f.Author),
		Links: []atomLink{{"self", "application/atom+xml", f.Self}, {"alternate", "text/html", f.Home}},
	}
	newest := f.Updated
	for _, e := range f.Entries {
		updated := e.Updated
		if updated.IsZero() {
			updated = e.Published
		}
		if f.Updated.IsZero() && updated.After(newest) {
			newest = updated
		}
		entry := atomEntry{
			ID: e.ID, Title: e.Title, Link: atomLink{"alternate", "text/html", e.Address}, Summary: e.Summary,
			Published: stamp(e.Published), Updated: stamp(updated), Author: person(e.Author),
		}
		if e.Category != "" {
			entry.Category = &atomCategory{e.Category}
		}
		if e.HTML != "" {
			entry.Content = &atomContent{"html", e.HTML}
		}
		out.Entries = append(out.Entries, entry)
	}
	out.Updated = stamp(newest)
	return write(w, out)
}

// Page is a line of the site map.
type Page struct {
	Address string // absolute
	Changed time.Time
}

type (
	siteMap struct {
		XMLName xml.Name   `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		Pages   []sitePage `xml:"url"`
	}
	sitePage struct {
		Address string `xml:"loc"`
		Changed string `xml:"lastmod,omitempty"`
	}
)

// WriteSitemap writes sitemap.xml.
func WriteSitemap(w io.Writer, pages []Page) error {
	var out siteMap
	for _, p := range pages {
		page := sitePage{Address: p.Address}
		if !p.Changed.IsZero() {
			page.Changed = stamp(p.Changed)
		}
		out.Pages = append(out.Pages, page)
	}
	return write(w, out)
}

func write(w io.Writer, document any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	return xml.NewEncoder(w).Encode(document)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func person(name string) *atomPerson {
	if name == "" {
		return nil
	}
	return &atomPerson{name}
}
