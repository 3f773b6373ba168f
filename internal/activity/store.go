package activity

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
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

// edit puts a new plan in the place of the old one, when it is in order.
func (a *Activity) edit(p Plan, c *campaign.Campaign, sending bool) error {
	if err := a.amend(p); err != nil {
		return err
	}
	return a.Check(c.StartsOn, c.EndsOn, sending)
}

// sendNow sends it by the database's clock, which alone decides what is late.
func (a *Activity) sendNow(ctx context.Context, tx *postgres.Tx, c *campaign.Campaign) error {
	var now time.Time
	if err := tx.QueryRow(ctx, `select portal_now()`).Scan(&now); err != nil {
		return err
	}
	return a.send(now, c.Supplementary(now))
}

const errNoActivity = "Không có hoạt động này, hoặc nó không thuộc đơn vị của bạn."

// fields are the columns of an Activity, in the order of the struct.
const fields = `a.id, a.campaign_id, a.unit_id, coalesce(a.monitor_id, 0), a.code, a.stage, a.supplementary, a.registered_at,
	a.return_reason, a.version, u.code, a.title, coalesce(a.category, ''), a.description, a.starts_on, a.ends_on, a.place, a.target,
	a.target_quantity, a.target_unit, a.expected_participants, null::bigint, a.budget_state, a.budget_social, a.responsible,
	array(select pu.code from activity_partners p join units pu on pu.id = p.unit_id
		where p.activity_id = a.id order by pu.sort_no, pu.code) as partners, a.expected_evidence`

// lock reads an activity that the transaction will change. To who acts for a unit,
// the activities of others are not there.
func lock(ctx context.Context, tx *postgres.Tx, by access.Actor, do access.Action, campaignID int64, code string) (*Activity, error) {
	rows, err := tx.Query(ctx, `
		select `+fields+`
		from activities a
		join units u on u.id = a.unit_id
		where a.campaign_id = $1 and a.code = $2 and ($3 or a.unit_id = any($4))
		for update of a`, campaignID, code, by.All(do), mine(by))
	if err != nil {
		return nil, err
	}
	a, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByPos[Activity])
	return a, postgres.Missing(err, errNoActivity)
}

// mine are the units that somebody works for.
func mine(by access.Actor) []int64 {
	units := slices.Concat([]int64{}, by.HeadOf, by.StaffOf)
	slices.Sort(units)
	return slices.Compact(units)
}

func unit(ctx context.Context, tx *postgres.Tx, campaignID int64, code string) (int64, error) {
	var id int64
	err := tx.QueryRow(ctx, `select u.id from units u join unit_blocks b on b.unit_id = u.id and b.campaign_id = $1 where u.code = $2`,
		campaignID, code).Scan(&id)
	if fault.Is(postgres.Missing(err, ""), fault.NotFound) {
		return 0, fault.Invalid{FieldUnit: "Hãy chọn một đơn vị tham gia phong trào."}
	}
	return id, err
}

// insert saves a new activity under the next free code.
func insert(ctx context.Context, tx *postgres.Tx, by access.Actor, a *Activity) error {
	// Who registers at the same moment waits here, and then sees this one's code.
	_, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('activity code', $1))`, a.Campaign)
	if err != nil {
		return err
	}
	if err := alone(ctx, tx, a); err != nil {
		return err
	}
	err = tx.QueryRow(ctx, `
		insert into activities (campaign_id, code, unit_id, title, starts_on, ends_on, created_by)
		select $1, 'HD-' || case when n < 1000 then lpad(n::text, 3, '0') else n::text end, $2, $3, $4, $5, nullif($6, 0)
		from (select coalesce(max(substr(code, 4)::int), 0) + 1 as n from activities where campaign_id = $1) as free
		returning id, code`, a.Campaign, a.UnitID, a.Title, a.StartsOn, a.EndsOn, by.Account).Scan(&a.ID, &a.Code)
	if err != nil {
		return err
	}
	a.Version = 0 // save makes it 1
	return save(ctx, tx, by, a, "")
}

// alone refuses an activity that its unit has registered already, under the same title and for the same
// days: a form sent again after going back, a file taken in twice.
func alone(ctx context.Context, tx *postgres.Tx, a *Activity) error {
	var code string
	err := tx.QueryRow(ctx, `
		select code from activities
		where campaign_id = $1 and unit_id = $2 and id <> $3 and title_key(title) = title_key($4)
			and starts_on is not distinct from $5 and ends_on is not distinct from $6 and stage not in ('withdrawn', 'cancelled')
		limit 1`, a.Campaign, a.UnitID, a.ID, a.Title, a.StartsOn, a.EndsOn).Scan(&code)
	if fault.Is(postgres.Missing(err, ""), fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return fault.Invalid{FieldTitle: "Đơn vị đã có hoạt động " + code + " cùng tên và cùng ngày. Hãy mở hoạt động đó, hoặc ghi tên khác."}
}

// save writes all that an operation can change, and the step on the activity's trail.
func save(ctx context.Context, tx *postgres.Tx, by access.Actor, a *Activity, reason string) error {
	a.Version++
	a.Partners = tidy(a.Partners)
	_, err := tx.Exec(ctx, `
		update activities set
			title = $2, category = nullif($3, ''), description = $4, starts_on = $5, ends_on = $6, place = $7, target = $8,
			target_quantity = $9, target_unit = $10, expected_participants = $11, budget_state = $12, budget_social = $13,
			responsible = $14, expected_evidence = $15, stage = $16, supplementary = $17, registered_at = $18,
			return_reason = $19, monitor_id = nullif($20, 0), version = $21
		where id = $1`, a.ID, a.Title, a.Category, a.Description, a.StartsOn, a.EndsOn, a.Place, a.Target,
		a.Quantity, a.QuantityUnit, a.Participants, a.BudgetState, a.BudgetSocial,
		a.Responsible, a.Evidence, a.Stage, a.Supplementary, a.RegisteredAt, a.ReturnReason, a.Monitor, a.Version)
	if postgres.Violates(err, "activities_same") { // two windows at the same moment
		return fault.Invalid{FieldTitle: "Đơn vị vừa đăng ký hoạt động cùng tên và cùng ngày. Hãy tải lại trang."}
	}
	if postgres.Violates(err, "activities_category_fkey") {
		return fault.Invalid{FieldCategory: "Hãy chọn một lĩnh vực trong danh sách."}
	}
	if err != nil {
		return err
	}
	if err := savePartners(ctx, tx, a); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		insert into activity_steps (activity_id, stage, at, account_id, reason)
		values ($1, $2, portal_now(), nullif($3, 0), $4)`, a.ID, a.Stage, by.Account, viet.CleanText(reason))
	return err
}

func savePartners(ctx context.Context, tx *postgres.Tx, a *Activity) error {
	if _, err := tx.Exec(ctx, `delete from activity_partners where activity_id = $1`, a.ID); err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, `
		insert into activity_partners (activity_id, unit_id)
		select $1, u.id from units u join unit_blocks b on b.unit_id = u.id and b.campaign_id = $2
		where u.code = any($3)`, a.ID, a.Campaign, a.Partners)
	if err != nil {
		return err
	}
	if int(tag.RowsAffected()) != len(a.Partners) {
		return fault.Invalid{FieldPartners: "Hãy chọn đơn vị phối hợp trong danh sách."}
	}
	return nil
}

// tidy sorts codes and drops repeated ones.
func tidy(codes []string) []string {
	codes = slices.Concat([]string{}, codes)
	slices.Sort(codes)
	return slices.Compact(codes)
}
