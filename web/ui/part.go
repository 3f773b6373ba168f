package ui

// Phase is one step of a campaign or of a piece of work. State is "done", "now" or "".
type Phase struct{ Name, Note, State string }

// Todo is one piece of work that waits, with the one thing to do about it.
type Todo struct {
	Kind    string // ok, warn, err, act or gold
	Icon    string
	Title   string
	About   string // which thing is meant
	Note    string // until when
	Quote   string // what somebody wrote about it
	QuoteBy string
	Href    string
	Action  string
	Primary bool
}

// Fact is one line of a list of facts.
type Fact struct{ Term, Text, Href string }

var weekdays = [7]string{"Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}

var alertIcons = map[string]string{"ok": "okc", "warn": "warn", "err": "err", "act": "info", "gold": "flag"}

// pageNumbers lists at most seven entries: the first page, the last and those
// around the current one; 0 stands for a gap.
func pageNumbers(current, last int) []int {
	switch {
	case last <= 7:
		return count(1, last)
	case current <= 4:
		return append(count(1, 5), 0, last)
	case current >= last-3:
		return append([]int{1, 0}, count(last-4, last)...)
	default:
		return []int{1, 0, current - 1, current, current + 1, 0, last}
	}
}

func count(from, to int) []int {
	var numbers []int
	for n := from; n <= to; n++ {
		numbers = append(numbers, n)
	}
	return numbers
}
