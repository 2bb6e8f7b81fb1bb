-- Certificates: papers with a verification code that anybody can check, and withdraw.

create table certificate (
  id              uuid primary key,
  -- the number people quote; it opens nothing
  serial          text not null unique check (serial ~ '^(CB|JF)[0-9]{8}-[0-9A-HJKMNP-TV-Z]{8}$'),
  kind            text not null check (kind in ('cover', 'contribution')),
  person_id       uuid not null references person (id),
  -- null: every year, for a proof of cover only
  coverage_year   integer check (coverage_year between 2000 and 2100),
  requested_by    uuid not null references person (id),
  -- ciphertext: what is printed on it
  facts           text not null,
  -- keyed index of the same: equal facts of a day are one paper
  facts_index     text not null check (facts_index ~ '^[0-9a-f]{64}$'),
  -- keyed index of the verification code, which stands nowhere but on the paper
  code_index      text not null unique check (code_index ~ '^[0-9a-f]{64}$'),
  issued_at       timestamptz not null,
  issued_on       date not null,
  -- SM3 of the whole file and the key that signed it
  file_sm3        text not null check (file_sm3 ~ '^[0-9a-f]{64}$'),
  byte_length     integer not null check (byte_length > 0),
  key_id          text not null,
  status          text not null check (status in ('issued', 'withdrawn')),
  withdrawn_at    timestamptz,
  withdrawn_by    text check (withdrawn_by in ('person', 'staff', 'system')),
  withdraw_reason text check (withdraw_reason in ('notNeeded', 'wrongFacts', 'lost', 'staff', 'refunded')),
  -- ciphertext: what a clerk wrote of it
  withdraw_note   text,
  check (kind = 'cover' or coverage_year is not null),
  check ((status = 'withdrawn') = (withdrawn_at is not null)),
  check ((status = 'withdrawn') = (withdrawn_by is not null)),
  check ((status = 'withdrawn') = (withdraw_reason is not null)),
  check (withdraw_note is null or withdrawn_by = 'staff')
);
comment on table certificate is 'A paper as it was issued; only a withdrawal changes it, once';
-- the same paper asked for twice on a day is one paper
create unique index certificate_one_a_day
  on certificate (requested_by, person_id, kind, coalesce(coverage_year, 0), facts_index, issued_on)
  where status = 'issued';
create index certificate_requested on certificate (requested_by, issued_at desc);
create index certificate_person on certificate (person_id, issued_at desc);

-- Issued is issued: a paper lies in somebody's drawer and says what it says.
create function certificate_stays() returns trigger language plpgsql as $$
begin
  if old.status = 'withdrawn'
     or (to_jsonb(new) - '{status,withdrawn_at,withdrawn_by,withdraw_reason,withdraw_note}'::text[])
        <> (to_jsonb(old) - '{status,withdrawn_at,withdrawn_by,withdraw_reason,withdraw_note}'::text[]) then
    raise exception 'a certificate is only ever withdrawn, once' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger certificate_only_withdrawn before update on certificate
  for each row execute function certificate_stays();

-- The years a paper speaks of: what a refund of one of them withdraws.
create table certificate_year (
  certificate_id uuid not null references certificate (id),
  coverage_year  integer not null check (coverage_year between 2000 and 2100),
  primary key (certificate_id, coverage_year)
);

create table certificate_file (
  certificate_id uuid primary key references certificate (id),
  -- ciphertext of the PDF
  content        bytea not null,
  keep_until     timestamptz not null
);
create index certificate_file_due on certificate_file (keep_until);

-- How often a paper was verified: a number a day, nothing about who.
create table certificate_lookup (
  certificate_id uuid not null references certificate (id),
  day            date not null,
  times          integer not null check (times > 0),
  last_at        timestamptz not null,
  primary key (certificate_id, day)
);

-- A download that needs no login, for ten minutes.
create table paper_ticket (
  -- SM3 of the ticket: a copy of this table opens nothing
  ticket_hash    text primary key check (ticket_hash ~ '^[0-9a-f]{64}$'),
  certificate_id uuid not null references certificate (id),
  expires_at     timestamptz not null,
  -- browsers ask twice for one download; more is somebody else
  downloads_left integer not null check (downloads_left >= 0)
);
create index paper_ticket_expiry on paper_ticket (expires_at);
