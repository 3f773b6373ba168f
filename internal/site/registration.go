package site

import (
	"net/http"
	"slices"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// registering gathers what the page of a registration needs besides what was typed.
func (s *Site) registering(r *http.Request, c campaign.Campaign, d *activity.Detail) (page.Registration, error) {
	by := actor(r)
	p := page.Registration{
		Stored: d, Reader: by.Account, From: c.StartsOn, To: c.EndsOn, Deadline: c.RegistrationDeadline,
		Late: c.Supplementary(s.DB.Now()) && (d == nil || d.RegisteredAt == nil), MaySend: by.Can(access.SubmitActivity),
	}
	if d != nil {
		p.Version = d.Version
		p.MaySend = by.May(access.SubmitActivity, &d.Activity)
		if f, ok := withdrawalForm(by, c, *d); ok {
			p.Withdrawal = &f
		}
	}
	var err error
	if p.Categories, err = s.activities.Categories(r.Context()); err != nil {
		return p, err
	}
	if p.AllUnits, err = s.activities.Units(r.Context()); err != nil {
		return p, err
	}
	p.Units = mineOf(by, p.AllUnits)
	if d != nil {
		p.Files, err = s.activities.Files(r.Context(), d.ID)
	}
	return p, err
}

// withdrawalForm is the form to take a registration back, for who may.
func withdrawalForm(by access.Actor, c campaign.Campaign, d activity.Detail) (form.Form, bool) {
	if !d.Stage.Leads(activity.Withdrawn) || !c.Opens(access.WithdrawActivity) || !by.May(access.WithdrawActivity, &d.Activity) {
		return form.Form{}, false
	}
	return form.New(), true
}

func (s *Site) showRegistration(w http.ResponseWriter, r *http.Request, status int, p page.Registration) error {
	title := "Đăng ký hoạt động"
	if p.Stored != nil {
		title = "Sửa đăng ký " + p.Stored.Code
	}
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	p.Unsaved = status == http.StatusUnprocessableEntity
	return s.desk(w, r, status, ui.Page{Title: title, Scripts: []string{"nhap.js"}}, page.RegistrationForm(p))
}

func (s *Site) newRegistration(w http.ResponseWriter, r *http.Request) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	if err := c.Allows(access.RegisterActivity); err != nil {
		return err
	}
	p, err := s.registering(r, c, nil)
	if err != nil {
		return err
	}
	if err := s.begun(r, c, &p); err != nil {
		return err
	}
	return s.showRegistration(w, r, http.StatusOK, p)
}

func (s *Site) register(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	p, err := s.registering(r, c, nil)
	if err != nil {
		return err
	}
	plan, sending := readPlan(&f, c)
	if plan.Unit == "" && len(p.Units) == 1 {
		plan.Unit = p.Units[0].Code
	}
	operation, said := s.activities.Register, "Đã lưu bản nháp "
	if sending {
		operation, said = s.activities.RegisterAndSubmit, "Đã gửi đăng ký "
	}
	var code string
	err = inOrder(&f, c, plan, sending)
	if err == nil {
		code, err = operation(r.Context(), actor(r), plan)
	}
	p.Form = f
	switch {
	case p.Form.Refused(err):
		return s.showRegistration(w, r, http.StatusUnprocessableEntity, p)
	case fault.Is(err, fault.Conflict):
		p.Closed = err.Error()
		return s.showRegistration(w, r, http.StatusConflict, p)
	case err != nil:
		return err
	}
	if sending {
		s.letUndo(w, workUndo(code), 1)
	}
	return s.redirect(w, r, after(code, sending), said+code+".")
}

func (s *Site) editRegistration(w http.ResponseWriter, r *http.Request) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	d, err := s.activities.Get(r.Context(), actor(r), access.ReadOwnUnit, param(r, "code"))
	if err != nil {
		return err
	}
	if !d.Stage.Editable() {
		http.Redirect(w, r, after(d.Code, true), http.StatusSeeOther)
		return nil
	}
	if err := c.Allows(access.RegisterActivity); err != nil {
		return err
	}
	p, err := s.registering(r, c, &d)
	if err != nil {
		return err
	}
	p.Form = filled(d.Plan)
	return s.showRegistration(w, r, http.StatusOK, p)
}

func (s *Site) mendRegistration(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	code := param(r, "code")
	d, err := s.activities.Get(r.Context(), actor(r), access.ReadOwnUnit, code)
	if err != nil {
		return err
	}
	plan, sending := readPlan(&f, c)
	plan.Unit = d.Unit
	operation, said := s.activities.Edit, "Đã lưu bản nháp "
	if sending {
		operation, said = s.activities.EditAndSubmit, "Đã gửi đăng ký "
	}
	edited := versionOf(f)
	if err = inOrder(&f, c, plan, sending); err == nil {
		err = operation(r.Context(), actor(r), code, edited, plan)
	}
	switch {
	case err == nil:
		if sending {
			s.letUndo(w, workUndo(code), edited+1)
		}
		return s.redirect(w, r, after(code, sending), said+code+".")
	case fault.Is(err, fault.Conflict):
		return s.conflictOver(w, r, c, f, plan, err)
	}
	if !f.Refused(err) {
		return err
	}
	p, err := s.registering(r, c, &d)
	if err != nil {
		return err
	}
	p.Form, p.Version = f, edited // not the present version: what others saved meanwhile must not be lost
	return s.showRegistration(w, r, http.StatusUnprocessableEntity, p)
}

