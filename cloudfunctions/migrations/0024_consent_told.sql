-- A look asks the chain of the person where the consent stands: a status that was true once, written
-- back with the seal it had, is not what the chain ends with.
create index audit_entry_consent on audit_entry ((details ->> 'consentId'), seq)
  where action in ('consent.granted', 'consent.resumed', 'consent.paused', 'consent.revoked',
    'consent.exhausted', 'consent.expired');
