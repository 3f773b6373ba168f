package paper

import (
	"strconv"
	"strings"
	"time"

	"portal/internal/campaign"
	"portal/internal/committee"
	"portal/internal/document"
	"portal/internal/viet"
)

// Assignment is the notice of who on the committee follows which units and activities. It names posts,
// never people.
func Assignment(w campaign.Ward, c campaign.Campaign, groups []committee.Group, at time.Time) document.Document {
	h := wardHouse(w)
	about := "phân công theo dõi, đôn đốc thực hiện " + the(c.Name)
	d := document.Document{
		Name: "thong-bao-phan-cong", Governing: []string{h.short()}, Issuer: h.committee(), Number: "/TB-BTC",
		Place: h.place(), Date: viet.DateOf(at), Type: "Thông báo", Abstract: viet.Capitalise(about),
		Signature: document.Signature{Lines: []string{"TM. " + committeeIs, "Trưởng ban"}},
		Recipients: []string{
			viet.Capitalise(h.short()) + " (để báo cáo)", "Thành viên " + committeeIs, "Các đơn vị tham gia", "Lưu: VT, BTC",
		},
		Mark: marks(w.Sample, false), MadeAt: at,
	}
	if c.PlanNumber != "" && c.PlanIssuedOn != nil {
		d.Basis = []string{"Căn cứ Kế hoạch số " + c.PlanNumber + " " + c.PlanIssuedOn.Formal() + " của " + h.body + " về việc tổ chức " + the(c.Name)}
	}
	followed := 0
	for _, g := range groups {
		followed += len(g.Items)
	}
	work := "Thành viên " + committeeIs + " theo dõi, đôn đốc các đơn vị"
	if followed > 0 {
		work += " và " + viet.Count(followed, "hoạt động") + " đã được duyệt; danh mục hoạt động tại Phụ lục kèm theo"
	}
	d.Body = []document.Block{
		document.Paragraph{Text: h.organizer + " thông báo phân công thành viên theo dõi, đôn đốc như sau:"},
		document.Heading{Level: 2, Text: "Phân công"},
		document.Paragraph{Text: work + "."},
		members(groups),
		document.Heading{Level: 2, Text: "Nhiệm vụ của thành viên"},
		document.List{
			"Nắm tiến độ, đôn đốc đơn vị thực hiện hoạt động đúng nội dung, thời gian và chỉ tiêu đã đăng ký.",
			"Đến cơ sở xem xét việc thực hiện; ghi lại ngày đến và kết quả trên cổng thông tin của phong trào.",
			"Kịp thời báo cáo " + committeeIs + " khi hoạt động chậm, phải điều chỉnh hoặc gặp khó khăn.",
		},
		document.Heading{Level: 2, Text: "Trách nhiệm của đơn vị"},
		document.Paragraph{Text: "Các đơn vị thường xuyên thông tin tiến độ, cung cấp báo cáo và minh chứng cho thành viên được phân công theo dõi."},
		document.Paragraph{Text: "Trên đây là thông báo phân công theo dõi, đôn đốc, đề nghị các thành viên " + committeeIs + " và các đơn vị phối hợp thực hiện."},
	}
	if followed > 0 {
		d.Appendices = []document.Appendix{{
			Title: "Danh mục hoạt động theo thành viên theo dõi",
			Note:  "Kèm theo Thông báo số …/TB-BTC " + d.Date.Formal() + " của " + h.organizer,
			Body:  []document.Block{followedWork(groups)}, Landscape: true,
		}}
	}
	return d
}

// members says which units each member follows.
func members(groups []committee.Group) document.Table {
	t := document.Table{Size: 11, Columns: []document.Column{
		{Title: "TT", Width: 10, Align: document.Centre},
		{Title: "Thành viên", Width: 62},
		{Title: "Đơn vị theo dõi", Width: 70},
		{Title: "Số hoạt động", Width: 23, Align: document.Centre},
	}}
	for n, g := range groups {
		units := make([]string, len(g.Member.Units))
		for i, u := range g.Member.Units {
			units[i] = u.Name
		}
		t.Rows = append(t.Rows, document.Row{Cells: []string{
			strconv.Itoa(n + 1), seat(g.Member), strings.Join(units, "; "), viet.Int(len(g.Items)),
		}})
	}
	return t
}

// seat is a member by role and post.
func seat(m committee.Member) string {
	if m.Position == "" {
		return m.Role
	}
	return m.Position + " – " + m.Role
}

// followedWork lists the activities under who follows them.
func followedWork(groups []committee.Group) document.Table {
	t := document.Table{Size: 11, Columns: []document.Column{
		{Title: "TT", Width: 10, Align: document.Centre},
		{Title: "Mã", Width: 17, Align: document.Centre},
		{Title: "Tên hoạt động", Width: 72},
		{Title: "Đơn vị chủ trì", Width: 44},
		{Title: "Thời gian", Width: 24, Align: document.Centre},
		{Title: "Địa điểm", Width: 36},
		{Title: "Chỉ tiêu", Width: 49},
	}}
	n := 0
	for _, g := range groups {
		if len(g.Items) == 0 {
			continue
		}
		t.Rows = append(t.Rows, document.Row{Bold: true, Span: len(t.Columns), Cells: []string{seat(g.Member)}})
		for _, i := range g.Items {
			n++
			t.Rows = append(t.Rows, document.Row{Cells: []string{
				strconv.Itoa(n), i.Code, i.Title, i.UnitName, viet.Period(i.StartsOn, i.EndsOn), i.Place, i.Target,
			}})
		}
	}
	return t
}