// conflictOver shows the form again with what was typed, beside what is stored now.
func (s *Site) conflictOver(w http.ResponseWriter, r *http.Request, c campaign.Campaign, typed form.Form, plan activity.Plan, why error) error {
	now, err := s.activities.Get(r.Context(), actor(r), access.ReadOwnUnit, param(r, "code"))
	if err != nil {
		return err
	}
	p, err := s.registering(r, c, &now)
	if err != nil {
		return err
	}
	p.Form = typed
	if now.Version != versionOf(typed) {
		p.Conflict = &page.Conflict{By: now.LastBy, At: now.LastAt, Changes: p.Compare(filled(now.Plan), filled(plan))}
	}
	switch closed := c.Allows(access.RegisterActivity); {
	case closed != nil:
		p.Closed = closed.Error()
	case !now.Stage.Editable():
		p.Closed = "Đăng ký đang ở bước “" + activity.Titles[now.Stage] + "” nên không sửa được nữa."
	case p.Conflict == nil:
		p.Closed = why.Error()
	}
	return s.showRegistration(w, r, http.StatusConflict, p)
}

// inOrder adds what is wrong with the plan to what could not be read, so that all of it
// is told at once. Out of its phase nothing is asked of the words.
func inOrder(f *form.Form, c campaign.Campaign, plan activity.Plan, sending bool) error {
	if err := c.Allows(access.RegisterActivity); err != nil {
		return err
	}
	if f.Problem(activity.FieldBudgetState) != "" || f.Problem(activity.FieldBudgetSocial) != "" {
		plan.BudgetTotal = nil // it cannot be held against a part that nobody can read
	}
	f.Refused(plan.Check(c.StartsOn, c.EndsOn, sending))
	return f.Err()
}

// after is where a saved registration is shown: a draft to write on, what was sent to look at.
func after(code string, sent bool) string {
	if sent {
		return "/lam-viec/hoat-dong/" + code
	}
	return "/lam-viec/hoat-dong/" + code + "/sua"
}

// workUndo is where a unit takes back what it has just sent or withdrawn.
func workUndo(code string) string { return "/lam-viec/hoat-dong/" + code + "/hoan-tac" }

// readPlan reads the fields in the order of the page, and which button was pressed. The form shows days and numbers
// as they were understood from then on.
func readPlan(f *form.Form, c campaign.Campaign) (plan activity.Plan, sending bool) {
	f.Year(c.StartsOn.Year)
	plan = activity.Plan{
		Unit:         f.Text(activity.FieldUnit),
		Title:        f.Text(activity.FieldTitle),
		Category:     f.Text(activity.FieldCategory),
		Description:  f.Lines(activity.FieldDescription),
		StartsOn:     day(f, activity.FieldStart),
		EndsOn:       day(f, activity.FieldEnd),
		Place:        f.Text(activity.FieldPlace),
		Target:       f.Lines(activity.FieldTarget),
		Quantity:     f.Int(activity.FieldQuantity),
		QuantityUnit: f.Text(activity.FieldQuantityUnit),
		Participants: f.Int(activity.FieldParticipants),
		BudgetState:  f.Money(activity.FieldBudgetState),
		BudgetSocial: f.Money(activity.FieldBudgetSocial),
		BudgetTotal:  f.Money(activity.FieldBudgetTotal),
		Responsible:  f.Text(activity.FieldResponsible),
		Partners:     f.List(activity.FieldPartners),
		Evidence:     f.Lines(activity.FieldEvidence),
	}
	understood := filled(plan).With(activity.FieldBudgetTotal, number(plan.BudgetTotal))
	for _, name := range redisplayed {
		if shown := understood.Value(name); shown != "" {
			*f = f.With(name, shown)
		}
	}
	return plan, f.Value("viec") == "gui"
}

// filled is the form of a plan as it is stored.
func filled(p activity.Plan) form.Form {
	f := form.Filled(
		activity.FieldUnit, p.Unit, activity.FieldTitle, p.Title, activity.FieldCategory, p.Category,
		activity.FieldDescription, p.Description, activity.FieldStart, p.StartsOn.Full(), activity.FieldEnd, p.EndsOn.Full(),
		activity.FieldPlace, p.Place, activity.FieldTarget, p.Target, activity.FieldQuantity, number(p.Quantity),
		activity.FieldQuantityUnit, p.QuantityUnit, activity.FieldParticipants, number(p.Participants),
		activity.FieldBudgetState, number(p.BudgetState), activity.FieldBudgetSocial, number(p.BudgetSocial),
		activity.FieldBudgetTotal, number(p.Budget()), activity.FieldResponsible, p.Responsible, activity.FieldEvidence, p.Evidence)
	partners := slices.Clone(p.Partners)
	slices.Sort(partners)
	return f.With(activity.FieldPartners, slices.Compact(partners)...)
}

func number[T viet.Whole](n *T) string {
	if n == nil {
		return ""
	}
	return viet.Int(*n)
}
