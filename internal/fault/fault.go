// Package fault holds the errors that are meant for the visitor: each has a
// kind, which decides the status of the answer, and a sentence in Vietnamese
// that says what happened and what to do.
package fault

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
)

// Kind sorts faults by what the visitor can do about them.
type Kind int

// The kinds, in the order of their status codes (403, 404, 409, 410, 413, 422, 429, 503).
const (
	Forbidden Kind = iota + 1
	NotFound
	Conflict
	Gone
	TooLarge
	Unprocessable
	TooMany
	Unavailable
)

// Fault is an error with a sentence for the visitor.
type Fault struct {
	Kind     Kind
	Sentence string
	After    time.Duration // for TooMany and Unavailable: when to come again; 0: soon
}

// New makes a fault of a kind with its sentence in Vietnamese.
func New(kind Kind, sentence string) error { return &Fault{Kind: kind, Sentence: sentence} }

// Wait makes a fault that says when to come again.
func Wait(kind Kind, after time.Duration, sentence string) error {
	return &Fault{Kind: kind, Sentence: sentence, After: after}
}

func (f *Fault) Error() string { return f.Sentence }

// Is reports whether err is, or wraps, a fault of this kind.
func Is(err error, kind Kind) bool {
	var f *Fault
	return errors.As(err, &f) && f.Kind == kind
}

// Invalid says what is wrong with the fields of a form: field name → sentence.
type Invalid map[string]string

func (i Invalid) Error() string {
	fields := slices.Sorted(maps.Keys(i))
	sentences := make([]string, len(fields))
	for n, field := range fields {
		sentences[n] = field + ": " + i[field]
	}
	return strings.Join(sentences, "; ")
}

// Or returns i as an error, and nil when nothing is wrong.
func (i Invalid) Or() error {
	if len(i) == 0 {
		return nil
	}
	return i
}
