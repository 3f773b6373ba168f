package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"portal/internal/activity"
	"portal/internal/canon"
)

// Candidate is an activity that its unit has sent, as the plan looks at it.
type Candidate struct {
	Item
	Stage      activity.Stage
	MergedInto string // code of the one that remains
}

// Left is an activity that a unit has sent and that is not in the plan.
type Left struct {
	Code, Title, UnitName string
	Why                   string // a sentence
}

// Choose parts what the units have sent: what was approved is in the plan, and stays in it
// when it is put off or given up, marked so; of the others it says why they are not.
func Choose(sent []Candidate) (in []Item, out []Left) {
	for _, c := range sent {
		if slices.Contains(activity.Public, c.Stage) {
			c.Status = statusOf[c.Stage]
			in = append(in, c.Item)
			continue
		}
		why := leftBecause[c.Stage]
		if c.Stage == activity.Merged {
			why = "Đã gộp vào " + c.MergedInto + "."
		}
		out = append(out, Left{c.Code, c.Title, c.UnitName, why})
	}
	return in, out
}

var statusOf = map[activity.Stage]Status{activity.Postponed: Postponed, activity.Cancelled: Cancelled}

var leftBecause = map[activity.Stage]string{
	activity.Submitted: "Đang chờ duyệt.", activity.Returned: "Đã trả lại, chờ đơn vị sửa.", activity.Withdrawn: "Đơn vị đã rút.",
}

// Unit is a unit of the campaign. What it has not sent is its own affair: only how many drafts there are is told.
type Unit struct {
	Code, Name, BlockName string
	Drafts                int
}

// Absent is a unit without an activity in the plan.
type Absent struct {
	Unit
	Why string // a sentence
}

// Missing lists the units that lead nothing in the plan, and why.
func Missing(units []Unit, in []Item, out []Left) []Absent {
	var list []Absent
	for _, u := range units {
		if slices.ContainsFunc(in, func(i Item) bool { return i.Unit == u.Code }) {
			continue
		}
		why := "Chưa đăng ký gì."
		switch {
		case slices.ContainsFunc(out, func(l Left) bool { return l.UnitName == u.Name }):
			why = "Đã gửi đăng ký, chưa có hoạt động nào được duyệt."
		case slices.ContainsFunc(in, func(i Item) bool { return slices.Contains(i.Partners, u.Name) }):
			why = "Chỉ phối hợp với đơn vị khác."
		case u.Drafts > 0:
			why = "Đang viết nháp, chưa gửi."
		}
		list = append(list, Absent{u, why})
	}
	return list
}

// Preview is the plan as it would be issued now, with what is not in it.
type Preview struct {
	Edition // without number and day of a document; Number is that of the next edition
	Out     []Left
	Absent  []Absent
	Last    *Edition // in force; nil: none has been issued yet
}

// Unchanged reports whether the last edition says the same.
func (p Preview) Unchanged() bool { return p.Last != nil && len(p.Changes) == 0 }

// Seen names what a preview shows, part by part, so that a form can carry what its reader had before their eyes.
func (p Preview) Seen() string {
	parts := []string{"-:" + mark(struct {
		Ward     Ward
		Campaign Campaign
	}{p.Ward, p.Campaign})}
	for _, i := range p.Items {
		parts = append(parts, i.Code+":"+mark(i))
	}
	return strings.Join(parts, " ")
}

func mark(v any) string {
	sum := sha256.Sum256(canon.JSON(v))
	return hex.EncodeToString(sum[:5])
}

// Since lists what has changed since somebody looked, in sentences; none when they saw what is there now.
func (p Preview) Since(seen string) []string {
	if seen == p.Seen() {
		return nil
	}
	marks := map[string]string{}
	for part := range strings.FieldsSeq(seen) {
		code, m, _ := strings.Cut(part, ":")
		marks[code] = m
	}
	var list []string
	for part := range strings.FieldsSeq(p.Seen()) {
		code, m, _ := strings.Cut(part, ":")
		was, there := marks[code]
		delete(marks, code)
		i := slices.IndexFunc(p.Items, func(i Item) bool { return i.Code == code })
		switch {
		case was == m:
		case i < 0:
			list = append(list, "Thông tin chung của phường hoặc phong trào vừa thay đổi.")
		case !there:
			list = append(list, p.Items[i].Code+" “"+p.Items[i].Title+"” vừa được đưa vào.")
		default:
			list = append(list, p.Items[i].Code+" “"+p.Items[i].Title+"” vừa thay đổi, nay là: "+p.Items[i].short()+".")
		}
	}
	for _, l := range p.Out {
		if _, there := marks[l.Code]; there {
			list = append(list, l.Code+" “"+l.Title+"” không còn trong kế hoạch. "+l.Why)
		}
	}
	if len(list) == 0 {
		list = append(list, "Bản xem trước đã cũ.")
	}
	return list
}

// short is the gist of an item: when, where, and whether it takes place.
func (i Item) short() string {
	parts := []string{i.Days()}
	if i.Place != "" {
		parts = append(parts, i.Place)
	}
	if i.Status != Planned {
		parts = append(parts, StatusTitles[i.Status])
	}
	return strings.Join(parts, ", ")
}
