package page

import (
	"fmt"
	"strings"

	"portal/internal/campaign"
	"portal/internal/rubric"
	"portal/internal/viet"
	"portal/web/ui"
)

// Campaign is all that is fixed about the campaign: why, when, by what measure.
type Campaign struct {
	campaign.Campaign
	Today     viet.Date
	Rubric    rubric.Rubric // empty: not there yet
	Committee []campaign.Member
	Awards    []campaign.Award
}

// CampaignSteps are the phases of a campaign as the home page and this one show them.
func CampaignSteps(c campaign.Campaign) []ui.Phase {
	steps := []struct {
		last campaign.Phase // the step is over after it
		name string
		note string
	}{
		{campaign.Registration, "Đăng ký", "đến " + c.RegistrationDeadline.Full()},
		{campaign.Running, "Thực hiện", viet.ShortPeriod(c.StartsOn, c.EndsOn)},
		{campaign.Scoring, "Chấm điểm", fromDay(c.ScoringFrom)},
		{campaign.Review, "Họp xét", ""},
		{campaign.Archived, "Tổng kết, công bố", onDay(c.WrapupOn)},
	}
	var phases []ui.Phase
	begun := c.After(campaign.Registration)
	for _, s := range steps {
		p := ui.Phase{Name: s.name, Note: s.note}
		switch {
		case c.After(s.last) && c.Phase != s.last:
			p.State = "done"
		case begun:
			p.State, begun = "now", false
		}
		phases = append(phases, p)
	}
	return phases
}

func fromDay(d *viet.Date) string {
	if d == nil {
		return ""
	}
	return "từ " + d.Full()
}

func onDay(d *viet.Date) string {
	if d == nil {
		return ""
	}
	return d.Full()
}

func (c Campaign) facts() []ui.Fact {
	facts := []ui.Fact{
		{Term: "Thời gian", Text: viet.Period(c.StartsOn, c.EndsOn)},
		{Term: "Hạn đăng ký", Text: c.RegistrationDeadline.Full()},
	}
	if c.LaunchedAt != nil {
		facts = append(facts, ui.Fact{Term: "Phát động", Text: viet.DateOf(*c.LaunchedAt).Full()})
	}
	if c.ScoringFrom != nil {
		facts = append(facts, ui.Fact{Term: "Chấm điểm", Text: "từ " + c.ScoringFrom.Full()})
	}
	if c.WrapupOn != nil {
		facts = append(facts, ui.Fact{Term: "Tổng kết", Text: c.WrapupOn.Full()})
	}
	if c.PlanNumber != "" {
		plan := "Số " + c.PlanNumber
		if c.PlanIssuedOn != nil {
			plan += ", " + c.PlanIssuedOn.Formal()
		}
		facts = append(facts, ui.Fact{Term: "Kế hoạch", Text: plan, Href: "/van-ban/ke-hoach"})
	}
	return facts
}

// sections lead to the parts of the page.
func (c Campaign) sections() []ui.NavItem {
	items := []ui.NavItem{{Href: "#muc-tieu", Label: "Mục tiêu"}, {Href: "#cac-buoc", Label: "Các bước"}}
	if len(c.Rubric.Groups) > 0 {
		items = append(items, ui.NavItem{Href: "#tieu-chi", Label: "Tiêu chí"}, ui.NavItem{Href: "#thuong-tru", Label: "Thưởng, trừ, xếp loại"})
	}
	if len(c.Awards) > 0 {
		items = append(items, ui.NavItem{Href: "#giai-thuong", Label: "Giải thưởng"})
	}
	if len(c.Committee) > 0 {
		items = append(items, ui.NavItem{Href: "#ban-to-chuc", Label: "Ban tổ chức"})
	}
	return items
}

// kinds are the kinds of unit that the rubric measures.
func (c Campaign) kinds() []rubric.Kind {
	var kinds []rubric.Kind
	for _, k := range rubric.Kinds {
		if len(c.Rubric.ForKind(k)) > 0 {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// criteria are those of a group.
func (c Campaign) criteria(group string) []rubric.Criterion {
	var list []rubric.Criterion
	for _, x := range c.Rubric.Criteria {
		if x.Group == group {
			list = append(list, x)
		}
	}
	return list
}

// most is what a kind of unit can get for a criterion; a dash where it does not apply.
func most(x rubric.Criterion, kind rubric.Kind) string {
	if !x.Applies(kind) {
		return "–"
	}
	return x.Max[kind].String()
}

func (c Campaign) mostOfGroup(group string, kind rubric.Kind) string {
	for _, part := range c.Rubric.ForKind(kind) {
		if part.Code == group {
			return part.Max.String()
		}
	}
	return "–"
}

func (c Campaign) rules(side rubric.Side) []rubric.Rule {
	var list []rubric.Rule
	for _, r := range c.Rubric.Rules {
		if r.Side == side {
			list = append(list, r)
		}
	}
	return list
}

// band puts a grade into words: from which total, to below the next one.
func (c Campaign) band(i int) string {
	b := c.Rubric.Bands[i]
	if i == 0 {
		return "từ " + b.Min.String() + " điểm"
	}
	next := c.Rubric.Bands[i-1].Min.String()
	if b.Min == 0 {
		return "dưới " + next + " điểm"
	}
	return "từ " + b.Min.String() + " đến dưới " + next + " điểm"
}

// awardBlock is what can be won in one block.
type awardBlock struct {
	Name   string
	Units  int
	Awards []campaign.Award
}

func (c Campaign) awardBlocks() []awardBlock {
	var blocks []awardBlock
	last := ""
	for _, a := range c.Awards {
		if a.Block != last {
			blocks = append(blocks, awardBlock{Name: a.BlockName, Units: a.Units})
			last = a.Block
		}
		if a.Name != "" {
			b := &blocks[len(blocks)-1]
			b.Awards = append(b.Awards, a)
		}
	}
	return blocks
}

// line is one award in words.
func (c Campaign) line(a campaign.Award) string {
	places := fmt.Sprintf("hạng %d", a.From)
	if a.To > a.From {
		places = fmt.Sprintf("hạng %d–%d", a.From, a.To)
	}
	parts := []string{viet.Count(a.Quota, "giải"), places}
	if b, ok := c.Rubric.Band(a.MinGrade); ok {
		parts = append(parts, "xếp loại từ "+b.Name)
	}
	if a.Prize > 0 {
		parts = append(parts, viet.Money(a.Prize))
	}
	return strings.Join(parts, " · ")
}

func panels(m campaign.Member) string {
	if !m.Judge {
		return ""
	}
	return "Chấm: " + strings.Join(m.Panels, "; ")
}
