package site

import (
	"context"
	"net/http"
	"strconv"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// history reads what has happened to an activity that the reader has been shown.
func (s *Site) history(ctx context.Context, id int64) (page.History, error) {
	var h page.History
	var err error
	if h.Steps, err = s.activities.Trail(ctx, id); err != nil {
		return h, err
	}
	if h.Amendments, err = s.activities.AmendmentsOf(ctx, id); err != nil {
		return h, err
	}
	if h.Partnerships, err = s.activities.PartnersOf(ctx, id); err != nil {
		return h, err
	}
	if h.Files, err = s.activities.Files(ctx, id); err != nil {
		return h, err
	}
	versions, err := s.activities.Versions(ctx, id)
	h.Kept = len(versions)
	return h, err
}

// names reads the words for codes.
func (s *Site) names(ctx context.Context) (n page.Names, err error) {
	if n.Units, err = s.activities.Units(ctx); err != nil {
		return n, err
	}
	n.Categories, err = s.activities.Categories(ctx)
	return n, err
}

// side is one of the two from which an activity is seen.
type side struct {
	read access.Action
	at   string // address of an activity, without its code
}

var (
	ofUnit      = side{access.ReadOwnUnit, "/lam-viec/hoat-dong/"}
	ofCommittee = side{access.ReadRegistration, "/ban-to-chuc/dang-ky/"}
)

func (s *Site) versions(from side) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		d, err := s.activities.Get(ctx, actor(r), from.read, param(r, "code"))
		if err != nil {
			return err
		}
		p := page.Versions{Detail: d, Back: from.at + d.Code}
		if p.List, err = s.activities.Versions(ctx, d.ID); err != nil {
			return err
		}
		if p.Names, err = s.names(ctx); err != nil {
			return err
		}
		return s.desk(w, r, http.StatusOK, ui.Page{Title: "Các phiên bản của " + d.Code}, page.VersionList(p))
	}
}

// undo takes back what the actor has just sent, returned or withdrawn.
func (s *Site) undo(from side) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := form.Parse(r)
		if err != nil {
			return err
		}
		code := param(r, "code")
		step, err := strconv.Atoi(f.Value("buoc"))
		if err != nil {
			step = 0 // which no step has made
		}
		if err := s.activities.Undo(r.Context(), actor(r), code, step); err != nil {
			return err
		}
		return s.redirect(w, r, from.at+code, "Đã hoàn tác: "+code+" trở lại như trước.")
	}
}

func (s *Site) newAmendment(w http.ResponseWriter, r *http.Request) error {
	p, c, err := s.amending(r)
	if err != nil {
		return err
	}
	if err := c.Allows(access.AmendActivity); err != nil {
		return err
	}
	if !p.Stage.Amendable() {
		return fault.New(fault.Conflict, "Hoạt động đang ở bước “"+activity.Titles[p.Stage]+"” nên không điều chỉnh được.")
	}
	p.Form = filled(p.Detail.Plan)
	return s.showAmending(w, r, http.StatusOK, p)
}

func (s *Site) amending(r *http.Request) (p page.Amending, c campaign.Campaign, err error) {
	if c, err = s.campaigns.Current(r.Context()); err != nil {
		return p, c, err
	}
	p.From, p.To = c.StartsOn, c.EndsOn
	p.Detail, err = s.activities.Get(r.Context(), actor(r), access.ReadOwnUnit, param(r, "code"))
	return p, c, err
}

func (s *Site) showAmending(w http.ResponseWriter, r *http.Request, status int, p page.Amending) error {
	title := "Đề nghị điều chỉnh " + p.Code
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	return s.desk(w, r, status, ui.Page{Title: title}, page.AmendmentForm(p))
}

func (s *Site) proposeAmendment(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	p, c, err := s.amending(r)
	if err != nil {
		return err
	}
	plan, _ := readPlan(&f, c)
	proposal := activity.Proposal{
		Kind: activity.AmendmentKind(f.Text(activity.FieldKind)), StartsOn: plan.StartsOn, EndsOn: plan.EndsOn, Place: plan.Place,
		Target: plan.Target, Quantity: plan.Quantity, QuantityUnit: plan.QuantityUnit, Reason: f.Lines(activity.FieldReason),
	}
	if proposal.Kind == activity.Postpone && plan.StartsOn == p.StartsOn && plan.EndsOn == p.EndsOn {
		proposal.StartsOn, proposal.EndsOn = viet.Date{}, viet.Date{} // the form shows the present days: none were given
	}
	f.Refused(proposal.Check(&p.Activity, c.StartsOn, c.EndsOn))
	if err = f.Err(); err == nil {
		err = s.activities.Propose(r.Context(), actor(r), p.Code, versionOf(f), proposal)
	}
	p.Form = f
	switch {
	case err == nil:
		return s.redirect(w, r, ofUnit.at+p.Code, "Đã gửi đề nghị điều chỉnh "+p.Code+".")
	case p.Form.Refused(err):
		return s.showAmending(w, r, http.StatusUnprocessableEntity, p)
	case fault.Is(err, fault.Conflict):
		p.Problem = err.Error()
		return s.showAmending(w, r, http.StatusConflict, p)
	}
	return err
}

// amendment shows one amendment from one of the two sides.
func (s *Site) amendment(from side) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.showAmendment(w, r, from, http.StatusOK, nil, "")
	}
}

