package site

import (
	"net/http"
	"strconv"

	"portal/internal/access"
	"portal/internal/assessment"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/rubric"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// adjustmentList shows what is proposed and decided.
func (s *Site) adjustmentList(w http.ResponseWriter, r *http.Request) error {
	return s.showAdjustments(w, r, http.StatusOK, form.New())
}

// claims are the adjustments that the address asks for.
func (s *Site) claims(r *http.Request) (page.Adjustments, error) {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return page.Adjustments{}, err
	}
	a, q := actor(r), r.URL.Query()
	p := page.Adjustments{
		Campaign:   c,
		Filter:     assessment.Filter{Status: page.StatusOf(q.Get("trang-thai")), Block: q.Get("khoi"), Words: viet.Clean(viet.Shorten(q.Get("q"), 200))},
		MayPropose: a.Can(access.ProposeAdjusting), MayDecide: a.Can(access.DecideAdjusting),
		Closed: page.Closed(c, c.Allows(access.DecideAdjusting)),
	}
	p.List, p.Counts, err = s.adjustments.List(r.Context(), a, c, p.Filter)
	return p, err
}

func (s *Site) showAdjustments(w http.ResponseWriter, r *http.Request, status int, f form.Form) error {
	p, err := s.claims(r)
	if err != nil {
		return err
	}
	p.Form = f
	blocks, err := s.activities.Blocks(r.Context())
	if err != nil {
		return err
	}
	for _, b := range blocks {
		p.Blocks = append(p.Blocks, ui.Choice{Value: b.Code, Label: b.Code + ". " + b.Name})
	}
	if p.MayPropose && p.Closed == "" {
		if err := s.proposing(r, &p); err != nil {
			return err
		}
	}
	return s.desk(w, r, status, ui.Page{Title: "Điều chỉnh điểm", Current: "/ban-to-chuc/dieu-chinh"}, page.AdjustmentList(p))
}

// proposing reads what the form of a proposal offers.
func (s *Site) proposing(r *http.Request, p *page.Adjustments) error {
	units, err := s.activities.Units(r.Context())
	if err != nil {
		return err
	}
	for _, u := range units {
		p.Units = append(p.Units, ui.Choice{Value: u.Code, Label: u.Name})
	}
	measure, _, err := rubric.Of(r.Context(), s.DB, p.Campaign.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	p.Rules = page.RuleChoices(measure)
	return nil
}

// propose asks for an adjustment.
func (s *Site) propose(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	p := assessment.Proposal{Unit: f.Text("don-vi"), Rule: f.Text("quy-dinh"), Reason: f.Text("ly-do")}
	if n := f.Int("so-lan"); n != nil {
		p.Quantity = *n
	}
	code := ""
	if f.Err() != nil {
		err = p.Check() // all that is wrong at once
	} else {
		code, err = s.adjustments.Propose(r.Context(), actor(r), p)
	}
	if f.Refused(err) || f.Err() != nil {
		return s.showAdjustments(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return s.redirect(w, r, "/ban-to-chuc/dieu-chinh", "Đã gửi đề nghị "+code+".")
}

// adjustment shows one proposal.
func (s *Site) adjustment(w http.ResponseWriter, r *http.Request) error {
	return s.showAdjustment(w, r, http.StatusOK, form.New())
}

func (s *Site) showAdjustment(w http.ResponseWriter, r *http.Request, status int, f form.Form) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	list, _, err := s.adjustments.List(r.Context(), actor(r), c, assessment.Filter{})
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.Code != param(r, "claim") {
			continue
		}
		return s.desk(w, r, status, ui.Page{Title: "Đề nghị " + l.Code, Current: "/ban-to-chuc/dieu-chinh"}, page.AdjustmentDecision(page.Deciding{
			Listed: l, Form: f, MayDecide: actor(r).Can(access.DecideAdjusting), Closed: page.Closed(c, c.Allows(access.DecideAdjusting)),
		}))
	}
	return fault.New(fault.NotFound, "Không có đề nghị cộng, trừ điểm này.")
}

// decide approves or rejects a proposal.
func (s *Site) decide(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	to := page.StatusOf(f.Value("quyet-dinh"))
	if to != assessment.Approved && to != assessment.Rejected {
		return fault.New(fault.Unprocessable, "Hãy chọn Duyệt hoặc Không duyệt.")
	}
	version, err := strconv.Atoi(f.Value("phien-ban"))
	if err != nil {
		return fault.New(fault.Unprocessable, "Biểu mẫu thiếu số phiên bản. Hãy mở lại trang rồi gửi lại.")
	}
	err = s.adjustments.Decide(r.Context(), actor(r), param(r, "claim"), version, to, f.Text("ghi-chu"))
	if f.Refused(err) {
		return s.showAdjustment(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	said := "Đã duyệt đề nghị "
	if to == assessment.Rejected {
		said = "Đã ghi không duyệt đề nghị "
	}
	return s.redirect(w, r, "/ban-to-chuc/dieu-chinh", said+param(r, "claim")+".")
}
