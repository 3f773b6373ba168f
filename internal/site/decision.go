package site

import (
	"net/http"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// sent are the registrations that the address asks for: one page of them, or the whole list.
func (s *Site) sent(r *http.Request, whole bool) (page.Registrations, error) {
	ctx, q := r.Context(), r.URL.Query()
	stage, known := page.StageOf(q.Get("trang-thai"))
	if !known {
		return page.Registrations{}, fault.New(fault.NotFound, "Không có trạng thái này.")
	}
	number, err := pageNumber(r)
	if err != nil {
		return page.Registrations{}, err
	}
	p := page.Registrations{
		Today: viet.DateOf(s.DB.Now()),
		Filter: activity.Filter{
			Stage: stage, Unit: viet.Clean(q.Get("don-vi")), Block: viet.Clean(q.Get("khoi")), Category: viet.Clean(q.Get("linh-vuc")),
			Text: search(r), Late: q.Get("bo-sung") == "1", Page: number, Whole: whole,
		},
	}
	if p.Items, p.Counts, err = s.activities.Registrations(ctx, p.Filter); err != nil {
		return p, err
	}
	if number > p.Last() {
		return p, fault.New(fault.NotFound, "Danh sách không có trang này.")
	}
	if p.Units, err = s.activities.Units(ctx); err != nil {
		return p, err
	}
	if p.Blocks, err = s.activities.Blocks(ctx); err != nil {
		return p, err
	}
	p.Categories, err = s.activities.Categories(ctx)
	return p, err
}

func (s *Site) allSent(r *http.Request) (page.Registrations, error) { return s.sent(r, true) }

// registrations lists what units have sent, by stage, with the filters of the address.
func (s *Site) registrations(w http.ResponseWriter, r *http.Request) error {
	p, err := s.sent(r, false)
	if err != nil {
		return err
	}
	amendments, err := s.activities.OpenAmendments(r.Context())
	if err != nil {
		return err
	}
	p.Amendments = len(amendments)
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Xét đăng ký"}, page.RegistrationList(p))
}

// duplicates shows registrations that may be the same, side by side.
func (s *Site) duplicates(w http.ResponseWriter, r *http.Request) error {
	pairs, err := s.activities.Duplicates(r.Context())
	if err != nil {
		return err
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Đăng ký có thể trùng"}, page.DuplicateList(page.Duplicates{Pairs: pairs}))
}

// registration is one registration before the committee.
func (s *Site) registration(w http.ResponseWriter, r *http.Request) error {
	return s.showDecision(w, r, http.StatusOK, nil, "")
}

// showDecision shows a registration to the committee; back is the form of a return that came back, if one did.
func (s *Site) showDecision(w http.ResponseWriter, r *http.Request, status int, back *form.Form, problem string) error {
	ctx, by := r.Context(), actor(r)
	c, err := s.campaigns.Current(ctx)
	if err != nil {
		return err
	}
	d, err := s.activities.Get(ctx, by, access.ReadRegistration, param(r, "code"))
	if err != nil {
		return err
	}
	p := page.Decision{Detail: d, Today: viet.DateOf(s.DB.Now()), Problem: problem}
	if p.History, err = s.history(ctx, d.ID); err != nil {
		return err
	}
	if p.Before, p.After, err = s.activities.Waiting(ctx, d); err != nil {
		return err
	}
	// Each form has a key of its own: who goes back and decides otherwise is told so.
	if d.Stage.Leads(activity.Approved) && c.Opens(access.ApproveActivity) && by.May(access.ApproveActivity, &d.Activity) {
		f := form.New()
		p.Approve = &f
	}
	if d.Stage.Leads(activity.Returned) && c.Opens(access.ReturnActivity) && by.May(access.ReturnActivity, &d.Activity) {
		f := form.New()
		if back != nil {
			f = *back
		}
		p.Return = &f
	} else if back != nil && back.Value(activity.FieldReason) != "" {
		p.Problem += " Lý do bạn gõ: “" + back.Value(activity.FieldReason) + "”"
	}
	title := d.Code + " " + d.Title
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	return s.desk(w, r, status, ui.Page{Title: title}, page.RegistrationDecision(p))
}

func (s *Site) approveRegistration(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	code := param(r, "code")
	err = s.activities.Approve(r.Context(), actor(r), code, versionOf(f))
	switch {
	case err == nil:
		return s.redirect(w, r, "/ban-to-chuc/dang-ky/"+code, "Đã duyệt đăng ký "+code+".")
	case fault.Is(err, fault.Conflict):
		return s.showDecision(w, r, http.StatusConflict, nil, err.Error())
	}
	return err
}

func (s *Site) returnRegistration(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	code := param(r, "code")
	err = s.activities.Return(r.Context(), actor(r), code, versionOf(f), f.Lines(activity.FieldReason))
	switch {
	case err == nil:
		s.letUndo(w, "/ban-to-chuc/dang-ky/"+code+"/hoan-tac", versionOf(f)+1)
		return s.redirect(w, r, "/ban-to-chuc/dang-ky/"+code, "Đã trả lại đăng ký "+code+".")
	case fault.Is(err, fault.Conflict):
		return s.showDecision(w, r, http.StatusConflict, &f, err.Error())
	case f.Refused(err):
		return s.showDecision(w, r, http.StatusUnprocessableEntity, &f, "")
	}
	return err
}
