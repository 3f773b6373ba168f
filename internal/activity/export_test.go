package activity

// Likeness compares two titles, for the test that holds it against pg_trgm.
func Likeness(a, b string) float64 { return likeness(trigrams(a), trigrams(b)) }
