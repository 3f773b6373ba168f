package page

import (
	"strings"

	"portal/internal/activity"
	"portal/internal/plan"
	"portal/internal/ranking"
	"portal/internal/table"
	"portal/internal/viet"
)

// asFile is the address of a list as a file, with the same question: /hoat-dong.xlsx?thang=2024-09.
func asFile(href, extension string) string {
	path, question, asked := strings.Cut(href, "?")
	if asked {
		question = "?" + question
	}
	return path + "." + extension + question
}

// filtered says what a list was narrowed to.
func filtered(by []string) string {
	if len(by) == 0 {
		return ""
	}
	return "Lọc theo: " + strings.Join(by, "; ")
}

// fileHref asks for the activities that are shown, in their order.
func (a Activities) fileHref() string {
	if a.View == AsCalendar && a.Problem == "" {
		return a.href("xem", "", "thang", monthValue(a.Wish.Month))
	}
	return a.href("xem", "")
}

// Sheet is the list as a file.
func (a Activities) Sheet() table.Sheet {
	s := table.Sheet{
		Name: "hoat-dong", Title: "Danh mục hoạt động thi đua", Marking: table.Public, Note: a.Problem,
		Columns: []table.Column{
			{Title: "Mã", Width: 10},
			{Title: "Hoạt động", Width: 46},
			{Title: "Mã đơn vị", Width: 10},
			{Title: "Đơn vị"},
			{Title: "Loại đơn vị", Width: 18},
			{Title: "Khối thi đua"},
			{Title: "Lĩnh vực", Width: 22},
			{Title: "Bắt đầu", Kind: table.Date},
			{Title: "Kết thúc", Kind: table.Date},
			{Title: "Địa điểm"},
			{Title: "Chỉ tiêu", Width: 40},
			{Title: "Đơn vị phối hợp", Width: 20},
			{Title: "Trạng thái", Width: 16},
			{Title: "Điều chỉnh lịch", Width: 16},
		},
	}
	var by []string
	for _, name := range asked {
		if v := a.Query.Get(name); v != "" && a.Problem == "" {
			by = append(by, viet.Shorten(a.say(name, v), 60))
		}
	}
	if a.Problem == "" {
		s.Note = filtered(by)
	}
	for _, e := range a.Found {
		adjusted := ""
		if e.Adjusted {
			adjusted = "Đã điều chỉnh"
		}
		s.Rows = append(s.Rows, []any{
			e.Code, e.Title, e.Unit, e.UnitName, e.Kind.Name(), e.BlockName, e.CategoryName, e.StartsOn, e.EndsOn, e.Place, e.Target,
			strings.Join(e.Partners, ", "), activity.StateTitles[e.State(a.Today)], adjusted,
		})
	}
	return s
}

// Sheet is the list as a file.
func (u Units) Sheet() table.Sheet {
	s := table.Sheet{
		Name: "don-vi", Title: "Danh sách đơn vị tham gia thi đua", Marking: table.Public,
		Columns: []table.Column{
			{Title: "Mã", Width: 10},
			{Title: "Đơn vị", Width: 36},
			{Title: "Tên ngắn", Width: 18},
			{Title: "Loại đơn vị", Width: 18},
			{Title: "Mã khối", Width: 10},
			{Title: "Khối thi đua"},
			{Title: "Đầu mối"},
			{Title: "Số hộ", Kind: table.Whole},
			{Title: "Số người", Kind: table.Whole},
			{Title: "Số hoạt động", Kind: table.Whole},
		},
	}
	for _, x := range u.Units {
		s.Rows = append(s.Rows, []any{
			x.Code, x.Name, x.ShortName, x.Kind.Name(), x.Block, x.BlockName, x.HeadRole, x.Households, x.Members, u.Activities[x.Code],
		})
	}
	return s
}

// Sheet is the board of all blocks as a file. Programs read it: columns are added at the end only.
func (b Board) Sheet() table.Sheet {
	p := b.Publication
	s := table.Sheet{
		Name: "xep-hang", Title: "Bảng xếp hạng thi đua", Note: publishedLine(p), Marking: table.Public, HeaderFirst: true,
		Columns: []table.Column{
			{Title: "Khối"},
			{Title: "Hạng", Kind: table.Whole, Width: 8},
			{Title: "Mã đơn vị", Width: 10},
			{Title: "Đơn vị", Width: 36},
			{Title: "Tổng điểm", Kind: table.Points},
			{Title: "Điểm thưởng", Kind: table.Points},
			{Title: "Điểm trừ", Kind: table.Points},
			{Title: "Số phiếu được tính", Kind: table.Whole},
			{Title: "Xếp loại", Width: 16},
			{Title: "Giải", Width: 18},
			{Title: "Ghi chú"},
			{Title: "Trạng thái", Width: 20},
			{Title: "Công bố lần", Kind: table.Whole},
			{Title: "SHA-256", Width: 20},
			{Title: "Nhãn", Width: 16},
		},
	}
	for _, section := range b.Sections {
		for _, st := range section.Standings {
			s.Rows = append(s.Rows, b.line(section, st))
		}
	}
	return s
}

func (b Board) line(section ranking.Section, st ranking.Standing) []any {
	var place *int
	if st.Place > 0 {
		place = &st.Place
	}
	label := ""
	if b.Sample {
		label = "DỮ LIỆU MẪU"
	}
	return []any{
		section.Block.Name, place, st.Unit, st.Name, st.Total, st.Bonus, st.Deduction, st.SheetsCounted, st.GradeName, st.AwardName,
		NoteOf(st), StateTitle(b.Publication.State), b.Publication.Number, b.Publication.SHA256, label,
	}
}

// Sheet is the appendix of an edition as a file.
func (v EditionView) Sheet() table.Sheet {
	s := table.Sheet{
		Name: "ke-hoach-" + v.DocNumber, Title: v.Title() + ", " + v.Date.Formal(), Marking: table.Public, Note: "SHA-256 của bản này: " + v.SHA256,
		Columns: []table.Column{
			{Title: "Mã", Width: 10},
			{Title: "Hoạt động", Width: 46},
			{Title: "Mã đơn vị", Width: 10},
			{Title: "Đơn vị"},
			{Title: "Khối thi đua"},
			{Title: "Lĩnh vực", Width: 22},
			{Title: "Bắt đầu", Kind: table.Date},
			{Title: "Kết thúc", Kind: table.Date},
			{Title: "Địa điểm"},
			{Title: "Chỉ tiêu", Width: 40},
			{Title: "Số lượng", Kind: table.Whole},
			{Title: "Đơn vị tính", Width: 14},
			{Title: "Số người tham gia", Kind: table.Whole},
			{Title: "Ngân sách", Kind: table.Money},
			{Title: "Xã hội hóa", Kind: table.Money},
			{Title: "Tổng kinh phí", Kind: table.Money},
			{Title: "Đầu mối"},
			{Title: "Đơn vị phối hợp"},
			{Title: "Theo dõi"},
			{Title: "Trạng thái", Width: 16},
		},
	}
	for _, i := range v.Items {
		s.Rows = append(s.Rows, []any{
			i.Code, i.Title, i.Unit, i.UnitName, i.BlockName, i.Category, i.StartsOn, i.EndsOn, i.Place, i.Target, i.Quantity, i.QuantityUnit,
			i.Participants, i.BudgetState, i.BudgetSocial, i.Budget(), i.Responsible, strings.Join(i.Partners, "; "), i.Monitor, plan.StatusTitles[i.Status],
		})
	}
	return s
}
