package site

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"portal/internal/activity"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// present is the current campaign; nothing before there is one, which lists show as being empty.
func (s *Site) present(r *http.Request) (campaign.Campaign, error) {
	c, err := s.campaigns.Current(r.Context())
	if fault.Is(err, fault.NotFound) {
		return campaign.Campaign{}, nil
	}
	return c, err
}

func (s *Site) today() viet.Date { return viet.DateOf(s.DB.Now()) }

// asked is what a visitor looks for among the activities, and what is wrong with the question.
func (s *Site) asked(r *http.Request, all []activity.Entry) (activity.Wish, string) {
	q := r.URL.Query()
	value := func(name string) string { return viet.Shorten(viet.Clean(q.Get(name)), 40) }
	w := activity.Wish{Text: search(r), Group: value("khoi"), Unit: value("don-vi"), Category: value("linh-vuc")}
	if month := value("thang"); month != "" {
		t, err := time.Parse("2006-01", month)
		if err != nil {
			return w, "Không có tháng “" + month + "”"
		}
		w.Month = viet.NewDate(t.Year(), t.Month(), 1)
	}
	if state := value("trang-thai"); state != "" {
		if w.State = page.StateOf(state); w.State == "" {
			return w, "Không có trạng thái “" + state + "”"
		}
	}
	for _, x := range []struct {
		name, value string
		of          func(activity.Entry) bool
	}{
		{"khối đơn vị", w.Group, func(e activity.Entry) bool { return w.Group == string(e.Kind) || w.Group == e.Block }},
		{"đơn vị", w.Unit, func(e activity.Entry) bool { return w.Unit == e.Unit }},
		{"lĩnh vực", w.Category, func(e activity.Entry) bool { return w.Category == e.Category }},
	} {
		if x.value != "" && !slices.ContainsFunc(all, x.of) {
			return w, "Không có hoạt động nào thuộc " + x.name + " “" + x.value + "”"
		}
	}
	return w, ""
}

// listed are the activities that the address asks for.
func (s *Site) listed(r *http.Request) (page.Activities, error) {
	c, err := s.present(r)
	if err != nil {
		return page.Activities{}, err
	}
	all, err := s.activities.Published(r.Context())
	if err != nil {
		return page.Activities{}, err
	}
	q := r.URL.Query()
	a := page.Activities{Query: q, View: q.Get("xem"), Order: q.Get("xep"), Today: s.today(), Campaign: c, All: all}
	a.Wish, a.Problem = s.asked(r, all)
	switch a.View {
	case page.AsTable, page.AsTimeline:
	case page.AsCalendar:
		if a.Problem == "" {
			a.Wish.Month = a.Month()
		}
	default:
		a.View, a.Problem = page.AsTable, cmp.Or(a.Problem, "Không có kiểu xem này")
	}
	if a.Problem == "" {
		a.Found = a.Wish.Choose(all, a.Today)
		arrange(a.Found, a.Order, a.Wish.Text)
	}
	return a, nil
}

func (s *Site) activityList(w http.ResponseWriter, r *http.Request) error {
	a, err := s.listed(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, ui.Page{
		Title: "Hoạt động", Current: "/hoat-dong", NoIndex: len(a.Query) > 0,
		Description: viet.Count(len(a.All), "hoạt động") + " của phong trào thi đua, theo đơn vị, lĩnh vực và thời gian",
	}, page.ActivityList(a))
}

// arrange puts a list into the order asked for. A search has its own.
func arrange(list []activity.Entry, order, text string) {
	if text != "" {
		return
	}
	switch order {
	case "don-vi":
		slices.SortStableFunc(list, func(a, b activity.Entry) int { return viet.CompareNatural(a.UnitName, b.UnitName) })
	case "thoi-gian":
		slices.SortStableFunc(list, func(a, b activity.Entry) int {
			return cmp.Or(a.StartsOn.Compare(b.StartsOn), a.EndsOn.Compare(b.EndsOn))
		})
	}
}

func (s *Site) activityPage(w http.ResponseWriter, r *http.Request) error {
	p, err := s.activities.PageOf(r.Context(), param(r, "code"))
	if fault.Is(err, fault.NotFound) {
		into, merged := s.activities.MergedInto(r.Context(), param(r, "code"))
		if merged != nil {
			return err
		}
		http.Redirect(w, r, "/hoat-dong/"+into, http.StatusFound) //nolint:gosec // a code of the database
		return nil
	}
	if err != nil {
		return err
	}
	a := page.ActivityView{Page: p, Today: s.today()}
	if a.Mentions, err = s.activities.Mentions(r.Context(), p.Code); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, ui.Page{
		Title: p.Title, Current: "/hoat-dong", Canonical: s.absolute("/hoat-dong/" + p.Code),
		Description: p.UnitName + ", " + strings.ReplaceAll(viet.Period(p.StartsOn, p.EndsOn), viet.NBSP, " ") + ". " + p.Target,
	}, page.ActivityDetail(a))
}
