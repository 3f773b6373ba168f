package site

import (
	"encoding/csv"
	"net/http"
	"strings"
	"sync"
	"testing"

	"portal/internal/access"
	"portal/internal/form"
	"portal/internal/sample"
)

const (
	previewPath = "/ban-to-chuc/cong-bo/xem-truoc"
	movePath    = "/ban-to-chuc/cong-bo/chuyen-buoc"
	reopenPath  = "/ban-to-chuc/cong-bo/mo-lai"
)

// expectedRanking is data/expected-ranking.csv by unit: each row by column.
func expectedRanking(t testing.TB) map[string]map[string]string {
	t.Helper()
	f, err := sample.Files.Open("data/expected-ranking.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	units := map[string]map[string]string{}
	for _, row := range rows[1:] {
		unit := map[string]string{}
		for i, column := range rows[0] {
			unit[column] = row[i]
		}
		units[unit["unit_code"]] = unit
	}
	return units
}

// column writes points of the file as a board has them.
func column(stored string) string { return strings.ReplaceAll(stored, ".", ",") }

// boardIsExpected compares the public board, as file and as pages, with what must come out.
func boardIsExpected(p *place, state string) {
	p.t.Helper()
	want := expectedRanking(p.t)
	visitor := p.resident()
	file := visitor.get("/xep-hang.csv").wants(http.StatusOK)
	in := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff")))
	in.Comma = ';'
	rows, err := in.ReadAll()
	if err != nil {
		p.t.Fatal(err)
	}
	if len(rows)-1 != len(want) {
		p.t.Fatalf("%d units on the board, wanted %d", len(rows)-1, len(want))
	}
	pages := map[string]string{}
	for _, row := range rows[1:] {
		w := want[row[2]]
		got := []string{row[0], row[1], row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[11]}
		wanted := []string{
			w["block_name"], w["rank"], w["unit_name"], column(w["total"]), column(w["bonus"]), column(w["deduction"]),
			w["sheets_counted"], w["classification"], w["award_name"], state,
		}
		for i := range got {
			if got[i] != wanted[i] {
				p.t.Errorf("%s: %q, wanted %q", row[2], got, wanted)
				break
			}
		}
		if w["award_note"] == "over_quota" && !strings.Contains(row[10], "vượt chỉ tiêu") {
			p.t.Errorf("%s: the note is %q", row[2], row[10])
		}
		if pages[w["block_code"]] == "" {
			pages[w["block_code"]] = visitor.get("/xep-hang/"+w["block_code"]).wants(http.StatusOK, state).plain()
		}
		_, table, _ := strings.Cut(pages[w["block_code"]], "Cơ cấu điểm")
		_, line, found := strings.Cut(table, " "+w["unit_name"]+" ")
		for _, says := range []string{column(w["total"]), w["classification"], w["award_name"]} {
			if head := line[:min(len(line), 400)]; !found || !strings.Contains(head, says) {
				p.t.Errorf("%s: the page of %s does not say %q: %s", row[2], w["block_code"], says, head)
			}
		}
	}
}

// previewed is what the form of the preview carries.
func previewed(v *visitor, pairs ...string) []string {
	v.t.Helper()
	page := v.get(previewPath).wants(http.StatusOK, "Bản xem trước – chưa công bố")
	return append([]string{"lan", page.field("lan"), "ban-xem", page.field("ban-xem")}, pairs...)
}

func publications(p *place) int {
	return query[int](p, `select count(*) from publications`)
}

// toReview moves the campaign from scoring to review, as a chair does who goes on with the sheets that are in.
func toReview(p *place, chair *visitor) {
	p.t.Helper()
	version := chair.get(publishHref).wants(http.StatusOK, "Còn thiếu").field("phien-ban")
	chair.post(movePath, "phien-ban", version, "buoc", "review", "ly-do", "Hết thời hạn chấm").leadsTo(publishHref)
}

// TestPublishing: the chair publishes provisional and final results, and residents read exactly what must come out.
func TestPublishing(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Review)
	chair := p.as(access.Chair)
	before := publications(p)
	page := chair.get(previewPath).wants(http.StatusOK, "Bản xem trước – chưa công bố", "Ít hơn 3 phiếu được tính", "vượt chỉ tiêu", "96,80")
	if len(page.field("ban-xem")) != 32 {
		t.Errorf("the preview is named %q", page.field("ban-xem"))
	}
	chair.post(previewPath, previewed(chair, "trang-thai", "provisional")...).
		wants(http.StatusUnprocessableEntity, "Hãy ghi lý do đính chính.", "Bản xem trước – chưa công bố")
	chair.post(previewPath, previewed(chair)...).wants(http.StatusUnprocessableEntity, "Hãy chọn công bố kết quả dự kiến hay chính thức.")
	chair.post(previewPath, previewed(chair, "trang-thai", "provisional", "ly-do", "Bổ sung phiếu nộp chậm")...).leadsTo(publishHref)
	boardIsExpected(p, "Kết quả dự kiến")
	chair.post(previewPath, previewed(chair, "trang-thai", "final")...).
		wants(http.StatusUnprocessableEntity, "có ít phiếu hơn mức tối thiểu", "Hãy ghi lý do vẫn công bố chính thức.")
	reason := "Ban Tổ chức thống nhất giữ kết quả <b>đơn vị ít phiếu</b>"
	chair.post(previewPath, previewed(chair, "trang-thai", "final", "ly-do", reason)...).leadsTo(publishHref)
	boardIsExpected(p, "Kết quả chính thức")
	if got := publications(p); got != before+2 {
		t.Errorf("%d publications, wanted %d", got, before+2)
	}
	if phase := query[string](p, `select phase from campaigns`); phase != "concluded" {
		t.Errorf("the final publication left the campaign in %s", phase)
	}
	list := chair.get(publishHref).wants(http.StatusOK, "Đã công bố", "Chính thức", "Dự kiến", "Lần 3", reason,
		query[string](p, `select encode(sha256, 'hex') from publications where number = 3`))
	if strings.Contains(list.body, reason) {
		t.Error("a reason is markup")
	}
	if n, err := p.site.rankings.VerifyAll(t.Context()); err != nil || n != before+2 {
		t.Errorf("%d publications hold: %v", n, err)
	}
	if _, err := p.db.VerifyChain(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestNothingBeforePublication: no total shows anywhere in public before the chair publishes, in
// scoring and in review alike, and not to who may not see it either.
func TestNothingBeforePublication(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	chair := p.as(access.Chair)
	look := func() {
		t.Helper()
		standings, _, err := p.site.rankings.Preview(t.Context(), current(p))
		if err != nil {
			t.Fatal(err)
		}
		var totals []string
		for _, s := range standings {
			if s.Total != nil {
				totals = append(totals, s.Total.Column(), s.Total.Stored())
			}
		}
		if len(totals) < 40 {
			t.Fatalf("%d totals to look for", len(totals))
		}
		for _, v := range []*visitor{p.resident(), p.as(access.UnitHead), p.as(access.UnitStaff), p.as(access.Monitor), p.as(access.Admin)} {
			v.get("/xep-hang").wants(http.StatusOK, "Chưa công bố kết quả").lacks(totals...)
			v.get("/xep-hang/K1").wants(http.StatusNotFound).lacks(totals...)
			v.get("/xep-hang.csv").wants(http.StatusNotFound).lacks(totals...)
			for _, path := range []string{"/", "/don-vi", "/don-vi/BN-CA", "/don-vi/TDP-20", "/phong-trao", "/lam-viec", "/ban-to-chuc"} {
				v.get(path).lacks(totals...)
			}
		}
	}
	look()
	toReview(p, chair)
	look()
	chair.post(previewPath, previewed(chair, "trang-thai", "provisional")...).leadsTo(publishHref)
	p.resident().get("/xep-hang/K1").wants(http.StatusOK, "Kết quả dự kiến", "Công bố lần 1")
}

// TestFinalNeedsProvisional: the final result is refused before a provisional one, and so is moving on without either.
func TestFinalNeedsProvisional(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Scoring)
	chair := p.as(access.Chair)
	toReview(p, chair)
	if strings.Contains(chair.get(previewPath).wants(http.StatusOK).body, `value="final"`) {
		t.Error("the final result is offered before a provisional one")
	}
	before := p.fingerprint()
	chair.post(previewPath, previewed(chair, "trang-thai", "final", "ly-do", "Cho nhanh")...).
		wants(http.StatusUnprocessableEntity, "Phải công bố kết quả dự kiến trước")
	version := query[string](p, `select version::text from campaigns`)
	chair.post(movePath, "phien-ban", version, "buoc", "concluded", "ly-do", "Cho nhanh").
		wants(http.StatusUnprocessableEntity, "Chưa công bố kết quả dự kiến.")
	if p.fingerprint() != before {
		t.Error("a refused publication changed something")
	}
}

// TestTwoChairsPublish: of two at the same moment one publishes, and the other is told.
func TestTwoChairsPublish(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Review)
	before := publications(p)
	chairs := []*visitor{p.as(access.Chair), p.as(access.Chair)}
	fields := previewed(chairs[0], "trang-thai", "provisional", "ly-do", "Đính chính")
	replies := make([]*reply, len(chairs))
	var done sync.WaitGroup
	for i, chair := range chairs {
		done.Go(func() { replies[i] = chair.post(previewPath, fields...) })
	}
	done.Wait()
	if replies[0].status != http.StatusSeeOther {
		replies[0], replies[1] = replies[1], replies[0]
	}
	replies[0].leadsTo(publishHref)
	replies[1].wants(http.StatusConflict, "Vừa có một lần công bố khác. Hãy xem lại trang rồi làm tiếp.")
	if got := publications(p); got != before+1 {
		t.Errorf("%d publications, wanted %d", got, before+1)
	}
}

