package assessment

import (
	"context"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// Save keeps what a judge has changed on a sheet, whole or one criterion of it. The
// first save begins the sheet: its version is 0.
func (s Store) Save(ctx context.Context, by access.Actor, unit string, e Entry) (*Own, error) {
	return s.write(ctx, by, unit, e, false)
}

// Submit hands a sheet in, with what the entry still changes. Every criterion has to be
// answered: empty is not zero.
func (s Store) Submit(ctx context.Context, by access.Actor, unit string, e Entry) (*Own, error) {
	return s.write(ctx, by, unit, e, true)
}

func (s Store) write(ctx context.Context, by access.Actor, unit string, e Entry, submit bool) (*Own, error) {
	var o *Own
	err := s.db.Write(ctx, by, access.ScoreUnit, func(tx *postgres.Tx) error {
		c, err := campaign.Share(ctx, tx, access.ScoreUnit)
		if err != nil {
			return err
		}
		if o, err = lock(ctx, tx, c.ID, by.Member, "", unit); err != nil {
			return err
		}
		if err := o.record(ctx, tx, ""); err != nil {
			return err
		}
		if err := o.Open(c); err != nil {
			return err
		}
		if o.Version != e.Version {
			return &Stale{Stored: *o}
		}
		measure, err := s.measure(ctx, tx, c.ID, o.rubric)
		if err != nil {
			return err
		}
		invalid := o.take(e, measure)
		if submit && invalid == nil {
			invalid = CheckSubmit(o.Sheet, measure.ForKind(o.Kind), o.Kind)
		}
		if invalid != nil {
			return invalid
		}
		if !submit || !e.empty() {
			if err := o.store(ctx, tx, c.ID, e); err != nil {
				return err
			}
		}
		if !submit {
			return nil
		}
		if err := o.Move(Submitted); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `
			update sheets set stage = $2, submitted_at = portal_now(), version = version + 1
			where id = $1
			returning version, submitted_at`, o.ID, o.Stage).Scan(&o.Version, &o.SubmittedAt)
	})
	return o, err
}

// lock keeps everything else on the sheets of a judge waiting, also one that does not
// exist yet, and reads the sheet of one unit as the one before has left it.
func lock(ctx context.Context, tx *postgres.Tx, campaignID, member int64, judge, unit string) (*Own, error) {
	if _, err := tx.Exec(ctx, `
		select from committee_members where campaign_id = $1 and (id = $2 or code = $3) for no key update`,
		campaignID, member, judge); err != nil {
		return nil, err
	}
	return read(ctx, tx, campaignID, member, judge, unit)
}

func (o *Own) record(ctx context.Context, tx *postgres.Tx, reason string) error {
	if o.ID == 0 {
		return tx.RecordNew(ctx, o, reason)
	}
	return tx.Record(ctx, o, reason)
}

// store writes the sheet and the points that the entry names, in one statement.
func (o *Own) store(ctx context.Context, tx *postgres.Tx, campaignID int64, e Entry) error {
	var emptied, codes []string
	var given []int64
	for code, p := range e.Points {
		if p == nil {
			emptied = append(emptied, code)
			continue
		}
		codes, given = append(codes, code), append(given, int64(*p))
	}
	return tx.QueryRow(ctx, `
		with sheet as (
			insert into sheets (campaign_id, unit_id, member_id, remark, total, saved_at)
			values ($1, $2, $3, $4, $5, portal_now())
			on conflict (campaign_id, unit_id, member_id) do update
				set remark = excluded.remark, total = excluded.total, saved_at = excluded.saved_at, version = sheets.version + 1
			returning id, version, saved_at
		), gone as (
			delete from sheet_points p using sheet, criteria k
			where p.sheet_id = sheet.id and k.id = p.criterion_id and k.code = any($6)
		), put as (
			insert into sheet_points (sheet_id, criterion_id, points)
			select sheet.id, k.id, v.points
			from sheet cross join unnest($7::text[], $8::int[]) v (code, points) join criteria k on k.rubric_id = $9 and k.code = v.code
			on conflict (sheet_id, criterion_id) do update set points = excluded.points where sheet_points.points <> excluded.points
		)
		select id, version, saved_at from sheet`,
		campaignID, o.UnitID, o.Member, o.Remark, o.Total(), emptied, codes, given, o.rubric).
		Scan(&o.ID, &o.Version, &o.SavedAt)
}

