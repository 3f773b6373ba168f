package sample

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"portal/internal/access"
	"portal/internal/intake"
	"portal/internal/plan"
	"portal/internal/ranking"
	"portal/internal/rubric"
	"portal/internal/table"
	"portal/internal/viet"
)

// facts are what campaign.yaml says.
type facts struct {
	Ward struct {
		Name, Body, Place, Organizer, Contact string
	}
	Campaign struct {
		Slug, Name, Theme, Summary, Occasion string
		Aims                                 []string
		AnniversaryOn                        viet.Date `yaml:"anniversary_on"`
		StartsOn                             viet.Date `yaml:"starts_on"`
		EndsOn                               viet.Date `yaml:"ends_on"`
		RegistrationDeadline                 viet.Date `yaml:"registration_deadline"`
		LaunchedAt                           time.Time `yaml:"launched_at"`
		ScoringFrom                          viet.Date `yaml:"scoring_from"`
		WrapupOn                             viet.Date `yaml:"wrapup_on"`
		MinimumSheets                        int       `yaml:"minimum_sheets"`
		AppealDays                           int       `yaml:"appeal_days"`
		RubricAdoptedAt                      time.Time `yaml:"rubric_adopted_at"`
	}
	Editions []issued
	Moves    []struct {
		To     string
		At     time.Time
		Reason string
	}
	Publications []struct {
		State  ranking.State
		At     time.Time
		Reason string
	}
	Accounts []struct {
		Email, Name, Who, Member string
		Roles                    []access.Role
	}
	Shown           struct{ Member, Unit string } // whose accounts the demo names
	MemberEmail     string                        `yaml:"member_email"`
	StaffEmail      string                        `yaml:"staff_email"`
	MembershipsFrom viet.Date                     `yaml:"memberships_from"`
	Categories      []string
	Examples        []offered
	Changes         []change
	Returns, Visits []string
	Exclusion       string
	Caption         string
	Pictures        map[string]string
}

// issued is an edition of the campaign's plan.
type issued struct {
	Number    string // of the document
	At        time.Time
	Reason    string
	Signatory plan.Signatory
}

// change is a registered plan that was moved.
type change struct {
	Activity string
	At       time.Time
	StartsOn viet.Date `yaml:"starts_on"`
	EndsOn   viet.Date `yaml:"ends_on"`
	Reason   string
}

// offered is an activity that units can copy from.
type offered struct {
	Title, Category, Description, Target, Evidence string
	Kinds                                          []rubric.Kind
	Quantity, Participants                         *int
	QuantityUnit                                   string `yaml:"quantity_unit"`
}

// story is all that the files of the sample campaign tell.
type story struct {
	facts
	units         []intake.Unit
	activities    []intake.Activity
	committee     []intake.Member
	sheets        []intake.Sheet
	adjustments   []intake.Adjustment
	announcements []intake.Announcement
	rubric        rubric.Rubric
	blocks        []ranking.Block
	quotas        []ranking.Quota
}

// read reads the files once: they come with the program and cannot change.
var read = sync.OnceValues(func() (*story, error) {
	s := &story{}
	text, err := Files.ReadFile("data/campaign.yaml")
	if err != nil {
		return nil, err
	}
	if err := yaml.UnmarshalWithOptions(text, &s.facts, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("campaign.yaml: %w", err)
	}
	folder, err := fs.Sub(Files, "data/announcements")
	if err != nil {
		return nil, err
	}
	var mistakes table.Mistakes
	s.announcements, mistakes, err = intake.ReadAnnouncements(folder)
	err = errors.Join(err, mistakes.Or())
	for _, part := range []struct {
		file string
		read func(io.Reader) error
	}{
		{"units.csv", into(&s.units, intake.ReadUnits)},
		{"activities.csv", into(&s.activities, intake.ReadActivities)},
		{"committee.csv", into(&s.committee, intake.ReadCommittee)},
		{"scores-sample.csv", into(&s.sheets, intake.ReadScores)},
		{"adjustments-sample.csv", into(&s.adjustments, intake.ReadAdjustments)},
		{"criteria.csv", func(f io.Reader) (err error) { s.rubric, err = rubric.ReadCSV(f); return err }},
		{"classification-bands.csv", func(f io.Reader) (err error) { s.rubric.Bands, err = rubric.ReadBands(f); return err }},
		{"award-quotas.csv", func(f io.Reader) (err error) { s.blocks, s.quotas, err = ranking.ReadQuotas(f); return err }},
	} {
		err = errors.Join(err, readPart(part.file, part.read))
	}
	s.rubric.Edition = 1
	for _, problem := range s.rubric.Check() {
		err = errors.Join(err, errors.New(problem))
	}
	return s, err
})

func readPart(name string, read func(io.Reader) error) error {
	f, err := Files.Open("data/" + name)
	if err != nil {
		return err
	}
	if err := errors.Join(read(f), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func into[T any](to *[]T, read func(io.Reader) ([]T, table.Mistakes, error)) func(io.Reader) error {
	return func(from io.Reader) error {
		list, mistakes, err := read(from)
		*to = list
		return errors.Join(err, mistakes.Or())
	}
}
