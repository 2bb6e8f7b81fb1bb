-- A clerk enrols: the bureau hands a code over, the clerk chooses the password and takes the secret
-- of the second factor. Nobody of the bureau ever knows either.

create table clerk_enrolment (
  id               uuid primary key,
  clerk_account_id uuid not null references clerk (account_id),
  -- keyed index of the code: a copy of this table opens nothing
  code_index       text not null check (code_index ~ '^[0-9a-f]{64}$'),
  made_by          uuid not null references staff_member (account_id),
  created_at       timestamptz not null,
  expires_at       timestamptz not null,
  -- what the clerk began with, until a code of the authenticator confirms it: scrypt, ciphertext
  password_hash    text,
  totp_secret      text,
  closed_at        timestamptz,
  -- used: by the clerk; replaced: by a newer code
  outcome          text check (outcome in ('used', 'replaced')),
  check (expires_at > created_at),
  check ((password_hash is null) = (totp_secret is null)),
  check ((closed_at is null) = (outcome is null)),
  -- nothing of it stays behind
  check (closed_at is null or totp_secret is null)
);
create unique index clerk_enrolment_open on clerk_enrolment (clerk_account_id) where closed_at is null;

-- Wrong tries to sign in, by what was typed as the login, whether there is such a login or not: who
-- tries learns nothing from what a try costs. They take the place of `failures` and `locked_until` of
-- `clerk`, which the version that runs beside this schema still writes; a later migration drops them.
create table sign_in_try (
  login_index  text primary key check (login_index ~ '^[0-9a-f]{64}$'),
  failures     integer not null check (failures > 0),
  locked_until timestamptz,
  last_at      timestamptz not null
);
create index sign_in_try_last on sign_in_try (last_at);

-- What lets an organisation's system in, and what answers to it are sealed to, is changed by two.
create table organisation_access (
  id              uuid primary key,
  organisation_id uuid not null references organisation (id),
  -- as they shall be afterwards, both of them
  public_key      text check (public_key ~ '^04[0-9a-f]{128}$'),
  networks        text[] not null,
  status          text not null check (status in ('proposed', 'confirmed', 'withdrawn')),
  proposed_by     uuid not null references staff_member (account_id),
  proposed_at     timestamptz not null,
  decided_by      uuid references staff_member (account_id),
  decided_at      timestamptz,
  check ((status = 'proposed') = (decided_by is null)),
  check ((decided_by is null) = (decided_at is null)),
  -- anybody may take a proposal away, nobody put their own in force
  check (status <> 'confirmed' or decided_by <> proposed_by)
);
create unique index organisation_access_one_proposed on organisation_access (organisation_id)
  where status = 'proposed';

-- Who proposed another field catalogue may take the proposal back; then nobody decided it.
alter table field_catalogue drop constraint field_catalogue_status_check;
alter table field_catalogue add constraint field_catalogue_status_check
  check (status in ('proposed', 'active', 'retired', 'declined', 'withdrawn'));
alter table field_catalogue add column withdrawn_at timestamptz;
alter table field_catalogue add constraint field_catalogue_withdrawn
  check ((status = 'withdrawn') = (withdrawn_at is not null));
alter table field_catalogue add constraint field_catalogue_withdrawn_undecided
  check (status <> 'withdrawn' or decided_by is null);
