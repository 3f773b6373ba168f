package assessment

import (
	"strings"
	"time"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/points"
	"portal/internal/rubric"
	"portal/internal/viet"
)

// maxRemark and maxReason are how many letters a remark and a reason can have.
const (
	maxRemark = 2000
	maxReason = 500
)

// Own is a judge's sheet with what only the judge and the audit log may see of it.
type Own struct {
	Sheet
	Remark      string      `json:"remark"`
	Member      int64       `json:"-"` // the judge's seat on the committee
	UnitID      int64       `json:"-"`
	Name        string      `json:"-"` // of the unit
	Kind        rubric.Kind `json:"-"`
	Tie         string      `json:"-"` // why the judge does not score this unit; empty: nothing
	SubmittedAt *time.Time  `json:"-"` // stays when the sheet is reopened
	SavedAt     *time.Time  `json:"-"`
	declared    bool        // the tie stands among the conflicts
	rubric      int64       // the edition that the sheet is judged by
}

// AuditKey names the sheet in the audit log.
func (o *Own) AuditKey() string { return "sheet " + o.Unit + " " + o.Judge }

// OwnedBy says that a sheet belongs to the judge who fills it in.
func (o *Own) OwnedBy(a access.Actor, as access.Role) bool {
	return as == access.Judge && o.Member != 0 && o.Member == a.Member
}

// Reopened reports whether the sheet was in and has been given back.
func (o *Own) Reopened() bool { return o.Stage == Draft && o.SubmittedAt != nil }

// Open says why the sheet cannot be changed now, and nil when it can.
func (o *Own) Open(c *campaign.Campaign) error {
	if err := o.free(); err != nil {
		return err
	}
	if err := c.Allows(access.ScoreUnit); err != nil {
		return err
	}
	switch {
	case o.Stage == Submitted:
		return fault.New(fault.Conflict, "Phiếu này đã nộp nên không sửa được nữa. Nếu cần sửa, hãy đề nghị Trưởng ban mở lại.")
	case o.Stage == Excluded:
		return fault.New(fault.Conflict, "Phiếu này đã bị loại trừ nên không sửa được nữa.")
	case c.Phase == campaign.Review && !o.Reopened():
		return fault.New(fault.Conflict, "Phong trào đang họp xét: chỉ phiếu được mở lại mới sửa được.")
	}
	return nil
}

// free refuses a judge who has a tie with the unit, and says which.
func (o *Own) free() error {
	if o.Tie == "" {
		return nil
	}
	return fault.New(fault.Forbidden, "Bạn không chấm "+o.Name+" vì xung đột lợi ích: "+strings.TrimRight(o.Tie, ". ")+".")
}

// Entry is what a judge has changed on a sheet, and which version they saw.
type Entry struct {
	Version int
	Points  map[string]*points.Points // by criterion; nil: emptied; absent: as it was
	Remark  *string                   // nil: as it was
}

func (e Entry) empty() bool { return len(e.Points) == 0 && e.Remark == nil }

// take puts an entry on the sheet, or says what is wrong with it.
func (o *Own) take(e Entry, r rubric.Rubric) error {
	invalid := fault.Invalid{}
	for code, p := range e.Points {
		c, known := r.Criterion(code)
		switch {
		case !known || !c.Applies(o.Kind):
			invalid[code] = "Tiêu chí " + viet.Shorten(code, 20) + " không áp dụng cho đơn vị này."
		case p == nil:
			delete(o.Points, code)
		default:
			if err := rubric.CheckPoints(c, o.Kind, *p); err != nil {
				invalid[code] = err.Error()
			}
			o.Points[code] = *p
		}
	}
	if e.Remark != nil {
		o.Remark = *e.Remark
		if len([]rune(o.Remark)) > maxRemark {
			invalid["nhan-xet"] = "Nhận xét có nhiều nhất 2.000 chữ cái. Hãy viết ngắn lại."
		}
	}
	return invalid.Or()
}

// Stale refuses a save that did not know of a later one. It carries what is stored,
// so that both can be shown and nothing is lost.
type Stale struct{ Stored Own }

func (s *Stale) Error() string { return s.Unwrap().Error() }

// Unwrap makes it a conflict for whoever does not show both.
func (s *Stale) Unwrap() error {
	return fault.New(fault.Conflict, "Phiếu này vừa được lưu ở một nơi khác. Hãy tải lại trang rồi làm tiếp.")
}

// Tie is what a judge declares to have with a unit.
type Tie struct {
	Judge  string `json:"judge"`
	Unit   string `json:"unit"`
	Reason string `json:"reason"`
	member int64
}

// AuditKey names the tie in the audit log.
func (t *Tie) AuditKey() string { return "conflict " + t.Unit + " " + t.Judge }

// OwnedBy says that a tie is declared by the one who has it.
func (t *Tie) OwnedBy(a access.Actor, as access.Role) bool {
	return as == access.Judge && t.member != 0 && t.member == a.Member
}
