// Package campaign knows the emulation campaign itself: its dates, its phases and
// what each phase opens.
package campaign

import (
	"fmt"
	"slices"
	"time"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/viet"
)

// Phase is a step of the campaign (DOMAIN.md section 1).
type Phase string

// The phases in their order.
const (
	Draft        Phase = "draft"
	Registration Phase = "registration"
	Running      Phase = "running"
	Scoring      Phase = "scoring"
	Review       Phase = "review"
	Concluded    Phase = "concluded"
	Archived     Phase = "archived"
)

// Phases lists the phases in their order.
var Phases = []Phase{Draft, Registration, Running, Scoring, Review, Concluded, Archived}

// Titles are the phases in Vietnamese.
var Titles = map[Phase]string{
	Draft: "Chuẩn bị", Registration: "Đăng ký", Running: "Thực hiện", Scoring: "Chấm điểm",
	Review: "Họp xét", Concluded: "Đã công bố", Archived: "Lưu trữ",
}

// open is the table of phases: what may be done in which. An action that it does
// not name is not bound to a phase.
var open = map[access.Action][]Phase{
	access.RegisterActivity: {Registration, Running, Scoring},
	access.SubmitActivity:   {Registration, Running, Scoring},
	access.WithdrawActivity: {Registration, Running, Scoring},
	access.ApproveActivity:  {Registration, Running, Scoring},
	access.ReturnActivity:   {Registration, Running, Scoring},
	access.MergeActivity:    {Registration, Running, Scoring},
	access.ImportWorkbook:   {Registration, Running, Scoring},
	access.UndoStep:         {Registration, Running, Scoring},
	access.AmendActivity:    {Registration, Running, Scoring},
	access.DecideAmendment:  {Registration, Running, Scoring},
	access.AnswerPartner:    {Registration, Running, Scoring},
	access.IssuePlan:        {Registration, Running, Scoring},
	access.RecordVisit:      {Running, Scoring, Review},
	access.ScoreUnit:        {Scoring, Review}, // in review only a sheet that was reopened
	access.DeclareConflict:  {Registration, Running, Scoring, Review},
	access.ReopenSheet:      {Scoring, Review},
	access.ProposeAdjusting: {Scoring, Review},
	access.DecideAdjusting:  {Scoring, Review},
	access.Publish:          {Review},
}

// Campaign is one campaign of the ward.
type Campaign struct {
	ID                   int64
	Slug                 string
	Name                 string
	Theme                string
	Summary              string
	Aims                 []string
	Occasion             string     // 10/10/1954 – 10/10/2024
	AnniversaryOn        *viet.Date // the day that is counted down to
	StartsOn             viet.Date  // first day of activities
	EndsOn               viet.Date  // last day of activities, it included
	RegistrationDeadline viet.Date  // until the end of that day, on the ward's clocks
	LaunchedAt           *time.Time
	ScoringFrom          *viet.Date
	WrapupOn             *viet.Date
	Phase                Phase
	Halted               string // "", suspended or cancelled
	PlanNumber           string
	PlanIssuedOn         *viet.Date
	MinimumSheets        int // fewer counted sheets than this are flagged
	AppealDays           int // working days of the provisional publication
	Version              int
}

// AuditKey names the campaign in the audit log.
func (c *Campaign) AuditKey() string { return "campaign " + c.Slug }

// OwnedBy is false: a campaign is nobody's own.
func (c *Campaign) OwnedBy(access.Actor, access.Role) bool { return false }

// Allows says whether the phase is open for this, and if not, why.
func (c *Campaign) Allows(do access.Action) error {
	phases, bound := open[do]
	if !bound {
		return nil
	}
	if c.Halted != "" {
		return fault.New(fault.Conflict, "Phong trào đang tạm dừng nên chưa làm được việc này.")
	}
	if slices.Contains(phases, c.Phase) {
		return nil
	}
	return fault.New(fault.Conflict, fmt.Sprintf("Phong trào đang ở bước “%s” nên không làm được việc này.", Titles[c.Phase]))
}

