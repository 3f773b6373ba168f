package page

import (
	"strings"

	"portal/internal/activity"
	"portal/internal/viet"
	"portal/web/ui"
)

// ActivityView is one activity with what has been announced about it.
type ActivityView struct {
	activity.Page
	Today    viet.Date
	Mentions []activity.Mention
}

func (a ActivityView) facts() []ui.Fact {
	facts := []ui.Fact{{Term: "Đơn vị", Text: a.UnitName, Href: "/don-vi/" + a.Unit}}
	add := func(term, text string) {
		if text != "" {
			facts = append(facts, ui.Fact{Term: term, Text: text})
		}
	}
	add("Khối thi đua", a.BlockName)
	add("Đầu mối", a.HeadRole)
	if a.MonitorRole != "" {
		add("Theo dõi", a.MonitorRole+", Ban tổ chức")
	}
	if a.ApprovedAt != nil {
		add("Duyệt", viet.DateOf(*a.ApprovedAt).Full())
	}
	if a.Supplementary {
		add("Đăng ký", "Bổ sung sau hạn")
	}
	return facts
}

// figures are the numbers of the plan, each with what it counts.
func (a ActivityView) figures() [][2]string {
	var figures [][2]string
	if a.Quantity != nil {
		figures = append(figures, [2]string{viet.Int(*a.Quantity), strings.TrimSpace(a.QuantityUnit + " (chỉ tiêu)")})
	}
	if a.Participants != nil && *a.Participants > 0 {
		figures = append(figures, [2]string{viet.Int(*a.Participants), "người dự kiến tham gia"})
	}
	if a.BudgetState != nil || a.BudgetSocial != nil {
		figures = append(figures, [2]string{viet.Int(money(a.BudgetState) + money(a.BudgetSocial)), "đồng kinh phí dự kiến" + budgetSources(a.BudgetState, a.BudgetSocial)})
	}
	return figures
}

func money(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// budgetSources says where the money comes from.
func budgetSources(state, social *int64) string {
	switch {
	case money(state)+money(social) == 0:
		return ""
	case money(social) == 0:
		return ", từ ngân sách"
	case money(state) == 0:
		return ", xã hội hóa"
	}
	return ", trong đó xã hội hóa " + viet.Int(*social)
}

// evidence lists what the unit will show, part by part.
func (a ActivityView) evidence() []string {
	var list []string
	for _, part := range strings.FieldsFunc(a.Evidence, func(r rune) bool { return r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, viet.Capitalise(part))
		}
	}
	return list
}

// moved says what the days were before they were changed.
func (a ActivityView) moved() string {
	text := ""
	if a.FirstStart != nil && (*a.FirstStart != a.StartsOn || *a.FirstEnd != a.EndsOn) {
		text = "Lịch đăng ký ban đầu: " + viet.Period(*a.FirstStart, *a.FirstEnd) + "."
	}
	if a.ChangeReason != "" {
		text += " " + a.ChangeReason
	}
	return strings.TrimSpace(text)
}

// adjusted says when the plan was changed last.
func (a ActivityView) adjusted() string {
	if a.AdjustedAt == nil {
		return "Đã điều chỉnh"
	}
	return "Đã điều chỉnh ngày " + viet.DateOf(*a.AdjustedAt).Full()
}

// remaining is how far today is from what comes next.
func (a ActivityView) remaining() string {
	switch a.State(a.Today) {
	case activity.Upcoming:
		return "bắt đầu " + viet.Away(a.Today, a.StartsOn)
	case activity.UnderWay:
		if a.EndsOn == a.Today {
			return "kết thúc hôm nay"
		}
		return "kết thúc " + viet.Away(a.Today, a.EndsOn)
	}
	return ""
}