// Reopen gives a sheet back to its judge, who can change it again and hands it in anew.
func (s Store) Reopen(ctx context.Context, by access.Actor, judge, unit, reason string) error {
	reason = viet.Clean(reason)
	return s.db.Write(ctx, by, access.ReopenSheet, func(tx *postgres.Tx) error {
		c, err := campaign.Share(ctx, tx, access.ReopenSheet)
		if err != nil {
			return err
		}
		o, err := lock(ctx, tx, c.ID, 0, judge, unit)
		if err != nil {
			return err
		}
		if o.ID == 0 {
			return fault.New(fault.NotFound, "Không có phiếu chấm này.")
		}
		if err := o.record(ctx, tx, reason); err != nil {
			return err
		}
		if o.Tie != "" {
			return fault.New(fault.Conflict, "Người chấm có xung đột lợi ích với đơn vị này nên không mở lại phiếu được.")
		}
		if err := checkReason(reason, "Hãy ghi lý do mở lại phiếu."); err != nil {
			return err
		}
		if err := o.Move(Draft); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `update sheets set stage = $2, version = version + 1 where id = $1 returning version`, o.ID, o.Stage).
			Scan(&o.Version)
	})
}

// DeclareConflict keeps the judge from a unit from now on. A sheet that they have
// begun or handed in is excluded, with the reason kept.
func (s Store) DeclareConflict(ctx context.Context, by access.Actor, unit, reason string) error {
	reason = viet.Clean(reason)
	return s.db.Write(ctx, by, access.DeclareConflict, func(tx *postgres.Tx) error {
		c, err := campaign.Share(ctx, tx, access.DeclareConflict)
		if err != nil {
			return err
		}
		o, err := lock(ctx, tx, c.ID, by.Member, "", unit)
		if err != nil {
			return err
		}
		t := &Tie{Judge: o.Judge, Unit: o.Unit, Reason: reason, member: o.Member}
		if err := tx.RecordNew(ctx, t, reason); err != nil {
			return err
		}
		if o.declared {
			return fault.New(fault.Conflict, "Xung đột lợi ích với đơn vị này đã được ghi nhận.")
		}
		if err := checkReason(reason, "Hãy ghi rõ bạn có liên quan gì với đơn vị này."); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into conflicts (member_id, unit_id, reason, declared_at) values ($1, $2, $3, portal_now())`,
			o.Member, o.UnitID, reason); err != nil {
			return err
		}
		if o.ID == 0 || o.Stage == Excluded {
			return nil
		}
		if err := o.record(ctx, tx, reason); err != nil {
			return err
		}
		if err := o.Move(Excluded); err != nil {
			return err
		}
		o.Exclusion = reason
		return tx.QueryRow(ctx, `
			update sheets set stage = $2, exclusion = $3, version = version + 1
			where id = $1
			returning version`, o.ID, o.Stage, o.Exclusion).Scan(&o.Version)
	})
}

func checkReason(reason, missing string) error {
	switch {
	case reason == "":
		return fault.Invalid{"ly-do": missing}
	case len([]rune(reason)) > maxReason:
		return fault.Invalid{"ly-do": "Lý do có nhiều nhất 500 chữ cái. Hãy viết ngắn lại."}
	}
	return nil
}

// Whole is how far the sheet has been filled in.
func (o *Opened) Whole() Progress {
	_, whole := Running(o.Sheet, o.Parts)
	return whole
}

// Shown is what stands on the sheet for a criterion, as people write it; empty: not answered.
func (o *Own) Shown(code string) string {
	if p, answered := o.Points[code]; answered {
		return p.String()
	}
	return ""
}
