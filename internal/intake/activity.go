package intake

import (
	"io"
	"slices"

	"portal/internal/table"
	"portal/internal/viet"
)

// Activity is a row of activities.csv.
type Activity struct {
	Row            int
	Code           string
	Title          string
	Unit           string // code of the unit that leads
	Category       string // empty: none
	CategoryName   string
	Description    string
	Starts         viet.Date
	Ends           viet.Date
	Place          string
	Target         string
	TargetQuantity *int
	TargetUnit     string
	Participants   *int
	BudgetState    *int64
	BudgetSocial   *int64
	Responsible    string
	Partners       []string // codes of the units that take part
	Evidence       string
	RegisteredOn   viet.Date
}

// ReadActivities reads a file such as activities.csv, in its order. Whether the units
// exist and the days lie in the campaign is for Import to say.
func ReadActivities(from io.Reader) ([]Activity, table.Mistakes, error) {
	f, err := open(from, maxRows, []string{"unit_name"}, "activity_code", "title", "unit_code", "category_code", "category_name",
		"description", "start_date", "end_date", "place", "target", "target_quantity", "target_unit", "expected_participants",
		"budget_total_vnd", "budget_state_vnd", "budget_social_vnd", "responsible_role", "coordinating_units", "expected_evidence", "registered_on")
	if err != nil {
		return nil, nil, err
	}
	categories := map[string]string{}
	activities := make([]Activity, 0, len(f.rows))
	for _, row := range f.rows {
		c := cells{row, f}
		a := Activity{
			Row: row.Number, Code: c.key("activity_code", activityCode, wantActivityCode), Title: c.need("title", 300),
			Unit: c.code("unit_code", unitCode, wantUnitCode), Description: c.text("description", 4000),
			Starts: c.needDay("start_date"), Ends: c.needDay("end_date"), Place: c.text("place", 300), Target: c.need("target", 1000),
			TargetQuantity: c.whole("target_quantity"), TargetUnit: c.text("target_unit", 100), Participants: c.whole("expected_participants"),
			BudgetState: c.money("budget_state_vnd"), BudgetSocial: c.money("budget_social_vnd"), Responsible: c.text("responsible_role", 200),
			Partners: c.codes("coordinating_units", unitCode, wantUnitCode), Evidence: c.text("expected_evidence", 1000),
			RegisteredOn: c.needDay("registered_on"),
		}
		c.category(&a, categories)
		c.check(a)
		activities = append(activities, a)
	}
	return activities, f.Mistakes, nil
}

func (c cells) category(a *Activity, names map[string]string) {
	if c.Text("category_code") == "" {
		return
	}
	a.Category, a.CategoryName = c.code("category_code", categoryCode, wantCategoryCode), c.need("category_name", 200)
	if name, known := names[a.Category]; known && name != a.CategoryName {
		c.wrong("category_name", "Lĩnh vực %s ở trên có tên khác: %s.", a.Category, name)
		return
	}
	names[a.Category] = a.CategoryName
}

func (c cells) check(a Activity) {
	if !a.Starts.IsZero() && !a.Ends.IsZero() && a.Ends.Before(a.Starts) {
		c.wrong("end_date", "Ngày kết thúc không được trước ngày bắt đầu.")
	}
	if a.TargetQuantity != nil && *a.TargetQuantity == 0 {
		c.wrong("target_quantity", "Chỉ tiêu phải lớn hơn 0.")
	}
	if slices.Contains(a.Partners, a.Unit) {
		c.wrong("coordinating_units", "Đơn vị chủ trì không thể cũng là đơn vị phối hợp.")
	}
	total := c.money("budget_total_vnd")
	if total == nil {
		return
	}
	var parts int64
	for _, part := range []*int64{a.BudgetState, a.BudgetSocial} {
		if part != nil {
			parts += *part
		}
	}
	if parts != *total {
		c.wrong("budget_total_vnd", "Tổng kinh phí %s, nhưng ngân sách và xã hội hóa cộng lại là %s.", viet.Money(*total), viet.Money(parts))
	}
}
