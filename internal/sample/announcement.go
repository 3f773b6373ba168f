package sample

import "context"

// loadAnnouncements makes all of them: each shows from its time on.
func (l *loader) loadAnnouncements(ctx context.Context) error {
	rows := make([][]any, len(l.story.announcements))
	for i, a := range l.story.announcements {
		picture, caption := l.story.Pictures[a.Slug], l.story.Caption
		if picture == "" {
			caption = ""
		}
		rows[i] = []any{
			a.Slug, a.Title, a.Summary, a.Body, a.Category, a.AuthorRole, a.PublishedAt, a.Pinned, a.Tags, picture, caption, a.Views, a.Sample,
		}
	}
	err := l.copyIn(ctx, "announcements", []string{
		"slug", "title", "summary", "body", "category", "author_role", "published_at", "pinned", "tags", "picture", "caption", "view_count", "sample",
	}, rows)
	if err != nil {
		return err
	}
	ids, err := l.ids(ctx, `select slug, id from announcements`)
	if err != nil {
		return err
	}
	var about [][]any
	for _, a := range l.story.announcements {
		for _, code := range a.Activities {
			if id, there := l.activities[code]; there { // at registration some are yet to come
				about = append(about, []any{ids[a.Slug], id})
			}
		}
	}
	return l.copyIn(ctx, "announcement_activities", []string{"announcement_id", "activity_id"}, about)
}
