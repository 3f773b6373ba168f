package intake_test

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"portal/internal/intake"
	"portal/internal/sample"
	"portal/internal/table"
)

// file reads a file of the sample as text, to be spoilt.
func file(t testing.TB, name string) string {
	t.Helper()
	text, err := sample.Files.ReadFile("data/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// with replaces the first occurrence of what must be there.
func with(t testing.TB, text, old, replacement string) string {
	t.Helper()
	if !strings.Contains(text, old) {
		t.Fatalf("%q is not in the file", old)
	}
	return strings.Replace(text, old, replacement, 1)
}

func wants(t testing.TB, mistakes table.Mistakes, err error, sentences ...string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	got := make([]string, len(mistakes))
	for i, m := range mistakes {
		got[i] = m.String()
	}
	if !slices.Equal(got, sentences) {
		t.Errorf("mistakes:\n%s\nwanted:\n%s", strings.Join(got, "\n"), strings.Join(sentences, "\n"))
	}
}

func TestSampleFilesAreRight(t *testing.T) {
	t.Parallel()
	units, mistakes, err := intake.ReadUnits(strings.NewReader(file(t, "units.csv")))
	wants(t, mistakes, err)
	if u := units[0]; len(units) != 56 || u.Code != "BN-CA" || u.Households != nil || *u.Members != 34 || len(u.Aliases) != 2 {
		t.Errorf("%d units, first %+v", len(units), u)
	}
	activities, mistakes, err := intake.ReadActivities(strings.NewReader(file(t, "activities.csv")))
	wants(t, mistakes, err)
	if a := activities[0]; len(activities) != 60 || len(a.Partners) != 4 || *a.BudgetSocial != 140_000_000 || a.Ends.ISO() != "2024-08-31" {
		t.Errorf("%d activities, first %+v", len(activities), a)
	}
	committee, mistakes, err := intake.ReadCommittee(strings.NewReader(file(t, "committee.csv")))
	wants(t, mistakes, err)
	if m := committee[9]; len(committee) != 15 || len(m.Conflicts) != 2 || m.Conflicts[1].Unit != "TDP-18" || !strings.Contains(m.Conflicts[1].Reason, "Tổ dân phố số 18") {
		t.Errorf("%d members, the tenth %+v", len(committee), m)
	}
	sheets, mistakes, err := intake.ReadScores(strings.NewReader(file(t, "scores-sample.csv")))
	wants(t, mistakes, err)
	if s := sheets[0]; len(sheets) != 266 || len(s.Points) != 14 || !s.Submitted {
		t.Errorf("%d sheets, first %+v", len(sheets), s)
	}
	adjustments, mistakes, err := intake.ReadAdjustments(strings.NewReader(file(t, "adjustments-sample.csv")))
	wants(t, mistakes, err)
	if len(adjustments) != 25 {
		t.Errorf("%d adjustments", len(adjustments))
	}
	announcements, mistakes, err := intake.ReadAnnouncements(os.DirFS("../sample/data/announcements"))
	wants(t, mistakes, err)
	if a := announcements[0]; len(announcements) != 12 || a.Views != 70 || !a.Pinned || !a.Sample || !strings.HasPrefix(a.Body, "> **DỮ LIỆU MẪU**") {
		t.Errorf("%d announcements, first %+v", len(announcements), a)
	}
}

// TestOtherSpellingsOfAFile: what spreadsheets and macOS make of the same table is the same table.
func TestOtherSpellingsOfAFile(t *testing.T) {
	t.Parallel()
	plain := "unit_code,unit_name,short_name,aliases,kind_code,block_code,block_name,head_role,households,members,phone,email\n" +
		"TDP-01,Tổ dân phố số 1,TDP 1,,to_dan_pho,C1,Cụm số 1,Tổ trưởng,347,1185,,tdp01@phuong.example\n"
	for name, text := range map[string]string{
		"plain": plain, "byte order mark": "\ufeff" + plain, "CRLF": strings.ReplaceAll(plain, "\n", "\r\n"),
		"semicolons": strings.ReplaceAll(plain, ",", ";"), "NFD": norm.NFD.String(plain),
		"thousands": strings.Replace(plain, "1185", "1.185", 1), "empty rows": plain + ",,,,,,,,,,,\n\n",
		"invisible letters": strings.Replace(plain, "Tổ dân", "Tổ \u200bdân", 1),
	} {
		units, mistakes, err := intake.ReadUnits(strings.NewReader(text))
		wants(t, mistakes, err)
		if len(units) != 1 || units[0].Name != "Tổ dân phố số 1" || *units[0].Members != 1185 {
			t.Errorf("%s: %+v", name, units)
		}
	}
}

func TestBadUnits(t *testing.T) {
	t.Parallel()
	good := file(t, "units.csv")
	head, _, _ := strings.Cut(good, "\n")
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{"Dòng 1: Tệp không có dòng tiêu đề đọc được."}},
		{"head only", head + "\n", []string{"Tệp không có dòng dữ liệu nào."}},
		{"UTF-16", "\xff\xfeu\x00n\x00", []string{"Tệp không phải UTF-8. Hãy lưu lại dưới dạng CSV UTF-8."}},
		{"old encoding", with(t, good, "Công an phường", "C\xf4ng an ph\xad\xeang"), []string{"Tệp không phải UTF-8. Hãy lưu lại dưới dạng CSV UTF-8."}},
		{"spreadsheet", "PK\x03\x04\x00\x00", []string{"Tệp không phải là văn bản CSV."}},
		{"too large", strings.Repeat("x", 5<<20+1), []string{"Tệp quá lớn: nhiều nhất 5 MB."}},
		{"too many rows", head + strings.Repeat("\na,b,c,d,e,f,g,h,i,j,k,l,m,n", 2001), []string{"Tệp có 2001 dòng, nhiều nhất 2000. Hãy chia thành nhiều tệp."}},
		{"columns", with(t, with(t, good, "unit_name", "ten"), ",phone", ",phone,phone"), []string{
			"Dòng 1, cột ten: Không có cột tên này. Các cột: unit_code, unit_name, short_name, aliases, kind_code, block_code, block_name, head_role, households, members, phone, email.",
			"Dòng 1, cột phone: Cột này có hai lần.", "Dòng 1, cột unit_name: Thiếu cột này.",
		}},
		{"cells", with(t, good, "Công an phường,", ""), []string{"Dòng 2: Có 13 ô, dòng tiêu đề có 14."}},
		{"twice", with(t, good, "BN-QS,", "BN-CA,"), []string{"Dòng 3, cột unit_code: “BN-CA” đã có ở dòng 2."}},
		{
			"many mistakes",
			with(t, with(t, with(t, with(t, good, "BN-CA", "bn ca"), ",34,", ",-34,"), "bnqs@", "bnqs"), "BN-YT,Trạm Y tế phường", "BN-YT,"+strings.Repeat("ư", 10_000)),
			[]string{
				"Dòng 2, cột unit_code: Mã đơn vị gồm chữ in hoa không dấu, chữ số và gạch nối, nhiều nhất 20 ký tự, ví dụ TDP-20.",
				"Dòng 2, cột members: “-34”: Số không được âm. Hãy nhập từ 0 trở lên.",
				"Dòng 3, cột email: E-mail cần có dạng ten@noi-nao-do.vn.",
				"Dòng 4, cột unit_name: Dài 10.000 ký tự, nhiều nhất 200.",
			},
		},
		{"huge", with(t, good, ",34,", ",99999999999999999999,"), []string{"Dòng 2, cột members: “99999999999999999999”: Số lớn nhất được nhập là 1.000.000.000."}},
		{"kind", with(t, good, "ban_nganh", "nganh"), []string{"Dòng 2, cột kind_code: “nganh” không có trong danh sách: ban_nganh, doan_the, bo_phan, to_dan_pho, truong_hoc."}},
		{"quotes", with(t, good, "Công an phường", `"Công an"x`), []string{
			"Dòng 2: Dấu ngoặc kép không đúng chỗ; từ dòng này trở đi không đọc được.",
		}},
	} {
		_, mistakes, err := intake.ReadUnits(strings.NewReader(c.text))
		if c.name == "quotes" { // the reader goes on to say that there are no rows; once is enough
			mistakes = mistakes[:1]
		}
		t.Run(c.name, func(t *testing.T) { wants(t, mistakes, err, c.want...) })
	}
}

