package viet

import (
	"reflect"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestMatches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		query, text string
		want        bool
	}{
		{"mai dich", "Phường Mai Dịch", true},
		{"MAI DỊCH", "Phường Mai Dịch", true},
		{norm.NFD.String("Mai Dịch"), "Phường Mai Dịch", true},
		{"dang ky", "Phiếu đăng ký", true},
		{"hoa", "hóa", true},
		{"tdp 2", "Tổ dân phố số 2", true},
		{"TDP2", "Tổ dân phố số 2", true},
		{"tdp 2", "Tổ dân phố số 20", false},
		{"tdp 2", "Tổ dân phố số 12", false},
		{"tổ dân phố số 2", "TDP 02", true},
		{"hd-1", "HD-001", true},
		{"hn phát động", "Hội nghị phát động", true},
		{"hn", "Thành phố Hà Nội", true},
		{"gptđ", "Ngày Giải phóng Thủ đô", true},
		{"Giải phóng Thủ đô", "70 năm GPTĐ", true},
		{"kt-xh", "phát triển kinh tế - xã hội", true},
		{"Kinh tế xã hội", "nhiệm vụ KT-XH", true},
		{"hội lhpn", "Hội Liên hiệp Phụ nữ phường", true},
		{"đtn", "Đoàn Thanh niên phường", true},
		{"hội ccb", "Hội Cựu chiến binh", true},
		{"cong an", "CA phường", true},
		{"an", "Ban tổ chức", false},
		{"ban thể", "Thể thao, Ban tổ chức", true},
		{"tiểu học", "Trường Tiểu học Mai Dịch", true},
		{"'; %_\\ (", "bất kỳ", true},
		{"", "bất kỳ", true},
		{"rước đèn", "Hội thao", false},
	} {
		if got := Matches(c.text, c.query); got != c.want {
			t.Errorf("Matches(%q, %q) = %v; patterns %q", c.text, c.query, got, Patterns(c.query))
		}
	}
}

func TestExpand(t *testing.T) {
	t.Parallel()
	want := []string{"tdp 2", "to dan pho 2", "to dan pho so 2"}
	if got := Expand("TDP 2"); !reflect.DeepEqual(got, want) {
		t.Errorf("Expand = %q", got)
	}
	if got := len(Expand("tdp btc hn ccb ubnd mttq")); got > 16 {
		t.Errorf("%d alternatives", got)
	}
	if got := Expand(""); !reflect.DeepEqual(got, []string{""}) {
		t.Errorf("Expand of nothing = %q", got)
	}
}

func TestExact(t *testing.T) {
	t.Parallel()
	if !Exact("Ngày Giải phóng Thủ đô", "thủ đô") || Exact("thu do", "thủ đô") ||
		Exact("Nguyễn Văn Lôi", "Lợi") || Exact("Lợi", " ") {
		t.Error("Exact does not mind the accents")
	}
}

func TestHighlight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, query, want string }{
		{"Phiếu đăng ký hoạt động", "dang ky", "Phiếu [đăng] [ký] hoạt động"},
		{norm.NFD.String("Mai Dịch"), "mai dịch", "[Mai] [Dịch]"},
		{"Tổ dân phố số 2, số 20, số 02/2", "tdp 2", "[Tổ dân phố số] [2], số 20, số [02]/[2]"},
		{"Ban An ninh", "an", "Ban [An] ninh"},
		{"Hoá đơn hòa", "hoa", "[Hoá] đơn [hòa]"},
		{"không có gì", "xyz", "không có gì"},
		{"<b>Đào</b>", "đao", "<b>[Đào]</b>"},
		{"hoạt động", "hoat d", "[hoạt] [đ]ộng"},
		{"", "a", ""},
	} {
		got := ""
		for _, s := range Highlight(c.text, c.query) {
			if s.Hit {
				got += "[" + s.Text + "]"
			} else {
				got += s.Text
			}
		}
		if got != c.want {
			t.Errorf("Highlight(%q, %q) = %q, want %q", c.text, c.query, got, c.want)
		}
	}
}

func TestSearchText(t *testing.T) {
	t.Parallel()
	if got := SearchText("HD-001", "", "Mô hình “Xanh – Sạch”"); got != "hd-001\nmo hinh \"xanh - sach\"" {
		t.Errorf("SearchText = %q", got)
	}
}
