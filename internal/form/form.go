// Package form carries what a visitor typed and what is wrong with it, together:
// a refused form comes back with its words and its messages.
package form

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"portal/internal/fault"
	"portal/internal/points"
	"portal/internal/viet"
)

// Problem is one thing that is wrong: the field and a sentence in Vietnamese.
// Field is empty when the whole form is meant.
type Problem struct{ Field, Sentence string }

// Form is a form as typed, with its problems in the order of the page.
type Form struct {
	values   url.Values
	order    []string // fields as the handler reads them, which is how the page shows them
	problems map[string]string
	year     int
	key      string
	files    map[string]*multipart.FileHeader
}

// KeyField is the hidden field with the idempotency key.
const KeyField = "khoa"

// maxFields bounds how many values a form may have.
const maxFields = 2000

// New makes an empty form to be filled in, with a key of its own.
func New() Form { return Form{values: url.Values{}, key: newKey()} }

// Filled makes a form that shows what is there now: pairs of field and value.
func Filled(pairs ...string) Form {
	f := New()
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values.Add(pairs[i], pairs[i+1])
	}
	return f
}

// Parse reads a posted form, with its files if it has any. It refuses what is not UTF-8, and keeps text as NFC.
// A body over the limit is an *http.MaxBytesError.
func Parse(r *http.Request) (Form, error) {
	if err := read(r); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return Form{}, err
		}
		return Form{}, fault.New(fault.Unprocessable, "Không đọc được biểu mẫu vừa gửi. Hãy mở lại trang rồi gửi lại.")
	}
	f := Form{values: url.Values{}, key: r.PostForm.Get(KeyField), files: files(r)}
	n := 0
	for name, values := range r.PostForm {
		for _, v := range values {
			if n++; n > maxFields {
				return Form{}, fault.New(fault.TooLarge, "Biểu mẫu có quá nhiều ô.")
			}
			if !utf8.ValidString(name) || !utf8.ValidString(v) || strings.ContainsRune(name, 0) {
				return Form{}, fault.New(fault.Unprocessable, "Biểu mẫu có chữ không phải Unicode (UTF-8). Hãy gõ lại bằng bộ gõ Unicode.")
			}
			// No keyboard types NUL, and no database keeps it.
			f.values.Add(norm.NFC.String(name), norm.NFC.String(strings.ReplaceAll(v, "\x00", "")))
		}
	}
	return f, nil
}

// Digest stands for what a posted form says, its key left out: the second sending of
// a form has the digest of the first.
func Digest(r *http.Request) string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if name != KeyField {
			_, _ = fmt.Fprintf(sum, "%q %q\n", name, r.PostForm[name])
		}
	}
	digestFiles(sum, r)
	return hex.EncodeToString(sum.Sum([]byte(r.URL.Path)))
}

// newKey is a random UUID.
func newKey() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

var keyShape = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// IsKey reports whether s has the shape of an idempotency key.
func IsKey(s string) bool { return keyShape.MatchString(s) }

// Value returns the first value of a field as typed (NFC).
func (f Form) Value(name string) string { return f.values.Get(name) }

// Values returns every value of a field.
func (f Form) Values(name string) []string { return f.values[name] }

// Names lists the fields that were sent, sorted.
func (f Form) Names() []string { return slices.Sorted(maps.Keys(f.values)) }

// Has reports whether a field that may have several values has this one: a ticked box, a chosen option.
func (f Form) Has(name, value string) bool { return slices.Contains(f.values[name], value) }

// With returns the form with a field set, so that a page shows it.
func (f Form) With(name string, values ...string) Form {
	copied := maps.Clone(f.values)
	if copied == nil {
		copied = url.Values{}
	}
	copied[name] = values
	f.values = copied
	return f
}

// Year sets the year of dates typed without one.
func (f *Form) Year(year int) { f.year = year }

// Text reads one line, without invisible characters and needless spaces.
func (f *Form) Text(name string) string {
	f.read(name)
	return viet.Clean(f.values.Get(name))
}

// Lines reads text of several lines.
func (f *Form) Lines(name string) string {
	f.read(name)
	return viet.CleanText(f.values.Get(name))
}

// List reads every value of a field, each as one line, without empty ones.
func (f *Form) List(name string) []string {
	f.read(name)
	var list []string
	for _, v := range f.values[name] {
		if v = viet.Clean(v); v != "" {
			list = append(list, v)
		}
	}
	return list
}

// Int reads a whole number that is not negative; nil when the field is empty.
func (f *Form) Int(name string) *int { return parsed(f, name, viet.ParseInt) }

// Money reads an amount in whole đồng; nil when the field is empty.
func (f *Form) Money(name string) *int64 { return parsed(f, name, viet.ParseMoney) }

// Points reads points; nil when the field is empty, which is not zero.
func (f *Form) Points(name string) *points.Points { return parsed(f, name, points.Parse) }

// Date reads a day; nil when the field is empty.
func (f *Form) Date(name string) *viet.Date {
	return parsed(f, name, func(s string) (viet.Date, error) { return viet.ParseDate(s, f.year) })
}

func parsed[T any](f *Form, name string, parse func(string) (T, error)) *T {
	f.read(name)
	typed := viet.Clean(f.values.Get(name))
	if typed == "" {
		return nil
	}
	v, err := parse(typed)
	if err != nil {
		f.Add(name, err.Error())
		return nil
	}
	return &v
}

func (f *Form) read(name string) {
	if !slices.Contains(f.order, name) {
		f.order = append(f.order, name)
	}
}

// Add says what is wrong with a field, unless something has been said already.
func (f *Form) Add(field, sentence string) {
	if f.problems == nil {
		f.problems = map[string]string{}
	}
	if f.problems[field] == "" {
		f.problems[field] = sentence
	}
}

// Err returns what is wrong with the fields read so far, as fault.Invalid, or nil.
func (f *Form) Err() error { return fault.Invalid(f.problems).Or() }

// Refused takes in what an operation found wrong with the fields, and reports whether
// the form has to be shown again. Other errors it leaves to the caller.
func (f *Form) Refused(err error) bool {
	var invalid fault.Invalid
	if !errors.As(err, &invalid) {
		return false
	}
	for field, sentence := range invalid {
		f.Add(field, sentence)
	}
	return true
}

// Problem returns what is wrong with a field, or "".
func (f Form) Problem(name string) string { return f.problems[name] }

// Problems lists everything that is wrong, in the order of the page, for the summary above the form.
func (f Form) Problems() []Problem {
	var list []Problem
	for _, name := range f.order {
		if sentence := f.problems[name]; sentence != "" {
			list = append(list, Problem{name, sentence})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.problems)) {
		if !slices.Contains(f.order, name) {
			list = append(list, Problem{name, f.problems[name]})
		}
	}
	return list
}

// Key is the idempotency key of this rendering of the form; it travels in the hidden field "khoa".
func (f Form) Key() string { return f.key }
