package filing

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/registration"
)

// Store keeps filings.
type Store struct{ db *postgres.DB }

// NewStore makes a store on a database.
func NewStore(db *postgres.DB) Store { return Store{db} }

// What is kept of filings, and for how long.
const (
	keptFor = 14 * 24 * time.Hour
	keptOf  = 20 // of one account
)

const errNoFiling = "Không có tệp này, hoặc tệp do người khác gửi. Tệp được giữ 14 ngày; hãy gửi lại nếu cần."

// bringing is the action of who hands in a workbook: a unit for itself, the office for any unit.
func bringing(office bool) access.Action {
	if office {
		return access.ImportWorkbook
	}
	return access.RegisterActivity
}

// Bring reads a workbook and keeps what it says, to be looked through. It returns the name of the filing in
// addresses. A workbook that cannot be read is a fault Invalid of FieldFile.
func (s Store) Bring(ctx context.Context, by access.Actor, office bool, name string, content []byte) (string, error) {
	known, err := s.Known(ctx)
	if err != nil {
		return "", err
	}
	file := registration.Read(content, known)
	if file.Refused != "" {
		return "", fault.Invalid{FieldFile: file.Sentence}
	}
	sum := sha256.Sum256(content)
	f := &Filing{
		PublicID: strings.ToLower(rand.Text()), Account: by.Account, Office: office, FileName: name, SHA256: hex.EncodeToString(sum[:]),
		Sheets: file.Sheets, Columns: map[string]map[string]registration.Column{}, Version: 1, Total: len(file.Rows),
	}
	for _, r := range file.Rows {
		f.Columns[r.Sheet] = r.Columns
	}
	do := bringing(office)
	return f.PublicID, s.db.Write(ctx, by, do, func(tx *postgres.Tx) error {
		c, err := campaign.Share(ctx, tx, do)
		if err != nil {
			return err
		}
		if err := tx.RecordNew(ctx, f, ""); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			delete from filings where at < portal_now() - $2::interval
				or account_id = $1 and id in (select id from filings where account_id = $1 order by id desc offset $3)`,
			by.Account, keptFor, keptOf-1)
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `
			insert into filings (public_id, campaign_id, account_id, office, at, file_name, sha256, content, sheets, columns, total)
			values ($1, $2, $3, $4, portal_now(), $5, $6, $7, $8, $9, $10) returning id`,
			f.PublicID, c.ID, by.Account, office, f.FileName, f.SHA256, content, f.Sheets, f.Columns, f.Total).Scan(&f.ID)
		if err != nil {
			return err
		}
		_, err = tx.CopyFrom(ctx, pgx.Identifier{"filing_rows"}, []string{"filing_id", "no", "sheet", "number", "cells", "remarks"},
			pgx.CopyFromSlice(len(file.Rows), func(i int) ([]any, error) {
				r := file.Rows[i]
				return []any{f.ID, i + 1, r.Sheet, r.Number, r.Cells, remarks{r.Problems, r.Notes}}, nil
			}))
		return err
	})
}

// remarks are what the reading of the file said of a row. What they say of its words is found anew each time; what they
// say of the file itself is kept here only.
type remarks struct {
	Problems []registration.Problem `json:"problems"`
	Notes    []registration.Problem `json:"notes"`
}

// Get reads a filing of the actor, or, of the office, one that the secretary's office handed in, and judges its rows.
func (s Store) Get(ctx context.Context, by access.Actor, office bool, id string) (*Filing, error) {
	var f *Filing
	err := s.db.Snapshot(ctx, func(q postgres.Querier) error {
		var err error
		if f, err = read(ctx, q, by, office, id, ""); err != nil {
			return err
		}
		return f.look(ctx, q, by)
	})
	return f, err
}

// Content is the workbook as it came, with the mistakes that the reading finds in it today.
func (s Store) Content(ctx context.Context, by access.Actor, office bool, id string) (f *Filing, content []byte, err error) {
	err = s.db.Snapshot(ctx, func(q postgres.Querier) error {
		if f, err = read(ctx, q, by, office, id, ""); err != nil {
			return err
		}
		return q.QueryRow(ctx, `select content from filings where id = $1`, f.ID).Scan(&content)
	})
	if err != nil {
		return nil, nil, err
	}
	known, err := s.Known(ctx)
	if err != nil {
		return nil, nil, err
	}
	file := registration.Read(content, known)
	f.Rows = make([]Row, len(file.Rows))
	for i, r := range file.Rows {
		f.Rows[i].Row = r
	}
	return f, content, s.db.Snapshot(ctx, func(q postgres.Querier) error { return f.look(ctx, q, by) })
}

// Summary is a filing in a list.
type Summary struct {
	PublicID, FileName string
	At                 time.Time
	Total, Registered  int
}

// Open lists the filings from which the actor can still register something, the latest first.
func (s Store) Open(ctx context.Context, by access.Actor, office bool) ([]Summary, error) {
	rows, err := s.db.Query(ctx, `
		select f.public_id, f.file_name, f.at, f.total, f.registered
		from filings f join campaigns c on c.id = f.campaign_id and c.current
		where f.account_id = $1 and f.office = $2 and f.registered < f.total and f.at >= portal_now() - $3::interval
		order by f.id desc limit $4`, by.Account, office, keptFor, keptOf)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Summary])
}

// read reads a filing with its rows, as stored. To whom it is not theirs, it is not there.
func read(ctx context.Context, q postgres.Querier, by access.Actor, office bool, id, lock string) (*Filing, error) {
	rows, err := q.Query(ctx, `
		select f.id, f.public_id, f.campaign_id, f.account_id, f.office, f.at, f.file_name, f.sha256, f.sheets, f.columns, f.version, f.total, f.registered
		from filings f
		join campaigns c on c.id = f.campaign_id and c.current
		where f.public_id = $1 and f.office = $2 and (f.account_id = $3 or $4) `+lock, id, office, by.Account, office && by.All(access.ImportWorkbook))
	if err != nil {
		return nil, err
	}
	f, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByPos[Filing])
	if err != nil {
		return nil, postgres.Missing(err, errNoFiling)
	}
	rows, err = q.Query(ctx, `
		select r.no, r.sheet, r.number, r.cells, r.remarks, r.mended, r.chosen, r.version, coalesce(a.code, '')
		from filing_rows r left join activities a on a.id = r.activity_id
		where r.filing_id = $1 order by r.no`, f.ID)
	if err != nil {
		return nil, err
	}
	f.Rows, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (Row, error) {
		var r Row
		var said remarks
		err := row.Scan(&r.No, &r.Sheet, &r.Number, &r.Cells, &said, &r.Mended, &r.Chosen, &r.Version, &r.Code)
		r.Columns, r.Problems, r.Notes = f.Columns[r.Sheet], said.Problems, said.Notes
		return r, err
	})
	return f, err
}

// world is what a filing is held against.
type world struct {
	registration.Known
	own   []string // codes of the units that the author works for
	there there
}

// look reads the world and judges the rows by it.
func (f *Filing) look(ctx context.Context, q postgres.Querier, by access.Actor) error {
	var w world
	var err error
	if w.Known, err = known(ctx, q); err != nil {
		return err
	}
	mine := slices.Concat([]int64{}, by.HeadOf, by.StaffOf)
	if err := q.QueryRow(ctx, `select array(select code from units where id = any($1) order by sort_no, code)`, mine).Scan(&w.own); err != nil {
		return err
	}
	rows, err := q.Query(ctx, `
		select a.code, a.title, a.starts_on, a.ends_on, a.stage, u.code, a.registered_starts_on, a.registered_ends_on
		from activities a join units u on u.id = a.unit_id
		where a.campaign_id = $1 and a.stage not in ('withdrawn', 'cancelled', 'merged') and ($2 or a.unit_id = any($3))
		order by a.code limit $4`, f.Campaign, f.Office, mine, mostThere)
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r registered, err error) {
		err = row.Scan(&r.Code, &r.Title, &r.StartsOn, &r.EndsOn, &r.Stage, &r.Unit, &r.FirstStarts, &r.FirstEnds)
		return r, err
	})
	if err != nil {
		return err
	}
	w.there = newThere(list, f.Office)
	f.judge(w)
	return nil
}

// mostThere bounds what a filing is compared with; a campaign has 60 activities.
const mostThere = 50_000

// Known is what rows are read against in the current campaign.
func (s Store) Known(ctx context.Context) (registration.Known, error) { return known(ctx, s.db) }

func known(ctx context.Context, q postgres.Querier) (registration.Known, error) {
	var k registration.Known
	err := q.QueryRow(ctx, `select starts_on, ends_on from campaigns where current`).Scan(&k.From, &k.To)
	if err != nil {
		return k, postgres.Missing(err, "Chưa có phong trào nào.")
	}
	rows, err := q.Query(ctx, `
		select u.code, u.name, u.short_name, u.aliases from units u
		join unit_blocks ub on ub.unit_id = u.id
		join campaigns c on c.id = ub.campaign_id and c.current
		join blocks b on b.id = ub.block_id
		order by b.sort_no, u.sort_no, u.code`)
	if err != nil {
		return k, err
	}
	if k.Units, err = pgx.CollectRows(rows, pgx.RowToStructByPos[registration.Unit]); err != nil {
		return k, err
	}
	rows, err = q.Query(ctx, `select code, name from categories order by sort_no, code`)
	if err != nil {
		return k, err
	}
	k.Categories, err = pgx.CollectRows(rows, pgx.RowToStructByPos[registration.Category])
	return k, err
}
