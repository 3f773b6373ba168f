package page

import (
	"fmt"

	"portal/internal/assessment"
	"portal/internal/campaign"
	"portal/internal/form"
	"portal/internal/points"
	"portal/internal/viet"
	"portal/web/ui"
)

// Matrix is the overview of one block: who has scored whom.
type Matrix struct {
	Campaign  campaign.Campaign
	Panels    []assessment.Panel
	Panel     assessment.Panel // the block that is shown
	MayReopen bool
}

func (m Matrix) tabs() []ui.NavItem {
	items := make([]ui.NavItem, len(m.Panels))
	for i, p := range m.Panels {
		items[i] = ui.NavItem{Href: "/ban-to-chuc/tong-hop?khoi=" + p.Code, Label: p.Code, Current: p.Code == m.Panel.Code}
	}
	return items
}

func (m Matrix) sentence() string {
	in, all := m.Panel.Count()
	return fmt.Sprintf("%s. %s · %s, %s · %d/%d phiếu đã nộp", m.Panel.Code, m.Panel.Name, viet.Count(len(m.Panel.Units), "đơn vị"),
		viet.Count(len(m.Panel.Judges), "người chấm"), in, all)
}

// scoringOver reports whether points could show at all.
func (m Matrix) scoringOver() bool { return m.Campaign.After(campaign.Review) }

func (m Matrix) anyShown() bool {
	for _, u := range m.Panel.Units {
		if u.Shown {
			return true
		}
	}
	return false
}

// hidden names the units of the block whose points stay closed to who reads.
func (m Matrix) hidden() []string {
	var names []string
	for _, u := range m.Panel.Units {
		if !u.Shown {
			names = append(names, u.Name)
		}
	}
	return names
}

// outliers are the sheets far from the median of their unit, each in a sentence.
func (m Matrix) outliers() []string {
	var list []string
	for _, u := range m.Panel.Units {
		for _, c := range u.Cells {
			if d, ok := u.Distance(c); ok && (d > assessment.Far || d < -assessment.Far) {
				list = append(list, fmt.Sprintf("%s: %s cho %s, lệch %s điểm so với trung vị.", u.Name, c.Judge, c.Total, max(d, -d)))
			}
		}
	}
	return list
}

// cellState are the states of a cell: a word, the same in short for the narrow column, and the kind of its badge.
var cellState = map[assessment.CellState]struct{ word, kind string }{
	assessment.NotBegun:   {"Chưa chấm", ""},
	assessment.Begun:      {"Nháp", "warn"},
	assessment.Reopened:   {"Mở lại", "act"},
	assessment.HandedIn:   {"Đã nộp", "ok"},
	assessment.ShutOut:    {"Loại trừ", "err"},
	assessment.InConflict: {"Xung đột", ""},
}

// tint is the class of a cell by its distance from the median; the number itself stands in it.
func tint(u assessment.UnitCells, c assessment.Cell) string {
	d, ok := u.Distance(c)
	if !ok {
		if c.State == assessment.InConflict || c.State == assessment.ShutOut {
			return "coi"
		}
		return ""
	}
	side := "hi"
	if d < 0 {
		side, d = "lo", -d
	}
	class := fmt.Sprintf("%s h%d", side, min(1+int(d/points.Point), 6))
	if d > assessment.Far {
		class += " out"
	}
	return class
}

// mark points a sheet out beside its number, not by colour alone.
func mark(u assessment.UnitCells, c assessment.Cell) string {
	switch d, _ := u.Distance(c); {
	case d > assessment.Far:
		return "▲"
	case d < -assessment.Far:
		return "▼"
	}
	return ""
}

func reopenHref(unit, judge string) string {
	return "/ban-to-chuc/tong-hop/" + unit + "/" + judge + "/mo-lai"
}

// Reopening is the page on which the chair gives a sheet back.
type Reopening struct {
	Form        form.Form
	Block       string
	Unit, Judge string // codes
	Name, Seat  string
}
