package account

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// Link is what lets somebody set the password of an account, once. Only its hash is
// kept, so it is shown now or never.
type Link struct {
	Account int64
	Token   string
	Expires time.Time
}

// LinkDays is for how many days a link is open.
const LinkDays = 3

// adminLock makes operations that can take away an administrator take turns, so that two
// of them cannot each leave the other as the last one.
const adminLock = 0x6163_636f_756e_74

// Create makes an account without a password, and the link to set it.
func (s Store) Create(ctx context.Context, by access.Actor, n New) (Link, error) {
	if err := n.check(); err != nil {
		return Link{}, err
	}
	var link Link
	err := s.db.Write(ctx, by, access.ManageAccounts, func(tx *postgres.Tx) error {
		a := &Account{Name: viet.Clean(n.Name), Roles: []access.Role{}, Memberships: []Membership{}, Version: 1}
		a.Email = norm.NFKC.String(viet.Clean(n.Email))
		if err := tx.RecordNew(ctx, a, ""); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `insert into accounts (email, email_key, name) values ($1, $2, $3) returning id`,
			a.Email, EmailKey(n.Email), a.Name).Scan(&a.ID)
		if postgres.Violates(err, "accounts_email_key_key") {
			return fault.Invalid{"email": "E-mail này đã có tài khoản."}
		}
		if err != nil {
			return err
		}
		if _, err := setRoles(ctx, tx, a, n.Roles); err != nil {
			return err
		}
		if _, err := setMemberships(ctx, tx, a, n.Memberships); err != nil {
			return err
		}
		link, err = issue(ctx, tx, a)
		return err
	})
	return link, err
}

// Edit changes the name, the roles and the units of an account. Whoever's rights change
// signs in anew.
func (s Store) Edit(ctx context.Context, by access.Actor, id int64, c Change) error {
	if err := c.check(); err != nil {
		return err
	}
	return s.db.Write(ctx, by, access.ManageAccounts, func(tx *postgres.Tx) error {
		a, err := lockAdmins(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Record(ctx, a, ""); err != nil {
			return err
		}
		if a.Version != c.Version {
			return fault.New(fault.Conflict, "Tài khoản này vừa được người khác sửa. Hãy xem lại rồi sửa lại.")
		}
		if !slices.Contains(c.Roles, access.Admin) {
			if err := spareAdmin(ctx, tx, by, a); err != nil {
				return err
			}
		}
		roles, err := setRoles(ctx, tx, a, c.Roles)
		if err != nil {
			return err
		}
		units, err := setMemberships(ctx, tx, a, c.Memberships)
		if err != nil {
			return err
		}
		if roles || units {
			if err := EndSessions(ctx, tx, a.ID); err != nil {
				return err
			}
		}
		a.Name = viet.Clean(c.Name)
		a.Version++
		_, err = tx.Exec(ctx, `update accounts set name = $2, version = $3 where id = $1`, a.ID, a.Name, a.Version)
		return err
	})
}

// Disable keeps an account from signing in, at once. What it did stays.
func (s Store) Disable(ctx context.Context, by access.Actor, id int64, reason string) error {
	return s.db.Write(ctx, by, access.ManageAccounts, func(tx *postgres.Tx) error {
		a, err := lockAdmins(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Record(ctx, a, viet.Clean(reason)); err != nil {
			return err
		}
		if a.Disabled() {
			return fault.New(fault.Conflict, "Tài khoản này đã bị khóa từ trước.")
		}
		if err := spareAdmin(ctx, tx, by, a); err != nil {
			return err
		}
		a.LinkUntil = nil
		a.Version++
		err = tx.QueryRow(ctx, `update accounts set disabled_at = portal_now(), version = $2 where id = $1 returning disabled_at`,
			a.ID, a.Version).Scan(&a.DisabledAt)
		if err != nil {
			return err
		}
		if err := closeLinks(ctx, tx, a.ID); err != nil {
			return err
		}
		return EndSessions(ctx, tx, a.ID)
	})
}

// Enable lets a disabled account sign in again, with the password it had.
func (s Store) Enable(ctx context.Context, by access.Actor, id int64) error {
	return s.db.Write(ctx, by, access.ManageAccounts, func(tx *postgres.Tx) error {
		a, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Record(ctx, a, ""); err != nil {
			return err
		}
		if !a.Disabled() {
			return fault.New(fault.Conflict, "Tài khoản này đang hoạt động.")
		}
		a.DisabledAt = nil
		a.Version++
		_, err = tx.Exec(ctx, `update accounts set disabled_at = null, version = $2 where id = $1`, a.ID, a.Version)
		return err
	})
}

// NewLink makes a new link to set the password of an account; earlier ones do not work
// any more. The password stays until the link is used.
func (s Store) NewLink(ctx context.Context, by access.Actor, id int64) (Link, error) {
	var link Link
	err := s.db.Write(ctx, by, access.ManageAccounts, func(tx *postgres.Tx) error {
		a, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Record(ctx, a, "Cấp liên kết đặt mật khẩu"); err != nil {
			return err
		}
		if a.Disabled() {
			return fault.New(fault.Conflict, "Tài khoản này đang bị khóa. Hãy mở khóa trước.")
		}
		link, err = issue(ctx, tx, a)
		return err
	})
	return link, err
}

// issue makes the one open link of an account.
func issue(ctx context.Context, tx *postgres.Tx, a *Account) (Link, error) {
	if err := closeLinks(ctx, tx, a.ID); err != nil {
		return Link{}, err
	}
	token, hash := newToken()
	link := Link{Account: a.ID, Token: token}
	err := tx.QueryRow(ctx, `insert into password_links (token_hash, account_id, expires_at)
		values ($1, $2, now() + $3 * interval '1 day') returning expires_at`, hash, a.ID, LinkDays).Scan(&link.Expires)
	a.LinkUntil = &link.Expires
	return link, err
}

func closeLinks(ctx context.Context, tx pgx.Tx, account int64) error {
	_, err := tx.Exec(ctx, `delete from password_links where account_id = $1 and used_at is null`, account)
	return err
}

func lockAdmins(ctx context.Context, tx *postgres.Tx, id int64) (*Account, error) {
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, int64(adminLock)); err != nil {
		return nil, err
	}
	return lock(ctx, tx, id)
}

// spareAdmin refuses to take the administrator's rights from oneself and from the last
// one who can sign in: nobody could give them back.
func spareAdmin(ctx context.Context, tx *postgres.Tx, by access.Actor, a *Account) error {
	if a.ID == by.Account {
		return fault.New(fault.Conflict, "Bạn không thể tự khóa tài khoản hay tự bỏ quyền quản trị của mình. Hãy nhờ một quản trị viên khác.")
	}
	if a.Disabled() || !slices.Contains(a.Roles, access.Admin) {
		return nil
	}
	var others bool
	err := tx.QueryRow(ctx, `select exists (select from accounts a
		join account_roles r on r.account_id = a.id and r.role = 'admin'
		where a.id <> $1 and a.disabled_at is null and a.password_hash is not null)`, a.ID).Scan(&others)
	if err == nil && !others {
		err = fault.New(fault.Conflict, "Đây là quản trị viên cuối cùng. Hãy giao quyền quản trị cho một tài khoản khác trước.")
	}
	return err
}
