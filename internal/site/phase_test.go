package site

import (
	"net/http"
	"testing"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/postgres"
	"portal/internal/sample"
)

func current(p *place) campaign.Campaign {
	p.t.Helper()
	c, err := p.site.campaigns.Current(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

func errorCode(err error) string { return postgres.Code(err) }

// TestMovingOn: the next phase opens when nothing is missing, or with a reason for what may be.
func TestMovingOn(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	chair := p.as(access.Chair)
	panel := chair.get(publishHref).wants(http.StatusOK, "Đang ở bước: Chấm điểm", "Bước tiếp theo: Họp xét", "Còn thiếu", "phiếu chấm.",
		"Có thể chuyển bước nếu ghi lý do", "Chưa công bố lần nào")
	version := panel.field("phien-ban")
	before := p.fingerprint()
	chair.post(movePath, "phien-ban", version, "buoc", "review").
		wants(http.StatusUnprocessableEntity, "Muốn chuyển bước khi còn thiếu, hãy ghi lý do.")
	chair.post(movePath, "phien-ban", version, "buoc", "review", "ly-do", " \t ").wants(http.StatusUnprocessableEntity)
	chair.post(movePath, "phien-ban", version, "buoc", "concluded", "ly-do", "Nhảy bước").wants(http.StatusConflict, "Hãy xem lại trang")
	chair.post(movePath, "phien-ban", version, "buoc", "không có", "ly-do", "x").wants(http.StatusConflict)
	chair.post(movePath, "phien-ban", "999", "buoc", "review", "ly-do", "Bản cũ").wants(http.StatusConflict, "Phong trào đã chuyển bước hoặc vừa được sửa")
	chair.post(movePath, "phien-ban", "một", "buoc", "review", "ly-do", "x").wants(http.StatusUnprocessableEntity)
	if p.fingerprint() != before {
		t.Error("a refused move changed something")
	}
	chair.post(movePath, "phien-ban", version, "buoc", "review", "ly-do", "Hết thời hạn").leadsTo(publishHref)
	chair.get(publishHref).wants(http.StatusOK, "Đang ở bước: Họp xét", "Xem trước và công bố", "Chưa công bố kết quả dự kiến.", "Bắt buộc")
	chair.post(movePath, "phien-ban", version, "buoc", "review", "ly-do", "Lần nữa").wants(http.StatusConflict)
}

// TestNextPhaseNeeds: what the law of the campaign asks for cannot be argued away.
func TestNextPhaseNeeds(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Registration)
	chair := p.as(access.Chair)
	panel := chair.get(publishHref).wants(http.StatusOK, "Đang ở bước: Đăng ký", "Chưa ban hành kế hoạch.", "Bắt buộc").
		lacks(`action="` + movePath + `"`)
	_ = panel
	version := query[string](p, `select version::text from campaigns`)
	chair.post(movePath, "phien-ban", version, "buoc", "running", "ly-do", "Cứ chuyển").
		wants(http.StatusUnprocessableEntity, "Chưa ban hành kế hoạch.")
}

// TestReopeningPhase: going back needs a reason, leaves an entry in the log, and opens what that phase opens.
func TestReopeningPhase(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Concluded)
	chair := p.as(access.Chair)
	version := chair.get(reopenPath).wants(http.StatusOK, "Mở lại bước Họp xét", "vẫn giữ nguyên").field("phien-ban")
	before := p.fingerprint()
	chair.post(reopenPath, "phien-ban", version, "buoc", "review").wants(http.StatusUnprocessableEntity, "Hãy ghi lý do mở lại bước trước.")
	chair.post(reopenPath, "phien-ban", version, "buoc", "scoring", "ly-do", "Hai bước").wants(http.StatusConflict)
	if p.fingerprint() != before {
		t.Error("a refused reopening changed something")
	}
	chair.post(reopenPath, "phien-ban", version, "buoc", "review", "ly-do", "Đơn vị kiến nghị").leadsTo(publishHref)
	if got := query[string](p, `select reason from audit_entries order by id desc limit 1`); got != "Đơn vị kiến nghị" {
		t.Errorf("the log says %q", got)
	}
	boardIsExpected(p, "Kết quả chính thức") // what was published stays until the next time
	chair.post(previewPath, previewed(chair, "trang-thai", "final", "ly-do", "Đính chính sau kiến nghị")...).leadsTo(publishHref)
	p.resident().get("/xep-hang").wants(http.StatusOK, "Công bố lần 3", "Đính chính sau kiến nghị")
}

// TestDesk: each finds there what waits for them.
func TestDesk(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	p.as(access.Chair).get("/ban-to-chuc").wants(http.StatusOK, "Đang ở bước Chấm điểm.", "3 đề nghị cộng, trừ điểm chờ quyết định",
		"phiếu chấm", "Bước tiếp theo: Họp xét", "Kết thúc hoạt động: 30/09/2024 (2 ngày nữa)")
	p.as(access.Judge).get("/ban-to-chuc").wants(http.StatusOK, "phiếu chưa nộp", "bản nháp").lacks("Bước tiếp theo", "chờ quyết định")
	p.as(access.Monitor).get("/ban-to-chuc").wants(http.StatusOK, "Không còn việc chờ").lacks("phiếu chấm")
	p.as(access.Auditor).get("/ban-to-chuc").wants(http.StatusOK, "Tổng hợp", "Điều chỉnh điểm").lacks("Bước tiếp theo")
	open(t, sample.Registration).as(access.Secretary).get("/ban-to-chuc").wants(http.StatusOK, "đăng ký chờ xét", "Hạn đăng ký")
}
