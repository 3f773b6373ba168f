package viet

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"25/4/2024": "2024-04-25", "25/04/2024": "2024-04-25", " 25 / 4 / 2024 ": "2024-04-25",
		"01-05-24": "2024-05-01", "1.5.2024": "2024-05-01", "1/5": "2024-05-01", "1 5 2024": "2024-05-01",
		"2024-04-25": "2024-04-25", "29/2": "2024-02-29", "10/10/1954": "1954-10-10",
		"ngày 05 tháng 02 năm 2025": "2025-02-05", "Ngày 30 tháng 4": "2024-04-30",
	} {
		if got, err := ParseDate(in, 2024); err != nil || got.ISO() != want {
			t.Errorf("ParseDate(%q) = %s, %v; want %s", in, got, err, want)
		}
	}
	for in, want := range map[string]string{
		"":             "Hãy nhập ngày dạng 25/04/2024.",
		"hôm nay":      "Hãy nhập ngày dạng 25/04/2024.",
		"25/4/024":     "Hãy nhập ngày dạng 25/04/2024.",
		"1/5/20245":    "Hãy nhập ngày dạng 25/04/2024.",
		"31/06/2024":   "Tháng 6 chỉ có 30 ngày.",
		"31/6":         "Tháng 6 chỉ có 30 ngày.",
		"31/02/2024":   "Tháng 2 năm 2024 chỉ có 29 ngày.",
		"29/2/2025":    "Tháng 2 năm 2025 chỉ có 28 ngày.",
		"32/1/2024":    "Tháng 1 chỉ có 31 ngày.",
		"04/25/2024":   "Tháng phải từ 1 đến 12. Nhập ngày trước, tháng sau.",
		"0/5/2024":     "Ngày phải từ 1 trở lên.",
		"1/5/1024":     "Năm phải từ 1900 đến 2100.",
		"1/5/2024 8:0": "Hãy nhập ngày dạng 25/04/2024.",
	} {
		if got, err := ParseDate(in, 2024); err == nil || err.Error() != want || !got.IsZero() {
			t.Errorf("ParseDate(%q) = %s, %v; want %q", in, got, err, want)
		}
	}
	if _, err := ParseDate("1/5", 0); err == nil {
		t.Error("a day without any year is taken")
	}
}

