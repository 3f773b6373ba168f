package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"portal/migrations"
)

// grants makes the portal's own role and says what it may do. It is run after each
// migration, and changes nothing the second time.
const grants = `
do $$ begin
	if not exists (select from pg_roles where rolname = 'portal_app') then
		create role portal_app nologin;
	end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
	if not pg_has_role('portal_app', 'member') then
		execute format('grant portal_app to %I', current_user);
	end if;
end $$;
grant usage on schema public to portal_app;
grant select, insert, update, delete on all tables in schema public to portal_app;
revoke update, delete, truncate on audit_entries, publications, plan_editions from portal_app;
revoke update, delete, truncate on audit_key from portal_app;
revoke insert, update, delete, truncate on goose_db_version from portal_app;
grant usage on all sequences in schema public to portal_app;
`

// Migrate brings the schema up to date, forward only. Processes that start
// together take turns. It returns how many migrations were applied.
func Migrate(ctx context.Context, url string) (int, error) {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return 0, fmt.Errorf("DATABASE_URL: %w", err)
	}
	defer pool.Close()
	var version int
	if err := pool.QueryRow(ctx, `select current_setting('server_version_num')::int`).Scan(&version); err != nil {
		return 0, err
	}
	if version < 150000 {
		return 0, fmt.Errorf("this portal needs PostgreSQL 15 or newer, the server is %d", version/10000)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
	if err != nil {
		return 0, err
	}
	db := stdlib.OpenDBFromPool(pool)
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations.Files, goose.WithSessionLocker(locker))
	if err != nil {
		return 0, err
	}
	defer func() { _ = provider.Close() }()
	applied, err := provider.Up(ctx)
	if err != nil {
		return len(applied), fmt.Errorf("migrate: %w", err)
	}
	return len(applied), grant(ctx, pool)
}

// grant gives the portal's own role its rights. Roles belong to the whole server, so
// portals of other databases may be doing the same: then once more.
func grant(ctx context.Context, pool *pgxpool.Pool) error {
	var err error
	for range 20 {
		if _, err = pool.Exec(ctx, grants); Code(err) != "XX000" { // tuple concurrently updated
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil {
		return fmt.Errorf("make the database role %s: %w (a DBA can run: create role %s; grant %s to the user of DATABASE_URL)",
			appRole, err, appRole, appRole)
	}
	return nil
}
