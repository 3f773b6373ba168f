package rubric

import (
	"fmt"
	"regexp"

	"portal/internal/fault"
	"portal/internal/points"
)

// CheckPoints says, in a sentence for the judge, what keeps points from standing
// on the sheet of a unit of that kind.
func CheckPoints(c Criterion, kind Kind, p points.Points) error {
	most, applies := c.Max[kind]
	switch {
	case !applies:
		return refuse("Tiêu chí %s không áp dụng cho loại đơn vị này.", c.Code)
	case p < 0:
		return refuse("Điểm không được là số âm.")
	case p > most:
		return refuse("Điểm tối đa là %s.", most)
	case c.Step <= 0 || p%c.Step != 0:
		return refuse("Điểm phải là bội số của %s.", c.Step)
	}
	return nil
}

// codes stand in addresses, files and canonical documents.
var codeShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]{0,19}$`)

// Check lists, in Vietnamese, everything that keeps a rubric from being adopted.
func (r Rubric) Check() []string {
	c := checker{seen: map[string]bool{}}
	groups := map[string]bool{}
	for _, g := range r.Groups {
		c.code("Nhóm tiêu chí", g.Code, g.Name)
		groups[g.Code] = false
	}
	for _, x := range r.Criteria {
		c.code("Tiêu chí", x.Code, x.Name)
		if _, known := groups[x.Group]; !known {
			c.add("Tiêu chí %s thuộc nhóm “%s” không có trong bộ tiêu chí.", x.Code, x.Group)
		}
		groups[x.Group] = true
		c.criterion(x)
	}
	for _, g := range r.Groups {
		if !groups[g.Code] {
			c.add("Nhóm %s chưa có tiêu chí nào.", g.Code)
		}
	}
	for _, kind := range Kinds {
		var sum points.Points
		for _, x := range r.Criteria {
			sum += x.Max[kind]
		}
		if sum != Full {
			c.add("%s: tổng điểm tối đa của các tiêu chí là %s, phải đúng bằng %s.", kind.Name(), sum, Full)
		}
	}
	for _, x := range r.Rules {
		c.code("Quy định cộng, trừ", x.Code, x.Name)
		c.rule(x)
	}
	if r.BonusCap < 0 || r.DeductionCap < 0 {
		c.add("Mức trần điểm cộng và điểm trừ không được là số âm.")
	}
	c.bands(r)
	c.floor(r)
	return c.problems
}

type checker struct {
	problems []string
	seen     map[string]bool
}

func (c *checker) add(sentence string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(sentence, args...))
}

func (c *checker) code(what, code, name string) {
	if !codeShape.MatchString(code) {
		c.add("%s “%s”: mã gồm 1 đến 20 chữ cái không dấu, chữ số, dấu chấm hoặc gạch nối.", what, code)
	}
	if c.seen[code] {
		c.add("%s %s: mã này đã dùng ở trên.", what, code)
	}
	c.seen[code] = true
	if name == "" {
		c.add("%s %s chưa có tên.", what, code)
	}
}

func (c *checker) criterion(x Criterion) {
	if x.Step <= 0 {
		c.add("Tiêu chí %s: bước điểm phải lớn hơn 0.", x.Code)
	}
	if len(x.Max) == 0 {
		c.add("Tiêu chí %s không áp dụng cho loại đơn vị nào.", x.Code)
	}
	for kind := range x.Max {
		if kind.Name() == "" {
			c.add("Tiêu chí %s: không có loại đơn vị “%s”.", x.Code, kind)
		}
	}
	for _, kind := range Kinds {
		most, applies := x.Max[kind]
		switch {
		case applies && (most <= 0 || most > Full):
			c.add("Tiêu chí %s: điểm tối đa của %s phải lớn hơn 0 và không quá %s.", x.Code, kind.Name(), Full)
		case applies && x.Step > 0 && most%x.Step != 0:
			c.add("Tiêu chí %s: điểm tối đa %s của %s phải là bội số của %s.", x.Code, most, kind.Name(), x.Step)
		}
	}
}

func (c *checker) rule(x Rule) {
	if x.Side != Bonus && x.Side != Deduction {
		c.add("Quy định %s phải là điểm cộng hoặc điểm trừ.", x.Code)
	}
	if x.Each <= 0 || x.Max < x.Each {
		c.add("Quy định %s: điểm mỗi lần phải lớn hơn 0 và không quá mức tối đa của quy định.", x.Code)
	}
}

func (c *checker) bands(r Rubric) {
	if len(r.Bands) == 0 {
		c.add("Chưa có mức xếp loại nào.")
		return
	}
	codes, mins := map[string]bool{}, map[points.Points]bool{}
	for i, b := range r.Bands {
		if !codeShape.MatchString(b.Code) || b.Name == "" {
			c.add("Mức xếp loại “%s” phải có mã không dấu và tên.", b.Code)
		}
		if codes[b.Code] {
			c.add("Mức xếp loại %s: mã này đã dùng ở trên.", b.Code)
		}
		if mins[b.Min] {
			c.add("Mức xếp loại %s: mức khác cũng bắt đầu từ %s điểm.", b.Code, b.Min)
		} else if i > 0 && b.Min > r.Bands[i-1].Min {
			c.add("Mức xếp loại %s phải đứng trước mức thấp hơn nó.", b.Code)
		}
		codes[b.Code], mins[b.Min] = true, true
	}
	if !mins[0] {
		c.add("Mức xếp loại thấp nhất phải bắt đầu từ 0 điểm.")
	}
}

func (c *checker) floor(r Rubric) {
	if r.Floor.Percent < 0 || r.Floor.Percent > 100 {
		c.add("Điểm liệt phải từ 0 đến 100 phần trăm điểm tối đa của nhóm.")
	}
	if _, ok := r.Band(r.Floor.Grade); !ok && r.Floor.Percent > 0 {
		c.add("Điểm liệt: không có mức xếp loại “%s”.", r.Floor.Grade)
	}
}

func refuse(sentence string, args ...any) error {
	return fault.New(fault.Unprocessable, fmt.Sprintf(sentence, args...))
}
