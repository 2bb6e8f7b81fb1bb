-- An audit that cannot be quietly changed: entries are chained by SM3, one chain a person, and each
-- chain's head is sealed with a key that the database does not know (docs/adr/0016).

-- what was written before there were chains: kept as it is, and chained from here by the jobs
alter table audit_entry rename to audit_entry_before_chain;
alter index audit_entry_pkey rename to audit_entry_before_chain_pkey;
alter index audit_entry_subject rename to audit_entry_before_chain_subject;

-- the number is part of what is hashed, so it is known before the row is written
create sequence audit_entry_number as bigint;
select setval('audit_entry_number', coalesce(max(id), 0) + 1, false) from audit_entry_before_chain;

create table audit_entry (
  id                bigint primary key,
  -- 'person:<id>', 'account:<id>' or 'system:<flow>'
  chain             text collate "C" not null,
  seq               bigint not null check (seq >= 1),
  at                timestamptz not null,
  trace_id          text not null,
  actor_kind        text not null
    check (actor_kind in ('account', 'staff', 'clerk', 'organisation', 'system')),
  actor_account_id  uuid,
  subject_person_id uuid,
  action            text not null,
  -- ids, states and amounts; never names, numbers or phones. Not jsonb: the very text is hashed
  details           json not null,
  prev_hash         text not null check (prev_hash ~ '^[0-9a-f]{64}$'),
  hash              text not null check (hash ~ '^[0-9a-f]{64}$'),
  unique (chain, seq)
);
create index audit_entry_subject on audit_entry (subject_person_id, id);
create trigger audit_entry_append_only before update or delete or truncate on audit_entry
  for each statement execute function refuse_change();

create table audit_head (
  chain             text collate "C" primary key,
  seq               bigint not null check (seq >= 0),
  hash              text not null,
  -- HMAC-SM3 over chain, seq and hash
  seal              text not null,
  -- what the last checkpoint that names this chain says of it
  checkpointed_seq  bigint not null check (checkpointed_seq between 0 and seq),
  checkpoint_number bigint,
  check ((checkpointed_seq = 0) = (checkpoint_number is null))
) with (fillfactor = 80);
create index audit_head_moved on audit_head (chain) where seq > checkpointed_seq;
create trigger audit_head_stays before delete or truncate on audit_head
  for each statement execute function refuse_change();
create trigger audit_head_never_back before update on audit_head
  for each row when (new.seq < old.seq or new.chain <> old.chain)
  execute function refuse_change();

create table audit_checkpoint (
  number        bigint primary key check (number >= 1),
  at            timestamptz not null,
  previous_hash text not null check (previous_hash ~ '^[0-9a-f]{64}$'),
  hash          text not null check (hash ~ '^[0-9a-f]{64}$'),
  -- how many chains it names
  heads         integer not null check (heads >= 1),
  -- the signed file, until it is stored outside
  content       text,
  stored_at     timestamptz,
  check ((content is null) = (stored_at is not null))
);
create trigger audit_checkpoint_stays before delete or truncate on audit_checkpoint
  for each statement execute function refuse_change();

-- Locks the heads of these chains ({"<chain>": <entries to come>, …}), makes those that are missing,
-- and hands out the entries' numbers. Always in the order of their names, so that two transactions
-- about several people never wait for each other in a circle. Each statement sees what was committed
-- while the one before it waited.
create function lock_audit_heads(wanted json) returns json language plpgsql as $$
declare
  names text[];
  entries integer;
  locked json;
begin
  select array_agg(key order by key collate "C"), sum(value::integer) into names, entries
    from json_each_text(wanted);
  insert into audit_head (chain, seq, hash, seal, checkpointed_seq)
    select name, 0, repeat('0', 64), '', 0 from unnest(names) with ordinality as n (name, place)
    order by place
    -- locks a row that stands, and leaves it as it is
    on conflict (chain) do update set seq = 0 where false;
  select json_build_object(
      'heads', (select json_agg(json_build_object('chain', chain, 'seq', seq, 'hash', hash))
        from audit_head where chain = any (names)),
      'ids', (select json_agg(nextval('audit_entry_number')) from generate_series(1, entries)))
    into locked;
  return locked;
end $$;

create function append_audit_entries(entries json, heads json) returns void language plpgsql as $$
begin
  insert into audit_entry (id, chain, seq, at, trace_id, actor_kind, actor_account_id,
      subject_person_id, action, details, prev_hash, hash)
    select id, chain, seq, at, trace_id, actor_kind, actor_account_id, subject_person_id, action,
      details::json, prev_hash, hash
    from json_to_recordset(entries) as e (id bigint, chain text, seq bigint, at timestamptz,
      trace_id text, actor_kind text, actor_account_id uuid, subject_person_id uuid, action text,
      details text, prev_hash text, hash text);
  update audit_head set seq = n.seq, hash = n.hash, seal = n.seal
    from json_to_recordset(heads) as n (chain text, seq bigint, hash text, seal text)
    where audit_head.chain = n.chain collate "C";
end $$;
