package activity

import (
	"context"
	"time"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
)

// Store keeps activities.
type Store struct{ db *postgres.DB }

// NewStore makes a store on a database.
func NewStore(db *postgres.DB) Store { return Store{db} }

// Register begins a registration as a draft and returns its code.
func (s Store) Register(ctx context.Context, by access.Actor, p Plan) (string, error) {
	return s.create(ctx, by, access.RegisterActivity, p)
}

// RegisterAndSubmit begins a registration and sends it at once.
func (s Store) RegisterAndSubmit(ctx context.Context, by access.Actor, p Plan) (string, error) {
	return s.create(ctx, by, access.SubmitActivity, p)
}

func (s Store) create(ctx context.Context, by access.Actor, do access.Action, p Plan) (string, error) {
	var a *Activity
	err := s.db.Write(ctx, by, do, func(tx *postgres.Tx) error {
		a = &Activity{Plan: p, Stage: Draft, Version: 1}
		c, err := campaign.Share(ctx, tx, do)
		if err != nil {
			return err
		}
		if err := p.Check(c.StartsOn, c.EndsOn, do == access.SubmitActivity); err != nil {
			return err
		}
		if a.UnitID, err = unit(ctx, tx, c.ID, p.Unit); err != nil {
			return err
		}
		if err := tx.RecordNew(ctx, a, ""); err != nil {
			return err
		}
		if do == access.SubmitActivity {
			if err := a.sendNow(ctx, tx, c); err != nil {
				return err
			}
		}
		a.Campaign = c.ID
		return insert(ctx, tx, by, a)
	})
	if err != nil {
		return "", err
	}
	return a.Code, nil
}

// Edit changes the plan of a draft, or of what came back. version is the one that was
// edited; if it is no longer the present one, the answer is a fault Conflict.
func (s Store) Edit(ctx context.Context, by access.Actor, code string, version int, p Plan) error {
	return s.change(ctx, by, access.RegisterActivity, code, version, "", func(tx *postgres.Tx, c *campaign.Campaign, a *Activity) error {
		if err := a.edit(p, c, false); err != nil {
			return err
		}
		return alone(ctx, tx, a)
	})
}

// EditAndSubmit changes the plan and sends it.
func (s Store) EditAndSubmit(ctx context.Context, by access.Actor, code string, version int, p Plan) error {
	return s.change(ctx, by, access.SubmitActivity, code, version, "", func(tx *postgres.Tx, c *campaign.Campaign, a *Activity) error {
		if err := a.edit(p, c, true); err != nil {
			return err
		}
		if err := alone(ctx, tx, a); err != nil {
			return err
		}
		return a.sendNow(ctx, tx, c)
	})
}

// Submit sends a draft, or what came back, as it stands.
func (s Store) Submit(ctx context.Context, by access.Actor, code string, version int) error {
	return s.change(ctx, by, access.SubmitActivity, code, version, "", func(tx *postgres.Tx, c *campaign.Campaign, a *Activity) error {
		if err := a.Check(c.StartsOn, c.EndsOn, true); err != nil {
			return err
		}
		return a.sendNow(ctx, tx, c)
	})
}

// Withdraw takes a registration back before it is approved.
func (s Store) Withdraw(ctx context.Context, by access.Actor, code string, version int, reason string) error {
	return s.change(ctx, by, access.WithdrawActivity, code, version, reason, func(_ *postgres.Tx, _ *campaign.Campaign, a *Activity) error {
		if err := checkReason(reason, "Hãy ghi lý do rút đăng ký."); err != nil {
			return err
		}
		return a.move(Withdrawn)
	})
}

// Approve accepts a registration. Who follows the unit follows the activity, unless somebody does already.
func (s Store) Approve(ctx context.Context, by access.Actor, code string, version int) error {
	return s.change(ctx, by, access.ApproveActivity, code, version, "", func(tx *postgres.Tx, _ *campaign.Campaign, a *Activity) error {
		if a.Stage == Postponed {
			return fault.New(fault.Conflict, "Hoạt động đang tạm hoãn. Đơn vị đề nghị tổ chức lại rồi thư ký chấp thuận.")
		}
		if err := a.move(Approved); err != nil || a.Monitor != 0 {
			return err
		}
		err := tx.QueryRow(ctx, `select member_id from unit_monitors where campaign_id = $1 and unit_id = $2`, a.Campaign, a.UnitID).
			Scan(&a.Monitor)
		if fault.Is(postgres.Missing(err, ""), fault.NotFound) {
			return nil // nobody yet: the campaign asks for it before it moves on
		}
		return err
	})
}

// Return sends a registration back to its unit, with what there is to mend.
func (s Store) Return(ctx context.Context, by access.Actor, code string, version int, reason string) error {
	return s.change(ctx, by, access.ReturnActivity, code, version, reason, func(_ *postgres.Tx, _ *campaign.Campaign, a *Activity) error {
		if err := checkReason(reason, "Hãy ghi lý do trả lại để đơn vị biết cần sửa gì."); err != nil {
			return err
		}
		if err := a.move(Returned); err != nil {
			return err
		}
		a.ReturnReason = reason
		return nil
	})
}

// change is the rhythm of every operation on an activity that is there: the phase is held, the
// row locked, the policy asked, the version compared, the rule applied, all of it saved.
func (s Store) change(ctx context.Context, by access.Actor, do access.Action, code string, version int, reason string,
	rule func(*postgres.Tx, *campaign.Campaign, *Activity) error,
) error {
	return s.db.Write(ctx, by, do, func(tx *postgres.Tx) error {
		c, err := campaign.Share(ctx, tx, do)
		if err != nil {
			return err
		}
		a, err := lock(ctx, tx, by, do, c.ID, code)
		if err != nil {
			return err
		}
		if err := tx.Record(ctx, a, reason); err != nil {
			return err
		}
		if err := a.unchanged(version); err != nil {
			return err
		}
		if err := rule(tx, c, a); err != nil {
			return err
		}
		return save(ctx, tx, by, a, reason)
	})
}

// edit puts a new plan in the place of the old one, when it is in order. What came back stays as complete as
// it was when it was sent.
func (a *Activity) edit(p Plan, c *campaign.Campaign, sending bool) error {
	if err := a.amend(p); err != nil {
		return err
	}
	return a.Check(c.StartsOn, c.EndsOn, sending || a.Stage != Draft)
}

// sendNow sends it by the database's clock, which alone decides what is late.
func (a *Activity) sendNow(ctx context.Context, tx *postgres.Tx, c *campaign.Campaign) error {
	var now time.Time
	if err := tx.QueryRow(ctx, `select portal_now()`).Scan(&now); err != nil {
		return err
	}
	return a.send(now, c.Supplementary(now))
}
