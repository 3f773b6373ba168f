package activity

import (
	"context"
	"slices"
	"time"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
)

// UndoFor is how long who took a step may take it back.
const UndoFor = 30 * time.Second

// undoable are the steps that may be taken back: where from, where to.
var undoable = map[Stage][]Stage{
	Draft:     {Submitted, Withdrawn},
	Returned:  {Submitted, Withdrawn},
	Submitted: {Returned, Withdrawn},
}

// letUndo remembers what the step came from, and forgets the step before.
func (a *Activity) letUndo(ctx context.Context, tx *postgres.Tx, by access.Actor) error {
	if _, err := tx.Exec(ctx, `delete from undoable_steps where activity_id = $1`, a.ID); err != nil {
		return err
	}
	b := a.before
	if a.undoing || by.Account == 0 || !slices.Contains(undoable[b.stage], a.Stage) {
		return nil
	}
	_, err := tx.Exec(ctx, `
		insert into undoable_steps (activity_id, version, account_id, until, stage, registered_at, supplementary, return_reason)
		values ($1, $2, $3, portal_now() + $4, $5, $6, $7, $8)`,
		a.ID, a.Version, by.Account, UndoFor, b.stage, b.registeredAt, b.supplementary, b.returnReason)
	return err
}

// Undo takes a step back: what its author sent, returned or withdrew less than UndoFor ago. Words that were
// written meanwhile stay.
func (s Store) Undo(ctx context.Context, by access.Actor, code string, version int) error {
	return s.change(ctx, by, access.UndoStep, code, version, "Hoàn tác", func(tx *postgres.Tx, _ *campaign.Campaign, a *Activity) error {
		var b state
		err := tx.QueryRow(ctx, `
			select stage, registered_at, supplementary, return_reason from undoable_steps
			where activity_id = $1 and version = $2 and account_id = $3 and until >= portal_now()`, a.ID, a.Version, by.Account).
			Scan(&b.stage, &b.registeredAt, &b.supplementary, &b.returnReason)
		if fault.Is(postgres.Missing(err, ""), fault.NotFound) {
			return fault.New(fault.Conflict, "Đã quá 30 giây hoặc hoạt động đã chuyển bước nên không hoàn tác được nữa.")
		}
		if err != nil {
			return err
		}
		a.Stage, a.RegisteredAt, a.Supplementary, a.ReturnReason = b.stage, b.registeredAt, b.supplementary, b.returnReason
		a.undoing = true
		return nil
	})
}

// UndoUntil is until when somebody may take back the last step of an activity; the zero time when they may not.
func (s Store) UndoUntil(ctx context.Context, by access.Actor, a Activity) (time.Time, error) {
	var until time.Time
	err := s.db.QueryRow(ctx, `
		select until from undoable_steps
		where activity_id = $1 and version = $2 and account_id = $3 and until >= portal_now()`, a.ID, a.Version, by.Account).Scan(&until)
	if fault.Is(postgres.Missing(err, ""), fault.NotFound) {
		return time.Time{}, nil
	}
	return until, err
}
