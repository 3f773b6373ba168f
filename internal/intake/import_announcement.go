package intake

import (
	"context"

	"github.com/jackc/pgx/v5"

	"portal/internal/postgres"
	"portal/internal/table"
)

// announcementBatch brings announcements; each shows from its time on.
type announcementBatch struct {
	announcements []Announcement
	isNew         map[string]bool
}

func (b *announcementBatch) check(ctx context.Context, tx *postgres.Tx, t *Taken) (table.Mistakes, error) {
	titles, err := pairs(ctx, tx, `select slug, title from announcements`)
	if err != nil {
		return nil, err
	}
	activities, err := pairs(ctx, tx, `select a.code, a.title from activities a join campaigns c on c.id = a.campaign_id where c.current`)
	if err != nil {
		return nil, err
	}
	b.isNew = map[string]bool{}
	var mistakes table.Mistakes
	for _, a := range b.announcements {
		switch title, there := titles[a.Slug]; {
		case there && title == a.Title:
			t.Known++
			continue
		case there:
			mistakes.Add(0, "", "%s: mục slug: “%s” đã có, là bài “%s”.", a.File, a.Slug, title)
		}
		for _, code := range a.Activities {
			if activities[code] == "" {
				mistakes.Add(0, "", "%s: mục related_activities: không có hoạt động %s.", a.File, code)
			}
		}
		b.isNew[a.Slug] = true
		t.New = append(t.New, a.Slug)
	}
	return mistakes, nil
}

func (b *announcementBatch) save(ctx context.Context, tx *postgres.Tx) error {
	q := &pgx.Batch{}
	for _, a := range b.announcements {
		if !b.isNew[a.Slug] {
			continue
		}
		q.Queue(`
			insert into announcements (slug, title, summary, body, category, author_role, published_at, pinned, tags, view_count, sample)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			a.Slug, a.Title, a.Summary, a.Body, a.Category, a.AuthorRole, a.PublishedAt, a.Pinned, a.Tags, a.Views, a.Sample)
		q.Queue(`
			insert into announcement_activities (announcement_id, activity_id)
			select n.id, a.id from announcements n, activities a join campaigns c on c.id = a.campaign_id
			where n.slug = $1 and c.current and a.code = any($2)`, a.Slug, a.Activities)
	}
	return tx.SendBatch(ctx, q).Close()
}
