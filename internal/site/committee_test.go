package site

import (
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/sample"
)

// change does in the database what no operation can.
func (p *place) change(statement string, args ...any) {
	p.t.Helper()
	err := p.db.Keep(p.t.Context(), func(tx pgx.Tx) error {
		_, err := tx.Exec(p.t.Context(), statement, args...)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

const chairAccount = `(select id from accounts where email_key = 'truongban@maidich.example')`

// TestOverview: states while scoring, points in review, and neither for who has a tie or owes a sheet.
func TestOverview(t *testing.T) {
	t.Parallel()
	scoring := open(t, sample.Scoring)
	totals := strings.Split(query[string](scoring, `
		select string_agg(distinct replace(to_char(total / 100.0, 'FM990.00'), '.', ','), ' ') from sheets where stage = 'submitted'`), " ")
	for _, role := range []access.Role{access.Secretary, access.Chair, access.Auditor} {
		for _, block := range []string{"K1", "K2", "C3"} {
			scoring.as(role).get("/ban-to-chuc/tong-hop?khoi="+block).
				wants(http.StatusOK, "Đã nộp", "Nháp", "Chưa chấm", "Đang chấm điểm.").lacks(totals...).lacks("Trung bình")
		}
	}
	scoring.as(access.Secretary).get("/ban-to-chuc/tong-hop?khoi=K2").wants(http.StatusOK, "Loại trừ")
	scoring.as(access.Secretary).get("/ban-to-chuc/tong-hop?khoi=C2").wants(http.StatusOK, "Xung đột")
	scoring.as(access.Secretary).get("/ban-to-chuc/tong-hop?khoi=X").wants(http.StatusNotFound, "Không có khối thi đua này.")

	p := open(t, sample.Review)
	chair := p.as(access.Chair)
	for _, role := range []access.Role{access.Secretary, access.Chair, access.Auditor} {
		p.as(role).get("/ban-to-chuc/tong-hop?khoi=C1").wants(http.StatusOK, "Trung bình", "91,60", "92,50", "5/5 phiếu", "4/5 phiếu")
	}
	p.as(access.Secretary).get("/ban-to-chuc/tong-hop?khoi=C1").lacks("mo-lai")
	p.change(`update committee_members set heads_unit_id = (select id from units where code = 'TDP-01') where account_id = ` + chairAccount)
	tied := chair.get("/ban-to-chuc/tong-hop?khoi=C1").wants(http.StatusOK, "Không hiện điểm của: Tổ dân phố số 1.", "91,13").lacks("91,60")
	if strings.Count(tied.plain(), "Không hiện điểm") != 1 {
		t.Error(tied.plain())
	}
	chair.get(previewPath).wants(http.StatusOK, "Không xem trước được khối này").lacks("91,13", "Tổ dân phố số 4")
	p.as(access.Auditor).get("/ban-to-chuc/tong-hop?khoi=C1").wants(http.StatusOK, "91,60")
}

// TestOverviewOfJudgingChair: a chair who judges sees the points of others only after handing in.
func TestOverviewOfJudgingChair(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Review)
	// TV-08 has no sheet of TDP 2 yet; now they lead the committee, too.
	p.change(`insert into account_roles select account_id, 'chair' from committee_members where code = 'TV-08'`)
	both := p.signedIn("tv08@maidich.example")
	both.get("/ban-to-chuc/tong-hop?khoi=C1").wants(http.StatusOK, "Không hiện điểm của: Tổ dân phố số 2", "91,60").lacks("91,13")
	both.get(previewPath).wants(http.StatusOK, "Không xem trước được khối này")
}

// TestReopenSheet: the chair gives a sheet back with a reason, and it no longer counts until it is in again.
func TestReopenSheet(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Review)
	chair := p.as(access.Chair)
	const path = "/ban-to-chuc/tong-hop/TDP-01/TV-02/mo-lai"
	before := p.fingerprint()
	chair.get(path).wants(http.StatusOK, "TV-02", "Tổ dân phố số 1")
	chair.post(path).wants(http.StatusUnprocessableEntity, "Hãy ghi lý do mở lại phiếu.")
	p.as(access.Secretary).post(path, "ly-do", "x").wants(http.StatusForbidden)
	p.as(access.Judge).post(path, "ly-do", "x").wants(http.StatusForbidden)
	chair.get("/ban-to-chuc/tong-hop/TDP-01/TV-99/mo-lai").wants(http.StatusNotFound)
	chair.get("/ban-to-chuc/tong-hop/TDP-99/TV-02/mo-lai").wants(http.StatusNotFound)
	if p.fingerprint() != before {
		t.Error("a refused reopening changed something")
	}
	chair.post(path, "ly-do", "Chấm nhầm tiêu chí").leadsTo("/ban-to-chuc/tong-hop?khoi=C1")
	chair.get("/ban-to-chuc/tong-hop?khoi=C1").wants(http.StatusOK, "Mở lại", "45/50 phiếu đã nộp")
	chair.post(path, "ly-do", "Lần nữa").wants(http.StatusConflict)
	p.as(access.Judge).get("/ban-to-chuc").wants(http.StatusOK, "1 phiếu được mở lại")
}

// TestAdjustments: the secretary proposes, the chair decides, and nobody their own or on a unit they are tied to.
func TestAdjustments(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	secretary, chair := p.as(access.Secretary), p.as(access.Chair)
	const list = "/ban-to-chuc/dieu-chinh"
	before := p.fingerprint()
	secretary.post(list).wants(http.StatusUnprocessableEntity, "Hãy chọn đơn vị.", "Hãy chọn quy định", "Số lần phải là số nguyên từ 1 đến 1000.", "Hãy ghi căn cứ")
	wrong := secretary.post(list, "don-vi", "BN-CA", "quy-dinh", "C.1", "so-lan", "nhiều", "ly-do", "Biên bản <script>").
		wants(http.StatusUnprocessableEntity, "Biên bản <script>", "nhiều")
	if strings.Contains(wrong.body, "Biên bản <script>") {
		t.Error("what was typed is markup")
	}
	for _, quantity := range []string{"0", "-1", "1001", "1,5", "99999999999999999999"} {
		secretary.post(list, "don-vi", "BN-CA", "quy-dinh", "C.1", "so-lan", quantity, "ly-do", "x").wants(http.StatusUnprocessableEntity)
	}
	secretary.post(list, "don-vi", "KHONG-CO", "quy-dinh", "C.1", "so-lan", "1", "ly-do", "x").wants(http.StatusUnprocessableEntity, "Hãy chọn một đơn vị")
	secretary.post(list, "don-vi", "BN-CA", "quy-dinh", "Z.9", "so-lan", "1", "ly-do", "x").wants(http.StatusUnprocessableEntity, "Hãy chọn một quy định")
	secretary.post(list, "don-vi", "BN-CA", "quy-dinh", "C.1", "so-lan", "1", "ly-do", strings.Repeat("dài ", 400)).wants(http.StatusUnprocessableEntity, "1.000 chữ cái")
	chair.post(list, "don-vi", "BN-CA", "quy-dinh", "C.1", "so-lan", "1", "ly-do", "x").wants(http.StatusForbidden)
	if p.fingerprint() != before {
		t.Error("a refused proposal changed something")
	}
	secretary.post(list, "don-vi", "TDP-20", "quy-dinh", "C.1", "so-lan", "2", "ly-do", "HD-052 vượt chỉ tiêu").leadsTo(list)
	secretary.get(list+"?q=hd-052").wants(http.StatusOK, "DC-026", "Tổ dân phố số 20", "+2,00", "1 đề nghị").lacks("Quyết định<")
	chair.get(list+"?trang-thai=cho&khoi=C2").wants(http.StatusOK, "DC-026").lacks("DC-014")
	p.resident().get("/xep-hang").lacks("DC-026")

	const one = list + "/DC-026"
	secretary.post(one, "phien-ban", "1", "quyet-dinh", "duyet").wants(http.StatusForbidden)
	chair.post(one, "phien-ban", "1").wants(http.StatusUnprocessableEntity, "Hãy chọn Duyệt hoặc Không duyệt.")
	chair.post(one, "phien-ban", "1", "quyet-dinh", "khong").wants(http.StatusUnprocessableEntity, "Hãy ghi lý do không duyệt.")
	chair.post(one, "phien-ban", "7", "quyet-dinh", "duyet").wants(http.StatusConflict, "vừa được người khác xử lý")
	chair.post(list+"/DC-999", "phien-ban", "1", "quyet-dinh", "duyet").wants(http.StatusNotFound)
	p.change(`update committee_members set heads_unit_id = (select id from units where code = 'TDP-20') where account_id = ` + chairAccount)
	chair.get(one).wants(http.StatusOK, "Bạn có liên quan đến đơn vị này").lacks(`name="quyet-dinh"`)
	chair.post(one, "phien-ban", "1", "quyet-dinh", "duyet").wants(http.StatusForbidden, "Bạn có liên quan đến đơn vị này")
	p.change(`update committee_members set heads_unit_id = null where account_id = ` + chairAccount)
	p.change(`update adjustments set proposed_by = ` + chairAccount + ` where code = 'DC-026'`)
	chair.post(one, "phien-ban", "1", "quyet-dinh", "duyet").wants(http.StatusForbidden, "phải do người khác quyết định")
	p.change(`update adjustments set proposed_by = null where code = 'DC-026'`)
	chair.post(one, "phien-ban", "1", "quyet-dinh", "duyet", "ghi-chu", "Đủ minh chứng").leadsTo(list)
	chair.get(one).wants(http.StatusOK, "Đã duyệt", "28/09/2024", "Đủ minh chứng").lacks(`name="quyet-dinh"`)
	chair.post(one, "phien-ban", "2", "quyet-dinh", "khong", "ghi-chu", "Đổi ý").wants(http.StatusConflict, "đã được quyết định")
	chair.post(list+"/DC-014", "phien-ban", "1", "quyet-dinh", "khong", "ghi-chu", "Chưa đủ căn cứ").leadsTo(list)
	chair.get(list+"?trang-thai=khong").wants(http.StatusOK, "DC-014").lacks("DC-026")
}

// TestAdjustmentsByPhase: before scoring and after the conclusion nothing is proposed or decided.
func TestAdjustmentsByPhase(t *testing.T) {
	t.Parallel()
	for _, at := range []sample.Moment{sample.Running, sample.Concluded} {
		p := open(t, at)
		before := p.fingerprint()
		p.as(access.Secretary).post("/ban-to-chuc/dieu-chinh", "don-vi", "BN-CA", "quy-dinh", "C.1", "so-lan", "1", "ly-do", "Muộn").
			wants(http.StatusConflict, "nên không làm được việc này.")
		p.as(access.Chair).post("/ban-to-chuc/dieu-chinh/DC-014", "phien-ban", "1", "quyet-dinh", "duyet").wants(http.StatusConflict)
		p.as(access.Secretary).get("/ban-to-chuc/dieu-chinh").wants(http.StatusOK).lacks("Lập đề nghị")
		if p.fingerprint() != before {
			t.Error("a refused adjustment changed something")
		}
	}
}

// TestCommitteeQueries: the pages of the committee run as many queries with all sheets in as with none.
func TestCommitteeQueries(t *testing.T) {
	t.Parallel()
	counts := map[string][]int64{}
	for _, at := range []sample.Moment{sample.Registration, sample.Review} {
		p := open(t, at)
		chair := p.as(access.Chair)
		for _, path := range []string{"/ban-to-chuc", "/ban-to-chuc/tong-hop", "/ban-to-chuc/dieu-chinh", "/ban-to-chuc/cong-bo"} {
			chair.get(path).wants(http.StatusOK) // what is read once is read now
			fewest := int64(1000)                // the look at the database once a second is counted, too
			for range 5 {
				before := p.db.Queries()
				chair.get(path).wants(http.StatusOK)
				fewest = min(fewest, p.db.Queries()-before)
			}
			counts[path] = append(counts[path], fewest)
		}
	}
	for path, n := range counts {
		if n[0] != n[1] || n[0] > 14 {
			t.Errorf("%s: %d queries", path, n)
		}
	}
}
