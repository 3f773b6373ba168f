package registration

import (
	"cmp"
	"regexp"
	"strings"

	"portal/internal/activity"
	"portal/internal/viet"
	"portal/internal/workbook"
)

// Columns that are known and are no field of a plan.
const (
	columnNumber = "stt"
	columnNotes  = "notes"
	columnPeriod = "period"   // both days in one cell
	columnWhat   = "contents" // the title, or the description where there is a title beside it
)

// titles are what people write over each column, folded and without what stands in brackets. The first
// that fits decides.
var titles = []struct {
	field   string
	written *regexp.Regexp
}{
	{columnNumber, regexp.MustCompile(`^(stt|tt|so tt|so thu tu)$`)},
	{columnNotes, regexp.MustCompile(`^(ghi chu|luu y|loi)$`)},
	{activity.FieldPartners, regexp.MustCompile(`phoi hop`)},
	{activity.FieldQuantityUnit, regexp.MustCompile(`^(don vi tinh|dvt)$`)},
	{activity.FieldCategory, regexp.MustCompile(`^((ma|ten) )?(linh vuc|nhom|loai|loai hinh|phan loai|chuyen de|mang)( (hoat dong|linh vuc|noi dung|cong viec|dang ky))*$`)},
	{activity.FieldEvidence, regexp.MustCompile(`minh chung|ho so kem theo`)},
	{activity.FieldTarget, regexp.MustCompile(`^(cac )?(chi tieu|muc tieu|ket qua|san pham|yeu cau can dat)`)},
	{activity.FieldBudgetState, regexp.MustCompile(`^((kinh phi|nguon|tu|von|chi|phan) )*(ngan sach|nsnn|ns|nha nuoc)( (nha nuoc|phuong|cap|ho tro))*$`)},
	{activity.FieldBudgetSocial, regexp.MustCompile(`^((kinh phi|nguon|tu|von|phan) )*(xa hoi hoa|xhh|van dong|huy dong|dong gop|nguon khac|khac|tai tro)( .*)?$`)},
	{activity.FieldBudgetTotal, regexp.MustCompile(`^(tong (so |cong )?)?(kinh phi|du toan|so tien)( (du kien|thuc hien|to chuc|dang ky|hoat dong))*( tong( so| cong)?)?$|^(tong|tong so|tong cong|cong|tong muc)$`)},
	{activity.FieldParticipants, regexp.MustCompile(`^((du kien|tong) )?(so (nguoi|luong nguoi|luot|luot nguoi|luong tham gia|luong nguoi)|quy mo|nguoi tham gia|luot nguoi)`)},
	{activity.FieldQuantity, regexp.MustCompile(`^(so luong|khoi luong)( do dem( duoc)?| can dat)?$`)},
	{activity.FieldStart, regexp.MustCompile(`^(tu|tu ngay|bat dau|(ngay|thoi gian|thoi diem) bat dau|khoi cong|ngay khoi cong|bat dau tu ngay)$`)},
	{activity.FieldEnd, regexp.MustCompile(`^(den|den ngay|den het ngay|ket thuc|hoan thanh|(ngay|thoi gian|thoi diem|thoi han) (ket thuc|hoan thanh))$`)},
	{columnPeriod, regexp.MustCompile(`^((ngay|thoi gian|thoi diem|lich)( (thuc hien|to chuc|dien ra|trien khai|du kien|hoat dong))*|thoi gian to chuc thuc hien|ngay thang)$`)},
	{activity.FieldPlace, regexp.MustCompile(`^(dia diem|noi (to chuc|thuc hien|dien ra)|dia ban)`)},
	{activity.FieldUnit, regexp.MustCompile(`^((ma|ten) )?(don vi|co quan|bo phan|to dan pho|tdp|to chuc|co quan don vi|ban nganh doan the)( (dang ky|thuc hien|chu tri|chu quan|to chuc|de xuat|hoat dong))*$|^(chu tri|chu tri thuc hien)$`)},
	{activity.FieldResponsible, regexp.MustCompile(`phu trach|chiu trach nhiem|dau moi`)},
	{columnWhat, regexp.MustCompile(`^noi dung( (hoat dong|dang ky|cong viec|thuc hien|cong viec thuc hien))*$`)},
	{activity.FieldDescription, regexp.MustCompile(`^(noi dung|cach lam|mo ta|cach thuc|hinh thuc|bien phap|tom tat)`)},
	{activity.FieldTitle, regexp.MustCompile(`^((ten|cac|danh muc|ten goi) )*(hoat dong|cong trinh|phan viec|cong viec|mo hinh|chuong trinh|noi dung|phong trao|viec lam)|^dang ky (hoat dong|cong trinh)|^ten (goi|viec)$`)},
}

