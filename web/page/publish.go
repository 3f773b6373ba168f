package page

import (
	"fmt"
	"strings"

	"portal/internal/campaign"
	"portal/internal/form"
	"portal/internal/ranking"
	"portal/internal/viet"
	"portal/web/ui"
)

// PhasePanel is where the chair moves the campaign on and sees what was published.
type PhasePanel struct {
	Campaign   campaign.Campaign
	Gaps       []campaign.Gap // before the next phase
	Form       form.Form
	Published  []ranking.Published
	MayPublish bool
}

// Phases are the phases of a campaign as the steps of a page show them.
func Phases(c campaign.Campaign) []ui.Phase {
	var steps []ui.Phase
	for _, p := range campaign.Phases {
		step := ui.Phase{Name: campaign.Titles[p], Note: phaseNote(c, p)}
		switch {
		case p == c.Phase:
			step.State = "now"
		case c.After(p):
			step.State = "done"
		}
		steps = append(steps, step)
	}
	return steps
}

func phaseNote(c campaign.Campaign, p campaign.Phase) string {
	switch p {
	case campaign.Registration:
		return "đến " + c.RegistrationDeadline.Short()
	case campaign.Running:
		return viet.ShortPeriod(c.StartsOn, c.EndsOn)
	case campaign.Scoring:
		if c.ScoringFrom != nil {
			return "từ " + c.ScoringFrom.Short()
		}
	case campaign.Concluded:
		if c.WrapupOn != nil {
			return "tổng kết " + c.WrapupOn.Short()
		}
	case campaign.Draft, campaign.Review, campaign.Archived:
	}
	return ""
}

// NextDate is the next date of the campaign from today on, in a sentence; empty when none is set.
func NextDate(c campaign.Campaign, today viet.Date) string {
	dates := []struct {
		what string
		on   viet.Date
	}{
		{"Hạn đăng ký", c.RegistrationDeadline},
		{"Hoạt động bắt đầu", c.StartsOn},
	}
	if c.ScoringFrom != nil {
		dates = append(dates, struct {
			what string
			on   viet.Date
		}{"Bắt đầu chấm điểm", *c.ScoringFrom})
	}
	dates = append(dates, struct {
		what string
		on   viet.Date
	}{"Kết thúc hoạt động", c.EndsOn})
	if c.WrapupOn != nil {
		dates = append(dates, struct {
			what string
			on   viet.Date
		}{"Lễ tổng kết", *c.WrapupOn})
	}
	sentence, best := "", viet.Date{}
	for _, d := range dates {
		if !d.on.Before(today) && (best.IsZero() || d.on.Before(best)) {
			best = d.on
			sentence = fmt.Sprintf("%s: %s (%s)", d.what, d.on.Full(), viet.Away(today, d.on))
		}
	}
	return sentence
}

// hard reports whether something is missing that no reason can replace.
func (p PhasePanel) hard() bool {
	for _, g := range p.Gaps {
		if !g.Soft {
			return true
		}
	}
	return false
}

// movable reports whether the next phase is opened here: what follows the review opens by publishing.
func (p PhasePanel) movable() bool { return p.Campaign.Next() != "" && !p.hard() }

// StateWord is a state of publication as a badge has it.
func StateWord(s ranking.State) (word, kind string) {
	if s == ranking.Final {
		return "Chính thức", "ok"
	}
	return "Dự kiến", "warn"
}

// PreviewSection is a block of the board that is not published yet.
type PreviewSection struct {
	ranking.Section
	Hidden bool // who reads may not see its points yet
}

// Preview is the board as it would be published now, with the form to do so.
type Preview struct {
	Campaign   campaign.Campaign
	Sections   []PreviewSection
	Last       *ranking.Published // nil: none yet
	Digest     string             // of the whole board
	Undecided  int                // adjustments that wait
	Form       form.Form
	MayPublish bool
}

func (p Preview) lastNumber() int {
	if p.Last == nil {
		return 0
	}
	return p.Last.Number
}

func (p Preview) states() []ui.Choice {
	list := []ui.Choice{{
		Value: string(ranking.Provisional), Label: "Công bố kết quả dự kiến",
		Hint: fmt.Sprintf("Đơn vị có %d ngày làm việc để kiến nghị. Phong trào vẫn ở bước Họp xét.", p.Campaign.AppealDays),
	}}
	if p.Last != nil {
		list = append(list, ui.Choice{
			Value: string(ranking.Final), Label: "Công bố kết quả chính thức",
			Hint: "Phong trào chuyển sang bước Đã công bố; điểm không sửa được nữa nếu không mở lại.",
		})
	}
	return list
}

// reasonHint says when a reason has to be given.
func (p Preview) reasonHint() string {
	var when []string
	if p.Last != nil {
		when = append(when, "khi công bố lại (lý do đính chính)")
	}
	if len(p.few()) > 0 {
		when = append(when, "khi công bố chính thức mà có đơn vị ít phiếu")
	}
	if len(when) == 0 {
		return "Không bắt buộc. Nội dung này được công khai cùng kết quả."
	}
	return "Bắt buộc " + strings.Join(when, "; ") + ". Nội dung này được công khai cùng kết quả."
}

func (p Preview) all() []ranking.Standing {
	var all []ranking.Standing
	for _, s := range p.Sections {
		if !s.Hidden {
			all = append(all, s.Standings...)
		}
	}
	return all
}

func (p Preview) few() []ranking.Standing { return ranking.FewSheets(p.all()) }

// remarks are the facts to look at before publishing, each with the units it is about.
func (p Preview) remarks() []string {
	var few, over []string
	for _, s := range p.all() {
		if s.FewSheets {
			few = append(few, fmt.Sprintf("%s (%d phiếu)", s.Name, s.SheetsCounted))
		}
		if s.Note == ranking.OverQuota {
			over = append(over, s.Name)
		}
	}
	var list []string
	if len(few) > 0 {
		list = append(list, fmt.Sprintf("Ít hơn %d phiếu được tính: %s.", p.Campaign.MinimumSheets, strings.Join(few, ", ")))
	}
	if len(over) > 0 {
		list = append(list, "Đồng hạng nên vượt chỉ tiêu giải: "+strings.Join(over, ", ")+".")
	}
	if p.Undecided > 0 {
		list = append(list, fmt.Sprintf("Còn %s cộng, trừ điểm chưa quyết định; đề nghị chưa duyệt không được tính.", viet.Count(p.Undecided, "đề nghị")))
	}
	return list
}

// previewNote is everything to know about a standing beside its numbers.
func previewNote(s ranking.Standing) string {
	var notes []string
	if n := NoteOf(s); n != "" {
		notes = append(notes, n)
	}
	if s.FewSheets && s.Note != ranking.NotRanked {
		notes = append(notes, "ít phiếu")
	}
	if s.BonusCapped {
		notes = append(notes, "điểm thưởng đã chạm mức trần")
	}
	if s.DeductionCapped {
		notes = append(notes, "điểm trừ đã chạm mức trần")
	}
	return strings.Join(notes, "; ")
}

func gapKind(g campaign.Gap) string {
	if g.Soft {
		return "warn"
	}
	return "err"
}

func gapIcon(g campaign.Gap) string {
	if g.Soft {
		return "warn"
	}
	return "err"
}
