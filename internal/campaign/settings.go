package campaign

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// Settings is what the administrator sets of a campaign. Its phase is the chair's, and its plan is issued.
type Settings struct {
	Name                 string
	Theme                string
	Summary              string
	Aims                 []string
	Occasion             string
	AnniversaryOn        *viet.Date
	StartsOn             viet.Date
	EndsOn               viet.Date
	RegistrationDeadline viet.Date
	LaunchedAt           *time.Time
	ScoringFrom          *viet.Date
	WrapupOn             *viet.Date
	MinimumSheets        int
	AppealDays           int
}

// Settings returns what is set of the campaign now.
func (c *Campaign) Settings() Settings {
	return Settings{
		c.Name, c.Theme, c.Summary, slices.Clone(c.Aims), c.Occasion, c.AnniversaryOn, c.StartsOn, c.EndsOn, c.RegistrationDeadline,
		c.LaunchedAt, c.ScoringFrom, c.WrapupOn, c.MinimumSheets, c.AppealDays,
	}
}

// take gives the campaign these settings, as far as its phase lets them change.
func (c *Campaign) take(s Settings, reason string) error {
	if c.Phase == Archived {
		return fault.New(fault.Conflict, "Phong trào đã lưu trữ nên không sửa được nữa.")
	}
	wrong := fault.Invalid{}
	if c.After(Concluded) && s.MinimumSheets != c.MinimumSheets {
		wrong[FieldMinimumSheets] = "Kết quả đã công bố với số phiếu tối thiểu này. Muốn đổi, trưởng ban phải mở lại bước trước."
	}
	if c.After(Scoring) && s.reschedules(c.Settings()) && strings.TrimSpace(reason) == "" {
		wrong[FieldReason] = "Phong trào đã vào bước “" + Titles[c.Phase] + "”. Hãy ghi lý do đổi ngày hoặc đổi cách tính."
	}
	if len(wrong) > 0 {
		return wrong
	}
	c.Name, c.Theme, c.Summary, c.Aims, c.Occasion, c.AnniversaryOn = s.Name, s.Theme, s.Summary, s.Aims, s.Occasion, s.AnniversaryOn
	c.StartsOn, c.EndsOn, c.RegistrationDeadline, c.LaunchedAt = s.StartsOn, s.EndsOn, s.RegistrationDeadline, s.LaunchedAt
	c.ScoringFrom, c.WrapupOn, c.MinimumSheets, c.AppealDays = s.ScoringFrom, s.WrapupOn, s.MinimumSheets, s.AppealDays
	return nil
}

// reschedules reports whether a day or a number that the work of others hangs on is another one.
func (s Settings) reschedules(old Settings) bool {
	return s.StartsOn != old.StartsOn || s.EndsOn != old.EndsOn || s.RegistrationDeadline != old.RegistrationDeadline ||
		!sameDay(s.ScoringFrom, old.ScoringFrom) || !sameDay(s.WrapupOn, old.WrapupOn) ||
		s.MinimumSheets != old.MinimumSheets || s.AppealDays != old.AppealDays
}

func sameDay(a, b *viet.Date) bool { return a == b || a != nil && b != nil && *a == *b }

var errStaleSettings = fault.New(fault.Conflict, "Cài đặt này vừa được người khác sửa nên chưa lưu được. Hãy xem lại rồi lưu lại.")

// SetWard saves the ward's texts; version 0 begins them, on an empty portal.
func (s Store) SetWard(ctx context.Context, by access.Actor, w Ward) error {
	if err := w.check(); err != nil {
		return err
	}
	return s.db.Write(ctx, by, access.ManageSettings, func(tx *postgres.Tx) error {
		rows, err := tx.Query(ctx, `select name, body, place, organizer, contact, sample, version from ward for update`)
		if err != nil {
			return err
		}
		kept, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByPos[Ward])
		if errors.Is(err, pgx.ErrNoRows) {
			return beginWard(ctx, tx, w)
		}
		if err != nil {
			return err
		}
		if err := tx.Record(ctx, kept, ""); err != nil {
			return err
		}
		if kept.Version != w.Version {
			return errStaleSettings
		}
		kept.Name, kept.Body, kept.Place, kept.Organizer, kept.Contact = w.Name, w.Body, w.Place, w.Organizer, w.Contact
		kept.Version++
		_, err = tx.Exec(ctx, `update ward set name = $1, body = $2, place = $3, organizer = $4, contact = $5, version = $6`,
			kept.Name, kept.Body, kept.Place, kept.Organizer, kept.Contact, kept.Version)
		return err
	})
}

