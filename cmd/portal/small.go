package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"text/tabwriter"

	"portal/internal/access"
	"portal/internal/postgres"
	"portal/internal/site"
)

// migrate brings the database up to date.
func migrate(ctx context.Context, e env, args []string) (err error) {
	if len(args) > 0 {
		return fmt.Errorf("%w: %s", errUsage, strings.Join(args, " "))
	}
	h := &house{}
	url, err := h.start(ctx, e, newLog(e), false)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := h.close(); err == nil {
			err = closeErr
		}
	}()
	applied, err := postgres.Migrate(ctx, url)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.out, "%d migrations applied, the database is up to date\n", applied)
	return err
}

// routes prints every address with its permission, and who has that permission.
func routes(_ context.Context, e env, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%w: %s", errUsage, strings.Join(args, " "))
	}
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for _, r := range site.Routes() {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.Method, r.Path, r.May, holders(r.May))
	}
	return w.Flush()
}

func holders(do access.Action) string {
	if (access.Actor{}).Can(do) {
		return "everybody"
	}
	var names []string
	for _, role := range access.Holders(do) {
		names = append(names, string(role))
	}
	return strings.Join(names, " ")
}

// version prints what was built.
func version(_ context.Context, e env, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%w: %s", errUsage, strings.Join(args, " "))
	}
	number, commit := "devel", "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		if v := info.Main.Version; v != "" && v != "(devel)" {
			number = v
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = s.Value
			}
		}
	}
	_, err := fmt.Fprintf(e.out, "portal %s, commit %s, %s\n", number, commit, runtime.Version())
	return err
}
