package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"portal/internal/ranking"
)

// verify walks the audit chain, recomputes every published ranking from its document, and
// the newest one of a concluded campaign from the tables too.
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
	publications, rankErr := ranking.NewStore(h.db).VerifyAll(ctx)
	if rankErr == nil {
		_, _ = fmt.Fprintf(e.out, "publications: %d hold, recomputed from their inputs\n", publications)
	}
	recomputed, inputErr := ranking.NewStore(h.db).VerifyInputs(ctx)
	if inputErr == nil {
		_, _ = fmt.Fprintf(e.out, "tables: every total holds; concluded campaigns recomputed from them: %d\n", recomputed)
	}
	return errors.Join(chainErr, rankErr, inputErr)
}
