package ranking

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// Publication is a snapshot as it was stored.
type Publication struct {
	Snapshot `json:"-"`
	ID       int64     `json:"-"`
	Number   int       `json:"number"`
	State    State     `json:"state"`
	At       time.Time `json:"at"`
	Reason   string    `json:"reason"`
	SHA256   string    `json:"sha256"` // of the document, in hex
	Slug     string    `json:"campaign"`
}

// AuditKey names the publication in the audit log.
func (p *Publication) AuditKey() string { return fmt.Sprintf("publication %s %d", p.Slug, p.Number) }

// OwnedBy is false: a publication is nobody's own.
func (p *Publication) OwnedBy(access.Actor, access.Role) bool { return false }

// Store keeps publications.
type Store struct {
	db   *postgres.DB
	last *atomic.Pointer[latest]
}

// latest is the publication that was read last, and after how many changes.
type latest struct {
	changes, campaign int64
	publication       *Publication // nil: none yet
}

// NewStore makes a store on a database.
func NewStore(db *postgres.DB) Store { return Store{db, &atomic.Pointer[latest]{}} }

// Latest returns the publication in force; a fault NotFound before the first. Public
// pages read nothing else, so that what is not published cannot show.
func (s Store) Latest(ctx context.Context, campaignID int64) (*Publication, error) {
	changes := s.db.State().Changes
	l := s.last.Load()
	if l == nil || l.changes != changes || l.campaign != campaignID {
		l = &latest{changes: changes, campaign: campaignID}
		p, err := newest(ctx, s.db, campaignID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		l.publication = p
		s.last.Store(l)
	}
	if l.publication == nil {
		return nil, notPublished
	}
	return l.publication, nil
}

var notPublished = fault.New(fault.NotFound, "Chưa công bố kết quả.")

func newest(ctx context.Context, q postgres.Querier, campaignID int64) (*Publication, error) {
	p := &Publication{}
	var document, sum []byte
	err := q.QueryRow(ctx, `
		select p.id, p.number, p.state, p.published_at, p.reason, p.document, p.sha256, c.slug
		from publications p join campaigns c on c.id = p.campaign_id
		where p.campaign_id = $1
		order by p.number desc limit 1`, campaignID).
		Scan(&p.ID, &p.Number, &p.State, &p.At, &p.Reason, &document, &sum, &p.Slug)
	if err != nil {
		if errors.Is(err, pgx.ErrNoRows) {
			return nil, notPublished
		}
		return nil, err
	}
	p.SHA256 = fmt.Sprintf("%x", sum)
	p.Snapshot, err = Read(document)
	return p, err
}

// Preview computes the ranking as it would be published now. For the committee only.
func (s Store) Preview(ctx context.Context, c campaign.Campaign) ([]Standing, Input, error) {
	var in Input
	err := s.db.Snapshot(ctx, func(q postgres.Querier) (err error) {
		in, err = Inputs(ctx, q, &c)
		return err
	})
	if err != nil {
		return nil, in, err
	}
	standings, err := Rank(in)
	return standings, in, err
}

// Publish stores the next snapshot. A provisional one may follow another; the final
// one concludes the campaign in the same transaction. A reason is needed for a
// correction and for units with too few sheets. seen is what the chair saw last: when
// that is no longer so, nothing is published.
func (s Store) Publish(ctx context.Context, by access.Actor, state State, seen Seen, reason string) (*Publication, error) {
	var p *Publication
	err := s.db.Write(ctx, by, access.Publish, func(tx *postgres.Tx) error {
		c, err := campaign.Lock(ctx, tx)
		if err != nil {
			return err
		}
		if err := c.Allows(access.Publish); err != nil {
			return err
		}
		if p, err = publish(ctx, tx, by, c, state, seen, reason, time.Time{}); err != nil {
			return err
		}
		if state == Final {
			return c.Conclude(ctx, tx, by)
		}
		return nil
	})
	return p, err
}

// PublishSample stores a snapshot of the sample campaign as of a moment of its past, in the loader's transaction.
func PublishSample(ctx context.Context, tx *postgres.Tx, by access.Actor, state State, reason string, at time.Time) error {
	c, err := campaign.Lock(ctx, tx)
	if err != nil {
		return err
	}
	var number int
	if err := tx.QueryRow(ctx, `select coalesce(max(number), 0) from publications where campaign_id = $1`, c.ID).Scan(&number); err != nil {
		return err
	}
	_, err = publish(ctx, tx, by, c, state, Seen{Number: number}, reason, at)
	return err
}

func publish(ctx context.Context, tx *postgres.Tx, by access.Actor, c *campaign.Campaign, state State, seen Seen, reason string, at time.Time) (*Publication, error) {
	previous, err := newest(ctx, tx, c.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	p := &Publication{Slug: c.Slug, Number: 1, State: state, Reason: viet.Clean(reason), At: at}
	if previous != nil {
		p.Number = previous.Number + 1
	}
	if seen.Number != p.Number-1 {
		return nil, fault.New(fault.Conflict, "Vừa có một lần công bố khác. Hãy xem lại trang rồi làm tiếp.")
	}
	if state == Final && previous == nil {
		return nil, fault.Invalid{"trang-thai": "Phải công bố kết quả dự kiến trước khi công bố kết quả chính thức."}
	}
	if at.IsZero() {
		if err := tx.QueryRow(ctx, `select date_trunc('second', portal_now())`).Scan(&p.At); err != nil {
			return nil, err
		}
	}
	if err := tx.RecordNew(ctx, p, p.Reason); err != nil {
		return nil, err
	}
	in, err := Inputs(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	standings, err := Rank(in)
	if err != nil {
		return nil, err
	}
	if seen.Board != "" && seen.Board != Digest(standings) {
		return nil, fault.New(fault.Conflict, "Phiếu chấm hoặc điểm cộng, trừ vừa thay đổi sau khi mở bản xem trước. Hãy xem lại bản mới rồi công bố.")
	}
	if err := needsReason(state, previous, standings, p.Reason); err != nil {
		return nil, err
	}
	p.Snapshot = Snapshot{Campaign: c.Slug, Number: p.Number, State: state, PublishedAt: p.At, Reason: p.Reason, Inputs: in, Standings: standings}
	if previous != nil {
		p.Changes = Compare(previous.Standings, standings)
	}
	document := Canonical(p.Snapshot)
	sum := sha256.Sum256(document)
	p.SHA256 = fmt.Sprintf("%x", sum)
	return p, tx.QueryRow(ctx, `
		insert into publications (campaign_id, number, state, published_at, published_by, reason, document, sha256)
		values ($1, $2, $3, $4, nullif($5, 0), $6, $7, $8)
		returning id`,
		c.ID, p.Number, p.State, p.At, by.Account, p.Reason, document, sum[:]).Scan(&p.ID)
}

const maxReason = 1000

// needsReason refuses what may be published only with a reason (DOMAIN.md section 2, 4 and 10).
func needsReason(state State, previous *Publication, standings []Standing, reason string) error {
	if len([]rune(reason)) > maxReason {
		return fault.Invalid{"ly-do": "Lý do có nhiều nhất 1.000 chữ cái. Hãy viết ngắn lại."}
	}
	if reason != "" {
		return nil
	}
	if few := FewSheets(standings); state == Final && len(few) > 0 {
		return fault.Invalid{"ly-do": fmt.Sprintf("%d đơn vị có ít phiếu hơn mức tối thiểu (%s). Hãy ghi lý do vẫn công bố chính thức.", len(few), few[0].Name)}
	}
	if previous != nil && previous.Snapshot.State == state {
		return fault.Invalid{"ly-do": "Đây là lần công bố lại. Hãy ghi lý do đính chính."}
	}
	return nil
}

// VerifyAll recomputes every publication from the document it was stored as, and
// returns how many there are. The error names the first that does not hold.
func (s Store) VerifyAll(ctx context.Context) (int, error) {
	rows, err := s.db.Query(ctx, `
		select c.slug, p.number, p.state, p.document, p.sha256 from publications p join campaigns c on c.id = p.campaign_id
		order by c.id, p.number`)
	if err != nil {
		return 0, err
	}
	n := 0
	var slug string
	var number int
	var state State
	var document, sum []byte
	_, err = pgx.ForEachRow(rows, []any{&slug, &number, &state, &document, &sum}, func() error {
		n++
		if err := Verify(document, [sha256.Size]byte(sum)); err != nil {
			return fmt.Errorf("publication %d of %s does not hold: %w", number, slug, err)
		}
		if snapshot, err := Read(document); err != nil || snapshot.Number != number || snapshot.State != state || snapshot.Campaign != slug {
			return fmt.Errorf("publication %d of %s is stored under another number, state or campaign than its document says", number, slug)
		}
		return nil
	})
	return n, err
}
