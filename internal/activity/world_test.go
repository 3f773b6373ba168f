package activity_test

import (
	"context"
	"fmt"
	"io/fs"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/pgtest"
	"portal/internal/postgres"
	"portal/internal/viet"
	"portal/migrations"
)

// world is a small campaign in its registration phase, with somebody in each role.
type world struct {
	*testing.T
	db    *postgres.DB
	store activity.Store
	admin *pgx.Conn
	plans atomic.Int64 // asked for so far

	head, staff, other, secretary, both access.Actor // both heads K1's and works for TDP-02
}

const seed = `
	insert into ward (name, sample, clock_skew) values ('phường Thử', true, '2024-04-18 02:00Z'::timestamptz - now());
	insert into campaigns (slug, name, starts_on, ends_on, registration_deadline, phase)
		values ('thu', 'Phong trào thử', '2024-05-01', '2024-09-30', '2024-04-20', 'registration');
	insert into blocks (campaign_id, code, name, sort_no) values (1, 'K1', 'Khối ban ngành', 1), (1, 'C1', 'Cụm dân cư số 1', 2);
	insert into units (code, name, short_name, kind, sort_no) values
		('BN-CA', 'Công an phường', 'Công an', 'ban_nganh', 1),
		('TDP-01', 'Tổ dân phố số 1', 'TDP 1', 'to_dan_pho', 2),
		('TDP-02', 'Tổ dân phố số 2', 'TDP 2', 'to_dan_pho', 3),
		('TDP-99', 'Tổ không tham gia', 'TDP 99', 'to_dan_pho', 4);
	insert into unit_blocks values (1, 1, 1), (1, 2, 2), (1, 3, 2);
	insert into categories values ('MT', 'Môi trường', 1), ('VH', 'Văn hóa', 2);
	insert into accounts (email, email_key, name) values
		('a@x', 'a@x', 'Tổ trưởng 1'), ('b@x', 'b@x', 'Cán bộ 1'), ('c@x', 'c@x', 'Tổ trưởng 2'), ('d@x', 'd@x', 'Thư ký'), ('e@x', 'e@x', 'Trưởng Công an');
	insert into committee_members (campaign_id, code, role, position, sort_no) values (1, 'TV-02', 'Ủy viên', 'Phó Chủ tịch', 1);
	insert into unit_monitors values (1, 2, 1);
`

func newWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	key := "activity " + seed
	err := fs.WalkDir(migrations.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(migrations.Files, path)
		key += string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	url := pgtest.New(t, key, func(ctx context.Context, url string) error {
		if _, err := postgres.Migrate(ctx, url); err != nil {
			return err
		}
		c, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer func() { _ = c.Close(ctx) }()
		_, err = c.Exec(ctx, seed)
		return err
	})
	w := &world{T: t}
	if w.db, err = postgres.Open(t.Context(), url, []byte("key of the tests"), 4); err != nil {
		t.Fatal(err)
	}
	w.db.Patience(time.Minute)
	t.Cleanup(w.db.Close)
	if w.admin, err = pgx.Connect(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.admin.Close(context.Background()) })
	w.store = activity.NewStore(w.db)
	w.head = access.Actor{Account: 1, Roles: []access.Role{access.UnitHead}, HeadOf: []int64{2}}
	w.staff = access.Actor{Account: 2, Roles: []access.Role{access.UnitStaff}, StaffOf: []int64{2}}
	w.other = access.Actor{Account: 3, Roles: []access.Role{access.UnitHead}, HeadOf: []int64{3}}
	w.secretary = access.Actor{Account: 4, Roles: []access.Role{access.Secretary}}
	w.both = access.Actor{Account: 5, Roles: []access.Role{access.UnitHead, access.UnitStaff}, HeadOf: []int64{1}, StaffOf: []int64{3}}
	return w
}

// sql changes what no operation can: the phase, the clock.
func (w *world) sql(statement string, args ...any) {
	w.Helper()
	if _, err := w.admin.Exec(w.Context(), statement, args...); err != nil {
		w.Fatal(err)
	}
}

// plan is a plan in order, under another title each time.
func (w *world) plan() activity.Plan {
	title := "Trồng đường hoa ven ngõ"
	if n := w.plans.Add(1); n > 1 {
		title += fmt.Sprintf(" %d", n)
	}
	return activity.Plan{
		Unit: "TDP-01", Title: title, Category: "MT", Target: "Trồng 200 m",
		StartsOn: viet.NewDate(2024, time.June, 10), EndsOn: viet.NewDate(2024, time.June, 30), Partners: []string{"TDP-02", "BN-CA", "TDP-02"},
	}
}

// register leaves a draft and returns its code.
func (w *world) register() string {
	w.Helper()
	code, err := w.store.Register(w.Context(), w.staff, w.plan())
	if err != nil {
		w.Fatal(err)
	}
	return code
}

// get reads what the unit sees.
func (w *world) get(code string) activity.Detail {
	w.Helper()
	d, err := w.store.Get(w.Context(), w.head, access.ReadOwnUnit, code)
	if err != nil {
		w.Fatal(err)
	}
	return d
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}
