package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"portal/internal/plan"
	"portal/internal/ranking"
)

// verify walks the audit chain, recomputes every published ranking from its document and the newest one of a
// concluded campaign from the tables too, and holds every edition of a plan against its digest and the one before.
func verify(ctx context.Context, e env, args []string) (err error) {
	if len(args) > 0 {
		return fmt.Errorf("%w: %s", errUsage, strings.Join(args, " "))
	}
	h, err := openHouse(ctx, e, newLog(e), false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	entries, chainErr := h.db.VerifyChain(ctx)
	if chainErr == nil {
		_, _ = fmt.Fprintf(e.out, "audit chain: %d entries hold\n", entries)
	}
	rankings := ranking.NewStore(h.db)
	publications, rankErr := rankings.VerifyAll(ctx)
	if rankErr == nil {
		rankErr = rankings.VerifyRecorded(ctx)
	}
	if rankErr == nil {
		_, _ = fmt.Fprintf(e.out, "publications: %d hold, recomputed from their inputs\n", publications)
	}
	recomputed, inputErr := ranking.NewStore(h.db).VerifyInputs(ctx)
	if inputErr == nil {
		_, _ = fmt.Fprintf(e.out, "tables: every total holds; concluded campaigns recomputed from them: %d\n", recomputed)
	}
	editions, planErr := plan.NewStore(h.db).VerifyAll(ctx)
	if planErr == nil {
		_, _ = fmt.Fprintf(e.out, "plans: %d editions hold\n", editions)
	}
	return errors.Join(chainErr, rankErr, inputErr, planErr)
}
