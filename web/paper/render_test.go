package paper

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"portal/internal/document"
)

// TestRendered measures what comes out of both files against Nghị định 30/2020: the Word file as LibreOffice
// sets it, and our own PDF.
func TestRendered(t *testing.T) {
	t.Parallel()
	w := open(t)
	documents := map[string]document.Document{
		"plan": Plan(w.editions[0]), "amended": Plan(w.editions[1]), "notice": w.notice(), "form": w.form(), "hostile": hostile(),
	}
	office, own := render(t, documents)
	for _, name := range slices.Sorted(maps.Keys(documents)) {
		for writer, path := range map[string]string{"word": office[name], "pdf": own[name]} {
			t.Run(name+"/"+writer, func(t *testing.T) {
				t.Parallel()
				checkFonts(t, path, map[string]string{"word": "LiberationSerif", "pdf": "tinos"}[writer])
				sheets := measure(t, path)
				checkPages(t, sheets, name == "form", name != "hostile")
				switch name {
				case "plan":
					checkPlan(t, sheets)
				case "amended":
					checkAmended(t, sheets)
				case "notice":
					checkNotice(t, sheets)
				case "form":
					checkForm(t, sheets)
				case "hostile":
					checkHostile(t, path, sheets)
				}
			})
		}
	}
	for name := range documents {
		if a, b := len(measure(t, office[name])), len(measure(t, own[name])); a != b && name != "hostile" {
			t.Errorf("%s has %d pages in Word and %d in our PDF", name, a, b)
		}
	}
}

// checkFonts: all are in the file, with the way back to letters; Times New Roman, or what has its measures.
func checkFonts(t *testing.T, path, family string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(string(run(t, "pdffonts", path))), "\n")
	for _, line := range lines[2:] {
		f := strings.Fields(line)
		n := len(f) // … emb sub uni object ID
		if f[n-5] != "yes" || f[n-3] != "yes" {
			t.Errorf("font not embedded, or its text cannot be read: %s", line)
		}
		if !strings.Contains(f[0], family) && !strings.Contains(f[0], "TimesNewRoman") {
			if family != "LiberationSerif" || !strings.Contains(path, "hostile") { // a letter that no Times has
				t.Errorf("another font: %s", line)
			}
		}
	}
}

// checkPages: size, margins, the number in the upper margin from the second page on, the mark below.
func checkPages(t *testing.T, sheets []sheet, landscape, sample bool) {
	t.Helper()
	for n, s := range sheets {
		lying := s.width > s.height
		short, long := min(s.width, s.height), max(s.width, s.height)
		if !near(short, 210) || !near(long, 297) || n == 0 && lying != landscape {
			t.Errorf("page %d is %.1f x %.1f mm", n+1, s.width, s.height)
		}
		var number, foot []text
		top, left, right := s.height, s.width, 0.0
		for _, x := range s.texts {
			switch {
			case x.bottom < 20-nearly:
				number = append(number, x)
			case x.top > s.height-20:
				foot = append(foot, x)
			default:
				top, left, right = min(top, x.top), min(left, x.left), max(right, x.right)
				if x.bottom > s.height-20+1.5 { // the box of a letter is higher than the letter
					t.Errorf("page %d: %q is in the lower margin", n+1, x.words)
				}
			}
		}
		if left < 30-nearly || right > s.width-15+nearly || top < 20-nearly {
			t.Errorf("page %d: text from %.1f to %.1f mm, beginning at %.1f", n+1, left, right, top)
		}
		switch middle := 30 + (s.width-45)/2; {
		case n == 0 && len(number) > 0:
			t.Errorf("the first page has a number: %v", number)
		case n > 0 && (len(number) != 1 || number[0].words != strconv.Itoa(n+1)):
			t.Errorf("page %d has another number: %v", n+1, number)
		case n > 0 && (!near((number[0].left+number[0].right)/2, middle) || number[0].size < 13 || number[0].bold || number[0].italic):
			t.Errorf("the number of page %d is not in the middle, upright, of 13 or 14 points: %+v", n+1, number[0])
		}
		if sample != (len(foot) == 1 && strings.Contains(foot[0].words, "DỮ LIỆU MẪU")) {
			t.Errorf("page %d: at its foot %v", n+1, foot)
		}
	}
}

