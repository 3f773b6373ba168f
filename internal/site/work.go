package site

import (
	"net/http"
	"slices"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// work is the page of a unit: what is due, what came back and why, what it has.
func (s *Site) work(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor(r)
	c, err := s.campaigns.Current(ctx)
	if err != nil {
		return err
	}
	p := page.Work{
		Today: viet.DateOf(s.DB.Now()), From: c.StartsOn, To: c.EndsOn, Deadline: c.RegistrationDeadline,
		MaySend: by.Can(access.SubmitActivity), MayRegister: c.Opens(access.RegisterActivity) && by.Can(access.RegisterActivity),
		Unit: viet.Clean(r.URL.Query().Get("don-vi")),
	}
	if p.Items, err = s.activities.OfUnit(ctx, by); err != nil {
		return err
	}
	if p.Followers, err = s.activities.Followers(ctx, by); err != nil {
		return err
	}
	if p.Invitations, err = s.activities.Invitations(ctx, by); err != nil {
		return err
	}
	p.MayAnswer = c.Opens(access.AnswerPartner) && by.Can(access.AnswerPartner)
	units, err := s.activities.Units(ctx)
	if err != nil {
		return err
	}
	p.Units = mineOf(by, units)
	if p.Unit != "" {
		if !slices.ContainsFunc(p.Units, func(u activity.Option) bool { return u.Code == p.Unit }) {
			return fault.New(fault.NotFound, "Bạn không làm việc cho đơn vị này.")
		}
		p.Items = slices.DeleteFunc(p.Items, func(i activity.Item) bool { return i.Plan.Unit != p.Unit })
		p.Invitations = slices.DeleteFunc(p.Invitations, func(i activity.Invitation) bool { return i.Unit != p.Unit })
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Công việc của đơn vị"}, page.WorkDesk(p))
}

// ownUnits are the units that the reader registers for.
func (s *Site) ownUnits(r *http.Request) ([]activity.Option, error) {
	units, err := s.activities.Units(r.Context())
	return mineOf(actor(r), units), err
}

// mineOf are those of the units that somebody works for.
func mineOf(by access.Actor, units []activity.Option) []activity.Option {
	var own []activity.Option
	for _, u := range units {
		if slices.Contains(by.HeadOf, u.ID) || slices.Contains(by.StaffOf, u.ID) {
			own = append(own, u)
		}
	}
	return own
}

// ownActivity is one activity as its unit sees it, with its trail.
func (s *Site) ownActivity(w http.ResponseWriter, r *http.Request) error {
	return s.showOwn(w, r, http.StatusOK, nil, "")
}

// showOwn shows an activity to its unit; withdrawal is the form that came back, if one did.
func (s *Site) showOwn(w http.ResponseWriter, r *http.Request, status int, withdrawal *form.Form, problem string) error {
	ctx, by := r.Context(), actor(r)
	c, err := s.campaigns.Current(ctx)
	if err != nil {
		return err
	}
	d, err := s.activities.Get(ctx, by, access.ReadOwnUnit, param(r, "code"))
	if err != nil {
		return err
	}
	p := page.Own{Detail: d, Today: viet.DateOf(s.DB.Now()), Problem: problem}
	if p.History, err = s.history(ctx, d.ID); err != nil {
		return err
	}
	p.MayAmend = c.Opens(access.AmendActivity) && d.Stage.Amendable() && by.May(access.AmendActivity, &d.Activity)
	open := c.Opens(access.RegisterActivity)
	p.MayCopy = open && by.Can(access.RegisterActivity)
	p.MayEdit = open && d.Stage.Editable() && by.May(access.RegisterActivity, &d.Activity)
	if open && d.Stage.Editable() && by.May(access.SubmitActivity, &d.Activity) {
		f := form.New()
		p.Send = &f
	}
	if f, ok := withdrawalForm(by, c, d); ok {
		if withdrawal == nil {
			withdrawal = &f
		}
		p.Withdrawal = withdrawal
	}
	title := d.Code + " " + d.Title
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	return s.desk(w, r, status, ui.Page{Title: title}, page.OwnActivity(p))
}

// submitRegistration sends a draft as it stands.
func (s *Site) submitRegistration(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	code := param(r, "code")
	err = s.activities.Submit(r.Context(), actor(r), code, versionOf(f))
	switch {
	case err == nil:
		s.letUndo(w, workUndo(code), versionOf(f)+1)
		return s.redirect(w, r, after(code, true), "Đã gửi đăng ký "+code+".")
	case fault.Is(err, fault.Conflict):
		return s.showOwn(w, r, http.StatusConflict, nil, err.Error())
	case f.Refused(err):
		return s.incomplete(w, r, f)
	}
	return err
}

// incomplete shows the form of a draft that cannot be sent yet, with what it lacks.
func (s *Site) incomplete(w http.ResponseWriter, r *http.Request, wrong form.Form) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	d, err := s.activities.Get(r.Context(), actor(r), access.ReadOwnUnit, param(r, "code"))
	if err != nil {
		return err
	}
	p, err := s.registering(r, c, &d)
	if err != nil {
		return err
	}
	p.Form = filled(d.Plan)
	for _, problem := range wrong.Problems() {
		p.Form.Add(problem.Field, problem.Sentence)
	}
	return s.showRegistration(w, r, http.StatusUnprocessableEntity, p)
}

// withdraw takes a registration back.
func (s *Site) withdraw(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	code := param(r, "code")
	err = s.activities.Withdraw(r.Context(), actor(r), code, versionOf(f), f.Lines(activity.FieldReason))
	switch {
	case err == nil:
		s.letUndo(w, workUndo(code), versionOf(f)+1)
		return s.redirect(w, r, after(code, true), "Đã rút đăng ký "+code+".")
	case fault.Is(err, fault.Conflict):
		return s.showOwn(w, r, http.StatusConflict, &f, err.Error())
	case f.Refused(err):
		return s.showOwn(w, r, http.StatusUnprocessableEntity, &f, "")
	}
	return err
}
