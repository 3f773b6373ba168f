package rubric

import (
	"slices"
	"strings"
	"testing"

	"portal/internal/points"
)

func small() Rubric {
	all := func(p points.Points) map[Kind]points.Points {
		max := map[Kind]points.Points{}
		for _, kind := range Kinds {
			max[kind] = p
		}
		return max
	}
	r := Rubric{
		Edition: 1,
		Groups:  []Group{{"I", "Đăng ký"}, {"II", "Tổ chức thực hiện"}},
		Criteria: []Criterion{
			{Code: "I.1", Group: "I", Name: "Đúng hạn", Step: 50, Max: all(1000)},
			{Code: "I.2", Group: "I", Name: "Rõ việc", Step: 25, Max: all(3000)},
			{Code: "II.1", Group: "II", Name: "Tiến độ", Step: 50, Max: all(5500)},
			{Code: "II.2", Group: "II", Name: "Phục vụ", Step: 50, Max: all(500)},
		},
		Rules: []Rule{
			{Code: "C.1", Side: Bonus, Name: "Vượt chỉ tiêu", Each: 100, Max: 300},
			{Code: "T.1", Side: Deduction, Name: "Báo cáo chậm", Each: 50, Max: 200},
		},
		BonusCap: 500, DeductionCap: 1000,
		Bands: []Band{{"XS", "Xuất sắc", 9000}, {"T", "Tốt", 8000}, {"K", "Khá", 7000}, {"TB", "Trung bình", 5000}, {"CD", "Chưa đạt", 0}},
	}
	delete(r.Criteria[3].Max, School)
	r.Criteria[2].Max[School] = 6000
	return r
}

func TestForKind(t *testing.T) {
	t.Parallel()
	list := func(parts []Part) (text string) {
		for _, p := range parts {
			text += p.Code + " " + p.Max.String() + ":"
			for _, c := range p.Criteria {
				text += " " + c.Code
			}
			text += "; "
		}
		return text
	}
	for _, c := range []struct {
		kind    Kind
		without []string
		want    string
	}{
		{Department, nil, "I 40: I.1 I.2; II 60: II.1 II.2; "},
		{School, nil, "I 40: I.1 I.2; II 60: II.1; "},
		{Department, []string{"II.2"}, "I 40: I.1 I.2; II 55: II.1; "},
		{Department, []string{"I.1", "I.2"}, "II 60: II.1 II.2; "},
		{"chi_bo", nil, ""},
	} {
		if got := list(small().ForKind(c.kind, c.without...)); got != c.want {
			t.Errorf("%s without %v: %s, want %s", c.kind, c.without, got, c.want)
		}
	}
}

func TestGradeIsHalfOpen(t *testing.T) {
	t.Parallel()
	r := small()
	for total, want := range map[points.Points]string{
		0: "CD", 4999: "CD", 5000: "TB", 6999: "TB", 7000: "K", 7999: "K", 8000: "T", 8999: "T", 9000: "XS", 10000: "XS", 10500: "XS",
	} {
		if b, ok := r.Grade(total); !ok || b.Code != want {
			t.Errorf("%s is %s, want %s", total, b.Code, want)
		}
	}
	slices.Reverse(r.Bands)
	if b, _ := r.Grade(8999); b.Code != "T" {
		t.Errorf("the order of the bands decides: %s", b.Code)
	}
	if _, ok := (Rubric{}).Grade(100); ok {
		t.Error("a rubric without bands has a grade")
	}
}

