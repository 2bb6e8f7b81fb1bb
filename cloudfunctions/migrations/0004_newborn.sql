-- Newborn "one thing": applications, their checks, what other departments do, photographs,
-- guardianship, and a person known by the birth certificate until there is an ID number.

alter table person drop constraint person_document_type_check;
alter table person add constraint person_document_type_check
  check (document_type in ('residentId', 'hkMoTwResidence', 'foreignPermanent', 'birthCertificate'));
-- a newborn has no number on the core platform before the enrolment
alter table person alter column platform_number drop not null;

-- Who acts for a child by law. It ends at 18 by itself (reckoned from the birth date), or here.
create table guardianship (
  id                 uuid primary key,
  child_person_id    uuid not null references person (id),
  guardian_person_id uuid not null references person (id),
  relation           text not null check (relation in ('father', 'mother')),
  since              timestamptz not null,
  ended_at           timestamptz,
  end_basis          text check (end_basis in ('courtOrder', 'householdChange')),
  ended_by           uuid references staff_member (account_id),
  -- ciphertext: what the clerk wrote of it
  end_reason         text,
  check (child_person_id <> guardian_person_id),
  check ((ended_at is null) = (end_basis is null)),
  check ((ended_at is null) = (ended_by is null)),
  check ((ended_at is null) = (end_reason is null))
);
create unique index guardianship_live on guardianship (child_person_id, guardian_person_id) where ended_at is null;
create index guardianship_of on guardianship (guardian_person_id) where ended_at is null;

create table newborn_draft (
  person_id uuid primary key references person (id),
  -- ciphertext
  draft     text not null,
  saved_at  timestamptz not null
);

create table newborn_application (
  id                  uuid primary key,
  reference           text not null unique,
  applicant_person_id uuid not null references person (id),
  applicant_role      text not null check (applicant_role in ('father', 'mother')),
  -- ciphertext: what was typed (certificate, baby, other parent)
  details             text not null,
  certificate_index   text not null check (certificate_index ~ '^[0-9a-f]{64}$'),
  -- keyed index of the mother's document; null while the certificate could not be asked for
  mother_index        text check (mother_index ~ '^[0-9a-f]{64}$'),
  birth_date          date not null,
  region              text not null,
  household_area      text not null,
  items               jsonb not null,
  pay_next_year       boolean not null,
  accepted_late_rule  boolean not null,
  status              text not null check (status in ('queued', 'need_more', 'approved', 'joined', 'refused', 'withdrawn')),
  status_since        timestamptz not null,
  queue_reason        text check (queue_reason in ('unavailable', 'review', 'appeal')),
  -- the baby; set once approved or joined
  person_id           uuid references person (id),
  -- the other parent's application that was approved first
  leader_id           uuid references newborn_application (id),
  next_check_at       timestamptz,
  rounds              integer not null default 0,
  claimed_by          uuid references staff_member (account_id),
  -- since when it has been that clerk's turn
  claimed_at          timestamptz,
  -- a first approval against a mismatch
  first_approver      uuid references staff_member (account_id),
  decided_by          text check (decided_by in ('checks', 'staff')),
  -- what staff asked for, or why they refused; read by the guardian
  staff_words         text,
  submitted_at        timestamptz not null,
  decided_at          timestamptz,
  check ((claimed_by is null) = (claimed_at is null)),
  check ((status = 'queued') = (queue_reason is not null)),
  check ((status in ('approved', 'joined')) = (person_id is not null)),
  check ((status = 'joined') = (leader_id is not null)),
  check ((status in ('approved', 'joined', 'refused')) = (decided_at is not null)),
  check ((status in ('approved', 'joined', 'refused')) = (decided_by is not null))
);
-- one baby is approved once, whichever parent asks
create unique index newborn_one_approved on newborn_application (certificate_index) where status = 'approved';
-- one parent has one application for a baby at a time
create unique index newborn_one_per_parent on newborn_application (applicant_person_id, certificate_index)
  where status in ('queued', 'need_more', 'approved', 'joined');
create index newborn_by_mother on newborn_application (mother_index, birth_date) where status = 'approved';
create index newborn_by_certificate on newborn_application (certificate_index);
create index newborn_due on newborn_application (next_check_at) where status = 'queued';
-- approved ones take turns by next_check_at when hardship lists are read again
create index newborn_lists_due on newborn_application (next_check_at) where status = 'approved';
create index newborn_queue on newborn_application (submitted_at, id) where status in ('queued', 'need_more');
create index newborn_decided on newborn_application (decided_at desc, id) where decided_by = 'staff';
create index newborn_of_person on newborn_application (person_id) where person_id is not null;

