package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"portal/internal/form"
)

// Option changes one thing about a field.
type Option func(*field)

type field struct {
	form        form.Form
	name, label string
	id          string
	hint        string
	kind        string // type of the input
	width       string
	blank       string
	value       *string
	optional    bool
	hidden      bool
	rows        int
	attrs       templ.Attributes
}

// Hint is help between the label and the box.
func Hint(text string) Option { return func(f *field) { f.hint = text } }

// Required marks a box that must be filled in.
func Required() Option { return Attr("required", true) }

// Optional says behind the label that the box may stay empty.
func Optional() Option { return func(f *field) { f.optional = true } }

// Type sets the type of the input: password, email, search, tel, url. Text if not said.
func Type(kind string) Option { return func(f *field) { f.kind = kind } }

// Mode chooses the keyboard of a phone: numeric, decimal, email, tel.
func Mode(mode string) Option { return Attr("inputmode", mode) }

// Complete names what the browser may fill in: username, current-password, new-password, off.
func Complete(what string) Option { return Attr("autocomplete", what) }

// Placeholder is an example inside an empty box. What must be known belongs into Hint.
func Placeholder(text string) Option { return Attr("placeholder", text) }

// Max is how many characters the box takes.
func Max(n int) Option { return Attr("maxlength", strconv.Itoa(n)) }

// ReadOnly shows a value that cannot be changed here and is sent all the same.
func ReadOnly() Option { return Attr("readonly", true) }

// Rows makes a text area of that height.
func Rows(n int) Option { return func(f *field) { f.rows = n } }

// Width is one of xs, s, m (8, 14, 24 rem) or n (as wide as there is room).
func Width(w string) Option { return func(f *field) { f.width = w } }

// Blank is the first, empty option of a select: "Tất cả", "Chọn một lĩnh vực".
func Blank(label string) Option { return func(f *field) { f.blank = label } }

// Value shows this value instead of what the form holds.
func Value(v string) Option { return func(f *field) { f.value = &v } }

// ID is for pages that repeat a field; the summary of errors links to FieldID(name) otherwise.
func ID(id string) Option { return func(f *field) { f.id = id } }

// HideLabel keeps the label for screen readers only, where a table says it already.
func HideLabel() Option { return func(f *field) { f.hidden = true } }

// Attr sets any other attribute of the input, for instance Attr("form", "phieu").
func Attr(name string, value any) Option { return func(f *field) { f.attrs[name] = value } }

// FieldID is the id of the input of a field.
func FieldID(name string) string { return "o-" + name }

func newField(f form.Form, name, label string, options []Option) field {
	x := field{form: f, name: name, label: label, id: FieldID(name), kind: "text", attrs: templ.Attributes{}}
	for _, o := range options {
		o(&x)
	}
	return x
}

func (x field) problem() string { return x.form.Problem(x.name) }

func (x field) shown() string {
	switch {
	case x.kind == "password": // a password is never written into a page
		return ""
	case x.value != nil:
		return *x.value
	}
	return x.form.Value(x.name)
}

func (x field) chosen(value string) bool {
	if x.value != nil {
		return *x.value == value
	}
	return x.form.Has(x.name, value)
}

// describedBy ties hint and message to the box.
func (x field) describedBy() string {
	var ids []string
	if x.hint != "" {
		ids = append(ids, x.id+"-h")
	}
	if x.problem() != "" {
		ids = append(ids, x.id+"-e")
	}
	return strings.Join(ids, " ")
}

// all are the attributes that input, text area and select have in common.
func (x field) all() templ.Attributes {
	a := templ.Attributes{"id": x.id, "name": x.name}
	if by := x.describedBy(); by != "" {
		a["aria-describedby"] = by
	}
	if x.problem() != "" {
		a["aria-invalid"] = "true"
	}
	for k, v := range x.attrs {
		a[k] = v
	}
	return a
}

// nth is the id of one of several boxes: the first has the id of the field, where the summary leads.
func (x field) nth(i int) string {
	if i == 0 {
		return x.id
	}
	return x.id + "-" + strconv.Itoa(i+1)
}

func (x field) class() string {
	c := "field"
	if x.width != "" {
		c += " w-" + x.width
	}
	if x.problem() != "" {
		c += " bad"
	}
	return c
}

func problemHref(p form.Problem) templ.SafeURL { return templ.SafeURL("#" + FieldID(p.Field)) }

type choiceGroup struct {
	name    string
	choices []Choice
}

func groups(choices []Choice) []choiceGroup {
	var all []choiceGroup
	for _, c := range choices {
		if n := len(all); n == 0 || all[n-1].name != c.Group {
			all = append(all, choiceGroup{name: c.Group})
		}
		last := &all[len(all)-1]
		last.choices = append(last.choices, c)
	}
	return all
}
