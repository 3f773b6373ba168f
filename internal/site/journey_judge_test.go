package site

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"portal/internal/browser"
	"portal/internal/sample"
)

// newUnit is a unit that the judge has not begun to score.
func newUnit(p *place, judge string) string {
	p.t.Helper()
	return query[string](p, `
		select u.code
		from committee_members m join panels on panels.member_id = m.id join unit_blocks ub on ub.block_id = panels.block_id
			join units u on u.id = ub.unit_id
		where m.code = $1 and not exists (select from sheets s where s.unit_id = u.id and s.member_id = m.id)
			and not exists (select from conflicts x where x.unit_id = u.id and x.member_id = m.id)
		order by u.code limit 1`, judge)
}

type asked struct{ Code, Max string }

// criteria are the criteria of a unit's kind with their maxima, in the order of the sheet.
func criteria(p *place, unit string) []asked {
	p.t.Helper()
	var list []asked
	for _, line := range strings.Fields(query[string](p, `
		select string_agg(c.code || '=' || x.max_points / 100, ' ' order by c.sort_no)
		from criteria c join criterion_maxima x on x.criterion_id = c.id join units u on u.kind = x.kind
		where u.code = $1`, unit)) {
		code, most, _ := strings.Cut(line, "=")
		list = append(list, asked{code, most})
	}
	return list
}

func boxOf(code string) string { return fmt.Sprintf(`[id="o-%s"]`, code) }

func (v *visitor) browse(o browser.Options) *browser.Page {
	v.t.Helper()
	b := browser.New(v.t, o)
	b.Cookie(v.url, sessionCookie, v.token)
	return b
}

// A judge scores a whole unit standing in front of it, on a telephone.
func TestJudgeScoresOnATelephone(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	unit := newUnit(p, "TV-10")
	list := criteria(p, unit)
	b := p.signedIn("tv10@maidich.example").browse(browser.Phone)

	b.Go(p.url + "/ban-to-chuc/cham-diem")
	b.NoSidewaysScroll()
	b.Axe()
	b.Follow(`a[href="/ban-to-chuc/cham-diem/` + unit + `"]`)
	b.NoSidewaysScroll()
	b.Axe()

	b.Fill(boxOf(list[0].Code), "99")
	b.Keys(kb.Enter)
	b.WaitText(".sr.bad .msg", "Điểm tối đa là "+list[0].Max+". Ô này chưa được lưu.")
	b.WaitText("[data-dem]", "0/14 tiêu chí")
	b.Problems() // the refusal itself, which the browser notes
	if got := b.Value(boxOf(list[0].Code)); got != "99" {
		t.Errorf("the refused box holds %q", got)
	}
	b.Axe()

	for _, c := range list {
		b.Fill(boxOf(c.Code), c.Max)
		b.Keys(kb.Enter)
	}
	for _, c := range list {
		if got := b.Value(boxOf(c.Code)); got != c.Max {
			t.Errorf("box %s holds %q, typed %s", c.Code, got, c.Max)
		}
	}
	b.WaitText("[data-dem]", "14/14 tiêu chí")
	b.WaitText(".tot", "100")
	b.WaitText("[data-luu][role=status]", "Đã lưu ")
	b.Click(`button[data-them="-1"]`)
	b.WaitText(".tot", "99,5")
	b.Fill("#o-nhan-xet", "Làm tốt.")
	b.Follow("button[value=xem]")
	b.WaitText("h1", "Nộp phiếu chấm")
	b.WaitText("#noi-dung", "99,5")
	b.NoSidewaysScroll()
	b.Axe()
	b.Follow("button[value=nop]")
	b.WaitText("#noi-dung", "Đã nộp phiếu chấm")
	b.Go(p.url + "/ban-to-chuc/cham-diem/" + unit)
	b.WaitText(".tot", "99,5")
	b.Axe()
	if n := b.Count(".sr input"); n != 0 {
		t.Errorf("a sheet that is in has %d boxes", n)
	}
	got := query[string](p, `select s.stage || ' ' || s.total || ' ' || s.remark from sheets s join units u on u.id = s.unit_id
		join committee_members m on m.id = s.member_id where u.code = $1 and m.code = 'TV-10'`, unit)
	if got != "submitted 9950 Làm tốt." {
		t.Errorf("stored: %s", got)
	}
}

// Without script the form is filled in, saved and handed in as a whole.
func TestJudgeScoresWithoutScript(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	unit := newUnit(p, "TV-10")
	list := criteria(p, unit)
	b := p.signedIn("tv10@maidich.example").browse(browser.Options{Width: 390, Height: 844, Touch: true, NoScript: true})
	b.Go(p.url + "/ban-to-chuc/cham-diem/" + unit)
	b.NoSidewaysScroll()
	for _, c := range list[1:] {
		b.Fill(boxOf(c.Code), c.Max)
	}
	b.Fill(boxOf(list[0].Code), "0,3")
	b.Follow("button[value=luu]")
	b.WaitText(".sr.bad .msg", "Điểm phải là bội số của 0,5.")
	b.Fill(boxOf(list[0].Code), "")
	b.Follow("button[value=xem]")
	b.WaitText("#noi-dung", "còn 1 tiêu chí chưa chấm")
	b.Go(p.url + "/ban-to-chuc/cham-diem/" + unit)
	b.Fill(boxOf(list[0].Code), "0.5")
	b.Follow("button[value=xem]")
	b.Follow("button[value=nop]")
	b.WaitText("#noi-dung", "Đã nộp phiếu chấm")
}
