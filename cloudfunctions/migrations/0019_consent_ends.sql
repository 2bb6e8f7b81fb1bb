-- What has ended stays ended: no status leads out of these, whoever writes it.
create or replace function consent_stays() returns trigger language plpgsql as $$
begin
  if old.artefact is not null and (to_jsonb(new) - '{status,status_since,status_seal,case_id}'::text[])
      <> (to_jsonb(old) - '{status,status_since,status_seal,case_id}'::text[]) then
    raise exception 'a granted consent is not edited' using errcode = 'insufficient_privilege';
  end if;
  if old.status in ('denied', 'withdrawn', 'lapsed', 'exhausted', 'expired', 'revoked')
      and (new.status, new.status_since, new.status_seal)
        is distinct from (old.status, old.status_since, old.status_seal) then
    raise exception 'an ended consent does not begin again' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
