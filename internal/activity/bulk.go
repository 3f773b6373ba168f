package activity

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
)

// MostAtOnce is how many registrations are approved at once.
const MostAtOnce = 200

// Chosen names a registration with the version that was looked at.
type Chosen struct {
	Code    string
	Version int
}

// Left is a registration that was not approved with the others, and why.
type Left struct{ Code, Why string }

// Choice lists the registrations of these codes, for a look before all are approved.
func (s Store) Choice(ctx context.Context, codes []string) ([]Item, error) {
	rows, err := s.db.Query(ctx, items+listed+lastStep+`
		where `+sent+` and a.code = any($1)
		order by a.registered_at, a.code
		limit $2`, codes, MostAtOnce+1)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Item])
}

// Approvable says why a registration cannot be approved in a campaign; empty when it can.
func (a *Activity) Approvable(c *campaign.Campaign) string {
	if !a.Stage.Leads(Approved) || a.Stage != Submitted {
		return "Đang ở bước “" + Titles[a.Stage] + "”, không chờ duyệt."
	}
	if err := a.Check(c.StartsOn, c.EndsOn, true); err != nil {
		return "Nội dung chưa hợp lệ. Mở đăng ký để xem."
	}
	return ""
}

// ApproveAll approves registrations in one go, each with its own entry in the audit log. What has changed
// since it was looked at is left out and named; when nothing remains, nothing is done.
func (s Store) ApproveAll(ctx context.Context, by access.Actor, list []Chosen) (approved []string, left []Left, err error) {
	if len(list) == 0 {
		return nil, nil, fault.New(fault.Unprocessable, "Hãy chọn ít nhất một đăng ký.")
	}
	if len(list) > MostAtOnce {
		return nil, nil, fault.New(fault.Unprocessable, fmt.Sprintf("Mỗi lần duyệt tối đa %d đăng ký.", MostAtOnce))
	}
	versions := map[string]int{}
	codes := make([]string, 0, len(list))
	for _, c := range list {
		versions[c.Code] = c.Version
		codes = append(codes, c.Code)
	}
	err = s.db.Write(ctx, by, access.ApproveActivity, func(tx *postgres.Tx) error {
		approved, left = nil, nil
		c, err := campaign.Share(ctx, tx, access.ApproveActivity)
		if err != nil {
			return err
		}
		held, err := lockAll(ctx, tx, c.ID, codes)
		if err != nil {
			return err
		}
		monitors, err := monitorsOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		for _, a := range held {
			why := a.Approvable(c)
			if a.Version != versions[a.Code] {
				why = "Vừa được người khác thay đổi."
			}
			if why != "" {
				left = append(left, Left{a.Code, why})
				continue
			}
			if err := tx.Record(ctx, a, ""); err != nil {
				return err
			}
			if err := a.move(Approved); err != nil {
				return err
			}
			if a.Monitor == 0 {
				a.Monitor = monitors[a.UnitID]
			}
			if err := save(ctx, tx, by, a, ""); err != nil {
				return err
			}
			approved = append(approved, a.Code)
		}
		for _, code := range codes {
			if !slices.ContainsFunc(held, func(a *Activity) bool { return a.Code == code }) {
				left = append(left, Left{code, "Không có đăng ký này."})
			}
		}
		if len(approved) == 0 {
			return fault.New(fault.Conflict, "Không còn đăng ký nào duyệt được. Hãy xem lại danh sách.")
		}
		return nil
	})
	return approved, left, err
}

// lockAll locks registrations in the order of their codes.
func lockAll(ctx context.Context, tx *postgres.Tx, campaignID int64, codes []string) ([]*Activity, error) {
	rows, err := tx.Query(ctx, `
		select `+fields+` from activities a join units u on u.id = a.unit_id
		where a.campaign_id = $1 and a.code = any($2) and `+sent+`
		order by a.code for update of a`, campaignID, codes)
	if err != nil {
		return nil, err
	}
	held, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByPos[Activity])
	for _, a := range held {
		a.hold()
	}
	return held, err
}

// monitorsOf says which member follows which unit.
func monitorsOf(ctx context.Context, tx *postgres.Tx, campaignID int64) (map[int64]int64, error) {
	rows, err := tx.Query(ctx, `select unit_id, member_id from unit_monitors where campaign_id = $1`, campaignID)
	if err != nil {
		return nil, err
	}
	monitors := map[int64]int64{}
	var unit, member int64
	_, err = pgx.ForEachRow(rows, []any{&unit, &member}, func() error { monitors[unit] = member; return nil })
	return monitors, err
}
