package ranking

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"time"

	"portal/internal/assessment"
	"portal/internal/canon"
)

// State says whether a publication may still be appealed against.
type State string

// A publication is provisional or final.
const (
	Provisional State = "provisional"
	Final       State = "final"
)

const format = "ranking/1"

// Snapshot is a publication. It never changes; a correction is the next one.
type Snapshot struct {
	Format      string     `json:"format"`
	Campaign    string     `json:"campaign"`
	Number      int        `json:"number"`
	State       State      `json:"state"`
	PublishedAt time.Time  `json:"published_at"`
	Reason      string     `json:"reason"` // for a correction, or for publishing with few sheets
	Inputs      Input      `json:"inputs"`
	Standings   []Standing `json:"standings"`
	Changes     []Change   `json:"changes"` // against the publication before
}

// Section is a block of the board with its standings.
type Section struct {
	Block     Block
	Standings []Standing
}

// Sections gives the board block by block.
func (s Snapshot) Sections() []Section {
	sections := make([]Section, 0, len(s.Inputs.Blocks))
	for _, b := range s.Inputs.Blocks {
		section := Section{Block: b}
		for _, standing := range s.Standings {
			if standing.Block == b.Code {
				section.Standings = append(section.Standings, standing)
			}
		}
		sections = append(sections, section)
	}
	return sections
}

// FewSheets lists the standings with fewer counted sheets than the campaign asks
// for; a final publication needs a reason when there are any.
func FewSheets(standings []Standing) []Standing {
	var few []Standing
	for _, s := range standings {
		if s.FewSheets {
			few = append(few, s)
		}
	}
	return few
}

// Canonical gives the bytes of a publication, in the form the package describes.
func Canonical(s Snapshot) []byte {
	s.Format = format
	s.PublishedAt = s.PublishedAt.UTC().Truncate(time.Second)
	s.Inputs = s.Inputs.canonical()
	s.Changes = list(s.Changes)
	s.Standings = list(s.Standings)
	for i := range s.Standings {
		s.Standings[i].Groups = list(s.Standings[i].Groups)
		s.Standings[i].BelowFloor = list(s.Standings[i].BelowFloor)
	}
	return canon.JSON(s)
}

// canonical puts the inputs in order and leaves out what has no part in the result.
func (in Input) canonical() Input {
	in.Rubric.Groups, in.Rubric.Criteria = list(in.Rubric.Groups), list(in.Rubric.Criteria)
	in.Rubric.Rules, in.Rubric.Bands = list(in.Rubric.Rules), list(in.Rubric.Bands)
	in.Rubric.Floor.Withheld = list(in.Rubric.Floor.Withheld)
	in.Blocks, in.Quotas, in.TieBreak = list(in.Blocks), list(in.Quotas), list(in.TieBreak)
	if in.Conflicts == nil {
		in.Conflicts = assessment.Conflicts{}
	}
	in.Units = list(in.Units)
	for i := range in.Units {
		in.Units[i].Judges = list(in.Units[i].Judges)
		slices.Sort(in.Units[i].Judges)
		if in.Units[i].NotApplicable == nil {
			in.Units[i].NotApplicable = map[string]string{}
		}
	}
	slices.SortFunc(in.Units, func(a, b Unit) int { return cmp.Compare(a.Code, b.Code) })
	in.Sheets = slices.DeleteFunc(list(in.Sheets), func(s assessment.Sheet) bool { return s.Stage == assessment.Draft })
	for i, s := range in.Sheets {
		if !assessment.Counted(s, in.Conflicts) {
			in.Sheets[i].Points = nil
		}
	}
	slices.SortFunc(in.Sheets, func(a, b assessment.Sheet) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Judge, b.Judge))
	})
	in.Adjustments = slices.DeleteFunc(list(in.Adjustments), func(a assessment.Adjustment) bool { return a.Status != assessment.Approved })
	slices.SortFunc(in.Adjustments, func(a, b assessment.Adjustment) int { return cmp.Compare(a.Code, b.Code) })
	return in
}

// list copies a list, so that the caller's stays as it is; none becomes [] in JSON.
func list[T any](s []T) []T { return append([]T{}, s...) }

// Read opens a published document. It takes nothing but the canonical form.
func Read(doc []byte) (Snapshot, error) {
	var s Snapshot
	d := json.NewDecoder(bytes.NewReader(doc))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Snapshot{}, fmt.Errorf("ranking: read the document: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Snapshot{}, errors.New("ranking: something follows the document")
	}
	if s.Format != format {
		return Snapshot{}, fmt.Errorf("ranking: the document is %q, not %q", s.Format, format)
	}
	if !bytes.Equal(Canonical(s), doc) {
		return Snapshot{}, errors.New("ranking: the document is not in its canonical form")
	}
	return s, nil
}

// Verify says where a published document breaks: its bytes against their SHA-256,
// and its standings against those that come out of its own inputs.
func Verify(doc []byte, sha [sha256.Size]byte) error {
	if sha256.Sum256(doc) != sha {
		return errors.New("ranking: the SHA-256 is not that of the document")
	}
	s, err := Read(doc)
	if err != nil {
		return err
	}
	if s.State != Provisional && s.State != Final {
		return fmt.Errorf("ranking: no state %q", s.State)
	}
	computed, err := Rank(s.Inputs)
	if err != nil {
		return err
	}
	if len(computed) != len(s.Standings) {
		return fmt.Errorf("ranking: %d standings published, %d come out", len(s.Standings), len(computed))
	}
	again := s
	again.Standings = computed
	if bytes.Equal(Canonical(again), doc) {
		return nil
	}
	for i, c := range Compare(s.Standings, computed) {
		if i == 0 {
			return fmt.Errorf("ranking: %s of unit %s is published as %q, and comes out as %q", c.What, c.Unit, c.Before, c.After)
		}
	}
	for i := range computed {
		if !reflect.DeepEqual(computed[i], s.Standings[i]) {
			return fmt.Errorf("ranking: the standing of unit %s is not what comes out", s.Standings[i].Unit)
		}
	}
	return errors.New("ranking: the standings are not what comes out")
}