func TestBadActivities(t *testing.T) {
	t.Parallel()
	good := file(t, "activities.csv")
	for _, c := range []struct{ old, replacement, want string }{
		{"06/05/2024", "31/02/2024", "Dòng 2, cột start_date: “31/02/2024”: Tháng 2 năm 2024 chỉ có 29 ngày."},
		{"06/05/2024", "05/13/2024", "Dòng 2, cột start_date: “05/13/2024”: Tháng phải từ 1 đến 12. Nhập ngày trước, tháng sau."},
		{"06/05/2024,31/08/2024", "31/08/2024,06/05/2024", "Dòng 2, cột end_date: Ngày kết thúc không được trước ngày bắt đầu."},
		{"200000000", "-1", "Dòng 2, cột budget_total_vnd: “-1”: Số không được âm. Hãy nhập từ 0 trở lên."},
		{"200000000", "200000001", "Dòng 2, cột budget_total_vnd: Tổng kinh phí 200.000.001\u00a0đồng, nhưng ngân sách và xã hội hóa cộng lại là 200.000.000\u00a0đồng."},
		{",40,tổ liên gia", ",0,tổ liên gia", "Dòng 2, cột target_quantity: Chỉ tiêu phải lớn hơn 0."},
		{"BN-XD;TDP-02", "BN-XD;BN-CA", "Dòng 2, cột coordinating_units: Đơn vị chủ trì không thể cũng là đơn vị phối hợp."},
		{"BN-XD;TDP-02", "BN-XD;BN-XD", "Dòng 2, cột coordinating_units: “BN-XD” có hai lần."},
		{"HD-002", "HD-2", "Dòng 3, cột activity_code: Mã hoạt động có dạng HD-001."},
		{"HD-002,Đợt cao điểm", "HD-002,\"=HYPERLINK(\"\"x\"\")\n" + strings.Repeat("a", 10_000) + "\"," + "Đợt cao điểm", ""},
	} {
		_, mistakes, err := intake.ReadActivities(strings.NewReader(with(t, good, c.old, c.replacement)))
		if c.want == "" {
			if len(mistakes) != 1 || mistakes[0].Row != 3 {
				t.Errorf("a cell too many: %v %v", mistakes, err)
			}
			continue
		}
		wants(t, mistakes, err, c.want)
	}
}

