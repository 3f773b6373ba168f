package account

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/fault"
	"portal/internal/viet"
)

// kind says what a bucket counts the guesses of. It is the first byte of the bucket.
type kind byte

const (
	fromDevice  kind = iota // an account, from a device it has signed in on before
	fromAddress             // an account, from one address
	fromUnknown             // an account, from everywhere it has not been before
	byAddress               // everybody, from one address
	bySession               // the old password, asked of who is signed in
)

// free is how many guesses of each kind cost no waiting. After them one waits a second,
// then two, four and so on, up to a quarter of an hour; never for ever. One address may
// be a whole office, and one account may be guessed at from many addresses.
var free = []int{fromDevice: 5, fromAddress: 5, fromUnknown: 20, byAddress: 60, bySession: 5}

// openAt is when a bucket takes the next guess; $2 is free. A bucket from the future - the
// clock was set back - is open.
const openAt = `case when g.failed < ($2::int[])[get_byte(g.bucket, 0) + 1] or g.last_at > clock_timestamp() + interval '1 minute'
	then '-infinity' else g.last_at + least(900, power(2, least(20, g.failed - ($2::int[])[get_byte(g.bucket, 0) + 1]))) * interval '1 second' end`

// bucket names what guesses are counted of, and reveals nothing of it.
func bucket(k kind, of ...any) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", of))
	return append([]byte{byte(k)}, sum[:]...)
}

// buckets says where a guess counts. A device that has signed in before is counted by
// itself, so that nobody else can slow it down: there is no locking others out.
func buckets(email string, device []byte, address netip.Addr) [][]byte {
	if device != nil {
		return [][]byte{bucket(fromDevice, email, device)}
	}
	net := network(address)
	list := [][]byte{bucket(fromAddress, email, net), bucket(fromUnknown, email)}
	if address.IsValid() && !address.IsLoopback() { // behind a proxy on this machine everybody has that one
		list = append(list, bucket(byAddress, net))
	}
	return list
}

// network is the neighbourhood of an address that one guesser can easily move in.
func network(address netip.Addr) string {
	address = address.Unmap()
	bits := 24
	if address.Is6() {
		bits = 64
	}
	prefix, err := address.Prefix(bits)
	if err != nil { // there is no address: one neighbourhood for all of those
		return ""
	}
	return prefix.String()
}

// guess counts a guess before it is looked at. Checking and counting are one statement,
// so that guesses made at once, here or at another instance, cannot pass together; a
// guess that has to wait counts nowhere, or insisting would make the waiting longer.
func (s Store) guess(ctx context.Context, buckets [][]byte) error {
	return s.db.Keep(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `insert into guesses as g (bucket, failed, last_at)
			select b, 1, clock_timestamp() from unnest($1::bytea[]) as b order by b
			on conflict (bucket) do update set
				failed = case when g.last_at < clock_timestamp() - interval '1 day' then 1 else g.failed + 1 end,
				last_at = clock_timestamp()
			where `+openAt+` <= clock_timestamp()`, buckets, free)
		if err != nil || int(tag.RowsAffected()) == len(buckets) {
			return err
		}
		var wait float64
		err = tx.QueryRow(ctx, `select coalesce(max(extract(epoch from `+openAt+` - clock_timestamp())), 1)::float8
			from guesses g where bucket = any($1) and `+openAt+` > '-infinity'`, buckets, free).Scan(&wait)
		if err != nil {
			return err
		}
		after := time.Duration(wait * float64(time.Second))
		return fault.Wait(fault.TooMany, after, "Đã thử quá nhiều lần. Hãy chờ "+inWords(after)+" rồi thử lại.")
	})
}

// inWords rounds a wait up, so that who waits that long is let in.
func inWords(wait time.Duration) string {
	seconds := max(1, int((wait+time.Second-1)/time.Second))
	if seconds < 60 {
		return viet.Count(seconds, "giây")
	}
	return viet.Count((seconds+59)/60, "phút")
}

// unguess takes guesses back that were none: the password was right, or nobody looked at
// it. What is counted of the account begins anew when forget is set; what is counted of a
// whole address goes on, or an account of one's own would wash it clean.
func unguess(ctx context.Context, tx pgx.Tx, buckets [][]byte, forget bool) error {
	buckets = slices.SortedFunc(slices.Values(buckets), bytes.Compare)
	if _, err := tx.Exec(ctx, `select from guesses where bucket = any($1) order by bucket for update`, buckets); err != nil {
		return err
	}
	if forget {
		if _, err := tx.Exec(ctx, `delete from guesses where bucket = any($1) and get_byte(bucket, 0) <> $2`,
			buckets, int(byAddress)); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `update guesses set failed = failed - 1 where bucket = any($1) and failed > 0`, buckets)
	return err
}
