package activity

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"time"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// Saved is what a saving of a draft came to. In JSON it is kept as the answer to its form, so that the
// second sending is answered like the first.
type Saved struct {
	Code    string        `json:"code"`
	Version int           `json:"version"`
	At      time.Time     `json:"at"`
	Left    fault.Invalid `json:"left"` // fields that stay as they were, and why
}

// errSame ends a saving that would change nothing: it leaves neither a version nor an entry in the audit log.
var errSame = errors.New("the draft says this already")

// SaveDraft keeps what has been typed so far, as far as it can be kept: of a new activity, when there is no code.
// unread are the fields in which nobody can read what was typed.
func (s Store) SaveDraft(ctx context.Context, by access.Actor, code string, version int, typed Plan, unread fault.Invalid) (Saved, error) {
	var saved Saved
	err := s.db.Write(ctx, by, access.RegisterActivity, func(tx *postgres.Tx) error {
		c, err := campaign.Share(ctx, tx, access.RegisterActivity)
		if err != nil {
			return err
		}
		if code == "" {
			saved, err = begin(ctx, tx, by, c, typed, unread)
		} else {
			saved, err = goOn(ctx, tx, by, c, code, version, typed, unread)
		}
		if err != nil {
			return err
		}
		answer, err := json.Marshal(saved)
		if err != nil {
			return err
		}
		return tx.Answer(ctx, string(answer))
	})
	switch {
	case errors.Is(err, postgres.ErrRepeated): // the answer was lost on its way, the words were not
		answer, err := s.db.Answer(ctx, by)
		if err != nil {
			return Saved{}, err
		}
		return saved, json.Unmarshal([]byte(answer), &saved)
	case errors.Is(err, errSame):
		return saved, nil
	}
	return saved, err
}

// begin registers a draft with what can be kept of it, at the least its title.
func begin(ctx context.Context, tx *postgres.Tx, by access.Actor, c *campaign.Campaign, typed Plan, unread fault.Invalid) (Saved, error) {
	a := &Activity{Campaign: c.ID, Stage: Draft, Version: 1, Plan: Plan{Unit: typed.Unit}}
	left := a.take(typed, unread, c.StartsOn, c.EndsOn)
	if a.Unit == "" || a.Title == "" {
		return Saved{}, left
	}
	var err error
	if a.UnitID, err = unit(ctx, tx, c.ID, a.Unit); err != nil {
		return Saved{}, err
	}
	if err := tx.RecordNew(ctx, a, ""); err != nil {
		return Saved{}, err
	}
	if err := insert(ctx, tx, by, a); err != nil {
		return Saved{}, err
	}
	return a.saved(ctx, tx, left)
}

// goOn changes a draft as far as it can be changed.
func goOn(ctx context.Context, tx *postgres.Tx, by access.Actor, c *campaign.Campaign, code string, version int, typed Plan, unread fault.Invalid,
) (Saved, error) {
	a, err := lock(ctx, tx, by, access.RegisterActivity, c.ID, code)
	if err != nil {
		return Saved{}, err
	}
	if err := tx.Record(ctx, a, ""); err != nil {
		return Saved{}, err
	}
	if err := a.editable(); err != nil {
		return Saved{}, err
	}
	was := a.Plan
	left := a.take(typed, unread, c.StartsOn, c.EndsOn)
	var twice fault.Invalid
	if err := alone(ctx, tx, a); errors.As(err, &twice) { // the other words need not wait for another title
		maps.Copy(left, twice)
		a.Title, a.StartsOn, a.EndsOn = was.Title, was.StartsOn, was.EndsOn
	} else if err != nil {
		return Saved{}, err
	}
	if a.same(was) {
		saved, err := a.saved(ctx, tx, left)
		return saved, errors.Join(err, errSame)
	}
	if err := a.unchanged(version); err != nil {
		return Saved{}, err
	}
	if err := save(ctx, tx, by, a, ""); err != nil {
		return Saved{}, err
	}
	return a.saved(ctx, tx, left)
}

// saved says when the activity was saved last, which is by this transaction if it has.
func (a *Activity) saved(ctx context.Context, tx *postgres.Tx, left fault.Invalid) (Saved, error) {
	saved := Saved{Code: a.Code, Version: a.Version, Left: left}
	err := tx.QueryRow(ctx, `select coalesce(max(at), portal_now()) from activity_steps where activity_id = $1`, a.ID).Scan(&saved.At)
	return saved, err
}

// same reports whether a plan says what another says.
func (p Plan) same(other Plan) bool {
	p.BudgetTotal, other.BudgetTotal = nil, nil
	p.Partners, other.Partners = tidy(p.Partners), tidy(other.Partners)
	return reflect.DeepEqual(p, other)
}

const notYet = "Ngày này chưa được lưu: ngày bắt đầu và ngày kết thúc chưa khớp nhau."

// take puts what was typed in the place of the plan, as far as it can be kept in a campaign of these days. What
// cannot stays as it was: it returns those fields, and why.
func (a *Activity) take(typed Plan, unread fault.Invalid, from, to viet.Date) fault.Invalid {
	typed.Unit = a.Unit
	left := fault.Invalid{}
	var wrong fault.Invalid
	if errors.As(typed.Check(from, to, a.Stage != Draft), &wrong) {
		maps.Copy(left, wrong)
	}
	maps.Copy(left, unread)
	was := a.Plan
	for field := range left {
		if restore, ok := restores[field]; ok {
			restore(&typed, &was)
		}
	}
	if !typed.EndsOn.IsZero() && typed.EndsOn.Before(typed.StartsOn) { // one is new, the other stays
		for _, field := range []string{FieldStart, FieldEnd} {
			restores[field](&typed, &was)
			if left[field] == "" {
				left[field] = notYet
			}
		}
	}
	a.Plan = typed
	return left
}

// restores put back a field of a plan as it was.
var restores = map[string]func(p, was *Plan){
	FieldTitle:        func(p, was *Plan) { p.Title = was.Title },
	FieldCategory:     func(p, was *Plan) { p.Category = was.Category },
	FieldDescription:  func(p, was *Plan) { p.Description = was.Description },
	FieldStart:        func(p, was *Plan) { p.StartsOn = was.StartsOn },
	FieldEnd:          func(p, was *Plan) { p.EndsOn = was.EndsOn },
	FieldPlace:        func(p, was *Plan) { p.Place = was.Place },
	FieldTarget:       func(p, was *Plan) { p.Target = was.Target },
	FieldQuantity:     func(p, was *Plan) { p.Quantity = was.Quantity },
	FieldQuantityUnit: func(p, was *Plan) { p.QuantityUnit = was.QuantityUnit },
	FieldParticipants: func(p, was *Plan) { p.Participants = was.Participants },
	FieldBudgetState:  func(p, was *Plan) { p.BudgetState = was.BudgetState },
	FieldBudgetSocial: func(p, was *Plan) { p.BudgetSocial = was.BudgetSocial },
	FieldResponsible:  func(p, was *Plan) { p.Responsible = was.Responsible },
	FieldPartners:     func(p, was *Plan) { p.Partners = was.Partners },
	FieldEvidence:     func(p, was *Plan) { p.Evidence = was.Evidence },
}
