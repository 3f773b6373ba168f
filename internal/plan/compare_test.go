package plan

import (
	"slices"
	"strings"
	"testing"
	"time"

	"portal/internal/viet"
)

func on(month time.Month, day int) viet.Date { return viet.NewDate(2024, month, day) }

func ptr[T any](v T) *T { return &v }

func item(code string) Item {
	return Item{
		Code: code, Title: "Trồng hoa", Unit: "TDP-01", UnitName: "Tổ dân phố số 1", Block: "C1", BlockName: "Cụm 1", Category: "Môi trường",
		StartsOn: on(5, 2), EndsOn: on(5, 30), Place: "Ngõ 58", Target: "Trồng 200 m", Quantity: ptr(200), QuantityUnit: "mét",
		Participants: ptr(50), BudgetState: ptr(int64(2_000_000)), Responsible: "Tổ trưởng", Partners: []string{"Hội Phụ nữ"}, Monitor: "Ủy viên, Phó Chủ tịch",
	}
}

func plain(text string) string { return strings.ReplaceAll(text, viet.NBSP, " ") }

func TestCompare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		other func(*Item)
		want  []string // kind and sentence
	}{
		{"nothing", func(*Item) {}, nil},
		{"the note alone is no change", func(i *Item) { i.Note = "Mưa" }, nil},
		{"moved by a day", func(i *Item) { i.StartsOn = on(5, 3) }, []string{"moved Thời gian: trước là 02/05/2024 – 30/05/2024, nay là 03/05/2024 – 30/05/2024."}},
		{"one day alone", func(i *Item) { i.EndsOn = i.StartsOn }, []string{"moved Thời gian: trước là 02/05/2024 – 30/05/2024, nay là 02/05/2024."}},
		{"place", func(i *Item) { i.Place = "58 Trần Bình" }, []string{"place Địa điểm: trước là “Ngõ 58”, nay là 58 Trần Bình."}},
		{"no place", func(i *Item) { i.Place = "" }, []string{"place Địa điểm: trước là “Ngõ 58”, nay là chưa ghi."}},
		{"target and number", func(i *Item) { i.Target, i.Quantity = "Trồng 1.500 m", ptr(1500) }, []string{
			"target Chỉ tiêu: trước là “Trồng 200 m”, nay là “Trồng 1.500 m”.", "target Số lượng: trước là 200 mét, nay là 1.500 mét.",
		}},
		{"no number is not nought", func(i *Item) { i.Quantity, i.QuantityUnit = nil, "" }, []string{"target Số lượng: trước là 200 mét, nay là chưa ghi."}},
		{"put off", func(i *Item) { i.Status = Postponed }, []string{"put_off Tạm hoãn."}},
		{"put off to other days", func(i *Item) { i.Status, i.StartsOn, i.EndsOn = Postponed, on(6, 1), on(6, 2) }, []string{
			"put_off Tạm hoãn.", "moved Thời gian: trước là 02/05/2024 – 30/05/2024, nay là 01/06/2024 – 02/06/2024.",
		}},
		{"given up", func(i *Item) { i.Status = Cancelled }, []string{"off Hủy, không tổ chức."}},
		{"title", func(i *Item) { i.Title = "Đường hoa" }, []string{"words Tên hoạt động: trước là “Trồng hoa”, nay là “Đường hoa”."}},
		{"money", func(i *Item) { i.BudgetState, i.BudgetSocial = nil, ptr(int64(500_000)) }, []string{
			"words Kinh phí từ ngân sách: trước là 2.000.000 đồng, nay là chưa ghi.", "words Kinh phí xã hội hóa: trước là chưa ghi, nay là 500.000 đồng.",
		}},
		{"helpers and who follows", func(i *Item) { i.Partners, i.Monitor = []string{"Hội Phụ nữ", "Đoàn TN"}, "" }, []string{
			"words Đơn vị phối hợp: trước là “Hội Phụ nữ”, nay là “Hội Phụ nữ, Đoàn TN”.", "words Theo dõi: trước là “Ủy viên, Phó Chủ tịch”, nay là chưa ghi.",
		}},
	} {
		now := item("HD-001")
		c.other(&now)
		var got []string
		for _, x := range Compare(Edition{Items: []Item{item("HD-001")}}, Edition{Items: []Item{now}}) {
			got = append(got, string(x.Kind)+" "+plain(x.Sentence))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestCompareLists: what came, what went, what goes on again, and in which order.
func TestCompareLists(t *testing.T) {
	t.Parallel()
	was, back, came, moved := item("HD-001"), item("HD-002"), item("HD-004"), item("HD-003")
	back.Status = Postponed
	before := Edition{Items: []Item{was, back, item("HD-003")}}
	again := item("HD-002")
	moved.EndsOn, moved.Note = on(6, 1), "Chờ nắng"
	after := Edition{Items: []Item{again, moved, came}}
	var got []string
	for _, x := range Compare(before, after) {
		got = append(got, x.Code+" "+string(x.Kind)+" "+x.Reason)
	}
	want := []string{"HD-002 back ", "HD-003 moved Chờ nắng", "HD-004 added ", "HD-001 gone "}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if n := len(Compare(after, after)); n != 0 {
		t.Errorf("an edition differs from itself in %d things", n)
	}
}

func TestCompareHeads(t *testing.T) {
	t.Parallel()
	before := Edition{Campaign: Campaign{Name: "Thi đua", StartsOn: on(5, 1), EndsOn: on(9, 30), WrapupOn: ptr(on(10, 4))}, Basis: []string{"Căn cứ A"}}
	after := before
	after.Campaign.WrapupOn, after.Basis = ptr(on(10, 17)), []string{"Căn cứ A", "Căn cứ B"}
	after.Signatory = Signatory{"TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "Lê B"}
	var got []string
	for _, x := range Compare(before, after) {
		if x.Code != "" {
			t.Errorf("%+v is of an activity", x)
		}
		got = append(got, x.Sentence)
	}
	want := []string{
		"Tổng kết: trước là 04/10/2024, nay là 17/10/2024.",
		"Người ký: trước là chưa ghi, nay là “TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Lê B”.",
		"Căn cứ: trước là “Căn cứ A”, nay là “Căn cứ A; Căn cứ B”.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
