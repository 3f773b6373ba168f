package intake

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"portal/internal/table"
	"portal/internal/viet"
)

// Announcement is a Markdown file with a head of YAML.
type Announcement struct {
	File        string
	Title       string
	Slug        string
	PublishedAt time.Time
	Category    string
	Summary     string
	AuthorRole  string
	Views       int64
	Pinned      bool
	Tags        []string
	Activities  []string // codes of the activities it is about
	Sample      bool
	Body        string // Markdown
}

// Categories are the kinds of announcement.
var Categories = []string{"tin-tuc", "thong-bao", "thong-bao-khan", "lich"}

// An announcement may be so long; a head is a page at most.
const (
	maxBody = 100_000
	maxHead = 16 << 10
)

var slugShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// ReadAnnouncements reads all Markdown files of a folder, in the order of their names.
func ReadAnnouncements(folder fs.FS) ([]Announcement, table.Mistakes, error) {
	names, err := fs.Glob(folder, "*.md")
	if err != nil {
		return nil, nil, err
	}
	var mistakes table.Mistakes
	if len(names) == 0 {
		mistakes.Add(0, "", "Không có tệp .md nào.")
	}
	if len(names) > maxRows {
		mistakes.Add(0, "", "Có %d tệp, nhiều nhất %d.", len(names), maxRows)
		return nil, mistakes, nil
	}
	list := make([]Announcement, 0, len(names))
	slugs := map[string]string{}
	for _, name := range names {
		a, wrong, err := readFile(folder, name)
		if err != nil {
			return nil, nil, err
		}
		if first, again := slugs[a.Slug]; again && a.Slug != "" {
			wrong.Add(0, "", "%s: slug “%s” đã có ở %s.", name, a.Slug, first)
		}
		slugs[a.Slug] = name
		mistakes = append(mistakes, wrong...)
		list = append(list, a)
	}
	return list, mistakes, nil
}

func readFile(folder fs.FS, name string) (Announcement, table.Mistakes, error) {
	f, err := folder.Open(name)
	if err != nil {
		return Announcement{}, nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	return ReadAnnouncement(f, path.Base(name))
}

// ReadAnnouncement reads one Markdown file; name is what mistakes call it.
func ReadAnnouncement(from io.Reader, name string) (Announcement, table.Mistakes, error) {
	content, err := io.ReadAll(io.LimitReader(from, maxBytes+1))
	if err != nil {
		return Announcement{}, nil, err
	}
	h := head{file: name, values: map[string]any{}}
	a := Announcement{File: name}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	switch {
	case len(content) > maxBytes:
		h.wrong("", "tệp quá lớn, nhiều nhất %d MB.", maxBytes>>20)
	case !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0:
		h.wrong("", "tệp không phải UTF-8. Hãy lưu lại dưới dạng văn bản UTF-8.")
	}
	if len(h.mistakes) > 0 {
		return a, h.mistakes, nil
	}
	text := strings.ReplaceAll(string(content), "\r\n", "\n")
	front, body, found := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
	if !strings.HasPrefix(text, "---\n") || !found || len(front) > maxHead {
		h.wrong("", "phần đầu tệp phải nằm giữa hai dòng “---”, ngay từ dòng đầu tiên.")
		return a, h.mistakes, nil
	}
	if err := yaml.Unmarshal([]byte(front), &h.values); err != nil {
		h.wrong("", "phần đầu tệp không phải YAML đọc được: %s", firstLine(err))
		return a, h.mistakes, nil
	}
	h.fill(&a)
	if a.Body = viet.CleanText(body); a.Body == "" {
		h.wrong("", "chưa có nội dung.")
	}
	if n := utf8.RuneCountInString(a.Body); n > maxBody {
		h.wrong("", "nội dung dài %s ký tự, nhiều nhất %s.", viet.Int(n), viet.Int(maxBody))
	}
	return a, h.mistakes, nil
}

// firstLine is what the YAML reader says, without its drawing of the place.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return viet.Shorten(viet.Clean(line), 120)
}

