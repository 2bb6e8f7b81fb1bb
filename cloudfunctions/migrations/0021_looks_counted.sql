-- The sweep asks every minute which limits over a whole life are used up: those counts alone.
create index consent_use_of_life on consent_use (consent_id) where bucket like '%:TOTAL';

comment on column consent_look.payload_sm3 is
  'HMAC-SM3, under the index key, of the look''s id and what was shown; until migration 21 plain SM3';
