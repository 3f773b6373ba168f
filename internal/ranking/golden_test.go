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

	"portal/internal/ranking"
	"portal/internal/sample"
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
