-- Whom a told reminder names. It asks for nothing any more once it is done for all of them, whoever
-- else of the family has not paid: some need not, and are not named.
alter table reminder add column about jsonb not null default '[]' check (jsonb_typeof(about) = 'array');
