package page

import (
	"strings"

	"portal/internal/activity"
	"portal/internal/ranking"
	"portal/internal/unit"
	"portal/internal/viet"
	"portal/web/ui"
)

// Units is who takes part in the campaign.
type Units struct {
	Units      []unit.Unit
	Activities map[string]int // by code of the unit
}

// UnitView is one unit with what it does and, once that is published, how it came out.
type UnitView struct {
	unit.Unit
	Today       viet.Date
	Own         []activity.Entry
	Helping     []activity.Entry
	Publication *ranking.Publication // nil: none yet
	Standing    *ranking.Standing    // of the publication; nil: none yet
}

// unitBlock is a block with its units.
type unitBlock struct {
	Code, Name string
	Units      []unit.Unit
}

func (u Units) blocks() []unitBlock {
	var blocks []unitBlock
	for _, x := range u.Units {
		if n := len(blocks); n == 0 || blocks[n-1].Code != x.Block {
			blocks = append(blocks, unitBlock{Code: x.Block, Name: x.BlockName})
		}
		last := &blocks[len(blocks)-1]
		last.Units = append(last.Units, x)
	}
	return blocks
}

func (u UnitView) facts() []ui.Fact {
	facts := []ui.Fact{{Term: "Loại đơn vị", Text: u.Kind.Name()}, {Term: "Khối thi đua", Text: u.BlockName}}
	if u.HeadRole != "" {
		facts = append(facts, ui.Fact{Term: "Đầu mối", Text: u.HeadRole})
	}
	if u.Households != nil {
		facts = append(facts, ui.Fact{Term: "Số hộ", Text: viet.Count(*u.Households, "hộ")})
	}
	if u.Members != nil {
		facts = append(facts, ui.Fact{Term: "Quy mô", Text: viet.Count(*u.Members, "người")})
	}
	return facts
}

// countLine says how many activities the unit has and how they stand.
func (u UnitView) countLine() string {
	t := activity.Count(u.Own, u.Today)
	line := viet.CountOrNone(t.Total, "hoạt động")
	for _, s := range publicStates {
		if n := t.Of[s]; n > 0 && t.Total > 0 {
			line += ", " + viet.Int(n) + " " + strings.ToLower(activity.StateTitles[s])
		}
	}
	return line
}

// result is how the unit came out, as published.
func (u UnitView) result() []ui.Fact {
	var facts []ui.Fact
	add := func(term, text string) {
		if text != "" {
			facts = append(facts, ui.Fact{Term: term, Text: text})
		}
	}
	if u.Standing.Total != nil {
		add("Tổng điểm", u.Standing.Total.Column())
	}
	add("Xếp loại", u.Standing.GradeName)
	add("Giải", u.Standing.AwardName)
	add("Ghi chú", NoteOf(*u.Standing))
	return facts
}
