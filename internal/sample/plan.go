package sample

import (
	"context"

	"portal/internal/access"
	"portal/internal/intake"
	"portal/internal/plan"
	"portal/internal/viet"
)

// loadPlan issues the editions of the plan up to the moment, each with the activities as they were then.
func (l *loader) loadPlan(ctx context.Context) error {
	known, err := plan.Grounds(ctx, l.tx)
	if err != nil {
		return err
	}
	registered := map[string]intake.Activity{}
	for _, a := range l.story.activities {
		registered[a.Code] = a
	}
	for _, e := range l.story.Editions {
		if e.At.After(l.until) {
			break
		}
		on := viet.DateOf(e.At)
		asThen := func(i *plan.Item) {
			i.StartsOn, i.EndsOn, i.Note = registered[i.Code].Starts, registered[i.Code].Ends, ""
			for _, x := range l.changesOf(i.Code) {
				if !x.At.After(e.At) {
					i.StartsOn, i.EndsOn, i.Note = x.StartsOn, x.EndsOn, x.Reason
				}
			}
		}
		signed := plan.Signed{DocNumber: e.Number, Date: on, Signatory: e.Signatory, Basis: plan.GroundsOn(known, on), Reason: e.Reason}
		by := access.Actor{Account: l.roleAccounts[access.Secretary]}
		if err := plan.IssueSample(ctx, l.tx, by, signed, e.At, asThen); err != nil {
			return err
		}
	}
	return nil
}
