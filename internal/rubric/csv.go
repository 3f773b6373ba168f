package rubric

import (
	"fmt"
	"io"
	"strings"

	"portal/internal/points"
	"portal/internal/table"
)

// ReadCSV reads the groups, criteria and rules of a rubric from a file such as
// criteria.csv. It takes all or nothing; the error lists every mistake by row, as
// table.Mistakes. Bands and edition are not in that file: see ReadBands, and Check
// once they are filled in.
func ReadCSV(from io.Reader) (Rubric, error) {
	columns := []string{"row_type", "code", "group_code", "name", "guide", "step", "points_each", "max_points", "counted_by"}
	for _, kind := range Kinds {
		columns = append(columns, maxColumn(kind))
	}
	rows, mistakes, err := table.Read(from, columns...)
	if err != nil {
		return Rubric{}, err
	}
	r := reader{mistakes: mistakes, seen: map[string]int{}, groups: map[string]map[Kind]points.Points{}}
	for _, row := range rows {
		r.row(row)
	}
	if rows != nil || len(r.mistakes) == 0 {
		r.finish()
	}
	if err := r.mistakes.Or(); err != nil {
		return Rubric{}, err
	}
	return r.rubric, nil
}

func maxColumn(kind Kind) string { return "max_" + string(kind) }

type reader struct {
	rubric   Rubric
	mistakes table.Mistakes
	seen     map[string]int // code or row type → row
	groups   map[string]map[Kind]points.Points
	declared []declared
}

// declared is a row that says what the criteria of a group, or all of them, add up to.
type declared struct {
	row   table.Row
	group string
	sums  map[Kind]points.Points
}

func (r *reader) row(row table.Row) {
	code, name := row.Text("code"), row.Text("name")
	kind := row.Text("row_type")
	key := code
	if strings.HasSuffix(kind, "_cap") {
		key = kind
	}
	if first, again := r.seen[key]; again {
		r.mistakes.Add(row.Number, "code", "“%s” đã có ở dòng %d.", code, first)
		return
	}
	r.seen[key] = row.Number
	if !codeShape.MatchString(code) {
		r.mistakes.Add(row.Number, "code", "Mã gồm 1 đến 20 chữ cái không dấu, chữ số, dấu chấm hoặc gạch nối.")
	}
	if name == "" {
		r.mistakes.Add(row.Number, "name", "Hãy ghi tên.")
	}
	switch kind {
	case "group":
		r.rubric.Groups = append(r.rubric.Groups, Group{code, name})
		r.groups[code] = map[Kind]points.Points{}
		r.declared = append(r.declared, declared{row, code, r.maxima(row)})
	case "total":
		r.declared = append(r.declared, declared{row, "", r.maxima(row)})
	case "criterion":
		r.criterion(row)
	case string(Bonus), string(Deduction):
		rule := Rule{Code: code, Side: Side(kind), Name: name, CountedBy: row.Text("counted_by")}
		rule.Each, rule.Max = r.positive(row, "points_each"), r.positive(row, "max_points")
		if rule.Max > 0 && rule.Max < rule.Each {
			r.mistakes.Add(row.Number, "max_points", "Mức tối đa không được nhỏ hơn điểm mỗi lần.")
		}
		r.rubric.Rules = append(r.rubric.Rules, rule)
	case "bonus_cap":
		r.rubric.BonusCap = r.positive(row, "max_points")
	case "deduction_cap":
		r.rubric.DeductionCap = r.positive(row, "max_points")
	default:
		r.mistakes.Add(row.Number, "row_type", "Loại dòng phải là group, criterion, total, bonus, bonus_cap, deduction hoặc deduction_cap.")
	}
}

func (r *reader) criterion(row table.Row) {
	c := Criterion{
		Code: row.Text("code"), Group: row.Text("group_code"), Name: row.Text("name"), Guide: row.Text("guide"),
		Step: r.positive(row, "step"), Max: r.maxima(row),
	}
	if len(c.Max) == 0 {
		r.mistakes.Add(row.Number, "", "Tiêu chí phải có điểm tối đa cho ít nhất một loại đơn vị.")
	}
	for _, kind := range Kinds {
		most, applies := c.Max[kind]
		if applies && c.Step > 0 && most%c.Step != 0 {
			r.mistakes.Add(row.Number, maxColumn(kind), "Điểm tối đa phải là bội số của %s.", c.Step)
		}
	}
	sums, known := r.groups[c.Group]
	if !known {
		r.mistakes.Add(row.Number, "group_code", "Chưa có dòng nhóm “%s” ở trên.", c.Group)
		sums = map[Kind]points.Points{}
	}
	for kind, most := range c.Max {
		sums[kind] += most
	}
	r.rubric.Criteria = append(r.rubric.Criteria, c)
}

