package rubric

import (
	"context"

	"github.com/jackc/pgx/v5"

	"portal/internal/points"
	"portal/internal/postgres"
)

// Of reads the newest rubric of a campaign, adopted or not, and its id in the database.
func Of(ctx context.Context, q postgres.Querier, campaign int64) (Rubric, int64, error) {
	var r Rubric
	var id int64
	err := q.QueryRow(ctx, `select id, edition, bonus_cap, deduction_cap from rubrics where campaign_id = $1 order by edition desc limit 1`, campaign).
		Scan(&id, &r.Edition, &r.BonusCap, &r.DeductionCap)
	if err != nil {
		return r, 0, postgres.Missing(err, "Chưa có bộ tiêu chí nào.")
	}
	if r.Groups, err = all[Group](ctx, q, `select code, name from criterion_groups where rubric_id = $1 order by sort_no`, id); err != nil {
		return r, id, err
	}
	if r.Rules, err = all[Rule](ctx, q, `select code, side, name, points_each, max_points, counted_by
		from adjustment_rules where rubric_id = $1 order by sort_no`, id); err != nil {
		return r, id, err
	}
	if r.Bands, err = all[Band](ctx, q, `select code, name, min_total from bands where rubric_id = $1 order by min_total desc`, id); err != nil {
		return r, id, err
	}
	rows, err := q.Query(ctx, `
		select c.code, c.group_code, c.name, c.guide, c.step, x.kind, x.max_points
		from criteria c join criterion_maxima x on x.criterion_id = c.id
		where c.rubric_id = $1
		order by c.sort_no`, id)
	if err != nil {
		return r, id, err
	}
	var c Criterion
	var kind Kind
	var most points.Points
	_, err = pgx.ForEachRow(rows, []any{&c.Code, &c.Group, &c.Name, &c.Guide, &c.Step, &kind, &most}, func() error {
		if n := len(r.Criteria); n == 0 || r.Criteria[n-1].Code != c.Code {
			c.Max = map[Kind]points.Points{}
			r.Criteria = append(r.Criteria, c)
		}
		r.Criteria[len(r.Criteria)-1].Max[kind] = most
		return nil
	})
	return r, id, err
}

func all[T any](ctx context.Context, q postgres.Querier, sql string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[T])
}
