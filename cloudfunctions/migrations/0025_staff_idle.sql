-- A login of the bureau's staff that nobody used for a while is of nobody of the bureau: what stands
-- open on a desk is no way in.
alter table session add column last_used_at timestamptz;
update session set last_used_at = created_at;
alter table session alter column last_used_at set not null;
