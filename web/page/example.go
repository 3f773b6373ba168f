package page

import (
	"net/url"
	"strconv"
	"strings"

	"portal/internal/activity"
	"portal/internal/form"
	"portal/internal/rubric"
	"portal/internal/viet"
	"portal/web/ui"
)

// Example is the form of an activity of the library: a new one, or one to be mended.
type Example struct {
	Form       form.Form
	Retire     form.Form
	Stored     *activity.Example // nil: a new one
	Version    int
	Categories []activity.Option
	Problem    string // why nothing was saved
	Clash      []Difference
}

// Title is what one does on the page.
func (p Example) Title() string {
	if p.Stored == nil {
		return "Thêm hoạt động mẫu"
	}
	return "Sửa hoạt động mẫu"
}

const libraryHref = decisionsHref + "/thu-vien"

func exampleHref(id int64) string { return libraryHref + "/" + strconv.FormatInt(id, 10) }

func (p Example) action() string {
	if p.Stored == nil {
		return libraryHref + "/moi"
	}
	return exampleHref(p.Stored.ID)
}

func kindChoices() []ui.Choice {
	list := make([]ui.Choice, len(rubric.Kinds))
	for i, k := range rubric.Kinds {
		list[i] = ui.Choice{Value: string(k), Label: k.Name()}
	}
	return list
}

// suits says for whom an example is.
func suits(e activity.Example) string {
	if len(e.Kinds) == 0 {
		return "Mọi đơn vị"
	}
	names := make([]string, len(e.Kinds))
	for i, k := range e.Kinds {
		names[i] = k.Name()
	}
	return strings.Join(names, ", ")
}

// Originals are what a new registration can be copied from.
type Originals struct {
	Own      []activity.Original // the present campaign first
	Examples []activity.Example  // that suit the reader's units
}

// originalGroup is what one campaign has.
type originalGroup struct {
	title, hint string
	list        []activity.Original
}

func (p Originals) groups() []originalGroup {
	var groups []originalGroup
	campaign := ""
	for _, o := range p.Own {
		if len(groups) == 0 || o.Campaign != campaign {
			g := originalGroup{title: "Hoạt động của đơn vị trong phong trào này", hint: "Ngày được để trống để ghi ngày mới."}
			if !o.Present {
				g = originalGroup{title: o.CampaignName, hint: "Ngày được chuyển sang ngày cùng thứ, vào khoảng tương ứng của phong trào này."}
			}
			groups, campaign = append(groups, g), o.Campaign
		}
		last := &groups[len(groups)-1]
		last.list = append(last.list, o)
	}
	return groups
}

func copyHref(o activity.Original) string {
	href := "/lam-viec/hoat-dong/moi?tu=" + url.QueryEscape(o.Code)
	if !o.Present {
		href += "&phong-trao=" + url.QueryEscape(o.Campaign)
	}
	return href
}

// period is when the original took place.
func period(o activity.Original) string {
	if o.StartsOn.IsZero() || o.EndsOn.IsZero() {
		return "Chưa ghi ngày"
	}
	return viet.Period(o.StartsOn, o.EndsOn)
}

// copiedNote says what was not copied and what is still to be done.
func (p Registration) copiedNote() string {
	note := "Chưa có gì được lưu. Hãy sửa cho đúng với lần này."
	if len(p.Copied.Partners) > 0 {
		note += " Đơn vị phối hợp sẽ được hỏi lại."
	}
	switch dates := !p.Copied.StartsOn.IsZero() || !p.Copied.EndsOn.IsZero(); {
	case p.Copied.Earlier && dates && (p.Copied.StartsOn.IsZero() || p.Copied.EndsOn.IsZero()):
		note += " Có ngày rơi ra ngoài thời gian của phong trào nên để trống; ngày còn lại đã chuyển sang ngày cùng thứ."
	case p.Copied.Earlier && dates:
		note += " Ngày đã chuyển sang ngày cùng thứ, vào khoảng tương ứng của phong trào này."
	case p.Copied.Earlier && p.Copied.HadDates:
		note += " Ngày rơi ra ngoài thời gian của phong trào nên để trống."
	default:
		note += " Ngày để trống, hãy ghi ngày của lần này."
	}
	return note
}
