-- +goose Up
-- What the office offers to copy from when a unit registers.
create table example_activities (
    id                    bigint generated always as identity primary key,
    title                 text not null check (tidy(title, 300) and title <> ''),
    kinds                 text[] not null default '{}'               -- of units that it suits; empty: all
        check (kinds <@ array['ban_nganh', 'doan_the', 'bo_phan', 'to_dan_pho', 'truong_hoc']),
    category              text references categories,
    description           text not null default '' check (tidy(description, 4000)),
    target                text not null default '' check (tidy(target, 1000)),
    target_quantity       int check (target_quantity > 0),
    target_unit           text not null default '' check (tidy(target_unit, 100)),
    expected_participants int check (expected_participants > 0),
    expected_evidence     text not null default '' check (tidy(expected_evidence, 1000)),
    sample                boolean not null default false,             -- came with the sample campaign
    retired               boolean not null default false,             -- offered no more
    version               int not null default 1
);
create unique index examples_same on example_activities (title_key(title)) where not retired;

-- The plan and the lists that go with a registration. What is in them is kept elsewhere.
create table activity_files (
    id          bigint generated always as identity primary key,
    activity_id bigint not null references activities,
    kind        text not null check (kind in ('plan', 'list', 'other')),
    name        text not null check (tidy(name, 200) and name <> ''),
    media_type  text not null check (tidy(media_type, 100)),
    bytes       bigint not null check (bytes > 0),
    added_at    timestamptz not null default portal_now(),
    added_by    bigint references accounts
);
create index on activity_files (activity_id, id);
