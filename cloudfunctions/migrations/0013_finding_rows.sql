-- A finding is about one row of one list: two rows of one reference are two findings.

alter table reconcile_finding add column row_key text check (length(row_key) between 1 and 96);
comment on column reconcile_finding.row_key is
  'What kind of row it is, their number of it if they list it, and the how-many-th of these';
update reconcile_finding finding
  set row_key = case when of_kind.name = 'total' then of_kind.name
                     when finding.there_fen is null then of_kind.name || ' 1'
                     else of_kind.name || ' ' || coalesce(finding.number, '') || ' 1' end
  from (select id,
               case when kind = 'ledgerDiffers' then 'total'
                    when source = 'corePlatform' then 'posting'
                    when kind like 'refund%' then 'refund'
                    when exists (select from refund where out_refund_no = reference) then 'refund'
                    else 'payment' end as name
          from reconcile_finding) of_kind
  where of_kind.id = finding.id;
alter table reconcile_finding alter column row_key set not null;
alter table reconcile_finding drop constraint reconcile_finding_source_day_kind_reference_key;
alter table reconcile_finding add constraint reconcile_finding_one_a_row
  unique (source, day, kind, reference, row_key);

-- How a clerk ended it. What was settled outside took two: one with the proof, another one who saw it.
alter table reconcile_finding add column way text check (way in ('explain', 'settleOutside'));
alter table reconcile_finding add column proposed_at timestamptz;
alter table reconcile_finding add column proposed_by uuid references staff_member (account_id);
-- ciphertext: what the first of the two wrote
alter table reconcile_finding add column proof text;
update reconcile_finding set way = 'explain' where resolved_at is not null;
alter table reconcile_finding add check ((way is null) = (resolved_at is null));
alter table reconcile_finding add check ((proposed_at is null) = (proposed_by is null));
alter table reconcile_finding add check ((proposed_at is null) = (proof is null));
alter table reconcile_finding add constraint reconcile_finding_two_clerks
  check (way is distinct from 'settleOutside' or (proposed_by is not null and proposed_by <> resolved_by));

-- An order whose money was another amount than it says: given back outside, and ended here.
alter table payment_order drop constraint payment_order_refusal_check;
alter table payment_order add constraint payment_order_refusal_check
  check (refusal in ('balance', 'notBound', 'noAccount', 'released', 'settledOutside'));
