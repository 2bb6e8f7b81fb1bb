-- Money on its way back to the payer: tax review, insurance confirmation, the rail.

create table refund (
  id                 uuid primary key,
  -- 商户退款单号: the same one at every attempt, so that nothing is paid back twice
  out_refund_no      text not null unique check (out_refund_no ~ '^[0-9A-Za-z_|*@-]{1,64}$'),
  order_id           uuid not null references payment_order (id),
  -- cover: one person's year ends with it; superseded: the order bought nothing; difference: a part
  kind               text not null check (kind in ('cover', 'superseded', 'difference')),
  reason             text check (reason in ('DEATH', 'DUPLICATE_PAYMENT', 'JOINED_EMPLOYEE', 'JOINED_ELSEWHERE')),
  difference_id      uuid unique references contribution_difference (id),
  payer_person_id    uuid not null references person (id),
  -- null when we found it ourselves
  requested_by       uuid references person (id),
  amount_fen         integer not null check (amount_fen > 0),
  status             text not null check (status in ('proposed', 'requested', 'tax_review', 'insurance_review', 'staff_review',
                                                     'refunding', 'refunded', 'abnormal', 'rejected', 'withdrawn')),
  status_since       timestamptz not null,
  -- the moment by which the gate is judged: when it was asked for, or when we proposed it
  gate_at            timestamptz not null,
  -- what the platform's facts said of the reason when last asked
  proof              text check (proof in ('confirmed', 'unconfirmed', 'unavailable')),
  -- the clerk who decided where the facts alone did not
  approved_by        uuid references staff_member (account_id),
  -- one up each time it is sent to the tax bureau: a new case for it
  tax_attempt        integer not null check (tax_attempt >= 1),
  tax_review_no      text,
  tax_approved_at    timestamptz,
  -- ciphertext: what those who decided said
  words              text,
  platform_refund_no text,
  -- from here on the money is owed back
  agreed_at          timestamptz,
  rail_refund_no     text unique,
  -- the rail's code of what stands in the way
  rail_problem       text,
  -- ciphertext: proof of a payment by another way
  paid_otherwise     text,
  refunded_at        timestamptz,
  overdue_told_at    timestamptz,
  -- when the sweep looks at it next; null once nothing is open
  next_sweep_at      timestamptz,
  created_at         timestamptz not null,
  check ((kind = 'cover') = (reason is not null)),
  check ((kind = 'difference') = (difference_id is not null)),
  check (status not in ('insurance_review', 'refunding', 'abnormal', 'refunded') or tax_approved_at is not null),
  check ((status in ('refunding', 'abnormal', 'refunded')) = (agreed_at is not null)),
  check ((status = 'refunded') = (refunded_at is not null)),
  -- given back only with the rail's number of it, or with the proof of another way
  check (status <> 'refunded' or rail_refund_no is not null or paid_otherwise is not null),
  check (status <> 'abnormal' or rail_problem is not null)
);
create index refund_due on refund (next_sweep_at) where next_sweep_at is not null;
create index refund_payer on refund (payer_person_id, created_at desc, id);
create index refund_order on refund (order_id);
create index refund_staff on refund (status, status_since, id) where status in ('staff_review', 'abnormal');
-- an order that bought nothing is given back once
create unique index refund_one_superseded on refund (order_id)
  where kind = 'superseded' and status not in ('rejected', 'withdrawn');

create table refund_item (
  refund_id       uuid not null references refund (id),
  payment_item_id uuid not null references payment_item (id),
  amount_fen      integer not null check (amount_fen > 0),
  -- open while the refund is under way; dropped when nothing came of it
  state           text not null check (state in ('open', 'refunded', 'dropped')),
  primary key (refund_id, payment_item_id)
);
-- one refund at a time for each contribution
create unique index refund_item_one_live on refund_item (payment_item_id) where state = 'open';
create index refund_item_of on refund_item (payment_item_id);

-- Never more back than was paid, however many ask at once: the contribution's row is the lock.
create function refund_within_paid() returns trigger language plpgsql as $$
declare
  paid  integer;
  given bigint;
begin
  select amount_fen into paid from payment_item where id = new.payment_item_id for update;
  select coalesce(sum(amount_fen), 0) into given
    from refund_item where payment_item_id = new.payment_item_id and state <> 'dropped';
  if given > paid then
    raise exception 'more would go back than was paid' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger refund_item_within_paid after insert or update on refund_item
  for each row execute function refund_within_paid();

-- A refund is the sum of its parts.
create function refund_adds_up() returns trigger language plpgsql as $$
declare
  meant uuid := case tg_table_name when 'refund' then (to_jsonb(new) ->> 'id')::uuid
                                   else (to_jsonb(new) ->> 'refund_id')::uuid end;
begin
  if (select amount_fen from refund where id = meant)
     is distinct from (select sum(amount_fen) from refund_item where refund_id = meant) then
    raise exception 'refund % does not add up', meant using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger refund_adds_up after insert or update on refund
  deferrable initially deferred for each row execute function refund_adds_up();
create constraint trigger refund_item_adds_up after insert or update on refund_item
  deferrable initially deferred for each row execute function refund_adds_up();

-- Contributions that stand in the books: asked about again while they could be given back, because
-- the same year may have been paid at a counter as well.
create table duplicate_check (
  payment_item_id uuid primary key references payment_item (id),
  -- null once the benefit period has begun or a second payment was found
  next_check_at   timestamptz
);
create index duplicate_check_due on duplicate_check (next_check_at) where next_check_at is not null;
insert into duplicate_check (payment_item_id, next_check_at)
  select id, posted_at from payment_item where posted_at is not null and live and amount_fen > 0;

-- Cover ends in the moment in which the money has gone back; only live cover excludes other cover.
alter table coverage add column ended_at timestamptz;
alter table coverage add column ended_by uuid references refund (id);
alter table coverage add check ((ended_at is null) = (ended_by is null));
alter table coverage drop constraint coverage_person_id_daterange_excl;
alter table coverage add constraint coverage_one_live_on_a_day
  exclude using gist (person_id with =, daterange(cover_from, cover_to, '[]') with &&) where (ended_at is null);
create index coverage_enrollment on coverage (enrollment_id);

-- An order of which nothing is left: everything has gone back.
alter table payment_order drop constraint payment_order_status_check;
alter table payment_order add constraint payment_order_status_check
  check (status in ('created', 'prepaid', 'committed', 'paid', 'posted', 'posting_overdue', 'closed', 'refund_due', 'refunded'));

-- What no rail could pay back is paid out of the fiscal account (财政专户).
alter table ledger_entry drop constraint ledger_entry_account_check;
alter table ledger_entry add constraint ledger_entry_account_check
  check (account in ('wechatPay', 'mutualAid', 'taxHandOver', 'fiscalAccount', 'unposted', 'posted', 'refundable'));
