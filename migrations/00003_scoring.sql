-- +goose Up
-- The rubric, the sheets, the adjustments and what was published. Points are whole hundredths.
create table rubrics (
    id            bigint generated always as identity primary key,
    campaign_id   bigint not null references campaigns,
    edition       int not null,
    adopted_at    timestamptz,
    bonus_cap     int not null check (bonus_cap >= 0),
    deduction_cap int not null check (deduction_cap >= 0),
    unique (campaign_id, edition)
);
create table criterion_groups (
    rubric_id bigint not null references rubrics,
    code      text not null,
    name      text not null,
    sort_no   int not null,
    primary key (rubric_id, code)
);
create table criteria (
    id         bigint generated always as identity primary key,
    rubric_id  bigint not null references rubrics,
    group_code text not null,
    code       text not null,
    name       text not null,
    guide      text not null default '',
    step       int not null check (step > 0),
    sort_no    int not null,
    unique (rubric_id, code),
    foreign key (rubric_id, group_code) references criterion_groups
);
-- No row: the criterion does not apply to that kind of unit.
create table criterion_maxima (
    criterion_id bigint not null references criteria,
    kind         text not null,
    max_points   int not null check (max_points > 0),
    primary key (criterion_id, kind)
);
create table adjustment_rules (
    rubric_id   bigint not null references rubrics,
    code        text not null,
    side        text not null check (side in ('bonus', 'deduction')),
    name        text not null,
    guide       text not null default '',
    points_each int not null check (points_each > 0),
    max_points  int not null check (max_points > 0),
    counted_by  text not null default '',
    sort_no     int not null,
    primary key (rubric_id, code)
);
create table bands (
    rubric_id bigint not null references rubrics,
    code      text not null,
    name      text not null,
    min_total int not null,
    primary key (rubric_id, code)
);
create table award_quotas (
    block_id  bigint not null references blocks,
    code      text not null,
    name      text not null,
    rank_from int not null,
    rank_to   int not null,
    quota     int not null,
    min_band  text not null,
    prize     bigint not null default 0,        -- đồng
    primary key (block_id, code),
    check (1 <= rank_from and rank_from <= rank_to)
);

create table sheets (
    id           bigint generated always as identity primary key,
    campaign_id  bigint not null references campaigns,
    unit_id      bigint not null references units,
    member_id    bigint not null references committee_members,
    stage        text not null default 'draft' check (stage in ('draft', 'submitted', 'excluded')),
    exclusion    text not null default '',
    remark       text not null default '' check (tidy(remark, 2000)),
    total        int not null default 0,         -- kept: the sum of its points
    submitted_at timestamptz,
    saved_at     timestamptz not null default now(),
    version      int not null default 1,
    unique (campaign_id, unit_id, member_id),
    check (stage <> 'submitted' or submitted_at is not null),
    check (stage <> 'excluded' or exclusion <> '')
);
create index on sheets (member_id);
create index on sheets (unit_id);
create table sheet_points (
    sheet_id     bigint not null references sheets,
    criterion_id bigint not null references criteria,
    points       int not null check (points >= 0),
    primary key (sheet_id, criterion_id)
);
create index on sheet_points (criterion_id);

create table adjustments (
    id          bigint generated always as identity primary key,
    campaign_id bigint not null references campaigns,
    code        text not null,
    unit_id     bigint not null references units,
    rubric_id   bigint not null references rubrics,
    rule_code   text not null,
    quantity    int not null check (quantity between 1 and 1000),
    status      text not null default 'proposed' check (status in ('proposed', 'approved', 'rejected')),
    reason      text not null check (tidy(reason, 1000) and reason <> ''),
    decision    text not null default '' check (tidy(decision, 1000)),
    proposed_by bigint references accounts,
    decided_by  bigint references accounts,
    decided_on  date,
    version     int not null default 1,
    unique (campaign_id, code),
    foreign key (rubric_id, rule_code) references adjustment_rules
);
create index on adjustments (unit_id);
-- Not classified, with a public reason.
create table unclassified (
    campaign_id bigint not null references campaigns,
    unit_id     bigint not null references units,
    reason      text not null check (tidy(reason, 500) and reason <> ''),
    primary key (campaign_id, unit_id)
);

-- What was published never changes: the document is its canonical JSON, byte for byte.
create table publications (
    id           bigint generated always as identity primary key,
    campaign_id  bigint not null references campaigns,
    number       int not null,
    state        text not null check (state in ('provisional', 'final')),
    published_at timestamptz not null,
    published_by bigint references accounts,
    reason       text not null default '' check (tidy(reason, 1000)),
    document     bytea not null,
    sha256       bytea not null check (length(sha256) = 32),
    unique (campaign_id, number)
);
create trigger publications_append_only before update or delete or truncate on publications
    for each statement execute function refuse_change();

-- Points change only while the campaign is scoring or in review, and never on a sheet that is in:
-- the operations say so, and this says it again.
-- +goose StatementBegin
create function guard_sheet() returns trigger language plpgsql as $$
declare p text;
begin
    select c.phase into p from campaigns c where c.id = new.campaign_id for share;
    if p not in ('scoring', 'review') then
        raise exception 'sheets are closed in phase %', p using errcode = '23514', constraint = 'sheets_phase';
    end if;
    if tg_op = 'UPDATE' and (new.unit_id, new.member_id, new.campaign_id) is distinct from (old.unit_id, old.member_id, old.campaign_id) then
        raise exception 'a sheet keeps its unit and judge' using errcode = '23514', constraint = 'sheets_identity';
    end if;
    if new.stage <> 'excluded' and exists (select from conflicts x where x.member_id = new.member_id and x.unit_id = new.unit_id) then
        raise exception 'a judge in conflict does not score' using errcode = '23514', constraint = 'sheets_conflict';
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger guard_sheet before insert or update on sheets for each row execute function guard_sheet();
-- +goose StatementBegin
create function guard_points() returns trigger language plpgsql as $$
declare s text; p text; most int; step int;
begin
    select sh.stage, c.phase into s, p from sheets sh join campaigns c on c.id = sh.campaign_id
        where sh.id = case when tg_op = 'DELETE' then old.sheet_id else new.sheet_id end for share of c;
    if s <> 'draft' or p not in ('scoring', 'review') then
        raise exception 'the sheet is closed' using errcode = '23514', constraint = 'sheet_points_closed';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    select x.max_points, c.step into most, step from sheets sh join units u on u.id = sh.unit_id
        join criteria c on c.id = new.criterion_id join criterion_maxima x on x.criterion_id = c.id and x.kind = u.kind
        where sh.id = new.sheet_id;
    if most is null or new.points > most or new.points % step <> 0 then
        raise exception 'points out of range' using errcode = '23514', constraint = 'sheet_points_range';
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger guard_points before insert or update or delete on sheet_points for each row execute function guard_points();
