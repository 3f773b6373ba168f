package activity

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// MostPhrases is how many phrases are kept for reuse.
const MostPhrases = 50

// Phrase is a reason that the office uses again and again.
type Phrase struct {
	ID   int64  `json:"-"`
	Text string `json:"text"`
	Kept bool   `json:"kept"`
}

// AuditKey names the phrase in the audit log.
func (p *Phrase) AuditKey() string { return fmt.Sprintf("phrase %d", p.ID) }

// OwnedBy is false: phrases are the office's.
func (p *Phrase) OwnedBy(access.Actor, access.Role) bool { return false }

// Phrases lists the phrases for reuse, the most used first.
func (s Store) Phrases(ctx context.Context) ([]Phrase, error) {
	rows, err := s.db.Query(ctx, `select id, text, true from return_phrases where not hidden order by used desc, id limit $1`, MostPhrases)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Phrase])
}

// KeepPhrase keeps a phrase for reuse; one that is there already is brought back.
func (s Store) KeepPhrase(ctx context.Context, by access.Actor, text string) error {
	text = viet.CleanText(text)
	if text == "" {
		return fault.Invalid{FieldPhrase: "Hãy nhập câu cần giữ."}
	}
	if n := utf8.RuneCountInString(text); n > MaxReason {
		return fault.Invalid{FieldPhrase: tooLong("câu", n, MaxReason)}
	}
	return s.db.Write(ctx, by, access.KeepPhrases, func(tx *postgres.Tx) error {
		p := &Phrase{Text: text, Kept: true}
		err := tx.QueryRow(ctx, `
			insert into return_phrases (text) values ($1)
			on conflict (text) do update set hidden = false, version = return_phrases.version + 1
			returning id`, text).Scan(&p.ID)
		if err != nil {
			return err
		}
		var kept int
		if err := tx.QueryRow(ctx, `select count(*) from return_phrases where not hidden`).Scan(&kept); err != nil {
			return err
		}
		if kept > MostPhrases {
			return fault.Invalid{FieldPhrase: fmt.Sprintf("Đã giữ %d câu. Hãy bỏ bớt câu cũ.", MostPhrases)}
		}
		return tx.RecordNew(ctx, p, "")
	})
}

// FieldPhrase is the field of a phrase.
const FieldPhrase = "cau"

// DropPhrase takes a phrase off the list.
func (s Store) DropPhrase(ctx context.Context, by access.Actor, id int64) error {
	return s.db.Write(ctx, by, access.KeepPhrases, func(tx *postgres.Tx) error {
		p := &Phrase{ID: id, Kept: true}
		if err := tx.QueryRow(ctx, `select text from return_phrases where id = $1 and not hidden for update`, id).Scan(&p.Text); err != nil {
			return postgres.Missing(err, "Không có câu này.")
		}
		if err := tx.Record(ctx, p, ""); err != nil {
			return err
		}
		p.Kept = false
		_, err := tx.Exec(ctx, `update return_phrases set hidden = true, version = version + 1 where id = $1`, id)
		return err
	})
}

// CountPhrase notes that a phrase was used again, so that it stands higher on the list.
func (s Store) CountPhrase(ctx context.Context, id int64) error {
	return s.db.Keep(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `update return_phrases set used = used + 1 where id = $1`, id)
		return err
	})
}
