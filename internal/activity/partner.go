package activity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// PartnerStatus is what a coordinating unit has said.
type PartnerStatus string

// A coordinating unit is asked, and accepts or declines.
const (
	PartnerAsked    PartnerStatus = "asked"
	PartnerAccepted PartnerStatus = "accepted"
	PartnerDeclined PartnerStatus = "declined"
)

// PartnerTitles are the answers in Vietnamese.
var PartnerTitles = map[PartnerStatus]string{
	PartnerAsked: "Chờ trả lời", PartnerAccepted: "Nhận phối hợp", PartnerDeclined: "Không nhận",
}

// Partnership is one unit that is to help with an activity of another.
type Partnership struct {
	ActivityID int64         `json:"-"`
	Activity   string        `json:"activity"` // code
	UnitID     int64         `json:"-"`        // that helps
	Unit       string        `json:"unit"`     // its code
	UnitName   string        `json:"-"`
	Status     PartnerStatus `json:"status"`
	AnsweredAt *time.Time    `json:"answered_at"`
	Reason     string        `json:"reason"`
}

// AuditKey names the partnership in the audit log.
func (p *Partnership) AuditKey() string { return fmt.Sprintf("partner %s/%s", p.Activity, p.Unit) }

// OwnedBy says whether the actor heads the unit that was asked.
func (p *Partnership) OwnedBy(by access.Actor, as access.Role) bool {
	return as == access.UnitHead && slices.Contains(by.HeadOf, p.UnitID)
}

// answer takes the unit's word; it may be changed as long as the phase is open.
func (p *Partnership) answer(accept bool, at time.Time, reason string) error {
	to := PartnerAccepted
	if !accept {
		if err := checkReason(reason, "Hãy ghi lý do không nhận để đơn vị chủ trì biết."); err != nil {
			return err
		}
		to = PartnerDeclined
	}
	if p.Status == to {
		return fault.New(fault.Conflict, "Đơn vị đã trả lời như vậy rồi. Hãy tải lại trang.")
	}
	p.Status, p.AnsweredAt, p.Reason = to, &at, reason
	return nil
}

// asking are the stages in which coordinating units hear of an activity: once its unit has sent it.
const asking = `a.stage not in ('draft', 'returned', 'withdrawn', 'cancelled', 'merged')`

const partnership = `ap.activity_id, a.code, ap.unit_id, p.code, p.name, ap.status, ap.answered_at, ap.reason`

// AnswerPartner accepts or declines to help with an activity, for the unit of this code.
func (s Store) AnswerPartner(ctx context.Context, by access.Actor, code, unit string, accept bool, reason string) error {
	return s.db.Write(ctx, by, access.AnswerPartner, func(tx *postgres.Tx) error {
		c, err := campaign.Share(ctx, tx, access.AnswerPartner)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			select `+partnership+`
			from activity_partners ap join activities a on a.id = ap.activity_id join units p on p.id = ap.unit_id
			where a.campaign_id = $1 and a.code = $2 and p.code = $3 and ap.unit_id = any($4) and `+asking+`
			for update of ap`, c.ID, code, unit, slices.Concat([]int64{}, by.HeadOf))
		if err != nil {
			return err
		}
		p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByPos[Partnership])
		if err != nil {
			return postgres.Missing(err, errNotAsked)
		}
		if err := tx.Record(ctx, p, reason); err != nil {
			return err
		}
		var now time.Time
		if err := tx.QueryRow(ctx, `select portal_now()`).Scan(&now); err != nil {
			return err
		}
		if err := p.answer(accept, now, viet.CleanText(reason)); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			update activity_partners set status = $3, answered_at = $4, answered_by = nullif($5, 0), reason = $6
			where activity_id = $1 and unit_id = $2`, p.ActivityID, p.UnitID, p.Status, p.AnsweredAt, by.Account, p.Reason)
		return err
	})
}

// PartnersOf lists the units that are to help with an activity that the reader has been shown.
func (s Store) PartnersOf(ctx context.Context, id int64) ([]Partnership, error) {
	rows, err := s.db.Query(ctx, `
		select `+partnership+`
		from activity_partners ap join activities a on a.id = ap.activity_id join units p on p.id = ap.unit_id
		where ap.activity_id = $1 order by p.sort_no, p.code`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Partnership])
}

// Invitation is what a unit was asked to help with.
type Invitation struct {
	Partnership
	Title    string
	Lead     string // name of the unit that asks
	Stage    Stage
	StartsOn viet.Date
	EndsOn   viet.Date
	Place    string

	Description string
	Target      string
}

const invitation = `
	select ` + partnership + `, a.title, u.name, a.stage, a.starts_on, a.ends_on, a.place, a.description, a.target
	from activity_partners ap
	join activities a on a.id = ap.activity_id
	join campaigns c on c.id = a.campaign_id and c.current
	join units u on u.id = a.unit_id
	join units p on p.id = ap.unit_id
	where ap.unit_id = any($1) and ` + asking

// Invitation reads what a unit of the actor was asked to help with.
func (s Store) Invitation(ctx context.Context, by access.Actor, code, unit string) (Invitation, error) {
	rows, err := s.db.Query(ctx, invitation+` and a.code = $2 and p.code = $3`, mine(by), code, unit)
	if err != nil {
		return Invitation{}, err
	}
	i, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Invitation])
	return i, postgres.Missing(err, errNotAsked)
}

const errNotAsked = "Đơn vị của bạn không được mời phối hợp hoạt động này."

// Invitations lists what the units of the actor were asked to help with: first what waits for an answer.
func (s Store) Invitations(ctx context.Context, by access.Actor) ([]Invitation, error) {
	rows, err := s.db.Query(ctx, invitation+` order by ap.status <> 'asked', a.starts_on, a.code limit 200`, mine(by))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Invitation])
}
