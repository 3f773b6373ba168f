package postgres

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fault"
)

// ErrRepeated is returned by Write for a form that has been answered before.
var ErrRepeated = errors.New("this form has been answered")

// errReused refuses a form that has been answered and now says something else: neither is
// done twice, nor is what it says now taken for done.
var errReused = fault.New(fault.Conflict, "Biểu mẫu này đã được gửi một lần với nội dung khác; lần gửi này chưa được lưu. Hãy mở lại trang rồi làm lại.")

// answerOnce takes the key of a form for this transaction. Who sends it at the same time
// waits here until the first one ends.
func (db *DB) answerOnce(ctx context.Context, tx *Tx) error {
	mac := hmac.New(sha256.New, db.key) // keyed: a form may hold a password
	mac.Write([]byte(tx.by.Sent))
	sent := mac.Sum(nil)
	tag, err := tx.Exec(ctx, `insert into answered (account_id, key, action, sent) values ($1, $2, $3, $4) on conflict do nothing`,
		tx.by.Account, tx.by.Key, tx.action, sent)
	if err != nil || tag.RowsAffected() == 1 {
		return err
	}
	var same bool
	err = tx.QueryRow(ctx, `select action = $3 and sent = $4 from answered where account_id = $1 and key = $2`,
		tx.by.Account, tx.by.Key, tx.action, sent).Scan(&same)
	if err != nil {
		return err
	}
	if !same {
		return errReused
	}
	return ErrRepeated
}

// Answer keeps what a form is answered, together with what it changes: its second sending is told the same.
func (tx *Tx) Answer(ctx context.Context, text string) error {
	_, err := tx.Exec(ctx, `update answered set location = $3 where account_id = $1 and key = nullif($2, '')::uuid`, tx.by.Account, tx.by.Key, text)
	return err
}

// SetAnswer keeps where the answer to a form led, for its second sending.
func (db *DB) SetAnswer(ctx context.Context, by access.Actor, location string) error {
	return db.Keep(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `update answered set location = $3 where account_id = $1 and key = $2`, by.Account, by.Key, location)
		return err
	})
}

// Answer returns where the answer to a form led. A second sending may come before the
// first has been answered: it waits a moment. Empty when nobody has kept it.
func (db *DB) Answer(ctx context.Context, by access.Actor) (string, error) {
	for try := 0; ; try++ {
		var location string
		err := db.QueryRow(ctx, `select location from answered where account_id = $1 and key = $2`, by.Account, by.Key).Scan(&location)
		if errors.Is(err, pgx.ErrNoRows) {
			return "", nil
		}
		if err != nil || location != "" || try == 20 {
			return location, err
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Sweep forgets the keys of forms that nobody sends again.
func (db *DB) Sweep(ctx context.Context) error {
	return db.Keep(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `delete from answered where at < now() - interval '2 days'`)
		return err
	})
}
