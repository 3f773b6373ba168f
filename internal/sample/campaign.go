package sample

import (
	"context"
	"time"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/ranking"
)

// loadCampaign makes the ward and the campaign. It is in scoring for as long as it
// loads, since sheets can be written then; walk brings it to its phase.
func (l *loader) loadCampaign(ctx context.Context, clock time.Time) error {
	w, c := l.story.Ward, l.story.Campaign
	if _, err := l.tx.Exec(ctx, `
		insert into ward (name, body, place, organizer, contact, sample, clock_skew)
		values ($1, $2, $3, $4, $5, true, $6::timestamptz - now())`,
		w.Name, w.Body, w.Place, w.Organizer, w.Contact, clock); err != nil {
		return err
	}
	if err := l.tx.QueryRow(ctx, `
		insert into campaigns (slug, name, theme, summary, aims, occasion, anniversary_on, starts_on, ends_on, registration_deadline,
			launched_at, scoring_from, wrapup_on, phase, minimum_sheets, appeal_days)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		returning id`,
		c.Slug, c.Name, c.Theme, c.Summary, c.Aims, c.Occasion, c.AnniversaryOn, c.StartsOn, c.EndsOn, c.RegistrationDeadline,
		c.LaunchedAt, c.ScoringFrom, c.WrapupOn, campaign.Scoring, c.MinimumSheets, c.AppealDays).Scan(&l.campaign); err != nil {
		return err
	}
	rows := make([][]any, len(l.story.blocks))
	for i, b := range l.story.blocks {
		rows[i] = []any{l.campaign, b.Code, b.Name, i + 1}
	}
	err := l.copyIn(ctx, "blocks", []string{"campaign_id", "code", "name", "sort_no"}, rows)
	if err != nil {
		return err
	}
	l.blocks, err = l.ids(ctx, `select code, id from blocks where campaign_id = $1`, l.campaign)
	return err
}

// loadUnits puts the units into their blocks, in the order of the file.
func (l *loader) loadUnits(ctx context.Context) error {
	rows := make([][]any, len(l.story.units))
	for i, u := range l.story.units {
		rows[i] = []any{
			u.Code, u.Name, u.ShortName, u.Aliases, string(u.Kind), u.HeadRole, u.Households, u.Members, u.Phone, u.Email, i + 1,
		}
	}
	err := l.copyIn(ctx, "units", []string{
		"code", "name", "short_name", "aliases", "kind", "head_role", "households", "members", "phone", "email", "sort_no",
	}, rows)
	if err != nil {
		return err
	}
	if l.units, err = l.ids(ctx, `select code, id from units`); err != nil {
		return err
	}
	rows = rows[:0]
	for _, u := range l.story.units {
		rows = append(rows, []any{l.campaign, l.units[u.Code], l.blocks[u.Block]})
	}
	return l.copyIn(ctx, "unit_blocks", []string{"campaign_id", "unit_id", "block_id"}, rows)
}

// loadCommittee seats the members and says who judges and who follows what.
func (l *loader) loadCommittee(ctx context.Context) error {
	var rows, panels, monitors [][]any
	for i, m := range l.story.committee {
		var heads *int64
		if id, ok := l.units[m.Heads]; ok {
			heads = &id
		}
		rows = append(rows, []any{l.campaign, m.Code, m.Role, m.Position, l.memberAccounts[m.Code], heads, m.Judge, m.Phone, i + 1})
	}
	err := l.copyIn(ctx, "committee_members", []string{
		"campaign_id", "code", "role", "position", "account_id", "heads_unit_id", "is_judge", "phone", "sort_no",
	}, rows)
	if err != nil {
		return err
	}
	if l.members, err = l.ids(ctx, `select code, id from committee_members where campaign_id = $1`, l.campaign); err != nil {
		return err
	}
	for _, m := range l.story.committee {
		for _, block := range m.Blocks {
			panels = append(panels, []any{l.blocks[block], l.members[m.Code]})
		}
		for _, unit := range m.Units {
			monitors = append(monitors, []any{l.campaign, l.units[unit], l.members[m.Code]})
		}
	}
	if err := l.copyIn(ctx, "panels", []string{"block_id", "member_id"}, panels); err != nil {
		return err
	}
	return l.copyIn(ctx, "unit_monitors", []string{"campaign_id", "unit_id", "member_id"}, monitors)
}

func (l *loader) loadConflicts(ctx context.Context) error {
	var rows [][]any
	for _, m := range l.story.committee {
		for _, x := range m.Conflicts {
			rows = append(rows, []any{l.members[m.Code], l.units[x.Unit], x.Reason, l.story.Campaign.RubricAdoptedAt})
		}
	}
	return l.copyIn(ctx, "conflicts", []string{"member_id", "unit_id", "reason", "declared_at"}, rows)
}

// walk goes the way of the campaign up to the moment: phases and publications.
func (l *loader) walk(ctx context.Context) error {
	from := campaign.Draft
	var rows [][]any
	chair := l.roleAccounts[access.Chair]
	for _, m := range l.story.Moves {
		if m.At.After(l.until) {
			break
		}
		rows = append(rows, []any{l.campaign, string(from), m.To, m.At, chair, m.Reason})
		from = campaign.Phase(m.To)
	}
	if err := l.copyIn(ctx, "phase_moves", []string{"campaign_id", "from_phase", "to_phase", "at", "account_id", "reason"}, rows); err != nil {
		return err
	}
	for _, p := range l.story.Publications {
		if p.At.After(l.until) {
			break
		}
		if err := ranking.PublishSample(ctx, l.tx, access.Actor{Account: chair}, p.State, p.Reason, p.At); err != nil {
			return err
		}
	}
	_, err := l.tx.Exec(ctx, `update campaigns set phase = $2 where id = $1`, l.campaign, l.moment.Phase())
	return err
}
