package page

import (
	"fmt"
	"strings"

	"portal/internal/campaign"
	"portal/internal/points"
	"portal/internal/ranking"
	"portal/internal/viet"
	"portal/web/ui"
)

// Board is the ranking of one block, as published.
type Board struct {
	Publication *ranking.Publication
	Section     ranking.Section
	Sections    []ranking.Section
	Sample      bool // of the data, for the file
}

// StateTitle is a state of publication in words.
func StateTitle(s ranking.State) string {
	if s == ranking.Final {
		return "Kết quả chính thức"
	}
	return "Kết quả dự kiến"
}

func (b Board) tabs() []ui.NavItem {
	items := make([]ui.NavItem, len(b.Sections))
	for i, s := range b.Sections {
		items[i] = ui.NavItem{Href: "/xep-hang/" + s.Block.Code, Label: s.Block.Name, Count: len(s.Standings), Current: s.Block.Code == b.Section.Block.Code}
	}
	return items
}

// podium are the standings with an award, but never so many that it is the whole board.
func (b Board) podium() []ranking.Standing {
	var list []ranking.Standing
	for _, s := range b.Section.Standings {
		if s.Place > 0 && s.Place <= 3 {
			list = append(list, s)
		}
	}
	return list
}

func (b Board) shared(s ranking.Standing) bool {
	n := 0
	for _, o := range b.Section.Standings {
		if o.Place == s.Place && s.Place > 0 {
			n++
		}
	}
	return n > 1
}

// groups are the groups of criteria in the order of the rubric, which the colours follow.
func (b Board) groups() []ui.Legend {
	var list []ui.Legend
	for i, g := range b.Publication.Inputs.Rubric.Groups {
		list = append(list, ui.Legend{Class: fmt.Sprintf("c%d", i%5+1), Label: g.Code + ". " + g.Name})
	}
	return append(list, ui.Legend{Class: "c6", Label: "Điểm thưởng"})
}

// composition is what a total is made of: a sentence, and the lengths of its parts in percent of 105.
func (b Board) composition(s ranking.Standing) (string, []float64) {
	var said []string
	lengths := make([]float64, 6)
	for i, g := range b.Publication.Inputs.Rubric.Groups {
		for _, m := range s.Groups {
			if m.Group != g.Code || m.Mean.None() {
				continue
			}
			said = append(said, g.Code+". "+g.Name+" "+m.Mean.Round().Column())
			if i < 5 {
				lengths[i] = percent(m.Mean.Round())
			}
		}
	}
	if s.Bonus > 0 {
		said = append(said, "Thưởng "+s.Bonus.Column())
		lengths[5] = percent(s.Bonus)
	}
	if s.Deduction > 0 {
		said = append(said, "Trừ "+s.Deduction.Column())
	}
	return strings.Join(said, "; "), lengths
}

// percent is the length of a bar, for the eye only: the number stands beside it.
func percent(p points.Points) float64 { return float64(p) / 105 }

// NoteOf is the note of a standing in words.
func NoteOf(s ranking.Standing) string {
	switch s.Note {
	case ranking.OverQuota:
		return "vượt chỉ tiêu"
	case ranking.BelowMinBand:
		return "chưa đạt mức xếp loại của giải"
	case ranking.BelowFloor:
		return "không xét giải vì có nhóm tiêu chí dưới mức tối thiểu"
	case ranking.NotClassified:
		return "Không xếp loại: " + s.Reason
	}
	return ""
}

func gradeKind(code string) string {
	switch code {
	case "XS":
		return "gold"
	case "T":
		return "ok"
	case "K":
		return "act"
	case "TB":
		return "warn"
	case "":
		return ""
	}
	return "err"
}

func publishedLine(p *ranking.Publication) string {
	return fmt.Sprintf("%s · Công bố lần %d, %s ngày %s", StateTitle(p.State), p.Number, viet.Clock(p.At), viet.DateOf(p.At).Full())
}

// whenToCome says when there will be something to see.
func whenToCome(c campaign.Campaign) string {
	sentence := "Ban tổ chức đang làm việc theo kế hoạch."
	if c.ScoringFrom != nil {
		sentence = "Ban tổ chức chấm điểm từ " + c.ScoringFrom.Full() + "."
	}
	if c.WrapupOn != nil {
		return sentence + " Mời bà con quay lại sau lễ tổng kết, dự kiến ngày " + c.WrapupOn.Full() + "."
	}
	return sentence + " Bảng xếp hạng mở tại đây ngay khi được công bố."
}

var fieldTitles = map[ranking.Field]string{
	ranking.FieldListed: "có trong bảng", ranking.FieldBlock: "khối", ranking.FieldPlace: "hạng", ranking.FieldTotal: "tổng điểm",
	ranking.FieldBase: "điểm trung bình", ranking.FieldBonus: "điểm thưởng", ranking.FieldDeduction: "điểm trừ",
	ranking.FieldGrade: "xếp loại", ranking.FieldAward: "giải", ranking.FieldNote: "ghi chú", ranking.FieldReason: "lý do", ranking.FieldCounted: "số phiếu được tính",
}

func changeSentence(c ranking.Change) string {
	before, after := c.Before, c.After
	if before == "" || before == "0" {
		before = "không có"
	}
	if after == "" || after == "0" {
		after = "không có"
	}
	return fmt.Sprintf("%s: %s từ %s thành %s", c.Name, fieldTitles[c.What], strings.ReplaceAll(before, ".", ","), strings.ReplaceAll(after, ".", ","))
}
