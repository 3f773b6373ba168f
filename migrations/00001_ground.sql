-- +goose Up
-- What everything else stands on: text rules, the portal's clock, people, rights, the audit chain.
create extension if not exists unaccent with schema public;
create extension if not exists pg_trgm with schema public;
create collation vi_natural (provider = icu, locale = 'vi-VN-u-kn-true');

-- Folds text for search: without diacritics, lower case. unaccent first, lower last:
-- then the text is ASCII and lower() is right in every locale.
-- +goose StatementBegin
create function vn_fold(t text) returns text language sql immutable parallel safe strict
as $$ select lower(public.unaccent('public.unaccent'::regdictionary, normalize(t, NFC))) $$;
-- +goose StatementEnd

-- One line of text as the portal keeps it: NFC, and not longer than n letters.
-- +goose StatementBegin
create function tidy(t text, n int) returns boolean language sql immutable parallel safe
as $$ select t is null or (t is nfc normalized and length(t) <= n) $$;
-- +goose StatementEnd

-- The ward, its texts and the demo clock: one row.
create table ward (
    id          int primary key default 1 check (id = 1),
    name        text not null check (tidy(name, 100) and name <> ''),          -- phường ...
    body        text not null default '' check (tidy(body, 200)),              -- UBND phường ...
    place       text not null default '' check (tidy(place, 200)),             -- thành phố ...
    organizer   text not null default '' check (tidy(organizer, 200)),
    contact     text not null default '' check (tidy(contact, 500)),
    sample      boolean not null default false,
    clock_skew  interval not null default '0',
    version     int not null default 1
);

-- The portal's clock: the database's now(), moved in demo mode. Deadlines, phases and
-- publication times are judged by it, inside the transaction they concern.
-- +goose StatementBegin
create function portal_now() returns timestamptz language sql stable
as $$ select now() + coalesce((select clock_skew from ward), '0') $$;
-- +goose StatementEnd
-- +goose StatementBegin
create function portal_today() returns date language sql stable
as $$ select (portal_now() at time zone 'Asia/Ho_Chi_Minh')::date $$;
-- +goose StatementEnd

-- Counts the changes that a public page can show; kept pages carry the number they were made at.
create table stamps (
    id        int primary key default 1 check (id = 1),
    changes   bigint not null default 0,
    views_at  timestamptz not null default 'epoch'
);
insert into stamps default values;

create table accounts (
    id            bigint generated always as identity primary key,
    email         text not null check (tidy(email, 200)),
    email_key     text not null unique,                                         -- NFKC, lower case: one person, one key
    name          text not null check (tidy(name, 120) and name <> ''),
    password_hash text,
    disabled_at   timestamptz,
    created_at    timestamptz not null default now(),
    version       int not null default 1
);
create table account_roles (
    account_id bigint not null references accounts,
    role       text not null,
    primary key (account_id, role)
);
create table password_links (
    token_hash bytea primary key,
    account_id bigint not null references accounts,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index on password_links (account_id);
create table sessions (
    token_hash bytea primary key,
    account_id bigint not null references accounts,
    created_at timestamptz not null default now(),
    seen_at    timestamptz not null default now()
);
create index on sessions (account_id);
-- A device that has signed in before: guessing from elsewhere cannot lock it out.
create table devices (
    token_hash bytea primary key,
    account_id bigint not null references accounts,
    created_at timestamptz not null default now()
);
create index on devices (account_id);
-- Failed guesses by bucket: an account from one device or address, an account from everywhere, an address.
create table guesses (
    bucket  bytea primary key,
    failed  int not null,
    last_at timestamptz not null
);
create index on guesses (last_at);

-- A form is answered once: the second sending gets the first answer.
create table answered (
    account_id bigint not null references accounts,
    key        uuid not null,
    action     text not null,
    location   text not null default '',
    at         timestamptz not null default now(),
    primary key (account_id, key)
);
create index on answered (at);

-- Who did what. Each entry carries the hash of the one before it; entries are added and never changed.
create table audit_entries (
    id         bigint primary key,
    at         timestamptz not null,
    actor_id   bigint references accounts,
    actor      text not null,          -- roles held at that moment; a name only by reference
    action     text not null,
    subject    text not null,          -- activity HD-001
    before     text not null,          -- JSON, byte for byte as it was hashed; empty: there was nothing
    after      text not null,
    reason     text not null,
    request_id text not null,
    previous   bytea not null,
    hash       bytea not null
);
create index on audit_entries (subject, id);
create index on audit_entries (actor_id, id);
create index on audit_entries (action, id);
create table audit_key (
    id          int primary key default 1 check (id = 1),
    fingerprint bytea not null
);
-- +goose StatementBegin
create function refuse_change() returns trigger language plpgsql
as $$ begin raise exception '% is append-only', tg_table_name using errcode = '42501'; end $$;
-- +goose StatementEnd
create trigger audit_entries_append_only before update or delete or truncate on audit_entries
    for each statement execute function refuse_change();
