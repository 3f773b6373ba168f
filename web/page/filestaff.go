package page

import (
	"strings"

	"portal/internal/activity"
	"portal/internal/assessment"
	"portal/internal/audit"
	"portal/internal/table"
	"portal/internal/viet"
)

// cutOff says that a file does not hold everything.
func cutOff(rows int, what string) string {
	return "Chỉ gồm " + viet.Count(rows, what) + " đầu danh sách, còn nữa: hãy lọc hẹp hơn"
}

// Sheet is the list as a file.
func (p Registrations) Sheet() table.Sheet {
	s := table.Sheet{
		Name: "dang-ky", Title: "Danh sách đăng ký hoạt động",
		Columns: []table.Column{
			{Title: "Mã", Width: 10},
			{Title: "Hoạt động", Width: 46},
			{Title: "Mã đơn vị", Width: 10},
			{Title: "Đơn vị"},
			{Title: "Khối thi đua"},
			{Title: "Lĩnh vực", Width: 22},
			{Title: "Nội dung, cách làm", Width: 46},
			{Title: "Bắt đầu", Kind: table.Date},
			{Title: "Kết thúc", Kind: table.Date},
			{Title: "Địa điểm"},
			{Title: "Chỉ tiêu", Width: 40},
			{Title: "Số lượng", Kind: table.Whole},
			{Title: "Đơn vị tính", Width: 14},
			{Title: "Số người tham gia", Kind: table.Whole},
			{Title: "Từ ngân sách (đồng)", Kind: table.Money},
			{Title: "Từ xã hội hóa (đồng)", Kind: table.Money},
			{Title: "Tổng kinh phí (đồng)", Kind: table.Money},
			{Title: "Đầu mối phụ trách"},
			{Title: "Đơn vị phối hợp", Width: 20},
			{Title: "Minh chứng dự kiến"},
			{Title: "Gửi lúc", Kind: table.Time},
			{Title: "Thời hạn", Width: 12},
			{Title: "Trạng thái", Width: 14},
			{Title: "Lý do trả lại"},
		},
	}
	var by []string
	if p.Filter.Stage != "" {
		by = append(by, activity.Titles[p.Filter.Stage])
	}
	for _, f := range p.active() {
		by = append(by, f.Label)
	}
	if s.Note = filtered(by); len(p.Items) < p.Total() {
		s.Note = cutOff(len(p.Items), "đăng ký")
	}
	for _, i := range p.Items {
		late := ""
		if i.Supplementary {
			late = "Bổ sung"
		}
		s.Rows = append(s.Rows, []any{
			i.Code, i.Title, i.Unit, i.UnitName, i.BlockName, nameOf(p.Categories, i.Category), i.Description, i.StartsOn, i.EndsOn,
			i.Place, i.Target, i.Quantity, i.QuantityUnit, i.Participants, i.BudgetState, i.BudgetSocial, i.Budget(), i.Responsible,
			strings.Join(i.Partners, ", "), i.Evidence, i.RegisteredAt, late, activity.Titles[i.Stage], i.ReturnReason,
		})
	}
	return s
}

// Sheet is the list as a file: a row for each activity under whoever follows it.
func (p FollowedWork) Sheet() table.Sheet {
	s := table.Sheet{
		Name: "theo-doi", Title: "Theo dõi, đôn đốc hoạt động thi đua, ngày " + p.Today.Full(),
		Columns: []table.Column{
			{Title: "Mã thành viên", Width: 10},
			{Title: "Vai trò", Width: 20},
			{Title: "Chức vụ"},
			{Title: "Mã", Width: 10},
			{Title: "Hoạt động", Width: 46},
			{Title: "Mã đơn vị", Width: 10},
			{Title: "Đơn vị"},
			{Title: "Bắt đầu", Kind: table.Date},
			{Title: "Kết thúc", Kind: table.Date},
			{Title: "Địa điểm"},
			{Title: "Chỉ tiêu", Width: 40},
			{Title: "Tình trạng", Width: 16},
			{Title: "Thời hạn", Width: 18},
			{Title: "Số lần đến", Kind: table.Whole},
			{Title: "Lần đến gần nhất", Kind: table.Date},
			{Title: "Ghi chép lần đó", Width: 46},
		},
	}
	if p.State != "" {
		s.Note = filtered([]string{activity.StateTitles[p.State]})
	}
	for _, g := range p.shown() {
		for _, i := range g.Items {
			s.Rows = append(s.Rows, []any{
				g.Member.Code, g.Member.Role, g.Member.Position, i.Code, i.Title, i.Unit, i.UnitName, i.StartsOn, i.EndsOn, i.Place, i.Target,
				activity.StateTitles[i.State], whenDue(i, p.Today), i.Visits, i.LastVisit, i.LastNote,
			})
		}
	}
	return s
}

// fileHref asks for the block that is shown.
func (m Matrix) fileHref() string { return overviewHref + "?khoi=" + m.Panel.Code }

const overviewHref = "/ban-to-chuc/tong-hop"

