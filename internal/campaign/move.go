package campaign

import (
	"context"
	"strings"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// Progress reads what the way to the next phase depends on. The rubric's own checks
// are the caller's: they are rules of another noun.
func (s Store) Progress(ctx context.Context, c Campaign) (Progress, error) {
	return progress(ctx, s.db, c.ID)
}

func progress(ctx context.Context, q postgres.Querier, id int64) (Progress, error) {
	var p Progress
	err := q.QueryRow(ctx, `
		select
			(select count(*) from unit_blocks where campaign_id = $1),
			(select count(*) from unit_blocks ub where campaign_id = $1
				and not exists (select from unit_monitors m where m.campaign_id = $1 and m.unit_id = ub.unit_id))
			+ (select count(*) from activities where campaign_id = $1 and monitor_id is null
				and stage not in ('draft', 'returned', 'withdrawn', 'cancelled')),
			(select count(*) from activities where campaign_id = $1 and stage = 'submitted'),
			(select coalesce(bool_or(adopted_at is not null), false) from rubrics where campaign_id = $1),
			(select count(*) from unit_blocks ub join panels pa on pa.block_id = ub.block_id
				where ub.campaign_id = $1
				and not exists (select from conflicts x where x.member_id = pa.member_id and x.unit_id = ub.unit_id)),
			(select count(*) from sheets where campaign_id = $1 and stage = 'submitted'),
			(select count(*) from adjustments where campaign_id = $1 and status = 'proposed'),
			(select coalesce(bool_or(state = 'provisional'), false) from publications where campaign_id = $1),
			(select coalesce(bool_or(state = 'final'), false) from publications where campaign_id = $1)`, id).
		Scan(&p.Units, &p.WithoutMonitor, &p.Undecided, &p.RubricAdopted, &p.SheetsExpected, &p.SheetsSubmitted,
			&p.OpenAdjustments, &p.Provisional, &p.Final)
	return p, err
}

// Move opens the next phase. What is still missing refuses it; what may be missing
// needs a reason. check adds what only the rubric knows.
func (s Store) Move(ctx context.Context, by access.Actor, version int, to Phase, reason string, rubricProblems []string) error {
	return s.db.Write(ctx, by, access.MovePhase, func(tx *postgres.Tx) error {
		c, err := Lock(ctx, tx)
		if err != nil {
			return err
		}
		if err := tx.Record(ctx, c, reason); err != nil {
			return err
		}
		if c.Version != version || c.Next() != to {
			return fault.New(fault.Conflict, "Phong trào đã chuyển bước hoặc vừa được sửa. Hãy xem lại trang rồi làm tiếp.")
		}
		p, err := progress(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		p.RubricProblems = rubricProblems
		if err := accept(c.Gaps(p), reason); err != nil {
			return err
		}
		return c.enter(ctx, tx, by, to, reason)
	})
}

// accept refuses what is missing: always when it must be there, and without a reason when it may be missing.
func accept(gaps []Gap, reason string) error {
	if err := bounded(reason); err != nil {
		return err
	}
	for _, g := range gaps {
		if !g.Soft {
			return fault.Invalid{"buoc": g.Sentence}
		}
		if strings.TrimSpace(reason) == "" {
			return fault.Invalid{"ly-do": g.Sentence + " Muốn chuyển bước khi còn thiếu, hãy ghi lý do."}
		}
	}
	return nil
}

// Reopen goes one phase back. It always needs a reason.
func (s Store) Reopen(ctx context.Context, by access.Actor, version int, to Phase, reason string) error {
	return s.db.Write(ctx, by, access.MovePhase, func(tx *postgres.Tx) error {
		c, err := Lock(ctx, tx)
		if err != nil {
			return err
		}
		if err := tx.Record(ctx, c, reason); err != nil {
			return err
		}
		if c.Version != version || c.Previous() != to || to == "" {
			return fault.New(fault.Conflict, "Phong trào đã chuyển bước hoặc vừa được sửa. Hãy xem lại trang rồi làm tiếp.")
		}
		if strings.TrimSpace(reason) == "" {
			return fault.Invalid{"ly-do": "Hãy ghi lý do mở lại bước trước."}
		}
		if err := bounded(reason); err != nil {
			return err
		}
		return c.enter(ctx, tx, by, to, reason)
	})
}

func bounded(reason string) error {
	if len([]rune(reason)) > 1000 {
		return fault.Invalid{"ly-do": "Lý do có nhiều nhất 1.000 chữ cái. Hãy viết ngắn lại."}
	}
	return nil
}

// Conclude opens the phase after review, when the final result has been published in the same transaction.
func (c *Campaign) Conclude(ctx context.Context, tx *postgres.Tx, by access.Actor) error {
	return c.enter(ctx, tx, by, Concluded, "Công bố kết quả chính thức")
}

func (c *Campaign) enter(ctx context.Context, tx *postgres.Tx, by access.Actor, to Phase, reason string) error {
	from := c.Phase
	c.Phase = to
	c.Version++
	if _, err := tx.Exec(ctx, `update campaigns set phase = $2, version = $3 where id = $1`, c.ID, to, c.Version); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		insert into phase_moves (campaign_id, from_phase, to_phase, at, account_id, reason)
		values ($1, $2, $3, portal_now(), nullif($4, 0), $5)`, c.ID, from, to, by.Account, viet.Clean(reason))
	return err
}
