package page

import (
	"strings"

	"portal/internal/activity"
	"portal/internal/assessment"
	"portal/internal/rubric"
	"portal/internal/table"
)

// Silent are the units that have sent nothing.
type Silent struct{ List []activity.Silent }

const silentHref = decisionsHref + "/chua-dang-ky"

// Sheet is the list as a file, for whoever makes the calls.
func (p Silent) Sheet() table.Sheet {
	s := table.Sheet{
		Name: "don-vi-chua-dang-ky", Title: "Đơn vị chưa đăng ký hoạt động",
		Columns: []table.Column{
			{Title: "Mã đơn vị", Width: 10},
			{Title: "Đơn vị", Width: 36},
			{Title: "Khối thi đua"},
			{Title: "Thủ trưởng"},
			{Title: "Điện thoại", Width: 16},
			{Title: "Bản nháp", Kind: table.Whole},
			{Title: "Phối hợp", Width: 20},
		},
	}
	for _, u := range p.List {
		s.Rows = append(s.Rows, []any{u.Code, u.Name, u.BlockName, u.HeadRole, u.Phone, u.Drafts, strings.Join(u.Helps, ", ")})
	}
	return s
}

// OpenAmendments are the changes that wait for a decision.
type OpenAmendments struct{ List []activity.OpenAmendment }

const amendmentsHref = decisionsHref + "/dieu-chinh"

// Sheet is the list as a file.
func (p OpenAmendments) Sheet() table.Sheet {
	s := table.Sheet{
		Name: "de-nghi-dieu-chinh", Title: "Đề nghị điều chỉnh đang chờ quyết định",
		Columns: []table.Column{
			{Title: "Mã", Width: 10},
			{Title: "Hoạt động", Width: 46},
			{Title: "Đơn vị", Width: 36},
			{Title: "Đề nghị", Width: 20},
			{Title: "Lý do", Width: 46},
			{Title: "Gửi lúc", Kind: table.Time},
		},
	}
	for _, m := range p.List {
		s.Rows = append(s.Rows, []any{m.Activity, m.Title, m.UnitName, activity.AmendmentTitles[m.Kind], m.Reason, m.ProposedAt})
	}
	return s
}

// Sheet is the list as a file. A deduction stands below zero.
func (a Adjustments) Sheet() table.Sheet {
	s := table.Sheet{
		Name: "dieu-chinh-diem", Title: "Đề nghị cộng, trừ điểm",
		Columns: []table.Column{
			{Title: "Mã", Width: 10},
			{Title: "Mã đơn vị", Width: 10},
			{Title: "Đơn vị", Width: 36},
			{Title: "Khối", Width: 8},
			{Title: "Quy định", Width: 36},
			{Title: "Số lần", Kind: table.Whole},
			{Title: "Điểm", Kind: table.Points},
			{Title: "Căn cứ", Width: 46},
			{Title: "Trạng thái", Width: 16},
			{Title: "Ngày quyết định", Kind: table.Date},
			{Title: "Ghi chú", Width: 36},
		},
	}
	if a.Filter != (assessment.Filter{}) {
		s.Note = "Đã lọc"
	}
	for _, l := range a.List {
		claimed := l.Claimed()
		if l.Side == rubric.Deduction {
			claimed = -claimed
		}
		s.Rows = append(s.Rows, []any{
			l.Code, l.Unit, l.UnitName, l.Block, l.Rule + " " + l.RuleName, l.Quantity, claimed, l.Reason, statusBadge[l.Status].word, l.DecidedOn, l.Decision,
		})
	}
	return s
}

// Library are the activities that units copy from.
type Library struct{ List []activity.Example }

// Sheet is the list as a file.
func (p Library) Sheet() table.Sheet {
	s := table.Sheet{
		Name: "thu-vien-hoat-dong-mau", Title: "Thư viện hoạt động mẫu",
		Columns: []table.Column{
			{Title: "Hoạt động mẫu", Width: 46},
			{Title: "Dành cho"},
			{Title: "Lĩnh vực", Width: 10},
			{Title: "Nội dung, cách làm", Width: 46},
			{Title: "Chỉ tiêu", Width: 40},
			{Title: "Số lượng", Kind: table.Whole},
			{Title: "Đơn vị tính", Width: 14},
			{Title: "Số người tham gia", Kind: table.Whole},
			{Title: "Minh chứng dự kiến"},
		},
	}
	for _, e := range p.List {
		s.Rows = append(s.Rows, []any{e.Title, suits(e), e.Category, e.Description, e.Target, e.Quantity, e.QuantityUnit, e.Participants, e.Evidence})
	}
	return s
}
