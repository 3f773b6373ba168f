package account

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/postgres"
)

// Store keeps accounts and all that belongs to signing in.
type Store struct {
	db     *postgres.DB
	hasher *hasher
}

// NewStore makes the store on a database.
func NewStore(db *postgres.DB) Store { return Store{db: db, hasher: shared} }

// PageSize is how many accounts a page of List holds, and AtMost how many a file.
const (
	PageSize = 50
	AtMost   = 5000
)

// Filter narrows List. Its zero value takes all accounts, first page.
type Filter struct {
	Query string      // part of a name or an e-mail, accents or not
	Role  access.Role // granted, or of a membership of today
	Page  int         // from 1
	Whole bool        // all pages at once, for a file
}

// Page is a page of accounts, by name.
type Page struct {
	Accounts []Account
	Total    int // that match, on all pages
}

// columns are those of Account, from accounts a.
const columns = `a.id, a.email, a.name, a.disabled_at, a.created_at, a.version, a.password_hash is not null as has_password,
	array(select role from account_roles r where r.account_id = a.id) as roles,
	(select max(l.expires_at) from password_links l
		where l.account_id = a.id and l.used_at is null and l.expires_at > now()) as link_until`

// matching narrows accounts a to a Filter: $1 the query, escaped for like, $2 the role.
const matching = `($1 = '' or vn_fold(a.name || ' ' || a.email) like '%' || vn_fold($1) || '%')
	and ($2 = '' or exists (select from account_roles r where r.account_id = a.id and r.role = $2)
		or exists (select from memberships m where m.account_id = a.id and m.role = $2
			and portal_today() between m.valid_from and m.valid_to))`

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// List returns the accounts that match, by name.
func (s Store) List(ctx context.Context, f Filter) (Page, error) {
	var page Page
	query := likeEscaper.Replace(strings.TrimSpace(f.Query))
	limit, offset := PageSize, PageSize*(min(max(f.Page, 1), 1_000_000)-1)
	if f.Whole {
		limit, offset = AtMost, 0
	}
	err := s.db.Snapshot(ctx, func(q postgres.Querier) error {
		if err := q.QueryRow(ctx, `select count(*) from accounts a where `+matching, query, f.Role).Scan(&page.Total); err != nil {
			return err
		}
		var err error
		page.Accounts, err = read(ctx, q, `select `+columns+` from accounts a where `+matching+`
			order by a.name collate vi_natural, a.id limit $3 offset $4`,
			query, f.Role, limit, offset)
		return err
	})
	return page, err
}

// Get returns an account with all its memberships, past ones too.
func (s Store) Get(ctx context.Context, id int64) (Account, error) {
	return one(ctx, s.db, `select `+columns+` from accounts a where a.id = $1`, id)
}

// Find returns the account of an e-mail address.
func (s Store) Find(ctx context.Context, email string) (Account, error) {
	return one(ctx, s.db, `select `+columns+` from accounts a where a.email_key = $1`, EmailKey(email))
}

// lock returns an account that nobody else changes until the transaction ends.
func lock(ctx context.Context, tx *postgres.Tx, id int64) (*Account, error) {
	a, err := one(ctx, tx, `select `+columns+` from accounts a where a.id = $1 for update of a`, id)
	return &a, err
}

func one(ctx context.Context, q postgres.Querier, sql string, args ...any) (Account, error) {
	list, err := read(ctx, q, sql, args...)
	if err == nil && len(list) == 0 {
		err = postgres.Missing(pgx.ErrNoRows, "Không có tài khoản này.")
	}
	if err != nil {
		return Account{}, err
	}
	return list[0], nil
}

// read returns accounts with their memberships: two queries, whatever their number.
func read(ctx context.Context, q postgres.Querier, sql string, args ...any) ([]Account, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Account])
	if err != nil || len(list) == 0 {
		return nil, err
	}
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].ID
		list[i].Roles = sorted(list[i].Roles)
	}
	held, err := membershipsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Memberships = []Membership{}
		for _, h := range held {
			if h.AccountID == list[i].ID {
				list[i].Memberships = append(list[i].Memberships, h.Membership)
			}
		}
	}
	return list, nil
}

// held is a membership as a row.
type held struct {
	ID        int64
	AccountID int64
	Membership
}

func membershipsOf(ctx context.Context, q postgres.Querier, accounts []int64) ([]held, error) {
	rows, err := q.Query(ctx, `select m.id, m.account_id, u.code as unit, u.name as unit_name, m.role,
			m.valid_from as "from", nullif(m.valid_to, 'infinity') as until
		from memberships m
		join units u on u.id = m.unit_id
		where m.account_id = any($1)
		order by m.valid_from, u.sort_no, u.code, m.id`, accounts)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[held])
}

// setMemberships makes the memberships of an account those that are wanted, and
// reports whether that changed anything.
func setMemberships(ctx context.Context, tx *postgres.Tx, a *Account, wanted []Membership) (changed bool, err error) {
	rows, err := membershipsOf(ctx, tx, []int64{a.ID})
	if err != nil {
		return false, err
	}
	p, err := plan(ctx, tx, rows, wanted)
	if err != nil {
		return false, err
	}
	batch := &pgx.Batch{}
	for _, id := range p.drop {
		batch.Queue(`delete from memberships where id = $1`, id)
	}
	for _, h := range p.move {
		batch.Queue(`update memberships set valid_to = coalesce($2::date, 'infinity') where id = $1`, h.ID, h.Until)
	}
	for _, m := range p.add {
		batch.Queue(`insert into memberships (account_id, unit_id, role, valid_from, valid_to)
			select $1, id, $3, $4, coalesce($5::date, 'infinity') from units where code = $2`, a.ID, m.Unit, m.Role, m.From, m.Until)
	}
	if batch.Len() == 0 {
		return false, nil
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return false, err
	}
	rows, err = membershipsOf(ctx, tx, []int64{a.ID})
	a.Memberships = []Membership{}
	for _, h := range rows {
		a.Memberships = append(a.Memberships, h.Membership)
	}
	return true, err
}

// setRoles makes the granted roles of an account those that are wanted, and reports
// whether that changed anything.
func setRoles(ctx context.Context, tx *postgres.Tx, a *Account, wanted []access.Role) (changed bool, err error) {
	wanted = sorted(wanted)
	if slices.Equal(a.Roles, wanted) {
		return false, nil
	}
	batch := &pgx.Batch{}
	batch.Queue(`delete from account_roles where account_id = $1`, a.ID)
	batch.Queue(`insert into account_roles (account_id, role) select $1, unnest($2::text[])`, a.ID, wanted)
	a.Roles = wanted
	return true, tx.SendBatch(ctx, batch).Close()
}
