package site

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/browser"
	"portal/internal/sample"
)

// look is one page as somebody opens it.
type look struct {
	path   string
	token  string // of the session; empty: a resident
	status int
	public bool
}

// changes tells whether the page says something else once the campaign is over.
func (l look) changes() bool { return l.public || strings.HasPrefix(l.path, "/ban-to-chuc") }

// looks opens every address that answers with a page, as a resident or else as the first
// role that may, and adds views and failures that have no address of their own.
func looks(p *place) []look {
	p.t.Helper()
	visitors := map[access.Role]*visitor{}
	as := func(role access.Role) *visitor {
		if visitors[role] == nil {
			visitors[role] = p.as(role)
		}
		return visitors[role]
	}
	own := ownActivity(p)
	var list []look
	add := func(role access.Role, path string, wanted ...int) {
		v := as(role)
		got := v.get(path)
		for _, status := range append(wanted, http.StatusOK) {
			if got.status == status && strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
				list = append(list, look{path, v.token, status, role == access.Resident})
				return
			}
		}
	}
	for _, rt := range Routes() {
		if rt.Method != http.MethodGet {
			continue
		}
		path := rt.Path
		if strings.HasPrefix(path, "/lam-viec/") {
			path = strings.ReplaceAll(path, "{code}", own)
		}
		add(opener(rt.May), strings.NewReplacer(fills...).Replace(path))
	}
	for role, at := range map[access.Role]string{access.UnitHead: bringPath, access.Secretary: decisions + "/nhap"} {
		if to := ownWorkbook(p, as(role), at); to != "" {
			add(role, to)
			add(role, to+"/dong/2")
		}
	}
	add(access.Resident, "/hoat-dong?xem=dong-thoi-gian")
	add(access.Resident, "/hoat-dong?xem=lich")
	add(access.Resident, "/hoat-dong?q=khongcogithe")
	add(access.Resident, "/hoat-dong/HD-999", http.StatusNotFound)
	add(access.UnitHead, "/lam-viec/hoat-dong/HD-999", http.StatusNotFound)
	add(access.UnitHead, "/quan-tri/tai-khoan", http.StatusForbidden)
	add(access.Secretary, "/ban-to-chuc/dang-ky?q=khongcogithe")
	return list
}

// opener is who opens a page for the test: a resident if residents may.
func opener(may access.Action) access.Role {
	if (access.Actor{}).Can(may) {
		return access.Resident
	}
	for _, role := range access.Roles {
		if (access.Actor{Roles: []access.Role{role}}).Can(may) {
			return role
		}
	}
	return access.Resident
}

// ownActivity is an activity of the sample head's unit; a draft where one can still be written.
func ownActivity(p *place) string {
	p.t.Helper()
	got := p.as(access.UnitHead).post("/lam-viec/hoat-dong/moi", plan(activity.FieldStart, "29/09/2024", activity.FieldEnd, "30/09/2024")...)
	if to := got.header.Get("Location"); got.status == http.StatusSeeOther {
		return strings.TrimSuffix(strings.TrimPrefix(to, "/lam-viec/hoat-dong/"), "/sua")
	}
	return query[string](p, `select a.code from activities a join units u on u.id = a.unit_id where u.code = 'TDP-20' order by 1 limit 1`)
}

// ownWorkbook is a workbook with a good and a bad row, as it is looked through; empty where none is taken any more.
func ownWorkbook(p *place, v *visitor, at string) string {
	p.t.Helper()
	got := v.upload(at, "dang-ky.xlsx", book(p.t, header,
		row("TDP-20", "Đường hoa ngõ 58"), []any{"TDP-20", "Vườn rau", "Thể thao điện tử", "31/02/2024", "", ""}))
	return got.header.Get("Location")
}

// TestEveryPage opens every page there is, at a desk and on telephones: no barrier that axe
// knows in any colours, nothing wider than the window, nothing in the console.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		moment  sample.Moment
		options browser.Options
		colours []string // besides the first, as what the page's root says
		choose  func(look) bool
	}{
		{moment: sample.Scoring, colours: []string{"nen = 'toi'", "nen = 'sang', document.documentElement.dataset.tuongPhan = 'cao'"}},
		{moment: sample.Scoring, options: browser.Phone, colours: []string{"nen = 'toi'", "tuongPhan = 'cao'"}},
		{moment: sample.Scoring, options: browser.Options{Width: 320, Height: 640, Touch: true}},
		{moment: sample.Concluded, choose: look.changes},
		{moment: sample.Concluded, options: browser.Options{Width: 390, Height: 844, Touch: true, Dark: true}, choose: look.changes},
	} {
		t.Run(fmt.Sprint(c.moment, c.options.Width), func(t *testing.T) {
			t.Parallel()
			p := open(t, c.moment)
			b := browser.New(t, c.options)
			for _, l := range looks(p) {
				if c.choose != nil && !c.choose(l) {
					continue
				}
				b.Cookie(p.url, sessionCookie, l.token)
				b.Go(p.url + l.path)
				if got := b.Status(); got != l.status {
					t.Errorf("%s: %d, wanted %d", l.path, got, l.status)
				}
				b.NoSidewaysScroll()
				if c.options.Width != 320 {
					b.Axe()
				}
				for _, colour := range c.colours {
					browser.Eval[string](b, "document.documentElement.dataset."+colour)
					b.Contrast()
				}
				for _, problem := range b.Problems() {
					t.Errorf("%s: %s", l.path, problem)
				}
			}
		})
	}
}
