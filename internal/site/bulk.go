package site

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

const decisions = "/ban-to-chuc/dang-ky"

// unregistered lists the units to call.
func (s *Site) unregistered(w http.ResponseWriter, r *http.Request) error {
	p, err := s.silent(r)
	if err != nil {
		return err
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Đơn vị chưa đăng ký", Current: decisions}, page.Unregistered(p))
}

func (s *Site) silent(r *http.Request) (page.Silent, error) {
	list, err := s.activities.Unregistered(r.Context())
	return page.Silent{List: list}, err
}

// choice shows what was ticked before all of it is approved.
func (s *Site) choice(w http.ResponseWriter, r *http.Request) error {
	return s.showChoice(w, r, http.StatusOK, r.URL.Query()["ma"], "")
}

func (s *Site) showChoice(w http.ResponseWriter, r *http.Request, status int, codes []string, problem string) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	if err := c.Allows(access.ApproveActivity); err != nil {
		return err
	}
	p := page.Bulk{Form: form.New(), Campaign: c, Asked: len(codes)}
	if len(codes) > activity.MostAtOnce {
		status, problem = http.StatusUnprocessableEntity, "Mỗi lần duyệt tối đa "+viet.Int(activity.MostAtOnce)+" đăng ký. Hãy chọn bớt."
		codes = nil
	}
	if p.Items, err = s.activities.Choice(r.Context(), codes); err != nil {
		return err
	}
	title := "Duyệt nhiều đăng ký"
	if problem != "" {
		p.Form.Add("ma", problem)
		title = "Lỗi: " + title
	}
	return s.desk(w, r, status, ui.Page{Title: title, Current: decisions}, page.BulkApproval(p))
}

// approveAll approves what was looked at, in one go.
func (s *Site) approveAll(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	var list []activity.Chosen
	var codes []string
	for _, text := range f.List("ma") {
		code, number, _ := strings.Cut(text, ":")
		n, err := strconv.Atoi(number)
		if err != nil {
			n = 0
		}
		list, codes = append(list, activity.Chosen{Code: code, Version: n}), append(codes, code)
	}
	approved, left, err := s.activities.ApproveAll(r.Context(), actor(r), list)
	switch {
	case fault.Is(err, fault.Conflict):
		return s.showChoice(w, r, http.StatusConflict, codes, err.Error())
	case fault.Is(err, fault.Unprocessable):
		return s.showChoice(w, r, http.StatusUnprocessableEntity, codes, err.Error())
	case err != nil:
		return err
	}
	said := "Đã duyệt " + viet.Count(len(approved), "đăng ký") + "."
	if len(left) > 0 {
		said += " Chưa duyệt: "
		for i, l := range left {
			if i == 5 {
				said += " và " + viet.Count(len(left)-i, "đăng ký khác")
				break
			}
			if i > 0 {
				said += ", "
			}
			said += l.Code
		}
		said += " (vừa thay đổi hoặc không còn chờ duyệt)."
	}
	return s.redirect(w, r, decisions, said)
}

// merge leaves one of two registrations that are the same.
func (s *Site) merge(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	code := param(r, "code")
	m := activity.Merging{
		Code: code, Version: versionOf(f), Into: strings.ToUpper(f.Text(activity.FieldInto)), Reason: f.Lines("ly-do-gop"),
	}
	m.IntoVersion, err = strconv.Atoi(f.Value("phien-ban-con-lai"))
	if err != nil { // chosen by its code: the one that there is
		into, err := s.activities.Get(r.Context(), actor(r), access.ReadRegistration, m.Into)
		if fault.Is(err, fault.NotFound) {
			f.Add(activity.FieldInto, "Không có đăng ký "+m.Into+". Hãy ghi mã như HD-001.")
			return s.showDecision(w, r, http.StatusUnprocessableEntity, refused{merge: &f}, "")
		}
		if err != nil {
			return err
		}
		m.IntoVersion = into.Version
	}
	err = s.activities.Merge(r.Context(), actor(r), m)
	switch {
	case err == nil:
		return s.redirect(w, r, decisions+"/"+m.Into, "Đã gộp "+code+" vào "+m.Into+".")
	case fault.Is(err, fault.Conflict):
		return s.showDecision(w, r, http.StatusConflict, refused{merge: &f}, err.Error())
	case f.Refused(err):
		return s.showDecision(w, r, http.StatusUnprocessableEntity, refused{merge: &f}, "")
	}
	return err
}

// phrases lists the reasons that are kept for reuse.
func (s *Site) phrases(w http.ResponseWriter, r *http.Request) error {
	return s.showPhrases(w, r, http.StatusOK, form.New())
}

func (s *Site) showPhrases(w http.ResponseWriter, r *http.Request, status int, f form.Form) error {
	list, err := s.activities.Phrases(r.Context())
	if err != nil {
		return err
	}
	title := "Câu hay dùng khi trả lại"
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	return s.desk(w, r, status, ui.Page{Title: title, Current: decisions}, page.PhraseList(page.Phrases{Form: f, List: list}))
}

func (s *Site) keepPhrase(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	err = s.activities.KeepPhrase(r.Context(), actor(r), f.Lines(activity.FieldPhrase))
	if f.Refused(err) {
		return s.showPhrases(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return s.redirect(w, r, decisions+"/cau-mau", "Đã giữ câu này.")
}

func (s *Site) dropPhrase(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(param(r, "id"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "Không có câu này.")
	}
	if err := s.activities.DropPhrase(r.Context(), actor(r), id); err != nil {
		return err
	}
	return s.redirect(w, r, decisions+"/cau-mau", "Đã bỏ câu này.")
}

// balance shows where and when activities crowd.
func (s *Site) balance(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	c, err := s.campaigns.Current(ctx)
	if err != nil {
		return err
	}
	list, _, err := s.activities.Registrations(ctx, activity.Filter{})
	if err != nil {
		return err
	}
	names, err := s.names(ctx)
	if err != nil {
		return err
	}
	p := page.Balance{Waiting: r.URL.Query().Get("chi") != "da-duyet"}
	counted := []activity.Stage{activity.Approved, activity.Reported, activity.Verified, activity.Postponed}
	if p.Waiting {
		counted = append(counted, activity.Submitted)
	}
	list = slices.DeleteFunc(list, func(i activity.Item) bool { return !slices.Contains(counted, i.Stage) })
	p.Total = len(list)
	p.Months = activity.Months(list, names.Categories, c.StartsOn, c.EndsOn)
	p.Weeks = activity.Weeks(list, names.Units, c.StartsOn, c.EndsOn)
	p.Clashes = activity.Clashes(list)
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Cân đối hoạt động", Current: decisions}, page.BalancePage(p))
}
