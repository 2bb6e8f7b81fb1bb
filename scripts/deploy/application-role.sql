-- The role of the functions (DATABASE_URL): reads and writes the service's rows and cannot change
-- its history or its shape. Run by the owner after each migration; it may be run again.
-- The role itself is made once, by hand: create role yibao_app login password '…';

revoke create on schema public from public;
grant usage on schema public to yibao_app;
revoke all on all tables in schema public from yibao_app;
grant select, insert, update on all tables in schema public to yibao_app;
-- what serves its time and goes: sessions, answered requests, counters, delivered messages, drafts;
-- an account only while nobody is behind it yet; a person, and the family places that name it, only
-- when it turns out to be a baby that stands here already (foreign keys keep everything else), and
-- with it what the core platform said of it; the file of a paper, and a download's ticket, when
-- their time is over
grant delete on session, idempotency, attempt_counter, outbox, account, newborn_draft, person,
  family_member, platform_contribution, platform_settlement, visited_institution, platform_mirror,
  person_phone, phone_challenge, push_count, reminder_round, certificate_file, paper_ticket,
  insured_otherwise to yibao_app;
-- evidence of consents goes when the law wants it no longer
grant delete on consent, consent_case, consent_complaint, consent_confirmation, consent_look,
  consent_print, consent_use, rights_request to yibao_app;
-- and with it what people were told of it
grant delete on notice, message_push to yibao_app;
-- append-only for the application, by privilege as well as by trigger
revoke update on consent_notice, consent_look from yibao_app;
revoke update on audit_entry, audit_entry_before_chain, newborn_check, ledger_posting, ledger_entry
  from yibao_app;
revoke insert on audit_entry_before_chain from yibao_app;
-- entries know their number before they are written
grant usage on sequence audit_entry_number to yibao_app;
revoke insert, update on schema_migration from yibao_app;
-- clerks' sessions end; what kept a signed call from coming twice, and wrong tries, are forgotten
grant delete on clerk_session, api_nonce, sign_in_try to yibao_app;
