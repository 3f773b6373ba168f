package ranking_test

import (
	"strconv"
	"strings"
	"testing"

	"portal/internal/assessment"
	"portal/internal/points"
	"portal/internal/ranking"
	"portal/internal/rubric"
	"portal/internal/sample"
	"portal/internal/table"
)

func anomalies(t *testing.T, kind string) []string {
	t.Helper()
	var units []string
	for _, row := range rows(t, "expected-anomalies.csv", "anomaly", "unit_code") {
		if row.Text("anomaly") == kind {
			units = append(units, row.Text("unit_code"))
		}
	}
	return units
}

func rows(t testing.TB, file string, columns ...string) []table.Row {
	t.Helper()
	f, err := sample.Files.Open("data/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	read, mistakes, err := table.Read(f, columns...)
	if err != nil || len(mistakes) > 0 {
		t.Fatal(file, err, mistakes)
	}
	return read
}

func sampleRubric(t testing.TB) rubric.Rubric {
	t.Helper()
	criteria, err := sample.Files.Open("data/criteria.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer criteria.Close()
	bands, err := sample.Files.Open("data/classification-bands.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer bands.Close()
	r, err := rubric.ReadCSV(criteria)
	if err != nil {
		t.Fatal(err)
	}
	if r.Bands, err = rubric.ReadBands(bands); err != nil {
		t.Fatal(err)
	}
	r.Edition = 1
	return r
}

// sampleInput reads the sample files without the loader, which has tests of its own.
func sampleInput(t testing.TB) ranking.Input {
	t.Helper()
	in := ranking.Input{Rubric: sampleRubric(t), MinSheets: 3, Conflicts: assessment.Conflicts{}}
	quotas, err := sample.Files.Open("data/award-quotas.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer quotas.Close()
	if in.Blocks, in.Quotas, err = ranking.ReadQuotas(quotas); err != nil {
		t.Fatal(err)
	}
	panels := map[string][]string{}
	for _, row := range rows(t, "committee.csv", "member_code", "judges_blocks", "conflict_units", "conflict_reason") {
		for _, block := range strings.FieldsFunc(row.Text("judges_blocks"), func(r rune) bool { return r == ';' }) {
			panels[block] = append(panels[block], row.Text("member_code"))
		}
		for _, unit := range strings.FieldsFunc(row.Text("conflict_units"), func(r rune) bool { return r == ';' }) {
			in.Conflicts[assessment.Pair{Judge: row.Text("member_code"), Unit: unit}] = row.Text("conflict_reason")
		}
	}
	for _, row := range rows(t, "units.csv", "unit_code", "unit_name", "block_code", "kind_code") {
		in.Units = append(in.Units, ranking.Unit{
			Code: row.Text("unit_code"), Name: row.Text("unit_name"), Block: row.Text("block_code"),
			Kind: rubric.Kind(row.Text("kind_code")), Judges: panels[row.Text("block_code")],
		})
	}
	sheets := map[string]int{}
	for _, row := range rows(t, "scores-sample.csv", "sheet_id", "unit_code", "member_code", "criterion_code", "points", "sheet_status") {
		i, known := sheets[row.Text("sheet_id")]
		if !known {
			i = len(in.Sheets)
			sheets[row.Text("sheet_id")] = i
			in.Sheets = append(in.Sheets, assessment.Sheet{
				Unit: row.Text("unit_code"), Judge: row.Text("member_code"),
				Stage: assessment.Stage(row.Text("sheet_status")), Points: map[string]points.Points{},
			})
		}
		if row.Text("points") != "" {
			in.Sheets[i].Points[row.Text("criterion_code")] = stored(t, row.Text("points"))
		}
	}
	for _, row := range rows(t, "adjustments-sample.csv", "adjustment_id", "unit_code", "rule_code", "quantity", "status", "reason") {
		n, err := strconv.Atoi(row.Text("quantity"))
		if err != nil {
			t.Fatal(err)
		}
		in.Adjustments = append(in.Adjustments, assessment.Adjustment{
			Code: row.Text("adjustment_id"), Unit: row.Text("unit_code"), Rule: row.Text("rule_code"), Quantity: n,
			Status: assessment.Status(row.Text("status")), Reason: row.Text("reason"),
		})
	}
	return in
}

func stored(t testing.TB, text string) points.Points {
	t.Helper()
	p, err := points.ParseStored(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
