package activity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// Propose asks for a change of an approved activity. version is the one that the unit had before it.
func (s Store) Propose(ctx context.Context, by access.Actor, code string, version int, p Proposal) error {
	return s.amending(ctx, by, access.AmendActivity, code, func(tx *postgres.Tx, c *campaign.Campaign, a *Activity) error {
		if err := a.unchanged(version); err != nil {
			return err
		}
		if err := p.Check(a, c.StartsOn, c.EndsOn); err != nil {
			return err
		}
		m := &Amendment{Activity: a.Code, Unit: a.UnitID, Status: Proposed, FromVersion: a.Version, Version: 1, Proposal: p.from(a)}
		if err := tx.QueryRow(ctx, `select coalesce(max(number), 0) + 1, portal_now() from amendments where activity_id = $1`, a.ID).
			Scan(&m.Number, &m.ProposedAt); err != nil {
			return err
		}
		if err := tx.RecordNew(ctx, m, p.Reason); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			insert into amendments (activity_id, number, kind, starts_on, ends_on, place, target, target_quantity, target_unit, reason,
				from_version, proposed_at, proposed_by)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, nullif($13, 0))`,
			a.ID, m.Number, m.Kind, m.StartsOn, m.EndsOn, m.Place, m.Target, m.Quantity, m.QuantityUnit, viet.CleanText(m.Reason),
			m.FromVersion, m.ProposedAt, by.Account)
		if postgres.Violates(err, "one_open_amendment") {
			return fault.New(fault.Conflict, "Hoạt động này đã có một đề nghị điều chỉnh đang chờ quyết định.")
		}
		return err
	})
}

// WithdrawAmendment takes back what has not been decided.
func (s Store) WithdrawAmendment(ctx context.Context, by access.Actor, code string, number int) error {
	return s.amending(ctx, by, access.AmendActivity, code, func(tx *postgres.Tx, _ *campaign.Campaign, a *Activity) error {
		return endAmendment(ctx, tx, by, a, number, AmendmentWithdrawn, "")
	})
}

// DeclineAmendment leaves the activity as it is, and tells the unit why.
func (s Store) DeclineAmendment(ctx context.Context, by access.Actor, code string, number int, reason string) error {
	return s.amending(ctx, by, access.DecideAmendment, code, func(tx *postgres.Tx, _ *campaign.Campaign, a *Activity) error {
		return endAmendment(ctx, tx, by, a, number, Declined, reason)
	})
}

// AcceptAmendment changes the activity as the unit proposed; version is the one of the activity that was
// decided on. What was registered first stays readable.
func (s Store) AcceptAmendment(ctx context.Context, by access.Actor, code string, number, version int, reason string) error {
	return s.amending(ctx, by, access.DecideAmendment, code, func(tx *postgres.Tx, c *campaign.Campaign, a *Activity) error {
		if err := a.unchanged(version); err != nil {
			return err
		}
		if err := tx.Record(ctx, a, reason); err != nil {
			return err
		}
		if err := endAmendment(ctx, tx, by, a, number, Accepted, reason); err != nil {
			return err
		}
		m, err := lockAmendment(ctx, tx, a, number)
		if err != nil {
			return err
		}
		first := a.Plan
		if err := a.accept(m.Proposal); err != nil {
			return err
		}
		if err := alone(ctx, tx, a); err != nil {
			return err
		}
		if err := save(ctx, tx, by, a, m.Reason); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			update activities set change_reason = $2, adjusted_at = portal_now(),
				registered_starts_on = coalesce(registered_starts_on, case when $3 <> starts_on or $4 <> ends_on then $3::date end),
				registered_ends_on = coalesce(registered_ends_on, case when $3 <> starts_on or $4 <> ends_on then $4::date end)
			where id = $1`, a.ID, viet.Shorten(m.Reason, 500), first.StartsOn, first.EndsOn)
		return err
	})
}

// amending is the rhythm of what concerns an amendment: the phase is held, then the activity's row.
func (s Store) amending(ctx context.Context, by access.Actor, do access.Action, code string,
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
		return rule(tx, c, a)
	})
}

const amendmentFields = `m.id, a.code, a.unit_id, m.number, m.status, m.from_version, m.proposed_at, m.decided_at, m.decision_reason, m.version,
	m.kind, m.starts_on, m.ends_on, m.place, m.target, m.target_quantity, m.target_unit, m.reason`

func lockAmendment(ctx context.Context, tx *postgres.Tx, a *Activity, number int) (*Amendment, error) {
	rows, err := tx.Query(ctx, `
		select `+amendmentFields+` from amendments m join activities a on a.id = m.activity_id
		where m.activity_id = $1 and m.number = $2 for update of m`, a.ID, number)
	if err != nil {
		return nil, err
	}
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByPos[Amendment])
	return m, postgres.Missing(err, "Không có đề nghị điều chỉnh này.")
}

func endAmendment(ctx context.Context, tx *postgres.Tx, by access.Actor, a *Activity, number int, to AmendmentStatus, reason string) error {
	m, err := lockAmendment(ctx, tx, a, number)
	if err != nil {
		return err
	}
	if err := tx.Record(ctx, m, reason); err != nil {
		return err
	}
	var now time.Time
	if err := tx.QueryRow(ctx, `select portal_now()`).Scan(&now); err != nil {
		return err
	}
	if err := m.decide(to, now, viet.CleanText(reason)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		update amendments set status = $2, decided_at = $3, decided_by = nullif($4, 0), decision_reason = $5, version = $6 where id = $1`,
		m.ID, m.Status, m.DecidedAt, by.Account, m.DecisionReason, m.Version)
	return err
}

// AmendmentsOf lists the amendments of an activity that the reader has been shown, the newest first.
func (s Store) AmendmentsOf(ctx context.Context, id int64) ([]Amendment, error) {
	rows, err := s.db.Query(ctx, `
		select `+amendmentFields+` from amendments m join activities a on a.id = m.activity_id
		where m.activity_id = $1 order by m.number desc limit 100`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Amendment])
}

// OpenAmendment is an amendment that waits for a decision, with what it is about.
type OpenAmendment struct {
	Amendment
	Title     string
	UnitName  string
	UnitShort string
}

// OpenAmendments lists what waits for a decision, the oldest first.
func (s Store) OpenAmendments(ctx context.Context) ([]OpenAmendment, error) {
	rows, err := s.db.Query(ctx, `
		select `+amendmentFields+`, a.title, u.name, u.short_name
		from amendments m
		join activities a on a.id = m.activity_id
		join campaigns c on c.id = a.campaign_id and c.current
		join units u on u.id = a.unit_id
		where m.status = 'proposed'
		order by m.proposed_at, m.id
		limit 500`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[OpenAmendment])
}
