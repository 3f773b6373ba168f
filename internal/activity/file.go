package activity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// FileKind is what a file is to its activity.
type FileKind string

// FileTitles are the kinds of files in Vietnamese.
var FileTitles = map[FileKind]string{"plan": "Kế hoạch", "list": "Danh sách", "other": "Tệp khác"}

// File is a file that goes with an activity: what it is called and how large it is, not what is in it.
type File struct {
	Kind      FileKind
	Name      string
	MediaType string
	Bytes     int64
	AddedAt   time.Time
}

// Files lists the files of an activity that the reader has been shown.
func (s Store) Files(ctx context.Context, id int64) ([]File, error) {
	rows, err := s.db.Query(ctx, `select kind, name, media_type, bytes, added_at from activity_files where activity_id = $1 order by id limit 50`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[File])
}
