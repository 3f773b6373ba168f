package calendar

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"portal/internal/viet"
)

func written(t *testing.T, c Calendar) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var (
	changed = time.Date(2024, 4, 25, 11, 27, 0, 0, time.UTC)
	sample  = Calendar{Name: "Hoạt động thi đua – phường Mai Dịch", Portal: "portal.example", Events: []Event{
		{
			Code: "HD-001", Title: `Nhân rộng mô hình "Tổ liên gia an toàn; phòng cháy, chữa cháy" ở mọi ngõ phố trên toàn địa bàn`,
			Place: "Các ngõ phố Trần Bình, Mai Dịch; Doãn Kế Thiện", Note: "Dòng một\r\nDòng hai, có phẩy; có chấm phẩy \\ gạch " + strings.Repeat("Đường ", 40),
			Address: "https://portal.example/hoat-dong/HD-001", From: viet.NewDate(2024, 5, 6), To: viet.NewDate(2024, 8, 31),
			Changed: changed, Revision: 2, Sample: true,
		},
		{Code: "HD-002", Title: "Hội thao\r\nBEGIN:VEVENT", From: viet.NewDate(2024, 12, 31), Changed: changed, Cancelled: true},
		{Code: "HD-003", Title: "Chưa có ngày"},
	}}
)

func TestLines(t *testing.T) {
	t.Parallel()
	out := written(t, sample)
	if !strings.HasSuffix(out, "END:VCALENDAR\r\n") || strings.Contains(strings.ReplaceAll(out, "\r\n", ""), "\n") || strings.Contains(strings.ReplaceAll(out, "\r\n", ""), "\r") {
		t.Error("a line does not end with CRLF")
	}
	for line := range strings.SplitSeq(out, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("%d octets: %q", len(line), line)
		}
	}
	if again := written(t, sample); again != out {
		t.Error("the same events are written differently")
	}
	if strings.Count(out, "\r\nBEGIN:VEVENT") != 2 {
		t.Error("a title begins an event, or one without a day is written")
	}
}

func TestReadBack(t *testing.T) {
	t.Parallel()
	cal, err := ics.ParseCalendar(strings.NewReader(written(t, sample)))
	if err != nil {
		t.Fatal(err)
	}
	events := cal.Events()
	if len(events) != 2 {
		t.Fatalf("%d events", len(events))
	}
	first, second := events[0], events[1]
	for property, want := range map[ics.ComponentProperty]string{
		ics.ComponentPropertyUniqueId:    "HD-001@portal.example",
		ics.ComponentPropertySummary:     "[DỮ LIỆU MẪU] " + sample.Events[0].Title,
		ics.ComponentPropertyLocation:    sample.Events[0].Place,
		ics.ComponentPropertyDescription: "DỮ LIỆU MẪU\n" + viet.CleanText(sample.Events[0].Note),
		ics.ComponentPropertyUrl:         "https://portal.example/hoat-dong/HD-001",
		ics.ComponentPropertyDtStart:     "20240506",
		ics.ComponentPropertyDtEnd:       "20240901",
		ics.ComponentPropertyDtstamp:     "20240425T112700Z",
		ics.ComponentPropertySequence:    "2",
		ics.ComponentPropertyStatus:      "CONFIRMED",
	} {
		if got := first.GetProperty(property); got == nil || got.Value != want {
			t.Errorf("%s = %v, want %q", property, got, want)
		}
	}
	if kind := first.GetProperty(ics.ComponentPropertyDtStart).ICalParameters["VALUE"]; len(kind) != 1 || kind[0] != "DATE" {
		t.Errorf("the start is a %v", kind)
	}
	if got := second.GetProperty(ics.ComponentPropertyDtEnd).Value; got != "20250101" {
		t.Errorf("one day ends %s", got)
	}
	if second.GetProperty(ics.ComponentPropertyStatus).Value != "CANCELLED" || second.GetProperty(ics.ComponentPropertySummary).Value != "Hội thao BEGIN:VEVENT" {
		t.Error("the second event came back otherwise")
	}
	for _, p := range cal.CalendarProperties {
		if p.IANAToken == string(ics.PropertyXWRCalName) && p.Value != sample.Name {
			t.Errorf("the calendar is called %q", p.Value)
		}
	}
}
