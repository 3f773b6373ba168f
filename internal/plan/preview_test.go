package plan

import (
	"slices"
	"strings"
	"testing"

	"portal/internal/activity"
)

// TestChoose: what was approved is in, whatever came of it later; of all else it says why it is not.
func TestChoose(t *testing.T) {
	t.Parallel()
	want := map[activity.Stage]string{ // "in", with its mark, or why not
		activity.Submitted: "Đang chờ duyệt.", activity.Returned: "Đã trả lại, chờ đơn vị sửa.", activity.Approved: "in", activity.Reported: "in",
		activity.Verified: "in", activity.Postponed: "in postponed", activity.Cancelled: "in cancelled", activity.Withdrawn: "Đơn vị đã rút.",
		activity.Merged: "Đã gộp vào HD-002.",
	}
	for _, stage := range activity.Stages {
		if stage == activity.Draft {
			continue // is not even read
		}
		in, out := Choose([]Candidate{{Item: item("HD-001"), Stage: stage, MergedInto: "HD-002"}})
		got := ""
		switch {
		case len(in) == 1 && len(out) == 0:
			got = strings.TrimSpace("in " + string(in[0].Status))
		case len(in) == 0 && len(out) == 1:
			got = out[0].Why
		}
		if got != want[stage] {
			t.Errorf("%s: %q, want %q", stage, got, want[stage])
		}
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	units := []Unit{
		{Code: "TDP-01", Name: "Tổ dân phố số 1"},
		{Code: "TDP-02", Name: "Tổ 2"},
		{Code: "TDP-03", Name: "Tổ 3", Drafts: 2},
		{Code: "TDP-04", Name: "Tổ 4"},
		{Code: "HPN", Name: "Hội Phụ nữ", Drafts: 1},
	}
	var got []string
	for _, a := range Missing(units, []Item{item("HD-001")}, []Left{{UnitName: "Tổ 4"}}) {
		got = append(got, a.Code+" "+a.Why)
	}
	want := []string{
		"TDP-02 Chưa đăng ký gì.", "TDP-03 Đang viết nháp, chưa gửi.", "TDP-04 Đã gửi đăng ký, chưa có hoạt động nào được duyệt.",
		"HPN Chỉ phối hợp với đơn vị khác.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestSince: who issues is told what has changed since they looked.
func TestSince(t *testing.T) {
	t.Parallel()
	seen := Preview{Edition: Edition{Items: []Item{item("HD-001"), item("HD-002")}}}
	now := Preview{Edition: Edition{Items: []Item{item("HD-001"), item("HD-002")}}}
	if got := now.Since(seen.Seen()); len(got) != 0 {
		t.Errorf("nothing: %q", got)
	}
	now.Items = []Item{item("HD-001"), item("HD-003")}
	now.Items[0].StartsOn, now.Items[0].Status = on(5, 9), Postponed
	now.Out = []Left{{Code: "HD-002", Title: "Trồng hoa", Why: "Đã gộp vào HD-001."}}
	now.Campaign.Name = "Tên mới"
	want := []string{
		"Thông tin chung của phường hoặc phong trào vừa thay đổi.",
		"HD-001 “Trồng hoa” vừa thay đổi, nay là: 09/05/2024 – 30/05/2024, Ngõ 58, Tạm hoãn.",
		"HD-003 “Trồng hoa” vừa được đưa vào.",
		"HD-002 “Trồng hoa” không còn trong kế hoạch. Đã gộp vào HD-001.",
	}
	got := now.Since(seen.Seen())
	for i := range got {
		got[i] = plain(got[i])
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, garbage := range []string{"", "x", strings.Repeat("HD-001:", 5000), "::: :: -:"} {
		if len(now.Since(garbage)) == 0 {
			t.Errorf("%.20q passes for what is there", garbage)
		}
	}
}

// TestCanonical: the bytes of an edition are read back, and nothing else is.
func TestCanonical(t *testing.T) {
	t.Parallel()
	e := Edition{Number: 1, DocNumber: "52/KH-UBND", Date: on(4, 24), Items: []Item{item("HD-001")}, IssuedAt: on(4, 24).At(16, 0)}
	document := Canonical(e)
	read, err := Read(document)
	if err != nil || read.Items[0].Title != "Trồng hoa" || string(Canonical(read)) != string(document) {
		t.Fatalf("%+v %v", read, err)
	}
	for name, other := range map[string]string{
		"a space":         string(document) + " ",
		"another field":   strings.Replace(string(document), `"number"`, `"nummer"`, 1),
		"another format":  strings.Replace(string(document), format, "plan/9", 1),
		"another order":   strings.Replace(string(document), `"basis":[],`, "", 1),
		"something after": string(document) + "{}",
		"nothing":         "",
	} {
		if _, err := Read([]byte(other)); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}
