package plan

import (
	"context"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/postgres"
)

// Grounds lists the grounds in law that the portal knows, in their order.
func (s Store) Grounds(ctx context.Context) ([]Ground, error) { return Grounds(ctx, s.db) }

// mostGrounds bounds the list of grounds.
const mostGrounds = 300

const groundFields = `id, text, valid_from, valid_to, sort_no, version`

// Grounds is Store.Grounds in a transaction.
func Grounds(ctx context.Context, q postgres.Querier) ([]Ground, error) {
	rows, err := q.Query(ctx, `select `+groundFields+` from legal_bases order by sort_no, id limit $1`, mostGrounds)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Ground])
}

const errNoGround = "Không có căn cứ này."

// Ground reads one ground.
func (s Store) Ground(ctx context.Context, id int64) (Ground, error) {
	rows, err := s.db.Query(ctx, `select `+groundFields+` from legal_bases where id = $1`, id)
	if err != nil {
		return Ground{}, err
	}
	g, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Ground])
	return g, postgres.Missing(err, errNoGround)
}

// AddGround keeps a ground that the portal did not know.
func (s Store) AddGround(ctx context.Context, by access.Actor, g Ground) error {
	if err := g.check(); err != nil {
		return err
	}
	return s.db.Write(ctx, by, access.ManageSettings, func(tx *postgres.Tx) error {
		g.Version = 1
		known, err := Grounds(ctx, tx)
		if err != nil {
			return err
		}
		for _, k := range known {
			if k.Text == g.Text {
				return fault.Invalid{FieldText: "Căn cứ này đã có. Hãy sửa căn cứ đang có."}
			}
		}
		if len(known) >= mostGrounds {
			return fault.Invalid{FieldText: "Đã có quá nhiều căn cứ. Hãy sửa căn cứ cũ."}
		}
		if err := tx.QueryRow(ctx, `insert into legal_bases (text, valid_from, valid_to, sort_no) values ($1, $2, $3, $4) returning id`,
			g.Text, g.From, g.Until, g.Order).Scan(&g.ID); err != nil {
			return err
		}
		return tx.RecordNew(ctx, &g, "")
	})
}

// MendGround changes a ground; its version is the one that was edited. What was issued stays as it was.
func (s Store) MendGround(ctx context.Context, by access.Actor, to Ground) error {
	if err := to.check(); err != nil {
		return err
	}
	return s.db.Write(ctx, by, access.ManageSettings, func(tx *postgres.Tx) error {
		rows, err := tx.Query(ctx, `select `+groundFields+` from legal_bases where id = $1 for update`, to.ID)
		if err != nil {
			return err
		}
		g, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByPos[Ground])
		if err != nil {
			return postgres.Missing(err, errNoGround)
		}
		if err := tx.Record(ctx, g, ""); err != nil {
			return err
		}
		if g.Version != to.Version {
			return fault.New(fault.Conflict, "Căn cứ này vừa được người khác sửa. Hãy xem bản mới rồi lưu lại.")
		}
		*g = to
		g.Version++
		_, err = tx.Exec(ctx, `update legal_bases set text = $2, valid_from = $3, valid_to = $4, sort_no = $5, version = $6 where id = $1`,
			g.ID, g.Text, g.From, g.Until, g.Order, g.Version)
		return err
	})
}