func TestCheckPoints(t *testing.T) {
	t.Parallel()
	c := small().Criteria[0]
	delete(c.Max, School)
	for _, x := range []struct {
		kind Kind
		p    points.Points
		want string
	}{
		{Department, 0, ""},
		{Department, 950, ""},
		{Department, 1000, ""},
		{Department, 930, "Điểm phải là bội số của 0,5."},
		{Department, 25, "Điểm phải là bội số của 0,5."},
		{Department, 1050, "Điểm tối đa là 10."},
		{Department, points.Max, "Điểm tối đa là 10."},
		{Department, -50, "Điểm không được là số âm."},
		{School, 500, "Tiêu chí I.1 không áp dụng cho loại đơn vị này."},
	} {
		got := ""
		if err := CheckPoints(c, x.kind, x.p); err != nil {
			got = err.Error()
		}
		if got != x.want {
			t.Errorf("%s for %s: %q, want %q", x.p, x.kind, got, x.want)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	r := small()
	if c, ok := r.Criterion("I.2"); !ok || c.Name != "Rõ việc" {
		t.Error(c, ok)
	}
	if x, ok := r.Rule("T.1"); !ok || x.Side != Deduction {
		t.Error(x, ok)
	}
	if b, ok := r.Band("K"); !ok || b.Min != 7000 {
		t.Error(b, ok)
	}
	_, ok := r.Criterion("I.9")
	_, ok2 := r.Rule("I.1")
	_, ok3 := r.Band("")
	if ok || ok2 || ok3 {
		t.Error("found what is not there")
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	if problems := small().Check(); len(problems) > 0 {
		t.Fatal(problems)
	}
	for name, c := range map[string]struct {
		spoil func(r *Rubric)
		want  string
	}{
		"sum":            {func(r *Rubric) { r.Criteria[0].Max[School] = 950 }, "Trường học: tổng điểm tối đa của các tiêu chí là 99,5, phải đúng bằng 100."},
		"step":           {func(r *Rubric) { r.Criteria[0].Step = 0 }, "Tiêu chí I.1: bước điểm phải lớn hơn 0."},
		"multiple":       {func(r *Rubric) { r.Criteria[0].Step = 300 }, "Tiêu chí I.1: điểm tối đa 10 của Ban, ngành phải là bội số của 3."},
		"negative":       {func(r *Rubric) { r.Criteria[0].Max[School] = -1000 }, "Tiêu chí I.1: điểm tối đa của Trường học phải lớn hơn 0 và không quá 100."},
		"twice":          {func(r *Rubric) { r.Criteria[1].Code = "I.1" }, "Tiêu chí I.1: mã này đã dùng ở trên."},
		"code":           {func(r *Rubric) { r.Criteria[1].Code = "Ị 2" }, "Tiêu chí “Ị 2”: mã gồm 1 đến 20 chữ cái không dấu, chữ số, dấu chấm hoặc gạch nối."},
		"name":           {func(r *Rubric) { r.Groups[1].Name = "" }, "Nhóm tiêu chí II chưa có tên."},
		"group":          {func(r *Rubric) { r.Criteria[0].Group = "V" }, "Tiêu chí I.1 thuộc nhóm “V” không có trong bộ tiêu chí."},
		"empty group":    {func(r *Rubric) { r.Groups = append(r.Groups, Group{"III", "Kết quả"}) }, "Nhóm III chưa có tiêu chí nào."},
		"no kind":        {func(r *Rubric) { r.Criteria[3].Max = nil }, "Tiêu chí II.2 không áp dụng cho loại đơn vị nào."},
		"unknown kind":   {func(r *Rubric) { r.Criteria[3].Max["chi_bo"] = 100 }, "Tiêu chí II.2: không có loại đơn vị “chi_bo”."},
		"side":           {func(r *Rubric) { r.Rules[0].Side = "x" }, "Quy định C.1 phải là điểm cộng hoặc điểm trừ."},
		"each":           {func(r *Rubric) { r.Rules[0].Each = 400 }, "Quy định C.1: điểm mỗi lần phải lớn hơn 0 và không quá mức tối đa của quy định."},
		"cap":            {func(r *Rubric) { r.BonusCap = -1 }, "Mức trần điểm cộng và điểm trừ không được là số âm."},
		"no bands":       {func(r *Rubric) { r.Bands = nil }, "Chưa có mức xếp loại nào."},
		"band order":     {func(r *Rubric) { slices.Reverse(r.Bands) }, "Mức xếp loại TB phải đứng trước mức thấp hơn nó."},
		"band twice":     {func(r *Rubric) { r.Bands[1].Code = "XS" }, "Mức xếp loại XS: mã này đã dùng ở trên."},
		"band equal":     {func(r *Rubric) { r.Bands[1].Min = 9000 }, "Mức xếp loại T: mức khác cũng bắt đầu từ 90 điểm."},
		"band from zero": {func(r *Rubric) { r.Bands = r.Bands[:4] }, "Mức xếp loại thấp nhất phải bắt đầu từ 0 điểm."},
		"band name":      {func(r *Rubric) { r.Bands[0].Name = "" }, "Mức xếp loại “XS” phải có mã không dấu và tên."},
		"floor":          {func(r *Rubric) { r.Floor = Floor{Percent: 50, Grade: "X"} }, "Điểm liệt: không có mức xếp loại “X”."},
		"floor percent":  {func(r *Rubric) { r.Floor = Floor{Percent: 101, Grade: "K"} }, "Điểm liệt phải từ 0 đến 100 phần trăm điểm tối đa của nhóm."},
	} {
		r := small()
		c.spoil(&r)
		if problems := r.Check(); !slices.Contains(problems, c.want) {
			t.Errorf("%s: %s; want %s", name, strings.Join(problems, " | "), c.want)
		}
	}
	if problems := (Rubric{}).Check(); len(problems) != len(Kinds)+1 {
		t.Error(problems)
	}
}
