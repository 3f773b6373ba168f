package registration_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"portal/internal/registration"
	"portal/internal/viet"
)

// expected is registration-samples-expected.json.
type expected struct {
	Files []struct {
		File    string
		Outcome string `json:"file_outcome"`
		Sheets  []struct{ Sheet, Outcome, Reason string }
		NonData map[string][]int `json:"non_data_rows"`
		Rows    []struct {
			Sheet                      string
			Row                        int
			Outcome                    string
			Reasons, Columns, Warnings []string
			Fields                     *struct {
				Unit          string   `json:"unit_code"`
				Title         string   `json:"title"`
				Category      string   `json:"category_code"`
				Description   string   `json:"description"`
				Start         string   `json:"start_date"`
				End           string   `json:"end_date"`
				Place         string   `json:"place"`
				Target        string   `json:"target"`
				Participants  int      `json:"expected_participants"`
				Total         int64    `json:"budget_total_vnd"`
				State         int64    `json:"budget_state_vnd"`
				Social        int64    `json:"budget_social_vnd"`
				Responsible   string   `json:"responsible_role"`
				Partners      []string `json:"coordinating_units"`
				Evidence      string   `json:"expected_evidence"`
				ActivityInCSV string   `json:"-"`
			}
		}
	}
}

func TestTheSampleForms(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/registration-samples-expected.json")
	must(t, err)
	var want expected
	must(t, json.Unmarshal(b, &want))
	if len(want.Files) != 4 {
		t.Fatalf("%d files, want 4", len(want.Files))
	}
	for _, w := range want.Files {
		t.Run(w.File, func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(filepath.Join("testdata", w.File))
			must(t, err)
			got := registration.Read(b, known(t))
			if (got.Refused == "") != (w.Outcome == "read") || len(got.Sheets) != len(w.Sheets) || len(got.Rows) != len(w.Rows) {
				t.Fatalf("refused %q, sheets %+v, %d rows", got.Refused, got.Sheets, len(got.Rows))
			}
			for i, s := range w.Sheets {
				if g := got.Sheets[i]; g.Name != s.Sheet || g.Read != (s.Outcome == "read") || string(g.Reason) != s.Reason {
					t.Errorf("sheet %+v, want %+v", g, s)
				}
			}
			skipped := map[string][]int{}
			for _, s := range got.Sheets[0].Skipped {
				if s.Kind != "numbers" {
					skipped[s.Kind] = append(skipped[s.Kind], s.Row)
				}
			}
			for kind, rows := range w.NonData {
				if !slices.Equal(skipped[kind], rows) {
					t.Errorf("%s: rows %v, want %v", kind, skipped[kind], rows)
				}
			}
			for i, r := range w.Rows {
				g := got.Rows[i]
				if g.Sheet != r.Sheet || g.Number != r.Row || g.Good() != (r.Outcome == "import") {
					t.Errorf("row %s %d %v, want %s %d %s", g.Sheet, g.Number, g.Problems, r.Sheet, r.Row, r.Outcome)
				}
				if !slices.Equal(codes(g.Problems), r.Reasons) || !slices.Equal(codes(g.Notes), r.Warnings) {
					t.Errorf("row %d: %v and %v, want %v and %v", g.Number, g.Problems, g.Notes, r.Reasons, r.Warnings)
				}
				var columns []string
				for _, p := range g.Problems {
					columns = append(columns, g.Columns[p.Field].Title)
				}
				if !slices.Equal(columns, r.Columns) && len(r.Columns) > 0 {
					t.Errorf("row %d: columns %v, want %v", g.Number, columns, r.Columns)
				}
				f := r.Fields
				if f == nil {
					continue
				}
				p := g.Plan
				for _, c := range [][2]string{
					{p.Unit, f.Unit},
					{p.Title, f.Title},
					{p.Category, f.Category},
					{p.Description, f.Description},
					{p.StartsOn.ISO(), f.Start},
					{p.EndsOn.ISO(), f.End},
					{p.Place, f.Place},
					{p.Target, f.Target},
					{p.Responsible, f.Responsible},
					{p.Evidence, f.Evidence},
					{strings.Join(p.Partners, ";"), strings.Join(f.Partners, ";")},
					{viet.Int(zero(p.Participants)), viet.Int(f.Participants)},
					{viet.Int(zero(p.Budget())), viet.Int(f.Total)},
					{viet.Int(zero(p.BudgetState)), viet.Int(f.State)},
					{viet.Int(zero(p.BudgetSocial)), viet.Int(f.Social)},
				} {
					if c[0] != c[1] {
						t.Errorf("row %d: %q, want %q", g.Number, c[0], c[1])
					}
				}
			}
		})
	}
}

func zero[T any](n *T) T {
	var none T
	if n == nil {
		return none
	}
	return *n
}