// Opens reports whether the phase is open for this: a page shows or hides by it.
func (c *Campaign) Opens(do access.Action) bool { return c.Allows(do) == nil }

// After reports whether the campaign has come to this phase or further.
func (c *Campaign) After(p Phase) bool {
	return slices.Index(Phases, c.Phase) >= slices.Index(Phases, p)
}

// Supplementary reports whether a registration at this moment comes after the
// deadline, and is marked "bổ sung". The last second of the day is in time.
func (c *Campaign) Supplementary(at time.Time) bool {
	return c.Phase != Registration || at.After(c.RegistrationDeadline.Deadline())
}

// Next is the phase after the present one; empty after the last.
func (c *Campaign) Next() Phase {
	i := slices.Index(Phases, c.Phase)
	if i < 0 || i+1 == len(Phases) {
		return ""
	}
	return Phases[i+1]
}

// Progress is what the way to the next phase depends on.
type Progress struct {
	Units           int
	WithoutMonitor  int // units and activities that nobody follows
	Undecided       int // registrations submitted and neither approved nor returned
	RubricProblems  []string
	RubricAdopted   bool
	SheetsExpected  int
	SheetsSubmitted int
	OpenAdjustments int // proposed, not decided
	Provisional     bool
	Final           bool
	FewSheets       int // units with fewer counted sheets than the campaign wants
}

// Gap is something that is still missing before a phase can open. A soft one can
// be accepted with a reason.
type Gap struct {
	Sentence string
	Soft     bool
	Link     string // where it is mended
}

// Gaps lists what is missing before the next phase opens (the table in DOMAIN.md section 1).
func (c *Campaign) Gaps(p Progress) []Gap {
	var gaps []Gap
	need := func(ok bool, soft bool, link, format string, args ...any) {
		if !ok {
			gaps = append(gaps, Gap{fmt.Sprintf(format, args...), soft, link})
		}
	}
	switch c.Next() {
	case Registration:
		need(p.Units > 0, false, "/quan-tri/don-vi", "Chưa có đơn vị nào.")
	case Running:
		need(c.PlanNumber != "" && c.PlanIssuedOn != nil, false, "/ban-to-chuc/ke-hoach", "Chưa ban hành kế hoạch.")
		need(p.WithoutMonitor == 0, false, "/ban-to-chuc/theo-doi", "%d đơn vị, hoạt động chưa có người theo dõi.", p.WithoutMonitor)
		need(len(p.RubricProblems) == 0, false, "", "Bộ tiêu chí chưa khớp: %s", first(p.RubricProblems))
		need(p.Undecided == 0, true, "/ban-to-chuc/dang-ky?trang-thai=cho-duyet", "%d đăng ký chưa được xét.", p.Undecided)
	case Scoring:
		need(p.RubricAdopted, false, "", "Bộ tiêu chí chưa được thông qua.")
		need(p.Undecided == 0, true, "/ban-to-chuc/dang-ky?trang-thai=cho-duyet", "%d đăng ký chưa được xét.", p.Undecided)
	case Review:
		need(p.SheetsSubmitted >= p.SheetsExpected, true, "/ban-to-chuc/tong-hop",
			"Còn thiếu %d trong %d phiếu chấm.", p.SheetsExpected-p.SheetsSubmitted, p.SheetsExpected)
	case Concluded:
		need(p.Provisional, false, "/ban-to-chuc/cong-bo", "Chưa công bố kết quả dự kiến.")
		need(p.Final, false, "/ban-to-chuc/cong-bo", "Chưa công bố kết quả chính thức: công bố xong thì bước này tự mở.")
	case Archived:
		need(p.Final, false, "/ban-to-chuc/cong-bo", "Chưa công bố kết quả chính thức.")
	}
	return gaps
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// Previous is the phase before the present one, which a reopening goes back to; empty before the first.
func (c *Campaign) Previous() Phase {
	if i := slices.Index(Phases, c.Phase); i > 0 {
		return Phases[i-1]
	}
	return ""
}
