-- Refunds in trouble: answers that were lost.

-- ciphertext: R202 as it was sent. Written before it is sent, and from then on only repeated, because the
-- platform may have ended the relation although its answer was lost.
alter table refund add column platform_request text;
-- what may have been ended there is neither judged again nor taken back
alter table refund add constraint refund_sent_is_not_taken_back
  check (platform_request is null or status in ('insurance_review', 'refunding', 'abnormal', 'refunded'));
