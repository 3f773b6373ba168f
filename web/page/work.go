package page

import (
	"net/url"
	"slices"
	"unicode"
	"unicode/utf8"

	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/ui"
)

// Work is what waits for a unit, and what it has.
type Work struct {
	Today       viet.Date
	Items       []activity.Item
	Followers   []activity.Follower
	Invitations []activity.Invitation // to help other units
	Units       []activity.Option     // that the reader works for
	Unit        string                // the one that is shown; empty: all
	From, To    viet.Date             // of the campaign
	Deadline    viet.Date             // of the registration
	MaySend     bool
	MayRegister bool // in this phase
	MayAnswer   bool // an invitation, in this phase
}

// Own is one activity as its unit sees it.
type Own struct {
	activity.Detail
	History
	Today      viet.Date
	MayEdit    bool
	MayAmend   bool
	MayCopy    bool
	Send       *form.Form // nil: not by this reader, or not now
	Withdrawal *form.Form
	Problem    string // why the last press of a button did nothing
}

// about says the day, and how much of the campaign is left.
func (p Work) about() string {
	day := p.Today.WeekdayName() + ", " + p.Today.Full()
	switch {
	case p.Today.Before(p.From):
		return day + " · Thực hiện từ " + p.From.Full()
	case p.Today.After(p.To):
		return day + " · Đã hết thời gian thực hiện"
	default:
		return day + " · " + viet.Remaining(p.Today, p.To) + " thực hiện"
	}
}

// unitChips choose one of several units.
func (p Work) unitChips() []ui.NavItem {
	items := []ui.NavItem{{Href: "/lam-viec", Label: "Tất cả đơn vị", Current: p.Unit == ""}}
	for _, u := range p.Units {
		items = append(items, ui.NavItem{Href: "/lam-viec?don-vi=" + u.Code, Label: u.Name, Current: p.Unit == u.Code})
	}
	return items
}

func (p Work) newHref() string {
	if p.Unit != "" {
		return "/lam-viec/hoat-dong/moi?don-vi=" + p.Unit
	}
	return "/lam-viec/hoat-dong/moi"
}

// todos are what the unit has to do, the most pressing first.
func (p Work) todos() []ui.Todo {
	var list []ui.Todo
	for _, i := range p.Items {
		t := ui.Todo{About: i.Code + " " + viet.Shorten(i.Title, 90)}
		switch state := i.InternalState(p.Today); {
		case i.Stage == activity.Returned && p.MayRegister:
			t.Kind, t.Icon, t.Title, t.Primary = "err", "undo", "Ban tổ chức trả lại đăng ký", true
			t.Quote, t.QuoteBy = i.ReturnReason, i.LastBy+", "+viet.Stamp(i.LastAt)
			t.Href, t.Action = workHref(i.Code)+"/sua", "Sửa và gửi lại"
		case i.Stage == activity.Draft && p.MayRegister:
			t.Kind, t.Icon, t.Title = "act", "file", "Bản nháp chưa gửi"
			t.Note = "Sửa lần cuối " + moment(i.LastAt)
			t.Href, t.Action = workHref(i.Code)+"/sua", "Viết tiếp"
		case state == activity.Overdue:
			t.Kind, t.Icon, t.Title = "err", "clock", "Đã hết thời gian, chưa có kết quả"
			t.Note = viet.Remaining(p.Today, i.EndsOn)
			t.Href, t.Action = workHref(i.Code), "Xem"
		case state == activity.DueSoon:
			t.Kind, t.Icon, t.Title = "warn", "clock", "Sắp kết thúc"
			t.Note = "Kết thúc " + i.EndsOn.Full() + ", " + lower(viet.Remaining(p.Today, i.EndsOn))
			t.Href, t.Action = workHref(i.Code), "Xem"
		default:
			continue
		}
		list = append(list, t)
	}
	for _, i := range p.Invitations {
		if i.Status == activity.PartnerAsked {
			list = append(list, p.invited(i))
		}
	}
	return list
}

// deadline is one line of the card of days to come.
type deadline struct {
	day  viet.Date
	what string
	kind string
}

func (p Work) deadlines() []deadline {
	var list []deadline
	add := func(day viet.Date, what string) {
		if day.Before(p.Today) || len(list) == 6 {
			return
		}
		kind := "act"
		if p.Today.DaysUntil(day) <= 7 {
			kind = "warn"
		}
		list = append(list, deadline{day, what, kind})
	}
	add(p.Deadline, "Hạn đăng ký")
	for _, i := range p.Items {
		if i.Stage == activity.Approved && len(list) < 5 {
			add(i.EndsOn, "Kết thúc "+viet.Shorten(i.Title, 60))
		}
	}
	add(p.To, "Hết thời gian thực hiện")
	return list
}

