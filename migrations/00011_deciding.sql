-- +goose Up
-- Of two registrations that are the same one remains, and the other points to it.
alter table activities add column merged_into bigint references activities;
create index on activities (merged_into) where merged_into is not null;
alter table activities drop constraint activities_stage_check;
alter table activities add constraint activities_stage_check check (stage in (
    'draft', 'submitted', 'returned', 'approved', 'reported', 'verified', 'withdrawn', 'cancelled', 'postponed', 'merged'));
alter table activities add check ((stage = 'merged') = (merged_into is not null)), add check (merged_into <> id);
-- +goose StatementBegin
create or replace function stage_leads(was text, becomes text) returns boolean language sql immutable parallel safe
as $$ select (was, becomes) in (
    ('draft', 'submitted'), ('draft', 'withdrawn'),
    ('submitted', 'approved'), ('submitted', 'returned'), ('submitted', 'withdrawn'), ('submitted', 'merged'),
    ('returned', 'submitted'), ('returned', 'withdrawn'), ('returned', 'merged'),
    ('approved', 'reported'), ('approved', 'postponed'), ('approved', 'cancelled'), ('approved', 'merged'),
    ('postponed', 'approved'), ('postponed', 'cancelled'),
    ('reported', 'verified')) $$;
-- +goose StatementEnd
drop index activities_same;
create unique index activities_same on activities (campaign_id, unit_id, title_key(title), starts_on, ends_on) nulls not distinct
    where stage not in ('withdrawn', 'cancelled', 'merged');

-- What the office writes again and again when it returns a registration.
create table return_phrases (
    id      bigint generated always as identity primary key,
    text    text not null unique check (tidy(text, 1000) and text <> ''),
    used    int not null default 0 check (used >= 0),
    hidden  boolean not null default false,
    version int not null default 1
);
