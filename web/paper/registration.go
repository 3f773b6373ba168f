package paper

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"portal/internal/activity"
	"portal/internal/campaign"
	"portal/internal/document"
	"portal/internal/unit"
	"portal/internal/viet"
)

// Names are the words for the codes that registrations hold.
type Names struct {
	Units      []unit.Unit
	Categories []activity.Option
}

// RegistrationForm is what a unit registers, on the form as it is circulated, to be signed.
func RegistrationForm(w campaign.Ward, c campaign.Campaign, u unit.Unit, list []activity.Item, names Names, at time.Time) document.Document {
	h := wardHouse(w)
	return document.Document{
		Name: "phieu-dang-ky-" + viet.Slug(u.Code), Governing: []string{h.short()}, Issuer: []string{u.Name},
		Place: h.place(), Date: viet.DateOf(at),
		Type: "Phiếu đăng ký hoạt động", Abstract: c.Name + occasion(c.Occasion), Landscape: true, Form: true,
		Body: []document.Block{
			document.Paragraph{Plain: true, Text: "Đơn vị đăng ký: " + u.Name + ". Mã đơn vị: " + u.Code + ". " + u.BlockName + "."},
			document.Paragraph{Plain: true, Text: "Người đứng đầu: " + u.HeadRole + "."},
			document.Paragraph{Plain: true, Text: "Chức danh người lập: " + blank + " Điện thoại: " + blank},
			registered(list, names),
			document.Paragraph{Plain: true, Text: "Ghi chú: Kinh phí ghi bằng đồng; tổng bằng ngân sách cộng xã hội hóa."},
		},
		Signature: document.Signature{Lines: []string{"Đại diện đơn vị"}, Hint: "(ký, ghi rõ chức danh)"},
		Mark:      marks(w.Sample, false), MadeAt: at,
	}
}

// blank is room to write in.
const blank = "………………………………"

// given are the stages whose activities stand on the form.
var given = []activity.Stage{
	activity.Draft, activity.Submitted, activity.Returned, activity.Approved, activity.Reported, activity.Verified, activity.Postponed,
}

// registered has the columns of the form, one activity to a row.
func registered(list []activity.Item, names Names) document.Table {
	const days, money = "Thời gian thực hiện", "Kinh phí dự kiến (đồng)"
	t := document.Table{Size: 8.5, Numbered: true, Columns: []document.Column{
		{Title: "TT", Width: 7, Align: document.Centre},
		{Title: "Tên hoạt động", Width: 25},
		{Title: "Lĩnh vực", Width: 13},
		{Title: "Nội dung, cách làm", Width: 28},
		{Title: "Từ ngày", Group: days, Width: 15.5, Align: document.Centre},
		{Title: "Đến ngày", Group: days, Width: 15.5, Align: document.Centre},
		{Title: "Địa điểm", Width: 14},
		{Title: "Chỉ tiêu, kết quả cần đạt", Width: 20},
		{Title: "Số người tham gia dự kiến", Width: 11, Align: document.Centre},
		{Title: "Tổng", Group: money, Width: 16.5, Align: document.Right},
		{Title: "Ngân sách", Group: money, Width: 16.5, Align: document.Right},
		{Title: "Xã hội hóa", Group: money, Width: 16.5, Align: document.Right},
		{Title: "Chức danh phụ trách", Width: 14},
		{Title: "Đơn vị phối hợp", Width: 14},
		{Title: "Minh chứng dự kiến", Width: 14},
		{Title: "Ghi chú", Width: 11.5},
	}}
	list = slices.DeleteFunc(slices.Clone(list), func(i activity.Item) bool { return !slices.Contains(given, i.Stage) })
	slices.SortFunc(list, func(a, b activity.Item) int {
		return cmp.Or(a.StartsOn.Compare(b.StartsOn), a.EndsOn.Compare(b.EndsOn), cmp.Compare(a.Code, b.Code))
	})
	var total, state, social int64
	for n, i := range list {
		t.Rows = append(t.Rows, document.Row{Cells: []string{
			strconv.Itoa(n + 1), i.Title, field(names.Categories, i.Category), i.Description, i.StartsOn.Full(), i.EndsOn.Full(), i.Place, i.Target,
			number(i.Participants), number(i.Budget()), number(i.BudgetState), number(i.BudgetSocial), i.Responsible,
			partners(names.Units, i.Partners), i.Evidence, remark(i),
		}})
		total, state, social = total+orNought(i.Budget()), state+orNought(i.BudgetState), social+orNought(i.BudgetSocial)
	}
	t.Rows = append(t.Rows, document.Row{
		Bold: true, Span: 9, Cells: []string{"Tổng cộng: " + viet.Count(len(list), "hoạt động"), viet.Int(total), viet.Int(state), viet.Int(social)},
	})
	return t
}

// number is empty for what was not given, which is not zero.
func number[N viet.Whole](n *N) string {
	if n == nil {
		return ""
	}
	return viet.Int(*n)
}

func orNought(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

func field(fields []activity.Option, code string) string {
	for _, f := range fields {
		if f.Code == code {
			return f.Name
		}
	}
	return code
}

// partners are units by their short names.
func partners(units []unit.Unit, codes []string) string {
	list := slices.Clone(codes)
	for i, code := range codes {
		for _, u := range units {
			if u.Code == code {
				list[i] = cmp.Or(u.ShortName, u.Name)
			}
		}
	}
	return strings.Join(list, "; ")
}

// remark says how far the registration has come.
func remark(i activity.Item) string {
	said := viet.Capitalise(activity.Titles[i.Stage])
	if i.Supplementary {
		said += ", bổ sung"
	}
	return strings.TrimSpace(i.Code + "\n" + said)
}
