package paper

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"portal/internal/document"
	"portal/internal/plan"
	"portal/internal/viet"
)

// Plan is an edition of the plan with its appendix of activities. One that is not issued yet says so on
// every page.
func Plan(e plan.Edition) document.Document {
	h := houseOf(e.Ward.Name, e.Ward.Body, e.Ward.Organizer)
	subject := "tổ chức " + the(e.Campaign.Name) + occasion(e.Campaign.Occasion)
	d := document.Document{
		Name: "ke-hoach", Issuer: h.issuer(), Number: cmp.Or(e.DocNumber, "/KH-UBND"), Place: h.place(), Date: e.Date,
		Type: "Kế hoạch", Abstract: viet.Capitalise(subject), Basis: e.Basis,
		Signature: document.Signature{Lines: append([]string{e.Signatory.Authority}, strings.Split(e.Signatory.Position, "\n")...), Name: e.Signatory.Name},
		Recipients: []string{
			"Đảng ủy, UB MTTQ Việt Nam " + h.name, "Thành viên " + committeeIs, "Các đơn vị tham gia", "Lưu: VT, BTC",
		},
		Mark: marks(e.Ward.Sample, e.IssuedAt.IsZero()), MadeAt: e.IssuedAt,
	}
	if e.Number > 1 {
		d.Name += "-lan-" + strconv.Itoa(e.Number)
		d.Abstract = "Điều chỉnh, bổ sung kế hoạch " + subject
	}
	d.Body = append(d.Body, preamble(e, h), document.Heading{Level: 1, Text: "Mục đích, yêu cầu"})
	d.Body = append(d.Body, purpose(e)...)
	d.Body = append(d.Body, document.Heading{Level: 1, Text: "Thời gian, đối tượng"})
	d.Body = append(d.Body, schedule(e)...)
	d.Body = append(d.Body, document.Heading{Level: 1, Text: "Nội dung"})
	d.Body = append(d.Body, content(e)...)
	d.Body = append(d.Body, document.Heading{Level: 1, Text: "Tổ chức thực hiện"})
	d.Body = append(d.Body, duties(e, h)...)
	note := belongs(e, h)
	d.Appendices = []document.Appendix{{
		Title: "Danh mục hoạt động " + e.Campaign.Name, Note: note, Landscape: true, Body: []document.Block{activities(e)},
	}}
	if len(e.Changes) > 0 {
		d.Appendices = append(d.Appendices, document.Appendix{
			Title: "Nội dung điều chỉnh, bổ sung", Note: note, Body: []document.Block{changes(e)},
		})
	}
	return d
}

func preamble(e plan.Edition, h house) document.Block {
	text := viet.Capitalise(h.body) + " ban hành Kế hoạch tổ chức " + the(e.Campaign.Name) + " như sau:"
	if e.Number > 1 {
		text = viet.Capitalise(h.body) + " ban hành Kế hoạch điều chỉnh, bổ sung (lần " + strconv.Itoa(e.Number-1) + "), thay thế kế hoạch đã ban hành trước đó."
		if e.Reason != "" {
			text += " Lý do: " + sentence(e.Reason)
		}
	}
	return document.Paragraph{Text: text}
}

// belongs says to which plan the appendices come.
func belongs(e plan.Edition, h house) string {
	number, date := e.DocNumber, e.Date.Formal()
	if number == "" {
		number = "…/KH-UBND"
	}
	if date == "" {
		date = "ngày … tháng … năm …"
	}
	return "Kèm theo Kế hoạch số " + number + " " + date + " của " + h.body
}

func purpose(e plan.Edition) []document.Block {
	var blocks []document.Block
	if len(e.Campaign.Aims) > 0 {
		var aims document.List
		for _, aim := range e.Campaign.Aims {
			aims = append(aims, sentence(aim))
		}
		blocks = append(blocks, document.Heading{Level: 2, Text: "Mục đích"}, aims)
	}
	var asks document.List
	if e.Campaign.Theme != "" {
		asks = append(asks, "Bám sát chủ đề “"+strings.TrimRight(e.Campaign.Theme, ". ")+"”.")
	}
	asks = append(
		asks,
		"Mỗi hoạt động có đơn vị chủ trì, thời gian, địa điểm và chỉ tiêu cụ thể; tổ chức thiết thực, an toàn, tiết kiệm.",
		"Người đứng đầu đơn vị chịu trách nhiệm về kết quả hoạt động đã đăng ký.",
	)
	return append(blocks, document.Heading{Level: 2, Text: "Yêu cầu"}, asks)
}

