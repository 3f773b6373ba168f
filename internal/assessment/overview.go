package assessment

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/points"
	"portal/internal/postgres"
)

// CellState is how a judge stands with a unit, as the committee sees it.
type CellState string

// The states of a cell. A conflict closes a sheet before it begins; an exclusion, after.
const (
	NotBegun   CellState = ""
	Begun      CellState = "draft"
	Reopened   CellState = "reopened"
	HandedIn   CellState = "submitted"
	ShutOut    CellState = "excluded"
	InConflict CellState = "conflict"
)

// Cell is one judge's sheet of one unit. Its total is there only for who may see it.
type Cell struct {
	Judge  string // code
	State  CellState
	Total  *points.Points
	Reason string // of the conflict or the exclusion
}

// UnitCells is a unit with a cell for each judge of its block, in the order of the panel.
type UnitCells struct {
	Unit, Name, Short string
	Cells             []Cell
	Submitted         int             // counted sheets
	Expected          int             // judges without a conflict
	Shown             bool            // whether the points may be seen
	Mean              points.Fraction // of the counted sheets; none while the points may not be seen
}

// Few reports whether there are fewer counted sheets than the campaign asks for.
func (u UnitCells) Few(minimum int) bool { return u.Submitted < minimum }

// Seat is a judge of a block: the head of a column.
type Seat struct{ Code, Role, Position string }

// Panel is a block with its judges and units.
type Panel struct {
	Code, Name string
	Judges     []Seat
	Units      []UnitCells
}

// Shown reports whether every point of the block may be seen. Places give away points, so
// nobody sees those of a block otherwise.
func (p Panel) Shown() bool {
	return !slices.ContainsFunc(p.Units, func(u UnitCells) bool { return !u.Shown })
}

// Count is how many sheets of the block are in, and how many are expected.
func (p Panel) Count() (submitted, expected int) {
	for _, u := range p.Units {
		submitted += u.Submitted
		expected += u.Expected
	}
	return submitted, expected
}

// CountOf is how many sheets the judge of that column has handed in, and how many they owe in all.
func (p Panel) CountOf(column int) (submitted, expected int) {
	for _, u := range p.Units {
		switch u.Cells[column].State {
		case HandedIn:
			submitted++
			expected++
		case NotBegun, Begun, Reopened:
			expected++
		case ShutOut, InConflict:
		}
	}
	return submitted, expected
}

// mayShowPoints is the one rule of who sees the points of a unit's sheets before they are
// published: the committee's office, once scoring is over; not who has a tie with the unit,
// and not a judge who still owes a sheet of it (DOMAIN.md section 2, rules 8 and 9).
func mayShowPoints(by access.Actor, phase campaign.Phase, tied, owing bool) bool {
	c := campaign.Campaign{Phase: phase}
	return by.All(access.ReadOverview) && c.After(campaign.Review) && !tied && !owing
}

const overview = `
	select b.code, b.name, u.code, u.name, u.short_name, coalesce(m.id, 0), coalesce(m.code, ''), coalesce(m.role, ''), coalesce(m.position, ''),
		coalesce(s.stage, ''), s.submitted_at is not null, coalesce(s.total, 0), coalesce(s.exclusion, ''), ` + tie + `
	from campaigns c
		join blocks b on b.campaign_id = c.id
		join unit_blocks ub on ub.campaign_id = c.id and ub.block_id = b.id
		join units u on u.id = ub.unit_id
		left join panels p on p.block_id = b.id
		left join committee_members m on m.id = p.member_id
		left join sheets s on s.campaign_id = c.id and s.unit_id = u.id and s.member_id = m.id
	where c.id = $1
	order by b.sort_no, u.sort_no, u.name, u.id, m.sort_no, m.id`

