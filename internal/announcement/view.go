package announcement

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"net/netip"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/postgres"
)

// waiting is how many views may wait to be counted; more are let go rather than hold up a page.
const waiting = 4096

// Counter counts views beside the answering of pages: a reader once per announcement
// and half hour, robots not at all. A killed process loses at most the last second.
type Counter struct {
	db    *postgres.DB
	key   []byte
	views chan view
}

type view struct {
	slug   string
	reader []byte
	at     time.Time
}

// NewCounter makes a counter. The key keeps readers from being recognised: what is
// stored is a keyed hash of address and browser that changes with every day.
func NewCounter(db *postgres.DB, key []byte) *Counter {
	return &Counter{db: db, key: key, views: make(chan view, waiting)}
}

var robots = []string{"bot", "crawl", "spider", "slurp", "preview", "curl", "wget", "python", "java/", "go-http", "headless", "monitor", "facebookexternalhit", "zalo"}

// Robot reports whether a browser's name is that of a program that nobody reads with.
func Robot(agent string) bool {
	agent = strings.ToLower(agent)
	if !strings.Contains(agent, "mozilla/") {
		return true
	}
	for _, r := range robots {
		if strings.Contains(agent, r) {
			return true
		}
	}
	return false
}

// Seen notes that an announcement was read. It never waits.
func (c *Counter) Seen(slug string, address netip.Addr, agent string) {
	if Robot(agent) {
		return
	}
	now := time.Now()
	mac := hmac.New(sha256.New, c.key)
	_ = binary.Write(mac, binary.BigEndian, now.Unix()/(24*3600))
	mac.Write(address.AsSlice())
	mac.Write([]byte(agent))
	select {
	case c.views <- view{slug, mac.Sum(nil)[:16], now}:
	default:
	}
}

// Run counts what has been seen, once a second, until ctx ends; then what is left.
func (c *Counter) Run(ctx context.Context, failed func(error)) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := c.flush(ctx); err != nil && ctx.Err() == nil {
				failed(err)
			}
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			if err := c.flush(last); err != nil {
				failed(err)
			}
			return
		}
	}
}

// flush counts the views that wait, in one statement. Two processes that saw the same
// reader count them once: the row of the half hour is unique.
func (c *Counter) flush(ctx context.Context) error {
	var slugs []string
	var readers [][]byte
	var times []time.Time
	for len(c.views) > 0 {
		v := <-c.views
		slugs, readers, times = append(slugs, v.slug), append(readers, v.reader), append(times, v.at)
	}
	if len(slugs) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return c.db.Keep(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			with seen as (
				insert into views (announcement_id, reader, half_hour)
				select distinct a.id, v.reader, date_bin('30 minutes', v.at, 'epoch')
				from unnest($1::text[], $2::bytea[], $3::timestamptz[]) as v (slug, reader, at)
					join announcements a on a.slug = v.slug
				on conflict do nothing
				returning announcement_id
			)
			update announcements a set view_count = view_count + n.n
			from (select announcement_id, count(*) as n from seen group by 1 order by 1) as n
			where a.id = n.announcement_id`, slugs, readers, times)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		_, err = tx.Exec(ctx, `update stamps set views_at = now()`)
		if err == nil {
			_, err = tx.Exec(ctx, `delete from views where half_hour < now() - interval '1 day'`)
		}
		return err
	})
}