-- Every check ever made, its source and its answer.
create table newborn_check (
  id             bigint generated always as identity primary key,
  application_id uuid not null references newborn_application (id),
  -- 0 for the request itself, then one up each time it was checked again
  round          integer not null check (round >= 0),
  kind           text not null,
  source         text not null,
  result         text not null check (result in ('passed', 'mismatch', 'unavailable', 'review')),
  -- a code for us, a sentence and a remedy for the guardian
  reason         text not null,
  sentence       text not null,
  mend           text,
  -- keyed digest of the source's answer: tells whether it answers differently twice
  answer_digest  text,
  at             timestamptz not null,
  unique (application_id, round, kind)
);
create trigger newborn_check_append_only before update or delete or truncate on newborn_check
  for each statement execute function refuse_change();

create table newborn_evidence (
  id             uuid primary key,
  application_id uuid not null references newborn_application (id),
  -- ciphertext: people write what they like
  words          text not null,
  at             timestamptz not null
);
create index newborn_evidence_of on newborn_evidence (application_id, at);

-- Every reason a clerk gave; staff_words of the application is what the guardian reads now.
create table newborn_staff_note (
  id             uuid primary key,
  application_id uuid not null references newborn_application (id),
  account_id     uuid not null references staff_member (account_id),
  kind           text not null check (kind in ('claim', 'approve', 'ask_more', 'refuse')),
  -- ciphertext: clerks write about people
  words          text not null,
  at             timestamptz not null
);
create index newborn_staff_note_of on newborn_staff_note (application_id, at);
create trigger newborn_staff_note_append_only before update or delete or truncate on newborn_staff_note
  for each statement execute function refuse_change();

create table newborn_item (
  id             uuid primary key,
  application_id uuid not null references newborn_application (id),
  kind           text not null check (kind in ('household', 'socialCard', 'vaccination', 'maternity')),
  status         text not null check (status in ('waiting', 'sending', 'accepted', 'done', 'returned')),
  status_since   timestamptz not null,
  -- one up each time it is sent again: a new case for the department
  attempt        integer not null default 1,
  reference      text,
  reason         text,
  unique (application_id, kind),
  check (status <> 'returned' or reason is not null)
);

create index newborn_item_open on newborn_item (status) where status in ('sending', 'accepted');

create table newborn_photo (
  id              uuid primary key,
  owner_person_id uuid not null references person (id),
  -- null while it belongs to a draft
  application_id  uuid references newborn_application (id),
  storage_key     text not null unique,
  media_type      text not null check (media_type in ('image/jpeg', 'image/png')),
  byte_length     integer not null check (byte_length > 0),
  width_px        integer not null,
  height_px       integer not null,
  sm3             text not null check (sm3 ~ '^[0-9a-f]{64}$'),
  created_at      timestamptz not null,
  delete_after    timestamptz not null,
  deleted_at      timestamptz
);
create index newborn_photo_of on newborn_photo (application_id) where application_id is not null;
create index newborn_photo_due on newborn_photo (delete_after) where deleted_at is null;

-- An ID number in the place of a certificate, and every attempt that was refused.
create table identity_upgrade (
  id             uuid primary key,
  person_id      uuid not null references person (id),
  outcome        text not null check (outcome in ('upgraded', 'refused')),
  -- a code; for a refusal which fact disagreed
  reason         text not null,
  asked_by       text not null check (asked_by in ('guardian', 'registry')),
  account_id     uuid references account (id),
  certificate_index text not null,
  -- of the number that was asked for
  number_index   text not null,
  at             timestamptz not null
);
create unique index identity_upgrade_once on identity_upgrade (person_id) where outcome = 'upgraded';

-- Paid in full, listed as a hardship household afterwards: the difference is owed back.
create table contribution_difference (
  id             uuid primary key,
  person_id      uuid not null references person (id),
  coverage_year  integer not null,
  enrollment_id  uuid not null references enrollment (id),
  order_id       uuid not null references payment_order (id),
  paid_fen       integer not null,
  due_fen        integer not null check (due_fen >= 0),
  difference_fen integer not null check (difference_fen > 0),
  -- the policy row it rests on
  rule_id        text not null,
  noted_at       timestamptz not null,
  check (paid_fen = due_fen + difference_fen),
  unique (person_id, coverage_year)
);
