-- +goose Up
-- Bonus and deduction count as points do: they change only while the campaign is scoring
-- or in review, and what was decided stays decided.
-- +goose StatementBegin
create function guard_adjustment() returns trigger language plpgsql as $$
declare p text;
begin
    select c.phase into p from campaigns c where c.id = case when tg_op = 'DELETE' then old.campaign_id else new.campaign_id end for share;
    if p not in ('scoring', 'review') then
        raise exception 'adjustments are closed in phase %', p using errcode = '23514', constraint = 'adjustments_phase';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    if tg_op = 'UPDATE' and (old.status <> 'proposed' or (new.campaign_id, new.unit_id, new.rubric_id, new.rule_code, new.quantity)
            is distinct from (old.campaign_id, old.unit_id, old.rubric_id, old.rule_code, old.quantity)) then
        raise exception 'an adjustment that was decided stays as it is' using errcode = '23514', constraint = 'adjustments_decided';
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger guard_adjustment before insert or update or delete on adjustments for each row execute function guard_adjustment();