func beginWard(ctx context.Context, tx *postgres.Tx, w Ward) error {
	if w.Version != 0 {
		return errStaleSettings
	}
	w.Version, w.Sample = 1, false
	if err := tx.RecordNew(ctx, &w, ""); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `insert into ward (name, body, place, organizer, contact) values ($1, $2, $3, $4, $5)`,
		w.Name, w.Body, w.Place, w.Organizer, w.Contact)
	if postgres.Violates(err, "ward_pkey") {
		return errStaleSettings
	}
	return err
}

// SetCampaign saves the settings of the current campaign; version 0 begins the first one, as a draft.
// From scoring on, other days need a reason.
func (s Store) SetCampaign(ctx context.Context, by access.Actor, version int, to Settings, reason string) error {
	reason = viet.Clean(reason)
	if err := to.check(reason); err != nil {
		return err
	}
	return s.db.Write(ctx, by, access.ManageSettings, func(tx *postgres.Tx) error {
		c, err := Lock(ctx, tx)
		if fault.Is(err, fault.NotFound) {
			return begin(ctx, tx, version, to)
		}
		if err != nil {
			return err
		}
		if err := tx.Record(ctx, c, reason); err != nil {
			return err
		}
		if c.Version != version {
			return errStaleSettings
		}
		if err := c.take(to, reason); err != nil {
			return err
		}
		c.Version++
		_, err = tx.Exec(ctx, `
			update campaigns set name = $2, theme = $3, summary = $4, aims = $5, occasion = $6, anniversary_on = $7, starts_on = $8,
				ends_on = $9, registration_deadline = $10, launched_at = $11, scoring_from = $12, wrapup_on = $13,
				minimum_sheets = $14, appeal_days = $15, version = $16
			where id = $1`, append(append([]any{c.ID}, to.values()...), c.Version)...)
		return err
	})
}

// begin makes the first campaign of a portal.
func begin(ctx context.Context, tx *postgres.Tx, version int, to Settings) error {
	if version != 0 {
		return errStaleSettings
	}
	var taken []string
	if err := tx.QueryRow(ctx, `select coalesce(array_agg(slug), '{}') from campaigns`).Scan(&taken); err != nil {
		return err
	}
	c := &Campaign{Slug: freeSlug(to.Name, taken), Phase: Draft, Version: 1}
	if err := c.take(to, ""); err != nil {
		return err
	}
	if err := tx.RecordNew(ctx, c, ""); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		insert into campaigns (slug, name, theme, summary, aims, occasion, anniversary_on, starts_on, ends_on, registration_deadline,
			launched_at, scoring_from, wrapup_on, minimum_sheets, appeal_days)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`, append([]any{c.Slug}, to.values()...)...)
	if postgres.Violates(err, "one_current_campaign") || postgres.Violates(err, "campaigns_slug_key") {
		return errStaleSettings
	}
	return err
}

func (s Settings) values() []any {
	return []any{
		s.Name, s.Theme, s.Summary, append([]string{}, s.Aims...), s.Occasion, s.AnniversaryOn, s.StartsOn, s.EndsOn, s.RegistrationDeadline,
		s.LaunchedAt, s.ScoringFrom, s.WrapupOn, s.MinimumSheets, s.AppealDays,
	}
}

// freeSlug is the address of a campaign: its name without accents, told apart from those that are taken.
func freeSlug(name string, taken []string) string {
	slug := viet.Slug(name)
	if len(slug) > 80 {
		slug = strings.TrimRight(slug[:80], "-")
	}
	if slug == "" {
		slug = "phong-trao"
	}
	free := slug
	for n := 2; slices.Contains(taken, free); n++ {
		free = fmt.Sprintf("%s-%d", slug, n)
	}
	return free
}