// showAmendment shows an amendment; back is the form of a refusal that came back, if one did.
func (s *Site) showAmendment(w http.ResponseWriter, r *http.Request, from side, status int, back *form.Form, problem string) error {
	ctx, by := r.Context(), actor(r)
	d, err := s.activities.Get(ctx, by, from.read, param(r, "code"))
	if err != nil {
		return err
	}
	c, err := s.campaigns.Current(ctx)
	if err != nil {
		return err
	}
	list, err := s.activities.AmendmentsOf(ctx, d.ID)
	if err != nil {
		return err
	}
	p := page.AmendmentView{Detail: d, Before: d.Plan, Back: from.at + d.Code, Problem: problem}
	number, known := numberOf(r), false
	for _, m := range list {
		if m.Number == number {
			p.Amendment, known = m, true
		}
	}
	if !known {
		return fault.New(fault.NotFound, "Không có đề nghị điều chỉnh này.")
	}
	p.Changed = d.Version != p.Amendment.FromVersion
	if p.Amendment.Status != activity.Proposed {
		if p.Before, err = s.planBefore(ctx, d, p.Amendment.FromVersion); err != nil {
			return err
		}
	}
	if p.Names, err = s.names(ctx); err != nil {
		return err
	}
	if from == ofCommittee && p.Amendment.Status == activity.Accepted && c.Opens(access.IssuePlan) {
		issued, err := s.plans.LastIssued(ctx, c.ID)
		if err != nil {
			return err
		}
		p.NotInPlan = issued != nil && issued.Before(*p.Amendment.DecidedAt)
	}
	if p.Amendment.Status == activity.Proposed && c.Opens(access.DecideAmendment) {
		if from == ofCommittee && by.Can(access.DecideAmendment) {
			accept, decline := form.New(), form.New()
			if back != nil {
				decline = *back
			}
			p.Accept, p.Decline = &accept, &decline
		}
		if from == ofUnit && by.May(access.AmendActivity, &p.Amendment) {
			f := form.New()
			p.Withdraw = &f
		}
	}
	title := "Điều chỉnh " + d.Code
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	return s.desk(w, r, status, ui.Page{Title: title}, page.AmendmentPage(p))
}

// planBefore is the plan that an amendment was proposed against.
func (s *Site) planBefore(ctx context.Context, d activity.Detail, version int) (activity.Plan, error) {
	versions, err := s.activities.Versions(ctx, d.ID)
	plan := d.Plan
	for _, v := range versions {
		if v.Number <= version {
			plan = v.Plan
		}
	}
	return plan, err
}

// numberOf is the number of an amendment in the address; 0, which none has, when it is no number.
func numberOf(r *http.Request) int {
	n, err := strconv.Atoi(param(r, "number"))
	if err != nil {
		return 0
	}
	return n
}

func (s *Site) withdrawAmendment(w http.ResponseWriter, r *http.Request) error {
	code := param(r, "code")
	err := s.activities.WithdrawAmendment(r.Context(), actor(r), code, numberOf(r))
	if fault.Is(err, fault.Conflict) {
		return s.showAmendment(w, r, ofUnit, http.StatusConflict, nil, err.Error())
	}
	if err != nil {
		return err
	}
	return s.redirect(w, r, ofUnit.at+code, "Đã rút đề nghị điều chỉnh "+code+".")
}

func (s *Site) acceptAmendment(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	code := param(r, "code")
	err = s.activities.AcceptAmendment(r.Context(), actor(r), code, numberOf(r), versionOf(f), "")
	switch {
	case err == nil:
		return s.redirect(w, r, ofCommittee.at+code, "Đã chấp thuận điều chỉnh "+code+".")
	case fault.Is(err, fault.Conflict):
		return s.showAmendment(w, r, ofCommittee, http.StatusConflict, nil, err.Error())
	case f.Refused(err):
		return s.showAmendment(w, r, ofCommittee, http.StatusUnprocessableEntity, nil, firstProblem(f))
	}
	return err
}

func (s *Site) declineAmendment(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	code := param(r, "code")
	err = s.activities.DeclineAmendment(r.Context(), actor(r), code, numberOf(r), f.Lines(activity.FieldReason))
	switch {
	case err == nil:
		return s.redirect(w, r, ofCommittee.at+code, "Đã ghi không chấp thuận điều chỉnh "+code+".")
	case fault.Is(err, fault.Conflict):
		return s.showAmendment(w, r, ofCommittee, http.StatusConflict, &f, err.Error())
	case f.Refused(err):
		return s.showAmendment(w, r, ofCommittee, http.StatusUnprocessableEntity, &f, "")
	}
	return err
}

func (s *Site) openAmendments(w http.ResponseWriter, r *http.Request) error {
	p, err := s.waitingAmendments(r)
	if err != nil {
		return err
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Đề nghị điều chỉnh", Current: "/ban-to-chuc/dang-ky"}, page.OpenAmendmentList(p))
}

func (s *Site) waitingAmendments(r *http.Request) (page.OpenAmendments, error) {
	list, err := s.activities.OpenAmendments(r.Context())
	return page.OpenAmendments{List: list}, err
}

func firstProblem(f form.Form) string {
	if list := f.Problems(); len(list) > 0 {
		return list[0].Sentence
	}
	return ""
}
