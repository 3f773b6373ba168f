package account

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/postgres"
)

func spent() error {
	return fault.New(fault.Gone, "Liên kết này đã được dùng hoặc đã hết hạn. Hãy xin quản trị viên một liên kết mới.")
}

// Linked returns the account whose password a link sets, as long as the link is open.
func (s Store) Linked(ctx context.Context, token string) (Account, error) {
	if !isToken(token) {
		return Account{}, spent()
	}
	a, err := one(ctx, s.db, `select `+columns+` from accounts a where a.disabled_at is null and a.id = (
		select account_id from password_links
		where token_hash = $1 and used_at is null and expires_at > now())`, tokenHash(token))
	if fault.Is(err, fault.NotFound) {
		return Account{}, spent()
	}
	return a, err
}

// UseLink sets the password that a link is for and signs the account out everywhere. It
// returns a token that makes this device a known one: who was given a link is not slowed
// down by those who guess. request is the request's id, for the audit log.
func (s Store) UseLink(ctx context.Context, token, password, request string) (device string, err error) {
	a, err := s.Linked(ctx, token)
	if err != nil {
		return "", err
	}
	if sentence := weak(password, a.Email, a.Name); sentence != "" {
		return "", fault.Invalid{"password": sentence}
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return "", err
	}
	by, err := actor(ctx, s.db, a.ID)
	if err != nil {
		return "", err
	}
	by.RequestID = request
	err = s.db.Write(ctx, by, access.SignIn, func(tx *postgres.Tx) error {
		a, err := lock(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if err := tx.Record(ctx, a, "Đặt mật khẩu bằng liên kết"); err != nil {
			return err
		}
		var used time.Time
		err = tx.QueryRow(ctx, `update password_links set used_at = now()
			where token_hash = $1 and account_id = $2 and used_at is null and expires_at > now()
			returning used_at`, tokenHash(token), a.ID).Scan(&used)
		if errors.Is(err, pgx.ErrNoRows) || a.Disabled() {
			return spent()
		}
		if err != nil {
			return err
		}
		if err := setPassword(ctx, tx, a, hash); err != nil {
			return err
		}
		device, err = beginDevice(ctx, tx, a.ID)
		return err
	})
	return device, err
}

// ChangePassword sets another password for who knows the old one, and signs the account
// out everywhere. Who changed it goes on in a new session.
func (s Store) ChangePassword(ctx context.Context, by access.Actor, before, after string) (session string, err error) {
	if !by.Can(access.KeepOwnAccount) || by.Account == 0 {
		return "", access.Denied()
	}
	var email, name, kept string
	err = s.db.QueryRow(ctx, `select email, name, coalesce(password_hash, $2) from accounts where id = $1`, by.Account, nobody).
		Scan(&email, &name, &kept)
	if err != nil {
		return "", err
	}
	wrong := fault.Invalid{}
	if before == "" {
		wrong["old"] = "Hãy nhập mật khẩu đang dùng."
	}
	if sentence := weak(after, email, name); sentence != "" {
		wrong["password"] = sentence
	} else if slices.Equal(letters(before), letters(after)) {
		wrong["password"] = "Mật khẩu mới phải khác mật khẩu đang dùng."
	}
	if len(wrong) > 0 {
		return "", wrong
	}
	counted := [][]byte{bucket(bySession, by.Account)}
	if err := s.guess(ctx, counted); err != nil {
		return "", err
	}
	right, err := s.hasher.verify(ctx, kept, before)
	if err == nil && !right {
		return "", fault.Invalid{"old": "Mật khẩu đang dùng không đúng."}
	}
	var hash string
	if err == nil {
		hash, err = s.hasher.hash(ctx, after)
	}
	if err != nil {
		return "", errors.Join(err, s.takeBack(ctx, counted))
	}
	err = s.db.Write(ctx, by, access.KeepOwnAccount, func(tx *postgres.Tx) error {
		a, err := lock(ctx, tx, by.Account)
		if err != nil {
			return err
		}
		if err := tx.Record(ctx, a, "Đổi mật khẩu"); err != nil {
			return err
		}
		// Meanwhile a link may have set another one, or the account may have been disabled.
		var still bool
		err = tx.QueryRow(ctx, `select password_hash is not distinct from $2 and disabled_at is null from accounts where id = $1`,
			a.ID, kept).Scan(&still)
		if err != nil {
			return err
		}
		if !still {
			return fault.New(fault.Conflict, "Mật khẩu vừa được đổi ở nơi khác. Hãy đăng nhập lại.")
		}
		if err := setPassword(ctx, tx, a, hash); err != nil {
			return err
		}
		if err := unguess(ctx, tx, counted, true); err != nil {
			return err
		}
		session, err = beginSession(ctx, tx, a.ID)
		return err
	})
	return session, err
}

// setPassword keeps the hash; no session and no link outlives the password before it.
func setPassword(ctx context.Context, tx *postgres.Tx, a *Account, hash string) error {
	if _, err := tx.Exec(ctx, `update accounts set password_hash = $2 where id = $1`, a.ID, hash); err != nil {
		return err
	}
	a.HasPassword, a.LinkUntil = true, nil
	if err := closeLinks(ctx, tx, a.ID); err != nil {
		return err
	}
	return EndSessions(ctx, tx, a.ID)
}
