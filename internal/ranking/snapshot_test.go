package ranking_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"portal/internal/assessment"
	"portal/internal/points"
	"portal/internal/ranking"
	"portal/internal/rubric"
)

func snapshot(t *testing.T, in ranking.Input) ranking.Snapshot {
	t.Helper()
	return ranking.Snapshot{
		Campaign: "thi-dua", Number: 1, State: ranking.Provisional, Inputs: in, Standings: rank(t, in),
		PublishedAt: time.Date(2024, 10, 10, 2, 0, 0, 0, time.UTC),
	}
}

// The bytes of a document are for ever: this small one was checked against another
// program's RFC 8785, and is kept with its sum.
func TestCanonicalForm(t *testing.T) {
	t.Parallel()
	in := board(-1)
	in.Rubric.Criteria, in.Rubric.Rules, in.Rubric.Bands = in.Rubric.Criteria[:1], in.Rubric.Rules[:1], in.Rubric.Bands[4:]
	in.Rubric.Criteria[0].Max = map[rubric.Kind]points.Points{rubric.Department: 4000}
	in.Rubric.Groups = in.Rubric.Groups[:1]
	in.Units[0].Judges = []string{"TV-2", "TV-1", "TV-3"}
	in.Sheets = []assessment.Sheet{
		{ID: 7, Unit: "U-00001", Judge: "TV-2", Stage: assessment.Submitted, Version: 3, Points: map[string]points.Points{"I.1": 3125}},
		{ID: 8, Unit: "U-00001", Judge: "TV-3", Stage: assessment.Draft, Points: map[string]points.Points{"I.1": 5}},
		{ID: 9, Unit: "U-00001", Judge: "TV-1", Stage: assessment.Excluded, Points: map[string]points.Points{"I.1": 5}, Exclusion: "họ hàng"},
	}
	in.Conflicts = assessment.Conflicts{{Judge: "TV-1", Unit: "U-00001"}: "họ hàng"}
	proposed := adjust("U-00001", "C.1", 1)
	proposed.Status = assessment.Proposed
	in.Adjustments = []assessment.Adjustment{proposed}
	s := snapshot(t, in)
	s.Reason = "Tab\t, \"ngoặc\" <b> & \\ \u2028\x01 ổ 😀"
	got := string(ranking.Canonical(s))
	want, err := os.ReadFile("testdata/canonical.json")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the canonical form has changed:\n%s", got)
	}
	const sum = "eda52869d35a8015ef92f0df2ed9a26d3a81167bba3b966ee17f3ccc567f4c9e"
	if sha := sha256.Sum256(want); hex.EncodeToString(sha[:]) != sum {
		t.Errorf("SHA-256 %x, want %s", sha, sum)
	}
}

// Whatever was published can be read, recomputed and written again, byte for byte.
func TestSnapshotsVerify(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1954))
		s := snapshot(t, random(r))
		doc := ranking.Canonical(s)
		if err := ranking.Verify(doc, sha256.Sum256(doc)); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		again, err := ranking.Read(doc)
		if err != nil || !bytes.Equal(ranking.Canonical(again), doc) {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if changes := ranking.Compare(s.Standings, again.Standings); len(changes) > 0 {
			t.Fatalf("seed %d: %v", seed, changes)
		}
	}
}

// To write a document changes nothing of what it was given.
func TestCanonicalLeavesItsInput(t *testing.T) {
	t.Parallel()
	in := board(9000, 8000)
	slices.Reverse(in.Sheets)
	slices.Reverse(in.Units)
	in.Sheets[0].Stage = assessment.Excluded
	s := snapshot(t, in)
	before, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	ranking.Canonical(s)
	if after, _ := json.Marshal(s); !bytes.Equal(before, after) {
		t.Errorf("%s\nbecame\n%s", before, after)
	}
}

