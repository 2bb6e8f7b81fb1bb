-- Refunds in trouble: answers that were lost, and answers that do not come.

-- ciphertext: R202 as it was sent. Written before it is sent, and from then on only repeated, because the
-- platform may have ended the relation although its answer was lost.
alter table refund add column platform_request text;
-- what may have been ended there is neither judged again nor taken back
alter table refund add constraint refund_sent_is_not_taken_back
  check (platform_request is null or status in ('insurance_review', 'refunding', 'abnormal', 'refunded'));

-- the clerk's list of what waits for another system longer than usual
create index refund_overdue on refund (status_since, id)
  where overdue_told_at is not null and status in ('requested', 'tax_review', 'insurance_review', 'refunding');

-- paid otherwise and by the rail as well: on the list until somebody has seen to it
alter table refund add constraint refund_paid_twice_both_ways check (
  rail_problem is distinct from 'PAID_TWICE'
  or (status = 'refunded' and paid_otherwise is not null and rail_refund_no is not null));
create index refund_paid_twice on refund (status_since, id) where rail_problem = 'PAID_TWICE';

-- a difference that went into a refund of the whole, of which nothing came, is given back by itself again
alter table refund drop constraint refund_difference_id_key;
create unique index refund_one_of_difference on refund (difference_id)
  where status not in ('rejected', 'withdrawn');
