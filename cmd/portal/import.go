package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"portal/internal/intake"
)

// importFile takes in a file of units, activities or announcements, whole or not at all.
func importFile(ctx context.Context, e env, args []string) (err error) {
	dry := slices.Contains(args, "--dry-run")
	args = slices.DeleteFunc(slices.Clone(args), func(a string) bool { return a == "--dry-run" })
	if len(args) != 2 || !slices.Contains(intake.Kinds, args[0]) || strings.HasPrefix(args[1], "-") {
		return fmt.Errorf("%w: import %s", errUsage, strings.Join(args, " "))
	}
	h, err := openHouse(ctx, e, newLog(e), false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	summary, err := intake.Import(ctx, h.db, args[0], args[1], dry)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(e.out, summary)
	return err
}
