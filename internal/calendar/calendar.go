// Package calendar writes iCalendar files (RFC 5545), which telephones and mail
// programs subscribe to.
package calendar

import (
	"io"
	"time"

	ics "github.com/arran4/golang-ical"

	"portal/internal/viet"
)

// sampleLabel is what no entry of the sample may travel without.
const sampleLabel = "DỮ LIỆU MẪU"

// Calendar is a list of events under a name.
type Calendar struct {
	Name   string // Hoạt động thi đua – phường …
	Portal string // the host name, the second half of every UID
	Events []Event
}

// Event takes whole days, both included.
type Event struct {
	Code      string // HD-001: with the portal's name it is the UID, so changes replace what was fetched before
	Title     string
	Place     string
	Note      string
	Address   string // of its page
	From, To  viet.Date
	Changed   time.Time // when it was last changed: the same event is always written the same way
	Revision  int       // counts the changes
	Cancelled bool
	Sample    bool
}

// Write writes the calendar. Events without a day are left out.
func Write(w io.Writer, c Calendar) error {
	cal := ics.NewCalendar()
	cal.SetProductId("-//" + c.Portal + "//Cổng thi đua//VI")
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(viet.Clean(c.Name))
	cal.SetXWRTimezone(viet.Zone.String())
	cal.SetXPublishedTTL("PT6H")
	for _, e := range c.Events {
		if e.From.IsZero() {
			continue
		}
		add(cal, e, c.Portal)
	}
	// The library ends lines as the machine does; the standard wants CRLF.
	return cal.SerializeTo(w, ics.WithNewLineWindows)
}

func add(cal *ics.Calendar, e Event, portal string) {
	title, note := viet.Clean(e.Title), viet.CleanText(e.Note)
	if e.Sample {
		title = "[" + sampleLabel + "] " + title
		note = viet.CleanText(sampleLabel + "\n" + note)
	}
	last := e.To
	if last.Before(e.From) {
		last = e.From
	}
	v := cal.AddEvent(e.Code + "@" + portal)
	v.SetDtStampTime(e.Changed)
	v.SetModifiedAt(e.Changed)
	v.SetSequence(e.Revision)
	v.SetAllDayStartAt(e.From.Start())
	v.SetAllDayEndAt(last.AddDays(1).Start()) // the end is the first day that is free again
	v.SetSummary(title)
	if note != "" {
		v.SetDescription(note)
	}
	if place := viet.Clean(e.Place); place != "" {
		v.SetLocation(place)
	}
	if e.Address != "" {
		v.SetURL(e.Address)
	}
	v.SetStatus(ics.ObjectStatusConfirmed)
	if e.Cancelled {
		v.SetStatus(ics.ObjectStatusCancelled)
	}
	v.SetTimeTransparency(ics.TransparencyTransparent) // nobody is busy all day
}
