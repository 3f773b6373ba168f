package paper

import (
	"io"
	"testing"

	"portal/internal/document"
)

// BenchmarkPlan writes the plan of 60 activities both ways. The aim is a second each.
func BenchmarkPlan(b *testing.B) {
	e := open(b).editions[0]
	for name, write := range map[string]func(document.Document, io.Writer) error{"docx": document.Document.DOCX, "pdf": document.Document.PDF} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := write(Plan(e), io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
