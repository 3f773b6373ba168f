-- +goose Up
-- What was sent stays readable: every version that left the unit's desk, as it was.
create table activity_versions (
    activity_id           bigint not null references activities,
    version               int not null,
    at                    timestamptz not null,
    account_id            bigint references accounts,
    stage                 text not null,
    reason                text not null default '',
    title                 text not null,
    category              text not null,
    description           text not null,
    starts_on             date,
    ends_on               date,
    place                 text not null,
    target                text not null,
    target_quantity       int,
    target_unit           text not null,
    expected_participants int,
    budget_state          bigint,
    budget_social         bigint,
    responsible           text not null,
    partners              text[] not null,   -- codes of the units asked to help
    expected_evidence     text not null,
    primary key (activity_id, version)
);
create trigger activity_versions_append_only before update or delete or truncate on activity_versions
    for each statement execute function refuse_change();

-- keep_version writes down an activity as it stands.
-- +goose StatementBegin
create function keep_version(activity bigint, who bigint, why text) returns void language sql as $$
    insert into activity_versions
    select a.id, a.version, portal_now(), who, a.stage, why, a.title, coalesce(a.category, ''), a.description, a.starts_on, a.ends_on,
        a.place, a.target, a.target_quantity, a.target_unit, a.expected_participants, a.budget_state, a.budget_social, a.responsible,
        array(select u.code from activity_partners p join units u on u.id = p.unit_id where p.activity_id = a.id order by u.sort_no, u.code),
        a.expected_evidence
    from activities a where a.id = activity $$;
-- +goose StatementEnd
select keep_version(id, null, '') from activities where stage <> 'draft';

-- A step that its author may still take back, and what to go back to.
create table undoable_steps (
    activity_id   bigint primary key references activities,
    version       int not null,            -- that the step made
    account_id    bigint not null references accounts,
    until         timestamptz not null,
    stage         text not null,           -- before the step
    registered_at timestamptz,
    supplementary boolean not null,
    return_reason text not null
);

-- A change that a unit proposes after the approval, and what the committee decided.
create table amendments (
    id              bigint generated always as identity primary key,
    activity_id     bigint not null references activities,
    number          int not null,          -- the first of an activity is 1
    kind            text not null check (kind in ('change', 'postpone', 'resume', 'cancel')),
    status          text not null default 'proposed' check (status in ('proposed', 'accepted', 'declined', 'withdrawn')),
    starts_on       date,                  -- as proposed, like all that follows
    ends_on         date,
    place           text not null check (tidy(place, 300)),
    target          text not null check (tidy(target, 1000)),
    target_quantity int check (target_quantity > 0),
    target_unit     text not null check (tidy(target_unit, 100)),
    reason          text not null check (tidy(reason, 1000) and reason <> ''),
    from_version    int not null,          -- of the activity that the unit had before it
    proposed_at     timestamptz not null,
    proposed_by     bigint references accounts,
    decided_at      timestamptz,
    decided_by      bigint references accounts,
    decision_reason text not null default '' check (tidy(decision_reason, 1000)),
    version         int not null default 1,
    unique (activity_id, number),
    check (ends_on >= starts_on),
    check ((status = 'proposed') = (decided_at is null)),
    check (status <> 'declined' or decision_reason <> '')
);
create unique index one_open_amendment on amendments (activity_id) where status = 'proposed';
create index on amendments (proposed_at) where status = 'proposed';
-- +goose StatementBegin
create function guard_amendment() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.status <> 'proposed' or (new.activity_id, new.number, new.kind, new.starts_on, new.ends_on, new.place,
            new.target, new.target_quantity, new.target_unit, new.reason, new.proposed_at) is distinct from (old.activity_id, old.number,
            old.kind, old.starts_on, old.ends_on, old.place, old.target, old.target_quantity, old.target_unit, old.reason, old.proposed_at) then
        raise exception 'an amendment is decided once and stays as it was proposed' using errcode = '23514', constraint = 'amendments_decided';
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger guard_amendment before update or delete on amendments for each row execute function guard_amendment();

alter table activities add column adjusted_at timestamptz;   -- of the last amendment: "Đã điều chỉnh"
alter table activities disable trigger guard_activity;
update activities a set adjusted_at = (select max(s.at) from activity_steps s where s.activity_id = a.id and s.reason = a.change_reason)
    where change_reason <> '';
alter table activities enable trigger guard_activity;

-- A coordinating unit is asked, and answers.
alter table activity_partners
    add column status text not null default 'asked' check (status in ('asked', 'accepted', 'declined')),
    add column asked_at timestamptz not null default portal_now(),
    add column answered_at timestamptz,
    add column answered_by bigint references accounts,
    add column reason text not null default '' check (tidy(reason, 1000)),
    add check ((status = 'asked') = (answered_at is null)),
    add check (status <> 'declined' or reason <> '');
update activity_partners set status = 'accepted', answered_at = asked_at;

-- The guard lets a step be taken back while it may be.
-- +goose StatementBegin
create or replace function guard_activity() returns trigger language plpgsql as $$
declare p text; taken_back boolean;
begin
    if tg_op = 'DELETE' then
        raise exception 'an activity that was there stays: it is withdrawn or cancelled' using errcode = '23514', constraint = 'activities_kept';
    end if;
    if (new.id, new.campaign_id, new.code, new.unit_id) is distinct from (old.id, old.campaign_id, old.code, old.unit_id) then
        raise exception 'an activity keeps its code and unit' using errcode = '23514', constraint = 'activities_identity';
    end if;
    taken_back := exists (select from undoable_steps u where u.activity_id = old.id and u.version = old.version
        and u.until >= portal_now() and u.stage = new.stage and u.registered_at is not distinct from new.registered_at);
    if new.stage is distinct from old.stage and not stage_leads(old.stage, new.stage) and not taken_back then
        raise exception 'an activity does not go from % to %', old.stage, new.stage using errcode = '23514', constraint = 'activities_stage';
    end if;
    if new.registered_at is distinct from old.registered_at and old.registered_at is not null and not taken_back then
        raise exception 'an activity was registered when it was first sent' using errcode = '23514', constraint = 'activities_registered';
    end if;
    select c.phase into p from campaigns c where c.id = new.campaign_id for share;
    if p in ('draft', 'concluded', 'archived') then
        raise exception 'activities are closed in phase %', p using errcode = '23514', constraint = 'activities_phase';
    end if;
    return new;
end $$;
-- +goose StatementEnd