func schedule(e plan.Edition) []document.Block {
	c := e.Campaign
	days := document.List{viet.Capitalise(sentence("thực hiện các hoạt động " + from(c.StartsOn, c.EndsOn)))}
	for _, day := range []struct {
		on    *viet.Date
		words string
	}{
		{c.LaunchOn, "Tổ chức phát động: "},
		{c.ScoringFrom, "Chấm điểm, xếp hạng: từ "},
		{c.WrapupOn, "Tổng kết: dự kiến "},
	} {
		if day.on != nil {
			days = append(days, sentence(day.words+day.on.Formal()))
		}
	}
	leads, helps := partakers(e)
	who := "Các đơn vị thuộc các khối, cụm thi đua của phong trào; trong đó " + viet.Count(leads, "đơn vị chủ trì")
	if helps > 0 {
		who += " và " + viet.Count(helps, "đơn vị chỉ phối hợp thực hiện")
	}
	return []document.Block{
		document.Heading{Level: 2, Text: "Thời gian"},
		days,
		document.Heading{Level: 2, Text: "Đối tượng"},
		document.Paragraph{Text: who + "."},
	}
}

// partakers counts the units that lead an activity, and those that only help.
func partakers(e plan.Edition) (leads, helps int) {
	lead, help := map[string]bool{}, map[string]bool{}
	for _, i := range e.Items {
		lead[i.UnitName] = true
	}
	for _, i := range e.Items {
		for _, name := range i.Partners {
			if !lead[name] {
				help[name] = true
			}
		}
	}
	return len(lead), len(help)
}

// duties say who does what.
func duties(e plan.Edition, h house) []document.Block {
	monitors := map[string]bool{}
	for _, i := range e.Items {
		if i.Monitor != "" {
			monitors[i.Monitor] = true
		}
	}
	follow := "Phân công thành viên theo dõi, đôn đốc từng đơn vị, từng hoạt động"
	if len(monitors) > 0 {
		follow = "Phân công " + viet.Count(len(monitors), "thành viên") + " theo dõi, đôn đốc " + viet.Count(len(e.Items), "hoạt động")
	}
	return []document.Block{
		document.Heading{Level: 2, Text: viet.Capitalise(h.organizer)},
		document.List{
			follow + "; tổng hợp tiến độ, kịp thời báo cáo " + h.body + " những khó khăn, vướng mắc.",
			"Xem xét đề nghị điều chỉnh thời gian, địa điểm, chỉ tiêu của hoạt động.",
			"Chấm điểm theo bộ tiêu chí của phong trào, xếp hạng theo khối, cụm thi đua và trình khen thưởng.",
		},
		document.Heading{Level: 2, Text: "Các đơn vị chủ trì"},
		document.List{
			"Thực hiện hoạt động đúng nội dung, thời gian và chỉ tiêu tại Phụ lục; muốn điều chỉnh phải đề nghị trước và nêu rõ lý do.",
			"Báo cáo kết quả kèm minh chứng cho " + committeeIs + " khi hoạt động kết thúc.",
		},
		document.Heading{Level: 2, Text: "Các đơn vị phối hợp"},
		document.Paragraph{Text: "Cùng đơn vị chủ trì chuẩn bị và thực hiện phần việc đã nhận."},
		document.Paragraph{
			Text: "Trên đây là Kế hoạch tổ chức " + the(e.Campaign.Name) + ", đề nghị các đơn vị triển khai thực hiện. Trong quá trình thực hiện, " +
				"nếu có khó khăn, vướng mắc, các đơn vị phản ánh về " + committeeIs + " để được hướng dẫn, giải quyết.",
		},
	}
}

// belonging counts the activities of each part of the plan, in the order of the parts' names or of the plan.
func belonging(items []plan.Item, part func(plan.Item) string, sorted bool) (names []string, count map[string]int) {
	count = map[string]int{}
	for _, i := range items {
		name := cmp.Or(part(i), "Chưa phân loại")
		if count[name]++; count[name] == 1 {
			names = append(names, name)
		}
	}
	if sorted {
		slices.SortFunc(names, viet.CompareNatural)
	}
	return names, count
}
