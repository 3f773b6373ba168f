package activity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Version is an activity as it was when it left its unit's desk, or came back to it.
type Version struct {
	Number int
	At     time.Time
	By     string // name of the account; empty: the portal itself
	Stage  Stage
	Reason string
	Plan
}

// Versions lists the versions of an activity that the reader has been shown, the first one first.
func (s Store) Versions(ctx context.Context, id int64) ([]Version, error) {
	rows, err := s.db.Query(ctx, `
		select v.version, v.at, coalesce(p.name, ''), v.stage, v.reason, u.code, v.title, v.category, v.description, v.starts_on, v.ends_on,
			v.place, v.target, v.target_quantity, v.target_unit, v.expected_participants, null::bigint, v.budget_state, v.budget_social,
			v.responsible, v.partners, v.expected_evidence
		from activity_versions v
		join activities a on a.id = v.activity_id
		join units u on u.id = a.unit_id
		left join accounts p on p.id = v.account_id
		where v.activity_id = $1
		order by v.version
		limit 200`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Version])
}
