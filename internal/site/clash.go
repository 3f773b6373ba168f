package site

import (
	"strconv"
	"strings"

	"portal/internal/form"
	"portal/web/page"
)

// versionOf is the version of a thing that the form was made from; one that cannot be read is stale.
func versionOf(f form.Form) int {
	n, err := strconv.Atoi(f.Value("phien-ban"))
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// label is a field with its name on the page.
type label struct{ field, name string }

// differences holds what was typed against what is stored, for the page of two who save at once.
func differences(stored, typed form.Form, labels []label) []page.Difference {
	var list []page.Difference
	for _, l := range labels {
		mine, theirs := said(typed, l.field), said(stored, l.field)
		if mine != theirs {
			list = append(list, page.Difference{Label: l.name, Stored: theirs, Typed: mine})
		}
	}
	return list
}

func said(f form.Form, field string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.Join(f.Values(field), ", "), "\r\n", "\n"))
}
