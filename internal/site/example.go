package site

import (
	"net/http"
	"strconv"

	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/rubric"
	"portal/web/page"
	"portal/web/ui"
)

const library = decisions + "/thu-vien"

// exampleList is the library that units copy from.
func (s *Site) exampleList(w http.ResponseWriter, r *http.Request) error {
	p, err := s.examples(r)
	if err != nil {
		return err
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Thư viện hoạt động mẫu", Current: decisions}, page.ExampleList(p))
}

func (s *Site) examples(r *http.Request) (page.Library, error) {
	list, err := s.activities.Examples(r.Context())
	return page.Library{List: list}, err
}

func (s *Site) newExample(w http.ResponseWriter, r *http.Request) error {
	return s.showExample(w, r, http.StatusOK, page.Example{Form: form.New()})
}

func (s *Site) oneExample(w http.ResponseWriter, r *http.Request) error {
	e, err := s.example(r)
	if err != nil {
		return err
	}
	return s.showExample(w, r, http.StatusOK, page.Example{Form: exampleForm(e), Stored: &e, Version: e.Version, Retire: form.New()})
}

// example reads the one that the address names.
func (s *Site) example(r *http.Request) (activity.Example, error) {
	id, err := strconv.ParseInt(param(r, "id"), 10, 64)
	if err != nil {
		return activity.Example{}, fault.New(fault.NotFound, "Không có hoạt động mẫu này.")
	}
	return s.activities.Example(r.Context(), id)
}

func (s *Site) showExample(w http.ResponseWriter, r *http.Request, status int, p page.Example) error {
	var err error
	if p.Categories, err = s.activities.Categories(r.Context()); err != nil {
		return err
	}
	title := p.Title()
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	return s.desk(w, r, status, ui.Page{Title: title, Current: decisions}, page.ExampleForm(p))
}

func (s *Site) addExample(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	e := readExample(&f)
	if err = f.Err(); err == nil {
		err = s.activities.AddExample(r.Context(), actor(r), e)
	}
	if f.Refused(err) {
		return s.showExample(w, r, http.StatusUnprocessableEntity, page.Example{Form: f})
	}
	if err != nil {
		return err
	}
	return s.redirect(w, r, library, "Đã thêm vào thư viện.")
}

func (s *Site) reviseExample(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	now, err := s.example(r)
	if err != nil {
		return err
	}
	e := readExample(&f)
	if err = f.Err(); err == nil {
		err = s.activities.ReviseExample(r.Context(), actor(r), now.ID, versionOf(f), e)
	}
	if err == nil {
		return s.redirect(w, r, library, "Đã lưu hoạt động mẫu.")
	}
	return s.refuseExample(w, r, f, err)
}

func (s *Site) retireExample(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	now, err := s.example(r)
	if err != nil {
		return err
	}
	err = s.activities.RetireExample(r.Context(), actor(r), now.ID, versionOf(f))
	if err == nil {
		return s.redirect(w, r, library, "Đã bỏ “"+now.Title+"” khỏi thư viện.")
	}
	return s.refuseExample(w, r, exampleForm(now), err)
}

// refuseExample shows the form again; after somebody else's saving with both values of what differs.
func (s *Site) refuseExample(w http.ResponseWriter, r *http.Request, f form.Form, why error) error {
	stale := fault.Is(why, fault.Conflict)
	if !stale && !f.Refused(why) {
		return why
	}
	now, err := s.example(r)
	if err != nil {
		return err
	}
	p := page.Example{Form: f, Stored: &now, Version: versionOf(f), Retire: form.New()}
	if !stale {
		return s.showExample(w, r, http.StatusUnprocessableEntity, p)
	}
	p.Version, p.Problem = now.Version, why.Error()
	p.Clash = differences(exampleForm(now), f, exampleLabels)
	return s.showExample(w, r, http.StatusConflict, p)
}

var exampleLabels = []label{
	{activity.FieldTitle, "Tên hoạt động"},
	{activity.FieldKinds, "Loại đơn vị"},
	{activity.FieldCategory, "Lĩnh vực"},
	{activity.FieldDescription, "Nội dung, cách làm"},
	{activity.FieldTarget, "Chỉ tiêu"},
	{activity.FieldQuantity, "Số lượng"},
	{activity.FieldQuantityUnit, "Đơn vị tính"},
	{activity.FieldParticipants, "Số người tham gia"},
	{activity.FieldEvidence, "Minh chứng dự kiến"},
}

func readExample(f *form.Form) activity.Example {
	e := activity.Example{
		Title:        f.Text(activity.FieldTitle),
		Category:     f.Text(activity.FieldCategory),
		Description:  f.Lines(activity.FieldDescription),
		Target:       f.Lines(activity.FieldTarget),
		Quantity:     f.Int(activity.FieldQuantity),
		QuantityUnit: f.Text(activity.FieldQuantityUnit),
		Participants: f.Int(activity.FieldParticipants),
		Evidence:     f.Lines(activity.FieldEvidence),
	}
	for _, kind := range f.List(activity.FieldKinds) {
		e.Kinds = append(e.Kinds, rubric.Kind(kind))
	}
	return e
}

func exampleForm(e activity.Example) form.Form {
	f := filled(e.Plan())
	var kinds []string
	for _, kind := range e.Kinds {
		kinds = append(kinds, string(kind))
	}
	return f.With(activity.FieldKinds, kinds...)
}
