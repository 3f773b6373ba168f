package assessment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/points"
	"portal/internal/postgres"
	"portal/internal/rubric"
	"portal/internal/viet"
)

// Adjustments keeps what is given to units, or taken from them, beside their sheets.
type Adjustments struct{ db *postgres.DB }

// NewAdjustments makes a store on a database.
func NewAdjustments(db *postgres.DB) Adjustments { return Adjustments{db} }

// Claim is an adjustment with what was decided on it.
type Claim struct {
	Adjustment
	Decision   string    `json:"decision"` // why, when that had to be said
	DecidedOn  viet.Date `json:"decided_on"`
	DecidedBy  int64     `json:"decided_by"`  // account; 0: nobody yet
	ProposedBy int64     `json:"proposed_by"` // account
	Version    int       `json:"version"`
	id         int64
}

// AuditKey names the adjustment in the audit log.
func (c *Claim) AuditKey() string { return "adjustment " + c.Code }

// OwnedBy is false: an adjustment is nobody's own.
func (c *Claim) OwnedBy(access.Actor, access.Role) bool { return false }

// decide applies the decision of somebody, who is tied to the unit or not.
func (c *Claim) decide(to Status, by access.Actor, tied bool, note string) error {
	switch {
	case tied:
		return fault.New(fault.Forbidden, "Bạn có liên quan đến đơn vị này nên không quyết định được đề nghị cộng, trừ điểm của đơn vị.")
	case c.ProposedBy == by.Account:
		return fault.New(fault.Forbidden, "Bạn đã lập đề nghị này nên phải do người khác quyết định.")
	case to == Rejected && note == "":
		return fault.Invalid{"ghi-chu": "Hãy ghi lý do không duyệt."}
	case len([]rune(note)) > maxNote:
		return fault.Invalid{"ghi-chu": "Ghi chú có nhiều nhất 1.000 chữ cái. Hãy viết ngắn lại."}
	}
	if err := c.Decide(to); err != nil {
		return err
	}
	c.Decision, c.DecidedBy = note, by.Account
	return nil
}

const maxNote = 1000

// Proposal is what the secretary asks to give to a unit, or to take from it.
type Proposal struct {
	Unit, Rule, Reason string
	Quantity           int
}

// Check says what is wrong with a proposal, by field.
func (p Proposal) Check() error {
	invalid := fault.Invalid{}
	if p.Unit == "" {
		invalid["don-vi"] = "Hãy chọn đơn vị."
	}
	if p.Rule == "" {
		invalid["quy-dinh"] = "Hãy chọn quy định cộng hoặc trừ điểm."
	}
	if err := CheckQuantity(p.Quantity); err != nil {
		invalid["so-lan"] = err.Error()
	}
	switch {
	case p.Reason == "":
		invalid["ly-do"] = "Hãy ghi căn cứ của đề nghị."
	case len([]rune(p.Reason)) > maxNote:
		invalid["ly-do"] = "Căn cứ có nhiều nhất 1.000 chữ cái. Hãy viết ngắn lại."
	}
	return invalid.Or()
}

