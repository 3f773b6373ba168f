package campaign

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Member is a seat on the committee as everybody sees it: a role, never a person.
type Member struct {
	Role     string
	Position string
	Judge    bool
	Panels   []string // names of the blocks it scores
}

// Committee lists the seats of the committee of a campaign, in their order.
func (s Store) Committee(ctx context.Context, campaignID int64) ([]Member, error) {
	rows, err := s.db.Query(ctx, `
		select m.role, m.position, m.is_judge,
			array(select b.name from panels p join blocks b on b.id = p.block_id where p.member_id = m.id order by b.sort_no)
		from committee_members m
		where m.campaign_id = $1
		order by m.sort_no, m.code
		limit 200`, campaignID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Member])
}

// Award is one line of what a block can win.
type Award struct {
	Block     string // code
	BlockName string
	Units     int // in the block
	Name      string
	From, To  int // places that can receive it, both included
	Quota     int
	MinGrade  string // code
	Prize     int64  // đồng
}

// Awards lists what can be won, block by block.
func (s Store) Awards(ctx context.Context, campaignID int64) ([]Award, error) {
	rows, err := s.db.Query(ctx, `
		select b.code, b.name, (select count(*) from unit_blocks ub where ub.block_id = b.id),
			coalesce(q.name, ''), coalesce(q.rank_from, 0), coalesce(q.rank_to, 0), coalesce(q.quota, 0), coalesce(q.min_band, ''), coalesce(q.prize, 0)
		from blocks b left join award_quotas q on q.block_id = b.id
		where b.campaign_id = $1
		order by b.sort_no, b.code, q.rank_from, q.code
		limit 1000`, campaignID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Award])
}
