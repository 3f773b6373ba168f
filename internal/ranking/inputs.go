package ranking

import (
	"context"

	"github.com/jackc/pgx/v5"

	"portal/internal/assessment"
	"portal/internal/campaign"
	"portal/internal/points"
	"portal/internal/postgres"
	"portal/internal/rubric"
)

// Inputs reads all that the ranking of a campaign depends on: a fixed number of
// queries, however many units and sheets there are.
func Inputs(ctx context.Context, q postgres.Querier, c *campaign.Campaign) (Input, error) {
	in := Input{MinSheets: c.MinimumSheets, Conflicts: assessment.Conflicts{}}
	var err error
	if in.Rubric, _, err = rubric.Of(ctx, q, c.ID); err != nil {
		return in, err
	}
	if in.Blocks, err = read[Block](ctx, q, `select code, name from blocks where campaign_id = $1 order by sort_no`, c.ID); err != nil {
		return in, err
	}
	if in.Quotas, err = read[Quota](ctx, q, `
		select b.code, a.code, a.name, a.rank_from, a.rank_to, a.quota, a.min_band, a.prize
		from award_quotas a join blocks b on b.id = a.block_id
		where b.campaign_id = $1
		order by b.sort_no, a.rank_from`, c.ID); err != nil {
		return in, err
	}
	if in.Adjustments, err = read[assessment.Adjustment](ctx, q, `
		select a.code, u.code, a.rule_code, a.quantity, a.status, a.reason
		from adjustments a join units u on u.id = a.unit_id
		where a.campaign_id = $1
		order by a.code`, c.ID); err != nil {
		return in, err
	}
	if in.Units, err = units(ctx, q, c.ID); err != nil {
		return in, err
	}
	if in.Sheets, err = sheets(ctx, q, c.ID); err != nil {
		return in, err
	}
	rows, err := q.Query(ctx, `
		select m.code, u.code, x.reason
		from conflicts x join committee_members m on m.id = x.member_id join units u on u.id = x.unit_id
		where m.campaign_id = $1`, c.ID)
	if err != nil {
		return in, err
	}
	var judge, unit, reason string
	_, err = pgx.ForEachRow(rows, []any{&judge, &unit, &reason}, func() error {
		in.Conflicts[assessment.Pair{Judge: judge, Unit: unit}] = reason
		return nil
	})
	return in, err
}

func units(ctx context.Context, q postgres.Querier, campaignID int64) ([]Unit, error) {
	rows, err := q.Query(ctx, `
		select u.code, u.name, b.code, u.kind, coalesce(n.reason, ''),
			array(select m.code from panels p join committee_members m on m.id = p.member_id where p.block_id = b.id order by m.code)
		from unit_blocks ub join units u on u.id = ub.unit_id join blocks b on b.id = ub.block_id
			left join unclassified n on n.campaign_id = ub.campaign_id and n.unit_id = u.id
		where ub.campaign_id = $1
		order by u.code`, campaignID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Unit, error) {
		u := Unit{}
		err := row.Scan(&u.Code, &u.Name, &u.Block, &u.Kind, &u.NotClassified, &u.Judges)
		return u, err
	})
}

// sheets leaves out those that were excluded before they were handed in: nobody gave them.
func sheets(ctx context.Context, q postgres.Querier, campaignID int64) ([]assessment.Sheet, error) {
	rows, err := q.Query(ctx, `
		select u.code, m.code, s.stage, s.version, s.exclusion,
			array_agg(c.code order by c.sort_no) filter (where p.points is not null),
			array_agg(p.points order by c.sort_no) filter (where p.points is not null)
		from sheets s join units u on u.id = s.unit_id join committee_members m on m.id = s.member_id
			left join sheet_points p on p.sheet_id = s.id left join criteria c on c.id = p.criterion_id
		where s.campaign_id = $1 and (s.stage <> 'excluded' or s.submitted_at is not null)
		group by s.id, u.code, m.code
		order by u.code, m.code`, campaignID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (assessment.Sheet, error) {
		s := assessment.Sheet{Points: map[string]points.Points{}}
		var codes []string
		var given []points.Points
		err := row.Scan(&s.Unit, &s.Judge, &s.Stage, &s.Version, &s.Exclusion, &codes, &given)
		for i, code := range codes {
			s.Points[code] = given[i]
		}
		return s, err
	})
}

func read[T any](ctx context.Context, q postgres.Querier, sql string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[T])
}
