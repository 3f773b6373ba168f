package account

import (
	"context"
	"slices"

	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// moves are what turns the memberships that are there into those that are wanted.
type moves struct {
	add  []Membership
	move []held // with another last day
	drop []int64
}

// plan reads today and the units, and plans.
func plan(ctx context.Context, tx *postgres.Tx, rows []held, wanted []Membership) (moves, error) {
	codes := make([]string, len(wanted))
	for i, m := range wanted {
		codes[i] = m.Unit
	}
	var today viet.Date
	var missing []string
	err := tx.QueryRow(ctx, `select portal_today(),
		array(select code from unnest($1::text[]) as code where not exists (select from units where units.code = code.code))`,
		codes).Scan(&today, &missing)
	if err != nil {
		return moves{}, err
	}
	if len(missing) > 0 {
		return moves{}, fault.Invalid{"memberships": "Không có đơn vị " + missing[0] + "."}
	}
	p, sentence := reconcile(rows, wanted, today)
	if sentence != "" {
		return moves{}, fault.Invalid{"memberships": sentence}
	}
	return p, nil
}

// reconcile compares. What is wanted without a first day goes on from where it is, or
// begins today. What is not wanted any more ended yesterday, because it counts that
// somebody belonged to a unit; what had not begun goes altogether.
func reconcile(rows []held, wanted []Membership, today viet.Date) (p moves, wrong string) {
	same := func(h held, m Membership) bool { return h.Unit == m.Unit && h.Role == m.Role }
	kept := map[int64]bool{}
	var after []Membership
	for _, m := range wanted {
		at := slices.IndexFunc(rows, func(h held) bool {
			return same(h, m) && !kept[h.ID] && (h.From == m.From || m.From.IsZero() && h.Holds(today))
		})
		if at >= 0 {
			h := rows[at]
			kept[h.ID] = true
			if h.Until != m.Until {
				h.Until = m.Until
				p.move = append(p.move, h)
			}
			m.From = h.From
		} else {
			if m.From.IsZero() {
				m.From = today
			}
			p.add = append(p.add, m)
		}
		if !m.Until.IsZero() && m.Until.Before(m.From) {
			return moves{}, "Ngày kết thúc ở đơn vị không được trước ngày bắt đầu."
		}
		for _, other := range after {
			if other.Unit == m.Unit && other.Role == m.Role && (other.Holds(m.From) || m.Holds(other.From)) {
				return moves{}, "Một vai trò ở cùng một đơn vị được ghi hai lần trong cùng thời gian."
			}
		}
		after = append(after, m)
	}
	for _, h := range rows {
		over := !h.Until.IsZero() && h.Until.Before(today)
		switch {
		case kept[h.ID] || over:
		case h.From.Before(today):
			h.Until = today.AddDays(-1)
			p.move = append(p.move, h)
		default:
			p.drop = append(p.drop, h.ID)
		}
	}
	return p, ""
}
