package sample

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/intake"
	"portal/internal/viet"
)

// step is a step in the life of an activity.
type step struct {
	stage   activity.Stage
	at      time.Time
	account int64
	reason  string
}

// number is the number in a code: it varies the story, always in the same way.
func number(code string) int {
	_, digits, _ := strings.Cut(code, "-")
	n, _ := strconv.Atoi(digits) // codes have been checked
	return n
}

// trail is the life of an activity up to the moment.
func (l *loader) trail(a intake.Activity, ends viet.Date, monitor int64) []step {
	n := number(a.Code)
	staff, head := l.unitAccounts[unitSeat{a.Unit, access.UnitStaff}], l.unitAccounts[unitSeat{a.Unit, access.UnitHead}]
	office := l.roleAccounts[access.Secretary]
	sent := a.RegisteredOn.At(7, 30).Add(time.Duration(n*11%85) * time.Minute)
	life := []step{{activity.Draft, sent.Add(-25 * time.Minute), staff, ""}}
	if l.moment == Registration && n%9 == 4 { // still being written
		return life
	}
	life = append(life, step{activity.Submitted, sent, head, ""})
	decided := a.RegisteredOn.AddDays(1+n%3).At(14, n)
	switch {
	case n%11 == 5:
		back := sent.Add(90 * time.Minute)
		if a.RegisteredOn == viet.DateOf(l.until) {
			back = sent.Add(3 * time.Minute)
		}
		life = append(life, step{activity.Returned, back, office, l.story.Returns[n%len(l.story.Returns)]})
		if l.moment != Registration {
			life = append(life, step{activity.Submitted, decided.Add(-5 * time.Hour), head, ""}, step{activity.Approved, decided, office, ""})
		}
	case l.moment != Registration || n%3 == 0:
		life = append(life, step{activity.Approved, decided, office, ""})
	}
	for _, x := range l.changesOf(a.Code) {
		life = append(life, step{activity.Approved, x.At, office, x.Reason})
	}
	checked := ends.AddDays(4 + n%5)
	if n%6 == 0 {
		checked = ends.AddDays(12)
	}
	life = append(life, step{activity.Reported, ends.AddDays(1).At(7, 20+n%40), head, ""}, step{activity.Verified, checked.At(15, n%60), monitor, ""})
	return slices.DeleteFunc(life, func(s step) bool { return s.at.After(l.until) })
}

// changesOf lists what was changed in a plan by the moment.
func (l *loader) changesOf(code string) []change {
	var list []change
	for _, x := range l.story.Changes {
		if x.Activity == code && !x.At.After(l.until) {
			list = append(list, x)
		}
	}
	return list
}

var activityColumns = []string{
	"campaign_id", "code", "unit_id", "title", "category", "description", "starts_on", "ends_on", "place", "target", "target_quantity",
	"target_unit", "expected_participants", "budget_state", "budget_social", "responsible", "expected_evidence", "stage", "registered_at",
	"return_reason", "registered_starts_on", "registered_ends_on", "change_reason", "monitor_id", "created_by",
	"adjusted_at", "version",
}

// loadActivities makes the activities registered by the moment, each as far as it has come.
func (l *loader) loadActivities(ctx context.Context) error {
	if err := l.loadCategories(ctx); err != nil {
		return err
	}
	monitors := map[string]string{}
	for _, m := range l.story.committee {
		for _, code := range m.Activities {
			monitors[code] = m.Code
		}
	}
	var rows [][]any
	var there []intake.Activity
	trails := map[string][]step{}
	for _, a := range l.story.activities {
		if a.RegisteredOn.Start().After(l.until) {
			continue
		}
		there = append(there, a)
		starts, ends, reason := a.Starts, a.Ends, ""
		var registeredStarts, registeredEnds viet.Date
		var adjusted *time.Time
		version := 1
		for _, x := range l.changesOf(a.Code) {
			starts, ends, reason, adjusted = x.StartsOn, x.EndsOn, x.Reason, &x.At
			version++
			registeredStarts, registeredEnds = a.Starts, a.Ends
		}
		monitor := monitors[a.Code]
		life := l.trail(a, ends, l.memberAccounts[monitor])
		trails[a.Code] = life
		last := life[len(life)-1]
		var registeredAt *time.Time
		if len(life) > 1 {
			registeredAt = &life[1].at
		}
		returnReason := ""
		if last.stage == activity.Returned {
			returnReason = last.reason
		}
		rows = append(rows, []any{
			l.campaign, a.Code, l.units[a.Unit], a.Title, a.Category, a.Description, starts, ends, a.Place, a.Target, a.TargetQuantity,
			a.TargetUnit, a.Participants, a.BudgetState, a.BudgetSocial, a.Responsible, a.Evidence, string(last.stage), registeredAt,
			returnReason, registeredStarts, registeredEnds, reason, l.members[monitor], life[0].account,
			adjusted, version,
		})
	}
	err := l.copyIn(ctx, "activities", activityColumns, rows)
	if err != nil {
		return err
	}
	if l.activities, err = l.ids(ctx, `select code, id from activities where campaign_id = $1`, l.campaign); err != nil {
		return err
	}
	return l.loadAround(ctx, there, trails, monitors)
}

