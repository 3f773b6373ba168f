-- +goose Up
-- Workbooks that were handed in: what was read from them waits here until its author has looked through it,
-- mended it and registered it. They are dropped after some days; what was registered stays.
create table filings (
    id          bigint generated always as identity primary key,
    public_id   text not null unique check (public_id ~ '^[a-z0-9]{20,40}$'),   -- in addresses: nobody guesses it
    campaign_id bigint not null references campaigns,
    account_id  bigint not null references accounts,
    office      boolean not null,                                              -- by the secretary, for any unit
    at          timestamptz not null,
    file_name   text not null check (tidy(file_name, 200) and file_name <> ''),
    sha256      text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    content     bytea not null,                                                -- as it came, to mark its mistakes in
    sheets      jsonb not null,                                                -- which were read, and why others were not
    columns     jsonb not null,                                                -- sheet -> field -> where it stands
    version     int not null default 1,
    total       int not null,                                                  -- rows
    registered  int not null default 0 check (registered between 0 and total)
);
create index on filings (account_id, id);
create index on filings (at);
create table filing_rows (
    filing_id   bigint not null references filings on delete cascade,
    no          int not null,                                                  -- in the order of the file
    sheet       text not null,
    number      int not null,                                                  -- as Excel counts
    cells       jsonb not null,                                                -- as read, or as mended
    remarks     jsonb not null,                                                -- of the file itself: hidden, old font
    mended      boolean not null default false,
    chosen      boolean not null default true,
    version     int not null default 1,
    activity_id bigint references activities,                                  -- what it became
    primary key (filing_id, no)
);
create index on filing_rows (activity_id) where activity_id is not null;
