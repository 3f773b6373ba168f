-- +goose Up
-- The campaign, who takes part in it, and what they do.
create table campaigns (
    id                    bigint generated always as identity primary key,
    slug                  text not null unique check (slug ~ '^[a-z0-9-]+$'),
    name                  text not null check (tidy(name, 200) and name <> ''),
    theme                 text not null default '' check (tidy(theme, 300)),
    summary               text not null default '' check (tidy(summary, 2000)),
    aims                  text[] not null default '{}',
    occasion              text not null default '' check (tidy(occasion, 200)),    -- 10/10/1954 – 10/10/2024
    anniversary_on        date,
    starts_on             date not null,
    ends_on               date not null,
    registration_deadline date not null,                                          -- until the end of that day
    launched_at           timestamptz,
    scoring_from          date,
    wrapup_on             date,
    phase                 text not null default 'draft'
        check (phase in ('draft', 'registration', 'running', 'scoring', 'review', 'concluded', 'archived')),
    halted                text not null default '' check (halted in ('', 'suspended', 'cancelled')),
    plan_number           text not null default '' check (tidy(plan_number, 60)),
    plan_issued_on        date,
    minimum_sheets        int not null default 3 check (minimum_sheets between 1 and 50),
    appeal_days           int not null default 3 check (appeal_days between 0 and 60),
    current               boolean not null default true,
    version               int not null default 1,
    check (starts_on <= ends_on)
);
create unique index one_current_campaign on campaigns (current) where current;
create table phase_moves (
    id          bigint generated always as identity primary key,
    campaign_id bigint not null references campaigns,
    from_phase  text not null,
    to_phase    text not null,
    at          timestamptz not null,
    account_id  bigint references accounts,
    reason      text not null default ''
);
create index on phase_moves (campaign_id, id);

create table blocks (
    id          bigint generated always as identity primary key,
    campaign_id bigint not null references campaigns,
    code        text not null check (code ~ '^[A-Z0-9-]{1,12}$'),
    name        text not null check (tidy(name, 200) and name <> ''),
    sort_no     int not null,
    unique (campaign_id, code)
);
create table units (
    id         bigint generated always as identity primary key,
    code       text not null unique check (code ~ '^[A-Z0-9-]{1,20}$'),
    name       text collate vi_natural not null check (tidy(name, 200) and name <> ''),
    short_name text collate vi_natural not null check (tidy(short_name, 100)),
    aliases    text[] not null default '{}',
    kind       text not null check (kind in ('ban_nganh', 'doan_the', 'bo_phan', 'to_dan_pho', 'truong_hoc')),
    head_role  text not null default '' check (tidy(head_role, 200)),
    households int check (households >= 0),
    members    int check (members >= 0),
    phone      text not null default '' check (tidy(phone, 30)),
    email      text not null default '' check (tidy(email, 200)),
    sort_no    int not null default 0,
    valid_from date not null default '0001-01-01',
    valid_to   date not null default 'infinity',
    version    int not null default 1
);
create table unit_blocks (
    campaign_id bigint not null references campaigns,
    unit_id     bigint not null references units,
    block_id    bigint not null references blocks,
    primary key (campaign_id, unit_id)
);
create index on unit_blocks (block_id);
create table memberships (
    id         bigint generated always as identity primary key,
    account_id bigint not null references accounts,
    unit_id    bigint not null references units,
    role       text not null check (role in ('unit_staff', 'unit_head')),
    valid_from date not null,
    valid_to   date not null default 'infinity',
    check (valid_from <= valid_to)
);
create index on memberships (account_id);
create index on memberships (unit_id);

create table categories (
    code    text primary key,
    name    text not null,
    sort_no int not null
);

create table committee_members (
    id            bigint generated always as identity primary key,
    campaign_id   bigint not null references campaigns,
    code          text not null check (code ~ '^[A-Z0-9-]{1,20}$'),
    role          text not null check (tidy(role, 100)),
    position      text not null check (tidy(position, 200)),
    account_id    bigint references accounts,
    heads_unit_id bigint references units,
    is_judge      boolean not null default false,
    phone         text not null default '',
    sort_no       int not null,
    unique (campaign_id, code)
);
create index on committee_members (account_id);
create table panels (
    block_id  bigint not null references blocks,
    member_id bigint not null references committee_members,
    primary key (block_id, member_id)
);
create index on panels (member_id);
-- A tie that keeps a member from scoring a unit: declared, or because they head it.
create table conflicts (
    member_id   bigint not null references committee_members,
    unit_id     bigint not null references units,
    reason      text not null check (tidy(reason, 500) and reason <> ''),
    declared_at timestamptz not null default now(),
    primary key (member_id, unit_id)
);
create index on conflicts (unit_id);
-- Who follows what: every unit and every activity has one member.
create table unit_monitors (
    campaign_id bigint not null references campaigns,
    unit_id     bigint not null references units,
    member_id   bigint not null references committee_members,
    primary key (campaign_id, unit_id)
);
create index on unit_monitors (member_id);

