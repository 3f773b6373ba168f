// Package points holds exact points: whole hundredths, never a float.
package points

// Points are whole hundredths of a point: 9,5 is 950.
type Points int64
