package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"runtime/debug"
	"time"

	"portal/internal/account"
	"portal/internal/sample"
)

// loadSample brings an empty database to a moment of the sample campaign, the usual one if none is asked for. A sample
// that is there already goes on from where it is: another moment is refused rather than put in its place.
func loadSample(ctx context.Context, e env, h *house, asked sample.Moment, log *slog.Logger) error {
	begun := time.Now()
	at, err := sample.ParseMoment(string(asked))
	if err != nil {
		return err
	}
	options := sample.Options{At: at, Hash: account.HashPassword}
	if e.settings.clock != nil {
		options.Clock = *e.settings.clock
	}
	loaded, err := sample.Load(ctx, h.db, options)
	switch {
	case err != nil:
		return err
	case loaded:
		log.Info("sample campaign loaded", "at", string(at), "ms", time.Since(begun).Milliseconds())
		debug.FreeOSMemory() // what the loading took is not needed again
		return nil
	}
	there, err := sample.LoadedAt(ctx, h.db)
	switch {
	case err != nil:
		return err
	case asked != "" && asked != there:
		return fmt.Errorf("%s holds the sample campaign as of %q, and is left as it is; for %q take a data folder of its own: make run AT=%s DATA=.data-%s",
			e.settings.where(), there, asked, asked, asked)
	case e.settings.clock != nil:
		return sample.SetClock(ctx, h.db, *e.settings.clock)
	}
	return nil
}

// tellNext says what whoever started the portal can do now.
func tellNext(ctx context.Context, e env, h *house, base *url.URL, demo bool) {
	_, _ = fmt.Fprintf(e.out, "\nOpen %s\n", base)
	if demo {
		_, _ = fmt.Fprintf(e.out, "\nSample accounts (password of all: %s):\n", sample.Password)
		for _, a := range sample.FirstAccounts() {
			_, _ = fmt.Fprintf(e.out, "  %-32s %s\n", a.Email, a.Who)
		}
	} else if page, err := account.NewStore(h.db).List(ctx, account.Filter{}); err == nil && page.Total == 0 {
		_, _ = fmt.Fprintln(e.out, "\nNobody can sign in yet. Make the first administrator, with the same settings: portal account add EMAIL --role admin")
	}
	_, _ = fmt.Fprintln(e.out, "\nCtrl-C stops the portal.")
}
