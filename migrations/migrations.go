// Package migrations holds the schema's history: goose files, forward only.
package migrations

import "embed"

// Files are the migrations in their order.
//
//go:embed *.sql
var Files embed.FS
