-- +goose Up
-- What an activity may become next: the operations ask their own table, and this says it again.
-- A test holds the two tables against each other.
-- +goose StatementBegin
create function stage_leads(was text, becomes text) returns boolean language sql immutable parallel safe
as $$ select (was, becomes) in (
    ('draft', 'submitted'), ('draft', 'withdrawn'),
    ('submitted', 'approved'), ('submitted', 'returned'), ('submitted', 'withdrawn'),
    ('returned', 'submitted'), ('returned', 'withdrawn'),
    ('approved', 'reported'), ('approved', 'postponed'), ('approved', 'cancelled'),
    ('postponed', 'approved'), ('postponed', 'cancelled'),
    ('reported', 'verified')) $$;
-- +goose StatementEnd
-- +goose StatementBegin
create function guard_activity() returns trigger language plpgsql as $$
declare p text;
begin
    if tg_op = 'DELETE' then
        raise exception 'an activity that was there stays: it is withdrawn or cancelled' using errcode = '23514', constraint = 'activities_kept';
    end if;
    if (new.id, new.campaign_id, new.code, new.unit_id) is distinct from (old.id, old.campaign_id, old.code, old.unit_id) then
        raise exception 'an activity keeps its code and unit' using errcode = '23514', constraint = 'activities_identity';
    end if;
    if new.stage is distinct from old.stage and not stage_leads(old.stage, new.stage) then
        raise exception 'an activity does not go from % to %', old.stage, new.stage using errcode = '23514', constraint = 'activities_stage';
    end if;
    if new.registered_at is distinct from old.registered_at and old.registered_at is not null then
        raise exception 'an activity was registered when it was first sent' using errcode = '23514', constraint = 'activities_registered';
    end if;
    select c.phase into p from campaigns c where c.id = new.campaign_id for share;
    if p in ('draft', 'concluded', 'archived') then
        raise exception 'activities are closed in phase %', p using errcode = '23514', constraint = 'activities_phase';
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger guard_activity before update or delete on activities for each row execute function guard_activity();
