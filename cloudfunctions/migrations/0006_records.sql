-- Records: what the core platform says of a person (a mirror, so that reading never waits for it),
-- and who may look at whose. Every hot table carries the person first.

-- What 90100 said, one row a payment the platform knows of.
create table platform_contribution (
  person_id         uuid not null references person (id),
  coverage_year     integer not null,
  -- clct_no
  collection_no     text not null,
  insurance         text not null check (insurance in ('resident', 'employee')),
  pooling_area      text not null,
  pooling_area_name text not null,
  amount_fen        integer not null check (amount_fen >= 0),
  paid_at           timestamptz not null,
  arrived           boolean not null,
  -- our payment item, when it was paid here; empty otherwise
  business_no       text not null,
  -- since when the platform no longer says so; nothing is deleted
  gone_at           timestamptz,
  primary key (person_id, coverage_year, collection_no)
);

-- Where somebody went says what they are ill with: the name of the institution is ciphertext, and
-- its key is an SM3 index keyed with the person, so that nobody can count a hospital's patients.
create table visited_institution (
  person_id       uuid not null references person (id),
  institution_key text not null check (institution_key ~ '^[0-9a-f]{64}$'),
  -- ciphertext: code, name and level
  institution     text not null,
  primary key (person_id, institution_key)
);

-- What 5203 said. No diagnosis, no doctor, no drug: they are never asked for. Amounts are negative
-- for what was taken back.
create table platform_settlement (
  person_id           uuid not null,
  -- setl_id
  settlement_no       text not null,
  settled_at          timestamptz not null,
  institution_key     text not null,
  kind                text not null check (kind in ('outpatient', 'chronic', 'inpatient', 'pharmacy', 'maternity', 'other')),
  insurance           text not null check (insurance in ('resident', 'employee')),
  is_refund           boolean not null,
  -- the platform's own sums agree; one that does not is shown with a word of it
  adds_up             boolean not null,
  treated_from        date,
  treated_to          date,
  total_fen           integer not null,
  full_self_pay_fen   integer not null,
  over_limit_fen      integer not null,
  pre_self_pay_fen    integer not null,
  in_scope_fen        integer not null,
  deductible_fen      integer not null,
  basic_fund_fen      integer not null,
  serious_illness_fen integer not null,
  medical_aid_fen     integer not null,
  fund_fen            integer not null,
  account_fen         integer not null,
  mutual_aid_fen      integer not null,
  cash_fen            integer not null,
  institution_fen     integer not null,
  gone_at             timestamptz,
  primary key (person_id, settlement_no),
  foreign key (person_id, institution_key) references visited_institution (person_id, institution_key),
  check (adds_up = (total_fen = fund_fen + account_fen + mutual_aid_fen + cash_fen + institution_fen))
);
-- the list, newest first, and every range of it
create index platform_settlement_newest on platform_settlement (person_id, settled_at desc, settlement_no desc);

-- How fresh the mirror of a person is.
create table platform_mirror (
  person_id uuid not null references person (id),
  kind      text not null check (kind in ('contributions', 'settlements')),
  -- when the platform last answered; null until it has
  as_of     timestamptz,
  tried_at  timestamptz not null,
  -- the last try brought no answer
  failed    boolean not null,
  primary key (person_id, kind)
);

-- Who may look at whose records. It belongs to the person whose data it is.
create table record_grant (
  id                uuid primary key,
  owner_person_id   uuid not null references person (id),
  grantee_person_id uuid not null references person (id),
  covers            boolean not null,
  payments          boolean not null,
  settlements       boolean not null,
  status            text not null check (status in ('requested', 'active', 'declined', 'revoked', 'returned', 'withdrawn', 'expired')),
  status_since      timestamptz not null,
  created_at        timestamptz not null,
  check (owner_person_id <> grantee_person_id),
  check (covers or payments or settlements)
);
-- two people have at most one open matter between them, each way
create unique index record_grant_live on record_grant (owner_person_id, grantee_person_id)
  where status in ('requested', 'active');
create index record_grant_grantee on record_grant (grantee_person_id) where status in ('requested', 'active');
create index record_grant_of_owner on record_grant (owner_person_id, status_since desc);
create index record_grant_of_grantee on record_grant (grantee_person_id, status_since desc);
-- whose right was ended: asked before a parent becomes a guardian again
create index guardianship_ended on guardianship (child_person_id, guardian_person_id) where ended_at is not null;
create index record_grant_due on record_grant (status_since) where status = 'requested';

-- reading by person, also what is no longer live
create index payment_item_person on payment_item (person_id, coverage_year);
create index coverage_person on coverage (person_id, coverage_year);
-- whoever added me
create index family_member_of on family_member (member_person_id) where removed_at is null;
