package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"portal/internal/activity"
	"portal/internal/campaign"
	"portal/internal/document"
	"portal/internal/plan"
	"portal/internal/viet"
)

// read is what a Word file says, a line for each paragraph.
func read(t *testing.T, d document.Document) string {
	t.Helper()
	var file bytes.Buffer
	if err := d.DOCX(&file); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	part, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for d := xml.NewDecoder(part); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.CharData:
			b.Write(e)
		case xml.EndElement:
			if e.Name.Local == "p" {
				b.WriteByte('\n')
			}
		}
	}
}

func wants(t *testing.T, text string, says ...string) {
	t.Helper()
	for _, s := range says {
		if !strings.Contains(text, s) {
			t.Errorf("does not say %q:\n%s", s, text)
		}
	}
}

func lacks(t *testing.T, text string, says ...string) {
	t.Helper()
	for _, s := range says {
		if strings.Contains(text, s) {
			t.Errorf("says %q:\n%s", s, text)
		}
	}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	w := open(t)
	text := read(t, Plan(w.editions[0]))
	wants(t, text, "Tổ chức 60 hoạt động; danh mục chi tiết tại Phụ lục kèm theo Kế hoạch này.", "trong đó 50 đơn vị chủ trì và 6 đơn vị chỉ phối hợp",
		"từ ngày 01 tháng 5 năm 2024 đến hết ngày 30 tháng 9 năm 2024", "Tổng kết: dự kiến ngày 04 tháng 10 năm 2024.", "“Lấy việc hoàn thành",
		"Phân công 15 thành viên theo dõi, đôn đốc 60 hoạt động", "3.755.000.000\u00a0đồng, trong đó ngân sách 1.458.000.000\u00a0đồng", "Cụm dân cư số 3",
		"- Đảng ủy, UB MTTQ Việt Nam phường Mai Dịch;")
	lacks(t, text, "Phụ lục II", "điều chỉnh, bổ sung (lần", "XEM TRƯỚC")
	amended := Plan(w.editions[1])
	wants(t, read(t, amended), "Phụ lục II", "bổ sung (lần 1), thay thế kế hoạch đã ban hành", "HD-015", "bão số 3", "tại Phụ lục I kèm theo")
	if amended.Name != "ke-hoach-lan-2" {
		t.Errorf("the file is called %s", amended.Name)
	}
	// What is not issued yet leaves room and says so.
	draft := w.editions[0]
	draft.DocNumber, draft.Date, draft.IssuedAt, draft.Signatory.Name = "", viet.Date{}, time.Time{}, ""
	if mark := Plan(draft).Mark; !strings.Contains(mark, "BẢN XEM TRƯỚC") || !strings.Contains(mark, "DỮ LIỆU MẪU") {
		t.Errorf("marked %q", mark)
	}
	wants(t, read(t, Plan(draft)), "\u00a0/KH-UBND", "Kế hoạch số …/KH-UBND ngày … tháng … năm … của")
	draft.Ward.Sample, draft.IssuedAt = false, w.now
	if mark := Plan(draft).Mark; mark != "" {
		t.Errorf("an official paper is marked %q", mark)
	}
	wants(t, read(t, Plan(plan.Edition{})), "Tổ chức 0 hoạt động")
	item := plan.Item{Title: "Hội thao", Supplementary: true, Status: plan.Postponed}
	wants(t, read(t, Plan(plan.Edition{Items: []plan.Item{item}})), "Hội thao (bổ sung, tạm hoãn)", "Ngoài khối, cụm thi đua", "Chưa phân loại")
}

