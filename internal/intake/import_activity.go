package intake

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"portal/internal/activity"
	"portal/internal/campaign"
	"portal/internal/postgres"
	"portal/internal/table"
	"portal/internal/viet"
)

// activityBatch brings registrations: as sent by their units, for the secretary to decide on.
type activityBatch struct {
	activities []Activity
	campaign   *campaign.Campaign
	isNew      map[string]bool
	categories map[string]string // those that are there
}

func (b *activityBatch) check(ctx context.Context, tx *postgres.Tx, t *Taken) (table.Mistakes, error) {
	var err error
	if b.campaign, err = campaign.Lock(ctx, tx); err != nil {
		return nil, err
	}
	if b.campaign.After(campaign.Review) {
		return nil, tooLate("hoạt động")
	}
	units, err := pairs(ctx, tx, `
		select u.code, u.name from units u join unit_blocks ub on ub.unit_id = u.id where ub.campaign_id = $1`, b.campaign.ID)
	if err != nil {
		return nil, err
	}
	if b.categories, err = pairs(ctx, tx, `select code, name from categories`); err != nil {
		return nil, err
	}
	there, known, err := b.registered(ctx, tx)
	if err != nil {
		return nil, err
	}
	b.isNew = map[string]bool{}
	var mistakes table.Mistakes
	for _, a := range b.activities {
		for i, code := range append([]string{a.Unit}, a.Partners...) {
			if units[code] == "" {
				mistakes.Add(a.Row, []string{"unit_code", "coordinating_units"}[min(i, 1)], "Phong trào không có đơn vị %s.", code)
			}
		}
		if name, known := b.categories[a.Category]; known && name != a.CategoryName {
			mistakes.Add(a.Row, "category_name", "Lĩnh vực %s đã có, tên là “%s”.", a.Category, name)
		}
		b.days(a, &mistakes)
		key := a.key()
		same, again := known[key]
		switch other, taken := there[a.Code]; {
		case again && same == a.Code && taken:
			t.Known++
			continue
		case taken:
			mistakes.Add(a.Row, "activity_code", "Mã %s đã có, là hoạt động khác: %s.", a.Code, other)
		case again:
			mistakes.Add(a.Row, "title", "Trùng đơn vị, tên và ngày với %s.", same)
		}
		known[key] = a.Code
		b.isNew[a.Code] = true
		t.New = append(t.New, a.Code)
	}
	return mistakes, nil
}

func (b *activityBatch) days(a Activity, mistakes *table.Mistakes) {
	for i, day := range []viet.Date{a.Starts, a.Ends} {
		if day.Before(b.campaign.StartsOn) || day.After(b.campaign.EndsOn) {
			mistakes.Add(a.Row, []string{"start_date", "end_date"}[i], "Ngày phải trong thời gian phong trào: %s.", viet.Period(b.campaign.StartsOn, b.campaign.EndsOn))
		}
	}
}

// activityKey is what makes two registrations the same. Case and spaces do not count, accents do.
type activityKey struct {
	unit, title  string
	starts, ends viet.Date
}

func (a Activity) key() activityKey {
	return activityKey{a.Unit, strings.ToLower(a.Title), a.Starts, a.Ends}
}

// registered reads what is there: what each code is, and which code was given to what, with
// the days as first registered.
func (b *activityBatch) registered(ctx context.Context, tx *postgres.Tx) (map[string]string, map[activityKey]string, error) {
	rows, err := tx.Query(ctx, `
		select a.code, u.code, a.title, coalesce(a.registered_starts_on, a.starts_on), coalesce(a.registered_ends_on, a.ends_on)
		from activities a join units u on u.id = a.unit_id
		where a.campaign_id = $1`, b.campaign.ID)
	if err != nil {
		return nil, nil, err
	}
	there, known := map[string]string{}, map[activityKey]string{}
	var a Activity
	_, err = pgx.ForEachRow(rows, []any{&a.Code, &a.Unit, &a.Title, &a.Starts, &a.Ends}, func() error {
		there[a.Code] = "“" + a.Title + "” của " + a.Unit
		known[a.key()] = a.Code
		return nil
	})
	return there, known, err
}

func (b *activityBatch) save(ctx context.Context, tx *postgres.Tx) error {
	q := &pgx.Batch{}
	for _, a := range b.activities {
		if !b.isNew[a.Code] {
			continue
		}
		if a.Category != "" && b.categories[a.Category] == "" {
			q.Queue(`
				insert into categories (code, name, sort_no) select $1, $2, coalesce(max(sort_no), 0) + 1 from categories
				on conflict do nothing`, a.Category, a.CategoryName)
		}
		at := a.RegisteredOn.Start()
		q.Queue(`
			insert into activities (campaign_id, code, unit_id, title, category, description, starts_on, ends_on, place, target,
				target_quantity, target_unit, expected_participants, budget_state, budget_social, responsible, expected_evidence,
				stage, supplementary, registered_at, monitor_id)
			select $1, $2, u.id, $4, nullif($5, ''), $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, m.member_id
			from units u left join unit_monitors m on m.unit_id = u.id and m.campaign_id = $1
			where u.code = $3`,
			b.campaign.ID, a.Code, a.Unit, a.Title, a.Category, a.Description, a.Starts, a.Ends, a.Place, a.Target,
			a.TargetQuantity, a.TargetUnit, a.Participants, a.BudgetState, a.BudgetSocial, a.Responsible, a.Evidence,
			string(activity.Submitted), at.After(b.campaign.RegistrationDeadline.Deadline()), at)
		q.Queue(`
			insert into activity_partners (activity_id, unit_id)
			select a.id, u.id from activities a, units u where a.campaign_id = $1 and a.code = $2 and u.code = any($3)`,
			b.campaign.ID, a.Code, a.Partners)
		q.Queue(`
			insert into activity_steps (activity_id, stage, at, reason)
			select id, stage, registered_at, 'Nhập từ tệp' from activities where campaign_id = $1 and code = $2`, b.campaign.ID, a.Code)
		q.Queue(`select keep_version(id, null, 'Nhập từ tệp') from activities where campaign_id = $1 and code = $2`, b.campaign.ID, a.Code)
	}
	return tx.SendBatch(ctx, q).Close()
}
