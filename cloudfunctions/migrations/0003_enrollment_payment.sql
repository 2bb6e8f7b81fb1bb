-- Enrolment, payment and cover. What must never be false is a constraint here.

create extension if not exists btree_gist;

create table enrollment (
  id                    uuid primary key,
  person_id             uuid not null references person (id),
  coverage_year         integer not null check (coverage_year between 2000 and 2100),
  region                text not null,
  requested_by          uuid not null references person (id),
  status                text not null check (status in ('checking', 'registered', 'conflict_elsewhere', 'wait_sync',
                                                        'sync_overdue', 'manual_review', 'covered', 'cancelled')),
  status_since          timestamptz not null,
  standard_fen          integer not null check (standard_fen >= 0),
  subsidy_fen           integer not null check (subsidy_fen >= 0),
  payable_fen           integer not null check (payable_fen >= 0),
  -- what the rules said: waiting months, reasons, policy rows
  assessment            jsonb not null,
  platform_registration text,
  -- why the core platform said no, for a cancelled enrolment
  refusal               text check (refusal in ('employeeInsured', 'deceased', 'yearNotOpen', 'personNotFound')),
  elsewhere_name        text,
  elsewhere_insurance   text check (elsewhere_insurance in ('resident', 'employee')),
  suspended_at          timestamptz,
  next_check_at         timestamptz,
  check_deadline_at     timestamptz,
  created_at            timestamptz not null,
  check (standard_fen = subsidy_fen + payable_fen),
  check (status <> 'wait_sync' or (suspended_at is not null and next_check_at is not null and check_deadline_at is not null)),
  unique (id, person_id, coverage_year)
);
-- one enrolment per person and year, whoever asks
create unique index enrollment_one_per_year on enrollment (person_id, coverage_year) where status <> 'cancelled';
create index enrollment_recheck on enrollment (next_check_at) where status = 'wait_sync';

create table payment_order (
  id               uuid primary key,
  out_trade_no     text not null unique,
  payer_person_id  uuid not null references person (id),
  payer_account_id uuid not null references account (id),
  app_id           text not null,
  open_id          text not null,
  status           text not null check (status in ('created', 'prepaid', 'paid', 'posted', 'posting_overdue', 'closed', 'refund_due')),
  status_since     timestamptz not null,
  total_fen        integer not null check (total_fen >= 0),
  prepay_id        text,
  transaction_id   text unique,
  created_at       timestamptz not null,
  expires_at       timestamptz not null,
  paid_at          timestamptz,
  posted_at        timestamptz,
  -- when the sweep looks at it next; null once nothing is open
  next_sweep_at    timestamptz,
  sweeps           integer not null default 0,
  check (status in ('created', 'prepaid', 'closed') or paid_at is not null),
  check (status not in ('created', 'prepaid') or paid_at is null),
  check (status <> 'prepaid' or prepay_id is not null),
  -- money has moved only with WeChat Pay's number of it
  check (paid_at is null or total_fen = 0 or transaction_id is not null)
);
create index payment_order_payer on payment_order (payer_person_id, created_at desc);
create index payment_order_due on payment_order (next_sweep_at) where next_sweep_at is not null;

create table payment_item (
  id            uuid primary key,
  order_id      uuid not null references payment_order (id),
  -- the order in which the payer chose the people
  position      integer not null check (position >= 0),
  enrollment_id uuid not null,
  person_id     uuid not null,
  coverage_year integer not null,
  standard_fen  integer not null check (standard_fen >= 0),
  subsidy_fen   integer not null check (subsidy_fen >= 0),
  amount_fen    integer not null check (amount_fen >= 0),
  -- false once the order is closed or its money is due back
  live          boolean not null,
  posted_at     timestamptz,
  collection_no text,
  check (standard_fen = subsidy_fen + amount_fen),
  -- never a payment without its enrolment
  foreign key (enrollment_id, person_id, coverage_year) references enrollment (id, person_id, coverage_year)
);
-- never two live payments for one person and year
create unique index payment_item_one_live on payment_item (person_id, coverage_year) where live;
create index payment_item_order on payment_item (order_id);
create index payment_item_enrollment on payment_item (enrollment_id);

create table coverage (
  id            uuid primary key,
  person_id     uuid not null references person (id),
  coverage_year integer not null,
  enrollment_id uuid not null references enrollment (id),
  order_id      uuid not null references payment_order (id),
  cover_from    date not null,
  cover_to      date not null,
  -- last day of the waiting period; null without one
  waiting_until date,
  created_at    timestamptz not null,
  check (cover_from <= cover_to),
  check (waiting_until is null or waiting_until < cover_from),
  -- nobody is covered twice on the same day
  exclude using gist (person_id with =, daterange(cover_from, cover_to, '[]') with &&)
);
