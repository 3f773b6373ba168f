package activity_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/viet"
)

// stock fills the campaign with registrations in several stages.
func stock(w *world) {
	w.Helper()
	w.sql(`insert into activities (campaign_id, code, unit_id, title, category, place, target, starts_on, ends_on, stage, return_reason, registered_at, supplementary)
		values
		(1, 'HD-001', 2, 'Đường hoa ngõ 12', 'MT', 'Ngõ 12', 'x', '2024-06-01', '2024-06-30', 'submitted', '', '2024-04-12Z', false),
		(1, 'HD-002', 3, 'Đêm nhạc mùa thu', 'VH', 'Sân đình', 'x', '2024-06-01', '2024-06-30', 'submitted', '', '2024-04-11Z', false),
		(1, 'HD-003', 1, 'Nhân rộng tổ liên gia', null, '', 'x', '2024-06-01', '2024-06-30', 'approved', '', '2024-04-10Z', false),
		(1, 'HD-004', 2, 'Hội thao', 'VH', '', 'x', '2024-07-01', '2024-07-30', 'returned', 'Thiếu địa điểm', '2024-04-13Z', true),
		(1, 'HD-005', 2, 'Bản nháp đường hoa', 'MT', '', '', null, null, 'draft', '', null, false),
		(1, 'HD-006', 2, 'Rút khi còn nháp', 'MT', '', '', null, null, 'withdrawn', '', null, false),
		(1, 'HD-007', 3, 'Rút sau khi gửi', 'MT', '', 'x', '2024-06-01', '2024-06-30', 'withdrawn', '', '2024-04-10Z', false)`)
}

func codes(list []activity.Item) string {
	var all []string
	for _, i := range list {
		all = append(all, i.Code[3:])
	}
	return strings.Join(all, " ")
}