create table activities (
    id                    bigint generated always as identity primary key,
    campaign_id           bigint not null references campaigns,
    code                  text not null check (code ~ '^HD-[0-9]{3,6}$'),
    unit_id               bigint not null references units,
    title                 text not null check (tidy(title, 300) and title <> ''),
    category              text references categories,
    description           text not null default '' check (tidy(description, 4000)),
    starts_on             date,
    ends_on               date,
    place                 text not null default '' check (tidy(place, 300)),
    target                text not null default '' check (tidy(target, 1000)),
    target_quantity       int check (target_quantity > 0),
    target_unit           text not null default '' check (tidy(target_unit, 100)),
    expected_participants int check (expected_participants >= 0),
    budget_state          bigint check (budget_state >= 0),       -- đồng
    budget_social         bigint check (budget_social >= 0),      -- đồng
    responsible           text not null default '' check (tidy(responsible, 200)),
    expected_evidence     text not null default '' check (tidy(expected_evidence, 1000)),
    stage                 text not null default 'draft'
        check (stage in ('draft', 'submitted', 'returned', 'approved', 'reported', 'verified', 'withdrawn', 'cancelled', 'postponed')),
    supplementary         boolean not null default false,         -- came after the deadline: "bổ sung"
    registered_at         timestamptz,
    return_reason         text not null default '' check (tidy(return_reason, 1000)),
    registered_starts_on  date,                                   -- as registered, when the plan was changed later
    registered_ends_on    date,
    change_reason         text not null default '' check (tidy(change_reason, 500)),
    monitor_id            bigint references committee_members,
    version               int not null default 1,
    created_by            bigint references accounts,
    fold                  text generated always as (vn_fold(title || ' ' || description || ' ' || place)) stored,
    unique (campaign_id, code),
    check (ends_on >= starts_on),
    check (stage in ('draft', 'withdrawn') or (starts_on is not null and ends_on is not null and target <> '')),
    check (stage <> 'returned' or return_reason <> '')
);
create index on activities (campaign_id, stage);
create index on activities (unit_id);
create index on activities (monitor_id);
create index on activities (campaign_id, starts_on);
create index activities_fold on activities using gin (fold gin_trgm_ops);
create table activity_partners (
    activity_id bigint not null references activities,
    unit_id     bigint not null references units,
    primary key (activity_id, unit_id)
);
create index on activity_partners (unit_id);
-- The trail of an activity: each step, when, by whom and why.
create table activity_steps (
    id          bigint generated always as identity primary key,
    activity_id bigint not null references activities,
    stage       text not null,
    at          timestamptz not null,
    account_id  bigint references accounts,
    reason      text not null default ''
);
create index on activity_steps (activity_id, id);
create table visits (
    id          bigint generated always as identity primary key,
    activity_id bigint not null references activities,
    member_id   bigint not null references committee_members,
    visited_on  date not null,
    note        text not null check (tidy(note, 2000) and note <> ''),
    created_at  timestamptz not null
);
create index on visits (activity_id, id);

create table announcements (
    id           bigint generated always as identity primary key,
    slug         text not null unique check (slug ~ '^[a-z0-9-]{1,200}$'),
    title        text not null check (tidy(title, 300) and title <> ''),
    summary      text not null default '' check (tidy(summary, 1000)),
    body         text not null check (body is nfc normalized),           -- Markdown
    category     text not null check (category in ('tin-tuc', 'thong-bao', 'thong-bao-khan', 'lich')),
    author_role  text not null default '',
    published_at timestamptz not null,
    pinned       boolean not null default false,
    tags         text[] not null default '{}',
    picture      text not null default '',                               -- name of a drawing in the portal
    caption      text not null default '',
    view_count   bigint not null default 0,
    sample       boolean not null default false,
    version      int not null default 1,
    fold         text generated always as (vn_fold(title || ' ' || summary || ' ' || body)) stored
);
create index on announcements (published_at desc, id desc);
create index on announcements (category, published_at desc, id desc);
create index announcements_fold on announcements using gin (fold gin_trgm_ops);
create table announcement_activities (
    announcement_id bigint not null references announcements,
    activity_id     bigint not null references activities,
    primary key (announcement_id, activity_id)
);
create index on announcement_activities (activity_id);
-- One reader in one half hour counts once. The reader is a keyed hash that changes every day.
create table views (
    announcement_id bigint not null references announcements,
    reader          bytea not null,
    half_hour       timestamptz not null,
    primary key (half_hour, announcement_id, reader)
);
