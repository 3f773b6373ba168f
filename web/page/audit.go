package page

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/audit"
	"portal/internal/campaign"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/ui"
)

// AuditLog is a page of the audit log with its filter.
type AuditLog struct {
	audit.Page
	Form      form.Form
	Roles     []ui.Choice
	RoleTitle func(access.Role) string
	Filtered  bool
	Older     bool // it is not the first page
}

func (l AuditLog) href(before int64) string {
	q := url.Values{}
	for _, name := range l.Form.Names() {
		if v := l.Form.Value(name); v != "" {
			q.Set(name, v)
		}
	}
	if before > 0 {
		q.Set("truoc", strconv.FormatInt(before, 10))
	}
	if len(q) == 0 {
		return "/nhat-ky"
	}
	return "/nhat-ky?" + q.Encode()
}

func (l AuditLog) next() int64 { return l.Entries[len(l.Entries)-1].ID }

// who is whoever acted, by the name the account has today.
func (l AuditLog) who(e audit.Entry) string {
	switch {
	case e.ActorID == 0 && len(e.Roles) == 1 && e.Roles[0] == access.Operator:
		return "Lệnh trên máy chủ"
	case e.ActorID == 0:
		return "Cổng"
	case e.Name == "":
		return "Tài khoản " + strconv.FormatInt(e.ActorID, 10)
	}
	return e.Name
}

func (l AuditLog) roles(e audit.Entry) string {
	var names []string
	for _, r := range e.Roles {
		if title := l.RoleTitle(r); title != "" {
			names = append(names, title)
		}
	}
	return strings.Join(names, ", ")
}

// Chain is what walking the chain of the log came to.
type Chain struct {
	Entries    int64 // that hold
	Broken     int64 // the first entry that does not; 0: all do
	Unfinished bool  // it took too long for a page
	At         time.Time
}

// recorded are the actions that leave an entry, in Vietnamese.
var recorded = []struct {
	action access.Action
	title  string
}{
	{access.RegisterActivity, "Soạn đăng ký"},
	{access.SubmitActivity, "Gửi đăng ký"},
	{access.WithdrawActivity, "Rút đăng ký"},
	{access.ApproveActivity, "Duyệt đăng ký"},
	{access.ReturnActivity, "Trả lại đăng ký"},
	{access.ImportWorkbook, "Nhập đăng ký từ Excel"},
	{access.IssuePlan, "Ban hành kế hoạch"},
	{access.RecordVisit, "Ghi lần đến"},
	{access.ScoreUnit, "Chấm điểm"},
	{access.DeclareConflict, "Khai xung đột"},
	{access.ReopenSheet, "Mở lại phiếu"},
	{access.ProposeAdjusting, "Đề nghị thưởng, trừ"},
	{access.DecideAdjusting, "Quyết định thưởng, trừ"},
	{access.MovePhase, "Chuyển bước"},
	{access.Publish, "Công bố"},
	{access.ManageAccounts, "Quản lý tài khoản"},
	{access.ManageSettings, "Đổi cài đặt"},
	{access.SignIn, "Đặt mật khẩu bằng liên kết"},
	{access.KeepOwnAccount, "Giữ tài khoản của mình"},
	{access.ImportData, "Nạp dữ liệu"},
	{access.LoadSample, "Nạp dữ liệu mẫu"},
}

func actionTitle(do access.Action) string {
	for _, a := range recorded {
		if a.action == do {
			return a.title
		}
	}
	return string(do)
}

func actionChoices() []ui.Choice {
	list := make([]ui.Choice, len(recorded))
	for i, a := range recorded {
		list[i] = ui.Choice{Value: string(a.action), Label: a.title}
	}
	return list
}

// subjects are the sorts of things that entries tell of.
var subjects = []ui.Choice{
	{Value: "activity", Label: "Hoạt động"},
	{Value: "filing", Label: "Tệp Excel"},
	{Value: "visit", Label: "Lần đến"},
	{Value: "sheet", Label: "Phiếu chấm"},
	{Value: "conflict", Label: "Xung đột"},
	{Value: "adjustment", Label: "Điểm thưởng, trừ"},
	{Value: "campaign", Label: "Phong trào"},
	{Value: "publication", Label: "Lần công bố"},
	{Value: "plan", Label: "Kế hoạch"},
	{Value: "account", Label: "Tài khoản"},
	{Value: "ward", Label: "Phường"},
	{Value: "import", Label: "Tệp nạp"},
	{Value: "sample", Label: "Dữ liệu mẫu"},
	{Value: "demo", Label: "Đồng hồ mẫu"},
}