// want is how a piece of text has to look.
type want struct {
	begins       string
	size         float64
	bold, italic bool
	left         float64 // 0: anywhere
}

func checkLooks(t *testing.T, s sheet, list []want) {
	t.Helper()
	for _, w := range list {
		x := s.find(t, w.begins)
		if x.size != w.size || x.bold != w.bold || x.italic != w.italic || w.left > 0 && !near(x.left, w.left) {
			t.Errorf("%q: %.1f points, bold %t, italic %t, at %.1f mm", w.begins, x.size, x.bold, x.italic, x.left)
		}
	}
}

func checkPlan(t *testing.T, sheets []sheet) {
	t.Helper()
	const set = 30 + 12.7
	first := sheets[0]
	checkLooks(t, first, []want{
		{"ỦY BAN NHÂN DÂN", 13, true, false, 0},
		{"PHƯỜNG MAI DỊCH", 13, true, false, 0},
		{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, true, false, 0},
		{"Độc lập - Tự do - Hạnh phúc", 14, true, false, 0},
		{"Số: 52/KH-UBND", 13, false, false, 0},
		{"Mai Dịch, ngày 24 tháng 4 năm 2024", 14, false, true, 0},
		{"KẾ HOẠCH", 14, true, false, 0},
		{"Tổ chức phong trào thi đua", 14, true, false, 0},
		{"Căn cứ Luật Thi đua", 14, false, true, set},
		{"Ủy ban nhân dân phường Mai Dịch ban hành", 14, false, false, set},
		{"thi đua chào mừng 70 năm", 14, false, false, 30},
		{"I. MỤC ĐÍCH, YÊU CẦU", 14, true, false, set},
	})
	// The two halves of the letterhead: names on the left, the nation and the day on the right.
	if number, day := first.find(t, "Số: 52"), first.find(t, "Mai Dịch, ngày"); !near(number.top, day.top) || number.right > day.left {
		t.Error("number and day are not on one line")
	}
	if a, b := first.find(t, "CỘNG HÒA"), first.find(t, "Độc lập"); !near((a.left+a.right)/2, (b.left+b.right)/2) || a.left < 90 {
		t.Error("the motto is not below the nation's name, on the right")
	}
	// Justified: a line that goes on ends at the margin.
	if x := first.find(t, "Ủy ban nhân dân phường Mai Dịch ban hành"); !near(x.right, 195) {
		t.Errorf("the text ends at %.1f mm", x.right)
	}
	pages := lying(sheets)
	last := len(sheets) - len(pages) - 1
	checkLooks(t, sheets[last], []want{
		{"Nơi nhận:", 12, true, true, 30},
		{"- Lưu: VT, BTC.", 11, false, false, 30},
		{"TM. ỦY BAN NHÂN DÂN", 14, true, false, 0},
		{"CHỦ TỊCH", 14, true, false, 0},
	})
	if !strings.Contains(sheets[last].said(), "giải quyết./.\n") {
		t.Errorf("the text does not end with ./.:\n%s", sheets[last].said())
	}
	checkLooks(t, pages[0], []want{
		{"Phụ lục", 14, true, false, 0},
		{"DANH MỤC HOẠT ĐỘNG", 14, true, false, 0},
		{"(Kèm theo Kế hoạch số 52/KH-UBND ngày 24 tháng 4 năm 2024 của", 14, false, true, 0},
	})
	codes := repeated(t, pages, "TT", "Mã", "Tên hoạt động", "Đơn vị chủ trì", "Chỉ tiêu")
	for i := 1; i <= 60; i++ {
		if code := fmt.Sprintf("HD-%03d", i); codes[code] != 1 {
			t.Errorf("%s stands %d times in the appendix", code, codes[code])
		}
	}
}

// lying are the pages that are wider than high.
func lying(sheets []sheet) []sheet {
	return slices.DeleteFunc(slices.Clone(sheets), func(s sheet) bool { return s.width < s.height })
}

