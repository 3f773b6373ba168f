// Package announcement holds the ward's news: what has come out, and how often it was read.
package announcement

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/postgres"
	"portal/internal/viet"
)

// Category is a kind of announcement.
type Category struct{ Code, Name string }

// Categories lists the kinds in the order of the page.
var Categories = []Category{
	{"tin-tuc", "Tin tức"}, {"thong-bao", "Thông báo"}, {"thong-bao-khan", "Thông báo khẩn"}, {"lich", "Lịch"},
}

// CategoryName is the kind in words; empty for one that does not exist.
func CategoryName(code string) string {
	i := slices.IndexFunc(Categories, func(c Category) bool { return c.Code == code })
	if i < 0 {
		return ""
	}
	return Categories[i].Name
}

// PerPage is how many announcements a page of the list has.
const PerPage = 9

// Announcement is one as lists show it.
type Announcement struct {
	ID          int64
	Slug        string
	Title       string
	Summary     string
	Category    string
	PublishedAt time.Time
	Pinned      bool
	Picture     string // name of a drawing in the portal; empty: none
	Caption     string
	Views       int64
}

// Article is one announcement in full.
type Article struct {
	Announcement
	Body       string // Markdown
	AuthorRole string
	Tags       []string
	Sample     bool
	Related    []Related
}

// Related is an activity that an announcement is about.
type Related struct{ Code, Title, Unit string }

// Store keeps announcements.
type Store struct{ db *postgres.DB }

// NewStore makes a store on a database.
func NewStore(db *postgres.DB) Store { return Store{db} }

const columns = `id, slug, title, summary, category, published_at, pinned, picture, caption, view_count`

// Latest returns the newest announcements that have come out, pinned ones first.
func (s Store) Latest(ctx context.Context, n int) ([]Announcement, error) {
	rows, err := s.db.Query(ctx, `
		select `+columns+` from announcements
		where published_at <= portal_now()
		order by pinned desc, published_at desc, id desc limit $1`, n)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Announcement])
}

// Listing is a page of announcements.
type Listing struct {
	Announcements []Announcement
	Page, Pages   int // from 1
	Total         int
	PerCategory   map[string]int // how many of each kind match the search
}

// List returns a page of what has come out, newest first: of a category (empty: all) and
// a search, in which diacritics may be left out; titles that match as typed come first.
func (s Store) List(ctx context.Context, category, search string, page int) (Listing, error) {
	l := Listing{Page: max(page, 1), PerCategory: map[string]int{}}
	patterns := viet.Patterns(search)
	rows, err := s.db.Query(ctx, `
		select category, count(*) from announcements
		where published_at <= portal_now() and fold ~ all($1::text[])
		group by category`, patterns)
	if err != nil {
		return l, err
	}
	var code string
	var n int
	if _, err := pgx.ForEachRow(rows, []any{&code, &n}, func() error {
		l.PerCategory[code] = n
		if category == "" || category == code {
			l.Total += n
		}
		return nil
	}); err != nil {
		return l, err
	}
	l.Pages = max(1, (l.Total+PerPage-1)/PerPage)
	l.Page = min(l.Page, l.Pages)
	rows, err = s.db.Query(ctx, `
		select `+columns+` from announcements
		where published_at <= portal_now() and fold ~ all($1::text[]) and ($2 = '' or category = $2)
		order by ($3 <> '' and position(lower($3) in lower(title)) > 0) desc, published_at desc, id desc
		limit $4 offset $5`, patterns, category, search, PerPage, (l.Page-1)*PerPage)
	if err != nil {
		return l, err
	}
	l.Announcements, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Announcement])
	return l, err
}

// BySlug returns an announcement that has come out, with the activities it is about;
// a fault NotFound for any other, also for one that is still to come out.
func (s Store) BySlug(ctx context.Context, slug string) (Article, error) {
	var a Article
	err := s.db.QueryRow(ctx, `
		select `+columns+`, body, author_role, tags, sample from announcements
		where slug = $1 and published_at <= portal_now()`, slug).
		Scan(&a.ID, &a.Slug, &a.Title, &a.Summary, &a.Category, &a.PublishedAt, &a.Pinned, &a.Picture, &a.Caption, &a.Views,
			&a.Body, &a.AuthorRole, &a.Tags, &a.Sample)
	if err != nil {
		return a, postgres.Missing(err, "Không có bài viết này, hoặc bài đã được gỡ.")
	}
	rows, err := s.db.Query(ctx, `
		select x.code, x.title, u.name
		from announcement_activities r join activities x on x.id = r.activity_id join units u on u.id = x.unit_id
		where r.announcement_id = $1 and x.stage in ('approved', 'reported', 'verified', 'postponed')
		order by x.code limit 20`, a.ID)
	if err != nil {
		return a, err
	}
	a.Related, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Related])
	return a, err
}
