package intake

import (
	"io"
	"time"

	"portal/internal/assessment"
	"portal/internal/points"
	"portal/internal/table"
	"portal/internal/viet"
)

// Sheet is a score sheet of scores.csv, which has a row for each of its criteria.
type Sheet struct {
	Row       int // its first
	ID        string
	Unit      string
	Judge     string
	Submitted bool
	At        time.Time // when it was submitted; zero for a draft
	Points    []Point
}

// Point is one criterion of a sheet.
type Point struct {
	Row       int
	Criterion string
	Points    points.Points
}

// Total is the sum of the sheet's points.
func (s Sheet) Total() points.Points {
	var sum points.Points
	for _, p := range s.Points {
		sum += p.Points
	}
	return sum
}

// ReadScores reads a file such as scores-sample.csv: the sheets in the order in which
// they begin. Bounds and completeness are for the rubric to say.
func ReadScores(from io.Reader) ([]Sheet, table.Mistakes, error) {
	f, err := open(from, maxScoreRows, nil, "sheet_id", "unit_code", "member_code", "criterion_code", "points", "sheet_status", "submitted_at")
	if err != nil {
		return nil, nil, err
	}
	var sheets []Sheet
	index, owners := map[string]int{}, map[[2]string]string{}
	for _, row := range f.rows {
		c := cells{row, f}
		s := Sheet{
			Row: row.Number, ID: c.need("sheet_id", 60), Unit: c.code("unit_code", unitCode, wantUnitCode),
			Judge: c.code("member_code", unitCode, wantMemberCode), Submitted: c.oneOf("sheet_status", "submitted", "draft") == "submitted",
			At: c.instant("submitted_at"),
		}
		if s.Submitted == s.At.IsZero() {
			c.wrong("submitted_at", "Phiếu đã nộp phải có giờ nộp; phiếu nháp thì không.")
		}
		i, known := index[s.ID]
		if !known {
			i = len(sheets)
			index[s.ID] = i
			sheets = append(sheets, s)
			if other, again := owners[[2]string{s.Unit, s.Judge}]; again {
				c.wrong("sheet_id", "%s đã có phiếu %s cho %s.", s.Judge, other, s.Unit)
			}
			owners[[2]string{s.Unit, s.Judge}] = s.ID
		}
		if first := sheets[i]; first.Unit != s.Unit || first.Judge != s.Judge || first.Submitted != s.Submitted || !first.At.Equal(s.At) {
			c.wrong("sheet_id", "Phiếu %s ở dòng %d ghi đơn vị, người chấm, trạng thái hoặc giờ nộp khác.", s.ID, first.Row)
		}
		criterion := c.need("criterion_code", 20)
		c.once("criterion_code", s.ID+" "+criterion)
		switch p := c.points("points"); {
		case p != nil:
			sheets[i].Points = append(sheets[i].Points, Point{row.Number, criterion, *p})
		case s.Submitted && c.Text("points") == "":
			c.wrong("points", "Phiếu đã nộp phải đủ điểm.")
		}
	}
	return sheets, f.Mistakes, nil
}

// instant reads a time as machines write it; the zero time when the cell is empty.
func (c cells) instant(column string) time.Time {
	if c.Text(column) == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, c.Text(column))
	if err != nil {
		c.wrong(column, "“%s”: hãy ghi thời điểm như 2024-09-28T14:40:00+07:00.", viet.Shorten(c.Text(column), 40))
	}
	return t
}

// Adjustment is a row of adjustments.csv.
type Adjustment struct {
	Row       int
	Code      string
	Unit      string
	Rule      string
	Quantity  int
	Status    assessment.Status
	Reason    string
	DecidedOn viet.Date
}

// ReadAdjustments reads a file such as adjustments-sample.csv, in its order.
func ReadAdjustments(from io.Reader) ([]Adjustment, table.Mistakes, error) {
	f, err := open(from, maxRows, nil, "adjustment_id", "unit_code", "rule_code", "quantity", "status", "reason", "decided_on")
	if err != nil {
		return nil, nil, err
	}
	list := make([]Adjustment, 0, len(f.rows))
	for _, row := range f.rows {
		c := cells{row, f}
		a := Adjustment{
			Row: row.Number, Code: c.key("adjustment_id", unitCode, "Mã gồm chữ in hoa không dấu, chữ số và gạch nối, ví dụ DC-001."),
			Unit: c.code("unit_code", unitCode, wantUnitCode), Rule: c.need("rule_code", 20), Reason: c.need("reason", 1000),
			Status:    assessment.Status(c.oneOf("status", string(assessment.Proposed), string(assessment.Approved), string(assessment.Rejected))),
			DecidedOn: c.day("decided_on"),
		}
		if n := c.whole("quantity"); n != nil {
			a.Quantity = *n
		}
		if err := assessment.CheckQuantity(a.Quantity); err != nil {
			c.wrong("quantity", "%s", err.Error())
		}
		list = append(list, a)
	}
	return list, f.Mistakes, nil
}