// TestHouse: letterheads come from the ward's settings, whatever it is called.
func TestHouse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, body, organizer, issuer, short, place, committee string }{
		{"phường Mai Dịch", "UBND phường Mai Dịch", "Ban Tổ chức phong trào thi đua phường Mai Dịch", "Ủy ban nhân dân|phường Mai Dịch", "UBND phường Mai Dịch", "Mai Dịch", "Ban Tổ chức|phong trào thi đua"},
		{"xã Ô Diên", "Ủy ban nhân dân xã Ô Diên", "", "Ủy ban nhân dân|xã Ô Diên", "UBND xã Ô Diên", "Ô Diên", "Ban Tổ chức"},
		{"Quận 1", "Văn phòng", "Hội đồng thi đua", "Văn phòng", "Văn phòng", "Quận 1", "Hội đồng thi đua"},
		{"", "", "", "", "", "", "Ban Tổ chức"},
	} {
		h := houseOf(c.name, c.body, c.organizer)
		for _, x := range [][2]string{
			{strings.Join(h.issuer(), "|"), c.issuer},
			{h.short(), c.short},
			{h.place(), c.place},
			{strings.Join(h.committee(), "|"), c.committee},
		} {
			if x[0] != x[1] {
				t.Errorf("%s: %q, wanted %q", c.name, x[0], x[1])
			}
		}
	}
}

func TestAssignment(t *testing.T) {
	t.Parallel()
	w := open(t)
	text := read(t, w.notice())
	wants(t, text, "Căn cứ Kế hoạch số", "Trưởng Công an phường – Ủy viên", "Tổ dân phố số 1; Tổ dân phố số 2", "các đơn vị và 60 hoạt động đã được duyệt",
		"TM. BAN TỔ CHỨC", "- UBND phường Mai Dịch (để báo cáo);", "phối hợp thực hiện./.")
	for _, m := range w.groups {
		wants(t, text, m.Member.Position)
	}
	lacks(t, text, "0000 000", "@")
	// Before anything is approved and issued there is a notice all the same.
	for i := range w.groups {
		w.groups[i].Items = nil
	}
	w.campaign.PlanNumber = ""
	text = read(t, w.notice())
	wants(t, text, "theo dõi, đôn đốc các đơn vị.\n")
	lacks(t, text, "Căn cứ", "Phụ lục")
}

func TestRegistrationForm(t *testing.T) {
	t.Parallel()
	w := open(t)
	people, state := 60, int64(1_500_000)
	item := func(code string, stage activity.Stage, from viet.Date) activity.Item {
		return activity.Item{Activity: activity.Activity{Code: code, Stage: stage, Plan: activity.Plan{
			Title: "Tên " + code, Category: "TD", StartsOn: from, EndsOn: from, Participants: &people, BudgetState: &state, Partners: []string{"BN-CA", "XX"},
		}}}
	}
	may := viet.NewDate(2024, 5, 1)
	late := item("HD-103", activity.Submitted, may)
	late.Supplementary, late.BudgetState, late.Participants = true, nil, nil
	w.sent = []activity.Item{
		item("HD-101", activity.Draft, may.AddDays(9)), item("HD-102", activity.Withdrawn, may), late,
		item("HD-104", activity.Merged, may), item("HD-105", activity.Cancelled, may),
	}
	text := read(t, w.form())
	wants(t, text, "Đơn vị đăng ký: Bộ phận Văn hóa - Xã hội. Mã đơn vị: BP-VX.", "Thể dục, thể thao", "Công an phường; XX", "1.500.000", "Chờ duyệt, bổ sung",
		"Tổng cộng: 2 hoạt động", "(16)\n", "(ký, ghi rõ chức danh)")
	lacks(t, text, "HD-102", "HD-104", "HD-105", "./.", "Số:")
	if strings.Index(text, "HD-103") > strings.Index(text, "HD-101") {
		t.Error("activities are not in the order of their days")
	}
	w.sent = nil
	wants(t, read(t, w.form()), "Tổng cộng: 0 hoạt động")
	if d := RegistrationForm(campaign.Ward{}, campaign.Campaign{}, w.unit, nil, Names{}, w.now); d.Mark != "" || d.Name != "phieu-dang-ky-bp-vx" {
		t.Errorf("%q, called %s", d.Mark, d.Name)
	}
}
