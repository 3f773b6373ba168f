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

func refused() form.Form {
	f := form.Filled("ten", evil)
	f.Add("ten", evil)
	f.Add(evil, evil)
	f.Add("", evil)
	return f
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
		"Field refused": ui.Field(refused(), "ten", evil, all[:3]...), "Select refused": ui.Select(refused(), "ten", evil, choices), "Radios refused": ui.Radios(refused(), "ten", evil, choices),
		"ErrorSummary": ui.ErrorSummary(refused()), "KeyField": ui.KeyField(refused()),
		"SearchBox": ui.SearchBox(evil, evil, evil, evil), "Hidden": ui.Hidden(evil, evil),
		"PostButton": ui.PostButton(f, evil, evil, "s", evil), "Saved": ui.Saved(evil),
		"Badge": ui.Badge(evil, evil), "Tag": ui.Tag(evil, evil), "Alert": ui.Alert(evil, evil), "Flash": ui.Flash(evil, &ui.Undo{Form: form.New(), Action: "/lam-viec/hoat-dong/HD-001/hoan-tac", Version: 2, Seconds: 30}),
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

// Names that screen readers say, and sentences that components put together, keep their spaces.
func TestWordsAreApart(t *testing.T) {
	t.Parallel()
	p := layoutPage()
	p.Viewer.Name = "Tổ dân phố số 12"
	html := render(t, ui.Public(p)) + render(t, ui.Staff(p)) + render(t, ui.Phases([]ui.Phase{{Name: "Phát động", State: "done"}})) +
		render(t, ui.PostButton(form.Form{}, "/x", "Duyệt", "s", "HD-001")) + render(t, ui.Saved("Đã lưu")) + render(t, ui.Pages(1, 2, func(int) string { return "/" }))
	text := strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(html, "")), " ")
	for _, want := range []string{"A cỡ chữ vừa", "A+ cỡ chữ lớn", "Tương phản cao", "Cổng thông tin thi đua", "3 việc chờ", "Phát động (đã xong)", "Duyệt HD-001", "Đã lưu", "Trang 2"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %s", want, text)
		}
	}
}

func TestFieldSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	f := form.Filled("ten", "Hội thao", "khoi", "b")
	f.Add("ten", "Tên đã có.")
	html := render(t, ui.Field(f, "ten", "Tên hoạt động", ui.Hint("Ngắn gọn"), ui.Required(), ui.Max(120)))
	for _, want := range []string{
		`<label for="o-ten"`, `id="o-ten"`, `name="ten"`, `value="Hội thao"`, `aria-describedby="o-ten-h o-ten-e"`,
		`aria-invalid="true"`, `maxlength="120"`, ` required`, "Tên đã có.", `id="o-ten-e"`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is not in %s", want, html)
		}
	}
	if html := render(t, ui.Field(f, "ten", "Mật khẩu", ui.Type("password"))); strings.Contains(html, "Hội thao") {
		t.Error("a password came back")
	}
	html = render(t, ui.ErrorSummary(f))
	if !strings.Contains(html, "Có 1 chỗ cần sửa") || !strings.Contains(html, `href="#o-ten"`) {
		t.Error(html)
	}
	if html := render(t, ui.ErrorSummary(form.New())); html != "" {
		t.Errorf("all is well, and yet: %s", html)
	}
	choices := []ui.Choice{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}
	if html := render(t, ui.Select(f, "khoi", "Khối", choices)); !strings.Contains(html, `<option value="b" selected>`) {
		t.Error(html)
	}
	if html := render(t, ui.Radios(f, "khoi", "Khối", choices)); !strings.Contains(html, `value="b" checked`) || !strings.Contains(html, `id="o-khoi-2"`) {
		t.Error(html)
	}
	if f := form.New(); !strings.Contains(render(t, ui.KeyField(f)), `name="khoa" value="`+f.Key()+`"`) {
		t.Error("the key is missing")
	}
}

// On a phone five places are at hand; the others are behind the fifth.
func TestPlacesOnAPhone(t *testing.T) {
	t.Parallel()
	p := ui.Page{Title: "Công việc", Viewer: &ui.Viewer{Name: "Thư ký"}}
	for range 5 {
		p.Viewer.Nav = append(p.Viewer.Nav, ui.NavItem{Href: "/a", Label: "A"})
	}
	if html := render(t, ui.Staff(p)); strings.Contains(html, `class="more`) {
		t.Error("five places need no menu")
	}
	p.Viewer.Nav = append(p.Viewer.Nav, ui.NavItem{Href: "/b", Label: "B"})
	p.Current = "/b"
	html := render(t, ui.Staff(p))
	if !strings.Contains(html, `class="more`) || strings.Count(html, `href="/b"`) != 2 || !strings.Contains(html, `<summary aria-current="true"`) {
		t.Error(html)
	}
	if !strings.Contains(html, `<form method="post" action="/dang-xuat"`) {
		t.Error("signing out is a post")
	}
}

func TestChartsAreGeometry(t *testing.T) {
	t.Parallel()
	html := render(t, ui.Meter("60 trên 100", ui.Part{Percent: 60, Kind: "ok"}, ui.Part{Percent: ui.Share(1, 3), Kind: "act"}, ui.Part{Percent: 5, Kind: "rest"}))
	for _, want := range []string{`aria-label="60 trên 100"`, `<rect class="a" x="0%" width="60%"`, `<rect class="b" x="60%" width="33.33%"`, `class="meter h"`} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is not in %s", want, html)
		}
	}
	if ui.Share(1, 0) != 0 {
		t.Error("a share of nothing is nothing")
	}
	html = render(t, ui.StackBar("x", 10, -5, 20))
	if !strings.Contains(html, `<rect class="c3" x="10%" width="20%"`) || !strings.Contains(html, `<rect class="c2" x="10%" width="0%"`) {
		t.Error(html)
	}
}

func TestPagesAreAtMostSeven(t *testing.T) {
	t.Parallel()
	entry := regexp.MustCompile(`<(a|b|span aria)`)
	for last := range 30 {
		for current := 1; current <= last; current++ {
			html := render(t, ui.Pages(current, last, func(int) string { return "/" }))
			if n := len(entry.FindAllString(html, -1)); n > 7 || (last > 1 && strings.Count(html, `aria-current="page"`) != 1) {
				t.Errorf("page %d of %d: %d entries in %s", current, last, n, html)
			}
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
