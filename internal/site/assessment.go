package site

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"portal/internal/access"
	"portal/internal/assessment"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/points"
	"portal/internal/postgres"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

const toScorePath = "/ban-to-chuc/cham-diem"

// toScore lists what a judge has to score.
func (s *Site) toScore(w http.ResponseWriter, r *http.Request) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	p := page.ToScore{}
	if p.Rows, err = s.sheets.ToScore(r.Context(), actor(r), c); err != nil {
		return err
	}
	switch closed := c.Allows(access.ScoreUnit); {
	case closed != nil:
		p.Closed = closed.Error()
	case c.Phase == campaign.Review:
		p.Closed = "Phong trào đang họp xét: chỉ phiếu được Trưởng ban mở lại mới sửa được."
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Chấm điểm"}, page.ToScoreList(p))
}

// opened reads the sheet that the address names, as the page shows it.
func (s *Site) opened(r *http.Request) (page.ScoreSheet, error) {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return page.ScoreSheet{}, err
	}
	o, err := s.sheets.Open(r.Context(), actor(r), c, param(r, "unit"))
	if err != nil {
		return page.ScoreSheet{}, err
	}
	return page.ScoreSheet{
		Opened: o, Form: stored(o), Tie: form.New(), MayDeclare: c.Opens(access.DeclareConflict), Today: viet.DateOf(s.DB.Now()),
	}, nil
}

// stored is the form of a sheet as it was saved.
func stored(o *assessment.Opened) form.Form {
	f := form.Filled("nhan-xet", o.Remark)
	for code, p := range o.Points {
		f = f.With(code, p.String())
	}
	return f
}

func (s *Site) scoreSheet(w http.ResponseWriter, r *http.Request) error {
	p, err := s.opened(r)
	if err != nil {
		return err
	}
	return s.showSheet(w, r, http.StatusOK, p)
}

func (s *Site) showSheet(w http.ResponseWriter, r *http.Request, status int, p page.ScoreSheet) error {
	return s.desk(w, r, status, ui.Page{
		Title: "Chấm điểm " + p.Name, Solo: true, Back: &ui.Link{Href: toScorePath, Label: "Danh sách chấm"},
		Scripts: []string{"cham-diem.js"},
	}, page.ScoreSheetForm(p))
}

// reviewSheet shows the total and what is still empty, before the sheet is handed in.
func (s *Site) reviewSheet(w http.ResponseWriter, r *http.Request) error {
	p, err := s.opened(r)
	if err != nil {
		return err
	}
	return s.showReview(w, r, http.StatusOK, p)
}

func (s *Site) showReview(w http.ResponseWriter, r *http.Request, status int, p page.ScoreSheet) error {
	return s.desk(w, r, status, ui.Page{
		Title: "Nộp phiếu chấm " + p.Name, Solo: true, Back: &ui.Link{Href: toScorePath + "/" + p.Unit, Label: "Phiếu chấm"},
	}, page.ScoreReview(p))
}

// saveSheet takes the whole form: to keep it as a draft, to look it over, or to hand it in.
func (s *Site) saveSheet(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	entry, err := readEntry(&f)
	if err != nil {
		return err
	}
	unit, to, said := param(r, "unit"), toScorePath+"/"+param(r, "unit"), "Đã lưu phiếu nháp."
	save := s.sheets.Save
	switch f.Value("viec") {
	case "luu":
	case "xem":
		to, said = to+"/nop", ""
	case "nop":
		save, to, said = s.sheets.Submit, toScorePath, "Đã nộp phiếu chấm."
	default:
		return fault.New(fault.Unprocessable, "Không rõ phải làm gì với phiếu này. Hãy mở lại trang.")
	}
	if err = f.Err(); err == nil {
		var o *assessment.Own
		if o, err = save(r.Context(), actor(r), unit, entry); err == nil {
			if o.Stage == assessment.Submitted {
				said = "Đã nộp phiếu chấm " + o.Name + ": " + o.Total().String() + " điểm."
			}
			return s.redirect(w, r, to, said)
		}
	}
	var stale *assessment.Stale
	old := errors.As(err, &stale)
	if !old && !f.Refused(err) {
		return err
	}
	p, openErr := s.opened(r)
	if openErr != nil {
		return openErr
	}
	status := http.StatusUnprocessableEntity
	if old {
		p.Stale, status = true, http.StatusConflict
	}
	if len(entry.Points) == 0 && entry.Remark == nil {
		if old {
			return s.showReview(w, r, status, p)
		}
		f = withProblems(p.Form, f) // from the last look: the boxes show what is stored
	}
	p.Form = f
	return s.showSheet(w, r, status, p)
}

