package site

import (
	"fmt"
	"net/http"

	"portal/internal/access"
	"portal/internal/assessment"
	"portal/internal/campaign"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// committeeDesk shows what is due for a member, by the roles they hold.
func (s *Site) committeeDesk(w http.ResponseWriter, r *http.Request) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	a := actor(r)
	d := page.Desk{Phases: page.Phases(c), Phase: campaign.Titles[c.Phase], Next: page.NextDate(c, viet.DateOf(s.DB.Now()))}
	if a.Can(access.ScoreUnit) && a.Member != 0 {
		rows, err := s.sheets.ToScore(r.Context(), a, c)
		if err != nil {
			return err
		}
		d.Todos = append(d.Todos, sheetsDue(rows, c)...)
	}
	if a.All(access.ReadCommittee) {
		p, err := s.campaigns.Progress(r.Context(), c)
		if err != nil {
			return err
		}
		d.Todos = append(d.Todos, officeDue(a, c, p)...)
	}
	for _, place := range places {
		if place.href != "/ban-to-chuc" && a.Can(place.may) {
			d.Reads = append(d.Reads, ui.Link{Href: place.href, Label: place.label})
		}
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Việc của tôi", Current: "/ban-to-chuc"}, page.CommitteeDesk(d))
}

// sheetsDue is what a judge still owes. In review only a sheet that was given back can be handed in.
func sheetsDue(rows []assessment.Row, c campaign.Campaign) []ui.Todo {
	if !c.Opens(access.ScoreUnit) {
		return nil
	}
	due, drafts, back, all := 0, 0, 0, 0
	for _, row := range rows {
		if !row.Scored() {
			continue
		}
		all++
		switch {
		case row.Stage == assessment.Submitted:
			continue
		case row.Stage == assessment.Draft && row.SubmittedAt != nil:
			back++
		case row.Stage == assessment.Draft:
			drafts++
		}
		due++
	}
	var list []ui.Todo
	if back > 0 {
		list = append(list, ui.Todo{
			Kind: "err", Icon: "undo", Title: viet.Count(back, "phiếu được mở lại"), Note: "Sửa rồi nộp lại để phiếu được tính",
			Href: "/ban-to-chuc/cham-diem", Action: "Mở phiếu", Primary: true,
		})
	}
	if due -= back; due > 0 && c.Phase == campaign.Scoring {
		list = append(list, ui.Todo{
			Kind: "warn", Icon: "pen", Title: viet.Count(due, "phiếu chưa nộp"),
			Note: fmt.Sprintf("Đã nộp %d/%d phiếu, %s", all-due-back, all, viet.Count(drafts, "bản nháp")),
			Href: "/ban-to-chuc/cham-diem", Action: "Chấm điểm", Primary: true,
		})
	}
	return list
}

// officeDue is what waits for the secretary and the chair.
func officeDue(a access.Actor, c campaign.Campaign, p campaign.Progress) []ui.Todo {
	var list []ui.Todo
	if p.Undecided > 0 && a.Can(access.ApproveActivity) && c.Opens(access.ApproveActivity) {
		list = append(list, ui.Todo{
			Kind: "warn", Icon: "file", Title: viet.Count(p.Undecided, "đăng ký chờ xét"), Note: "Duyệt hoặc trả lại kèm lý do",
			Href: "/ban-to-chuc/dang-ky", Action: "Xét đăng ký", Primary: true,
		})
	}
	if c.PlanNumber == "" && a.Can(access.IssuePlan) && c.Opens(access.IssuePlan) {
		list = append(list, ui.Todo{
			Kind: "act", Icon: "log", Title: "Kế hoạch chưa ban hành", Note: "Xem trước, tải dự thảo để trình ký, rồi ghi số và ngày",
			Href: planHref, Action: "Xem kế hoạch",
		})
	}
	if p.OpenAdjustments > 0 && a.Can(access.DecideAdjusting) && c.Opens(access.DecideAdjusting) {
		list = append(list, ui.Todo{
			Kind: "warn", Icon: "star", Title: viet.Count(p.OpenAdjustments, "đề nghị cộng, trừ điểm chờ quyết định"), Note: "Đề nghị chưa duyệt không được tính",
			Href: "/ban-to-chuc/dieu-chinh?trang-thai=cho", Action: "Xem đề nghị", Primary: true,
		})
	}
	if missing := p.SheetsExpected - p.SheetsSubmitted; missing > 0 && c.Phase == campaign.Scoring {
		list = append(list, ui.Todo{
			Kind: "act", Icon: "sheet", Title: fmt.Sprintf("Còn thiếu %s", viet.Count(missing, "phiếu chấm")),
			Note: fmt.Sprintf("Đã nộp %d/%d phiếu", p.SheetsSubmitted, p.SheetsExpected),
			Href: "/ban-to-chuc/tong-hop", Action: "Xem tổng hợp",
		})
	}
	if p.WithoutMonitor > 0 && !c.After(campaign.Concluded) {
		list = append(list, ui.Todo{
			Kind: "warn", Icon: "eye", Title: viet.Count(p.WithoutMonitor, "đơn vị, hoạt động chưa có người theo dõi"),
			Href: "/ban-to-chuc/theo-doi", Action: "Xem",
		})
	}
	if next := c.Next(); next != "" && a.Can(access.MovePhase) {
		list = append(list, ui.Todo{
			Kind: "act", Icon: "flag", Title: "Bước tiếp theo: " + campaign.Titles[next], Note: resultsNote(c, p),
			Href: publishHref, Action: "Xem điều kiện",
		})
	}
	return list
}

func resultsNote(c campaign.Campaign, p campaign.Progress) string {
	switch {
	case c.Phase != campaign.Review:
		return ""
	case !p.Provisional:
		return "Chưa công bố kết quả dự kiến"
	case !p.Final:
		return "Đã công bố kết quả dự kiến, chưa công bố chính thức"
	}
	return ""
}

// mayReopen reports whether who reads could give a sheet back now.
func mayReopen(r *http.Request, c campaign.Campaign) bool {
	return actor(r).Can(access.ReopenSheet) && c.Opens(access.ReopenSheet)
}
