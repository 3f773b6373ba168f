package activity

import (
	"context"
	"slices"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// remaining are the stages in which a registration can take in another, by the stage of the other:
// what is approved does not go into what is not.
var remaining = map[Stage][]Stage{
	Submitted: {Submitted, Approved},
	Returned:  {Submitted, Approved},
	Approved:  {Approved},
}

// Merges reports whether a registration in this stage can be merged into one in another.
func (s Stage) Merges(into Stage) bool { return slices.Contains(remaining[s], into) }

// merge leaves one of two registrations: a goes, and whoever ran or helped with it helps with the other.
func (a *Activity) merge(into *Activity) error {
	if a.ID == into.ID {
		return fault.Invalid{FieldInto: "Hãy chọn một đăng ký khác để gộp vào."}
	}
	if !a.Stage.Merges(into.Stage) {
		return fault.New(fault.Conflict, "Đăng ký “"+Titles[a.Stage]+"” không gộp vào đăng ký “"+Titles[into.Stage]+"” được.")
	}
	if err := a.move(Merged); err != nil {
		return err
	}
	into.Partners = slices.DeleteFunc(tidy(slices.Concat(into.Partners, a.Partners, []string{a.Unit})), func(code string) bool { return code == into.Unit })
	into.amended = true
	return nil
}

// FieldInto is the field of the registration that remains.
const FieldInto = "con-lai"

// Merging names two registrations with the versions that were looked at.
type Merging struct {
	Code        string // that goes
	Version     int
	Into        string // that remains
	IntoVersion int
	Reason      string
}

// Merge leaves one of two registrations that are the same. The other points to it; the unit of
// the one that goes becomes a coordinating unit of the one that remains, and both trails tell it.
func (s Store) Merge(ctx context.Context, by access.Actor, m Merging) error {
	if m.Code == m.Into {
		return fault.Invalid{FieldInto: "Hãy chọn một đăng ký khác để gộp vào."}
	}
	return s.db.Write(ctx, by, access.MergeActivity, func(tx *postgres.Tx) error {
		c, err := campaign.Share(ctx, tx, access.MergeActivity)
		if err != nil {
			return err
		}
		held := map[string]*Activity{}
		for _, code := range slices.Sorted(slices.Values([]string{m.Code, m.Into})) { // always in one order: nobody waits for each other
			if held[code], err = lock(ctx, tx, by, access.MergeActivity, c.ID, code); err != nil {
				return err
			}
			if err := tx.Record(ctx, held[code], m.Reason); err != nil {
				return err
			}
		}
		a, into := held[m.Code], held[m.Into]
		if err := a.unchanged(m.Version); err != nil {
			return err
		}
		if err := into.unchanged(m.IntoVersion); err != nil {
			return err
		}
		if err := a.merge(into); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update activities set stage = 'merged', merged_into = $2 where id = $1`, a.ID, into.ID); err != nil {
			return err
		}
		about := ""
		if m.Reason != "" {
			about = ". " + viet.CleanText(m.Reason)
		}
		if err := save(ctx, tx, by, a, "Gộp vào "+into.Code+about); err != nil {
			return err
		}
		if err := save(ctx, tx, by, into, "Nhận gộp "+a.Code+about); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			update activity_partners p set status = 'accepted', answered_at = portal_now(), reason = ''
			where activity_id = $1 and status = 'asked' and (unit_id = $3
				or exists (select from activity_partners o where o.activity_id = $2 and o.unit_id = p.unit_id and o.status = 'accepted'))`,
			into.ID, a.ID, a.UnitID)
		return err
	})
}

// MergedInto is the public activity that has taken in one which had been approved, too; a fault NotFound when there is none.
func (s Store) MergedInto(ctx context.Context, code string) (string, error) {
	var into string
	err := s.db.QueryRow(ctx, `
		select k.code from activities a
		join campaigns c on c.id = a.campaign_id and c.current
		join activities k on k.id = a.merged_into and k.stage = any($2)
		where a.code = $1 and exists (select from activity_steps s where s.activity_id = a.id and s.stage = 'approved')`, code, Public).Scan(&into)
	return into, postgres.Missing(err, errNoActivity)
}
