package committee

import (
	"cmp"
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// The fields of a visit, as forms name them and fault.Invalid answers.
const (
	FieldVisited = "ngay"
	FieldNote    = "noi-dung"

	// MaxNote is how many letters a note may have.
	MaxNote = 2000
)

// Visit is what a member found when they went to see an activity. The note stays out of the
// audit log, which is kept for ever: people write names.
type Visit struct {
	ID       int64     `json:"id"`
	Activity string    `json:"activity"` // its code
	Member   string    `json:"member"`   // code of who went
	On       viet.Date `json:"visited_on"`
	Note     string    `json:"-"`

	followers [2]int64 // who follows the activity, and who follows its unit
}

// AuditKey names the visit in the audit log.
func (v *Visit) AuditKey() string { return fmt.Sprintf("visit %s %d", v.Activity, v.ID) }

// OwnedBy says whether the actor follows the activity or its unit.
func (v *Visit) OwnedBy(by access.Actor, as access.Role) bool {
	return as == access.Monitor && by.Member != 0 && (v.followers[0] == by.Member || v.followers[1] == by.Member)
}

// check says what is wrong with a visit on a day.
func (v *Visit) check(today viet.Date) error {
	wrong := fault.Invalid{}
	switch {
	case v.On.IsZero():
		wrong[FieldVisited] = "Hãy nhập ngày đến."
	case v.On.After(today):
		wrong[FieldVisited] = "Ngày đến không được sau hôm nay, " + today.Full() + "."
	}
	switch n := utf8.RuneCountInString(v.Note); {
	case n == 0:
		wrong[FieldNote] = "Hãy ghi những gì đã thấy."
	case n > MaxNote:
		wrong[FieldNote] = fmt.Sprintf("Ghi chép dài %s ký tự, tối đa là %s. Hãy rút gọn.", viet.Int(n), viet.Int(MaxNote))
	}
	return wrong.Or()
}

// RecordVisit keeps what a member found at an activity that they follow.
func (s Store) RecordVisit(ctx context.Context, by access.Actor, code string, on viet.Date, note string) error {
	return s.db.Write(ctx, by, access.RecordVisit, func(tx *postgres.Tx) error {
		if _, err := campaign.Share(ctx, tx, access.RecordVisit); err != nil {
			return err
		}
		v := &Visit{Activity: code, On: on, Note: note}
		var id int64
		var stage activity.Stage
		var today viet.Date
		err := tx.QueryRow(ctx, `
			select a.id, a.stage, coalesce(a.monitor_id, 0), coalesce(um.member_id, 0), coalesce(m.code, ''), portal_today()
			from activities a
			join campaigns c on c.id = a.campaign_id and c.current
			left join unit_monitors um on um.campaign_id = a.campaign_id and um.unit_id = a.unit_id
			left join committee_members m on m.id = $2
			where a.code = $1 and a.stage = any($3)
			for share of a`, code, by.Member, activity.Public).
			Scan(&id, &stage, &v.followers[0], &v.followers[1], &v.Member, &today)
		if err != nil {
			return postgres.Missing(err, errNotFollowed)
		}
		if err := tx.RecordNew(ctx, v, ""); err != nil {
			return err
		}
		if stage == activity.Cancelled {
			return fault.New(fault.Conflict, "Hoạt động này đã hủy nên không ghi lần đến nữa.")
		}
		if err := v.check(today); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `
			insert into visits (activity_id, member_id, visited_on, note, created_at)
			values ($1, $2, $3, $4, portal_now()) returning id`, id, by.Member, on, note).Scan(&v.ID)
	})
}

const errNotFollowed = "Không có hoạt động này, hoặc bạn không theo dõi nó."

// Note is a visit as a page shows it.
type Note struct {
	On     viet.Date
	Text   string
	Member string // role and position of who went
	At     time.Time
}

// Detail is one followed activity with the notes of its visits, the latest first.
type Detail struct {
	Item
	MonitorName string // role and position of who follows it
	Notes       []Note
	MayRecord   bool // the actor follows it, and it was not called off
}

// Detail reads one activity for who follows it, or for who sees everything.
func (s Store) Detail(ctx context.Context, by access.Actor, code string, today viet.Date) (Detail, error) {
	var d Detail
	err := s.db.Snapshot(ctx, func(q postgres.Querier) error {
		var members []int64 // nil: everybody's
		if !by.All(access.FollowActivities) {
			members = []int64{by.Member}
		}
		items, err := readItems(ctx, q, members, code)
		if err != nil {
			return err
		}
		if len(items) == 0 {
			return fault.New(fault.NotFound, errNotFollowed)
		}
		d.Item = items[0]
		d.State = d.InternalState(today)
		visit := &Visit{followers: [2]int64{d.Monitor, d.UnitMonitor}}
		d.MayRecord = by.May(access.RecordVisit, visit) && d.Stage != activity.Cancelled
		rows, err := q.Query(ctx, `
			select v.visited_on, v.note, m.role || ' ' || m.code, v.created_at
			from visits v join committee_members m on m.id = v.member_id
			where v.activity_id = $1
			order by v.visited_on desc, v.id desc
			limit 200`, d.ID)
		if err != nil {
			return err
		}
		if d.Notes, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Note]); err != nil {
			return err
		}
		return q.QueryRow(ctx, `
			select coalesce((select role || ' ' || code || ', ' || position from committee_members where id = nullif($1, 0)), '')`,
			cmp.Or(d.Monitor, d.UnitMonitor)).Scan(&d.MonitorName)
	})
	return d, err
}
