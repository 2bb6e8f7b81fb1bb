-- An unpaid order of somebody whose matter it is less ends so that the person, a guardian or who
-- registered them can pay instead.
alter table payment_order drop constraint payment_order_refusal_check;
alter table payment_order add constraint payment_order_refusal_check
  check (refusal in ('balance', 'notBound', 'noAccount', 'released', 'settledOutside', 'takenOver'));
-- when somebody took the payment of this person over from the order's payer
alter table payment_item add column taken_over_at timestamptz;

-- What the core platform last said of somebody who need not pay here: paid by another way, insured by
-- an employer or in another city. Kept because nobody waits for the platform to see the first page.
create table insured_otherwise (
  person_id     uuid not null references person (id),
  coverage_year integer not null,
  kind          text not null check (kind in ('paid', 'employee', 'elsewhere')),
  place_name    text,
  known_at      timestamptz not null,
  primary key (person_id, coverage_year),
  check ((kind = 'elsewhere') = (place_name is not null))
);
create index insured_otherwise_known on insured_otherwise (known_at);
