package site

import (
	"errors"
	"net/http"

	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/viet"
)

// savedDraft is what the script learns of a saving.
type savedDraft struct {
	Code    string            `json:"ma,omitempty"`
	Version int               `json:"phienBan,omitempty"`
	At      string            `json:"luc,omitempty"`
	Wrong   map[string]string `json:"sai,omitempty"`  // fields that were not kept, and why
	Shown   map[string]string `json:"hien,omitempty"` // days and numbers as they were read
	Problem string            `json:"loi,omitempty"`  // why nothing was kept
}

// saveDraft keeps a registration while it is being typed. It answers the script, not a person.
func (s *Site) saveDraft(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	typed := f
	plan, _ := readPlan(&f, c)
	if param(r, "code") == "" && plan.Unit == "" {
		own, err := s.ownUnits(r)
		if err != nil {
			return err
		}
		if len(own) == 1 {
			plan.Unit = own[0].Code
		}
	}
	if f.Problem(activity.FieldBudgetState) != "" || f.Problem(activity.FieldBudgetSocial) != "" {
		plan.BudgetTotal = nil // it cannot be held against a part that nobody can read
	}
	var unread, invalid fault.Invalid
	errors.As(f.Err(), &unread)
	saved, err := s.activities.SaveDraft(r.Context(), actor(r), param(r, "code"), versionOf(f), plan, unread)
	var known *fault.Fault
	switch {
	case err == nil:
		answer := savedDraft{Code: saved.Code, Version: saved.Version, At: saved.At.In(viet.Zone).Format("15:04:05"), Wrong: saved.Left, Shown: map[string]string{}}
		for _, name := range redisplayed {
			if f.Value(name) != typed.Value(name) {
				answer.Shown[name] = f.Value(name)
			}
		}
		return s.sendJSON(w, r, http.StatusOK, answer)
	case errors.As(err, &invalid):
		return s.sendJSON(w, r, http.StatusUnprocessableEntity, savedDraft{Wrong: invalid, Problem: firstSentence(invalid)})
	case errors.As(err, &known):
		return s.sendJSON(w, r, statusOf[known.Kind], savedDraft{Problem: known.Sentence})
	}
	return err
}

// redisplayed are the fields that are shown again as they were understood: 1/6 as 01/06/2024, 1500 as 1.500.
var redisplayed = []string{
	activity.FieldStart, activity.FieldEnd, activity.FieldQuantity, activity.FieldParticipants,
	activity.FieldBudgetState, activity.FieldBudgetSocial, activity.FieldBudgetTotal,
}
