package site

import (
	"net/http"
	"strconv"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/filing"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// counter is where workbooks are handed in: by a unit for itself, at the office for any unit.
type counter struct {
	page.Counter
	register access.Action
}

var (
	atUnit   = counter{page.AtUnit, access.RegisterActivity}
	atOffice = counter{page.AtOffice, access.ImportWorkbook}
)

// newFiling shows how to hand in a workbook.
func (s *Site) newFiling(at counter) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.showNewFiling(w, r, at, http.StatusOK, form.New())
	}
}

func (s *Site) showNewFiling(w http.ResponseWriter, r *http.Request, at counter, status int, f form.Form) error {
	ctx, by := r.Context(), actor(r)
	c, err := s.campaigns.Current(ctx)
	if err != nil {
		return err
	}
	if err := c.Allows(at.register); err != nil {
		return err
	}
	p := page.NewFiling{Counter: at.Counter, Form: f, Limit: fileLimit, From: c.StartsOn, To: c.EndsOn, Deadline: c.RegistrationDeadline, Late: c.Supplementary(s.DB.Now())}
	if !at.Office {
		if p.Units, err = s.ownUnits(r); err != nil {
			return err
		}
	}
	if p.Open, err = s.filings.Open(ctx, by, at.Office); err != nil {
		return err
	}
	return s.desk(w, r, status, ui.Page{Title: faulty(status, "Nhập hoạt động từ Excel")}, page.NewFilingForm(p))
}

// faulty is the title of a page that came back with something wrong.
func faulty(status int, title string) string {
	if status == http.StatusOK {
		return title
	}
	return "Lỗi: " + title
}

// bring takes in a workbook, and leads to what was understood of it.
func (s *Site) bring(at counter) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := form.Parse(r)
		if err != nil {
			return err
		}
		c, err := s.campaigns.Current(r.Context())
		if err != nil {
			return err
		}
		if err := c.Allows(at.register); err != nil {
			return err
		}
		file, err := sentFile(&f, filing.FieldFile, "Hãy chọn tệp Excel (.xlsx) đã điền.")
		var id string
		if err == nil {
			var leave func()
			if leave, err = s.reading.enter(r.Context()); err != nil {
				return err
			}
			defer leave()
			id, err = s.filings.Bring(r.Context(), actor(r), at.Office, file.Name, file.Content)
		}
		switch {
		case f.Refused(err):
			return s.showNewFiling(w, r, at, http.StatusUnprocessableEntity, f)
		case fault.Is(err, fault.TooLarge):
			f.Add(filing.FieldFile, err.Error())
			return s.showNewFiling(w, r, at, http.StatusRequestEntityTooLarge, f)
		case err != nil:
			return err
		}
		return s.redirect(w, r, at.Path+"/"+id, "")
	}
}

// filing shows what was understood of a workbook, and which rows can be registered.
func (s *Site) filing(at counter) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.showFiling(w, r, at, http.StatusOK, form.New(), "")
	}
}

// perPage is how many rows are looked through at once; those that are to be mended come first.
const perPage = 200

func (s *Site) showFiling(w http.ResponseWriter, r *http.Request, at counter, status int, typed form.Form, problem string) error {
	ctx, by := r.Context(), actor(r)
	c, err := s.campaigns.Current(ctx)
	if err != nil {
		return err
	}
	f, err := s.filings.Get(ctx, by, at.Office, param(r, "id"))
	if err != nil {
		return err
	}
	rows := f.InOrder()
	p := page.Filing{
		Counter: at.Counter, Filing: f, Form: typed, Problem: problem, Page: 1, Last: max(1, (len(rows)+perPage-1)/perPage),
		MaySend: !at.Office && by.Can(access.SubmitActivity), Late: c.Supplementary(s.DB.Now()),
	}
	if closed := c.Allows(at.register); closed != nil {
		p.Closed = closed.Error()
	}
	if text := r.URL.Query().Get("trang"); text != "" {
		if p.Page, err = strconv.Atoi(text); err != nil || p.Page < 1 || p.Page > p.Last {
			return fault.New(fault.NotFound, "Tệp này có "+strconv.Itoa(p.Last)+" trang.")
		}
	}
	p.Shown = rows[(p.Page-1)*perPage : min(p.Page*perPage, len(rows))]
	return s.desk(w, r, status, ui.Page{Title: faulty(status, "Kiểm tra tệp "+viet.Shorten(f.FileName, 60))}, page.FilingTable(p))
}

// takeRows registers the rows that were ticked, or keeps the ticks.
func (s *Site) takeRows(at counter) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := form.Parse(r)
		if err != nil {
			return err
		}
		id, by := param(r, "id"), actor(r)
		choice := filing.Choice{Version: versionOf(f), Shown: numbers(f.Values("hien")), Chosen: numbers(f.Values("chon"))}
		here := at.Path + "/" + id
		var codes []string
		if f.Value("viec") == "chon" {
			if err = s.filings.Choose(r.Context(), by, at.Office, id, choice); err == nil {
				return s.redirect(w, r, here+"?trang="+queryEscape(f.Value("sang")), "Đã giữ lựa chọn.")
			}
		} else {
			codes, err = s.filings.Register(r.Context(), by, at.Office, id, choice, f.Value("viec") == "gui" && !at.Office)
		}
		switch {
		case fault.Is(err, fault.Conflict):
			return s.showFiling(w, r, at, http.StatusConflict, ticks(f), err.Error())
		case fault.Is(err, fault.Unprocessable):
			return s.showFiling(w, r, at, http.StatusUnprocessableEntity, ticks(f), err.Error())
		case err != nil:
			return err
		}
		return s.redirect(w, r, here, registeredSentence(codes, f.Value("viec") == "gui" || at.Office))
	}
}

// ticks are the boxes of a form as they were ticked, under a key that has not been answered.
func ticks(f form.Form) form.Form {
	return form.New().With("hien", f.Values("hien")...).With("chon", f.Values("chon")...)
}

func registeredSentence(codes []string, sent bool) string {
	said := "Đã lưu " + viet.Count(len(codes), "bản nháp")
	if sent {
		said = "Đã gửi " + viet.Count(len(codes), "đăng ký")
	}
	if len(codes) == 1 {
		return said + ": " + codes[0] + "."
	}
	return said + ": " + codes[0] + " đến " + codes[len(codes)-1] + "."
}

// numbers reads numbers of rows; what is none is none of ours.
func numbers(texts []string) []int {
	var list []int
	for _, text := range texts {
		if n, err := strconv.Atoi(text); err == nil {
			list = append(list, n)
		}
	}
	return list
}