func TestVerifySaysWhereItBreaks(t *testing.T) {
	t.Parallel()
	doc := string(ranking.Canonical(snapshot(t, board(9550, 9000, 9000))))
	for name, c := range map[string]struct{ old, new, want string }{
		"a total":         {`"total":"95.50"`, `"total":"96.50"`, `total of unit U-00001 is published as "96.50", and comes out as "95.50"`},
		"a place":         {`"place":2`, `"place":3`, `place of unit U-00002 is published as "3", and comes out as "2"`},
		"points":          {`"II.1":"55.00"`, `"II.1":"54.00"`, `total of unit U-00001 is published as "95.50", and comes out as "94.50"`},
		"what is shown":   {`"sheets_expected":3`, `"sheets_expected":4`, "standing of unit U-00001"},
		"out of bounds":   {`"II.1":"55.00"`, `"II.1":"56.00"`, "Điểm tối đa là 55."},
		"a float":         {`"II.1":"55.00"`, `"II.1":55.00`, "read the document"},
		"an empty sheet":  {`{"I.1":"40.00","II.1":"55.00","II.2":"0.50"}`, `{}`, "Chưa chấm"},
		"a stranger":      {`"judge":"TV-1"`, `"judge":"TV-8"`, "not a judge of that unit"},
		"white space":     {`"number":1`, `"number": 1`, "canonical form"},
		"a second key":    {`"number":1`, `"number":1,"number":1`, "canonical form"},
		"an unknown key":  {`"number":1`, `"number":1,"x":1`, "unknown field"},
		"another format":  {`"ranking/1"`, `"ranking/2"`, `"ranking/2"`},
		"no state":        {`"provisional"`, `"secret"`, `no state "secret"`},
		"something after": {`"state":"provisional"}`, `"state":"provisional"}{}`, "something follows"},
	} {
		broken := strings.Replace(doc, c.old, c.new, 1)
		if broken == doc {
			t.Fatalf("%s: %s is not in %s", name, c.old, doc)
		}
		err := ranking.Verify([]byte(broken), sha256.Sum256([]byte(broken)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if err := ranking.Verify([]byte(broken), sha256.Sum256([]byte(doc))); err == nil || !strings.Contains(err.Error(), "SHA-256") {
			t.Errorf("%s: %v, want the sum", name, err)
		}
	}
	for _, rubbish := range []string{"", "null", "{}", "[]", "x", doc[:len(doc)/2]} {
		if ranking.Verify([]byte(rubbish), sha256.Sum256([]byte(rubbish))) == nil {
			t.Errorf("%.20q verifies", rubbish)
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	before := rank(t, board(9500, 9000, 8000, -1))
	in := board(9500, 9600, -1, -1)
	in.Units[3].Code = "U-00009"
	in.Units[3].Name = "Đơn vị mới"
	got := ranking.Compare(before, rank(t, in))
	want := []ranking.Change{
		{"U-00002", "Đơn vị U-00002", ranking.FieldPlace, "2", "1"},
		{"U-00002", "Đơn vị U-00002", ranking.FieldTotal, "90.00", "96.00"},
		{"U-00002", "Đơn vị U-00002", ranking.FieldBase, "90/1", "96/1"},
		{"U-00001", "Đơn vị U-00001", ranking.FieldPlace, "1", "2"},
		{"U-00003", "Đơn vị U-00003", ranking.FieldPlace, "3", ""},
		{"U-00003", "Đơn vị U-00003", ranking.FieldTotal, "80.00", ""},
		{"U-00003", "Đơn vị U-00003", ranking.FieldBase, "80/1", ""},
		{"U-00003", "Đơn vị U-00003", ranking.FieldGrade, "Tốt", ""},
		{"U-00003", "Đơn vị U-00003", ranking.FieldNote, "", "not_ranked"},
		{"U-00003", "Đơn vị U-00003", ranking.FieldCounted, "1", "0"},
		{"U-00009", "Đơn vị mới", ranking.FieldListed, "", "K1"},
		{"U-00004", "Đơn vị U-00004", ranking.FieldListed, "K1", ""},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v\nwant\n%v", got, want)
	}
	if changes := ranking.Compare(before, before); changes != nil {
		t.Error(changes)
	}
}

func TestSections(t *testing.T) {
	t.Parallel()
	in := board(9500, 9000, 8000)
	in.Blocks = append(in.Blocks, ranking.Block{Code: "K2"}, ranking.Block{Code: "K3"})
	in.Units[1].Block = "K3"
	sections := snapshot(t, in).Sections()
	if len(sections) != 3 || len(sections[0].Standings) != 2 || len(sections[1].Standings) != 0 || sections[2].Standings[0].Place != 1 {
		t.Error(sections)
	}
}

// What is a mistake in the data is refused, all of it at once, and ranks nobody.
func TestRankRefusesWhatIsNoScore(t *testing.T) {
	t.Parallel()
	for want, spoil := range map[string]func(in *ranking.Input){
		`unit "U-00001" is there twice`:    func(in *ranking.Input) { in.Units = append(in.Units, in.Units[0]) },
		`block "K1" is there twice`:        func(in *ranking.Input) { in.Blocks = append(in.Blocks, in.Blocks[0]) },
		`sheet "U-00001 by TV-1" is there`: func(in *ranking.Input) { in.Sheets = append(in.Sheets, in.Sheets[0]) },
		`no block "K9"`:                    func(in *ranking.Input) { in.Units[0].Block = "K9" },
		"no criterion applies":             func(in *ranking.Input) { in.Units[0].Kind = "chi_bo" },
		"not a judge of that unit":         func(in *ranking.Input) { in.Sheets[0].Judge = "TV-7" },
		`sheet of U-77777 by TV-1: not a`:  func(in *ranking.Input) { in.Sheets[0].Unit = "U-77777" },
		`no stage "reopened"`:              func(in *ranking.Input) { in.Sheets[0].Stage = "reopened" },
		"Chưa chấm":                        func(in *ranking.Input) { delete(in.Sheets[0].Points, "I.1") },
		"Điểm phải là bội số của 0,05.":    func(in *ranking.Input) { in.Sheets[0].Points["I.1"] = 7 },
		"Điểm không được là số âm.":        func(in *ranking.Input) { in.Sheets[0].Points["I.1"] = -5 },
		"Tiêu chí X không áp dụng":         func(in *ranking.Input) { in.Sheets[0].Points["X"] = 5 },
		`adjustment DC-1: unit "U-9"`: func(in *ranking.Input) {
			in.Adjustments = []assessment.Adjustment{{Code: "DC-1", Unit: "U-9", Rule: "C.1", Quantity: 1}}
		},
		`rule "C.9"`: func(in *ranking.Input) { in.Adjustments = []assessment.Adjustment{adjust("U-00001", "C.9", 1)} },
		"1001 cases": func(in *ranking.Input) { in.Adjustments = []assessment.Adjustment{adjust("U-00001", "C.1", 1001)} },
		`grade "Z"`: func(in *ranking.Input) {
			in.Quotas = []ranking.Quota{{Block: "K1", Award: "N1", From: 1, To: 1, MinGrade: "Z"}}
		},
		"places 2 to 1": func(in *ranking.Input) {
			in.Quotas = []ranking.Quota{{Block: "K1", Award: "N1", From: 2, To: 1, MinGrade: "K"}}
		},
		`criterion "X" cannot be marked`: func(in *ranking.Input) { in.Units[0].NotApplicable = map[string]string{"X": "không có"} },
		`no tie-break "group:V"`:         func(in *ranking.Input) { in.TieBreak = []ranking.TieBreak{"group:V"} },
		"no band begins at 0":            func(in *ranking.Input) { in.Rubric.Bands = in.Rubric.Bands[:4] },
	} {
		in := board(9500, 9000)
		spoil(&in)
		if board, err := ranking.Rank(in); err == nil || board != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestReadQuotas(t *testing.T) {
	t.Parallel()
	const header = "block_code,block_name,award_code,award_name,rank_from,rank_to,quota,min_band,prize_vnd\n"
	blocks, quotas, err := ranking.ReadQuotas(strings.NewReader(header + "K1,Khối 1,N1,Giải Nhất,1,1,1,T,1500000\nK2,Khối 2,N1,Giải Nhất,1,2,2,T,0\n"))
	if err != nil || len(blocks) != 2 || quotas[0].Prize != 1500000 || quotas[1] != (ranking.Quota{Block: "K2", Award: "N1", Name: "Giải Nhất", From: 1, To: 2, Quota: 2, MinGrade: "T"}) {
		t.Error(blocks, quotas, err)
	}
	_, _, err = ranking.ReadQuotas(strings.NewReader(header + "K1,Khối 1,N1,Giải Nhất,2,1,một,T,-5\nK1,Khối Một,N1,,0,1,1,,99999999999999999999\n"))
	const want = "Dòng 2, cột quota: Hãy ghi một số nguyên từ 0.\n" +
		"Dòng 2, cột prize_vnd: Hãy ghi một số nguyên từ 0.\n" +
		"Dòng 2, cột rank_to: Hạng cuối không được đứng trước hạng đầu.\n" +
		"Dòng 3, cột award_name: Ô này không được để trống.\n" +
		"Dòng 3, cột min_band: Ô này không được để trống.\n" +
		"Dòng 3, cột rank_from: Hãy ghi một số nguyên từ 1.\n" +
		"Dòng 3, cột prize_vnd: Hãy ghi một số nguyên từ 0.\n" +
		"Dòng 3, cột award_code: Giải này của khối đã có ở dòng 2.\n" +
		"Dòng 3, cột block_name: Khối K1 ở trên có tên khác: Khối 1."
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant\n%s", err, want)
	}
}
