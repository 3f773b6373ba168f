package plan

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// Preview reads the plan as it would be issued now.
func (s Store) Preview(ctx context.Context, c campaign.Campaign) (Preview, error) {
	var p Preview
	err := s.db.Snapshot(ctx, func(q postgres.Querier) (err error) {
		if p, err = preview(ctx, q, &c); err != nil {
			return err
		}
		units, err := units(ctx, q, c.ID)
		p.Absent = Missing(units, p.Items, p.Out)
		return err
	})
	return p, err
}

func preview(ctx context.Context, q postgres.Querier, c *campaign.Campaign) (Preview, error) {
	var p Preview
	w := &p.Ward
	rows, err := q.Query(ctx, `select name, body, place, organizer, sample from ward`)
	if err != nil {
		return p, err
	}
	if _, err = pgx.ForEachRow(rows, []any{&w.Name, &w.Body, &w.Place, &w.Organizer, &w.Sample}, func() error { return nil }); err != nil {
		return p, err
	}
	p.Campaign = Campaign{
		Slug: c.Slug, Name: c.Name, Theme: c.Theme, Summary: c.Summary, Aims: c.Aims, Occasion: c.Occasion,
		StartsOn: c.StartsOn, EndsOn: c.EndsOn, ScoringFrom: c.ScoringFrom, WrapupOn: c.WrapupOn,
	}
	if c.LaunchedAt != nil {
		on := viet.DateOf(*c.LaunchedAt)
		p.Campaign.LaunchOn = &on
	}
	sent, err := candidates(ctx, q, c.ID)
	if err != nil {
		return p, err
	}
	p.Items, p.Out = Choose(sent)
	if p.Last, err = last(ctx, q, c.ID); err != nil {
		return p, err
	}
	p.compare()
	return p, nil
}

// compare numbers the edition and works out what it changes. The grounds and the signature are those of
// the last one until others are written down.
func (p *Preview) compare() {
	p.Number, p.Changes = 1, nil
	if p.Last == nil {
		return
	}
	p.Number = p.Last.Number + 1
	if len(p.Basis) == 0 {
		p.Basis, p.Signatory = p.Last.Basis, p.Last.Signatory
	}
	p.Changes = Compare(*p.Last, p.Edition)
}

func candidates(ctx context.Context, q postgres.Querier, campaignID int64) ([]Candidate, error) {
	rows, err := q.Query(ctx, `
		select a.code, a.title, u.code, u.name, coalesce(b.code, ''), coalesce(b.name, ''), coalesce(k.name, ''), a.starts_on, a.ends_on,
			a.place, a.target, a.target_quantity, a.target_unit, a.expected_participants, a.budget_state, a.budget_social, u.head_role,
			array(select p.name from activity_partners ap join units p on p.id = ap.unit_id
				where ap.activity_id = a.id and ap.status <> 'declined' order by p.sort_no, p.code),
			coalesce(m.role || ', ' || m.position, ''), '', a.supplementary, a.change_reason, a.stage, coalesce(into_.code, '')
		from activities a
		join units u on u.id = a.unit_id
		left join unit_blocks ub on ub.campaign_id = a.campaign_id and ub.unit_id = a.unit_id
		left join blocks b on b.id = ub.block_id
		left join categories k on k.code = a.category
		left join committee_members m on m.id = a.monitor_id
		left join activities into_ on into_.id = a.merged_into
		where a.campaign_id = $1 and a.stage <> 'draft' and a.registered_at is not null
		order by b.sort_no, u.sort_no, u.code, length(a.code), a.code`, campaignID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Candidate])
}

func units(ctx context.Context, q postgres.Querier, campaignID int64) ([]Unit, error) {
	rows, err := q.Query(ctx, `
		select u.code, u.name, b.name,
			(select count(*) from activities a where a.campaign_id = $1 and a.unit_id = u.id and a.stage = 'draft')
		from unit_blocks ub
		join units u on u.id = ub.unit_id
		join blocks b on b.id = ub.block_id
		where ub.campaign_id = $1
		order by b.sort_no, u.sort_no, u.code`, campaignID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Unit])
}

// Seen is what somebody had before their eyes when they issued: when the plan is another one now, nothing is issued.
type Seen struct {
	Number int    // of the edition that they were about to issue
	Parts  string // Preview.Seen
}

// Issue keeps the next edition for good. The first gives the campaign its plan's number and day.
func (s Store) Issue(ctx context.Context, by access.Actor, signed Signed, seen Seen) (Edition, error) {
	var e Edition
	err := s.db.Write(ctx, by, access.IssuePlan, func(tx *postgres.Tx) error {
		c, err := campaign.Lock(ctx, tx)
		if err != nil {
			return err
		}
		if err := c.Allows(access.IssuePlan); err != nil {
			return err
		}
		var now time.Time
		if err := tx.QueryRow(ctx, `select portal_now()`).Scan(&now); err != nil {
			return err
		}
		p, err := preview(ctx, tx, c)
		if err != nil {
			return err
		}
		if p.Number != seen.Number {
			return fault.New(fault.Conflict, fmt.Sprintf("Bản thứ %d vừa được ban hành. Hãy xem lại bản này trước khi ban hành bản tiếp theo.", p.Number-1))
		}
		if len(p.Since(seen.Parts)) > 0 {
			return ErrStale
		}
		all, err := Grounds(ctx, tx)
		if err != nil {
			return err
		}
		if err := signed.check(viet.DateOf(now), p.Last, all); err != nil {
			return err
		}
		e, err = p.issue(ctx, tx, by, c, signed, now)
		return err
	})
	return e, err
}

