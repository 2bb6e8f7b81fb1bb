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
