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
