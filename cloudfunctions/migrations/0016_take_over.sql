-- An unpaid order of somebody whose matter it is less ends so that the person, a guardian or who
-- registered them can pay instead.
alter table payment_order drop constraint payment_order_refusal_check;
alter table payment_order add constraint payment_order_refusal_check
  check (refusal in ('balance', 'notBound', 'noAccount', 'released', 'takenOver'));
-- when somebody took the payment of this person over from the order's payer
alter table payment_item add column taken_over_at timestamptz;
