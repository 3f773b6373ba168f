package site

import (
	"fmt"
	"net/http"
	"strconv"

	"portal/internal/access"
	"portal/internal/assessment"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/postgres"
	"portal/internal/ranking"
	"portal/internal/rubric"
	"portal/web/page"
	"portal/web/ui"
)

const publishHref = "/ban-to-chuc/cong-bo"

// phasePanel shows the present phase, what the next one needs and what was published.
func (s *Site) phasePanel(w http.ResponseWriter, r *http.Request) error {
	return s.showPhasePanel(w, r, http.StatusOK, form.New())
}

func (s *Site) showPhasePanel(w http.ResponseWriter, r *http.Request, status int, f form.Form) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	progress, err := s.campaigns.Progress(r.Context(), c)
	if err != nil {
		return err
	}
	if progress.RubricProblems, err = s.rubricProblems(r, c); err != nil {
		return err
	}
	p := page.PhasePanel{Campaign: c, Gaps: c.Gaps(progress), Form: f, MayPublish: c.Opens(access.Publish)}
	if p.Published, err = s.rankings.Published(r.Context(), c); err != nil {
		return err
	}
	return s.desk(w, r, status, ui.Page{Title: "Bước và công bố", Current: publishHref}, page.PhaseAndResults(p))
}

// rubricProblems is what keeps the rubric from being used; a campaign without one has that problem.
func (s *Site) rubricProblems(r *http.Request, c campaign.Campaign) ([]string, error) {
	measure, _, err := rubric.Of(r.Context(), s.DB, c.ID)
	if fault.Is(err, fault.NotFound) {
		return []string{"Chưa có bộ tiêu chí nào."}, nil
	}
	if err != nil {
		return nil, err
	}
	return measure.Check(), nil
}

// step reads a form that moves the campaign: to which phase, from which version, why.
func step(r *http.Request) (f form.Form, to campaign.Phase, version int, err error) {
	if f, err = form.Parse(r); err != nil {
		return f, "", 0, err
	}
	version, err = strconv.Atoi(f.Value("phien-ban"))
	if err != nil {
		return f, "", 0, fault.New(fault.Unprocessable, "Biểu mẫu thiếu số phiên bản. Hãy mở lại trang rồi gửi lại.")
	}
	return f, campaign.Phase(f.Value("buoc")), version, nil
}

// movePhase opens the next phase.
func (s *Site) movePhase(w http.ResponseWriter, r *http.Request) error {
	f, to, version, err := step(r)
	if err != nil {
		return err
	}
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	problems, err := s.rubricProblems(r, c)
	if err != nil {
		return err
	}
	err = s.campaigns.Move(r.Context(), actor(r), version, to, f.Text("ly-do"), problems)
	if f.Refused(err) {
		return s.showPhasePanel(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return s.redirect(w, r, publishHref, "Đã chuyển sang bước "+campaign.Titles[to]+".")
}

// reopenPhaseForm asks why the campaign goes one phase back.
func (s *Site) reopenPhaseForm(w http.ResponseWriter, r *http.Request) error {
	return s.showReopenPhase(w, r, http.StatusOK, form.New())
}

func (s *Site) showReopenPhase(w http.ResponseWriter, r *http.Request, status int, f form.Form) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	if c.Previous() == "" {
		return fault.New(fault.NotFound, "Phong trào đang ở bước đầu tiên.")
	}
	return s.desk(w, r, status, ui.Page{Title: "Mở lại bước trước", Current: publishHref}, page.ReopenPhase(c, f))
}

// reopenPhase goes one phase back.
func (s *Site) reopenPhase(w http.ResponseWriter, r *http.Request) error {
	f, to, version, err := step(r)
	if err != nil {
		return err
	}
	err = s.campaigns.Reopen(r.Context(), actor(r), version, to, f.Text("ly-do"))
	if f.Refused(err) {
		return s.showReopenPhase(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return s.redirect(w, r, publishHref, "Đã mở lại bước "+campaign.Titles[to]+".")
}

// preview shows the board as it would be published now.
func (s *Site) preview(w http.ResponseWriter, r *http.Request) error {
	return s.showPreview(w, r, http.StatusOK, form.New())
}

func (s *Site) showPreview(w http.ResponseWriter, r *http.Request, status int, f form.Form) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	if !c.After(campaign.Review) {
		return fault.New(fault.Conflict, "Bảng xếp hạng chỉ xem trước được từ bước Họp xét.")
	}
	standings, in, err := s.rankings.Preview(r.Context(), c)
	if err != nil {
		return err
	}
	var panels []assessment.Panel
	err = s.DB.Snapshot(r.Context(), func(q postgres.Querier) (err error) {
		panels, err = assessment.Matrix(r.Context(), q, actor(r), c)
		return err
	})
	if err != nil {
		return err
	}
	p := page.Preview{Campaign: c, Digest: ranking.Digest(standings), Form: f, MayPublish: c.Opens(access.Publish)}
	for _, a := range in.Adjustments {
		if a.Status == assessment.Proposed {
			p.Undecided++
		}
	}
	shown := map[string]bool{}
	for _, panel := range panels {
		shown[panel.Code] = panel.Shown()
	}
	for _, section := range (ranking.Snapshot{Inputs: in, Standings: standings}).Sections() {
		hidden := !shown[section.Block.Code]
		if hidden {
			section.Standings = nil // the page is not given what it must not show
		}
		p.Sections = append(p.Sections, page.PreviewSection{Section: section, Hidden: hidden})
	}
	published, err := s.rankings.Published(r.Context(), c)
	if err != nil {
		return err
	}
	if len(published) > 0 {
		p.Last = &published[0]
	}
	return s.desk(w, r, status, ui.Page{Title: "Xem trước kết quả", Current: publishHref}, page.PublishPreview(p))
}

// publish makes the next snapshot.
func (s *Site) publish(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	state := ranking.State(f.Text("trang-thai"))
	if state != ranking.Provisional && state != ranking.Final {
		f.Add("trang-thai", "Hãy chọn công bố kết quả dự kiến hay chính thức.")
		return s.showPreview(w, r, http.StatusUnprocessableEntity, f)
	}
	number, err := strconv.Atoi(f.Value("lan"))
	if err != nil {
		return fault.New(fault.Unprocessable, "Biểu mẫu thiếu số lần công bố. Hãy mở lại trang rồi gửi lại.")
	}
	p, err := s.rankings.Publish(r.Context(), actor(r), state, ranking.Seen{Number: number, Board: f.Value("ban-xem")}, f.Text("ly-do"))
	if f.Refused(err) {
		return s.showPreview(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return s.redirect(w, r, publishHref, fmt.Sprintf("Đã công bố lần %d: %s.", p.Number, page.StateTitle(p.State)))
}