// TestPublishTwice: a form that is sent twice publishes once and answers the same.
func TestPublishTwice(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Review)
	before := publications(p)
	chair := p.as(access.Chair)
	fields := previewed(chair, "trang-thai", "provisional", "ly-do", "Đính chính", form.KeyField, form.New().Key())
	var done sync.WaitGroup
	for range 3 {
		done.Go(func() {
			if got := chair.post(previewPath, fields...); got.status != http.StatusSeeOther {
				t.Errorf("status %d: %s", got.status, got.plain())
			}
		})
	}
	done.Wait()
	chair.post(previewPath, fields...).leadsTo(publishHref)
	if got := publications(p); got != before+1 {
		t.Errorf("%d publications, wanted %d", got, before+1)
	}
}

// TestPreviewIsWhatComesOut: what changed after the preview was shown keeps it from being published.
func TestPreviewIsWhatComesOut(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Review)
	chair := p.as(access.Chair)
	fields := previewed(chair, "trang-thai", "provisional", "ly-do", "Đính chính")
	code := query[string](p, `select code from adjustments where status = 'proposed' order by code limit 1`)
	chair.post("/ban-to-chuc/dieu-chinh/"+code, "phien-ban", "1", "quyet-dinh", "duyet").wants(http.StatusSeeOther)
	before := publications(p)
	chair.post(previewPath, fields...).wants(http.StatusConflict, "vừa thay đổi sau khi mở bản xem trước")
	if got := publications(p); got != before {
		t.Errorf("%d publications, wanted %d", got, before)
	}
	chair.post(previewPath, previewed(chair, "trang-thai", "provisional", "ly-do", "Đính chính")...).leadsTo(publishHref)
	p.resident().get("/xep-hang").wants(http.StatusOK, "Thay đổi so với lần công bố trước")
}
