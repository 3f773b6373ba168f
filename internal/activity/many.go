package activity

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
)

// Brought says how activities come in together.
type Brought struct {
	Sent   bool   // at once; drafts otherwise
	Reason string // for the trail: where they come from
}

// RegisterMany begins registrations in the transaction that brings them in, all or none, and returns their codes in the
// order of the plans. Each leaves its own entry in the audit log, under the action of the transaction.
func RegisterMany(ctx context.Context, tx *postgres.Tx, by access.Actor, c *campaign.Campaign, plans []Plan, how Brought) ([]string, error) {
	b := batch{Tx: tx, by: by, campaign: c, how: how}
	if err := b.begin(ctx, plans); err != nil {
		return nil, err
	}
	// Who registers at the same moment waits here, and then sees these codes.
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('activity code', $1))`, c.ID); err != nil {
		return nil, err
	}
	if err := b.alone(ctx); err != nil {
		return nil, err
	}
	if err := b.number(ctx); err != nil {
		return nil, err
	}
	return b.codes(), b.insert(ctx)
}

// batch is activities that come in together.
type batch struct {
	*postgres.Tx
	by       access.Actor
	campaign *campaign.Campaign
	how      Brought
	list     []*Activity
}

// begin checks the plans, finds their units and asks the policy about each.
func (b *batch) begin(ctx context.Context, plans []Plan) error {
	var now time.Time
	if err := b.QueryRow(ctx, `select portal_now()`).Scan(&now); err != nil {
		return err
	}
	rows, err := b.Query(ctx, `select u.code, u.id from units u join unit_blocks b on b.unit_id = u.id and b.campaign_id = $1`, b.campaign.ID)
	if err != nil {
		return err
	}
	units := map[string]int64{}
	var code string
	var id int64
	if _, err := pgx.ForEachRow(rows, []any{&code, &id}, func() error { units[code] = id; return nil }); err != nil {
		return err
	}
	for _, p := range plans {
		a := &Activity{Campaign: b.campaign.ID, UnitID: units[p.Unit], Plan: p, Stage: Draft, Version: 1}
		a.Partners = tidy(p.Partners)
		if err := p.Check(b.campaign.StartsOn, b.campaign.EndsOn, b.how.Sent); err != nil {
			return err
		}
		if a.UnitID == 0 {
			return fault.Invalid{FieldUnit: "Hãy chọn một đơn vị tham gia phong trào."}
		}
		for _, partner := range a.Partners {
			if units[partner] == 0 {
				return fault.Invalid{FieldPartners: "Hãy chọn đơn vị phối hợp trong danh sách."}
			}
		}
		if err := b.RecordNew(ctx, a, ""); err != nil {
			return err
		}
		if b.how.Sent {
			if err := a.send(now, b.campaign.Supplementary(now)); err != nil {
				return err
			}
		}
		b.list = append(b.list, a)
	}
	return nil
}

// alone refuses activities that their units have registered already, as the operation for one does.
func (b *batch) alone(ctx context.Context) error {
	units, titles := make([]int64, len(b.list)), make([]string, len(b.list))
	starts, ends := make([]any, len(b.list)), make([]any, len(b.list))
	for i, a := range b.list {
		units[i], titles[i], starts[i], ends[i] = a.UnitID, a.Title, a.StartsOn, a.EndsOn
	}
	var codes []string
	err := b.QueryRow(ctx, `
		select array(
			select a.code from unnest($2::bigint[], $3::text[], $4::date[], $5::date[]) as n (unit_id, title, starts_on, ends_on)
			join activities a on a.campaign_id = $1 and a.unit_id = n.unit_id and title_key(a.title) = title_key(n.title)
				and a.starts_on is not distinct from n.starts_on and a.ends_on is not distinct from n.ends_on
				and a.stage not in ('withdrawn', 'cancelled', 'merged')
			order by a.code)`, b.campaign.ID, units, titles, starts, ends).Scan(&codes)
	if err != nil || len(codes) == 0 {
		return err
	}
	shown := strings.Join(codes[:min(len(codes), 5)], ", ")
	if len(codes) > 5 {
		shown += "…"
	}
	return fault.New(fault.Conflict, fmt.Sprintf("Chưa nhập dòng nào: %d hoạt động vừa được đăng ký rồi (%s). Hãy xem lại rồi nhập phần còn lại.", len(codes), shown))
}

// number gives each activity the next free code.
func (b *batch) number(ctx context.Context) error {
	var last int
	err := b.QueryRow(ctx, `select coalesce(max(substr(code, 4)::int), 0) from activities where campaign_id = $1`, b.campaign.ID).Scan(&last)
	for i, a := range b.list {
		a.Code = fmt.Sprintf("HD-%03d", last+1+i)
	}
	return err
}

func (b *batch) codes() []string {
	codes := make([]string, len(b.list))
	for i, a := range b.list {
		codes[i] = a.Code
	}
	return codes
}

// insert saves the activities, asks their partners and begins their trails.
func (b *batch) insert(ctx context.Context) error {
	var author *int64
	if b.by.Account != 0 {
		author = &b.by.Account
	}
	_, err := b.CopyFrom(ctx, pgx.Identifier{"activities"}, []string{
		"campaign_id", "code", "unit_id", "title", "category", "description", "starts_on", "ends_on", "place", "target",
		"target_quantity", "target_unit", "expected_participants", "budget_state", "budget_social", "responsible", "expected_evidence",
		"stage", "supplementary", "registered_at", "version", "created_by",
	}, pgx.CopyFromSlice(len(b.list), func(i int) ([]any, error) {
		a := b.list[i]
		var category *string
		if a.Category != "" {
			category = &a.Category
		}
		return []any{
			a.Campaign, a.Code, a.UnitID, a.Title, category, a.Description, a.StartsOn, a.EndsOn, a.Place, a.Target,
			a.Quantity, a.QuantityUnit, a.Participants, a.BudgetState, a.BudgetSocial, a.Responsible, a.Evidence,
			string(a.Stage), a.Supplementary, a.RegisteredAt, a.Version, author,
		}, nil
	}))
	switch {
	case postgres.Violates(err, "activities_same"): // with each other
		return fault.New(fault.Conflict, "Chưa nhập dòng nào: có hai dòng cùng đơn vị, cùng tên và cùng ngày. Hãy bỏ chọn một dòng.")
	case postgres.Violates(err, "activities_category_fkey"):
		return fault.Invalid{FieldCategory: "Hãy chọn một lĩnh vực trong danh sách."}
	case err != nil:
		return err
	}
	if err := b.askPartners(ctx); err != nil {
		return err
	}
	return b.leaveTrails(ctx, author)
}

func (b *batch) askPartners(ctx context.Context) error {
	var codes, partners []string
	for _, a := range b.list {
		for _, p := range a.Partners {
			codes, partners = append(codes, a.Code), append(partners, p)
		}
	}
	_, err := b.Exec(ctx, `
		insert into activity_partners (activity_id, unit_id)
		select a.id, u.id from unnest($2::text[], $3::text[]) as asked (code, partner)
		join activities a on a.campaign_id = $1 and a.code = asked.code
		join units u on u.code = asked.partner`, b.campaign.ID, codes, partners)
	return err
}

func (b *batch) leaveTrails(ctx context.Context, author *int64) error {
	_, err := b.Exec(ctx, `
		insert into activity_steps (activity_id, stage, at, account_id, reason)
		select id, stage, portal_now(), $3, $4 from activities where campaign_id = $1 and code = any($2) order by id`,
		b.campaign.ID, b.codes(), author, b.how.Reason)
	if err != nil || !b.how.Sent {
		return err
	}
	_, err = b.Exec(ctx, `select keep_version(id, $3, $4) from activities where campaign_id = $1 and code = any($2)`,
		b.campaign.ID, b.codes(), author, b.how.Reason)
	return err
}
