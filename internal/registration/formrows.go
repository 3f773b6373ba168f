package registration

import (
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"portal/internal/activity"
	"portal/internal/viet"
)

// rows writes the activities and the empty rows below them.
func (w *formWriter) rows() {
	for i, c := range w.columns {
		l := look{boxed: true, top: true, wrap: c.kind == cellText, format: c.kind, centre: i == 0}
		w.must(w.file.SetCellStyle(formSheet, at(i+1, firstRow), at(i+1, w.last), w.style(l)))
	}
	for row := firstRow; row <= w.last; row++ {
		w.must(w.file.SetCellInt(formSheet, at(1, row), int64(row-firstRow+1)))
		w.must(w.file.SetRowHeight(formSheet, row, 30))
	}
	for n, p := range w.Form.Rows {
		high := 2.0
		for i, c := range w.columns {
			v := w.value(c.field, p)
			w.cell(at(i+1, firstRow+n), v)
			if text, ok := v.(string); ok {
				high = max(high, linesIn(text, c.width))
			}
		}
		w.must(w.file.SetRowHeight(formSheet, firstRow+n, min(15*high, 400))) // Excel has 409
	}
}

// linesIn is about how many lines a text takes in a column: programs do not make a row as high as its text
// before somebody changes it.
func linesIn(text string, width float64) float64 {
	n := 0.0
	for line := range strings.SplitSeq(text, "\n") {
		n += max(1, math.Ceil(float64(utf8.RuneCountInString(line))/width*1.1))
	}
	return n
}

// cell writes one value by its type.
func (w *formWriter) cell(name string, value any) {
	switch v := value.(type) {
	case string:
		if v != "" {
			w.must(w.file.SetCellStr(formSheet, name, v))
		}
	case viet.Date:
		if !v.IsZero() {
			w.must(w.file.SetCellValue(formSheet, name, time.Date(v.Year, v.Month, v.Day, 0, 0, 0, 0, time.UTC)))
		}
	case *int:
		if v != nil {
			w.must(w.file.SetCellInt(formSheet, name, int64(*v)))
		}
	case *int64:
		if v != nil && *v > 0 && *v < 1000 { // a number alone would not be believed
			w.must(w.file.SetCellStr(formSheet, name, amount(*v)))
		} else if v != nil {
			w.must(w.file.SetCellInt(formSheet, name, *v))
		}
	}
}

// value is what a plan says in a field.
func (w *formWriter) value(field string, p activity.Plan) any {
	switch field {
	case activity.FieldUnit:
		return w.unitName(p.Unit)
	case activity.FieldTitle:
		return p.Title
	case activity.FieldCategory:
		return w.categoryName(p.Category)
	case activity.FieldDescription:
		return p.Description
	case activity.FieldStart:
		return p.StartsOn
	case activity.FieldEnd:
		return p.EndsOn
	case activity.FieldPlace:
		return p.Place
	case activity.FieldTarget:
		return p.Target
	case activity.FieldParticipants:
		return p.Participants
	case activity.FieldBudgetTotal:
		return p.Budget()
	case activity.FieldBudgetState:
		return p.BudgetState
	case activity.FieldBudgetSocial:
		return p.BudgetSocial
	case activity.FieldResponsible:
		return p.Responsible
	case activity.FieldPartners:
		names := make([]string, len(p.Partners))
		for i, code := range p.Partners {
			names[i] = w.unitName(code)
		}
		return strings.Join(names, "; ")
	case activity.FieldEvidence:
		return p.Evidence
	case activity.FieldQuantity:
		return p.Quantity
	case activity.FieldQuantityUnit:
		return p.QuantityUnit
	}
	return nil
}

func (w *formWriter) categoryName(code string) string {
	for _, c := range w.Known.Categories {
		if c.Code == code && w.names.categories.find(c.Name) == code {
			return c.Name
		}
	}
	return code
}
