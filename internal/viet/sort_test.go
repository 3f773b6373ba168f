package viet

import (
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestCompareNatural(t *testing.T) {
	t.Parallel()
	for _, want := range [][]string{
		strings.Fields("An Ánh Ân Doãn Dương Đào Đặng ma mà mả mã má mạ Oanh Ông"),
		{"Tổ dân phố số 1", "Tổ dân phố số 2", "Tổ dân phố số 03", "Tổ dân phố số 10"},
		{"An", "Ăn", "Ân"},
		{"Dân", "Đảng"},
		{"TDP 7", "TDP 7A", "TDP 8"},
	} {
		got := slices.Clone(want)
		slices.Reverse(got)
		slices.SortFunc(got, CompareNatural)
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestCompareNaturalTogether(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 200 {
				if CompareNatural("Tổ dân phố số 2", "Tổ dân phố số 10") >= 0 {
					t.Error("2 after 10")
				}
			}
		})
	}
	all.Wait()
}

func TestComparePeople(t *testing.T) {
	t.Parallel()
	want := []string{
		"Nguyễn Văn An", "Phạm Đức An", "Trần Thị Ánh", "Phạm Văn Lợi", "Đoàn Thị Bích Ngọc",
		"Hoàng Văn Sướng", "Nguyễn Thị Thanh", "Lê Xuân Thứ",
	}
	got := slices.Clone(want)
	slices.Sort(got)
	slices.SortFunc(got, ComparePeople)
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if ComparePeople("Đ/c Nguyễn Văn An", "Phạm Đức An") >= 0 {
		t.Error("the form of address counts")
	}
}

func TestInitials(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Đoàn Thị Bích Ngọc": "ĐN", "đ/c Lê Xuân Đông": "LĐ", "ánh": "Á", "": "",
	} {
		if got := Initials(in); got != want {
			t.Errorf("Initials(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSplitHonorific(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][2]string{
		"đ/c Nguyễn Thứ":       {"đồng chí", "Nguyễn Thứ"},
		"Đ/C  Nguyễn Thứ":      {"đồng chí", "Nguyễn Thứ"},
		"Đc. Nguyễn Thứ":       {"đồng chí", "Nguyễn Thứ"},
		"Đc.Nguyễn Thứ":        {"đồng chí", "Nguyễn Thứ"},
		"Đồng chí: Nguyễn Thứ": {"đồng chí", "Nguyễn Thứ"},
		"Ông Nguyễn Thứ":       {"ông", "Nguyễn Thứ"},
		"bà Đoàn Thị Ngọc":     {"bà", "Đoàn Thị Ngọc"},
		"Bàng Văn Ba":          {"", "Bàng Văn Ba"},
		"Nguyễn Văn Ông":       {"", "Nguyễn Văn Ông"},
		"Ông":                  {"", "Ông"},
	} {
		honorific, name := SplitHonorific(in)
		if got := [2]string{honorific, name}; got != want {
			t.Errorf("SplitHonorific(%q) = %q, want %q", in, got, want)
		}
	}
}
