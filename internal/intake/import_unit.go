package intake

import (
	"context"

	"github.com/jackc/pgx/v5"

	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/table"
)

// unitBatch brings units, and the blocks they are in.
type unitBatch struct {
	units    []Unit
	campaign *campaign.Campaign // nil: there is none yet, and so no blocks
	isNew    map[string]bool
	placed   map[string]string // unit → block of the campaign
}

func (b *unitBatch) check(ctx context.Context, tx *postgres.Tx, t *Taken) (table.Mistakes, error) {
	var err error
	if b.campaign, err = campaign.Lock(ctx, tx); fault.Is(err, fault.NotFound) {
		b.campaign, t.note = nil, ". Chưa có phong trào nên chưa xếp khối: có phong trào rồi hãy nhập lại tệp này"
	} else if err != nil {
		return nil, err
	}
	if b.campaign != nil && b.campaign.After(campaign.Scoring) {
		return nil, tooLate("đơn vị")
	}
	names, err := pairs(ctx, tx, `select code, name from units`)
	if err != nil {
		return nil, err
	}
	var blocks map[string]string
	if b.campaign != nil {
		if blocks, err = pairs(ctx, tx, `select code, name from blocks where campaign_id = $1`, b.campaign.ID); err != nil {
			return nil, err
		}
		if b.placed, err = pairs(ctx, tx, `
			select u.code, b.code from unit_blocks ub join units u on u.id = ub.unit_id join blocks b on b.id = ub.block_id
			where ub.campaign_id = $1`, b.campaign.ID); err != nil {
			return nil, err
		}
	}
	b.isNew = map[string]bool{}
	var mistakes table.Mistakes
	for _, u := range b.units {
		if name, there := names[u.Code]; there && name != u.Name {
			mistakes.Add(u.Row, "unit_code", "Mã %s đã có, là “%s”.", u.Code, name)
		}
		if name, there := blocks[u.Block]; there && name != u.BlockName {
			mistakes.Add(u.Row, "block_name", "Khối %s đã có, tên là “%s”.", u.Block, name)
		}
		if block, there := b.placed[u.Code]; there && block != u.Block {
			mistakes.Add(u.Row, "block_code", "%s đã thuộc khối %s.", u.Code, block)
		}
		b.isNew[u.Code] = names[u.Code] == ""
		if b.isNew[u.Code] || b.campaign != nil && b.placed[u.Code] == "" {
			t.New = append(t.New, u.Code)
		} else {
			t.Known++
		}
	}
	return mistakes, nil
}

func (b *unitBatch) save(ctx context.Context, tx *postgres.Tx) error {
	var last int
	if err := tx.QueryRow(ctx, `select coalesce(max(sort_no), 0) from units`).Scan(&last); err != nil {
		return err
	}
	q := &pgx.Batch{}
	for _, u := range b.units {
		if b.isNew[u.Code] {
			last++
			q.Queue(`
				insert into units (code, name, short_name, aliases, kind, head_role, households, members, phone, email, sort_no)
				values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
				u.Code, u.Name, u.ShortName, u.Aliases, string(u.Kind), u.HeadRole, u.Households, u.Members, u.Phone, u.Email, last)
		}
		if b.campaign == nil || b.placed[u.Code] != "" {
			continue
		}
		q.Queue(`
			insert into blocks (campaign_id, code, name, sort_no)
			select $1, $2, $3, coalesce(max(sort_no), 0) + 1 from blocks where campaign_id = $1
			on conflict (campaign_id, code) do nothing`, b.campaign.ID, u.Block, u.BlockName)
		q.Queue(`
			insert into unit_blocks (campaign_id, unit_id, block_id)
			select $1, u.id, b.id from units u, blocks b where u.code = $2 and b.campaign_id = $1 and b.code = $3`,
			b.campaign.ID, u.Code, u.Block)
	}
	return tx.SendBatch(ctx, q).Close()
}

// pairs reads two columns: code → what is known of it.
func pairs(ctx context.Context, q postgres.Querier, sql string, args ...any) (map[string]string, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	var code, value string
	_, err = pgx.ForEachRow(rows, []any{&code, &value}, func() error {
		found[code] = value
		return nil
	})
	return found, err
}
