package site

import (
	"net/http"

	"portal/internal/access"
	"portal/internal/committee"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// followedWork is what members follow: for a monitor their own, for who leads the campaign everybody's.
func (s *Site) followedWork(r *http.Request) (page.FollowedWork, error) {
	q := r.URL.Query()
	f := committee.Filter{Whose: viet.Clean(q.Get("cua"))}
	if slug := q.Get("tinh-trang"); slug != "" {
		if f.State = page.FollowedState(slug); f.State == "" {
			return page.FollowedWork{}, fault.New(fault.NotFound, "Không có tình trạng này.")
		}
	}
	today := viet.DateOf(s.DB.Now())
	o, err := s.members.Followed(r.Context(), actor(r), f, today)
	return page.FollowedWork{Overview: o, State: f.State, Today: today}, err
}

func (s *Site) followed(w http.ResponseWriter, r *http.Request) error {
	p, err := s.followedWork(r)
	if err != nil {
		return err
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Theo dõi, đôn đốc"}, page.Followed(p))
}

func (s *Site) followedActivity(w http.ResponseWriter, r *http.Request) error {
	today := viet.DateOf(s.DB.Now())
	return s.showFollowed(w, r, http.StatusOK, form.Filled(committee.FieldVisited, today.Full()), "")
}

func (s *Site) showFollowed(w http.ResponseWriter, r *http.Request, status int, f form.Form, sentence string) error {
	today := viet.DateOf(s.DB.Now())
	d, err := s.members.Detail(r.Context(), actor(r), param(r, "code"), today)
	if err != nil {
		return err
	}
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	closed := ""
	if err := c.Allows(access.RecordVisit); err != nil {
		closed = err.Error()
	}
	title := d.Title
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	return s.desk(w, r, status, ui.Page{Title: title}, page.FollowedActivity(page.Visited{
		Detail: d, Form: f, Today: today, Sentence: sentence, Closed: closed,
	}))
}

func (s *Site) recordVisit(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	f.Year(viet.DateOf(s.DB.Now()).Year)
	on, note := day(&f, committee.FieldVisited), f.Lines(committee.FieldNote)
	err = f.Err()
	if err == nil {
		err = s.members.RecordVisit(r.Context(), actor(r), param(r, "code"), on, note)
	}
	switch {
	case err == nil:
		return s.redirect(w, r, "/ban-to-chuc/theo-doi/"+param(r, "code"), "Đã ghi lần đến.")
	case f.Refused(err):
		return s.showFollowed(w, r, http.StatusUnprocessableEntity, f, "")
	case fault.Is(err, fault.Conflict):
		return s.showFollowed(w, r, http.StatusConflict, f, err.Error())
	}
	return err
}
