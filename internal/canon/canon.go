// Package canon writes JSON in its one canonical form (RFC 8785), so that what was
// published has one digest whoever works it out.
package canon

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"unicode/utf16"
)

// JSON gives the canonical JSON of a value that the program made itself, with whole numbers only.
func JSON(v any) []byte {
	loose, err := json.Marshal(v)
	if err != nil {
		panic("canon: a value that JSON cannot hold: " + err.Error())
	}
	d := json.NewDecoder(bytes.NewReader(loose))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		panic("canon: own JSON cannot be read: " + err.Error())
	}
	return appendJSON(make([]byte, 0, len(loose)), value)
}

func appendJSON(b []byte, value any) []byte {
	switch v := value.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		if v {
			return append(b, "true"...)
		}
		return append(b, "false"...)
	case json.Number:
		return append(b, v...)
	case string:
		return appendText(b, v)
	case []any:
		b = append(b, '[')
		for i, element := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, element)
		}
		return append(b, ']')
	case map[string]any:
		b = append(b, '{')
		for i, key := range slices.SortedFunc(maps.Keys(v), byUnits) {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendText(b, key), ':')
			b = appendJSON(b, v[key])
		}
		return append(b, '}')
	default:
		panic("canon: not a JSON value")
	}
}

// byUnits compares keys as the RFC wants it, by UTF-16 code units.
func byUnits(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

const hexDigits = "0123456789abcdef"

var shortEscapes = map[byte]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}

func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		short, escaped := shortEscapes[s[i]]
		switch {
		case escaped:
			b = append(b, short...)
		case s[i] < ' ':
			b = append(b, `\u00`...)
			b = append(b, hexDigits[s[i]>>4], hexDigits[s[i]&15])
		default:
			b = append(b, s[i])
		}
	}
	return append(b, '"')
}