var brackets = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]`)

// column says which field a title stands for, or "".
func column(title string) string {
	folded := viet.Slug(brackets.ReplaceAllString(viet.Clean(title), " "))
	folded = strings.ReplaceAll(folded, "-", " ")
	if folded == "" || len(folded) > 80 {
		return ""
	}
	for _, t := range titles {
		if t.written.MatchString(folded) {
			return t.field
		}
	}
	return ""
}

// layout is where the fields stand on a sheet.
type layout struct {
	first   int               // row of the header
	last    int               // the same, or that of its lower part
	at      map[string]int    // column by field
	columns map[string]Column // the same for people
	units   map[string]int64  // of the amounts, by field
	period  bool              // both days stand in one column
	number  int               // the column of running numbers, or 0
	counted bool              // there are numbers in it
	mayUnit bool              // a column names the unit
	head    string            // the unit that the head names
}

// The header is looked for in so many rows; a letterhead is above it.
const headRows = 60

// find finds the header of a sheet.
func find(s workbook.Sheet, c context) (layout, bool) {
	for i := range s.Rows[:min(len(s.Rows), headRows)] {
		l := levels(s, i)
		if !l.complete() {
			continue
		}
		if i+1 < len(s.Rows) && l.last == s.Rows[i+1].Number { // what looked like the upper part may be a line of the head
			if alone := levels(s, i+1); alone.complete() {
				l, i = alone, i+1
			}
		}
		l.readHead(s.Rows[:i], c)
		return l, true
	}
	return layout{}, false
}

// complete reports whether what was found makes a table of activities.
func (l layout) complete() bool {
	_, title := l.at[activity.FieldTitle]
	_, start := l.at[activity.FieldStart]
	_, end := l.at[activity.FieldEnd]
	_, target := l.at[activity.FieldTarget]
	return title && (start || end || target)
}

// levels reads the header that begins in a row, and the titles below it that go with it.
func levels(s workbook.Sheet, i int) layout {
	top := s.Rows[i]
	l := layout{first: top.Number, last: top.Number, at: map[string]int{}, columns: map[string]Column{}, units: map[string]int64{}}
	var below workbook.Row
	if i+1 < len(s.Rows) && subordinate(s.Rows[i+1], top.Number) {
		below = s.Rows[i+1]
		l.last = below.Number
	}
	described := false
	var contents []heading
	for _, h := range headings(top, below) {
		switch h.field {
		case columnWhat:
			contents = append(contents, h)
		case columnNumber:
			l.number = cmp.Or(l.number, h.column)
		default:
			described = described || h.field == activity.FieldDescription
			l.put(h)
		}
	}
	for _, h := range contents { // "Nội dung hoạt động" is the title, unless there is one
		if _, taken := l.at[activity.FieldTitle]; !taken {
			h.field = activity.FieldTitle
		} else if !described {
			h.field = activity.FieldDescription
		}
		l.put(h)
	}
	_, l.mayUnit = l.at[activity.FieldUnit]
	return l
}

// heading is the title of one column, with that of the group it stands under.
type heading struct {
	column             int
	field, title, over string
}

// put takes a column for its field; the first one of a field is the right one.
func (l *layout) put(h heading) {
	fields := []string{h.field}
	switch h.field {
	case "", columnNotes, columnWhat:
		return
	case columnPeriod:
		fields = []string{activity.FieldStart, activity.FieldEnd}
	}
	for _, field := range fields {
		if _, taken := l.at[field]; taken {
			return
		}
	}
	l.period = l.period || h.field == columnPeriod
	for _, field := range fields {
		l.at[field] = h.column
		l.columns[field] = Column{workbook.Letter(h.column), headerText(h.title)}
		l.units[field] = cmp.Or(viet.AmountUnit(h.title), viet.AmountUnit(h.over))
	}
}

// headerText is the title of a column as it is shown.
func headerText(title string) string {
	return viet.Shorten(viet.Clean(strings.ReplaceAll(title, "(*)", "")), 80)
}

// headings are the columns of a header of one or two rows.
func headings(top, below workbook.Row) []heading {
	var all []heading
	over := "" // the last title of the upper row, which may reach over several columns
	for col := 1; col <= lastColumn(top, below); col++ {
		upper, isUpper := top.At(col)
		lower, isLower := below.At(col)
		title, sub := legibleText(upper), legibleText(lower)
		if isUpper {
			over = title
		}
		switch {
		case isLower && column(sub) != "":
			all = append(all, heading{col, under(over, sub), sub, over})
		case isUpper:
			all = append(all, heading{col, column(title), title, ""})
		}
	}
	return all
}

// under is the field of a title below another. "Tổng" and "Số lượng" mean something else in other company.
func under(over, sub string) string {
	field, group := column(sub), column(over)
	switch {
	case field == activity.FieldBudgetTotal && group == activity.FieldParticipants:
		return activity.FieldParticipants
	case field == activity.FieldQuantity && group == activity.FieldParticipants:
		return activity.FieldParticipants
	default:
		return field
	}
}

func lastColumn(rows ...workbook.Row) int {
	last := 0
	for _, r := range rows {
		for _, c := range r.Cells {
			last = max(last, c.Column)
		}
	}
	return min(last, maxColumns)
}

// maxColumns is as far to the right as a table is looked for.
const maxColumns = 200

// subordinate reports whether a row is the lower part of a header: it holds titles and nothing else.
func subordinate(row workbook.Row, top int) bool {
	if row.Number != top+1 {
		return false
	}
	known := 0
	for _, c := range row.Cells {
		if c.Kind != workbook.Text {
			return false
		}
		switch column(legibleText(c)) {
		case "", columnNumber:
		default:
			known++
		}
	}
	return known > 0 && known*2 >= len(row.Cells)
}

// The head: what names the unit, and in what money is counted.
var (
	unitLabel = regexp.MustCompile(`(?i)^\s*(?:tên\s+)?(mã\s+)?(?:đơn vị|cơ quan|tổ dân phố|đơn vị, bộ phận)(?:\s+(?:đăng ký|thực hiện|chủ trì))*\s*(?:\(\*\))?\s*(:|$)`)
	moneyHint = regexp.MustCompile(`(?i)(?:đơn vị tính|đvt|đơn vị)\s*:?\s*([^()]*(?:đồng|đ|vnđ))`)
)

// readHead reads the rows above the header: the unit that registers, and "Đơn vị tính: triệu đồng".
func (l *layout) readHead(rows []workbook.Row, c context) {
	var labelled, coded, alone string
	for _, row := range rows {
		for i, cell := range row.Cells {
			text := viet.Clean(legibleText(cell))
			if m := moneyHint.FindStringSubmatch(text); m != nil && viet.AmountUnit(m[1]) > 0 {
				l.hint(viet.AmountUnit(m[1]))
				continue
			}
			if row.Number == l.last-1 && column(text) == activity.FieldBudgetTotal { // over the columns of money
				l.hint(viet.AmountUnit(text))
			}
			m := unitLabel.FindStringSubmatch(text)
			if m == nil {
				if code := c.units.find(text); code != "" {
					alone = cmp.Or(alone, text)
				}
				continue
			}
			value := text[len(m[0]):]
			if viet.Clean(value) == "" && i+1 < len(row.Cells) {
				value = legibleText(row.Cells[i+1])
				if unitLabel.MatchString(value) || strings.HasSuffix(viet.Clean(value), ":") { // the next label
					value = ""
				}
			}
			if m[1] != "" {
				coded = cmp.Or(coded, viet.Clean(value))
			} else {
				labelled = cmp.Or(labelled, viet.Clean(strings.Trim(value, " .…_")))
			}
		}
	}
	l.head = cmp.Or(labelled, coded, alone)
	if c.units.find(labelled) == "" && c.units.find(coded) != "" {
		l.head = coded
	}
}

// hint is a unit of money stated for the whole sheet; what a column says itself is stronger.
func (l *layout) hint(unit int64) {
	for _, field := range []string{activity.FieldBudgetTotal, activity.FieldBudgetState, activity.FieldBudgetSocial} {
		l.units[field] = cmp.Or(l.units[field], unit)
	}
}

// legibleText is what a cell says, whatever the font.
func legibleText(c workbook.Cell) string {
	text, _ := fromFont(c)
	return text
}

// fromFont is the text of a cell in Unicode, and how it was written.
func fromFont(c workbook.Cell) (string, viet.Script) {
	if c.Kind != workbook.Text {
		return c.Text, viet.Unicode
	}
	if len(c.Runs) == 0 {
		return viet.FromLegacy(c.Text, c.Font)
	}
	var b strings.Builder
	worst := viet.Unicode
	for _, run := range c.Runs {
		text, script := viet.FromLegacy(run.Text, cmp.Or(run.Font, c.Font))
		b.WriteString(text)
		worst = max(worst, script)
	}
	return b.String(), worst
}