func subjectTitle(e audit.Entry) string {
	for _, s := range subjects {
		if s.Value == e.Kind() {
			if e.Kind() == "sample" || e.Kind() == "demo" {
				return s.Label
			}
			return strings.TrimSpace(s.Label + " " + e.Code())
		}
	}
	return e.Subject
}

// fieldNames are the fields of entries in Vietnamese. One that is not here shows as it stands.
// #nosec G101 -- names of fields, no secrets
var fieldNames = map[string]string{
	"id": "Số", "code": "Mã", "stage": "Bước", "phase": "Bước", "version": "Phiên bản", "supplementary": "Bổ sung",
	"registered_at": "Gửi lúc", "return_reason": "Lý do trả lại", "unit": "Đơn vị", "title": "Tên", "category": "Lĩnh vực",
	"description": "Nội dung", "starts_on": "Bắt đầu", "ends_on": "Kết thúc", "place": "Địa điểm", "target": "Chỉ tiêu",
	"target_quantity": "Số lượng", "target_unit": "Đơn vị tính", "expected_participants": "Số người dự kiến",
	"budget_state": "Ngân sách", "budget_social": "Xã hội hóa", "partners": "Đơn vị phối hợp", "expected_evidence": "Minh chứng dự kiến",
	"roles": "Vai trò", "role": "Vai trò", "from": "Từ", "until": "Đến hết", "memberships": "Đơn vị", "disabled_at": "Khóa lúc", "has_password": "Đã có mật khẩu", "link_until": "Liên kết đến",
	"activity": "Hoạt động", "member": "Thành viên", "visited_on": "Ngày đến", "judge": "Người chấm", "points": "Điểm", "remark": "Nhận xét",
	"total": "Tổng", "exclusion": "Lý do loại", "submitted_at": "Nộp lúc", "reason": "Lý do", "rule": "Quy định", "side": "Loại",
	"quantity": "Số lần", "status": "Trạng thái", "decision": "Ý kiến", "number": "Lần", "state": "Trạng thái", "sha256": "SHA-256",
	"at": "Lúc", "moment": "Thời điểm", "kind": "Loại", "rows": "Số dòng", "registered": "Đã nhập", "office": "Thư ký nhập", "campaign": "Phong trào", "file": "Tệp",
	"slug": "Địa chỉ", "name": "Tên", "theme": "Chủ đề", "summary": "Tóm tắt", "aims": "Mục tiêu", "occasion": "Dịp kỷ niệm",
	"anniversaryon": "Ngày kỷ niệm", "startson": "Bắt đầu", "endson": "Kết thúc", "registrationdeadline": "Hạn đăng ký",
	"launchedat": "Phát động", "scoringfrom": "Chấm điểm từ", "wrapupon": "Tổng kết", "halted": "Tạm dừng", "plannumber": "Số kế hoạch",
	"planissuedon": "Ngày kế hoạch", "minimumsheets": "Số phiếu tối thiểu", "appealdays": "Ngày kiến nghị",
	"doc_number": "Số văn bản", "date": "Ngày", "items": "Số hoạt động", "changes": "Số thay đổi",
	"body": "Cơ quan", "organizer": "Ban tổ chức", "contact": "Liên hệ", "sample": "Dữ liệu mẫu",
}

func fieldName(field string) string {
	if name := fieldNames[strings.ToLower(field)]; name != "" {
		return name
	}
	return field
}

func (l AuditLog) wording() audit.Wording { return audit.Wording{Field: fieldName, Value: l.valueText} }

// valueText puts codes, days and moments into words.
func (l AuditLog) valueText(field, text string) string {
	switch strings.ToLower(field) {
	case "stage":
		if title := activity.Titles[activity.Stage(text)]; title != "" {
			return title
		}
	case "phase":
		if title := campaign.Titles[campaign.Phase(text)]; title != "" {
			return title
		}
	case "role", "roles":
		if title := l.RoleTitle(access.Role(text)); title != "" {
			return title
		}
	case "at", "disabled_at", "link_until", "registered_at", "submitted_at", "launchedat":
		if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
			return viet.Stamp(at)
		}
	}
	switch text {
	case "true":
		return "có"
	case "false":
		return "không"
	}
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		if d, err := viet.ParseDate(text, 0); err == nil {
			return d.Full()
		}
	}
	return text
}
