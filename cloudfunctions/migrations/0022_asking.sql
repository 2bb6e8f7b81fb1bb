-- Asking: how often, under which agreement, and why a consent ended that nobody ended.

-- What an organisation asked of somebody before is found by what it typed in itself.
create index consent_asked on consent (organisation_id, subject_number_index, requested_at)
  where requested_by is not null;

-- Why it ended where its status alone does not say so.
alter table consent add column end_reason text
  check (end_reason in ('agreement', 'grown', 'guardianship'));
alter table consent add constraint consent_end_reason_status check
  (end_reason is null or (end_reason = 'agreement' and status = 'lapsed')
    or (end_reason in ('grown', 'guardianship') and status = 'expired'));

-- It moves with the status, once.
create or replace function consent_stays() returns trigger language plpgsql as $$
begin
  if old.artefact is not null
      and (to_jsonb(new) - '{status,status_since,status_seal,end_reason,case_id}'::text[])
      <> (to_jsonb(old) - '{status,status_since,status_seal,end_reason,case_id}'::text[]) then
    raise exception 'a granted consent is not edited' using errcode = 'insufficient_privilege';
  end if;
  if old.status in ('denied', 'withdrawn', 'lapsed', 'exhausted', 'expired', 'revoked')
      and (new.status, new.status_since, new.status_seal, new.end_reason)
        is distinct from (old.status, old.status_since, old.status_seal, old.end_reason) then
    raise exception 'an ended consent does not begin again' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- What the sweep looks for every minute.
create index consent_requested_agreement on consent (agreement_id) where status = 'requested';
create index consent_guarded on consent (grantor_person_id)
  where status in ('active', 'paused') and grantor_person_id <> person_id;

-- Who granted hears once that it comes to its end.
alter table reminder_round drop constraint reminder_round_kind_check;
alter table reminder_round add constraint reminder_round_kind_check
  check (kind in ('window', 'newborn', 'cover', 'consent'));
alter table reminder drop constraint reminder_event_check;
alter table reminder add constraint reminder_event_check
  check (event in ('windowOpens', 'windowCloses', 'newbornCloses', 'coverBegins', 'consentEnds'));

-- The words of 「谁来看」 as they are: whoever of the organisation has been registered may look, and each
-- look says who it was. What was agreed to before stays as it was.
insert into consent_notice (version, content, published_at)
select version || '-02',
  jsonb_set(content, '{paragraphs,0,text}', to_jsonb(
    replace(content #>> '{paragraphs,0,text}', '和它为这件事指定的工作人员。',
      '和它在医保局登记过的工作人员。是哪一位看的，每一次都记着，您看得见。'))),
  published_at + interval '1 day'
from consent_notice
where version in ('underwriting-2025-11', 'claim-2025-11', 'second-reimbursement-2025-11');
