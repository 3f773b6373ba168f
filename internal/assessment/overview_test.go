package assessment

import (
	"testing"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/points"
)

func TestMayShowPoints(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		roles       []access.Role
		phase       campaign.Phase
		tied, owing bool
		want        bool
	}{
		{"secretary while scoring", []access.Role{access.Secretary}, campaign.Scoring, false, false, false},
		{"chair while scoring", []access.Role{access.Chair}, campaign.Scoring, false, false, false},
		{"auditor while scoring", []access.Role{access.Auditor}, campaign.Scoring, false, false, false},
		{"secretary in review", []access.Role{access.Secretary}, campaign.Review, false, false, true},
		{"chair in review", []access.Role{access.Chair}, campaign.Review, false, false, true},
		{"auditor in review", []access.Role{access.Auditor}, campaign.Review, false, false, true},
		{"chair afterwards", []access.Role{access.Chair}, campaign.Concluded, false, false, true},
		{"auditor in the archive", []access.Role{access.Auditor}, campaign.Archived, false, false, true},
		{"chair with a tie", []access.Role{access.Chair}, campaign.Review, true, false, false},
		{"chair with a tie, afterwards", []access.Role{access.Chair}, campaign.Concluded, true, false, false},
		{"chair who owes a sheet", []access.Role{access.Chair, access.Judge}, campaign.Review, false, true, false},
		{"secretary who owes a sheet", []access.Role{access.Secretary, access.Judge}, campaign.Review, false, true, false},
		{"chair and judge, handed in", []access.Role{access.Chair, access.Judge}, campaign.Review, false, false, true},
		{"judge", []access.Role{access.Judge}, campaign.Review, false, false, false},
		{"monitor", []access.Role{access.Monitor}, campaign.Concluded, false, false, false},
		{"head of a unit", []access.Role{access.UnitHead}, campaign.Review, false, false, false},
		{"admin", []access.Role{access.Admin}, campaign.Review, false, false, false},
		{"resident", nil, campaign.Concluded, false, false, false},
	} {
		if got := mayShowPoints(access.Actor{Roles: c.roles}, c.phase, c.tied, c.owing); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// lines is a block of two units and three judges: the first unit with every kind of sheet.
func lines() []scored {
	seat := func(n int64, code string) scored { return scored{block: "K1", member: n, seat: Seat{Code: code}} }
	one := func(unit string, s scored) scored { s.unit, s.name = unit, "Đơn vị "+unit; return s }
	in := func(s scored, total points.Points) scored {
		s.stage, s.wasIn, s.total = Submitted, true, total
		return s
	}
	tied := func(s scored) scored { s.tie = "Đứng đầu đơn vị này"; return s }
	return []scored{
		one("A", in(seat(1, "TV-01"), 9000)), one("A", in(seat(2, "TV-02"), 9050)), one("A", tied(seat(3, "TV-03"))),
		one("B", in(seat(1, "TV-01"), 8000)), one("B", seat(2, "TV-02")), one("B", in(tied(seat(3, "TV-03")), 7000)),
	}
}

func TestPanels(t *testing.T) {
	t.Parallel()
	list := lines()
	list[5].stage, list[5].exclusion = Excluded, "Xung đột phát hiện sau"
	chair := access.Actor{Roles: []access.Role{access.Chair}}
	p := panels(list, chair, campaign.Review, nil)
	if len(p) != 1 || len(p[0].Judges) != 3 || len(p[0].Units) != 2 {
		t.Fatalf("%+v", p)
	}
	a, b := p[0].Units[0], p[0].Units[1]
	if a.Submitted != 2 || a.Expected != 2 || a.Mean.Round() != 9025 || a.Cells[2].State != InConflict || a.Cells[2].Total != nil {
		t.Errorf("A: %+v", a)
	}
	if b.Submitted != 1 || b.Expected != 2 || b.Mean.Round() != 8000 || b.Cells[2].State != ShutOut || b.Cells[2].Total != nil || b.Cells[1].State != NotBegun {
		t.Errorf("B: %+v", b)
	}
	if in, all := p[0].Count(); in != 3 || all != 4 {
		t.Errorf("%d of %d sheets", in, all)
	}
	if in, all := p[0].CountOf(1); in != 1 || all != 2 {
		t.Errorf("%d of %d sheets of TV-02", in, all)
	}
	if in, all := p[0].CountOf(2); in != 0 || all != 0 {
		t.Errorf("%d of %d sheets of TV-03", in, all)
	}
}

// TestPanelsHide: what may not be seen is not in what the page gets.
func TestPanelsHide(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		by     access.Actor
		phase  campaign.Phase
		tied   []string
		hidden []bool
	}{
		"scoring":              {access.Actor{Roles: []access.Role{access.Chair}}, campaign.Scoring, nil, []bool{true, true}},
		"tied to A":            {access.Actor{Roles: []access.Role{access.Chair}}, campaign.Review, []string{"A"}, []bool{true, false}},
		"owes a sheet of B":    {access.Actor{Roles: []access.Role{access.Chair, access.Judge}, Member: 2}, campaign.Review, nil, []bool{false, true}},
		"handed in all":        {access.Actor{Roles: []access.Role{access.Secretary, access.Judge}, Member: 1}, campaign.Review, nil, []bool{false, false}},
		"judge without office": {access.Actor{Roles: []access.Role{access.Judge}, Member: 1}, campaign.Review, nil, []bool{true, true}},
	} {
		p := panels(lines(), c.by, c.phase, c.tied)[0]
		for i, u := range p.Units {
			shows := !u.Mean.None()
			for _, cell := range u.Cells {
				shows = shows || cell.Total != nil
			}
			if shows == c.hidden[i] || u.Shown == c.hidden[i] {
				t.Errorf("%s: unit %s: %+v", name, u.Unit, u)
			}
		}
		if want := !c.hidden[0] && !c.hidden[1]; p.Shown() != want {
			t.Errorf("%s: the block shows: %v", name, p.Shown())
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	unit := func(totals ...points.Points) UnitCells {
		u := UnitCells{Cells: []Cell{{State: NotBegun}}}
		for _, p := range totals {
			u.Cells = append(u.Cells, Cell{State: HandedIn, Total: &p})
		}
		return u
	}
	for _, c := range []struct {
		totals []points.Points
		want   []points.Points
	}{
		{[]points.Points{9000, 9100, 9050}, []points.Points{-50, 50, 0}},
		{[]points.Points{9000, 9100}, []points.Points{-50, 50}},
		{[]points.Points{8000, 9000, 9100, 9200}, []points.Points{-1050, -50, 50, 150}},
		{[]points.Points{9000, 9000, 9000}, []points.Points{0, 0, 0}},
	} {
		u := unit(c.totals...)
		for i, want := range c.want {
			if got, ok := u.Distance(u.Cells[i+1]); !ok || got != want {
				t.Errorf("%v: %d: %v %v", c.totals, i, got, ok)
			}
		}
		if _, ok := u.Distance(u.Cells[0]); ok {
			t.Errorf("%v: a sheet that is not in lies somewhere", c.totals)
		}
	}
	if u := unit(9000); func() bool { _, ok := u.Distance(u.Cells[1]); return ok }() {
		t.Error("one sheet lies somewhere from itself")
	}
}

func TestDecideClaim(t *testing.T) {
	t.Parallel()
	chair := access.Actor{Account: 7}
	for name, c := range map[string]struct {
		claim Claim
		to    Status
		tied  bool
		note  string
		ok    bool
	}{
		"approve":                  {Claim{Adjustment: Adjustment{Status: Proposed}, ProposedBy: 8}, Approved, false, "", true},
		"reject with a reason":     {Claim{Adjustment: Adjustment{Status: Proposed}, ProposedBy: 8}, Rejected, false, "Trùng", true},
		"reject without":           {Claim{Adjustment: Adjustment{Status: Proposed}, ProposedBy: 8}, Rejected, false, "", false},
		"one's own proposal":       {Claim{Adjustment: Adjustment{Status: Proposed}, ProposedBy: 7}, Approved, false, "", false},
		"tied":                     {Claim{Adjustment: Adjustment{Status: Proposed}, ProposedBy: 8}, Approved, true, "", false},
		"decided already":          {Claim{Adjustment: Adjustment{Status: Approved}, ProposedBy: 8}, Rejected, false, "Sai", false},
		"rejected, then approved":  {Claim{Adjustment: Adjustment{Status: Rejected}, ProposedBy: 8}, Approved, false, "", false},
		"back to being a proposal": {Claim{Adjustment: Adjustment{Status: Approved}, ProposedBy: 8}, Proposed, false, "", false},
	} {
		before := c.claim
		err := c.claim.decide(c.to, chair, c.tied, c.note)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && c.claim != before {
			t.Errorf("%s: refused, and changed all the same: %+v", name, c.claim)
		}
		if err == nil && (c.claim.Status != c.to || c.claim.DecidedBy != 7 || c.claim.Decision != c.note) {
			t.Errorf("%s: %+v", name, c.claim)
		}
	}
}
