// Package registration reads and writes the workbooks in which units register their activities:
// the official form and what offices make of it. It decides nothing and keeps nothing: a file goes
// in, rows come out, each with what was understood, what was corrected and what is wrong.
package registration

import (
	"fmt"

	"portal/internal/activity"
	"portal/internal/viet"
)

// Reason is the code of what is wrong with a row or a file, or of what is worth a remark.
type Reason string

// What is wrong with a row; it is not imported (data/README "How a registration sheet is to be read").
const (
	MissingUnit            Reason = "missing_unit"
	MissingTitle           Reason = "missing_title"
	MissingStart           Reason = "missing_start"
	MissingEnd             Reason = "missing_end"
	MissingTarget          Reason = "missing_target"
	UnknownUnit            Reason = "unknown_unit"
	UnknownCategory        Reason = "unknown_category"
	TooLong                Reason = "too_long"
	DateUnreadable         Reason = "date_unreadable"
	DateInvalid            Reason = "date_invalid" // no such day
	DateOrder              Reason = "date_order"
	DateOutOfWindow        Reason = "date_out_of_window"
	BudgetUnreadable       Reason = "budget_unreadable"
	BudgetNegative         Reason = "budget_negative"
	BudgetMismatch         Reason = "budget_mismatch"
	BudgetUnitUnclear      Reason = "budget_unit_unclear"
	ParticipantsUnreadable Reason = "participants_unreadable"
	DuplicateInFile        Reason = "duplicate_in_file"
	LegacyEncoding         Reason = "legacy_encoding"
)

// What is wrong with a whole file; nothing is read from it.
const (
	NotXLSX           Reason = "not_xlsx"
	OldXLS            Reason = "old_xls"
	PasswordProtected Reason = "password_protected"
	NoHeader          Reason = "no_header"
	EmptyFile         Reason = "empty_file"
	FileTooLarge      Reason = "file_too_large"
)

// What is worth a remark; the row is imported all the same.
const (
	CategoryMissing     Reason = "category_missing"
	BudgetTotalComputed Reason = "budget_total_computed"
	PossibleDuplicate   Reason = "possible_duplicate"
	HiddenRow           Reason = "hidden_row"
	LegacyConverted     Reason = "legacy_converted"
)

// Hidden is why a sheet is not read, beside NoHeader and EmptyFile.
const Hidden Reason = "hidden"

// Unit is a unit as forms may name it.
type Unit struct {
	Code, Name, Short string
	Aliases           []string
}

// Category is a field of activity as forms may name it.
type Category struct{ Code, Name string }

// Known is what a row is read against: the units and categories there are, and the days of the campaign.
type Known struct {
	Units      []Unit
	Categories []Category
	From, To   viet.Date
}

// Problem is one remark about a row. Field is the one it is about, as in activity.Field…, or "" for
// the whole row. Sentence is for the visitor and quotes the offending text.
type Problem struct {
	Reason   Reason `json:"reason"`
	Field    string `json:"field"`
	Sentence string `json:"sentence"`
}

// Cells are the cells of a row by field, as in activity.Field…, each as a person would type it: days
// as 25/04/2024, amounts as 1.500.000, several units parted by "; ". What could not be understood
// stands as it is in the file. Text of old fonts is converted already.
type Cells map[string]string

// Column is where a field stands in the file.
type Column struct {
	Letter string `json:"letter"`
	Title  string `json:"title"`
}

// Row is one registration in a file.
type Row struct {
	Sheet    string            `json:"sheet"`
	Number   int               `json:"number"` // as Excel counts
	Cells    Cells             `json:"cells"`
	Columns  map[string]Column `json:"columns"` // by field; a field that the file lacks is missing
	Plan     activity.Plan     `json:"-"`       // what was understood; complete when there is no problem
	Problems []Problem         `json:"problems"`
	Notes    []Problem         `json:"notes"` // what was corrected or is remarkable
}

// Good reports whether the row can be imported.
func (r Row) Good() bool { return len(r.Problems) == 0 }

// Place says where in the file a remark belongs: “Dòng 15, cột F “Đến ngày””.
func (r Row) Place(p Problem) string {
	c, ok := r.Columns[p.Field]
	if !ok || c.Letter == "" {
		return fmt.Sprintf("Dòng %d", r.Number)
	}
	return fmt.Sprintf("Dòng %d, cột %s “%s”", r.Number, c.Letter, c.Title)
}

// SheetOutcome is what became of one sheet.
type SheetOutcome struct {
	Name   string `json:"name"`
	Read   bool   `json:"read"`
	Reason Reason `json:"reason"` // why it was not read: NoHeader, EmptyFile or Hidden

	Skipped []Skip `json:"skipped"` // the rows below the header that are no registrations
}

// Skip is a row that is no registration. Kind says what it is: blank, totals, note, signature, group, …
type Skip struct {
	Row  int    `json:"row"`
	Kind string `json:"kind"`
}

// File is what a workbook holds. Refused is empty when it was read; otherwise Sentence says to the
// visitor what is wrong and what to do, and there are no rows.
type File struct {
	Refused  Reason
	Sentence string
	Sheets   []SheetOutcome
	Rows     []Row
}
