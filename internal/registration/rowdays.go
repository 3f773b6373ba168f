package registration

import (
	"errors"

	"portal/internal/activity"
	"portal/internal/viet"
)

// days reads when the activity is held: two days, or a period in one cell.
func (r *rowReader) days() {
	if r.failed(activity.FieldStart) || r.failed(activity.FieldEnd) {
		return
	}
	start, end := viet.Clean(r.cells[activity.FieldStart]), viet.Clean(r.cells[activity.FieldEnd])
	if start != "" && start == end || start != "" && end == "" {
		from, to, err := viet.ParsePeriod(start, r.From.Year)
		switch {
		case err == nil && (start == end || from != to):
			r.plan.StartsOn, r.plan.EndsOn = from, to
			r.window()
			return
		case err != nil && start == end:
			r.unreadable(activity.FieldStart, start, err)
			return
		}
	}
	r.plan.StartsOn = r.day(activity.FieldStart, start, MissingStart, "ngày bắt đầu")
	r.plan.EndsOn = r.day(activity.FieldEnd, end, MissingEnd, "ngày kết thúc")
	r.window()
}

// day reads one day.
func (r *rowReader) day(field, text string, missing Reason, name string) viet.Date {
	if text == "" || broken.MatchString(text) {
		r.wrong(missing, field, "Thiếu %s.", name)
		return viet.Date{}
	}
	d, last, err := viet.ParsePeriod(text, r.From.Year) // for "sáng 6/5"
	if err == nil && d != last {
		err = viet.ErrNoDate
	}
	if err != nil {
		r.unreadable(field, text, err)
		return viet.Date{}
	}
	return d
}

func (r *rowReader) unreadable(field, text string, err error) {
	if errors.Is(err, viet.ErrNoDate) {
		r.wrong(DateUnreadable, field, "%s không đọc được thành ngày. Hãy ghi ngày cụ thể, ví dụ 06/05/2024.", quote(text))
		return
	}
	r.wrong(DateInvalid, field, "%s không phải là một ngày có thật. %s", quote(text), err.Error())
}

// window holds the days against each other and against the campaign.
func (r *rowReader) window() {
	for _, d := range []struct {
		field string
		day   viet.Date
	}{{activity.FieldStart, r.plan.StartsOn}, {activity.FieldEnd, r.plan.EndsOn}} {
		if !d.day.IsZero() && (d.day.Before(r.From) || d.day.After(r.To)) {
			r.wrong(DateOutOfWindow, d.field, "Ngày %s nằm ngoài đợt thi đua (%s - %s).", d.day.Full(), r.From.Full(), r.To.Full())
		}
	}
	if !r.plan.StartsOn.IsZero() && !r.plan.EndsOn.IsZero() && r.plan.EndsOn.Before(r.plan.StartsOn) {
		r.wrong(DateOrder, activity.FieldEnd, "Ngày kết thúc %s trước ngày bắt đầu %s.", r.plan.EndsOn.Full(), r.plan.StartsOn.Full())
	}
}

// budget reads the money and adds it up.
func (r *rowReader) budget() {
	r.plan.BudgetTotal = r.amount(activity.FieldBudgetTotal)
	r.plan.BudgetState = r.amount(activity.FieldBudgetState)
	r.plan.BudgetSocial = r.amount(activity.FieldBudgetSocial)
	if r.failed(activity.FieldBudgetTotal) || r.failed(activity.FieldBudgetState) || r.failed(activity.FieldBudgetSocial) {
		return
	}
	sum, total := r.plan.Budget(), r.plan.BudgetTotal
	switch {
	case total == nil && sum != nil:
		r.note(BudgetTotalComputed, activity.FieldBudgetTotal, "Chưa ghi tổng kinh phí. Tổng được tính là %s.", viet.Money(*sum))
	case total != nil && sum == nil && *total > 0:
		r.wrong(BudgetMismatch, activity.FieldBudgetTotal, "Tổng kinh phí là %s nhưng chưa ghi phần ngân sách và phần xã hội hóa.", viet.Money(*total))
	case total != nil && sum != nil && *total != *sum:
		r.wrong(BudgetMismatch, activity.FieldBudgetTotal, "Tổng kinh phí là %s, khác ngân sách cộng xã hội hóa (%s).", viet.Money(*total), viet.Money(*sum))
	}
}

func (r *rowReader) amount(field string) *int64 {
	text := viet.Clean(r.cells[field])
	n, err := viet.ParseAmount(text, 0)
	switch {
	case err == nil:
	case errors.Is(err, viet.ErrNegative):
		r.wrong(BudgetNegative, field, "%s là số âm. %s", quote(text), err.Error())
	case errors.Is(err, viet.ErrWhichUnit):
		r.wrong(BudgetUnitUnclear, field, "%s chưa rõ là bao nhiêu tiền. %s", quote(text), err.Error())
	default:
		r.wrong(BudgetUnreadable, field, "%s không đọc được thành số tiền. %s", quote(text), err.Error())
	}
	return n
}
