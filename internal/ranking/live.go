package ranking

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"portal/internal/assessment"
	"portal/internal/campaign"
	"portal/internal/points"
	"portal/internal/postgres"
)

// VerifyInputs holds the newest publication of every concluded campaign against the
// tables it was computed from, and the kept total of every sheet against its points. It
// returns how many publications it recomputed; the error says everything that differs.
func (s Store) VerifyInputs(ctx context.Context) (n int, err error) {
	failed := s.db.Snapshot(ctx, func(q postgres.Querier) error {
		n, err = VerifyTables(ctx, q)
		return nil
	})
	return n, errors.Join(err, failed)
}

// VerifyTables is VerifyInputs within a transaction.
func VerifyTables(ctx context.Context, q postgres.Querier) (int, error) {
	rows, err := q.Query(ctx, `select id, slug, minimum_sheets, phase in ('concluded', 'archived') from campaigns order by id`)
	if err != nil {
		return 0, err
	}
	type state struct {
		ID        int64
		Slug      string
		MinSheets int
		Over      bool
	}
	campaigns, err := pgx.CollectRows(rows, pgx.RowToStructByPos[state])
	if err != nil {
		return 0, err
	}
	n := 0
	var wrong []error
	for _, c := range campaigns {
		sums, err := totals(ctx, q, c.ID)
		if err != nil {
			return n, err
		}
		wrong = append(wrong, sums...)
		if !c.Over {
			continue
		}
		p, err := newest(ctx, q, c.ID)
		if err != nil {
			return n, fmt.Errorf("the publication of %s: %w", c.Slug, err)
		}
		live, err := Inputs(ctx, q, &campaign.Campaign{ID: c.ID, MinimumSheets: c.MinSheets})
		if err != nil {
			return n, err
		}
		n++
		for _, difference := range p.differences(live) {
			wrong = append(wrong, fmt.Errorf("publication %d of %s: %s", p.Number, c.Slug, difference))
		}
	}
	return n, errors.Join(wrong...)
}

// totals finds sheets whose kept total is not the sum of their points.
func totals(ctx context.Context, q postgres.Querier, campaignID int64) ([]error, error) {
	rows, err := q.Query(ctx, `
		select u.code, m.code, s.total, coalesce(sum(p.points), 0)
		from sheets s join units u on u.id = s.unit_id join committee_members m on m.id = s.member_id
			left join sheet_points p on p.sheet_id = s.id
		where s.campaign_id = $1
		group by s.id, u.code, m.code
		having s.total <> coalesce(sum(p.points), 0)
		order by u.code, m.code`, campaignID)
	if err != nil {
		return nil, err
	}
	var wrong []error
	var unit, judge string
	var kept, sum points.Points
	_, err = pgx.ForEachRow(rows, []any{&unit, &judge, &kept, &sum}, func() error {
		wrong = append(wrong, fmt.Errorf("sheet of %s by %s: the kept total is %s, the points make %s", unit, judge, kept, sum))
		return nil
	})
	return wrong, err
}

// differences says how the tables differ from what was published. Names are not held
// against it: a publication keeps those of its day.
func (s Snapshot) differences(live Input) []string {
	was, is := s.Inputs.canonical(), live.canonical()
	named := map[string]string{}
	for _, u := range was.Units {
		named[u.Code] = u.Name
	}
	for i, u := range is.Units {
		if name, known := named[u.Code]; known {
			is.Units[i].Name = name
		}
	}
	for i := range is.Blocks {
		if i < len(was.Blocks) && was.Blocks[i].Code == is.Blocks[i].Code {
			is.Blocks[i].Name = was.Blocks[i].Name
		}
	}
	said := sheetDifferences(was.Sheets, is.Sheets)
	standings, err := Rank(is)
	if err != nil {
		return append(said, "the tables cannot be ranked: "+err.Error())
	}
	for _, c := range Compare(s.Standings, standings) {
		said = append(said, fmt.Sprintf("%s of unit %s is published as %q, and comes out of the tables as %q", c.What, c.Unit, c.Before, c.After))
	}
	if len(said) == 0 && !bytes.Equal(Canonical(Snapshot{Inputs: was, Standings: s.Standings}), Canonical(Snapshot{Inputs: is, Standings: standings})) {
		said = append(said, "rubric, units, adjustments, conflicts or awards of the tables are not those it was computed from")
	}
	return said
}

func sheetDifferences(was, is []assessment.Sheet) []string {
	before, after := bySheet(was), bySheet(is)
	var said []string
	for _, name := range slices.Sorted(maps.Keys(before)) {
		now, there := after[name]
		if !there {
			said = append(said, "the sheet of "+name+" is not in the tables")
			continue
		}
		then := before[name]
		if then.Stage != now.Stage {
			said = append(said, fmt.Sprintf("the sheet of %s was %s, the tables say %s", name, then.Stage, now.Stage))
		}
		for _, criterion := range slices.Sorted(maps.Keys(then.Points)) {
			if p, answered := now.Points[criterion]; !answered || p != then.Points[criterion] {
				said = append(said, fmt.Sprintf("the sheet of %s has %s for %s, the tables %s", name, then.Points[criterion], criterion, p))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if _, there := before[name]; !there {
			said = append(said, "the tables have a sheet of "+name+" that was not published")
		}
	}
	return said
}

func bySheet(list []assessment.Sheet) map[string]assessment.Sheet {
	named := make(map[string]assessment.Sheet, len(list))
	for _, s := range list {
		named[s.Unit+" by "+s.Judge] = s
	}
	return named
}
