-- Every case has an end, and what an organisation saw in it is erased: said by the organisation, or
-- settled by the bureau. What is erased or counted here is found by an index.

-- without a clerk it was the service that closed it: nothing in it had been in force for long
alter table consent_case drop constraint consent_case_check;
alter table consent_case add constraint consent_case_closed_by check (closed_by is null or closed_at is not null);

-- the organisation never confirmed, and a clerk of the bureau saw to it; the reason is ciphertext
alter table consent_case add column settled_by uuid references staff_member (account_id);
alter table consent_case add column settled_at timestamptz;
alter table consent_case add column settled_reason text;
alter table consent_case add constraint consent_case_settled check (
  (settled_at is null) = (settled_by is null) and (settled_at is null) = (settled_reason is null)
  and (settled_at is null or (closed_at is not null and erased_at is null)));

-- what nobody has answered for is not forgotten
create trigger consent_case_answered before delete on consent_case
  for each row when (old.erased_at is null and old.settled_at is null) execute function refuse_change();

create index consent_case_still_open on consent_case (opened_at) where closed_at is null;
drop index consent_case_to_erase;
create index consent_case_to_erase on consent_case (erase_by, id)
  where erased_at is null and settled_at is null and erase_by is not null;

-- what hangs on a row that is erased is found without reading all there is
create index consent_look_parent on consent_look (parent_id) where parent_id is not null;
create index consent_look_case on consent_look (case_id) where case_id is not null;
create index consent_complaint_consent on consent_complaint (consent_id);
create index consent_complaint_look on consent_complaint (look_id) where look_id is not null;
create index consent_confirmation_consent on consent_confirmation (consent_id);
create index notice_of_consent on notice (created_at)
  where dedupe_key like 'consent:%' or dedupe_key like 'complaint-answered:%' or dedupe_key like 'rights-answered:%';

-- the bureau's figures are read from these alone
create index consent_granted on consent (organisation_id, decided_at) where artefact is not null;
create index consent_revoked on consent (status_since) where status = 'revoked';
create index consent_in_force on consent (valid_to) where status = 'active';
create index consent_look_used on consent_look (organisation_id, at) where act = 'open' and allowed;
create index consent_look_denied on consent_look (at) where not allowed;

-- entries of a day: they lie in the order of their time, so a block range says enough; whoever
-- writes one pays next to nothing
create index audit_entry_at on audit_entry using brin (at) with (pages_per_range = 32, autosummarize = on);
