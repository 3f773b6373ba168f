package activity

import "strconv"

// Likeness compares two titles, for the test that holds it against pg_trgm.
func Likeness(a, b string) float64 { return likeness(trigrams(a), trigrams(b)) }

// Pairs compares n titles that differ in their number alone, for the benchmark.
func Pairs(n int, title string) int {
	twins := make([]Twin, n)
	for i := range twins {
		twins[i].Title = title + strconv.Itoa(i)
	}
	return len(pairs(twins))
}