// loadCategories makes the fields of work, and what the office keeps for reuse: reasons, and activities to copy from.
func (l *loader) loadCategories(ctx context.Context) error {
	names := map[string]string{}
	for _, a := range l.story.activities {
		names[a.Category] = a.CategoryName
	}
	var rows [][]any
	for i, code := range l.story.Categories {
		rows = append(rows, []any{code, names[code], i + 1})
	}
	if err := l.copyIn(ctx, "categories", []string{"code", "name", "sort_no"}, rows); err != nil {
		return err
	}
	rows = nil
	for _, text := range l.story.Returns {
		rows = append(rows, []any{text})
	}
	if err := l.copyIn(ctx, "return_phrases", []string{"text"}, rows); err != nil {
		return err
	}
	rows = nil
	for _, e := range l.story.Examples {
		kinds := make([]string, len(e.Kinds))
		for i, k := range e.Kinds {
			kinds[i] = string(k)
		}
		rows = append(rows, []any{e.Title, kinds, e.Category, e.Description, e.Target, e.Quantity, e.QuantityUnit, e.Participants, e.Evidence, true})
	}
	return l.copyIn(ctx, "example_activities", []string{
		"title", "kinds", "category", "description", "target", "target_quantity", "target_unit", "expected_participants", "expected_evidence", "sample",
	}, rows)
}

// loadAround adds partners, trails and visits to the activities that are there.
func (l *loader) loadAround(ctx context.Context, there []intake.Activity, trails map[string][]step, monitors map[string]string) error {
	var partners, steps, visits [][]any
	for _, a := range there {
		id := l.activities[a.Code]
		life := trails[a.Code]
		for i, unit := range a.Partners {
			status, answered := activity.PartnerAsked, (*time.Time)(nil)
			if last := life[len(life)-1]; slices.Contains(activity.Public, last.stage) || len(life) > 1 && (number(a.Code)+i)%2 == 0 {
				status, answered = activity.PartnerAccepted, &life[1].at
			}
			partners = append(partners, []any{id, l.units[unit], string(status), life[0].at, answered})
		}
		for _, s := range trails[a.Code] {
			steps = append(steps, []any{id, string(s.stage), s.at, s.account, s.reason})
		}
		n := number(a.Code)
		day := a.Starts.AddDays(1 + n%5)
		if day.After(a.Ends) {
			day = a.Starts
		}
		if at := day.At(17, 0); n%4 == 1 && len(l.changesOf(a.Code)) == 0 && !at.After(l.until) {
			visits = append(visits, []any{id, l.members[monitors[a.Code]], day, l.story.Visits[n/4%len(l.story.Visits)], at})
		}
	}
	if err := l.copyIn(ctx, "activity_partners", []string{"activity_id", "unit_id", "status", "asked_at", "answered_at"}, partners); err != nil {
		return err
	}
	if err := l.copyIn(ctx, "activity_steps", []string{"activity_id", "stage", "at", "account_id", "reason"}, steps); err != nil {
		return err
	}
	if err := l.loadVersions(ctx); err != nil {
		return err
	}
	return l.copyIn(ctx, "visits", []string{"activity_id", "member_id", "visited_on", "note", "created_at"}, visits)
}

// loadVersions keeps each activity as it was registered, and once more as it was amended.
func (l *loader) loadVersions(ctx context.Context) error {
	const version = `
		insert into activity_versions (activity_id, version, at, account_id, stage, reason, starts_on, ends_on, title, category, description,
			place, target, target_quantity, target_unit, expected_participants, budget_state, budget_social, responsible, partners, expected_evidence)
		select a.id, %s, a.title, coalesce(a.category, ''), a.description,
			a.place, a.target, a.target_quantity, a.target_unit, a.expected_participants, a.budget_state, a.budget_social, a.responsible,
			array(select u.code from activity_partners p join units u on u.id = p.unit_id where p.activity_id = a.id order by u.sort_no, u.code),
			a.expected_evidence
		from activities a
		join lateral (select s.at, s.account_id from activity_steps s where s.activity_id = a.id and s.stage = '%s' order by s.id %s limit 1) step on true
		where a.campaign_id = $1 and %s`
	for _, sql := range []string{
		fmt.Sprintf(version, `1, step.at, step.account_id, 'submitted', '', coalesce(a.registered_starts_on, a.starts_on), coalesce(a.registered_ends_on, a.ends_on)`,
			"submitted", "", "true"),
		fmt.Sprintf(version, `a.version, a.adjusted_at, step.account_id, 'approved', a.change_reason, a.starts_on, a.ends_on`,
			"approved", "desc", "a.version > 1"),
		`insert into amendments (activity_id, number, kind, status, starts_on, ends_on, place, target, target_quantity, target_unit, reason,
			from_version, proposed_at, proposed_by, decided_at, decided_by, version)
		select a.id, 1, 'change', 'accepted', a.starts_on, a.ends_on, a.place, a.target, a.target_quantity, a.target_unit, a.change_reason,
			1, a.adjusted_at - interval '2 hours', first.account_id, a.adjusted_at, v.account_id, 2
		from activities a
		join activity_versions first on first.activity_id = a.id and first.version = 1
		join activity_versions v on v.activity_id = a.id and v.version = a.version
		where a.campaign_id = $1 and a.adjusted_at is not null`,
	} {
		if _, err := l.tx.Exec(ctx, sql, l.campaign); err != nil {
			return err
		}
	}
	return nil
}
