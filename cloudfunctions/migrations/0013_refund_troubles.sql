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
