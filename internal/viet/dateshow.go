package viet

import (
	"fmt"
	"time"
)

// Full is the day in records: 25/04/2024. No day gives "".
func (d Date) Full() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year)
}

// Short is the day in running text: 25/4.
func (d Date) Short() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d/%d", d.Day, d.Month)
}

// Formal is the day in administrative documents. Days below 10 and the months 1 and 2
// get a zero, other months none (Nghị định 30/2020): ngày 05 tháng 02 năm 2024.
func (d Date) Formal() string {
	if d.IsZero() {
		return ""
	}
	month := fmt.Sprint(int(d.Month))
	if d.Month <= time.February {
		month = "0" + month
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", d.Day, month, d.Year)
}

var weekdays = [...]string{"Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}

// WeekdayName is the day of the week: Thứ Hai … Chủ nhật.
func (d Date) WeekdayName() string {
	if d.IsZero() {
		return ""
	}
	return weekdays[d.Weekday()]
}

// MonthName is the head of a month in a calendar: Tháng 9/2024.
func (d Date) MonthName() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("Tháng %d/%d", d.Month, d.Year)
}

// Period is a run of days in records: 01/05/2024 – 30/09/2024; one day stands alone.
func Period(from, to Date) string {
	switch {
	case from == to || to.IsZero():
		return from.Full()
	case from.IsZero():
		return to.Full()
	}
	return from.Full() + NBSP + "– " + to.Full()
}

// ShortPeriod is a run of days in running text: 1/5 – 30/9.
func ShortPeriod(from, to Date) string {
	switch {
	case from == to || to.IsZero():
		return from.Short()
	case from.IsZero():
		return to.Short()
	}
	return from.Short() + NBSP + "–" + NBSP + to.Short()
}

// Stamp is an instant in lists and records: 25/04/2024 | 18:27. No instant gives "".
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return DateOf(t).Full() + " | " + Clock(t)
}

// Clock is the time of day: 18:27.
func Clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(Zone).Format("15:04")
}

// Remaining says how far a deadline is: Còn 22 ngày, Hạn cuối hôm nay, Quá hạn 3 ngày.
func Remaining(today, due Date) string {
	switch n := today.DaysUntil(due); {
	case due.IsZero():
		return ""
	case n > 0:
		return "Còn " + Count(n, "ngày")
	case n < 0:
		return "Quá hạn " + Count(-n, "ngày")
	}
	return "Hạn cuối hôm nay"
}

// Away says how far a day is: 22 ngày nữa, ngày mai, hôm nay, hôm qua, 3 ngày trước.
func Away(today, day Date) string {
	switch n := today.DaysUntil(day); {
	case day.IsZero():
		return ""
	case n == 0:
		return "hôm nay"
	case n == 1:
		return "ngày mai"
	case n == -1:
		return "hôm qua"
	case n > 1:
		return Count(n, "ngày") + " nữa"
	default:
		return Count(-n, "ngày") + " trước"
	}
}

// Ago says how long ago something happened: vừa xong, 5 phút trước, 3 giờ trước,
// hôm qua, and the date once a week has gone.
func Ago(now, t time.Time) string {
	today, day := DateOf(now), DateOf(t)
	switch gone := now.Sub(t); {
	case t.IsZero():
		return ""
	case gone < time.Minute:
		return "vừa xong"
	case gone < time.Hour:
		return Count(int(gone/time.Minute), "phút") + " trước"
	case day == today:
		return Count(int(gone/time.Hour), "giờ") + " trước"
	case day.DaysUntil(today) < 7:
		return Away(today, day)
	}
	return day.Full()
}
