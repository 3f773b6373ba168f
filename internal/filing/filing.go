// Package filing keeps the workbooks in which registrations are handed in: what was read from them, what
// was mended and chosen, until the rows are registered as activities.
package filing

import (
	"fmt"
	"slices"
	"time"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/registration"
)

// FieldFile is the field of the form that carries the workbook.
const FieldFile = "tep"

// OtherUnit is what is wrong with a row of a unit that its author does not work for.
const OtherUnit registration.Reason = "other_unit"

// Filing is a workbook that was handed in. In JSON, which the audit log keeps for ever, it holds no words of
// the file, nor its name: people put names there.
type Filing struct {
	ID         int64                                     `json:"-"`
	PublicID   string                                    `json:"-"`
	Campaign   int64                                     `json:"-"`
	Account    int64                                     `json:"-"`
	Office     bool                                      `json:"office"` // by the secretary, for any unit
	At         time.Time                                 `json:"-"`
	FileName   string                                    `json:"-"`
	SHA256     string                                    `json:"sha256"`
	Sheets     []registration.SheetOutcome               `json:"-"`
	Columns    map[string]map[string]registration.Column `json:"-"` // sheet, field
	Version    int                                       `json:"version"`
	Total      int                                       `json:"rows"`
	Registered int                                       `json:"registered"`

	Known registration.Known `json:"-" db:"-"` // what the rows were read against
	Rows  []Row              `json:"-" db:"-"`
	there there
}

// AuditKey names the filing in the audit log.
func (f *Filing) AuditKey() string { return "filing " + f.PublicID }

// OwnedBy says whether the actor handed it in.
func (f *Filing) OwnedBy(by access.Actor, _ access.Role) bool {
	return by.Account != 0 && by.Account == f.Account
}

// Row is one row of the workbook, as it was read or mended.
type Row struct {
	registration.Row
	No      int // in the order of the file
	Mended  bool
	Chosen  bool // to be registered
	Version int
	Code    string // of the activity that it became
	There   Twin   // the same activity of the unit, registered before
}

// State is how far a row has come.
type State int

// The states of a row.
const (
	Wrong State = iota // something is to be mended
	Ready              // it can be registered
	There              // the unit has registered it before
	Taken              // it was registered from here
)

// State says how far the row has come.
func (r Row) State() State {
	switch {
	case r.Code != "":
		return Taken
	case r.There.Code != "":
		return There
	case !r.Good():
		return Wrong
	default:
		return Ready
	}
}

// Mendable reports whether the row can still be changed here.
func (r Row) Mendable() bool { return r.Code == "" }

// Row is the row of this number; nil when there is none.
func (f *Filing) Row(no int) *Row {
	i := slices.IndexFunc(f.Rows, func(r Row) bool { return r.No == no })
	if i < 0 {
		return nil
	}
	return &f.Rows[i]
}

// Count counts the rows in each state.
func (f *Filing) Count() map[State]int {
	n := map[State]int{}
	for _, r := range f.Rows {
		n[r.State()]++
	}
	return n
}

// Like is the activity of the same unit that a row which can be registered resembles most: something to look at, and
// no hindrance.
func (f *Filing) Like(r Row) Twin {
	if r.State() != Ready {
		return Twin{}
	}
	return f.there.like(r.Plan)
}

// InOrder lists the rows as they are looked through: what is to be mended first.
func (f *Filing) InOrder() []Row {
	var wrong, others []Row
	for _, r := range f.Rows {
		if r.State() == Wrong {
			wrong = append(wrong, r)
		} else {
			others = append(others, r)
		}
	}
	return append(wrong, others...)
}

// judge reads the rows anew and compares them with each other and with what is registered.
func (f *Filing) judge(w world) {
	rows := make([]registration.Row, len(f.Rows))
	for i, r := range f.Rows {
		rows[i] = r.Row
	}
	w.Known.Again(rows)
	for i := range f.Rows {
		r := &f.Rows[i]
		r.Row = rows[i]
		if !f.Office && r.Plan.Unit != "" && !slices.Contains(w.own, r.Plan.Unit) {
			r.Problems = append(r.Problems, registration.Problem{
				Reason: OtherUnit, Field: activity.FieldUnit,
				Sentence: fmt.Sprintf("“%s” không phải đơn vị của bạn nên dòng này không nhập được.", r.Cells[activity.FieldUnit]),
			})
		}
		if r.Code == "" {
			r.There = w.there.twin(r.Plan)
		}
	}
	f.Known, f.there = w.Known, w.there
}
