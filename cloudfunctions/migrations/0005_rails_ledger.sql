-- Several ways to pay, and the double-entry ledger under all of them.

-- by which way an order is paid; decided when it is made
alter table payment_order add column rail text not null default 'wechatPay'
  check (rail in ('wechatPay', 'mutualAid', 'taxHandOver'));
comment on column payment_order.prepay_id is 'What the rail calls the payment while it is open';

-- One business event that moved money, or moved what it is owed to.
create table ledger_posting (
  id        uuid primary key,
  kind      text not null check (kind in ('paid', 'superseded', 'posted', 'refund_agreed', 'refund_paid')),
  -- the order, item or refund that is booked: each event once
  reference uuid not null,
  order_id  uuid not null references payment_order (id),
  -- the Shanghai day on which the money moved
  booked_on date not null,
  at        timestamptz not null,
  unique (kind, reference)
);
create index ledger_posting_day on ledger_posting (booked_on, kind);
create index ledger_posting_order on ledger_posting (order_id);

-- Debit positive, credit negative. The first three accounts are money held at a rail; the others are
-- owed: contributions not yet in the platform's books, contributions in them, money due back.
create table ledger_entry (
  posting_id uuid not null references ledger_posting (id),
  account    text not null check (account in ('wechatPay', 'mutualAid', 'taxHandOver',
                                              'unposted', 'posted', 'refundable')),
  amount_fen bigint not null check (amount_fen <> 0),
  primary key (posting_id, account)
);

create trigger ledger_posting_append_only before update or delete or truncate on ledger_posting
  for each statement execute function refuse_change();
create trigger ledger_entry_append_only before update or delete or truncate on ledger_entry
  for each statement execute function refuse_change();

-- Every posting sums to zero when its transaction ends; one without entries is none.
create function require_balance() returns trigger language plpgsql as $$
declare
  posting uuid := case tg_table_name when 'ledger_posting' then (to_jsonb(new) ->> 'id')::uuid
                                     else (to_jsonb(new) ->> 'posting_id')::uuid end;
  entries integer;
  balance bigint;
begin
  select count(*), coalesce(sum(amount_fen), 0) into entries, balance
    from ledger_entry where posting_id = posting;
  if entries < 2 or balance <> 0 then
    raise exception 'ledger posting % does not balance', posting using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger ledger_posting_balances after insert on ledger_posting
  deferrable initially deferred for each row execute function require_balance();
create constraint trigger ledger_entry_balances after insert on ledger_entry
  deferrable initially deferred for each row execute function require_balance();

-- What was paid before there was a ledger.
insert into ledger_posting (id, kind, reference, order_id, booked_on, at)
  select gen_random_uuid(), case when status = 'refund_due' then 'superseded' else 'paid' end, id, id,
         (paid_at at time zone 'Asia/Shanghai')::date, paid_at
    from payment_order where paid_at is not null and total_fen > 0;
insert into ledger_entry (posting_id, account, amount_fen)
  select p.id, 'wechatPay', o.total_fen
    from ledger_posting p join payment_order o on o.id = p.order_id;
insert into ledger_entry (posting_id, account, amount_fen)
  select p.id, case p.kind when 'paid' then 'unposted' else 'refundable' end, -o.total_fen
    from ledger_posting p join payment_order o on o.id = p.order_id;
with posted as (
  insert into ledger_posting (id, kind, reference, order_id, booked_on, at)
    select gen_random_uuid(), 'posted', id, order_id,
           (posted_at at time zone 'Asia/Shanghai')::date, posted_at
      from payment_item where posted_at is not null and amount_fen > 0
    returning id, reference)
insert into ledger_entry (posting_id, account, amount_fen)
  select posted.id, side.account, side.sign * item.amount_fen
    from posted join payment_item item on item.id = posted.reference
    cross join (values ('unposted', 1), ('posted', -1)) as side (account, sign);
