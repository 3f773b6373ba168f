package audit

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Change is one field that an entry changed. Both values are texts to be read; empty is nothing.
type Change struct {
	Field  string
	Before string
	After  string
}

// longest bounds how much of a value a page shows.
const longest = 400

// Wording puts the fields of an entry and their values into the words of a page.
type Wording struct {
	Field func(name string) string
	Value func(field, value string) string
}

// Changes lists what is different after an entry, in the order of its fields; of a new
// thing everything that is not empty. The second result is false if the entry cannot be read.
func (e Entry) Changes(w Wording) ([]Change, bool) {
	before, order, ok := fields(e.Before)
	after, names, ok2 := fields(e.After)
	if !ok || !ok2 {
		return nil, false
	}
	for _, name := range names {
		if !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	var list []Change
	for _, name := range order {
		if bytes.Equal(before[name], after[name]) {
			continue
		}
		if c := (Change{w.Field(name), shorten(w.say(name, before[name])), shorten(w.say(name, after[name]))}); c.Before != c.After {
			list = append(list, c)
		}
	}
	return list, true
}

// fields are those of a JSON object, with their order.
func fields(text string) (map[string]json.RawMessage, []string, bool) {
	if text == "" {
		return nil, nil, true
	}
	values := map[string]json.RawMessage{}
	d := json.NewDecoder(strings.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, nil, false
	}
	var order []string
	for d.More() {
		t, err := d.Token()
		name, isText := t.(string)
		var value json.RawMessage
		if err != nil || !isText || d.Decode(&value) != nil {
			return nil, nil, false
		}
		if _, twice := values[name]; !twice {
			order = append(order, name)
		}
		values[name] = value
	}
	_, err := d.Token()
	return values, order, err == nil && !d.More()
}

// say is a value as a reader sees it: a text without quotes, a list with commas.
func (w Wording) say(field string, value json.RawMessage) string {
	var text string
	var list []json.RawMessage
	var object map[string]json.RawMessage
	switch {
	case len(value) == 0 || string(value) == "null":
		return ""
	case json.Unmarshal(value, &text) == nil:
		return w.Value(field, text)
	case json.Unmarshal(value, &list) == nil:
		parts := make([]string, len(list))
		for i, v := range list {
			parts[i] = w.say(field, v)
		}
		return strings.Join(parts, ", ")
	case json.Unmarshal(value, &object) == nil:
		_, order, _ := fields(string(value))
		var parts []string
		for _, name := range order {
			if v := w.say(name, object[name]); v != "" {
				parts = append(parts, w.Field(name)+": "+v)
			}
		}
		return strings.Join(parts, "; ")
	default:
		return w.Value(field, string(value))
	}
}

func shorten(text string) string {
	if letters := []rune(text); len(letters) > longest {
		return string(letters[:longest]) + "…"
	}
	return text
}