// Sheet is the block as a file. It says as much about each sheet as the page does: points where
// the page shows them, elsewhere a word.
func (m Matrix) Sheet() table.Sheet {
	s := table.Sheet{
		Name: "tong-hop " + m.Panel.Code, Title: "Tổng hợp phiếu chấm " + m.Panel.Code + ". " + m.Panel.Name,
		Columns: []table.Column{{Title: "Mã đơn vị", Width: 10}, {Title: "Đơn vị", Width: 36}},
	}
	switch names := m.hidden(); {
	case !m.scoringOver():
		s.Note = "Đang chấm điểm, chưa mở điểm"
	case len(names) > 0:
		s.Note = "Không hiện điểm của: " + strings.Join(names, ", ")
	}
	for _, j := range m.Panel.Judges {
		s.Columns = append(s.Columns, table.Column{Title: j.Code, Kind: table.Points})
	}
	if m.anyShown() {
		s.Columns = append(s.Columns, table.Column{Title: "Trung bình", Kind: table.Points})
	}
	s.Columns = append(s.Columns, table.Column{Title: "Phiếu đã nộp", Kind: table.Whole}, table.Column{Title: "Phiếu phải có", Kind: table.Whole},
		table.Column{Title: "Ghi chú", Width: 14})
	for _, u := range m.Panel.Units {
		s.Rows = append(s.Rows, m.line(u))
	}
	return s
}

func (m Matrix) line(u assessment.UnitCells) []any {
	row := []any{u.Unit, u.Name}
	for _, c := range u.Cells {
		switch {
		case c.Total != nil:
			row = append(row, c.Total)
		case c.Reason != "":
			row = append(row, cellState[c.State].word+": "+c.Reason)
		default:
			row = append(row, cellState[c.State].word)
		}
	}
	if m.anyShown() {
		var mean any
		if u.Shown && !u.Mean.None() {
			mean = u.Mean.Round()
		}
		row = append(row, mean)
	}
	few := ""
	if m.scoringOver() && u.Few(m.Campaign.MinimumSheets) {
		few = "Ít phiếu"
	}
	return append(row, u.Submitted, u.Expected, few)
}

// Sheet is the log as a file, newest first.
func (l AuditLog) Sheet() table.Sheet {
	s := table.Sheet{
		Name: "nhat-ky", Title: "Nhật ký",
		Columns: []table.Column{
			{Title: "Mục", Kind: table.Whole},
			{Title: "Thời điểm", Kind: table.Time},
			{Title: "Người làm"},
			{Title: "Vai trò lúc đó", Width: 22},
			{Title: "Việc", Width: 22},
			{Title: "Đối tượng"},
			{Title: "Lý do", Width: 36},
			{Title: "Thay đổi", Width: 60},
			{Title: "Mã yêu cầu", Width: 16},
		},
	}
	switch {
	case l.More:
		s.Note = "Chỉ gồm " + viet.Count(len(l.Entries), "mục") + " mới nhất khớp bộ lọc, còn mục cũ hơn: hãy lọc theo ngày"
	case l.Filtered:
		s.Note = "Đã lọc"
	}
	for _, e := range l.Entries {
		s.Rows = append(s.Rows, []any{
			e.ID, e.At, l.who(e), l.roles(e), actionTitle(e.Action), subjectTitle(e), e.Reason, l.changed(e), e.RequestID,
		})
	}
	return s
}

// changed is what an entry changed, a line for each field.
func (l AuditLog) changed(e audit.Entry) string {
	changes, readable := e.Changes(l.wording())
	if !readable {
		return "Không đọc được nội dung của mục này."
	}
	lines := make([]string, len(changes))
	for i, c := range changes {
		switch {
		case e.Before == "":
			lines[i] = c.Field + ": " + orNone(c.After)
		default:
			lines[i] = c.Field + ": " + orNone(c.Before) + " → " + orNone(c.After)
		}
	}
	return strings.Join(lines, "\n")
}

// Sheet is the list as a file, all its pages.
func (l AccountList) Sheet() table.Sheet {
	s := table.Sheet{
		Name: "tai-khoan", Title: "Danh sách tài khoản",
		Columns: []table.Column{
			{Title: "Số", Kind: table.Whole, Width: 8},
			{Title: "Tài khoản", Width: 36},
			{Title: "E-mail", Width: 32},
			{Title: "Đơn vị", Width: 36},
			{Title: "Vai trò", Width: 32},
			{Title: "Trạng thái", Width: 18},
			{Title: "Lập lúc", Kind: table.Time},
			{Title: "Khóa lúc", Kind: table.Time},
		},
	}
	switch {
	case len(l.Rows) < l.Total:
		s.Note = cutOff(len(l.Rows), "tài khoản")
	case l.Query != "" || l.Role != "":
		s.Note = "Đã lọc"
	}
	for _, a := range l.Rows {
		_, state := accountState(a.Account)
		s.Rows = append(s.Rows, []any{
			a.ID, a.Name, a.Email, strings.Join(unitsOf(a.Account, l.Today), ", "), a.RoleNames, state, a.CreatedAt, a.DisabledAt,
		})
	}
	return s
}