func TestBadScores(t *testing.T) {
	t.Parallel()
	good := file(t, "scores-sample.csv")
	for _, c := range []struct{ old, replacement, want string }{
		{"I.1,4,", "I.1,4.005,", "Dòng 2, cột points: “4.005”: Điểm có nhiều nhất hai chữ số sau dấu chấm, ví dụ 9.25."},
		{"I.1,4,", "I.1,,", "Dòng 2, cột points: Phiếu đã nộp phải đủ điểm."},
		{"I.2,5.5", "I.1,5.5", "Dòng 3, cột criterion_code: “P-BN-CA-TV-02 I.1” đã có ở dòng 2."},
		{"submitted,2024-09-28T14:40:00+07:00", "draft,", "Dòng 3, cột sheet_id: Phiếu P-BN-CA-TV-02 ở dòng 2 ghi đơn vị, người chấm, trạng thái hoặc giờ nộp khác."},
	} {
		_, mistakes, err := intake.ReadScores(strings.NewReader(with(t, good, c.old, c.replacement)))
		wants(t, mistakes[:min(1, len(mistakes))], err, c.want)
	}
}

func TestBadAnnouncements(t *testing.T) {
	t.Parallel()
	good := file(t, "announcements/03-ra-quan-thang-5-via-he-ngo-nho-va-12-diem-chan-rac.md")
	for _, c := range []struct{ old, replacement, want string }{
		{"---\n", "", "a.md: phần đầu tệp phải nằm giữa hai dòng “---”, ngay từ dòng đầu tiên."},
		{"title: \"", "title: \"\" # ", "a.md: mục title: không được để trống."},
		{"slug: ra", "slug: Ra", "a.md: mục slug: chỉ gồm chữ thường không dấu, chữ số và gạch nối."},
		{"2024-05-06T16:40:00+07:00", "2024-02-31T16:40:00+07:00", "a.md: mục published_at: “2024-02-31T16:40:00+07:00”: hãy ghi thời điểm như 2024-04-25T18:27:00+07:00."},
		{"category: tin-tuc", "category: tin", "a.md: mục category: “tin” không có trong danh sách: tin-tuc, thong-bao, thong-bao-khan, lich."},
		{"view_count: 186", "view_count: -186", "a.md: mục view_count: phải là số nguyên từ 0 đến 1.000.000.000."},
		{"view_count: 186", "luot_xem: 186", "a.md: mục luot_xem: không có mục tên này."},
		{"pinned: false", "pinned: có", "a.md: mục pinned: phải là true hoặc false."},
		{"[HD-006,", "[HD-6,", "a.md: mục related_activities: “HD-6”: Mã hoạt động có dạng HD-001."},
		{"tags: [", "tags: môi trường # [", "a.md: mục tags: phải là danh sách, ví dụ [HD-001, HD-002]."},
		{"Chỉ trong", "Ch\xf2 trong", "a.md: tệp không phải UTF-8. Hãy lưu lại dưới dạng văn bản UTF-8."},
	} {
		_, mistakes, err := intake.ReadAnnouncement(strings.NewReader(with(t, good, c.old, c.replacement)), "a.md")
		wants(t, mistakes, err, c.want)
	}
	_, mistakes, err := intake.ReadAnnouncement(strings.NewReader("---\ntitle: [\n---\nx"), "a.md")
	if err != nil || len(mistakes) != 1 || !strings.HasPrefix(mistakes[0].String(), "a.md: phần đầu tệp không phải YAML đọc được: ") {
		t.Errorf("%v %v", mistakes, err)
	}
	// Aliases that would fill the memory are refused with everything else that is not plain.
	bomb := "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
	for i := range 9 {
		bomb += fmt.Sprintf("%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", 'b'+i, 'b'+i, 'a'+i, 'a'+i, 'a'+i, 'a'+i, 'a'+i, 'a'+i, 'a'+i, 'a'+i)
	}
	if _, mistakes, err := intake.ReadAnnouncement(io.MultiReader(strings.NewReader(bomb+"---\nx")), "a.md"); err != nil || len(mistakes) == 0 {
		t.Errorf("a bomb of aliases: %v %v", mistakes, err)
	}
}

// TestRowsAreThoseOfTheSpreadsheet: empty lines count, the lines within a cell do not.
func TestRowsAreThoseOfTheSpreadsheet(t *testing.T) {
	t.Parallel()
	text := "adjustment_id,unit_code,rule_code,quantity,status,reason,decided_on\n" +
		"DC-001,BN-CA,C.1,1,approved,\"Hai\ndòng\",24/09/2024\n\n,,,,,,\n" +
		"DC-002,BN-CA,C.1,1001,approved,Một dòng,24/09/2024\n"
	list, mistakes, err := intake.ReadAdjustments(strings.NewReader(text))
	wants(t, mistakes, err, "Dòng 5, cột quantity: Số lần phải là số nguyên từ 1 đến 1000.")
	if len(list) != 2 || list[0].Reason != "Hai dòng" {
		t.Errorf("%+v", list)
	}
}
