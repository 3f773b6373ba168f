package intake

import (
	"io"

	"portal/internal/table"
	"portal/internal/viet"
)

// Member is a row of committee.csv.
type Member struct {
	Row        int
	Code       string
	Role       string // on the committee
	Position   string // office held
	Heads      string // code of the unit that this person heads, or ""
	Units      []string
	Activities []string // what the member follows
	Judge      bool
	Blocks     []string // whose panels the member sits on
	Conflicts  []Conflict
	Phone      string
}

// Conflict is a unit that a member must not score.
type Conflict struct{ Unit, Reason string }

// ReadCommittee reads a file such as committee.csv, in its order.
func ReadCommittee(from io.Reader) ([]Member, table.Mistakes, error) {
	f, err := open(from, maxRows, nil, "member_code", "committee_role", "position", "heads_unit_code", "follows_units",
		"follows_activities", "is_judge", "judges_blocks", "conflict_units", "conflict_reason", "phone")
	if err != nil {
		return nil, nil, err
	}
	followed := map[string]int{}
	members := make([]Member, 0, len(f.rows))
	for _, row := range f.rows {
		c := cells{row, f}
		m := Member{
			Row: row.Number, Code: c.key("member_code", unitCode, wantMemberCode), Role: c.need("committee_role", 100), Position: c.need("position", 200),
			Units: c.codes("follows_units", unitCode, wantUnitCode), Activities: c.codes("follows_activities", activityCode, wantActivityCode),
			Judge: c.oneOf("is_judge", "0", "1") == "1", Blocks: c.codes("judges_blocks", blockCode, wantBlockCode), Phone: c.text("phone", 30),
		}
		if c.Text("heads_unit_code") != "" {
			m.Heads = c.code("heads_unit_code", unitCode, wantUnitCode)
		}
		if !m.Judge && len(m.Blocks) > 0 {
			c.wrong("judges_blocks", "Thành viên không chấm điểm (is_judge 0) thì không có khối chấm.")
		}
		c.follows("follows_units", m.Units, followed)
		c.follows("follows_activities", m.Activities, followed)
		m.Conflicts = c.conflicts()
		members = append(members, m)
	}
	return members, f.Mistakes, nil
}

// follows notes who follows what: each has one member.
func (c cells) follows(column string, codes []string, followed map[string]int) {
	for _, code := range codes {
		if first, again := followed[code]; again {
			c.wrong(column, "%s đã có người theo dõi ở dòng %d.", code, first)
		}
		followed[code] = c.Number
	}
}

// conflicts pairs units with reasons, one each; a single reason stands for all.
func (c cells) conflicts() []Conflict {
	units, reasons := c.codes("conflict_units", unitCode, wantUnitCode), c.list("conflict_reason", 500)
	list := make([]Conflict, len(units))
	for i, unit := range units {
		list[i].Unit = unit
		switch len(reasons) {
		case len(units):
			list[i].Reason = reasons[i]
		case 1:
			list[i].Reason = reasons[0]
		default:
			c.wrong("conflict_reason", "Có %s nhưng %s.", viet.Count(len(units), "đơn vị"), viet.Count(len(reasons), "lý do"))
			return nil
		}
	}
	return list
}
