package plan

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/canon"
	"portal/internal/fault"
	"portal/internal/postgres"
)

// Store keeps the editions of plans.
type Store struct{ db *postgres.DB }

// NewStore makes a store on a database.
func NewStore(db *postgres.DB) Store { return Store{db} }

// atMost bounds the lists; a campaign has a few editions.
const atMost = 500

var errNone = fault.New(fault.NotFound, "Không có bản kế hoạch này.")

// Issued lists the editions of a campaign, the latest first.
func (s Store) Issued(ctx context.Context, campaignID int64) ([]Brief, error) {
	rows, err := s.db.Query(ctx, `
		select number, doc_number, issued_on, reason, items, changes, encode(sha256, 'hex')
		from plan_editions
		where campaign_id = $1
		order by number desc
		limit $2`, campaignID, atMost)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Brief])
}

// LastIssued says when the latest edition of a campaign was issued; nil before the first.
func (s Store) LastIssued(ctx context.Context, campaignID int64) (*time.Time, error) {
	var at *time.Time
	err := s.db.QueryRow(ctx, `select max(issued_at) from plan_editions where campaign_id = $1`, campaignID).Scan(&at)
	return at, err
}

// Edition reads an edition; a fault NotFound for a number that there is none of.
func (s Store) Edition(ctx context.Context, campaignID int64, number int) (Edition, error) {
	return edition(ctx, s.db, `campaign_id = $1 and number = $2`, campaignID, number)
}

// last reads the latest edition; nil when there is none yet.
func last(ctx context.Context, q postgres.Querier, campaignID int64) (*Edition, error) {
	e, err := edition(ctx, q, `campaign_id = $1 order by number desc limit 1`, campaignID)
	if fault.Is(err, fault.NotFound) {
		return nil, nil //nolint:nilnil // none is no failure here
	}
	return &e, err
}

func edition(ctx context.Context, q postgres.Querier, which string, args ...any) (Edition, error) {
	var document, sum []byte
	err := q.QueryRow(ctx, `select document, sha256 from plan_editions where `+which, args...).Scan(&document, &sum)
	if errors.Is(err, pgx.ErrNoRows) {
		return Edition{}, errNone
	}
	if err != nil {
		return Edition{}, err
	}
	e, err := Read(document)
	e.SHA256 = fmt.Sprintf("%x", sum)
	return e, err
}

// Canonical gives the bytes of an edition: its digest is theirs.
func Canonical(e Edition) []byte {
	e.Format = format
	e.IssuedAt = e.IssuedAt.UTC().Truncate(time.Second)
	e.Basis, e.Campaign.Aims = append([]string{}, e.Basis...), append([]string{}, e.Campaign.Aims...)
	e.Items, e.Changes = append([]Item{}, e.Items...), append([]Change{}, e.Changes...)
	for i := range e.Items {
		e.Items[i].Partners = append([]string{}, e.Items[i].Partners...)
	}
	return canon.JSON(e)
}

// Read opens the document of an edition. It takes nothing but the canonical form.
func Read(document []byte) (Edition, error) {
	var e Edition
	d := json.NewDecoder(bytes.NewReader(document))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return Edition{}, fmt.Errorf("plan: read the document: %w", err)
	}
	if e.Format != format {
		return Edition{}, fmt.Errorf("plan: the document is %q, not %q", e.Format, format)
	}
	if !bytes.Equal(Canonical(e), document) {
		return Edition{}, errors.New("plan: the document is not in its canonical form")
	}
	return e, nil
}

// VerifyAll holds every edition against its digest, the columns beside it, the edition before it and the
// audit log, and returns how many there are. The error names what does not hold.
func (s Store) VerifyAll(ctx context.Context) (int, error) {
	rows, err := s.db.Query(ctx, `
		with recorded as (
			select subject, after::json ->> 'sha256' as sha256 from audit_entries where before = '' and subject like 'plan %'
		), stored as (
			select e.*, c.slug, 'plan ' || c.slug || ' ' || e.number as subject from plan_editions e join campaigns c on c.id = e.campaign_id
		)
		select coalesce(s.subject, r.subject), coalesce(r.sha256, ''), coalesce(s.slug, ''), coalesce(s.number, 0), coalesce(s.doc_number, ''),
			coalesce(s.document, ''), coalesce(s.sha256, '')
		from stored s full join recorded r on r.subject = s.subject
		order by s.campaign_id, s.number`)
	if err != nil {
		return 0, err
	}
	n := 0
	var wrong error
	var before Edition
	var subject, recorded, slug, docNumber string
	var number int
	var document, sum []byte
	_, err = pgx.ForEachRow(rows, []any{&subject, &recorded, &slug, &number, &docNumber, &document, &sum}, func() error {
		if number == 0 {
			wrong = errors.Join(wrong, fmt.Errorf("%s is in the audit log but is gone", subject))
			return nil
		}
		n++
		e, err := verify(document, sum)
		switch {
		case err != nil:
		case e.Campaign.Slug != slug || e.Number != number || e.DocNumber != docNumber:
			err = errors.New("it is stored under another campaign or number than its document says")
		case recorded != fmt.Sprintf("%x", sum):
			err = errors.New("it is not the one that the audit log has")
		case number > 1 && !bytes.Equal(canon.JSON(Compare(before, e)), canon.JSON(e.Changes)):
			err = errors.New("its changes are not what comes out")
		}
		if err != nil {
			wrong = errors.Join(wrong, fmt.Errorf("%s does not hold: %w", subject, err))
		}
		before = e
		return nil
	})
	return n, errors.Join(err, wrong)
}

func verify(document, sum []byte) (Edition, error) {
	if digest := sha256.Sum256(document); !bytes.Equal(digest[:], sum) {
		return Edition{}, errors.New("the SHA-256 is not that of the document")
	}
	return Read(document)
}