func withProblems(to, from form.Form) form.Form {
	for _, problem := range from.Problems() {
		to.Add(problem.Field, problem.Sentence)
	}
	return to
}

// saveBox keeps one box as soon as it is left. It answers the script, not a person.
func (s *Site) saveBox(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	entry, err := readEntry(&f)
	if err != nil {
		return err
	}
	if err = f.Err(); err == nil {
		var o *assessment.Own
		if o, err = s.sheets.Save(r.Context(), actor(r), param(r, "unit"), entry); err == nil {
			return s.sendJSON(w, r, http.StatusOK, savedBox(o))
		}
	}
	var stale *assessment.Stale
	var invalid fault.Invalid
	var known *fault.Fault
	switch {
	case errors.Is(err, postgres.ErrRepeated): // the answer was lost on its way, the save was not
		c, err := s.campaigns.Current(r.Context())
		if err != nil {
			return err
		}
		o, err := s.sheets.Peek(r.Context(), actor(r), c, param(r, "unit"))
		if err != nil {
			return err
		}
		return s.sendJSON(w, r, http.StatusOK, savedBox(o))
	case errors.As(err, &stale):
		b := savedBox(&stale.Stored)
		b.Wrong = stale.Error()
		b.Points, b.Remark = map[string]string{}, &stale.Stored.Remark
		for code, p := range stale.Stored.Points {
			b.Points[code] = p.String()
		}
		return s.sendJSON(w, r, http.StatusConflict, b)
	case errors.As(err, &invalid):
		return s.sendJSON(w, r, http.StatusUnprocessableEntity, box{Wrong: firstSentence(invalid)})
	case errors.As(err, &known):
		return s.sendJSON(w, r, statusOf[known.Kind], box{Wrong: known.Sentence})
	}
	return err
}

// box is what the script learns of a save.
type box struct {
	Version int               `json:"phienBan"`
	At      string            `json:"luc,omitempty"`
	Wrong   string            `json:"loi,omitempty"`
	Points  map[string]string `json:"diem,omitempty"` // as stored, when somebody else was quicker
	Remark  *string           `json:"nhanXet,omitempty"`
}

func savedBox(o *assessment.Own) box {
	b := box{Version: o.Version}
	if o.SavedAt != nil {
		b.At = o.SavedAt.In(viet.Zone).Format("15:04:05")
	}
	return b
}

// readEntry reads what a judge has changed: every field but the form's own is a criterion.
func readEntry(f *form.Form) (assessment.Entry, error) {
	version, err := strconv.Atoi(f.Value("phien-ban"))
	if err != nil || version < 0 {
		return assessment.Entry{}, fault.New(fault.Unprocessable, "Biểu mẫu thiếu phiên bản của phiếu. Hãy mở lại trang.")
	}
	e := assessment.Entry{Version: version, Points: map[string]*points.Points{}}
	for _, name := range f.Names() {
		switch name {
		case form.KeyField, "phien-ban", "viec":
		case "nhan-xet":
			remark := f.Lines(name)
			e.Remark = &remark
		default:
			e.Points[name] = f.Points(name)
		}
	}
	return e, nil
}

// declareConflict closes a unit to the judge.
func (s *Site) declareConflict(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	err = s.sheets.DeclareConflict(r.Context(), actor(r), param(r, "unit"), f.Text("ly-do"))
	if !f.Refused(err) {
		if err != nil {
			return err
		}
		return s.redirect(w, r, toScorePath, "Đã ghi nhận xung đột lợi ích. Bạn không chấm đơn vị này.")
	}
	p, err := s.opened(r)
	if err != nil {
		return err
	}
	p.Tie = f
	return s.showSheet(w, r, http.StatusUnprocessableEntity, p)
}

// sendJSON answers the script.
func (s *Site) sendJSON(w http.ResponseWriter, r *http.Request, status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	s.send(w, r, status, "application/json", body)
	return nil
}