// head is the YAML above an announcement.
type head struct {
	file     string
	values   map[string]any
	mistakes table.Mistakes
}

var headFields = []string{
	"title", "slug", "published_at", "category", "summary", "author_role", "view_count", "pinned", "tags", "related_activities", "sample", label,
}

func (h *head) wrong(field, sentence string, args ...any) {
	if field != "" {
		field = "mục " + field + ": "
	}
	h.mistakes.Add(0, "", "%s: %s%s", h.file, field, fmt.Sprintf(sentence, args...))
}

func (h *head) fill(a *Announcement) {
	unknown := []string{}
	for field := range h.values {
		if !slices.Contains(headFields, field) {
			unknown = append(unknown, field)
		}
	}
	slices.Sort(unknown)
	for _, field := range unknown {
		h.wrong(viet.Shorten(field, 40), "không có mục tên này.")
	}
	a.Title, a.Slug = h.text("title", 300, true), h.text("slug", 200, true)
	if a.Slug != "" && !slugShape.MatchString(a.Slug) {
		h.wrong("slug", "chỉ gồm chữ thường không dấu, chữ số và gạch nối.")
	}
	a.Category = h.text("category", 40, true)
	if a.Category != "" && !slices.Contains(Categories, a.Category) {
		h.wrong("category", "“%s” không có trong danh sách: %s.", viet.Shorten(a.Category, 40), strings.Join(Categories, ", "))
	}
	a.Summary, a.AuthorRole = h.text("summary", 1000, false), h.text("author_role", 200, false)
	if stamp := h.text("published_at", 40, true); stamp != "" {
		var err error
		if a.PublishedAt, err = time.Parse(time.RFC3339, stamp); err != nil {
			h.wrong("published_at", "“%s”: hãy ghi thời điểm như 2024-04-25T18:27:00+07:00.", stamp)
		}
	}
	a.Views = h.count("view_count")
	a.Pinned, a.Sample = h.flag("pinned"), h.flag("sample")
	a.Tags, a.Activities = h.list("tags"), h.list("related_activities")
	for _, code := range a.Activities {
		if !activityCode.MatchString(code) {
			h.wrong("related_activities", "“%s”: %s", viet.Shorten(code, 40), wantActivityCode)
		}
	}
}

func (h *head) text(field string, most int, needed bool) string {
	s := ""
	switch v := h.values[field].(type) {
	case nil:
	case string:
		s = viet.Clean(v)
	default:
		h.wrong(field, "phải là chữ, đặt trong dấu ngoặc kép.")
		return ""
	}
	n := utf8.RuneCountInString(s)
	if n > most {
		h.wrong(field, "dài %s ký tự, nhiều nhất %s.", viet.Int(n), viet.Int(most))
	}
	if needed && n == 0 {
		h.wrong(field, "không được để trống.")
	}
	return s
}

func (h *head) count(field string) int64 {
	switch v := h.values[field].(type) {
	case nil:
		return 0
	case uint64:
		if v <= 1_000_000_000 {
			return int64(v)
		}
	}
	h.wrong(field, "phải là số nguyên từ 0 đến 1.000.000.000.")
	return 0
}

func (h *head) flag(field string) bool {
	switch v := h.values[field].(type) {
	case nil:
	case bool:
		return v
	default:
		h.wrong(field, "phải là true hoặc false.")
	}
	return false
}

func (h *head) list(field string) []string {
	list := []string{}
	values, ok := h.values[field].([]any)
	if !ok && h.values[field] != nil {
		h.wrong(field, "phải là danh sách, ví dụ [HD-001, HD-002].")
	}
	for _, v := range values {
		s, ok := v.(string)
		if s = viet.Clean(s); !ok || s == "" || utf8.RuneCountInString(s) > 100 || slices.Contains(list, s) {
			h.wrong(field, "mỗi phần tử phải là chữ, dài nhất 100 ký tự, không lặp lại.")
			continue
		}
		list = append(list, s)
	}
	if len(list) > 100 {
		h.wrong(field, "có nhiều hơn 100 phần tử.")
	}
	return list
}
