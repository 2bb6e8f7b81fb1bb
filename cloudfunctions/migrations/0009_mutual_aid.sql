-- Paying from an employee's personal account (家庭共济) and at the tax bureau's cashier.

-- A batch city freezes today and deducts at the month's end: committed, live, not yet paid.
alter table payment_order add column committed_at timestamptz;
alter table payment_order add column deduct_on date;
-- why the rail ended the order without taking the money
alter table payment_order add column refusal text
  check (refusal in ('balance', 'notBound', 'noAccount', 'released'));

alter table payment_order drop constraint payment_order_status_check;
alter table payment_order add constraint payment_order_status_check
  check (status in ('created', 'prepaid', 'committed', 'paid', 'posted', 'posting_overdue', 'closed', 'refund_due'));
alter table payment_order drop constraint payment_order_check;
alter table payment_order add constraint payment_order_check
  check (status in ('created', 'prepaid', 'committed', 'closed') or paid_at is not null);
alter table payment_order drop constraint payment_order_check1;
alter table payment_order add constraint payment_order_check1
  check (status not in ('created', 'prepaid', 'committed') or paid_at is null);
alter table payment_order add constraint payment_order_committed
  check (status <> 'committed' or (committed_at is not null and deduct_on is not null and rail = 'mutualAid'));

-- A verified person shows again that it is they, for one purpose.
alter table face_verification add column purpose text not null default 'account'
  check (purpose in ('account', 'mutualAid'));

-- What was asked here of the platform of personal accounts, which keeps the bindings themselves.
create table mutual_aid_binding (
  id                   uuid primary key,
  owner_person_id      uuid not null references person (id),
  -- null when a binding that was made elsewhere is ended here: nobody is kept for that alone
  member_person_id     uuid references person (id),
  relation             text not null,
  proof                text check (proof in ('marriage', 'birth', 'household')),
  -- one face check, one binding
  face_verification_id uuid unique references face_verification (id),
  bind_no              text,
  status               text not null check (status in ('pending', 'bound', 'refused', 'unbinding', 'unbound')),
  refusal              text check (refusal in ('noAccount', 'full', 'alreadyBound')),
  created_at           timestamptz not null,
  settled_at           timestamptz,
  check (owner_person_id <> member_person_id),
  check (status not in ('bound', 'unbinding') or bind_no is not null),
  check ((status = 'refused') = (refusal is not null)),
  -- nobody is bound without a proof and a face
  check (status in ('unbinding', 'unbound')
         or (member_person_id is not null and proof is not null and face_verification_id is not null))
);
create unique index mutual_aid_binding_live on mutual_aid_binding (owner_person_id, member_person_id)
  where status in ('pending', 'bound', 'unbinding');
create unique index mutual_aid_binding_ending on mutual_aid_binding (bind_no) where status in ('bound', 'unbinding');
