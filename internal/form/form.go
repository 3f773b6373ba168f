// Package form carries what a visitor typed and what is wrong with it, together:
// a refused form comes back with its words and its messages.
package form

import (
	"net/url"
)

// Problem is one thing that is wrong: the field and a sentence in Vietnamese.
// Field is empty when the whole form is meant.
type Problem struct{ Field, Sentence string }

// Form is a form as typed, with its problems in the order of the page.
type Form struct {
	values   url.Values
	problems []Problem
	key      string
}

// Value returns the first value of a field as typed (NFC).
func (f Form) Value(name string) string { return f.values.Get(name) }

// Has reports whether a field that may have several values has this one: a ticked box, a chosen option.
func (f Form) Has(name, value string) bool {
	for _, v := range f.values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// Problem returns what is wrong with a field, or "".
func (f Form) Problem(name string) string {
	for _, p := range f.problems {
		if p.Field == name {
			return p.Sentence
		}
	}
	return ""
}

// Problems lists everything that is wrong, for the summary above the form.
func (f Form) Problems() []Problem { return f.problems }

// Key is the idempotency key of this rendering of the form; it travels in the hidden field "khoa".
func (f Form) Key() string { return f.key }