// Propose asks for an adjustment and returns its code.
func (s Adjustments) Propose(ctx context.Context, by access.Actor, p Proposal) (string, error) {
	p.Reason = viet.Clean(p.Reason)
	if err := p.Check(); err != nil {
		return "", err
	}
	var code string
	err := s.db.Write(ctx, by, access.ProposeAdjusting, func(tx *postgres.Tx) error {
		c, err := campaign.Share(ctx, tx, access.ProposeAdjusting)
		if err != nil {
			return err
		}
		claim := &Claim{Adjustment: Adjustment{"", p.Unit, p.Rule, p.Quantity, Proposed, p.Reason}, ProposedBy: by.Account, Version: 1}
		if err := tx.RecordNew(ctx, claim, p.Reason); err != nil {
			return err
		}
		var unit int64
		err = tx.QueryRow(ctx, `select u.id from units u join unit_blocks b on b.unit_id = u.id and b.campaign_id = $1 where u.code = $2`, c.ID, p.Unit).Scan(&unit)
		if fault.Is(postgres.Missing(err, ""), fault.NotFound) {
			return fault.Invalid{"don-vi": "Hãy chọn một đơn vị tham gia phong trào."}
		}
		if err != nil {
			return err
		}
		r, id, err := rubric.Of(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if _, known := r.Rule(p.Rule); !known {
			return fault.Invalid{"quy-dinh": "Hãy chọn một quy định trong danh sách."}
		}
		// Who proposes at the same moment waits here, and then sees this one's code.
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('adjustment code', $1))`, c.ID); err != nil {
			return err
		}
		var last int
		if err := tx.QueryRow(ctx, `
			select coalesce(max(substr(code, 4)::int), 0) from adjustments where campaign_id = $1 and code ~ '^DC-[0-9]{1,6}$'`, c.ID).Scan(&last); err != nil {
			return err
		}
		claim.Code = fmt.Sprintf("DC-%03d", last+1)
		code = claim.Code
		_, err = tx.Exec(ctx, `
			insert into adjustments (campaign_id, code, unit_id, rubric_id, rule_code, quantity, reason, proposed_by)
			values ($1, $2, $3, $4, $5, $6, $7, $8)`, c.ID, claim.Code, unit, id, p.Rule, p.Quantity, p.Reason, by.Account)
		return err
	})
	return code, err
}

// Decide approves or rejects a proposal. version is the one that was looked at.
func (s Adjustments) Decide(ctx context.Context, by access.Actor, code string, version int, to Status, note string) error {
	note = viet.Clean(note)
	return s.db.Write(ctx, by, access.DecideAdjusting, func(tx *postgres.Tx) error {
		c, err := campaign.Share(ctx, tx, access.DecideAdjusting)
		if err != nil {
			return err
		}
		claim := &Claim{}
		err = tx.QueryRow(ctx, `
			select a.id, a.code, u.code, a.rule_code, a.quantity, a.status, a.reason, a.decision, a.decided_on,
				coalesce(a.decided_by, 0), coalesce(a.proposed_by, 0), a.version
			from adjustments a join units u on u.id = a.unit_id
			where a.campaign_id = $1 and a.code = $2
			for update of a`, c.ID, code).
			Scan(&claim.id, &claim.Code, &claim.Unit, &claim.Rule, &claim.Quantity, &claim.Status, &claim.Reason, &claim.Decision, &claim.DecidedOn,
				&claim.DecidedBy, &claim.ProposedBy, &claim.Version)
		if err != nil {
			return postgres.Missing(err, "Không có đề nghị cộng, trừ điểm này.")
		}
		if err := tx.Record(ctx, claim, note); err != nil {
			return err
		}
		if claim.Version != version {
			return fault.New(fault.Conflict, "Đề nghị này vừa được người khác xử lý. Hãy tải lại trang.")
		}
		tied, err := tiedUnits(ctx, tx, by, c.ID)
		if err != nil {
			return err
		}
		if err := claim.decide(to, by, slices.Contains(tied, claim.Unit), note); err != nil {
			return err
		}
		claim.Version++
		return tx.QueryRow(ctx, `
			update adjustments set status = $2, decision = $3, decided_by = $4, decided_on = portal_today(), version = $5
			where id = $1
			returning decided_on`, claim.id, claim.Status, claim.Decision, by.Account, claim.Version).Scan(&claim.DecidedOn)
	})
}

// Listed is an adjustment as a list shows it.
type Listed struct {
	Code, Unit, UnitName, Block, Rule, RuleName string
	Side                                        rubric.Side
	Quantity                                    int
	Each                                        points.Points
	Status                                      Status
	Reason, Decision                            string
	DecidedOn                                   viet.Date
	Version                                     int
	Mine                                        bool // proposed by who reads
	Tied                                        bool // who reads has a tie with the unit
}

// Claimed is what the cases come to before the caps.
func (l Listed) Claimed() points.Points { return points.Points(l.Quantity) * l.Each }

// Decidable reports whether who reads could decide on it, if they decide at all.
func (l Listed) Decidable() bool { return l.Status == Proposed && !l.Mine && !l.Tied }

// Filter narrows the list of adjustments; what is empty does not.
type Filter struct {
	Status Status
	Block  string
	Words  string // of the code, unit, rule or reason, with or without accents
}

// List reads the adjustments of a campaign, undecided ones first, and how many there are by status.
func (s Adjustments) List(ctx context.Context, by access.Actor, c campaign.Campaign, f Filter) ([]Listed, map[Status]int, error) {
	var list []Listed
	counts := map[Status]int{}
	err := s.db.Snapshot(ctx, func(q postgres.Querier) error {
		tied, err := tiedUnits(ctx, q, by, c.ID)
		if err != nil {
			return err
		}
		rows, err := q.Query(ctx, `
			select a.code, u.code, u.name, b.code, a.rule_code, r.name, r.side, a.quantity, r.points_each, a.status, a.reason, a.decision,
				a.decided_on, a.version, coalesce(a.proposed_by = $2, false), u.code = any($3)
			from adjustments a
				join units u on u.id = a.unit_id
				join adjustment_rules r on r.rubric_id = a.rubric_id and r.code = a.rule_code
				join unit_blocks ub on ub.campaign_id = a.campaign_id and ub.unit_id = a.unit_id
				join blocks b on b.id = ub.block_id
			where a.campaign_id = $1
			order by a.status <> 'proposed', a.code desc`, c.ID, by.Account, tied)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Listed])
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	for _, l := range list {
		counts[l.Status]++
	}
	return slices.DeleteFunc(list, func(l Listed) bool { return !f.takes(l) }), counts, nil
}

func (f Filter) takes(l Listed) bool {
	return (f.Status == "" || f.Status == l.Status) && (f.Block == "" || f.Block == l.Block) &&
		viet.Matches(strings.Join([]string{l.Code, l.Unit, l.UnitName, l.Rule, l.RuleName, l.Reason}, " "), f.Words)
}
