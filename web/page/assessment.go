package page

import (
	"strconv"
	"strings"

	"portal/internal/activity"
	"portal/internal/assessment"
	"portal/internal/form"
	"portal/internal/points"
	"portal/internal/rubric"
	"portal/internal/viet"
	"portal/web/ui"
)

const scoring = "/ban-to-chuc/cham-diem"

// ToScore is the page of what a judge has to score.
type ToScore struct {
	Rows   []assessment.Row
	Closed string // why nothing can be scored now; empty: it can
}

type scoreBlock struct {
	Code, Name string
	Rows       []assessment.Row
}

func (p ToScore) blocks() []scoreBlock {
	var blocks []scoreBlock
	for _, r := range p.Rows {
		if n := len(blocks); n == 0 || blocks[n-1].Code != r.Block {
			blocks = append(blocks, scoreBlock{Code: r.Block, Name: r.BlockName})
		}
		last := &blocks[len(blocks)-1]
		last.Rows = append(last.Rows, r)
	}
	return blocks
}

func (p ToScore) count(is func(assessment.Row) bool) string {
	n := 0
	for _, r := range p.Rows {
		if is(r) {
			n++
		}
	}
	return strconv.Itoa(n)
}

func notBegun(r assessment.Row) bool  { return r.Scored() && r.Stage == "" }
func inDraft(r assessment.Row) bool   { return r.Scored() && r.Stage == assessment.Draft }
func handedIn(r assessment.Row) bool  { return r.Scored() && r.Stage == assessment.Submitted }
func notScored(r assessment.Row) bool { return !r.Scored() }

// next is the unit to go on with: a sheet that was begun, then one that was not.
func (p ToScore) next() *assessment.Row {
	for _, is := range []func(assessment.Row) bool{inDraft, notBegun} {
		for i := range p.Rows {
			if is(p.Rows[i]) {
				return &p.Rows[i]
			}
		}
	}
	return nil
}

// scoreState is how a row stands, as a badge.
func scoreState(r assessment.Row) (kind, text string) {
	switch {
	case r.Stage == assessment.Excluded:
		return "err", "Loại trừ"
	case r.Tie != "":
		return "err", "Xung đột lợi ích"
	case r.Stage == assessment.Submitted:
		return "ok", "Đã nộp"
	case reopened(r):
		return "warn", "Được mở lại"
	case r.Stage == assessment.Draft:
		return "act", "Nháp"
	}
	return "", "Chưa chấm"
}

func reopened(r assessment.Row) bool {
	return r.Stage == assessment.Draft && r.SubmittedAt != nil
}

func scoreNote(r assessment.Row) string {
	switch {
	case r.Exclusion != "":
		return r.Exclusion
	case r.Tie != "":
		return r.Tie
	case r.Stage == assessment.Submitted:
		return r.Total.String() + " điểm"
	case r.Stage == assessment.Draft:
		return ofCriteria(r.Answered, r.Criteria)
	}
	return ""
}

func ofCriteria(n, of int) string { return strconv.Itoa(n) + "/" + strconv.Itoa(of) + " tiêu chí" }

func scoreHref(unit string) string { return scoring + "/" + unit }

// ScoreSheet is a judge's sheet of one unit.
type ScoreSheet struct {
	*assessment.Opened
	Form       form.Form // as typed, or as stored
	Tie        form.Form // of the declaration
	MayDeclare bool
	Today      viet.Date
	Stale      bool // what was typed was refused: the sheet has been saved elsewhere since
}

func (p ScoreSheet) href() string { return scoreHref(p.Unit) }

func (p ScoreSheet) mayEdit() bool { return p.Closed == "" }

// other is what is stored for a field where something else was typed.
func (p ScoreSheet) other(field, stored string) string {
	if !p.Stale || sameScore(p.Form.Value(field), stored) {
		return ""
	}
	if stored == "" {
		return "để trống"
	}
	return stored
}

func sameScore(typed, stored string) bool {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return stored == ""
	}
	p, err := points.Parse(typed)
	return err == nil && p.String() == stored
}

// wholeHundredths are points as the script counts them.
func wholeHundredths(p points.Points) string { return strconv.FormatInt(int64(p), 10) }

// groupSum is what a group has so far; a dash when nothing has been answered.
func groupSum(p assessment.Progress) string {
	if p.Answered == 0 {
		return "–"
	}
	return p.Points.String()
}

func (p ScoreSheet) groups() []assessment.Progress {
	groups, _ := assessment.Running(p.Sheet, p.Parts)
	return groups
}

func (p ScoreSheet) missing() []rubric.Criterion { return assessment.Missing(p.Sheet, p.Parts) }

func (p ScoreSheet) about() string {
	return strings.Join([]string{p.Row.BlockName, viet.CountOrNone(len(p.Activities), "hoạt động"), strings.ToLower(p.Kind.Name())}, " · ")
}

// savedAt is when the sheet was saved: today to the second, so that one save is told from the next.
func (p ScoreSheet) savedAt() string {
	if viet.DateOf(*p.SavedAt) != p.Today {
		return viet.Stamp(*p.SavedAt)
	}
	return p.SavedAt.In(viet.Zone).Format("15:04:05")
}

func emptyBoxes(n int) string {
	if n == 0 {
		return "đã chấm đủ"
	}
	return strconv.Itoa(n) + " ô trống"
}

// boxHref leads to the box of a criterion.
func boxHref(unit, code string) string { return scoreHref(unit) + "#" + ui.FieldID(code) }

// stateOf is how an activity stands, as a badge.
func (p ScoreSheet) stateOf(a assessment.Activity) (kind, text string) {
	state := (&activity.Activity{Stage: activity.Stage(a.Stage), Plan: activity.Plan{StartsOn: a.StartsOn, EndsOn: a.EndsOn}}).InternalState(p.Today)
	switch state {
	case activity.Done:
		kind = "ok"
	case activity.DueSoon, activity.PutOff:
		kind = "warn"
	case activity.Overdue, activity.Off:
		kind = "err"
	case activity.OnTrack:
		kind = "act"
	}
	return kind, activity.StateTitles[state]
}

func leads(a assessment.Activity) string {
	if a.Lead {
		return "chủ trì"
	}
	return "phối hợp"
}
