-- Consent: who asks for whose insurance data, what the person granted, every look at it.
-- Clerks of organisations are accounts without a WeChat login, so that idempotency and audit know
-- them as they know everybody else.

create table organisation (
  id                uuid primary key,
  -- 统一社会信用代码; some early ones fail their own check sign, and a clerk says so by hand
  credit_code       text not null unique check (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
  credit_code_doubt text check (credit_code_doubt in ('checkSign', 'organisationCode')),
  name              text not null,
  kind              text not null check (kind in ('insurer', 'employer')),
  -- ciphertext: whom people and we can ask
  contact           text not null,
  -- SM2, uncompressed hex: signs its API calls, and answers to them are sealed to it
  public_key        text check (public_key ~ '^04[0-9a-f]{128}$'),
  -- CIDR blocks its clerks may come from; empty: from anywhere
  networks          text[] not null,
  status            text not null check (status in ('active', 'suspended')),
  status_since      timestamptz not null,
  created_by        uuid not null references staff_member (account_id),
  created_at        timestamptz not null
);

-- What the bureau has agreed with an organisation; one clerk writes it down, another confirms.
create table agreement (
  id              uuid primary key,
  organisation_id uuid not null references organisation (id),
  number          text not null unique,
  period_from     date not null,
  period_to       date not null,
  purposes        text[] not null check (cardinality(purposes) > 0),
  -- the ceiling of what may ever be asked for under it
  fields          text[] not null check (cardinality(fields) > 0),
  modes           text[] not null check (cardinality(modes) > 0),
  max_level       integer not null check (max_level between 1 and 3),
  -- SM3 of the signed document, which lies with the bureau
  document_sm3    text not null check (document_sm3 ~ '^[0-9a-f]{64}$'),
  status          text not null check (status in ('proposed', 'active', 'ended')),
  proposed_by     uuid not null references staff_member (account_id),
  proposed_at     timestamptz not null,
  confirmed_by    uuid references staff_member (account_id),
  confirmed_at    timestamptz,
  ended_by        uuid references staff_member (account_id),
  ended_at        timestamptz,
  check (period_from <= period_to),
  check (confirmed_by is null or confirmed_by <> proposed_by),
  check ((confirmed_by is null) = (confirmed_at is null)),
  check (status <> 'active' or confirmed_by is not null),
  check ((status = 'ended') = (ended_at is not null))
);
create index agreement_organisation on agreement (organisation_id, period_from desc);
alter table agreement add constraint agreement_one_at_a_time exclude using gist
  (organisation_id with =, daterange(period_from, period_to, '[]') with &&) where (status = 'active');

create table clerk (
  account_id      uuid primary key references account (id),
  organisation_id uuid not null references organisation (id),
  -- api: the organisation's own system, which signs its calls
  kind            text not null check (kind in ('person', 'api')),
  login           text not null unique,
  -- ciphertext
  name            text not null,
  -- scrypt; null for an api and until the first sign-in
  password_hash   text,
  -- ciphertext of the TOTP secret (RFC 6238), and the last step it was used for: none works twice
  totp_secret     text,
  totp_last_step  bigint not null,
  failures        integer not null check (failures >= 0),
  locked_until    timestamptz,
  status          text not null check (status in ('active', 'suspended')),
  status_since    timestamptz not null,
  created_by      uuid not null references staff_member (account_id),
  created_at      timestamptz not null,
  check (kind = 'person' or (password_hash is null and totp_secret is null))
);
create index clerk_organisation on clerk (organisation_id);

create table clerk_session (
  -- SM3 of the token: a copy of this table opens nothing
  token_hash   text primary key check (token_hash ~ '^[0-9a-f]{64}$'),
  account_id   uuid not null references clerk (account_id),
  network      text not null,
  created_at   timestamptz not null,
  last_used_at timestamptz not null,
  expires_at   timestamptz not null
);
create index clerk_session_account on clerk_session (account_id);
create index clerk_session_expiry on clerk_session (expires_at);

-- A signed API call is good once.
create table api_nonce (
  organisation_id uuid not null references organisation (id),
  nonce           text not null,
  expires_at      timestamptz not null,
  primary key (organisation_id, nonce)
);
create index api_nonce_expiry on api_nonce (expires_at);

-- Which field has which level; version 1 is shipped, each later one takes two clerks.
create table field_catalogue (
  version     integer primary key check (version > 1),
  levels      jsonb not null,
  reason      text not null,
  status      text not null check (status in ('proposed', 'active', 'retired', 'declined')),
  proposed_by uuid not null references staff_member (account_id),
  proposed_at timestamptz not null,
  decided_by  uuid references staff_member (account_id),
  decided_at  timestamptz,
  check (decided_by is null or decided_by <> proposed_by),
  check ((decided_by is null) = (decided_at is null)),
  check (status not in ('active', 'retired') or decided_by is not null)
);
create unique index field_catalogue_one_active on field_catalogue (status) where status = 'active';
create unique index field_catalogue_one_proposed on field_catalogue (status) where status = 'proposed';

-- The words a person agrees to, kept for ever: a consent names its version and the digest of it.
create table consent_notice (
  version      text primary key,
  content      jsonb not null,
  published_at timestamptz not null
);
create trigger consent_notice_append_only before update or delete or truncate on consent_notice
  for each statement execute function refuse_change();

-- A case (案件) of an organisation: what its looks are for.
create table consent_case (
  id              uuid primary key,
  organisation_id uuid not null references organisation (id),
  case_no         text not null,
  purpose         text not null check (purpose in ('UNDERWRITING', 'CLAIM', 'SECOND_REIMBURSEMENT')),
  opened_by       uuid not null references clerk (account_id),
  opened_at       timestamptz not null,
  closed_by       uuid references clerk (account_id),
  closed_at       timestamptz,
  -- until when what was seen has to be erased, and who said that it was
  erase_by        date,
  erased_by       uuid references clerk (account_id),
  erased_at       timestamptz,
  unique (organisation_id, case_no),
  check ((closed_at is null) = (closed_by is null)),
  check ((closed_at is null) = (erase_by is null)),
  check ((erased_at is null) = (erased_by is null)),
  check (erased_at is null or closed_at is not null)
);
create index consent_case_open on consent_case (organisation_id, opened_at desc);
create index consent_case_to_erase on consent_case (erase_by) where erased_at is null and erase_by is not null;

create table consent (
  id                   uuid primary key,
  organisation_id      uuid not null references organisation (id),
  agreement_id         uuid not null references agreement (id),
  -- null until a person took the employee's own consent up
  case_id              uuid references consent_case (id),
  purpose              text not null check (purpose in ('UNDERWRITING', 'CLAIM', 'SECOND_REIMBURSEMENT')),
  -- whose data. Null as long as nobody with that name and number has shown who they are: the
  -- organisation is never told which of the two it is
  person_id            uuid references person (id),
  -- as the organisation typed it: found by keyed index, ciphertext for its own list
  subject_number_index text not null check (subject_number_index ~ '^[0-9a-f]{64}$'),
  subject_name_index   text not null check (subject_name_index ~ '^[0-9a-f]{64}$'),
  subject              text not null,
  -- null when the person began it
  requested_by         uuid references clerk (account_id),
  -- what was asked for, and in the organisation's words what for (ciphertext)
  requested            jsonb not null,
  words                text not null,
  requested_at         timestamptz not null,
  status               text not null check (status in ('requested', 'active', 'paused', 'denied', 'withdrawn', 'lapsed', 'exhausted', 'expired', 'revoked')),
  status_since         timestamptz not null,
  -- keyed seal over id, status and its moment: who can only write here cannot revive what ended
  status_seal          text not null check (status_seal ~ '^[0-9a-f]{64}$'),
  -- the person who decided: themselves or a guardian
  grantor_person_id    uuid references person (id),
  decided_at           timestamptz,
  -- the signed statement of what was granted: canonical JSON, its SM2 signature and key
  artefact             text,
  signature            text,
  key_id               text,
  valid_to             timestamptz,
  check ((artefact is null) = (signature is null) and (artefact is null) = (key_id is null)),
  check ((artefact is null) = (valid_to is null)),
  check (artefact is null or (person_id is not null and grantor_person_id is not null and decided_at is not null)),
  check (status not in ('active', 'paused', 'exhausted', 'expired', 'revoked') or artefact is not null)
);
create index consent_of_person on consent (person_id, status_since desc);
create index consent_of_subject on consent (subject_number_index) where status = 'requested' and person_id is null;
create index consent_of_organisation on consent (organisation_id, status_since desc, id desc);
create index consent_of_case on consent (case_id);
create index consent_requested_due on consent (requested_at) where status = 'requested';
create index consent_running_out on consent (valid_to) where status in ('active', 'paused');

-- What was granted is never edited; only the status moves on, and a case may take it up.
create function consent_stays() returns trigger language plpgsql as $$
begin
  if old.artefact is not null and (to_jsonb(new) - '{status,status_since,status_seal,case_id}'::text[])
      <> (to_jsonb(old) - '{status,status_since,status_seal,case_id}'::text[]) then
    raise exception 'a granted consent is not edited' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger consent_only_moves before update on consent for each row execute function consent_stays();

-- How often it was used, by span of time; never above its limit.
create table consent_use (
  consent_id uuid not null references consent (id),
  bucket     text not null,
  used       integer not null check (used >= 0),
  primary key (consent_id, bucket)
);

-- Every look, the refused ones too.
create table consent_look (
  id                  uuid primary key,
  consent_id          uuid not null references consent (id),
  -- the person, once it is known who that is
  person_id           uuid references person (id),
  organisation_id     uuid not null references organisation (id),
  clerk_account_id    uuid not null references clerk (account_id),
  case_id             uuid references consent_case (id),
  -- open: counted; all others hang on an open look
  act                 text not null check (act in ('open', 'page', 'preview', 'print', 'export')),
  parent_id           uuid references consent_look (id),
  at                  timestamptz not null,
  allowed             boolean not null,
  reason              text,
  level               integer check (level between 1 and 3),
  -- what was asked to be seen: fields, kinds, days, filter
  ask                 jsonb not null,
  row_count           integer not null check (row_count >= 0),
  -- SM3 of what was shown
  payload_sm3         text check (payload_sm3 ~ '^[0-9a-f]{64}$'),
  -- digest of the scope that applied: a next page under another scope is refused
  scope_sm3           text check (scope_sm3 ~ '^[0-9a-f]{64}$'),
  network             text not null,
  check (allowed = (reason is null)),
  check (not allowed or (level is not null and payload_sm3 is not null and scope_sm3 is not null)),
  check (allowed or row_count = 0),
  -- what was refused may hang on nothing at all
  check (not allowed or (act = 'open') = (parent_id is null))
);
create index consent_look_person on consent_look (person_id, at desc, id desc);
create index consent_look_consent on consent_look (consent_id, at desc, id desc);
create index consent_look_organisation on consent_look (organisation_id, at desc, id desc);
create index consent_look_clerk on consent_look (clerk_account_id, at desc);
create index consent_look_at on consent_look (at);
create trigger consent_look_append_only before update or truncate on consent_look
  for each statement execute function refuse_change();

-- A print is a paper: anybody can check it at /verify/<code>.
create table consent_print (
  look_id      uuid primary key references consent_look (id),
  serial       text not null unique check (serial ~ '^CX[0-9]{8}-[0-9A-HJKMNP-TV-Z]{8}$'),
  -- keyed index of the verification code, which stands nowhere but on the paper
  code_index   text not null unique check (code_index ~ '^[0-9a-f]{64}$'),
  document_sm3 text not null check (document_sm3 ~ '^[0-9a-f]{64}$'),
  byte_length  integer not null check (byte_length > 0),
  printed_at   timestamptz not null
);

create table consent_complaint (
  id           uuid primary key,
  consent_id   uuid not null references consent (id),
  look_id      uuid references consent_look (id),
  by_person_id uuid not null references person (id),
  -- ciphertexts
  words        text not null,
  answer       text,
  status       text not null check (status in ('open', 'answered')),
  created_at   timestamptz not null,
  answered_by  uuid references staff_member (account_id),
  answered_at  timestamptz,
  check ((status = 'answered') = (answered_at is not null)),
  check ((answer is null) = (answered_at is null))
);
create index consent_complaint_open on consent_complaint (created_at) where status = 'open';
create index consent_complaint_person on consent_complaint (by_person_id, created_at desc);

-- 个人信息保护法 Art. 44–50.
create table rights_request (
  id           uuid primary key,
  person_id    uuid not null references person (id),
  by_person_id uuid not null references person (id),
  kind         text not null check (kind in ('copy', 'correction', 'deletion', 'explanation')),
  words        text not null,
  answer       text,
  status       text not null check (status in ('open', 'done', 'refused')),
  due_on       date not null,
  created_at   timestamptz not null,
  answered_by  uuid references staff_member (account_id),
  answered_at  timestamptz,
  check ((status = 'open') = (answered_at is null)),
  check ((answer is null) = (answered_at is null))
);
create index rights_request_open on rights_request (due_on) where status = 'open';
create index rights_request_person on rights_request (by_person_id, created_at desc);

-- The way without a face: a code for this one decision that a clerk confirms at the counter, the
-- document in hand.
create table consent_confirmation (
  id           uuid primary key,
  account_id   uuid not null references account (id),
  person_id    uuid not null references person (id),
  consent_id   uuid not null references consent (id),
  -- ciphertext and keyed index of the code
  code         text not null,
  code_index   text not null,
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  mismatches   integer not null check (mismatches >= 0),
  closed_at    timestamptz,
  confirmed_by uuid references staff_member (account_id),
  confirmed_at timestamptz,
  check ((confirmed_by is null) = (confirmed_at is null)),
  check (confirmed_at is null or closed_at is not null)
);
create unique index consent_confirmation_open on consent_confirmation (code_index) where closed_at is null;
create index consent_confirmation_account on consent_confirmation (account_id, consent_id);

alter table face_verification drop constraint face_verification_purpose_check;
alter table face_verification add constraint face_verification_purpose_check
  check (purpose in ('account', 'mutualAid', 'consent'));