// badge is the state of an activity for its unit and the committee: kind and words.
func badge(a activity.Activity, today viet.Date) (kind, words string) {
	if state := a.InternalState(today); state != "" {
		return stateKinds[state], activity.StateTitles[state]
	}
	return stageKinds[a.Stage], activity.Titles[a.Stage]
}

var stageKinds = map[activity.Stage]string{
	activity.Submitted: "act", activity.Returned: "err", activity.Approved: "ok", activity.Reported: "ok",
	activity.Verified: "ok", activity.Cancelled: "err", activity.Postponed: "warn",
}

var stateKinds = map[activity.State]string{
	activity.OnTrack: "act", activity.DueSoon: "warn", activity.Overdue: "err", activity.Done: "ok",
	activity.PutOff: "warn", activity.Off: "err",
}

// days are the days of an activity, or that there are none yet.
func days(a activity.Activity) string {
	if a.StartsOn.IsZero() && a.EndsOn.IsZero() {
		return "Chưa ghi"
	}
	if a.StartsOn.IsZero() || a.EndsOn.IsZero() {
		return a.StartsOn.Full() + a.EndsOn.Full()
	}
	return viet.Period(a.StartsOn, a.EndsOn)
}

// facts are the plan in words; what was not given is left out.
func facts(d activity.Detail, partners string) []ui.Fact {
	var list []ui.Fact
	add := func(term, text string) {
		if text != "" {
			list = append(list, ui.Fact{Term: term, Text: text})
		}
	}
	add("Đơn vị", d.UnitName)
	add("Lĩnh vực", d.CategoryName)
	add("Thời gian", days(d.Activity))
	add("Địa điểm", d.Place)
	add("Chỉ tiêu", d.Target)
	if d.Quantity != nil {
		add("Số lượng", viet.Int(*d.Quantity)+" "+d.QuantityUnit)
	}
	if d.Participants != nil {
		add("Số người tham gia", viet.Int(*d.Participants))
	}
	if total := d.Budget(); total != nil {
		add("Kinh phí", viet.Money(*total)+" ("+budgetParts(d.Plan)+")")
	}
	add("Phụ trách", d.Responsible)
	add("Phối hợp", partners)
	add("Minh chứng dự kiến", d.Evidence)
	add("Người theo dõi", d.MonitorName)
	if d.RegisteredAt != nil {
		late := ""
		if d.Supplementary {
			late = " (bổ sung, sau hạn)"
		}
		add("Gửi lần đầu", viet.Stamp(*d.RegisteredAt)+late)
	}
	return list
}

func budgetParts(p activity.Plan) string {
	part := func(n *int64) string {
		if n == nil {
			return "chưa ghi"
		}
		return viet.Money(*n)
	}
	return "ngân sách " + part(p.BudgetState) + ", xã hội hóa " + part(p.BudgetSocial)
}

// stepTitle says what happened at a step of the trail.
func stepTitle(s activity.Step, first bool) string {
	switch {
	case s.Stage == activity.Draft && first:
		return "Viết bản nháp"
	case s.Stage == activity.Returned && s.Reason == "":
		return "Đơn vị sửa lại"
	case s.Stage == activity.Draft:
		return "Sửa bản nháp"
	case s.Stage == activity.Submitted:
		return "Gửi đăng ký"
	case s.Stage == activity.Returned:
		return "Trả lại"
	default:
		return activity.Titles[s.Stage]
	}
}

func stepKind(s activity.Step) string {
	if s.Stage == activity.Returned && s.Reason == "" {
		return "act"
	}
	return stageKinds[s.Stage]
}

// lower begins a sentence that has become part of another.
func lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// forms are the units whose registration forms are offered: the one that is looked at, or all.
func (p Work) forms() []activity.Option {
	if p.Unit == "" {
		return p.Units
	}
	return slices.DeleteFunc(slices.Clone(p.Units), func(u activity.Option) bool { return u.Code != p.Unit })
}

// formHref is the registration form of a unit, below the pages of who asks for it.
func formHref(below, unit string) string {
	return below + "/phieu-dang-ky?don-vi=" + url.QueryEscape(unit)
}