func TestDateShown(t *testing.T) {
	t.Parallel()
	at := instant(t, "2024-04-25T11:27:00Z")
	d, may, sept := DateOf(at), NewDate(2024, 5, 1), NewDate(2024, 9, 30)
	for _, c := range [][2]string{
		{Stamp(at), "25/04/2024 | 18:27"},
		{Clock(at), "18:27"},
		{d.Full(), "25/04/2024"},
		{d.Short(), "25/4"},
		{d.ISO(), "2024-04-25"},
		{d.WeekdayName(), "Thứ Năm"},
		{d.MonthName(), "Tháng 4/2024"},
		{d.Formal(), "ngày 25 tháng 4 năm 2024"},
		{NewDate(2024, 2, 5).Formal(), "ngày 05 tháng 02 năm 2024"},
		{NewDate(2024, 10, 10).Formal(), "ngày 10 tháng 10 năm 2024"},
		{NewDate(2024, 9, 29).WeekdayName(), "Chủ nhật"},
		{NewDate(2024, 9, 30).WeekdayName(), "Thứ Hai"},
		{DateOf(instant(t, "2024-09-30T17:00:00Z")).Full(), "01/10/2024"},
		{Period(may, sept), "01/05/2024\u00a0– 30/09/2024"},
		{Period(may, may), "01/05/2024"},
		{ShortPeriod(may, sept), "1/5\u00a0–\u00a030/9"},
		{Date{}.Full() + Date{}.Short() + Date{}.Formal() + Date{}.WeekdayName() + Date{}.MonthName() + Date{}.ISO(), ""},
		{Stamp(time.Time{}) + Clock(time.Time{}), ""},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
}

func TestRelative(t *testing.T) {
	t.Parallel()
	today := NewDate(2024, 9, 8)
	now := today.At(10, 0)
	for _, c := range [][2]string{
		{Remaining(today, NewDate(2024, 9, 30)), "Còn 22 ngày"},
		{Remaining(today, today), "Hạn cuối hôm nay"},
		{Remaining(today, NewDate(2024, 9, 5)), "Quá hạn 3 ngày"},
		{Remaining(today, Date{}), ""},
		{Away(today, today.AddDays(1)), "ngày mai"},
		{Away(today, today.AddDays(-1)), "hôm qua"},
		{Away(today, today.AddDays(22)), "22 ngày nữa"},
		{Away(today, today), "hôm nay"},
		{Ago(now, now.Add(-time.Second)), "vừa xong"},
		{Ago(now, now.Add(-5*time.Minute)), "5 phút trước"},
		{Ago(now, now.Add(-3*time.Hour)), "3 giờ trước"},
		{Ago(now, now.Add(-11*time.Hour)), "hôm qua"},
		{Ago(now, now.AddDate(0, 0, -3)), "3 ngày trước"},
		{Ago(now, now.AddDate(0, 0, -7)), "01/09/2024"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	t.Parallel()
	d := NewDate(2024, 9, 30)
	late := instant(t, "2024-09-30T17:00:00Z")
	if !late.After(d.Deadline()) || instant(t, "2024-09-30T16:59:59Z").After(d.Deadline()) {
		t.Errorf("the deadline is %s", d.Deadline())
	}
	if Stamp(d.Deadline()) != "30/09/2024 | 23:59" || Stamp(d.Start()) != "30/09/2024 | 00:00" {
		t.Error("a day does not begin and end with itself")
	}
	if got := NewDate(2024, 2, 28).AddDays(2); got != (Date{2024, 3, 1}) {
		t.Errorf("28/2 + 2 = %s", got)
	}
	if got := NewDate(2024, 5, 1).DaysUntil(d); got != 152 {
		t.Errorf("from 1/5 to 30/9: %d", got)
	}
	for _, day := range []Date{d, d.AddDays(1), d.AddDays(6)} {
		if day.WeekStart() != d {
			t.Errorf("week of %s starts %s", day, day.WeekStart())
		}
	}
	months := Months(NewDate(2024, 11, 15), NewDate(2025, 2, 1))
	if len(months) != 4 || months[3] != (Date{2025, 2, 1}) || months[0] != (Date{2024, 11, 1}) {
		t.Errorf("months %v", months)
	}
	if !d.Before(d.AddDays(1)) || !d.After(NewDate(2023, 12, 31)) || d.Compare(d) != 0 {
		t.Error("days are out of order")
	}
}

func TestDateTravels(t *testing.T) {
	t.Parallel()
	type row struct{ Day, None Date }
	b, err := json.Marshal(row{Day: NewDate(2024, 9, 7)})
	if err != nil || string(b) != `{"Day":"2024-09-07","None":""}` {
		t.Errorf("%s, %v", b, err)
	}
	var back row
	if err := json.Unmarshal(b, &back); err != nil || back.Day != NewDate(2024, 9, 7) || !back.None.IsZero() {
		t.Errorf("%v, %v", back, err)
	}
	types := pgtype.NewMap()
	for _, format := range []int16{pgtype.TextFormatCode, pgtype.BinaryFormatCode} {
		for _, d := range []Date{NewDate(2024, 9, 7), NewDate(1954, 10, 10), {}} {
			wire, err := types.Encode(pgtype.DateOID, format, d, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := NewDate(1, 1, 1)
			if err := types.Scan(pgtype.DateOID, format, wire, &got); err != nil || got != d {
				t.Errorf("%s came back as %s, %v", d, got, err)
			}
		}
	}
	if err := new(Date).ScanDate(pgtype.Date{Valid: true, InfinityModifier: pgtype.Infinity}); err == nil {
		t.Error("infinity is a day")
	}
}
