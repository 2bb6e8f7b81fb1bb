-- Who calls, who is meant, and the four things every change commits together:
-- state, audit entry, outbox message, idempotency record.
-- Names, document numbers and phones are SM4-GCM ciphertexts ("<key id>.<iv>.<tag>.<text>"),
-- found through a keyed SM3 index.

create table person (
  id                    uuid primary key,
  document_type         text not null check (document_type in ('residentId', 'hkMoTwResidence', 'foreignPermanent')),
  document_number       text not null,
  document_number_index text not null check (document_number_index ~ '^[0-9a-f]{64}$'),
  name                  text not null,
  -- the core platform's number of the person (psn_no)
  platform_number       text not null,
  sex                   text not null check (sex in ('male', 'female')),
  birth_date            date not null,
  created_at            timestamptz not null,
  unique (document_type, document_number_index)
);
comment on table person is 'A natural person known to the core platform; verified only when an account is bound to it';

create table account (
  id          uuid primary key,
  -- the same for one WeChat user in the mini-program and the official account; null where unknown
  union_id    text unique,
  person_id   uuid references person (id),
  verified_at timestamptz,
  verified_by text check (verified_by in ('face', 'counter')),
  created_at  timestamptz not null,
  check ((person_id is null) = (verified_at is null)),
  check ((person_id is null) = (verified_by is null))
);
create index account_person on account (person_id) where person_id is not null;

create table account_login (
  app_id     text not null,
  open_id    text not null,
  account_id uuid not null references account (id),
  created_at timestamptz not null,
  primary key (app_id, open_id)
);
create index account_login_account on account_login (account_id);

create table staff_member (
  account_id   uuid primary key references account (id),
  -- a badge number (工号), never a name
  badge        text not null unique,
  active       boolean not null,
  appointed_at timestamptz not null
);

create table session (
  -- SM3 of the token: a copy of this table opens nothing
  token_hash text primary key check (token_hash ~ '^[0-9a-f]{64}$'),
  account_id uuid not null references account (id),
  app_id     text not null,
  open_id    text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_expiry on session (expires_at);

create table idempotency (
  account_id uuid not null references account (id),
  request_id text not null,
  action     text not null,
  input_hash text not null,
  -- ciphertext: replies may name people
  reply      text not null,
  created_at timestamptz not null,
  primary key (account_id, request_id)
);
create index idempotency_age on idempotency (created_at);

create table audit_entry (
  id                bigint generated always as identity primary key,
  at                timestamptz not null,
  trace_id          text not null,
  actor_kind        text not null check (actor_kind in ('account', 'staff', 'system')),
  actor_account_id  uuid,
  subject_person_id uuid,
  action            text not null,
  -- ids, states and amounts; never names, numbers or phones
  details           jsonb not null
);
create index audit_entry_subject on audit_entry (subject_person_id, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger audit_entry_append_only before update or delete or truncate on audit_entry
  for each statement execute function refuse_change();

create table outbox (
  id              bigint generated always as identity primary key,
  topic           text not null,
  -- one message per topic and key, whoever asks twice
  dedupe_key      text not null,
  payload         jsonb not null,
  status          text not null check (status in ('pending', 'done', 'dead')),
  attempts        integer not null check (attempts >= 0),
  next_attempt_at timestamptz not null,
  created_at      timestamptz not null,
  settled_at      timestamptz,
  unique (topic, dedupe_key)
);
create index outbox_due on outbox (next_attempt_at) where status = 'pending';

create table notice (
  id         uuid primary key,
  person_id  uuid not null references person (id),
  dedupe_key text not null,
  title      text not null,
  body       text not null,
  link       text not null,
  -- what a subscribe message says of it; null for news that stays in the app
  message    jsonb,
  created_at timestamptz not null,
  read_at    timestamptz,
  unique (person_id, dedupe_key)
);
create index notice_newest on notice (person_id, created_at desc);

create table message_quota (
  account_id  uuid not null references account (id),
  template_id text not null,
  remaining   integer not null check (remaining >= 0),
  primary key (account_id, template_id)
);

create table attempt_counter (
  -- what is counted and for whom, e.g. 'lookup:<account>'
  subject     text not null,
  day         date not null,
  failures    integer not null check (failures >= 0),
  primary key (subject, day)
);
