package ranking

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/campaign"
)

// Published is a publication without its board, as a list shows it.
type Published struct {
	Number int
	State  State
	At     time.Time
	Reason string
	SHA256 string // in hex
}

// Published lists the publications of a campaign, the latest first.
func (s Store) Published(ctx context.Context, c campaign.Campaign) ([]Published, error) {
	rows, err := s.db.Query(ctx, `
		select number, state, published_at, reason, encode(sha256, 'hex')
		from publications
		where campaign_id = $1
		order by number desc`, c.ID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Published])
}

// Seen is what somebody had before their eyes when they decided to publish: when
// something else would come out now, nothing is published.
type Seen struct {
	Number int    // of the last publication; 0: none
	Board  string // Digest of the preview; empty: none was shown
}

// Digest names a board by its content, so that a form can carry what it was about.
func Digest(standings []Standing) string {
	sum := sha256.Sum256(Canonical(Snapshot{Standings: standings}))
	return hex.EncodeToString(sum[:16])
}
