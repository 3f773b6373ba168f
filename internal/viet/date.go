package viet

import (
	"cmp"
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // the machine may have no time zones of its own

	"github.com/jackc/pgx/v5/pgtype"
)

// Zone is the ward's clock.
var Zone = func() *time.Location {
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		panic(err) // it is embedded
	}
	return zone
}()

// Date is a calendar day in the ward. It compares with ==; the zero Date is no day
// at all and stands for NULL in the database.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate makes a day; days past the end of the month run into the next, as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return utcDay(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf is the day that an instant belongs to, by the ward's clock.
func DateOf(t time.Time) Date { return utcDay(t.In(Zone)) }

func utcDay(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// IsZero reports that there is no day.
func (d Date) IsZero() bool { return d == Date{} }

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Start is the first instant of the day.
func (d Date) Start() time.Time { return d.At(0, 0) }

// At is an instant of the day by the ward's clock.
func (d Date) At(hour, minute int) time.Time {
	return time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, Zone)
}

// Deadline is the last instant of the day that the database can keep: "hạn 30/9" ends
// at 23:59:59 of that day, and what comes after Deadline is late.
func (d Date) Deadline() time.Time { return d.AddDays(1).Start().Add(-time.Microsecond) }

// AddDays counts days onward, or back.
func (d Date) AddDays(n int) Date { return NewDate(d.Year, d.Month, d.Day+n) }

// DaysUntil counts the calendar days to another day; negative when it is past.
func (d Date) DaysUntil(other Date) int {
	return int(other.utc().Sub(d.utc()) / (24 * time.Hour))
}

// Compare orders days; the zero Date comes first.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// Before reports whether d comes before other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After reports whether d comes after other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// WeekStart is the Monday of the week: weeks begin with Thứ Hai.
func (d Date) WeekStart() Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// MonthStart is the first day of the month.
func (d Date) MonthStart() Date { return Date{d.Year, d.Month, 1} }

// NextMonth is the first day of the next month.
func (d Date) NextMonth() Date { return NewDate(d.Year, d.Month+1, 1) }

// Months lists the first days of the months from one day to another, both included.
func Months(from, to Date) []Date {
	var months []Date
	for m := from.MonthStart(); !m.After(to); m = m.NextMonth() {
		months = append(months, m)
	}
	return months
}

// DaysIn is the number of days of a month.
func DaysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// ISO is the day for machines: 2024-04-25, and "" for no day.
func (d Date) ISO() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// String is ISO, so that a day that slips into SQL or a log is never read month first.
func (d Date) String() string { return d.ISO() }

// MarshalText is the day in JSON: "2024-04-25".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.ISO()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil {
		return err
	}
	*d = utcDay(t)
	return nil
}

// ScanDate lets pgx read a date column.
func (d *Date) ScanDate(v pgtype.Date) error {
	switch {
	case !v.Valid:
		*d = Date{}
	case v.InfinityModifier != pgtype.Finite:
		return errors.New("viet: an infinite date is no day")
	default:
		*d = utcDay(v.Time)
	}
	return nil
}

// DateValue lets pgx write a date column.
func (d Date) DateValue() (pgtype.Date, error) {
	return pgtype.Date{Time: d.utc(), Valid: !d.IsZero()}, nil
}
