package sample

import (
	"context"
	"slices"
	"time"

	"portal/internal/access"
	"portal/internal/assessment"
	"portal/internal/intake"
	"portal/internal/viet"
)

// ahead is by how much the judges are quicker when the portal is tried in the midst of
// scoring: by the times of the file less than half of the sheets would be in.
const ahead = 48 * time.Hour

// sheetsAt lists the score sheets of the moment: none before scoring, about two thirds
// of them in during scoring and others begun or not, as in the file from then on.
func (s *story) sheetsAt(m Moment) []intake.Sheet {
	switch m {
	case Registration, Running:
		return nil
	case Review, Concluded:
		return s.sheets
	case Scoring:
	}
	conflicts := map[[2]string]bool{}
	for _, member := range s.committee {
		for _, x := range member.Conflicts {
			conflicts[[2]string{member.Code, x.Unit}] = true
		}
	}
	var list []intake.Sheet
	for i, sheet := range s.sheets {
		in := sheet.Submitted && !sheet.At.Add(-ahead).After(m.Clock())
		switch {
		case in:
			sheet.At = sheet.At.Add(-ahead)
		case conflicts[[2]string{sheet.Judge, sheet.Unit}], i%3 == 0: // not begun
			continue
		default:
			sheet.Submitted = false
			sheet.Points = slices.Clone(sheet.Points[:min(len(sheet.Points), 4+i%9)])
		}
		list = append(list, sheet)
	}
	return list
}

// loadSheets writes the sheets as drafts, since points go nowhere else; handIn follows.
func (l *loader) loadSheets(ctx context.Context) error {
	sheets := l.story.sheetsAt(l.moment)
	begun := l.until.Add(-18 * time.Hour) // when drafts were last saved
	rows := make([][]any, len(sheets))
	for i, s := range sheets {
		var at *time.Time
		saved := begun.Add(time.Duration(i*7%240) * time.Minute)
		if s.Submitted {
			at, saved = &s.At, s.At
		}
		rows[i] = []any{l.campaign, l.units[s.Unit], l.members[s.Judge], s.Total(), at, saved}
	}
	if err := l.copyIn(ctx, "sheets", []string{"campaign_id", "unit_id", "member_id", "total", "submitted_at", "saved_at"}, rows); err != nil {
		return err
	}
	ids, err := l.ids(ctx, `
		select u.code || ' ' || m.code, s.id
		from sheets s join units u on u.id = s.unit_id join committee_members m on m.id = s.member_id
		where s.campaign_id = $1`, l.campaign)
	if err != nil {
		return err
	}
	var given [][]any
	for _, s := range sheets {
		for _, p := range s.Points {
			given = append(given, []any{ids[s.Unit+" "+s.Judge], l.criteria[p.Criterion], p.Points})
		}
	}
	return l.copyIn(ctx, "sheet_points", []string{"sheet_id", "criterion_id", "points"}, given)
}

// handIn submits the sheets that are in, and excludes those of judges in conflict.
func (l *loader) handIn(ctx context.Context) error {
	_, err := l.tx.Exec(ctx, `
		update sheets s
		set stage = case when x.member_id is null then 'submitted' else 'excluded' end,
			exclusion = case when x.member_id is null then '' else $2 end
		from sheets as sent left join conflicts x on x.member_id = sent.member_id and x.unit_id = sent.unit_id
		where sent.id = s.id and s.campaign_id = $1 and s.submitted_at is not null`, l.campaign, l.story.Exclusion)
	return err
}

// loadAdjustments makes the claims for bonus and deduction, decided on as far as the moment goes.
func (l *loader) loadAdjustments(ctx context.Context) error {
	if l.moment == Registration || l.moment == Running {
		return nil
	}
	secretary, chair := l.roleAccounts[access.Secretary], l.roleAccounts[access.Chair]
	rows := make([][]any, len(l.story.adjustments))
	for i, a := range l.story.adjustments {
		status, decision := a.Status, ""
		if a.DecidedOn.Start().After(l.until) {
			status = assessment.Proposed
		}
		if status == assessment.Rejected {
			decision = a.Reason
		}
		var by *int64
		var on viet.Date
		if status != assessment.Proposed {
			by, on = &chair, a.DecidedOn
		}
		rows[i] = []any{l.campaign, a.Code, l.units[a.Unit], l.rubric, a.Rule, a.Quantity, string(status), a.Reason, decision, secretary, by, on}
	}
	return l.copyIn(ctx, "adjustments", []string{
		"campaign_id", "code", "unit_id", "rubric_id", "rule_code", "quantity", "status", "reason", "decision", "proposed_by", "decided_by", "decided_on",
	}, rows)
}
