package paper

import (
	"strconv"
	"strings"

	"portal/internal/document"
	"portal/internal/plan"
	"portal/internal/viet"
)

// content counts the activities by block and by field, and leads to the appendix.
func content(e plan.Edition) []document.Block {
	where := "Phụ lục"
	if len(e.Changes) > 0 {
		where = "Phụ lục I"
	}
	blocks := []document.Block{document.Paragraph{
		Text: "Tổ chức " + viet.Count(len(e.Items), "hoạt động") + "; danh mục chi tiết tại " + where + " kèm theo Kế hoạch này.",
	}}
	if len(e.Changes) > 0 {
		blocks = append(blocks, document.Paragraph{
			Text: viet.Count(len(e.Changes), "nội dung") + " được điều chỉnh, bổ sung so với kế hoạch trước; chi tiết tại Phụ lục II.",
		})
	}
	if len(e.Items) > 0 {
		blocks = append(blocks, document.Heading{Level: 2, Text: "Theo khối, cụm thi đua"}, byBlock(e), document.Heading{Level: 2, Text: "Theo lĩnh vực"}, byField(e))
	}
	if text := budget(e); text != "" {
		blocks = append(blocks, document.Heading{Level: 2, Text: "Kinh phí"}, document.Paragraph{Text: text})
	}
	return blocks
}

func byBlock(e plan.Edition) document.Table {
	t := document.Table{Columns: []document.Column{
		{Title: "TT", Width: 12, Align: document.Centre},
		{Title: "Khối, cụm thi đua", Width: 89},
		{Title: "Đơn vị chủ trì", Width: 32, Align: document.Centre},
		{Title: "Số hoạt động", Width: 32, Align: document.Centre},
	}}
	leads, _ := partakers(e)
	for n, s := range e.Sections() {
		units := map[string]bool{}
		for _, i := range s.Items {
			units[i.UnitName] = true
		}
		t.Rows = append(t.Rows, document.Row{Cells: []string{strconv.Itoa(n + 1), blockName(s), viet.Int(len(units)), viet.Int(len(s.Items))}})
	}
	t.Rows = append(t.Rows, document.Row{Bold: true, Span: 2, Cells: []string{"Tổng số", viet.Int(leads), viet.Int(len(e.Items))}})
	return t
}

func blockName(s plan.Section) string {
	if s.Name == "" {
		return "Ngoài khối, cụm thi đua"
	}
	return s.Name
}

func byField(e plan.Edition) document.Table {
	t := document.Table{Columns: []document.Column{
		{Title: "TT", Width: 12, Align: document.Centre},
		{Title: "Lĩnh vực", Width: 121},
		{Title: "Số hoạt động", Width: 32, Align: document.Centre},
	}}
	names, count := belonging(e.Items, func(i plan.Item) string { return i.Category }, true)
	for n, name := range names {
		t.Rows = append(t.Rows, document.Row{Cells: []string{strconv.Itoa(n + 1), name, viet.Int(count[name])}})
	}
	t.Rows = append(t.Rows, document.Row{Bold: true, Span: 2, Cells: []string{"Tổng số", viet.Int(len(e.Items))}})
	return t
}

// budget sums up what the units mean to spend; empty when none of them said.
func budget(e plan.Edition) string {
	var state, social int64
	said := 0
	for _, i := range e.Items {
		if i.Budget() == nil {
			continue
		}
		said++
		if i.BudgetState != nil {
			state += *i.BudgetState
		}
		if i.BudgetSocial != nil {
			social += *i.BudgetSocial
		}
	}
	if said == 0 {
		return ""
	}
	return "Tổng kinh phí dự kiến của " + viet.Count(said, "hoạt động") + " có dự toán: " + viet.Money(state+social) +
		", trong đó ngân sách " + viet.Money(state) + ", xã hội hóa " + viet.Money(social) + "."
}

// activities is the appendix, block by block.
func activities(e plan.Edition) document.Table {
	t := document.Table{Size: 11, Columns: []document.Column{
		{Title: "TT", Width: 10, Align: document.Centre},
		{Title: "Mã", Width: 16, Align: document.Centre},
		{Title: "Tên hoạt động", Width: 55},
		{Title: "Đơn vị chủ trì", Width: 34},
		{Title: "Đơn vị phối hợp", Width: 45},
		{Title: "Thời gian", Width: 24, Align: document.Centre},
		{Title: "Địa điểm", Width: 29},
		{Title: "Chỉ tiêu", Width: 39},
	}}
	n := 0
	for _, s := range e.Sections() {
		t.Rows = append(t.Rows, document.Row{Bold: true, Span: len(t.Columns), Cells: []string{blockName(s)}})
		for _, i := range s.Items {
			n++
			t.Rows = append(t.Rows, document.Row{Cells: []string{
				strconv.Itoa(n), i.Code, i.Title + remarks(i), i.UnitName, strings.Join(i.Partners, ", "), i.Days(), i.Place, i.Target,
			}})
		}
	}
	return t
}

// remarks say how an activity came into the plan, and that it does not go on.
func remarks(i plan.Item) string {
	var said []string
	if i.Supplementary {
		said = append(said, "bổ sung")
	}
	if title := plan.StatusTitles[i.Status]; title != "" {
		said = append(said, the(title))
	}
	if len(said) == 0 {
		return ""
	}
	return " (" + strings.Join(said, ", ") + ")"
}

// changes is the appendix of what an edition says otherwise than the one before.
func changes(e plan.Edition) document.Table {
	t := document.Table{Columns: []document.Column{
		{Title: "TT", Width: 10, Align: document.Centre},
		{Title: "Hoạt động", Width: 54},
		{Title: "Loại", Width: 24},
		{Title: "Nội dung điều chỉnh", Width: 46},
		{Title: "Lý do", Width: 31},
	}}
	for n, c := range e.Changes {
		what := c.Title
		if c.Code != "" {
			what = c.Code + ". " + c.Title
		}
		if c.UnitName != "" {
			what += "\n" + c.UnitName
		}
		t.Rows = append(t.Rows, document.Row{Cells: []string{strconv.Itoa(n + 1), what, plan.KindTitles[c.Kind], c.Sentence, c.Reason}})
	}
	return t
}
