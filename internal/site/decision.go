package site

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// sent are the registrations that the address asks for.
func (s *Site) sent(r *http.Request) (page.Registrations, error) {
	ctx, q := r.Context(), r.URL.Query()
	stage, known := page.StageOf(q.Get("trang-thai"))
	if !known {
		return page.Registrations{}, fault.New(fault.NotFound, "Không có trạng thái này.")
	}
	var month viet.Date
	if text := q.Get("thang"); text != "" {
		t, err := time.Parse("2006-01", text)
		if err != nil {
			return page.Registrations{}, fault.New(fault.NotFound, "Không có tháng “"+viet.Shorten(viet.Clean(text), 40)+"”.")
		}
		month = viet.NewDate(t.Year(), t.Month(), 1)
	}
	p := page.Registrations{
		Today: viet.DateOf(s.DB.Now()),
		Filter: activity.Filter{
			Stage: stage, Unit: viet.Clean(q.Get("don-vi")), Block: viet.Clean(q.Get("khoi")), Category: viet.Clean(q.Get("linh-vuc")),
			Text: search(r), Late: q.Get("bo-sung") == "1", Month: month,
		},
	}
	c, err := s.campaigns.Current(ctx)
	if err != nil {
		return p, err
	}
	p.From, p.To = c.StartsOn, c.EndsOn
	p.MayApprove = c.Opens(access.ApproveActivity) && actor(r).Can(access.ApproveActivity)
	p.MayBring = c.Opens(access.ImportWorkbook) && actor(r).Can(access.ImportWorkbook)
	p.MayKeepExamples = actor(r).Can(access.KeepExamples)
	if p.Items, p.Counts, err = s.activities.Registrations(ctx, p.Filter); err != nil {
		return p, err
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

// registrations lists what units have sent, by stage, with the filters of the address.
func (s *Site) registrations(w http.ResponseWriter, r *http.Request) error {
	p, err := s.sent(r)
	if err != nil {
		return err
	}
	amendments, err := s.activities.OpenAmendments(r.Context())
	if err != nil {
		return err
	}
	p.Amendments = len(amendments)
	silent, err := s.activities.Unregistered(r.Context())
	if err != nil {
		return err
	}
	p.Silent = len(silent)
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Xét đăng ký"}, page.RegistrationList(p))
}

// duplicates shows registrations that may be the same, side by side.
func (s *Site) duplicates(w http.ResponseWriter, r *http.Request) error {
	pairs, err := s.activities.Duplicates(r.Context())
	if err != nil {
		return err
	}
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	p := page.Duplicates{Pairs: pairs, Form: form.New(), MayMerge: c.Opens(access.MergeActivity) && actor(r).Can(access.MergeActivity)}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Đăng ký có thể trùng"}, page.DuplicateList(p))
}

// registration is one registration before the committee.
func (s *Site) registration(w http.ResponseWriter, r *http.Request) error {
	return s.showDecision(w, r, http.StatusOK, refused{}, "")
}

// refused are the forms of a decision that came back, if they did.
type refused struct{ back, merge *form.Form }

// showDecision shows a registration to the committee.
func (s *Site) showDecision(w http.ResponseWriter, r *http.Request, status int, typed refused, problem string) error {
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
	if d.Stage == activity.Submitted && c.Opens(access.ApproveActivity) && by.May(access.ApproveActivity, &d.Activity) {
		f := form.New()
		p.Approve = &f
	}
	if d.Stage.Leads(activity.Returned) && c.Opens(access.ReturnActivity) && by.May(access.ReturnActivity, &d.Activity) {
		p.Return = orNew(typed.back)
		if p.Phrases, err = s.activities.Phrases(ctx); err != nil {
			return err
		}
	} else if typed.back != nil && typed.back.Value(activity.FieldReason) != "" {
		p.Problem += " Lý do bạn gõ: “" + typed.back.Value(activity.FieldReason) + "”"
	}
	if d.Stage.Leads(activity.Merged) && c.Opens(access.MergeActivity) && by.Can(access.MergeActivity) {
		p.Merge = orNew(typed.merge)
	}
	title := d.Code + " " + d.Title
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	return s.desk(w, r, status, ui.Page{Title: title}, page.RegistrationDecision(p))
}

// orNew is the form that came back, or one to fill in.
func orNew(f *form.Form) *form.Form {
	if f == nil {
		made := form.New()
		f = &made
	}
	return f
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
		return s.redirect(w, r, s.nextDecision(r), "Đã duyệt đăng ký "+code+".")
	case fault.Is(err, fault.Conflict):
		return s.showDecision(w, r, http.StatusConflict, refused{}, err.Error())
	}
	return err
}

func (s *Site) returnRegistration(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	ctx, by, code := r.Context(), actor(r), param(r, "code")
	typed := f.Lines(activity.FieldReason)
	phrase, err := s.phrase(r, f.Value(activity.FieldPhrase))
	if err != nil {
		return err
	}
	err = s.activities.Return(ctx, by, code, versionOf(f), strings.TrimSpace(phrase.Text+"\n"+typed))
	switch {
	case fault.Is(err, fault.Conflict):
		return s.showDecision(w, r, http.StatusConflict, refused{back: &f}, err.Error())
	case f.Refused(err):
		return s.showDecision(w, r, http.StatusUnprocessableEntity, refused{back: &f}, "")
	case err != nil:
		return err
	}
	if phrase.ID != 0 {
		known(r).failed = s.activities.CountPhrase(ctx, phrase.ID) // the return stands all the same
	}
	if f.Value("giu-cau") != "" && typed != "" {
		by.Key = "" // the form's key was for the return
		if err := s.activities.KeepPhrase(ctx, by, typed); err != nil {
			known(r).failed = err
		}
	}
	s.letUndo(w, decisions+"/"+code+"/hoan-tac", versionOf(f)+1)
	return s.redirect(w, r, s.nextDecision(r), "Đã trả lại đăng ký "+code+".")
}

// phrase is the kept reason that was chosen; without a choice it is empty.
func (s *Site) phrase(r *http.Request, id string) (activity.Phrase, error) {
	if id == "" {
		return activity.Phrase{}, nil
	}
	list, err := s.activities.Phrases(r.Context())
	for _, p := range list {
		if strconv.FormatInt(p.ID, 10) == id {
			return p, nil
		}
	}
	return activity.Phrase{}, err
}

// nextDecision is the next registration that waits after the one just decided, or the list when none does.
func (s *Site) nextDecision(r *http.Request) string {
	d, err := s.activities.Get(r.Context(), actor(r), access.ReadRegistration, param(r, "code"))
	if err != nil {
		return decisions
	}
	before, after, err := s.activities.Waiting(r.Context(), d)
	switch {
	case err == nil && after != "":
		return decisions + "/" + after
	case err == nil && before != "":
		return decisions + "/" + before
	default:
		return decisions
	}
}