func TestRegistrations(t *testing.T) {
	w := newWorld(t)
	stock(w)
	for _, c := range []struct {
		filter activity.Filter
		want   string
	}{
		{activity.Filter{}, "002 001 004 003 007"}, // what waits first, as it came; drafts are the unit's own
		{activity.Filter{Stage: activity.Submitted}, "002 001"},
		{activity.Filter{Stage: activity.Draft}, ""},
		{activity.Filter{Unit: "TDP-01"}, "001 004"},
		{activity.Filter{Block: "C1"}, "002 001 004 007"},
		{activity.Filter{Category: "MT"}, "001 007"},
		{activity.Filter{Late: true}, "004"},
		{activity.Filter{Text: "duong hoa"}, "001"},
		{activity.Filter{Text: "ĐƯỜNG"}, "001"},
		{activity.Filter{Text: "hd-003"}, "003"},
		{activity.Filter{Text: "tdp 1"}, "001 004"},
		{activity.Filter{Text: "không có gì"}, ""},
		{activity.Filter{Text: `%'";--\`}, "002 001 004 003 007"},
		{activity.Filter{Month: viet.NewDate(2031, time.January, 1)}, ""},
	} {
		list, counts, err := w.store.Registrations(t.Context(), c.filter)
		if err != nil || codes(list) != c.want {
			t.Errorf("%+v: %s (%v), want %s", c.filter, codes(list), err, c.want)
		}
		if c.filter == (activity.Filter{Stage: activity.Submitted}) && fmt.Sprint(counts) != "map[approved:1 returned:1 submitted:2 withdrawn:1]" {
			t.Errorf("counts must not depend on the stage that is shown: %v", counts)
		}
	}
}

func TestOfUnitBeginsWithWhatIsDue(t *testing.T) {
	w := newWorld(t)
	stock(w)
	list, err := w.store.OfUnit(t.Context(), w.staff)
	if err != nil || codes(list) != "004 005 001 006" {
		t.Errorf("%s (%v)", codes(list), err)
	}
}

func TestWaiting(t *testing.T) {
	w := newWorld(t)
	stock(w)
	for code, want := range map[string]string{"HD-002": ",HD-001", "HD-001": "HD-002,", "HD-003": ",HD-002"} {
		d, err := w.store.Get(t.Context(), w.secretary, access.ReadRegistration, code)
		w.must(err)
		before, after, err := w.store.Waiting(t.Context(), d)
		if err != nil || before+","+after != want {
			t.Errorf("%s stands between %q and %q (%v), want %s", code, before, after, err, want)
		}
	}
}

func TestChoices(t *testing.T) {
	w := newWorld(t)
	units, err := w.store.Units(t.Context())
	w.must(err)
	if len(units) != 3 || units[0].Code != "BN-CA" || units[2].Group != "Cụm dân cư số 1" {
		t.Errorf("units: %+v", units)
	}
	if kinds, err := w.store.Categories(t.Context()); err != nil || len(kinds) != 2 {
		t.Errorf("categories: %+v (%v)", kinds, err)
	}
	if blocks, err := w.store.Blocks(t.Context()); err != nil || len(blocks) != 2 {
		t.Errorf("blocks: %+v (%v)", blocks, err)
	}
}

func TestDuplicates(t *testing.T) {
	w := newWorld(t)
	stock(w)
	w.sql(`insert into activities (campaign_id, code, unit_id, title, target, starts_on, ends_on, stage) values
		(1, 'HD-008', 3, 'DUONG HOA - ngõ 12', 'x', '2024-08-01', '2024-08-30', 'submitted'),
		(1, 'HD-009', 3, 'Tết Trung thu cho trẻ', 'x', '2024-06-01', '2024-06-30', 'approved'),
		(1, 'HD-010', 3, 'Đường hoa ngõ 12', 'x', '2024-06-01', '2024-06-30', 'cancelled')`)
	pairs, err := w.store.Duplicates(t.Context())
	w.must(err)
	var got []string
	for _, p := range pairs {
		got = append(got, fmt.Sprintf("%s=%s %.0f%% %v", p.A.Code, p.B.Code, 100*p.Likeness, p.SameDays))
	}
	if len(pairs) != 2 || got[0] != "HD-001=HD-008 100% false" || !strings.HasPrefix(got[1], "HD-002=HD-009") || !pairs[1].SameDays {
		t.Errorf("pairs: %v", got)
	}
}

// TestDuplicatesAmongMany: all 600 are alike, and the page shows the 50 most alike.
func TestDuplicatesAmongMany(t *testing.T) {
	w := newWorld(t)
	w.sql(`insert into activities (campaign_id, code, unit_id, title, target, starts_on, ends_on, stage)
		select 1, 'HD-' || lpad(n::text, 3, '0'), 1 + n % 3, 'Ra quân tổng vệ sinh, chăm sóc đường hoa và xóa điểm chân rác đợt ' || n, 'x',
			date '2024-05-01' + n % 150, date '2024-05-01' + n % 150, 'submitted' from generate_series(1, 600) n`)
	pairs, err := w.store.Duplicates(t.Context())
	if err != nil || len(pairs) != 50 {
		t.Errorf("%d pairs (%v)", len(pairs), err)
	}
}

// BenchmarkDuplicates compares 600 titles that are all alike, the worst there is.
func BenchmarkDuplicates(b *testing.B) {
	for b.Loop() {
		activity.Pairs(600, "Ra quân tổng vệ sinh, chăm sóc đường hoa và xóa điểm chân rác đợt ")
	}
}

// TestLikenessIsThatOfTheDatabase: people compare the number with what the database's own search says.
func TestLikenessIsThatOfTheDatabase(t *testing.T) {
	w := newWorld(t)
	titles := []string{"Trồng đường hoa ven ngõ", "Đường hoa ven ngõ 12", "Hội thao", "HỘI THAO quân sự", "ngõ 12, hoa", ""}
	for i, a := range titles {
		for _, b := range titles[i:] {
			var want float64
			w.must(w.admin.QueryRow(t.Context(), `select similarity(vn_fold($1), vn_fold($2))::float8`, a, b).Scan(&want))
			got := activity.Likeness(a, b)
			if want >= 0.5 && (got < want-0.001 || got > want+0.001) || want < 0.5 && got >= 0.5 {
				t.Errorf("%q and %q: %.3f, the database says %.3f", a, b, got, want)
			}
		}
	}
}
