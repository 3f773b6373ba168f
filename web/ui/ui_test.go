package ui_test

import (
	"bytes"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"portal/internal/form"
	"portal/web/page"
	"portal/web/ui"
)

const evil = `<script>alert("x")</script>" onload='x' style="color:red`

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func layoutPage() ui.Page {
	return ui.Page{
		Title: evil, Description: evil, Path: "/hoat-dong", Current: "/hoat-dong", Sample: true, Flash: evil,
		Query:  map[string][]string{"q": {evil}, evil: {"1"}, "co-chu": {"lon"}},
		Ward:   ui.Ward{Name: evil, District: evil, Body: evil, Contact: evil},
		Prefs:  ui.Prefs{Size: "lon", Contrast: "cao", Theme: evil},
		Viewer: viewer(), Canonical: evil, Image: evil, Feed: evil, NoIndex: true,
	}
}

func viewer() *ui.Viewer {
	v := &ui.Viewer{Name: evil, RoleName: evil, Links: []ui.Link{{Href: evil, Label: evil}}}
	for range 7 {
		v.Nav = append(v.Nav, ui.NavItem{Href: evil, Label: evil, Icon: "home", Count: 3})
	}
	return v
}

func gallery() map[string]templ.Component {
	var f form.Form
	choices := []ui.Choice{{Value: evil, Label: evil, Hint: evil, Group: evil}, {Value: "b", Label: "B"}}
	items := []ui.NavItem{{Href: evil, Label: evil, Icon: "x", Count: 1, Current: true}}
	all := []ui.Option{ui.Hint(evil), ui.Placeholder(evil), ui.Value(evil), ui.Blank(evil), ui.ID(evil), ui.Optional(), ui.Required(), ui.Attr("data-x", evil)}
	solo, empty := layoutPage(), layoutPage()
	solo.Solo, solo.Back = true, &ui.Link{Href: evil, Label: evil}
	empty.Viewer = nil
	return map[string]templ.Component{
		"Public": ui.Public(layoutPage()), "Public as a stranger": ui.Public(empty), "Staff": ui.Staff(layoutPage()), "Staff alone": ui.Staff(solo),
		"Field": ui.Field(f, evil, evil, all...), "text area": ui.Field(f, evil, evil, append(all, ui.Rows(3))...),
		"Select": ui.Select(f, evil, evil, choices, all...), "Checks": ui.Checks(f, evil, evil, choices, all...),
		"Radios": ui.Radios(f, evil, evil, choices, all...), "Check": ui.Check(f, evil, evil, all...),
		"SearchBox": ui.SearchBox(evil, evil, evil, evil), "Hidden": ui.Hidden(evil, evil),
		"PostButton": ui.PostButton(f, evil, evil, "s", evil), "Saved": ui.Saved(evil),
		"Badge": ui.Badge(evil, evil), "Tag": ui.Tag(evil, evil), "Alert": ui.Alert(evil, evil), "Flash": ui.Flash(evil),
		"Empty": ui.Empty("list", evil, evil), "PageHead": ui.PageHead(evil, evil), "Card": ui.Card(evil, evil), "FlushCard": ui.FlushCard(evil, evil),
		"Scroll": ui.Scroll(evil), "Crumbs": ui.Crumbs(ui.Link{Href: evil, Label: evil}, ui.Link{Label: evil}),
		"Tabs": ui.Tabs(evil, items), "Seg": ui.Seg(evil, items), "Chips": ui.Chips(evil, items),
		"Pages": ui.Pages(5, 20, func(int) string { return evil }), "Stats": ui.Stats(), "Stat": ui.Stat(evil, evil, evil), "RankDisc": ui.RankDisc(3),
		"Phases": ui.Phases([]ui.Phase{{Name: evil, Note: evil, State: "done"}, {Name: evil, State: "now"}}), "Steps": ui.Steps([]ui.Phase{{Name: evil}}),
		"Day": ui.Day(time.Date(2024, 9, 18, 0, 0, 0, 0, time.UTC)), "AgendaItem": ui.AgendaItem(time.Now(), true), "Meta": ui.Meta("pin", evil),
		"TodoList": ui.TodoList([]ui.Todo{{Kind: evil, Icon: "pen", Title: evil, About: evil, Note: evil, Quote: evil, QuoteBy: evil, Href: evil, Action: evil}}),
		"DL":       ui.DL(ui.Fact{Term: evil, Text: evil, Href: evil}, ui.Fact{Term: evil, Text: evil}),
		"Meter":    ui.Meter(evil, ui.Part{Percent: 60, Kind: "ok"}, ui.Part{Percent: 40, Kind: "rest"}), "BigMeter": ui.BigMeter(evil, ui.Part{Percent: 1, Kind: evil}),
		"Progress": ui.Progress(evil, 30), "StackBar": ui.StackBar(evil, 10, 20, 30), "Key": ui.Key(evil, ui.Legend{Class: evil, Count: evil, Label: evil}),
		"Timeline": ui.Timeline(ui.Bar{From: 10, To: 40, Done: 50, Now: 60, Months: 5, Label: evil}), "WeekStrip": ui.WeekStrip(evil, []string{"a", evil}),
		"Error": page.Error(page.Failure{Status: 500, Title: evil, Sentence: evil, Reference: evil, When: evil, Search: true, Links: []ui.Link{{Href: evil, Label: evil}}}),
	}
}

var (
	tag       = regexp.MustCompile(`<[a-zA-Z][^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>`)
	quoted    = regexp.MustCompile(`"[^"]*"`)
	attribute = regexp.MustCompile(`\s(style|on[a-z]+)\b`)
)

func TestNothingTypedBecomesMarkup(t *testing.T) {
	t.Parallel()
	for name, c := range gallery() {
		html := render(t, c)
		for _, m := range tag.FindAllString(html, -1) {
			if bare := quoted.ReplaceAllString(m, `""`); attribute.MatchString(bare) {
				t.Errorf("%s: %s", name, m)
			}
		}
		for _, m := range regexp.MustCompile(`<script[^>]*>[^<]*`).FindAllString(html, -1) {
			if !strings.Contains(m, `src="/tinh/portal.`) || !strings.HasSuffix(m, ">") {
				t.Errorf("%s: script inside the page: %s", name, m)
			}
		}
		if strings.Contains(html, "<style") || strings.Contains(html, "javascript:") {
			t.Errorf("%s: style or script in\n%s", name, html)
		}
	}
}

// A name of an icon that does not exist would draw nothing: every one that a page writes is known.
func TestIconsExist(t *testing.T) {
	t.Parallel()
	call := regexp.MustCompile(`(?:ui\.)?Icon\("([^"]+)"\)`)
	web := os.DirFS("..")
	err := fs.WalkDir(web, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".templ") {
			return err
		}
		source, err := fs.ReadFile(web, path)
		for _, m := range call.FindAllSubmatch(source, -1) {
			if html := render(t, ui.Icon(string(m[1]))); !strings.Contains(html, "<path") && !strings.Contains(html, "<circle") {
				t.Errorf("%s: no icon %q", path, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
