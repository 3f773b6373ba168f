package audit

import (
	"slices"
	"strings"
	"testing"
)

var plain = Wording{Field: func(s string) string { return s }, Value: func(_, s string) string { return s }}

func TestChanges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, after string
		want          []Change
	}{
		"new":       {"", `{"code":"HD-1","note":"","days":null,"roles":[]}`, []Change{{"code", "", "HD-1"}}},
		"one field": {`{"a":"x","b":1}`, `{"a":"y","b":1}`, []Change{{"a", "x", "y"}}},
		"lists":     {`{"a":["x"]}`, `{"a":["x","y"]}`, []Change{{"a", "x", "x, y"}}},
		"objects":   {`{"a":[]}`, `{"a":[{"unit":"BN-CA","until":""}]}`, []Change{{"a", "", "unit: BN-CA"}}},
		"gone":      {`{"a":"x","b":"y"}`, `{"b":"y"}`, []Change{{"a", "x", ""}}},
		"same":      {`{"a":1}`, `{"a":1}`, nil},
		"script":    {`{"a":"<script>"}`, `{"a":"\u003c/script\u003e"}`, []Change{{"a", "<script>", "</script>"}}},
	} {
		got, ok := Entry{Before: c.before, After: c.after}.Changes(plain)
		if !ok || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v %v, wanted %v", name, got, ok, c.want)
		}
	}
	for _, broken := range []string{`{`, `[]`, `x`, `{"a"`, `1`} {
		if _, ok := (Entry{After: broken}).Changes(plain); ok {
			t.Errorf("%s was read", broken)
		}
	}
	long, _ := Entry{After: `{"a":"` + strings.Repeat("ệ", 9999) + `"}`}.Changes(plain)
	if n := len([]rune(long[0].After)); n != longest+1 {
		t.Errorf("a long value shows %d letters", n)
	}
}
