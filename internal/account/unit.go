package account

import (
	"context"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/postgres"
)

// Unit is a unit with the accounts that act for it today.
type Unit struct {
	Code   string
	Name   string
	Kind   string // code of the kind
	Block  string // name of its block in the current campaign; empty: none
	People []Person
}

// Person is an account that acts for a unit.
type Person struct {
	ID       int64
	Name     string
	Role     access.Role
	Disabled bool
}

// Units lists all units by their blocks, with who acts for them: two queries, whatever their number.
func (s Store) Units(ctx context.Context) ([]Unit, error) {
	var list []Unit
	err := s.db.Snapshot(ctx, func(q postgres.Querier) error {
		rows, err := q.Query(ctx, `
			select u.code, u.name, u.kind, coalesce(b.name, '')
			from units u
			left join campaigns c on c.current
			left join unit_blocks ub on ub.unit_id = u.id and ub.campaign_id = c.id
			left join blocks b on b.id = ub.block_id
			order by b.sort_no nulls last, u.sort_no, u.code`)
		if err != nil {
			return err
		}
		at := map[string]int{}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (Unit, error) {
			var u Unit
			return u, row.Scan(&u.Code, &u.Name, &u.Kind, &u.Block)
		})
		if err != nil {
			return err
		}
		for i, u := range list {
			at[u.Code] = i
		}
		rows, err = q.Query(ctx, `
			select u.code, a.id, a.name, m.role, a.disabled_at is not null
			from memberships m join units u on u.id = m.unit_id join accounts a on a.id = m.account_id
			where portal_today() between m.valid_from and m.valid_to
			order by m.role, a.name collate vi_natural, a.id`)
		if err != nil {
			return err
		}
		var code string
		var p Person
		_, err = pgx.ForEachRow(rows, []any{&code, &p.ID, &p.Name, &p.Role, &p.Disabled}, func() error {
			if i, found := at[code]; found {
				list[i].People = append(list[i].People, p)
			}
			return nil
		})
		return err
	})
	return list, err
}
