-- +goose Up
-- The plan as it was issued. An edition never changes, an amendment is the next one: the document is its
-- canonical JSON, byte for byte.
create table plan_editions (
    id          bigint generated always as identity primary key,
    campaign_id bigint not null references campaigns,
    number      int not null,              -- 1 is the plan
    doc_number  text not null check (tidy(doc_number, 40) and doc_number <> ''),
    issued_on   date not null,             -- the day of the document, from which it is in force
    issued_at   timestamptz not null,      -- when it was written down here
    issued_by   bigint references accounts,
    reason      text not null default '' check (tidy(reason, 1000)),
    items       int not null check (items > 0),
    changes     int not null check (changes >= 0),
    document    bytea not null,
    sha256      bytea not null check (length(sha256) = 32),
    unique (campaign_id, number),
    check (number = 1 or reason <> '')
);
-- Numbers begin anew each year.
create unique index plan_editions_doc_number on plan_editions (lower(doc_number), extract(year from issued_on));
create trigger plan_editions_append_only before update or delete or truncate on plan_editions
    for each statement execute function refuse_change();

-- Editions follow each other, in numbers and in days, while the campaign is open for them: the operation
-- says so, and this says it again.
-- +goose StatementBegin
create function guard_edition() returns trigger language plpgsql as $$
declare p text; h text; last int; day date;
begin
    select c.phase, c.halted into p, h from campaigns c where c.id = new.campaign_id for share;
    if p not in ('registration', 'running', 'scoring') or h <> '' then
        raise exception 'no plan is issued in phase % %', p, h using errcode = '23514', constraint = 'plan_editions_phase';
    end if;
    select coalesce(max(number), 0), max(issued_on) into last, day from plan_editions where campaign_id = new.campaign_id;
    if new.number <> last + 1 then
        raise exception 'edition % does not follow edition %', new.number, last using errcode = '23514', constraint = 'plan_editions_order';
    end if;
    if new.issued_on < day or new.issued_on > portal_today() then
        raise exception 'no edition is issued on %', new.issued_on using errcode = '23514', constraint = 'plan_editions_day';
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger guard_edition before insert on plan_editions for each row execute function guard_edition();

-- What the campaign says of its plan is what the first edition says.
-- +goose StatementBegin
create function guard_plan() returns trigger language plpgsql as $$
begin
    if exists (select from plan_editions e where e.campaign_id = new.id and e.number = 1
            and (e.doc_number, e.issued_on) is distinct from (new.plan_number, new.plan_issued_on)) then
        raise exception 'the plan was issued under another number or on another day' using errcode = '23514', constraint = 'campaigns_plan';
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger guard_plan before update of plan_number, plan_issued_on on campaigns for each row execute function guard_plan();

-- The grounds in law of what the ward issues, with the days on which they hold.
create table legal_bases (
    id         bigint generated always as identity primary key,
    text       text not null check (tidy(text, 500) and text <> ''),
    valid_from date not null,
    valid_to   date,                       -- the last day; null: it still holds
    sort_no    int not null,
    version    int not null default 1,
    check (valid_to >= valid_from)
);
insert into legal_bases (text, valid_from, valid_to, sort_no) values
    ('Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15 ngày 15 tháng 6 năm 2022', '2024-01-01', null, 10),
    ('Căn cứ Nghị định số 98/2023/NĐ-CP ngày 31 tháng 12 năm 2023 của Chính phủ quy định chi tiết thi hành một số điều của Luật Thi đua, khen thưởng',
        '2024-01-01', '2025-06-30', 20),
    ('Căn cứ Nghị định số 152/2025/NĐ-CP ngày 14 tháng 6 năm 2025 của Chính phủ quy định về phân cấp, phân quyền trong lĩnh vực thi đua, khen thưởng; quy định chi tiết và hướng dẫn thi hành một số điều của Luật Thi đua, khen thưởng',
        '2025-07-01', null, 30);
