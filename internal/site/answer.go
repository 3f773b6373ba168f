package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"portal/internal/access"
	"portal/internal/document"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

var (
	errCrossSite = fault.New(fault.Forbidden, "Yêu cầu này được gửi từ một trang khác nên không được nhận. Hãy mở lại trang của cổng rồi làm lại.")
	errSignedOut = fault.New(fault.Forbidden, "Phiên làm việc đã hết, nên những gì vừa gửi chưa được lưu. Hãy đăng nhập ở một thẻ khác, quay lại trang trước bằng nút Quay lại của trình duyệt rồi gửi lại.")
)

// forbidden is a refusal that names who may.
type forbidden struct{ do access.Action }

func (forbidden) Error() string { return "forbidden" }

// show answers with a page in the layout that everybody sees.
func (s *Site) show(w http.ResponseWriter, r *http.Request, status int, p ui.Page, body templ.Component) error {
	s.dress(w, r, &p)
	return s.render(w, r, status, ui.Public(p), body)
}

// desk answers with a page in the layout of those who work with the portal.
func (s *Site) desk(w http.ResponseWriter, r *http.Request, status int, p ui.Page, body templ.Component) error {
	s.dress(w, r, &p)
	return s.render(w, r, status, ui.Staff(p), body)
}

func (s *Site) render(w http.ResponseWriter, r *http.Request, status int, layout, body templ.Component) error {
	var b bytes.Buffer
	if err := layout.Render(templ.WithChildren(r.Context(), body), &b); err != nil {
		return err
	}
	s.send(w, r, status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// zipped are files that are compressed in themselves.
var zipped = []string{xlsxType, document.DOCXType, document.PDFType}

// send answers with bytes, packed when the reader can unpack them.
func (s *Site) send(w http.ResponseWriter, r *http.Request, status int, contentType string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	if _, keeping := w.(*capture); !keeping && len(body) > 1024 && !slices.Contains(zipped, contentType) && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		var b bytes.Buffer
		g, _ := gzip.NewWriterLevel(&b, 4)
		_, _ = g.Write(body)
		_ = g.Close()
		body = b.Bytes()
		h.Set("Content-Encoding", "gzip")
		h.Add("Vary", "Accept-Encoding")
	}
	if _, keeping := w.(*capture); !keeping {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// redirect answers a post that worked: it keeps where the answer led, for the form's
// second sending, and says said on the next page.
func (s *Site) redirect(w http.ResponseWriter, r *http.Request, to, said string) error {
	if a := actor(r); a.Key != "" {
		if err := s.DB.SetAnswer(r.Context(), a, to); err != nil {
			known(r).failed = err // done all the same: the second sending goes to a general page
		}
	}
	if said != "" {
		s.setCookie(w, http.Cookie{Name: flashCookie, Value: url.QueryEscape(said), MaxAge: 60})
	}
	http.Redirect(w, r, to, http.StatusSeeOther) // #nosec G710 -- every caller names an address of the portal
	return nil
}

// repeated answers a form that has been answered before, as it was answered then.
func (s *Site) repeated(w http.ResponseWriter, r *http.Request) error {
	to, err := s.DB.Answer(r.Context(), actor(r))
	if err != nil {
		return err
	}
	if to == "" {
		to = homeOf(actor(r))
	}
	http.Redirect(w, r, to, http.StatusSeeOther) //nolint:gosec // kept by redirect
	return nil
}

// fail makes the page of an error: of a fault its own sentence, of anything else a
// number to tell, and a line in the log.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	var f *fault.Fault
	var no forbidden
	var invalid fault.Invalid
	k := known(r)
	if err = postgres.Because(r.Context(), err); errors.Is(err, postgres.ErrDown) {
		r = r.WithContext(context.WithoutCancel(r.Context())) // whoever asked still wants an answer
	}
	status, sentence, after := http.StatusInternalServerError, "", comeAgain
	switch {
	case errors.Is(err, postgres.ErrRepeated):
		again := s.repeated(w, r)
		if again == nil {
			return
		}
		k.failed = again
	case errors.As(err, &no):
		status = http.StatusForbidden
		sentence = "Trang này dành cho: " + strings.Join(roleTitles(access.Holders(no.do)), ", ") + ". Nếu vừa được giao nhiệm vụ, bạn nhờ quản trị cấp thêm quyền."
	case errors.As(err, &tooLarge):
		status = http.StatusRequestEntityTooLarge
	case errors.As(err, &invalid): // of a field that the form does not show
		status, sentence = http.StatusUnprocessableEntity, firstSentence(invalid)
	case errors.As(err, &f):
		status, sentence, after = statusOf[f.Kind], f.Sentence, max(f.After, comeAgain)
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil: // nobody waits for this answer any more
		status = http.StatusServiceUnavailable
	case postgres.Down(err):
		status, k.failed = http.StatusServiceUnavailable, err
	default:
		k.failed = err
	}
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(after.Seconds()))))
	}
	s.failWith(w, r, status, sentence)
}

// comeAgain is when to come again after a failure that passes.
const comeAgain = 5 * time.Second

func (s *Site) failWith(w http.ResponseWriter, r *http.Request, status int, sentence string) {
	k := known(r)
	h := w.Header()
	for _, name := range []string{"Content-Disposition", "ETag", "Content-Encoding"} {
		h.Del(name) // of the answer that did not come
	}
	h.Set("Cache-Control", "no-store")
	f := page.NewFailure(status, sentence, k.id)
	f.When = viet.Clock(s.DB.Now())
	answer := s.show
	if actor(r).Account != 0 {
		answer = s.desk
	}
	if err := answer(w, r, status, ui.Page{Title: f.Title, NoIndex: true}, page.Error(f)); err != nil {
		k.failed = errors.Join(k.failed, err)
		http.Error(w, "Máy chủ đang gặp lỗi. Mã "+k.id, http.StatusInternalServerError)
	}
}

var statusOf = map[fault.Kind]int{
	fault.Forbidden:     http.StatusForbidden,
	fault.NotFound:      http.StatusNotFound,
	fault.Conflict:      http.StatusConflict,
	fault.Gone:          http.StatusGone,
	fault.TooLarge:      http.StatusRequestEntityTooLarge,
	fault.Unprocessable: http.StatusUnprocessableEntity,
	fault.TooMany:       http.StatusTooManyRequests,
	fault.Unavailable:   http.StatusServiceUnavailable,
}

func firstSentence(i fault.Invalid) string {
	_, sentence, _ := strings.Cut(i.Error(), ": ")
	sentence, _, _ = strings.Cut(sentence, "; ")
	return sentence
}

func (s *Site) notFound(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	r, err := s.identify(w, r)
	if err == nil {
		err = fault.New(fault.NotFound, "")
	}
	s.fail(w, r, err)
}

func (s *Site) wrongMethod(w http.ResponseWriter, r *http.Request) {
	r, err := s.identify(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.failWith(w, r, http.StatusMethodNotAllowed, "")
}

func queryEscape(s string) string { return url.QueryEscape(s) }
