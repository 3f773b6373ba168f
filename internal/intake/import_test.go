package intake_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"portal/internal/fixture"
	"portal/internal/intake"
	"portal/internal/postgres"
	"portal/internal/sample"
)

// put writes a file for an import.
func put(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// count counts everything that imports could change.
func count(t testing.TB, db *postgres.DB) (n [5]int) {
	t.Helper()
	err := db.QueryRow(t.Context(), `select (select count(*) from units), (select count(*) from activities),
		(select count(*) from announcements), (select count(*) from categories), (select count(*) from audit_entries)`).
		Scan(&n[0], &n[1], &n[2], &n[3], &n[4])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// imports says what an import must answer: a summary, or parts of an error that leaves everything as it was.
func imports(t testing.TB, db *postgres.DB, kind, path, summary string, mistakes ...string) {
	t.Helper()
	before := count(t, db)
	got, err := intake.Import(t.Context(), db, kind, path, false)
	if len(mistakes) == 0 {
		if err != nil || got != summary {
			t.Errorf("%s: %q %v, want %q", kind, got, err, summary)
		}
		return
	}
	if err == nil {
		t.Fatalf("%s: took it: %s", kind, got)
	}
	for _, m := range mistakes {
		if !strings.Contains(err.Error(), m) {
			t.Errorf("%s: %v\nlacks %q", kind, err, m)
		}
	}
	if after := count(t, db); after != before {
		t.Errorf("%s: a refused file changed something: %v → %v", kind, before, after)
	}
}

// begin makes a ward's own campaign, as its administrator would.
func begin(t testing.TB, url string) {
	t.Helper()
	fixture.SQL(t, url, `
		insert into ward (name) values ('phường Thử');
		insert into campaigns (slug, name, starts_on, ends_on, registration_deadline, phase)
		values ('thu', 'Phong trào thử', '2024-05-01', '2024-09-30', '2024-04-15', 'registration')`)
}

func TestImportOfACampaign(t *testing.T) {
	t.Parallel()
	url := fixture.EmptyURL(t)
	db := fixture.OpenURL(t, url)
	units, activities := put(t, "units.csv", file(t, "units.csv")), put(t, "activities.csv", file(t, "activities.csv"))
	news := filepath.Join("..", "sample", "data", "announcements")

	imports(t, db, "units", units, "Đã nhập 56 đơn vị. Chưa có phong trào nên chưa xếp khối: có phong trào rồi hãy nhập lại tệp này.")
	imports(t, db, "activities", activities, "", "Chưa có phong trào nào.")
	begin(t, url)
	imports(t, db, "activities", activities, "", "Dòng 2, cột unit_code: Phong trào không có đơn vị BN-CA.")
	imports(t, db, "units", units, "Đã nhập 56 đơn vị.")
	imports(t, db, "units", units, "56 đơn vị trong tệp đều đã có; không có gì để nhập.")
	imports(t, db, "announcements", news, "", "tệp có 20 lỗi", "03-ra-quan-thang-5-via-he-ngo-nho-va-12-diem-chan-rac.md: mục related_activities: không có hoạt động HD-006.")

	before := count(t, db)
	dry, err := intake.Import(t.Context(), db, "activities", activities, true)
	if err != nil || dry != "Tệp hợp lệ: sẽ nhập 60 hoạt động. Đây là lần chạy thử, chưa có gì thay đổi." || count(t, db) != before {
		t.Errorf("a dry run: %q %v", dry, err)
	}
	imports(t, db, "activities", activities, "Đã nhập 60 hoạt động.")
	imports(t, db, "activities", activities, "60 hoạt động trong tệp đều đã có; không có gì để nhập.")
	imports(t, db, "announcements", filepath.Join(news, "07-thang-tri-an-620-suat-qua-den-gia-dinh-nguoi-co-cong.md"), "Đã nhập 1 tin, thông báo.")
	imports(t, db, "announcements", news, "Đã nhập 11 tin, thông báo; 1 đã có từ trước, giữ nguyên.")
	imports(t, db, "announcements", news, "12 tin, thông báo trong tệp đều đã có; không có gì để nhập.")

	var blocks, placed, late, partners, about int
	err = db.QueryRow(t.Context(), `select (select count(*) from blocks), (select count(*) from unit_blocks),
		(select count(*) from activities where supplementary and stage = 'submitted'), (select count(*) from activity_partners),
		(select count(*) from announcement_activities)`).Scan(&blocks, &placed, &late, &partners, &about)
	if err != nil || blocks != 7 || placed != 56 || late != 21 || partners == 0 || about != 20 {
		t.Errorf("%d blocks, %d units in them, %d late, %d partners, %d links: %v", blocks, placed, late, partners, about, err)
	}
	if n, err := db.VerifyChain(t.Context()); err != nil || n != 5 {
		t.Errorf("%d audit entries: %v", n, err)
	}
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	db := fixture.Open(t, sample.Running)
	units, activities := file(t, "units.csv"), file(t, "activities.csv")
	news := file(t, "announcements/07-thang-tri-an-620-suat-qua-den-gia-dinh-nguoi-co-cong.md")
	for _, c := range []struct {
		kind, text string
		mistakes   []string
	}{
		{"units", with(t, units, "Công an phường,", "Công an quận,"), []string{"tệp có 1 lỗi, chưa có gì được nhập", "Dòng 2, cột unit_code: Mã BN-CA đã có, là “Công an phường”."}},
		{"units", with(t, with(t, units, "TDP-30,", "TDP-31,"), ",34,", ",-34,"), []string{"Dòng 2"}},
		{"units", strings.ReplaceAll(units, ",C3,Cụm dân cư số 3 (tổ dân phố 21-30)", ",C2,Cụm dân cư số 2 (tổ dân phố 11-20)"), []string{"Dòng 48, cột block_code: TDP-21 đã thuộc khối C3."}},
		{"activities", with(t, activities, "HD-060", "HD-061"), []string{"Dòng 61, cột title: Trùng đơn vị, tên và ngày với HD-060."}},
		{"activities", with(t, activities, "31/08/2024", "01/10/2024"), []string{"Dòng 2, cột end_date: Ngày phải trong thời gian phong trào: 01/05/2024", "Dòng 2, cột activity_code: Mã HD-001 đã có"}},
		{"activities", with(t, activities, "BN-XD;TDP-02", "BN-XX;TDP-02"), []string{"Dòng 2, cột coordinating_units: Phong trào không có đơn vị BN-XX."}},
		{"activities", with(t, activities, "An ninh trật tự,", "An ninh,"), []string{"Dòng 4, cột category_name: Lĩnh vực AN ở trên có tên khác"}},
		{"activities", with(t, activities, "06/05/2024", "31/02/2024"), []string{"Dòng 2, cột start_date: “31/02/2024”"}},
		{"announcements", with(t, news, "title: \"Tháng", "title: \"Năm"), []string{"a.md: mục slug: “thang-tri-an-620-suat-qua-den-gia-dinh-nguoi-co-cong” đã có, là bài “Tháng tri ân"}},
		{"announcements", with(t, with(t, news, "slug: thang", "slug: nam"), "[HD-023,", "[HD-999,"), []string{"a.md: mục related_activities: không có hoạt động HD-999."}},
	} {
		imports(t, db, c.kind, put(t, "a.md", c.text), "", c.mistakes...)
	}
	imports(t, db, "units", t.TempDir(), "", "đây không phải là một tệp")
	imports(t, db, "announcements", t.TempDir(), "", "Không có tệp .md nào.")
	imports(t, db, "units", filepath.Join(t.TempDir(), "none.csv"), "", "không đọc được")
	imports(t, db, "people", put(t, "a.csv", units), "", `there is no import of "people"`)

	// A new activity among known ones is taken, script and all: it is text, and the page's to escape.
	script := "HD-061,<script>alert(1)</script>,TDP-05,TT,\"Tuyên truyền, giáo dục truyền thống\",,01/09/2024,02/09/2024,,x,,,,,,,,,,20/09/2024,DỮ LIỆU MẪU\n"
	head, _, _ := strings.Cut(activities, "\n")
	one := strings.Replace(head, "unit_name,", "", 1) + "\n" + script
	imports(t, db, "activities", put(t, "one.csv", one), "Đã nhập 1 hoạt động.")
	concluded := fixture.Open(t, sample.Concluded)
	imports(t, concluded, "activities", put(t, "one.csv", one), "", "Phong trào đã qua bước nhận hoạt động")
	imports(t, concluded, "units", put(t, "units.csv", units), "", "Phong trào đã qua bước nhận đơn vị")
}
