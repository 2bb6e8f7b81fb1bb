-- From a WeChat account to a verified person, and the family a person acts for.

create table face_consent (
  id             uuid primary key,
  account_id     uuid not null references account (id),
  notice_version text not null,
  text_hash      text not null check (text_hash ~ '^[0-9a-f]{64}$'),
  agreed_at      timestamptz not null
);

create table face_verification (
  id          uuid primary key,
  account_id  uuid not null references account (id),
  -- no check without the separate consent before it
  consent_id  uuid not null references face_consent (id),
  person_id   uuid not null references person (id),
  app_id      text not null,
  open_id     text not null,
  out_seq_no  text not null unique,
  verify_id   text not null,
  status      text not null check (status in ('pending', 'passed', 'failed')),
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  decided_at  timestamptz,
  check ((status = 'pending') = (decided_at is null))
);
create index face_verification_account on face_verification (account_id, created_at);

create table counter_code (
  id           uuid primary key,
  account_id   uuid not null references account (id),
  person_id    uuid not null references person (id),
  code         text not null,
  code_index   text not null,
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  mismatches   integer not null check (mismatches >= 0),
  closed_at    timestamptz,
  confirmed_by uuid references staff_member (account_id),
  check (confirmed_by is null or closed_at is not null)
);
create unique index counter_code_open on counter_code (code_index) where closed_at is null;
create unique index counter_code_one_per_account on counter_code (account_id) where closed_at is null;

create table family_member (
  id               uuid primary key,
  owner_person_id  uuid not null references person (id),
  member_person_id uuid not null references person (id),
  relation         text not null,
  added_at         timestamptz not null,
  removed_at       timestamptz,
  check (owner_person_id <> member_person_id)
);
create unique index family_member_live on family_member (owner_person_id, member_person_id) where removed_at is null;
