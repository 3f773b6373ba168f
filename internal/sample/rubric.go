package sample

import (
	"context"

	"portal/internal/rubric"
)

// loadRubric makes the first edition of the rubric, adopted, with its bands and the awards of the blocks.
func (l *loader) loadRubric(ctx context.Context) error {
	r := l.story.rubric
	err := l.tx.QueryRow(ctx, `
		insert into rubrics (campaign_id, edition, adopted_at, bonus_cap, deduction_cap) values ($1, $2, $3, $4, $5) returning id`,
		l.campaign, r.Edition, l.story.Campaign.RubricAdoptedAt, r.BonusCap, r.DeductionCap).Scan(&l.rubric)
	if err != nil {
		return err
	}
	var groups, criteria, maxima, rules, bands, quotas [][]any
	for i, g := range r.Groups {
		groups = append(groups, []any{l.rubric, g.Code, g.Name, i + 1})
	}
	for i, c := range r.Criteria {
		criteria = append(criteria, []any{l.rubric, c.Group, c.Code, c.Name, c.Guide, c.Step, i + 1})
	}
	for i, x := range r.Rules {
		rules = append(rules, []any{l.rubric, x.Code, string(x.Side), x.Name, x.Each, x.Max, x.CountedBy, i + 1})
	}
	for _, b := range r.Bands {
		bands = append(bands, []any{l.rubric, b.Code, b.Name, b.Min})
	}
	for _, q := range l.story.quotas {
		quotas = append(quotas, []any{l.blocks[q.Block], q.Award, q.Name, q.From, q.To, q.Quota, q.MinGrade, q.Prize})
	}
	if err := l.copyIn(ctx, "criterion_groups", []string{"rubric_id", "code", "name", "sort_no"}, groups); err != nil {
		return err
	}
	if err := l.copyIn(ctx, "criteria", []string{"rubric_id", "group_code", "code", "name", "guide", "step", "sort_no"}, criteria); err != nil {
		return err
	}
	if l.criteria, err = l.ids(ctx, `select code, id from criteria where rubric_id = $1`, l.rubric); err != nil {
		return err
	}
	for _, c := range r.Criteria {
		for _, kind := range rubric.Kinds {
			if most, applies := c.Max[kind]; applies {
				maxima = append(maxima, []any{l.criteria[c.Code], string(kind), most})
			}
		}
	}
	if err := l.copyIn(ctx, "criterion_maxima", []string{"criterion_id", "kind", "max_points"}, maxima); err != nil {
		return err
	}
	if err := l.copyIn(ctx, "adjustment_rules", []string{
		"rubric_id", "code", "side", "name", "points_each", "max_points", "counted_by", "sort_no",
	}, rules); err != nil {
		return err
	}
	if err := l.copyIn(ctx, "bands", []string{"rubric_id", "code", "name", "min_total"}, bands); err != nil {
		return err
	}
	return l.copyIn(ctx, "award_quotas", []string{"block_id", "code", "name", "rank_from", "rank_to", "quota", "min_band", "prize"}, quotas)
}
