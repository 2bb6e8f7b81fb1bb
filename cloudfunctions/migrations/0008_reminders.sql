-- Reminders: what is due for whom, what was pushed, the phone of who wants short messages.

-- From when on a notice asks for nothing any more, e.g. the end of a collection window.
alter table notice add column expires_at timestamptz;

-- One round a day and kind; whoever works on it holds the row, so that two workers do not double
-- and a broken one goes on where it was.
create table reminder_round (
  day         date not null,
  kind        text not null check (kind in ('window', 'newborn', 'cover')),
  -- keyset: the last one that was planned for; null at the beginning
  cursor      text,
  planned     integer not null default 0 check (planned >= 0),
  started_at  timestamptz not null,
  finished_at timestamptz,
  primary key (day, kind)
);
create index reminder_round_open on reminder_round (day) where finished_at is null;

create table reminder (
  id              uuid primary key,
  -- who is to be told
  person_id       uuid not null references person (id),
  event           text not null check (event in ('windowOpens', 'windowCloses', 'newbornCloses', 'coverBegins')),
  coverage_year   integer not null check (coverage_year between 2000 and 2100),
  -- which window, which last day, which first day
  matter          text not null,
  status          text not null check (status in ('planned', 'told', 'dropped')),
  -- why nobody was told
  reason          text,
  attempts        integer not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz not null,
  -- after it nothing is told any more
  expires_at      timestamptz not null,
  notice_id       uuid references notice (id),
  created_at      timestamptz not null,
  settled_at      timestamptz,
  check ((status = 'planned') = (settled_at is null)),
  check ((status = 'told') = (notice_id is not null)),
  check ((status = 'dropped') = (reason is not null)),
  -- nobody is told twice
  unique (person_id, event, coverage_year, matter)
);
create index reminder_due on reminder (next_attempt_at) where status = 'planned';
create index reminder_of_notice on reminder (notice_id) where notice_id is not null;

-- What rounds look for.
create index coverage_begin on coverage (cover_from, id);
create index enrollment_newborn_pay_by on enrollment ((assessment -> 'newborn' ->> 'payBy'), id)
  where status = 'registered' and (assessment -> 'newborn' ->> 'payBy') is not null;

-- Which ways a person wants; without a row: WeChat yes, short messages no, nothing muted.
create table reminder_setting (
  person_id  uuid primary key references person (id),
  wechat     boolean not null,
  sms        boolean not null,
  muted      jsonb not null,
  updated_at timestamptz not null
);

create table person_phone (
  person_id         uuid primary key references person (id),
  -- ciphertext
  phone             text not null,
  phone_index       text not null check (phone_index ~ '^[0-9a-f]{64}$'),
  confirmed_at      timestamptz not null,
  -- the carrier refuses it (wrong number, unsubscribed): nothing more is sent
  unreachable_since timestamptz
);

-- A code on its way to a phone. The code itself stands nowhere: it follows from the id and a key.
create table phone_challenge (
  id             uuid primary key,
  account_id     uuid not null references account (id),
  person_id      uuid not null references person (id),
  -- ciphertext
  phone          text not null,
  phone_index    text not null check (phone_index ~ '^[0-9a-f]{64}$'),
  wrong_attempts integer not null default 0 check (wrong_attempts between 0 and 5),
  -- null until it was handed to the carrier once, whatever came of it
  handed_over_at timestamptz,
  created_at     timestamptz not null,
  expires_at     timestamptz not null,
  closed_at      timestamptz
);
create unique index phone_challenge_open on phone_challenge (account_id) where closed_at is null;
create index phone_challenge_last on phone_challenge (account_id, created_at desc);
create index phone_challenge_age on phone_challenge (created_at);

-- One row a message that left the house; its id is what the carrier echoes.
create table message_push (
  id         uuid primary key,
  notice_id  uuid not null references notice (id),
  person_id  uuid not null references person (id),
  channel    text not null check (channel in ('wechat', 'sms')),
  -- an account's id, or the keyed index of a phone
  target     text not null,
  -- failed: certainly not sent, may be tried again; unknown: perhaps sent, never again
  status     text not null check (status in ('sending', 'sent', 'failed', 'refused', 'unknown')),
  reason     text,
  at         timestamptz not null,
  unique (notice_id, channel, target)
);

-- How many messages a person had on a day.
create table push_count (
  person_id uuid not null references person (id),
  day       date not null,
  pushes    integer not null check (pushes >= 0),
  primary key (person_id, day)
);

-- A day's reminders must not stand before postings and enrolments: each kind has its own queue.
drop index outbox_due;
create index outbox_due on outbox (next_attempt_at)
  where status = 'pending' and topic not in ('wechat.message', 'sms.message');
create index outbox_due_messages on outbox (next_attempt_at)
  where status = 'pending' and topic in ('wechat.message', 'sms.message');
