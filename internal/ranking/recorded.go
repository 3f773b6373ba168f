package ranking

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// VerifyRecorded holds the publications against the audit log, which has the hash of each: one that was replaced by
// another whole document, or taken away, holds by itself but not against the log.
func (s Store) VerifyRecorded(ctx context.Context) error {
	rows, err := s.db.Query(ctx, `
		with recorded as (
			select subject, after::json ->> 'sha256' as sha256 from audit_entries
			where before = '' and subject like 'publication %'
		), stored as (
			select 'publication ' || c.slug || ' ' || p.number as subject, encode(p.sha256, 'hex') as sha256
			from publications p join campaigns c on c.id = p.campaign_id
		)
		select coalesce(s.subject, r.subject), r.sha256 is null, s.sha256 is null
		from stored s full join recorded r on r.subject = s.subject
		where r.sha256 is distinct from s.sha256
		order by 1`)
	if err != nil {
		return err
	}
	var wrong error
	var subject string
	var unrecorded, gone bool
	_, err = pgx.ForEachRow(rows, []any{&subject, &unrecorded, &gone}, func() error {
		what := "is not the one that the audit log has"
		switch {
		case unrecorded:
			what = "is not in the audit log"
		case gone:
			what = "is in the audit log but is gone"
		}
		wrong = errors.Join(wrong, fmt.Errorf("%s %s", subject, what))
		return nil
	})
	return errors.Join(err, wrong)
}
