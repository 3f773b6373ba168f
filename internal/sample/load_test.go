package sample_test

import (
	"testing"
	"time"

	"portal/internal/fixture"
	"portal/internal/sample"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	for _, at := range sample.Moments {
		t.Run(string(at), func(t *testing.T) {
			t.Parallel()
			db := fixture.Empty(t)
			begun := time.Now()
			loaded, err := sample.Load(t.Context(), db, fixture.Options(at))
			if err != nil || !loaded {
				t.Fatal(loaded, err)
			}
			t.Logf("loaded in %v", time.Since(begun))
		})
	}
}
