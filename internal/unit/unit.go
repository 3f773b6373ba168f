// Package unit knows who takes part in the campaign: the offices, organisations,
// sections, schools and residential groups of the ward.
package unit

import (
	"context"
	"regexp"
	"slices"

	"github.com/jackc/pgx/v5"

	"portal/internal/postgres"
	"portal/internal/rubric"
	"portal/internal/viet"
)

// Unit is a unit as everybody sees it: telephone numbers and addresses are not in it.
type Unit struct {
	ID         int64
	Code       string
	Name       string
	ShortName  string
	Aliases    []string // other spellings that people use
	Kind       rubric.Kind
	Block      string // code
	BlockName  string
	HeadRole   string // the post, never a person
	Households *int
	Members    *int
}

// Store reads units.
type Store struct{ db *postgres.DB }

// NewStore makes a store on a database.
func NewStore(db *postgres.DB) Store { return Store{db} }

const units = `
	select u.id, u.code, u.name, u.short_name, u.aliases, u.kind, b.code, b.name, u.head_role, u.households, u.members
	from units u
	join unit_blocks ub on ub.unit_id = u.id
	join campaigns c on c.id = ub.campaign_id and c.current
	join blocks b on b.id = ub.block_id`

// List returns the units of the current campaign, by block and in their natural order.
func (s Store) List(ctx context.Context) ([]Unit, error) {
	rows, err := s.db.Query(ctx, units+` order by b.sort_no, u.sort_no, u.name limit 2000`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Unit])
}

// ByCode returns a unit of the current campaign; a fault NotFound for any other.
func (s Store) ByCode(ctx context.Context, code string) (Unit, error) {
	rows, err := s.db.Query(ctx, units+` where u.code = $1`, code)
	if err != nil {
		return Unit{}, err
	}
	u, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Unit])
	return u, postgres.Missing(err, "Không có đơn vị này trong phong trào.")
}

// Search keeps the units that a visitor looks for; those with the words as typed come first.
func Search(list []Unit, text string) []Unit {
	var exact, others []Unit
	for _, u := range list {
		switch {
		case !u.matches(text):
		case viet.Exact(u.Name, text) || viet.Exact(u.ShortName, text) || viet.Exact(u.Code, text):
			exact = append(exact, u)
		default:
			others = append(others, u)
		}
	}
	return append(exact, others...)
}

func (u Unit) matches(text string) bool {
	folded := viet.SearchText(append([]string{u.Code, u.Name, u.ShortName}, u.Aliases...)...)
	return !slices.ContainsFunc(viet.Patterns(text), func(p string) bool { return !regexp.MustCompile(p).MatchString(folded) })
}
