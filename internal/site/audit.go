package site

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"portal/internal/access"
	"portal/internal/audit"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/postgres"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

// chainTime is how long a page may walk the chain; a longer one is for `portal verify`.
const chainTime = 8 * time.Second

// auditFields are those of the filter, as they stand in the address.
var auditFields = []string{"ai", "vai-tro", "viec", "loai", "ma", "tu", "den"}

// logged are the entries that the address asks for: one page of them, or as many as a file holds. With
// a problem in the form of the filter there are none.
func (s *Site) logged(r *http.Request, whole bool) (page.AuditLog, error) {
	q := r.URL.Query()
	var pairs []string
	for _, name := range auditFields {
		if text := []rune(viet.Clean(q.Get(name))); len(text) > 0 {
			pairs = append(pairs, name, string(text[:min(len(text), 100)]))
		}
	}
	p := page.AuditLog{Form: form.Filled(pairs...), Roles: roleChoices(access.Roles), RoleTitle: func(r access.Role) string { return roleTitle[r] }}
	f, err := auditFilter(&p.Form, q.Get("truoc"))
	if err != nil {
		return p, err
	}
	f.Whole, p.Filtered, p.Older = whole, len(pairs) > 0, f.Before != 0
	if p.Form.Err() == nil {
		p.Page, err = s.audits.List(r.Context(), f)
	}
	return p, err
}

func (s *Site) auditLog(w http.ResponseWriter, r *http.Request) error {
	p, err := s.logged(r, false)
	switch {
	case err != nil:
		return err
	case p.Form.Err() != nil:
		return s.desk(w, r, http.StatusUnprocessableEntity, ui.Page{Title: "Lỗi: Nhật ký"}, page.Audit(p))
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Nhật ký"}, page.Audit(p))
}

func (s *Site) wholeLog(r *http.Request) (page.AuditLog, error) {
	p, err := s.logged(r, true)
	if err == nil {
		err = p.Form.Err()
	}
	return p, err
}

func auditFilter(f *form.Form, before string) (audit.Filter, error) {
	filter := audit.Filter{
		Who: f.Text("ai"), Role: access.Role(f.Text("vai-tro")), Action: access.Action(f.Text("viec")),
		Kind: f.Text("loai"), Code: f.Text("ma"),
	}
	f.Year(0)
	if d := f.Date("tu"); d != nil {
		filter.From = *d
	}
	if d := f.Date("den"); d != nil {
		filter.Through = *d
		if d.Before(filter.From) {
			f.Add("den", "Ngày cuối phải từ "+filter.From.Full()+" trở đi.")
		}
	}
	if before != "" {
		n, err := strconv.ParseInt(before, 10, 64)
		if err != nil || n < 1 {
			return filter, fault.New(fault.NotFound, "Nhật ký không có trang này.")
		}
		filter.Before = n
	}
	return filter, nil
}

// auditChain walks the chain now, for as long as a page may take.
func (s *Site) auditChain(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), chainTime)
	defer cancel()
	n, err := s.DB.VerifyChain(ctx)
	c := page.Chain{Entries: n, At: s.DB.Now()}
	var broken *postgres.Broken
	switch {
	case errors.As(err, &broken):
		c.Broken = broken.Entry
		s.Log.Error("the audit chain does not hold", "entry", broken.Entry, "err", err)
	case err != nil && ctx.Err() != nil && r.Context().Err() == nil:
		c.Unfinished = true
	case err != nil:
		return err
	}
	return s.desk(w, r, http.StatusOK, ui.Page{Title: "Chuỗi nhật ký"}, page.AuditChain(c))
}