// Matrix reads who has scored whom, block by block, for somebody of the committee: two
// queries, however many sheets there are.
func Matrix(ctx context.Context, q postgres.Querier, by access.Actor, c campaign.Campaign) ([]Panel, error) {
	tied, err := tiedUnits(ctx, q, by, c.ID)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, overview, c.ID)
	if err != nil {
		return nil, err
	}
	var all []scored
	var line scored
	_, err = pgx.ForEachRow(rows, []any{
		&line.block, &line.blockName, &line.unit, &line.name, &line.short, &line.member, &line.seat.Code, &line.seat.Role, &line.seat.Position,
		&line.stage, &line.wasIn, &line.total, &line.exclusion, &line.tie,
	}, func() error {
		all = append(all, line)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return panels(all, by, c.Phase, tied), nil
}

// scored is a unit and a judge of its panel; the judge is missing when a block has none yet.
type scored struct {
	block, blockName, unit, name, short string
	member                              int64
	seat                                Seat
	stage                               Stage
	wasIn                               bool // it was handed in once
	total                               points.Points
	exclusion, tie                      string
}

func (s scored) cell() Cell {
	switch {
	case s.stage == Excluded:
		return Cell{s.seat.Code, ShutOut, nil, s.exclusion}
	case s.tie != "":
		return Cell{s.seat.Code, InConflict, nil, s.tie}
	case s.stage == Draft && s.wasIn:
		return Cell{s.seat.Code, Reopened, nil, ""}
	}
	return Cell{s.seat.Code, CellState(s.stage), nil, ""}
}

// panels folds the lines, which come in the order of display, and leaves out what may not be seen.
func panels(lines []scored, by access.Actor, phase campaign.Phase, tied []string) []Panel {
	var list []Panel
	for i, j := 0, 0; i < len(lines); i = j {
		for j = i; j < len(lines) && lines[j].unit == lines[i].unit; j++ {
		}
		first := lines[i]
		if n := len(list); n == 0 || list[n-1].Code != first.block {
			list = append(list, Panel{Code: first.block, Name: first.blockName})
		}
		p := &list[len(list)-1]
		if p.Judges == nil {
			for _, s := range lines[i:j] {
				if s.member != 0 {
					p.Judges = append(p.Judges, s.seat)
				}
			}
		}
		p.Units = append(p.Units, unitCells(lines[i:j], by, phase, slices.Contains(tied, first.unit)))
	}
	return list
}

func unitCells(lines []scored, by access.Actor, phase campaign.Phase, tied bool) UnitCells {
	u := UnitCells{Unit: lines[0].unit, Name: lines[0].name, Short: lines[0].short}
	owing := false
	for _, s := range lines {
		if s.member == 0 {
			continue
		}
		c := s.cell()
		u.Cells = append(u.Cells, c)
		switch c.State {
		case HandedIn:
			u.Submitted++
			u.Expected++
		case NotBegun, Begun, Reopened:
			u.Expected++
			owing = owing || s.member == by.Member
		case ShutOut, InConflict:
		}
	}
	if u.Shown = mayShowPoints(by, phase, tied, owing); !u.Shown {
		return u
	}
	var sum points.Points
	at := 0
	for _, s := range lines {
		if s.member == 0 {
			continue
		}
		if u.Cells[at].State == HandedIn {
			u.Cells[at].Total = &s.total
			sum += s.total
		}
		at++
	}
	u.Mean = points.Mean(sum, u.Submitted)
	return u
}

// tiedUnits lists the units with which somebody has a tie: declared, headed or belonged to.
func tiedUnits(ctx context.Context, q postgres.Querier, by access.Actor, campaignID int64) ([]string, error) {
	rows, err := q.Query(ctx, `
		select u.code
		from campaigns c
			join unit_blocks ub on ub.campaign_id = c.id
			join units u on u.id = ub.unit_id
			left join committee_members m on m.campaign_id = c.id and m.id = $2
		where c.id = $1 and (`+tie+` <> '' or u.id = any($3))`,
		campaignID, by.Member, slices.Concat([]int64{}, by.HeadOf, by.StaffOf))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