// repeated checks that a table's head stands on top of each page, and counts what is said.
func repeated(t *testing.T, sheets []sheet, titles ...string) map[string]int {
	t.Helper()
	if len(sheets) < 2 {
		t.Fatal("the table takes one page, so nothing can repeat")
	}
	said := map[string]int{}
	for n, s := range sheets {
		first := s.find(t, titles[0])
		for _, title := range titles {
			if x := s.find(t, title); !near(x.top, first.top) || !x.bold || n > 0 && x.top > 20+3 {
				t.Errorf("page %d: the head %q is at %.1f mm", n+1, title, x.top)
			}
		}
		for _, x := range s.texts {
			for word := range strings.FieldsSeq(x.words) {
				said[word]++
			}
		}
	}
	return said
}

func checkAmended(t *testing.T, sheets []sheet) {
	t.Helper()
	checkLooks(t, sheets[0], []want{{"Điều chỉnh, bổ sung kế hoạch tổ chức", 14, true, false, 0}})
	last := sheets[len(sheets)-1]
	if last.width > last.height {
		t.Error("the list of changes lies")
	}
	checkLooks(t, last, []want{{"Phụ lục II", 14, true, false, 0}, {"NỘI DUNG ĐIỀU CHỈNH, BỔ SUNG", 14, true, false, 0}})
	if !strings.Contains(last.said(), "HD-015") {
		t.Errorf("does not say what changed:\n%s", last.said())
	}
}

func checkNotice(t *testing.T, sheets []sheet) {
	t.Helper()
	checkLooks(t, sheets[0], []want{
		{"UBND PHƯỜNG MAI DỊCH", 13, false, false, 0},
		{"BAN TỔ CHỨC", 13, true, false, 0},
		{"THÔNG BÁO", 14, true, false, 0},
		{"Mai Dịch, ngày 28 tháng 9 năm 2024", 14, false, true, 0},
	})
	if x := sheets[0].find(t, "Số:"); !strings.HasSuffix(x.words, "/TB-BTC") || x.right-x.left < 20 {
		t.Errorf("no room for the number: %q", x.words)
	}
	repeated(t, lying(sheets), "TT", "Mã", "Tên hoạt động", "Chỉ tiêu")
}

func checkForm(t *testing.T, sheets []sheet) {
	t.Helper()
	checkLooks(t, sheets[0], []want{
		{"UBND PHƯỜNG MAI DỊCH", 13, false, false, 0},
		{"BỘ PHẬN VĂN HÓA - XÃ HỘI", 13, true, false, 0},
		{"PHIẾU ĐĂNG KÝ HOẠT ĐỘNG", 14, true, false, 0},
		{"Đơn vị đăng ký: Bộ phận Văn hóa - Xã hội", 12, false, false, 30},
	})
	// Days and amounts stay in one piece.
	for _, piece := range []string{"10/08/2024", "28/09/2024", "175.000.000", "325.000.000", "HD-030"} {
		if !slices.Contains(strings.Fields(sheets[0].said()), piece) {
			t.Errorf("%s is not in one piece", piece)
		}
	}
	if a, b := sheets[0].find(t, "Thời gian thực hiện"), sheets[0].find(t, "Từ ngày"); a.bottom > b.top+1 {
		t.Error("the title in common is not above its columns")
	}
	checkLooks(t, sheets[len(sheets)-1], []want{{"ĐẠI DIỆN ĐƠN VỊ", 14, true, false, 0}, {"(ký, ghi rõ chức danh)", 13, false, true, 0}})
}

// checkHostile: nothing is lost, nothing runs, the long row goes over pages under its head.
func checkHostile(t *testing.T, path string, sheets []sheet) {
	t.Helper()
	read := string(run(t, "pdftotext", "-raw", path, "-"))
	joined := strings.Join(strings.Fields(read), "")
	for what, times := range map[string]int{letters: 2, strings.ToUpper(letters): 1, strings.Repeat("W", 300): 1, "A&B<c>": 1, "Tên<hoạt>động": 4, `=HYPERLINK("http://x")giấu`: 1} {
		if n := strings.Count(joined, what); n < times {
			t.Errorf("says %q %d times", what, n)
		}
	}
	if n := strings.Count(read, "quản"); n != 526 {
		t.Errorf("the long text comes back with %d of 526 parts", n)
	}
	if strings.ContainsAny(read, "\u202e\u2066\u2069\u200b\x00\x07") {
		t.Error("what turns or hides text is in the file")
	}
	repeated(t, lying(sheets), "TT", "Tên <hoạt> động", "Ghi chú")
}
