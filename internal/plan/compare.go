package plan

import (
	"slices"
	"strings"

	"portal/internal/viet"
)

// Compare lists what an edition says otherwise than the one before, in sentences: first of the campaign
// and the document, then activity by activity, what is gone last.
func Compare(before, now Edition) []Change {
	changes := compareHeads(before, now)
	old := map[string]Item{}
	for _, i := range before.Items {
		old[i.Code] = i
	}
	for _, i := range now.Items {
		was, there := old[i.Code]
		delete(old, i.Code)
		if !there {
			changes = append(changes, i.change(Added, "Đưa vào kế hoạch, thực hiện "+i.Days()+"."))
			continue
		}
		changes = append(changes, compareItems(was, i)...)
	}
	for _, i := range before.Items {
		if _, gone := old[i.Code]; gone {
			changes = append(changes, i.change(Gone, "Không còn trong kế hoạch."))
		}
	}
	return changes
}

func (i Item) change(kind Kind, sentence string) Change {
	c := Change{Code: i.Code, Title: i.Title, UnitName: i.UnitName, Kind: kind, Sentence: sentence}
	if kind != Added && kind != Gone && kind != Words { // those that only an amendment makes
		c.Reason = i.Note
	}
	return c
}

func compareItems(was, now Item) []Change {
	var changes []Change
	add := func(kind Kind, sentence string) { changes = append(changes, now.change(kind, sentence)) }
	if was.Status != now.Status {
		switch now.Status {
		case Postponed:
			add(PutOff, "Tạm hoãn.")
		case Cancelled:
			add(Off, "Hủy, không tổ chức.")
		default:
			add(Back, "Tổ chức lại, thực hiện "+now.Days()+".")
		}
	}
	differs := func(kind Kind, name, a, b string) {
		if a != b {
			add(kind, said(name, a, b))
		}
	}
	differs(Moved, "Thời gian", was.Days(), now.Days())
	differs(Place, "Địa điểm", was.Place, now.Place)
	differs(Target, "Chỉ tiêu", was.Target, now.Target)
	differs(Target, "Số lượng", was.Amount(), now.Amount())
	differs(Words, "Tên hoạt động", was.Title, now.Title)
	differs(Words, "Đơn vị", was.UnitName, now.UnitName)
	differs(Words, "Khối", was.BlockName, now.BlockName)
	differs(Words, "Lĩnh vực", was.Category, now.Category)
	differs(Words, "Số người tham gia", whole(was.Participants), whole(now.Participants))
	differs(Words, "Kinh phí từ ngân sách", money(was.BudgetState), money(now.BudgetState))
	differs(Words, "Kinh phí xã hội hóa", money(was.BudgetSocial), money(now.BudgetSocial))
	differs(Words, "Đầu mối", was.Responsible, now.Responsible)
	differs(Words, "Đơn vị phối hợp", strings.Join(was.Partners, ", "), strings.Join(now.Partners, ", "))
	differs(Words, "Theo dõi", was.Monitor, now.Monitor)
	return changes
}

// compareHeads lists what is said otherwise of the campaign, who signed and on what ground.
func compareHeads(before, now Edition) []Change {
	var changes []Change
	differs := func(kind Kind, name, a, b string) {
		if a != b {
			changes = append(changes, Change{Title: "Nội dung chung", Kind: kind, Sentence: said(name, a, b)})
		}
	}
	was, is := before.Campaign, now.Campaign
	differs(Words, "Tên phong trào", was.Name, is.Name)
	differs(Words, "Chủ đề", was.Theme, is.Theme)
	differs(Words, "Tóm tắt", was.Summary, is.Summary)
	differs(Words, "Mục tiêu", strings.Join(was.Aims, " "), strings.Join(is.Aims, " "))
	differs(Moved, "Thời gian thực hiện", viet.Period(was.StartsOn, was.EndsOn), viet.Period(is.StartsOn, is.EndsOn))
	differs(Moved, "Phát động", day(was.LaunchOn), day(is.LaunchOn))
	differs(Moved, "Chấm điểm từ", day(was.ScoringFrom), day(is.ScoringFrom))
	differs(Moved, "Tổng kết", day(was.WrapupOn), day(is.WrapupOn))
	differs(Words, "Người ký", before.Signatory.words(), now.Signatory.words())
	if !slices.Equal(before.Basis, now.Basis) {
		differs(Words, "Căn cứ", strings.Join(before.Basis, "; "), strings.Join(now.Basis, "; "))
	}
	return changes
}

// said puts a difference into a sentence. Days and numbers stand bare, texts in quotes.
func said(name, was, is string) string {
	return name + ": trước là " + quoted(was) + ", nay là " + quoted(is) + "."
}

func quoted(text string) string {
	if text == "" {
		return "chưa ghi"
	}
	if text[0] >= '0' && text[0] <= '9' && !strings.ContainsFunc(text, func(r rune) bool { return r == '\n' || r == '“' }) {
		return text
	}
	return "“" + text + "”"
}

// Amount is the number to measure against with its unit: "1.500 lượt người".
func (i Item) Amount() string { return strings.TrimSpace(whole(i.Quantity) + " " + i.QuantityUnit) }

func (s Signatory) words() string {
	return strings.Join(strings.Fields(s.Authority+" "+s.Position+" "+s.Name), " ")
}

func day(d *viet.Date) string {
	if d == nil {
		return ""
	}
	return d.Full()
}

func whole(n *int) string {
	if n == nil {
		return ""
	}
	return viet.Int(*n)
}

func money(n *int64) string {
	if n == nil {
		return ""
	}
	return viet.Money(*n)
}