// maxima reads the maxima of a row; an empty cell means that there is none.
func (r *reader) maxima(row table.Row) map[Kind]points.Points {
	maxima := map[Kind]points.Points{}
	for _, kind := range Kinds {
		if row.Text(maxColumn(kind)) != "" {
			maxima[kind] = r.positive(row, maxColumn(kind))
		}
	}
	return maxima
}

func (r *reader) positive(row table.Row, column string) points.Points {
	p, err := points.ParseStored(row.Text(column))
	switch {
	case row.Text(column) == "":
		r.mistakes.Add(row.Number, column, "Hãy ghi một số.")
	case err != nil:
		r.mistakes.Add(row.Number, column, "%s", err.Error())
	case p == 0:
		r.mistakes.Add(row.Number, column, "Phải lớn hơn 0.")
	}
	return p
}

// finish checks what only the whole file can tell: the sums, and what must be there.
func (r *reader) finish() {
	all := map[Kind]points.Points{}
	for _, c := range r.rubric.Criteria {
		for kind, most := range c.Max {
			all[kind] += most
		}
	}
	for _, d := range r.declared {
		sums, of := all, "mọi tiêu chí"
		if d.group != "" {
			sums, of = r.groups[d.group], "các tiêu chí trong nhóm"
		}
		for _, kind := range Kinds {
			if d.sums[kind] != sums[kind] {
				r.mistakes.Add(d.row.Number, maxColumn(kind), "Ghi %s, nhưng %s cộng lại là %s.", d.sums[kind], of, sums[kind])
			}
		}
	}
	for _, kind := range Kinds {
		if all[kind] != Full {
			r.mistakes.Add(0, "", "%s", fmt.Sprintf("%s: tổng điểm tối đa của các tiêu chí là %s, phải đúng bằng %s.", kind.Name(), all[kind], Full))
		}
	}
	for side, name := range map[Side]string{Bonus: "điểm cộng", Deduction: "điểm trừ"} {
		if _, ok := r.seen[string(side)+"_cap"]; !ok {
			r.mistakes.Add(0, "", "Thiếu dòng %s_cap: mức trần của %s.", side, name)
		}
	}
}

// ReadBands reads the grades from a file such as classification-bands.csv, from
// the highest to the lowest.
func ReadBands(from io.Reader) ([]Band, error) {
	rows, mistakes, err := table.Read(from, "band_code", "band_name", "min_total")
	if err != nil {
		return nil, err
	}
	var bands []Band
	seen := map[string]int{}
	for _, row := range rows {
		b := Band{Code: row.Text("band_code"), Name: row.Text("band_name")}
		if first, again := seen[b.Code]; again {
			mistakes.Add(row.Number, "band_code", "“%s” đã có ở dòng %d.", b.Code, first)
		}
		seen[b.Code] = row.Number
		if !codeShape.MatchString(b.Code) {
			mistakes.Add(row.Number, "band_code", "Mã gồm 1 đến 20 chữ cái không dấu, chữ số, dấu chấm hoặc gạch nối.")
		}
		if b.Name == "" {
			mistakes.Add(row.Number, "band_name", "Hãy ghi tên.")
		}
		if b.Min, err = points.ParseStored(row.Text("min_total")); err != nil {
			mistakes.Add(row.Number, "min_total", "%s", err.Error())
		} else if n := len(bands); n > 0 && b.Min >= bands[n-1].Min {
			mistakes.Add(row.Number, "min_total", "Phải thấp hơn mức ở dòng trên.")
		}
		bands = append(bands, b)
	}
	if n := len(bands); len(mistakes) == 0 && (n == 0 || bands[n-1].Min != 0) {
		mistakes.Add(0, "", "Mức xếp loại thấp nhất phải bắt đầu từ 0 điểm.")
	}
	return bands, mistakes.Or()
}
