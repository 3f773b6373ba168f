// Package audit reads the log of who did what. Nobody writes it from here: entries
// come out of postgres.Write, in the transaction of what they tell of.
package audit

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/postgres"
	"portal/internal/viet"
)

// PageSize is how many entries a page of List holds, and AtMost how many a file.
const (
	PageSize = 50
	AtMost   = 5000
)

// Filter chooses among the entries; what is empty does not matter.
type Filter struct {
	Before  int64 // only entries older than this one
	Who     string
	Role    access.Role // held at that moment
	Action  access.Action
	Kind    string // of the subject: activity
	Code    string // the beginning of what names it among its kind: HD-0
	From    viet.Date
	Through viet.Date // the last day, it included
	Whole   bool      // as many as a file holds
}

// Entry is one line of the log. The name stands beside it by reference only, so that
// it can be erased while the entry stays.
type Entry struct {
	ID        int64
	At        time.Time
	ActorID   int64  // 0: a command on the server
	Name      string // of the account today
	Roles     []access.Role
	Action    access.Action
	Subject   string
	Before    string // JSON; empty: there was nothing
	After     string
	Reason    string
	RequestID string
}

// Kind is what sort of thing was acted on.
func (e Entry) Kind() string {
	kind, _, _ := strings.Cut(e.Subject, " ")
	return kind
}

// Code names the thing among its kind.
func (e Entry) Code() string {
	_, code, _ := strings.Cut(e.Subject, " ")
	return code
}

// Page is a page of entries, newest first.
type Page struct {
	Entries []Entry
	More    bool // there are older ones that match
}

// Store reads the log.
type Store struct{ db *postgres.DB }

// NewStore makes a store on a database.
func NewStore(db *postgres.DB) Store { return Store{db} }

// List returns the entries that match, newest first: older pages are found by the last entry of
// this one, so that what is written meanwhile moves nothing.
func (s Store) List(ctx context.Context, f Filter) (Page, error) {
	size := PageSize
	if f.Whole {
		size = AtMost
	}
	rows, err := s.db.Query(ctx, `
		select e.id, e.at, coalesce(e.actor_id, 0), coalesce(a.name, ''), string_to_array(nullif(e.actor, ''), ' '), e.action, e.subject,
			e.before, e.after, e.reason, e.request_id
		from audit_entries e
		left join accounts a on a.id = e.actor_id
		where ($1 = 0 or e.id < $1)
			and ($2::text[] is null or e.actor_id in (select id from accounts where vn_fold(name || ' ' || email) ~ all($2)))
			and ($3 = '' or $3 = any(string_to_array(e.actor, ' ')))
			and ($4 = '' or e.action = $4)
			and ($5 = '' or split_part(e.subject, ' ', 1) = $5)
			and ($6 = '' or starts_with(substr(e.subject, strpos(e.subject, ' ') + 1), $6))
			and ($7::timestamptz is null or e.at >= $7)
			and ($8::timestamptz is null or e.at < $8)
		order by e.id desc
		limit $9`,
		f.Before, patterns(f.Who), f.Role, f.Action, f.Kind, f.Code, start(f.From), start(after(f.Through)), size+1)
	if err != nil {
		return Page{}, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Entry])
	if err != nil {
		return Page{}, err
	}
	if len(list) > size {
		return Page{list[:size], true}, nil
	}
	return Page{list, false}, nil
}

func patterns(text string) []string {
	if list := viet.Patterns(text); len(list) > 0 {
		return list
	}
	return nil
}

func start(d viet.Date) *time.Time {
	if d.IsZero() {
		return nil
	}
	at := d.Start()
	return &at
}

func after(d viet.Date) viet.Date {
	if d.IsZero() {
		return d
	}
	return d.AddDays(1)
}
