package assessment

import (
	"slices"

	"portal/internal/points"
)

// Far is how far from the median of its unit a sheet may lie before it is pointed out.
const Far = 5 * points.Point

// Distance is how far the points of a cell lie from the median of its unit; false where
// there is no number to compare.
func (u UnitCells) Distance(cell Cell) (points.Points, bool) {
	var totals []points.Points
	for _, c := range u.Cells {
		if c.Total != nil {
			totals = append(totals, *c.Total)
		}
	}
	if cell.Total == nil || len(totals) < 2 {
		return 0, false
	}
	slices.Sort(totals)
	lower, upper := totals[(len(totals)-1)/2], totals[len(totals)/2]
	return *cell.Total - points.Mean(lower+upper, 2).Round(), true
}