// ErrStale answers who issues what is no longer as they saw it; Preview.Since says what has changed.
var ErrStale = fault.New(fault.Conflict, "Kế hoạch vừa thay đổi sau khi bạn mở trang này nên chưa ban hành. Hãy xem chỗ thay đổi rồi ban hành lại.")

// IssueSample keeps an edition of the sample campaign as of a moment of its past, in the loader's transaction;
// asThen gives the activities what they were at that time.
func IssueSample(ctx context.Context, tx *postgres.Tx, by access.Actor, signed Signed, at time.Time, asThen func(*Item)) error {
	c, err := campaign.Lock(ctx, tx)
	if err != nil {
		return err
	}
	p, err := preview(ctx, tx, c)
	if err != nil {
		return err
	}
	for i := range p.Items {
		asThen(&p.Items[i])
	}
	_, err = p.issue(ctx, tx, by, c, signed, at)
	return err
}

// record is what the audit log keeps of an edition: by its digest, and without who signed.
type record struct {
	Slug      string    `json:"-"`
	Number    int       `json:"number"`
	DocNumber string    `json:"doc_number"`
	Date      viet.Date `json:"date"`
	Items     int       `json:"items"`
	Changes   int       `json:"changes"`
	SHA256    string    `json:"sha256"`
}

// AuditKey names the edition in the audit log.
func (r *record) AuditKey() string { return fmt.Sprintf("plan %s %d", r.Slug, r.Number) }

// OwnedBy is false: an edition is nobody's own.
func (r *record) OwnedBy(access.Actor, access.Role) bool { return false }

func (p Preview) issue(ctx context.Context, tx *postgres.Tx, by access.Actor, c *campaign.Campaign, signed Signed, at time.Time) (Edition, error) {
	p.DocNumber, p.Date, p.Signatory, p.Basis, p.Reason = signed.DocNumber, signed.Date, signed.Signatory, signed.Basis, signed.Reason
	p.IssuedAt = at
	p.compare()
	switch {
	case len(p.Items) == 0:
		return Edition{}, fault.New(fault.Conflict, "Chưa có hoạt động nào được duyệt nên chưa ban hành kế hoạch được.")
	case p.Unchanged():
		return Edition{}, fault.New(fault.Conflict, fmt.Sprintf("Không có gì thay đổi so với bản thứ %d nên không cần ban hành bản mới.", p.Last.Number))
	}
	document := Canonical(p.Edition)
	sum := sha256.Sum256(document)
	p.SHA256 = fmt.Sprintf("%x", sum)
	if err := tx.RecordNew(ctx, &record{c.Slug, p.Number, p.DocNumber, p.Date, len(p.Items), len(p.Changes), p.SHA256}, p.Reason); err != nil {
		return Edition{}, err
	}
	_, err := tx.Exec(ctx, `
		insert into plan_editions (campaign_id, number, doc_number, issued_on, issued_at, issued_by, reason, items, changes, document, sha256)
		values ($1, $2, $3, $4, $5, nullif($6, 0), $7, $8, $9, $10, $11)`,
		c.ID, p.Number, p.DocNumber, p.Date, at, by.Account, p.Reason, len(p.Items), len(p.Changes), document, sum[:])
	if postgres.Violates(err, "plan_editions_doc_number") {
		return Edition{}, fault.Invalid{FieldNumber: "Số này đã dùng cho một bản kế hoạch trong năm. Hãy xem lại sổ văn bản."}
	}
	if err != nil || p.Number > 1 {
		return p.Edition, err
	}
	if err := tx.Record(ctx, c, p.Reason); err != nil {
		return Edition{}, err
	}
	c.PlanNumber, c.PlanIssuedOn = p.DocNumber, &p.Date
	c.Version++
	_, err = tx.Exec(ctx, `update campaigns set plan_number = $2, plan_issued_on = $3, version = $4 where id = $1`, c.ID, c.PlanNumber, c.PlanIssuedOn, c.Version)
	return p.Edition, err
}

// Grounds lists the grounds in law that the portal knows, in their order.
func (s Store) Grounds(ctx context.Context) ([]Ground, error) { return Grounds(ctx, s.db) }

// Grounds is Store.Grounds in a transaction.
func Grounds(ctx context.Context, q postgres.Querier) ([]Ground, error) {
	rows, err := q.Query(ctx, `select id, text, valid_from, valid_to, version from legal_bases order by sort_no, id limit 500`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Ground])
}
