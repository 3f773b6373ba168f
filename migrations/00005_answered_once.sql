-- +goose Up
-- What a form said when it was answered, as a keyed hash: its key cannot be used for something else.
alter table answered add column sent bytea not null default '';
