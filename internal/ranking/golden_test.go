package ranking_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"portal/internal/assessment"
	"portal/internal/points"
	"portal/internal/ranking"
	"portal/internal/rubric"
	"portal/internal/sample"
	"portal/internal/table"
)

// The board of the sample campaign is the one that was computed beside the
// product, in every column of every row.
func TestSampleRanking(t *testing.T) {
	t.Parallel()
	in := sampleInput(t)
	board, err := ranking.Rank(in)
	if err != nil {
		t.Fatal(err)
	}
	got := boardCSV(in, board)
	want, err := sample.Files.ReadFile("data/expected-ranking.csv")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
		for i := range min(len(gotLines), len(wantLines)) {
			if gotLines[i] != wantLines[i] {
				t.Errorf("row %d\n got %s\nwant %s", i+1, gotLines[i], wantLines[i])
			}
		}
		t.Fatalf("%d rows, want %d", len(gotLines), len(wantLines))
	}

	var few []string
	for _, s := range ranking.FewSheets(board) {
		few = append(few, s.Unit)
	}
	if want := anomalies(t, "few_sheets"); !slices.Equal(few, want) {
		t.Errorf("few sheets: %v, want %v", few, want)
	}
	var capped []string
	for _, s := range board {
		if s.BonusCapped || s.DeductionCapped {
			capped = append(capped, s.Unit)
		}
	}
	if want := anomalies(t, "bonus_capped"); !slices.Equal(capped, want) {
		t.Errorf("capped: %v, want %v", capped, want)
	}
}

// A published sample ranking can be recomputed from its document alone.
func TestSampleSnapshotVerifies(t *testing.T) {
	t.Parallel()
	in := sampleInput(t)
	board, err := ranking.Rank(in)
	if err != nil {
		t.Fatal(err)
	}
	s := ranking.Snapshot{
		Campaign: "mau", Number: 1, State: ranking.Provisional, Inputs: in, Standings: board,
		PublishedAt: time.Date(2024, 10, 10, 9, 0, 0, 5, time.FixedZone("", 7*3600)),
	}
	doc := ranking.Canonical(s)
	if err := ranking.Verify(doc, sha256.Sum256(doc)); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(s.Inputs.Units)
	slices.Reverse(s.Inputs.Sheets)
	slices.Reverse(s.Inputs.Adjustments)
	if !bytes.Equal(ranking.Canonical(s), doc) {
		t.Error("the order in which inputs arrive shows in the document")
	}
}

func boardCSV(in ranking.Input, board []ranking.Standing) string {
	var out strings.Builder
	w := csv.NewWriter(&out)
	row := func(cells ...string) { _ = w.Write(cells) }
	row(strings.Split("block_code,block_name,rank,unit_code,unit_name,kind_code,sheets_expected,sheets_submitted,sheets_counted,"+
		"mean_points_exact,bonus,deduction,total,classification_code,classification,award_code,award_name,award_note,data_label", ",")...)
	names := map[string]string{}
	for _, b := range in.Blocks {
		names[b.Code] = b.Name
	}
	for _, s := range board {
		place, total := "", ""
		if s.Place > 0 {
			place = strconv.Itoa(s.Place)
		}
		if s.Total != nil {
			total = s.Total.Stored()
		}
		row(s.Block, names[s.Block], place, s.Unit, s.Name, string(s.Kind), strconv.Itoa(s.SheetsExpected),
			strconv.Itoa(s.SheetsSubmitted), strconv.Itoa(s.SheetsCounted), s.Base.String(), s.Bonus.Stored(), s.Deduction.Stored(),
			total, s.Grade, s.GradeName, s.Award, s.AwardName, string(s.Note), "DỮ LIỆU MẪU")
	}
	w.Flush()
	return out.String()
}

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
