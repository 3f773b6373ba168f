package activity

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Silent is a unit that leads no registration which it has sent: whom the office calls.
type Silent struct {
	Code, Name, Short string
	BlockName         string
	HeadRole          string
	Phone             string
	Drafts            int      // written and not sent; what they say is the unit's own affair
	Helps             []string // codes of what it helps with
}

// Unregistered lists the units that have sent nothing, those that only help with others' activities last.
func (s Store) Unregistered(ctx context.Context) ([]Silent, error) {
	rows, err := s.db.Query(ctx, `
		with helps as (
			select ap.unit_id, array_agg(a.code order by a.code) as codes
			from activity_partners ap join activities a on a.id = ap.activity_id join campaigns c on c.id = a.campaign_id and c.current
			where ap.status <> 'declined' and a.stage not in ('draft', 'returned', 'withdrawn', 'cancelled', 'merged')
			group by ap.unit_id)
		select u.code, u.name, u.short_name, b.name, u.head_role, u.phone,
			(select count(*) from activities d where d.campaign_id = c.id and d.unit_id = u.id and d.stage = 'draft'),
			coalesce(h.codes, '{}')
		from unit_blocks ub
		join campaigns c on c.id = ub.campaign_id and c.current
		join units u on u.id = ub.unit_id
		join blocks b on b.id = ub.block_id
		left join helps h on h.unit_id = u.id
		where not exists (select from activities a where a.campaign_id = c.id and a.unit_id = u.id
			and a.stage not in ('draft', 'withdrawn', 'cancelled', 'merged'))
		order by h.codes is not null, b.sort_no, u.sort_no, u.code
		limit 2000`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Silent])
}
