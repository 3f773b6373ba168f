package sample

import (
	"context"
	"encoding/json"

	"portal/internal/access"
	"portal/internal/postgres"
)

// LoadedAt returns the moment at which the sample campaign was loaded, as the audit log has it.
func LoadedAt(ctx context.Context, q postgres.Querier) (Moment, error) {
	var after string
	err := q.QueryRow(ctx, `select after from audit_entries where action = $1 and subject = $2 order by id limit 1`,
		access.LoadSample, (&Loaded{}).AuditKey()).Scan(&after)
	if err != nil {
		return "", err
	}
	var l Loaded
	err = json.Unmarshal([]byte(after), &l)
	return l.Moment, err
}
