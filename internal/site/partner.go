package site

import (
	"net/http"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/web/page"
	"portal/web/ui"
)

func (s *Site) invitation(w http.ResponseWriter, r *http.Request) error {
	return s.showInvitation(w, r, http.StatusOK, nil, "")
}

// showInvitation asks a unit whether it helps; back is the answer that came back, if one did.
func (s *Site) showInvitation(w http.ResponseWriter, r *http.Request, status int, back *form.Form, problem string) error {
	ctx, by := r.Context(), actor(r)
	c, err := s.campaigns.Current(ctx)
	if err != nil {
		return err
	}
	p := page.Invited{Problem: problem}
	if p.Invitation, err = s.activities.Invitation(ctx, by, param(r, "code"), param(r, "unit")); err != nil {
		return err
	}
	if c.Opens(access.AnswerPartner) && by.May(access.AnswerPartner, &p.Partnership) {
		f := form.New()
		if back != nil {
			f = *back
		}
		p.Form = &f
	}
	title := "Mời phối hợp " + p.Partnership.Activity
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	return s.desk(w, r, status, ui.Page{Title: title, Current: "/lam-viec"}, page.InvitationPage(p))
}

func (s *Site) answerInvitation(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	code, accept := param(r, "code"), f.Value("tra-loi") == "nhan"
	reason := f.Lines(activity.FieldReason)
	said := "Đã nhận phối hợp "
	if accept {
		reason = "" // it was for the other button
	} else {
		said = "Đã trả lời không nhận phối hợp "
	}
	err = s.activities.AnswerPartner(r.Context(), actor(r), code, param(r, "unit"), accept, reason)
	switch {
	case err == nil:
		return s.redirect(w, r, "/lam-viec", said+code+".")
	case fault.Is(err, fault.Conflict):
		return s.showInvitation(w, r, http.StatusConflict, &f, err.Error())
	case f.Refused(err):
		return s.showInvitation(w, r, http.StatusUnprocessableEntity, &f, "")
	}
	return err
}
