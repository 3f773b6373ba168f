package site

import (
	"bytes"
	"net/http"

	"portal/internal/activity"
	"portal/internal/calendar"
)

// activitiesICS is the calendar of all activities, or of those asked for.
func (s *Site) activitiesICS(w http.ResponseWriter, r *http.Request) error {
	all, err := s.activities.Published(r.Context())
	if err != nil {
		return err
	}
	wish, problem := s.asked(r, all)
	if problem != "" {
		return s.sendICS(w, r, "hoat-dong", "Hoạt động thi đua", nil)
	}
	return s.sendICS(w, r, "hoat-dong", "Hoạt động thi đua", wish.Choose(all, s.today()))
}

func (s *Site) activityICS(w http.ResponseWriter, r *http.Request) error {
	p, err := s.activities.PageOf(r.Context(), param(r, "code"))
	if err != nil {
		return err
	}
	return s.sendICS(w, r, p.Code, p.Title, []activity.Entry{p.Entry})
}

func (s *Site) unitICS(w http.ResponseWriter, r *http.Request) error {
	u, err := s.units.ByCode(r.Context(), param(r, "unit"))
	if err != nil {
		return err
	}
	all, err := s.activities.Published(r.Context())
	if err != nil {
		return err
	}
	var list []activity.Entry
	for _, e := range all {
		if e.Involves(u.Code) {
			list = append(list, e)
		}
	}
	return s.sendICS(w, r, u.Code, "Hoạt động thi đua – "+u.Name, list)
}

func (s *Site) sendICS(w http.ResponseWriter, r *http.Request, file, name string, list []activity.Entry) error {
	ward, err := s.campaigns.Ward(r.Context())
	if err != nil {
		return err
	}
	c := calendar.Calendar{Name: name + " – " + ward.Name, Portal: s.BaseURL.Hostname()}
	for _, e := range list {
		title := e.Title
		if e.Stage == activity.Postponed {
			title = "[" + activity.StateTitles[activity.PutOff] + "] " + title
		}
		c.Events = append(c.Events, calendar.Event{
			Code: e.Code, Title: title, Place: e.Place, Note: e.UnitName + "\nChỉ tiêu: " + e.Target, Address: s.absolute("/hoat-dong/" + e.Code),
			From: e.StartsOn, To: e.EndsOn, Changed: e.Changed, Revision: e.Version - 1, Cancelled: e.Stage == activity.Cancelled, Sample: ward.Sample,
		})
	}
	var b bytes.Buffer
	if err := calendar.Write(&b, c); err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+file+`.ics"`)
	s.send(w, r, http.StatusOK, "text/calendar; charset=utf-8", b.Bytes())
	return nil
}
