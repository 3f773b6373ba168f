package page

import (
	"path"
	"strings"

	"portal/internal/activity"
	"portal/internal/viet"
)

// mediaNames are the types of files as people know them.
var mediaNames = map[string]string{
	"application/pdf": "PDF", "application/msword": "Word", "application/vnd.ms-excel": "Excel",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       "Excel",
	"image/jpeg": "ảnh JPEG", "image/png": "ảnh PNG",
}

// aboutFile says of a file what it is, of which type and how large: Kế hoạch · PDF · 1,2 MB.
func aboutFile(f activity.File) string {
	media := mediaNames[f.MediaType]
	if media == "" {
		media = strings.ToUpper(strings.TrimPrefix(path.Ext(f.Name), "."))
	}
	words := []string{activity.FileTitles[f.Kind]}
	if media != "" {
		words = append(words, media)
	}
	return strings.Join(append(words, fileSize(f.Bytes)), " · ")
}

// fileSize is a size as people read it, in the units of file managers.
func fileSize(bytes int64) string {
	const kb, mb = 1 << 10, 1 << 20
	switch {
	case bytes < kb:
		return viet.Int(bytes) + " byte"
	case bytes < mb:
		return viet.Int((bytes+kb/2)/kb) + " KB"
	}
	tenths := (bytes*10 + mb/2) / mb
	text := viet.Int(tenths / 10)
	if tenths%10 != 0 {
		text += "," + viet.Int(tenths%10)
	}
	return text + " MB"
}
