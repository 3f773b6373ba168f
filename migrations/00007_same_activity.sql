-- +goose Up
-- A title as it is compared: without case, spaces and punctuation, but with its accents (data/README, reading rule 3).
-- +goose StatementBegin
create function title_key(t text) returns text language sql immutable parallel safe strict
as $$ select regexp_replace(lower(normalize(t, NFC) collate vi_natural), '[^[:alnum:]]+', '', 'g') $$;
-- +goose StatementEnd
-- The same unit does not register the same activity for the same days twice: a form sent again after going
-- back, or a workbook sent from two windows. What was given up may come again.
create unique index activities_same on activities (campaign_id, unit_id, title_key(title), starts_on, ends_on) nulls not distinct
    where stage not in ('withdrawn', 'cancelled');
