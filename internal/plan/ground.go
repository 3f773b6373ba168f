package plan

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/viet"
)

// The fields of the form that keeps a ground in law, as it names them and fault.Invalid answers.
const (
	FieldText  = "can-cu"
	FieldFrom  = "tu-ngay"
	FieldUntil = "den-ngay"
	FieldOrder = "thu-tu"
)

// Ground is a ground in law with the days on which it holds.
type Ground struct {
	ID      int64      `json:"-"`
	Text    string     `json:"text"`
	From    viet.Date  `json:"from"`
	Until   *viet.Date `json:"until"` // the last day; nil: it still holds
	Order   int        `json:"order"` // among the others, the smallest first
	Version int        `json:"version"`
}

// AuditKey names the ground in the audit log.
func (g *Ground) AuditKey() string { return fmt.Sprintf("ground %d", g.ID) }

// OwnedBy is false: the law is nobody's own.
func (g *Ground) OwnedBy(access.Actor, access.Role) bool { return false }

func (g Ground) holds(on viet.Date) bool {
	return !g.From.After(on) && (g.Until == nil || !g.Until.Before(on))
}

// GroundsOn gives the grounds that hold on a day, in their order.
func GroundsOn(all []Ground, on viet.Date) []string {
	var lines []string
	for _, g := range all {
		if g.holds(on) {
			lines = append(lines, g.Text)
		}
	}
	return lines
}

// RenewGrounds puts the grounds that hold on a day in the place of those that are known; what the office wrote
// itself stays, behind them.
func RenewGrounds(lines []string, all []Ground, on viet.Date) []string {
	renewed := GroundsOn(all, on)
	for _, line := range lines {
		if !slices.ContainsFunc(all, func(g Ground) bool { return g.Text == line }) {
			renewed = append(renewed, line)
		}
	}
	return renewed
}

// outdated says which of the grounds does not hold on the day of the document, if one is known not to.
func outdated(lines []string, all []Ground, on viet.Date) string {
	for _, g := range all {
		if g.holds(on) || !slices.Contains(lines, g.Text) {
			continue
		}
		if g.From.After(on) {
			return fmt.Sprintf("Căn cứ này chỉ có hiệu lực từ %s: “%s”. Hãy thay căn cứ theo ngày của văn bản.", g.From.Full(), g.Text)
		}
		return fmt.Sprintf("Căn cứ này hết hiệu lực sau ngày %s: “%s”. Hãy thay căn cứ theo ngày của văn bản.", g.Until.Full(), g.Text)
	}
	return ""
}

// check says what is wrong with a ground.
func (g Ground) check() error {
	wrong := fault.Invalid{}
	switch n := utf8.RuneCountInString(g.Text); {
	case n == 0:
		wrong[FieldText] = "Hãy nhập căn cứ."
	case n > MaxBasis:
		wrong[FieldText] = tooLong("căn cứ", n, MaxBasis)
	}
	if g.From.IsZero() {
		wrong[FieldFrom] = "Hãy nhập ngày bắt đầu có hiệu lực."
	}
	if g.Until != nil && g.Until.Before(g.From) {
		wrong[FieldUntil] = "Ngày cuối cùng phải từ " + g.From.Full() + " trở đi."
	}
	if g.Order < 1 || g.Order > maxOrder {
		wrong[FieldOrder] = fmt.Sprintf("Thứ tự phải từ 1 đến %d.", maxOrder)
	}
	return wrong.Or()
}

const maxOrder = 999

// ReadGrounds reads the grounds from a text, one line each. The marks at their ends are the document's affair.
func ReadGrounds(text string) []string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimRight(viet.Clean(line), " ;.,"); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
