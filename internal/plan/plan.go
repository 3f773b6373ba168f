// Package plan knows the plan of the campaign as it is issued: an edition with its
// number, its day and the activities as they were then. An edition never changes;
// what is amended makes the next one.
package plan

import (
	"time"

	"portal/internal/viet"
)

const format = "plan/1"

// Edition is a plan as it was issued. It names posts, never people, but for who signed it.
type Edition struct {
	Format    string    `json:"format"`
	Number    int       `json:"number"`     // 1 is the plan, those after it are its amendments
	DocNumber string    `json:"doc_number"` // as issued: 05/KH-UBND
	Date      viet.Date `json:"date"`       // on the document; it is in force from this day on, the day included
	Signatory Signatory `json:"signatory"`
	Basis     []string  `json:"basis"`  // "Căn cứ ...", one line each, without a mark at the end
	Reason    string    `json:"reason"` // why there is another edition; empty for the first
	Ward      Ward      `json:"ward"`
	Campaign  Campaign  `json:"campaign"`
	Items     []Item    `json:"items"`   // by block and unit, as the appendix lists them
	Changes   []Change  `json:"changes"` // against the edition before
	IssuedAt  time.Time `json:"issued_at"`
	SHA256    string    `json:"-"` // of the document, in hex
}

// Signatory is who signed: "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", the name.
type Signatory struct {
	Authority string `json:"authority"` // TM. …, KT. …
	Position  string `json:"position"`
	Name      string `json:"name"`
}

// Ward is the ward's texts on the day of issue.
type Ward struct {
	Name      string `json:"name"` // phường …
	Body      string `json:"body"` // UBND phường …
	Place     string `json:"place"`
	Organizer string `json:"organizer"`
	Sample    bool   `json:"sample"` // nothing in it is official
}

// Campaign is what the plan says of the campaign itself.
type Campaign struct {
	Slug        string     `json:"slug"`
	Name        string     `json:"name"`
	Theme       string     `json:"theme"`
	Summary     string     `json:"summary"`
	Aims        []string   `json:"aims"`
	Occasion    string     `json:"occasion"`
	StartsOn    viet.Date  `json:"starts_on"`
	EndsOn      viet.Date  `json:"ends_on"`
	LaunchOn    *viet.Date `json:"launch_on"`
	ScoringFrom *viet.Date `json:"scoring_from"`
	WrapupOn    *viet.Date `json:"wrapup_on"`
}

// Status marks an activity that stays in the plan though it does not go on as planned.
type Status string

// An activity is planned, put off, or given up.
const (
	Planned   Status = ""
	Postponed Status = "postponed"
	Cancelled Status = "cancelled"
)

// StatusTitles are the marks in Vietnamese; what is planned has none.
var StatusTitles = map[Status]string{Postponed: "Tạm hoãn", Cancelled: "Đã hủy"}

// Item is an activity as it stands in an edition. Nil is a number that was not given, which is not zero.
type Item struct {
	Code          string    `json:"code"`
	Title         string    `json:"title"`
	Unit          string    `json:"unit"` // code
	UnitName      string    `json:"unit_name"`
	Block         string    `json:"block"` // code
	BlockName     string    `json:"block_name"`
	Category      string    `json:"category"` // name of the field of work
	StartsOn      viet.Date `json:"starts_on"`
	EndsOn        viet.Date `json:"ends_on"`
	Place         string    `json:"place"`
	Target        string    `json:"target"`
	Quantity      *int      `json:"target_quantity"`
	QuantityUnit  string    `json:"target_unit"`
	Participants  *int      `json:"expected_participants"`
	BudgetState   *int64    `json:"budget_state"`  // đồng
	BudgetSocial  *int64    `json:"budget_social"` // đồng
	Responsible   string    `json:"responsible"`   // post that answers for the unit
	Partners      []string  `json:"partners"`      // names of the units that help
	Monitor       string    `json:"monitor"`       // post on the committee of who follows it
	Status        Status    `json:"status"`
	Supplementary bool      `json:"supplementary"` // registered after the deadline: "bổ sung"
	Note          string    `json:"note"`          // why it was amended last
}

// Budget is the sum of the parts of the budget; nil when neither was given.
func (i Item) Budget() *int64 {
	if i.BudgetState == nil && i.BudgetSocial == nil {
		return nil
	}
	var sum int64
	for _, part := range []*int64{i.BudgetState, i.BudgetSocial} {
		if part != nil {
			sum += *part
		}
	}
	return &sum
}

// Days is when the activity goes on: 01/05/2024 – 30/09/2024.
func (i Item) Days() string { return viet.Period(i.StartsOn, i.EndsOn) }

// Change is one thing that an edition says otherwise than the one before.
type Change struct {
	Code     string `json:"code"` // of the activity; empty: the campaign itself
	Title    string `json:"title"`
	UnitName string `json:"unit_name"`
	Kind     Kind   `json:"kind"`
	Sentence string `json:"sentence"` // "Thời gian: 07/09/2024, nay là 14/09/2024."
	Reason   string `json:"reason"`   // of the amendment, where there was one
}

// Kind is what sort of change it is.
type Kind string

// The kinds of changes.
const (
	Added  Kind = "added"
	Gone   Kind = "gone" // merged into another, or no longer approved
	Moved  Kind = "moved"
	Place  Kind = "place"
	Target Kind = "target"
	PutOff Kind = "put_off"
	Off    Kind = "off"
	Back   Kind = "back" // goes on after it was put off
	Words  Kind = "words"
)

// KindTitles are the kinds in Vietnamese.
var KindTitles = map[Kind]string{
	Added: "Bổ sung", Gone: "Đưa ra khỏi kế hoạch", Moved: "Đổi thời gian", Place: "Đổi địa điểm", Target: "Đổi chỉ tiêu",
	PutOff: "Tạm hoãn", Off: "Hủy", Back: "Tổ chức lại", Words: "Sửa nội dung khác",
}

// Section is a block with its activities, in the order of the appendix.
type Section struct {
	Block, Name string
	Items       []Item
}

// Sections gives the activities block by block.
func (e Edition) Sections() []Section {
	var sections []Section
	for _, i := range e.Items {
		if n := len(sections); n == 0 || sections[n-1].Block != i.Block {
			sections = append(sections, Section{Block: i.Block, Name: i.BlockName})
		}
		last := &sections[len(sections)-1]
		last.Items = append(last.Items, i)
	}
	return sections
}
