package activity

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

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
	if err != nil {
		return nil, postgres.Missing(err, errNoActivity)
	}
	a.hold()
	return a, nil
}

// hold remembers what the activity was when it was locked.
func (a *Activity) hold() { a.before = state{a.Stage, a.RegisteredAt, a.Supplementary, a.ReturnReason} }

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
			and starts_on is not distinct from $5 and ends_on is not distinct from $6 and stage not in ('withdrawn', 'cancelled', 'merged')
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
	return a.leaveTrail(ctx, tx, by, reason)
}

// leaveTrail adds the step to the activity's trail. Saving a draft again is the same step; what moves is kept
// as a version, and may be taken back for a moment.
func (a *Activity) leaveTrail(ctx context.Context, tx *postgres.Tx, by access.Actor, reason string) error {
	moved := a.Stage != a.before.stage
	if !moved && reason == "" {
		tag, err := tx.Exec(ctx, `
			update activity_steps set at = portal_now()
			where id = (select max(id) from activity_steps where activity_id = $1) and stage = $2 and reason = ''
				and account_id is not distinct from nullif($3, 0)`, a.ID, a.Stage, by.Account)
		if err != nil || tag.RowsAffected() > 0 {
			return err
		}
	}
	_, err := tx.Exec(ctx, `
		insert into activity_steps (activity_id, stage, at, account_id, reason)
		values ($1, $2, portal_now(), nullif($3, 0), $4)`, a.ID, a.Stage, by.Account, viet.CleanText(reason))
	if err != nil || !moved && !a.amended || a.Stage == Draft {
		return err
	}
	if _, err := tx.Exec(ctx, `select keep_version($1, nullif($2, 0), $3)`, a.ID, by.Account, viet.CleanText(reason)); err != nil {
		return err
	}
	return a.letUndo(ctx, tx, by)
}

func savePartners(ctx context.Context, tx *postgres.Tx, a *Activity) error {
	if _, err := tx.Exec(ctx, `delete from activity_partners p using units u
		where p.activity_id = $1 and u.id = p.unit_id and u.code <> all($2)`, a.ID, a.Partners); err != nil {
		return err
	}
	var known int // who was asked before is not asked again
	err := tx.QueryRow(ctx, `
		with chosen as (
			select u.id from units u join unit_blocks b on b.unit_id = u.id and b.campaign_id = $2 where u.code = any($3)),
		asked as (insert into activity_partners (activity_id, unit_id) select $1, id from chosen on conflict do nothing)
		select count(*) from chosen`, a.ID, a.Campaign, a.Partners).Scan(&known)
	if err != nil {
		return err
	}
	if known != len(a.Partners) {
		return fault.Invalid{FieldPartners: "Hãy chọn đơn vị phối hợp trong danh sách."}
	}
	return nil
}

// tidy sorts codes and drops repeated ones.
func tidy(codes []string) []string {
	codes = append([]string{}, codes...) // never nil, which the database takes for unknown
	slices.Sort(codes)
	return slices.Compact(codes)
}
