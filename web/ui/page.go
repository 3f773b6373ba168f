// Package ui holds the parts that pages share: the layout around them, form
// fields, tables, badges and charts. It knows nothing of the trade.
package ui

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"portal/internal/form"
)

// Page is what the layout needs to know about the page it surrounds.
type Page struct {
	Title       string     // what one does here; the tab shows it first
	Description string     // one sentence for search engines and shared links
	Path        string     // address of the page, without its query
	Query       url.Values // the query, so that a change of text size keeps the filters
	Current     string     // address of the entry of the navigation that stands for this page
	Sample      bool       // the data is the sample campaign: every page says so
	Ward        Ward
	Prefs       Prefs
	Viewer      *Viewer  // nil: nobody is signed in
	Flash       string   // what the last action did
	Undo        *Undo    // that action can still be taken back
	NoIndex     bool     // keep out of search engines
	Canonical   string   // absolute address, where one page has several
	Image       string   // absolute address of the picture for shared links
	Feed        string   // address of the Atom feed that goes with the page
	Solo        bool     // a staff page without its side list: the score sheet
	Back        *Link    // with Solo: the way back
	Scripts     []string // further scripts of a staff page, by their names in web/static
}

// Undo is the way to take back what has just been done, while that is possible.
type Undo struct {
	Form    form.Form
	Action  string // address to post to
	Version int    // that the action made
	Seconds int    // how long it is still possible
}

// Ward holds the names that stand on every page. They come from the data.
type Ward struct {
	Name     string // "phường …"
	District string // line above the header: "UBND phường …, quận …, thành phố …"
	Body     string // who runs the portal, for the footer
	Contact  string // where to ask, for the footer
}

// Prefs is how the visitor likes to read, from the cookies co-chu, tuong-phan and nen.
type Prefs struct {
	Size     string // "lon" or ""
	Contrast string // "cao" or ""
	Theme    string // "sang", "toi" or "": as the device says
}

// Viewer is who is signed in, and where they may go.
type Viewer struct {
	Name     string
	RoleName string
	Nav      []NavItem
	Links    []Link // their own pages, in the menu under their name
}

// NavItem is one entry of a list of places.
type NavItem struct {
	Href    string
	Label   string
	Icon    string // a name of Icon, or ""
	Count   int    // what waits there; 0 shows nothing
	Current bool
}

// Link is a way to somewhere.
type Link struct{ Href, Label string }

// Choice is one option of a select, a group of boxes or of radio buttons.
type Choice struct {
	Value, Label string
	Hint         string // for boxes and radio buttons
	Group        string // for selects: options of one group follow each other
}

var publicNav = []NavItem{
	{Href: "/", Label: "Trang chủ"},
	{Href: "/tin-tuc", Label: "Tin tức"},
	{Href: "/hoat-dong", Label: "Hoạt động"},
	{Href: "/xep-hang", Label: "Xếp hạng"},
	{Href: "/van-ban", Label: "Văn bản"},
	{Href: "/phong-trao", Label: "Phong trào"},
}

func (p Page) title() string {
	return strings.TrimSpace(p.Title + " – Cổng thi đua " + p.Ward.Name)
}

func (p Page) current(item NavItem) bool { return item.Current || item.Href == p.Current }

// kept lists the fields of the query that the switches of the masthead carry along.
func (p Page) kept() [][2]string {
	var fields [][2]string
	for _, name := range slices.Sorted(maps.Keys(p.Query)) {
		if name == "co-chu" || name == "tuong-phan" || name == "nen" {
			continue
		}
		for _, value := range p.Query[name] {
			fields = append(fields, [2]string{name, value})
		}
	}
	return fields
}

// desk is where the work of the viewer begins.
func (v Viewer) desk() string {
	if len(v.Nav) == 0 {
		return "/"
	}
	return v.Nav[0].Href
}

// atHand is how many entries the bar at the foot of a phone shows by itself:
// five at most, and the fifth is the way to the others when there are more.
const atHand = 5

func (v Viewer) more() []NavItem {
	if len(v.Nav) <= atHand {
		return nil
	}
	return v.Nav[atHand-1:]
}

func (p Page) moreCurrent() bool { return slices.ContainsFunc(p.Viewer.more(), p.current) }

// initials are the first letters of the last two words, what stands in brackets left out: "Tổ dân phố số 12 (mẫu)" → "S1".
func initials(name string) string {
	name, _, _ = strings.Cut(name, "(")
	words := strings.Fields(name)
	if len(words) > 2 {
		words = words[len(words)-2:]
	}
	var b strings.Builder
	for _, word := range words {
		r, _ := utf8.DecodeRuneInString(word)
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

// Capital makes the first letter a capital: "phường X" → "Phường X".
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

func pressed(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// flip is the value that pressing a switch asks for.
func flip(on bool, yes, no string) string {
	if on {
		return no
	}
	return yes
}

// brand is the name in the header; an empty portal has none yet.
func brand(w Ward) string {
	if w.Name == "" {
		return "Cổng thi đua"
	}
	return Capital(w.Name)
}
