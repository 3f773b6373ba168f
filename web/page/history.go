package page

import (
	"strings"

	"portal/internal/activity"
	"portal/internal/viet"
	"portal/web/ui"
)

// History is what has happened to an activity, for who works on it.
type History struct {
	Steps        []activity.Step
	Amendments   []activity.Amendment // the newest first
	Partnerships []activity.Partnership
	Files        []activity.File
	Kept         int // versions that can be read
}

// Versions are all versions of an activity, with what changed from each to the next.
type Versions struct {
	activity.Detail
	List []activity.Version
	Back string // address of the activity for this reader
	Names
}

// Names are the words for codes.
type Names struct{ Units, Categories []activity.Option }

// Differences lists what a plan changes of another, in words.
func (n Names) Differences(from, to activity.Plan) []Change {
	var changes []Change
	was, is := n.facts(from), n.facts(to)
	for i := range was {
		if was[i].Text != is[i].Text {
			changes = append(changes, Change{was[i].Term, orEmpty(was[i].Text), orEmpty(is[i].Text)})
		}
	}
	return changes
}

func orEmpty(text string) string {
	if text == "" {
		return "(để trống)"
	}
	return text
}

// facts are the fields of a plan in words, always the same ones in the same order.
func (n Names) facts(p activity.Plan) []ui.Fact {
	partners := make([]string, len(p.Partners))
	for i, code := range p.Partners {
		partners[i] = nameOf(n.Units, code)
	}
	return []ui.Fact{
		{Term: "Tên hoạt động", Text: p.Title},
		{Term: "Lĩnh vực", Text: nameOf(n.Categories, p.Category)},
		{Term: "Nội dung", Text: p.Description},
		{Term: "Ngày bắt đầu", Text: p.StartsOn.Full()},
		{Term: "Ngày kết thúc", Text: p.EndsOn.Full()},
		{Term: "Địa điểm", Text: p.Place},
		{Term: "Chỉ tiêu", Text: p.Target},
		{Term: "Số lượng", Text: strings.TrimSpace(whole(p.Quantity) + " " + p.QuantityUnit)},
		{Term: "Số người tham gia", Text: whole(p.Participants)},
		{Term: "Từ ngân sách", Text: whole(p.BudgetState)},
		{Term: "Từ xã hội hóa", Text: whole(p.BudgetSocial)},
		{Term: "Phụ trách", Text: p.Responsible},
		{Term: "Đơn vị phối hợp", Text: strings.Join(partners, "; ")},
		{Term: "Minh chứng dự kiến", Text: p.Evidence},
	}
}

func whole[T viet.Whole](n *T) string {
	if n == nil {
		return ""
	}
	return viet.Int(*n)
}

// changes is the version with what it changes of the one before.
func (p Versions) changes(i int) []Change {
	if i == 0 {
		return nil
	}
	return p.Differences(p.List[i-1].Plan, p.List[i].Plan)
}

func partnerKind(s activity.PartnerStatus) string {
	return map[activity.PartnerStatus]string{
		activity.PartnerAsked: "warn", activity.PartnerAccepted: "ok", activity.PartnerDeclined: "err",
	}[s]
}

func amendmentKind(s activity.AmendmentStatus) string {
	return map[activity.AmendmentStatus]string{activity.Proposed: "warn", activity.Accepted: "ok", activity.Declined: "err"}[s]
}
