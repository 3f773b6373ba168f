package site

import (
	"net/http"
	"strconv"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/document"
	"portal/internal/fault"
	"portal/internal/form"
	plans "portal/internal/plan"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/paper"
	"portal/web/ui"
)

const planHref = "/ban-to-chuc/ke-hoach"

// planDesk shows the plan as it would be issued now, and as it was.
func (s *Site) planDesk(w http.ResponseWriter, r *http.Request) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	p := page.PlanDesk{MayIssue: actor(r).Can(access.IssuePlan) && c.Opens(access.IssuePlan)}
	if closed := c.Allows(access.IssuePlan); closed != nil {
		p.Closed = closed.Error()
	}
	if p.Preview, err = s.plans.Preview(r.Context(), c); err != nil {
		return err
	}
	if p.Issued, err = s.plans.Issued(r.Context(), c.ID); err != nil {
		return err
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Kế hoạch"}, page.PlanPage(p))
}

// draftPlan is the plan as it would be issued now, to be signed and numbered.
func (s *Site) draftPlan(r *http.Request) (document.Document, error) {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return document.Document{}, err
	}
	p, err := s.plans.Preview(r.Context(), c)
	if err != nil {
		return document.Document{}, err
	}
	if len(p.Basis) == 0 {
		all, err := s.plans.Grounds(r.Context())
		if err != nil {
			return document.Document{}, err
		}
		p.Basis, p.Signatory = plans.GroundsOn(all, s.today()), usualSignatory
	}
	d := paper.Plan(p.Edition)
	d.Name += "-du-thao"
	d.MadeAt = s.DB.Now()
	return d, nil
}

// usualSignatory is who signs plans of a ward, as far as it is the same in all of them.
var usualSignatory = plans.Signatory{Authority: "TM. ỦY BAN NHÂN DÂN", Position: "CHỦ TỊCH"}

// issuePlanForm asks for what was signed and numbered.
func (s *Site) issuePlanForm(w http.ResponseWriter, r *http.Request) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	if err := c.Allows(access.IssuePlan); err != nil {
		return err
	}
	p, err := s.plans.Preview(r.Context(), c)
	if err != nil {
		return err
	}
	all, err := s.plans.Grounds(r.Context())
	if err != nil {
		return err
	}
	signer, on := usualSignatory, s.today()
	f := form.New()
	switch {
	case p.Last != nil:
		signer = p.Last.Signatory
	case c.PlanNumber != "" && c.PlanIssuedOn != nil: // it was set before plans were issued here
		f, on = f.With(plans.FieldNumber, c.PlanNumber), *c.PlanIssuedOn
	}
	f = f.With(plans.FieldDate, on.Full()).With(plans.FieldBasis, groundsText(all, on)).
		With(plans.FieldAuthority, signer.Authority).With(plans.FieldPosition, signer.Position).With(plans.FieldSigner, signer.Name)
	return s.showIssuing(w, r, http.StatusOK, page.PlanForm{Preview: p, Form: f})
}

func groundsText(all []plans.Ground, on viet.Date) string {
	text := ""
	for _, line := range plans.GroundsOn(all, on) {
		text += line + "\n"
	}
	return text
}

func (s *Site) showIssuing(w http.ResponseWriter, r *http.Request, status int, p page.PlanForm) error {
	title := "Ban hành kế hoạch"
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	return s.desk(w, r, status, ui.Page{Title: title, Current: planHref}, page.IssuePlan(p))
}

// issuePlan keeps the next edition.
func (s *Site) issuePlan(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(f.Value("ban"))
	if err != nil {
		return fault.New(fault.Unprocessable, "Biểu mẫu thiếu số thứ tự của bản. Hãy mở lại trang rồi gửi lại.")
	}
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	signed := readSigned(&f, c)
	if f.Value("viec") == "can-cu" {
		return s.otherGrounds(w, r, c, f, signed)
	}
	seen := plans.Seen{Number: number, Parts: f.Value("da-xem")}
	var e plans.Edition
	if err = f.Err(); err == nil {
		e, err = s.plans.Issue(r.Context(), actor(r), signed, seen)
	}
	if err == nil {
		return s.redirect(w, r, planHref, "Đã ban hành bản thứ "+strconv.Itoa(e.Number)+" của kế hoạch, số "+e.DocNumber+".")
	}
	p := page.PlanForm{Form: f}
	status := http.StatusUnprocessableEntity
	switch {
	case fault.Is(err, fault.Conflict):
		p.Problem, status = err.Error(), http.StatusConflict
	case !p.Form.Refused(err):
		return err
	}
	if p.Preview, err = s.plans.Preview(r.Context(), c); err != nil {
		return err
	}
	if status == http.StatusConflict && p.Number == number {
		p.Since = p.Preview.Since(seen.Parts)
	}
	return s.showIssuing(w, r, status, p)
}

// otherGrounds fills in the grounds that hold on the day that was typed, and leaves all else as typed.
func (s *Site) otherGrounds(w http.ResponseWriter, r *http.Request, c campaign.Campaign, f form.Form, signed plans.Signed) error {
	all, err := s.plans.Grounds(r.Context())
	if err != nil {
		return err
	}
	p, err := s.plans.Preview(r.Context(), c)
	if err != nil {
		return err
	}
	switch {
	case f.Problem(plans.FieldDate) != "":
		return s.showIssuing(w, r, http.StatusUnprocessableEntity, page.PlanForm{Preview: p, Form: f})
	case signed.Date.IsZero():
		f.Add(plans.FieldDate, "Hãy nhập ngày của văn bản.")
		return s.showIssuing(w, r, http.StatusUnprocessableEntity, page.PlanForm{Preview: p, Form: f})
	}
	f = f.With(plans.FieldBasis, groundsText(all, signed.Date))
	return s.showIssuing(w, r, http.StatusOK, page.PlanForm{Preview: p, Form: f})
}

func readSigned(f *form.Form, c campaign.Campaign) plans.Signed {
	f.Year(c.StartsOn.Year)
	signed := plans.Signed{DocNumber: f.Text(plans.FieldNumber), Date: day(f, plans.FieldDate), Reason: f.Lines(plans.FieldReason)}
	signed.Signatory.Authority, signed.Signatory.Position = f.Text(plans.FieldAuthority), f.Lines(plans.FieldPosition)
	_, signed.Signatory.Name = viet.SplitHonorific(f.Text(plans.FieldSigner))
	signed.Basis = plans.ReadGrounds(f.Lines(plans.FieldBasis))
	return signed
}
