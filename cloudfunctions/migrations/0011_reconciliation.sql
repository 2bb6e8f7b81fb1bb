-- Reconciliation: each day's lists of the rails and of the core platform, held against our books.

-- the day's payments, asked for every morning
create index payment_order_paid_at on payment_order (paid_at) where paid_at is not null;

-- One attempt at one list of one day.
create table reconcile_run (
  id          uuid primary key,
  day         date not null,
  source      text not null check (source in ('wechatPay', 'mutualAid', 'taxHandOver', 'corePlatform')),
  attempt     integer not null check (attempt >= 1),
  state       text not null check (state in ('running', 'explained', 'unexplained', 'notReady', 'refused',
                                             'failed', 'broken')),
  -- why the list was not believed
  refusal     text,
  -- SM3 of the list as it came
  digest      text check (digest ~ '^[0-9a-f]{64}$'),
  rows_there  integer check (rows_there >= 0),
  rows_here   integer check (rows_here >= 0),
  matched     integer check (matched >= 0),
  -- payments less refunds: by their list, by our books, by the ledger
  there_fen   bigint,
  here_fen    bigint,
  ledger_fen  bigint,
  -- findings of this run, those it healed, and what nobody has explained yet
  found       integer check (found >= 0),
  healed      integer check (healed >= 0),
  unexplained integer check (unexplained >= 0),
  trace_id    text not null,
  started_at  timestamptz not null,
  finished_at timestamptz,
  unique (day, source, attempt),
  check ((state = 'running') = (finished_at is null)),
  check ((state = 'refused') = (refusal is not null)),
  check (state <> 'explained' or unexplained = 0),
  check (state <> 'unexplained' or unexplained > 0)
);
-- two runs of the same list take turns
create unique index reconcile_run_one_at_a_time on reconcile_run (day, source) where state = 'running';
create index reconcile_run_newest on reconcile_run (started_at desc, id);

-- One difference, however often it is met. It tells numbers and amounts, never people.
create table reconcile_finding (
  id          uuid primary key,
  day         date not null,
  source      text not null check (source in ('wechatPay', 'mutualAid', 'taxHandOver', 'corePlatform')),
  kind        text not null,
  -- our number of the order, refund or item; the day itself where a total is meant
  reference   text not null check (length(reference) between 1 and 64),
  -- their number of it
  number      text check (length(number) <= 64),
  order_id    uuid references payment_order (id),
  there_fen   bigint,
  here_fen    bigint,
  state       text not null check (state in ('open', 'waiting', 'healed', 'resolved')),
  first_run   uuid not null references reconcile_run (id),
  last_run    uuid not null references reconcile_run (id),
  found_at    timestamptz not null,
  healed_at   timestamptz,
  resolved_at timestamptz,
  resolved_by uuid references staff_member (account_id),
  -- ciphertext: what the clerk wrote
  resolution  text,
  unique (source, day, kind, reference),
  check ((state = 'healed') = (healed_at is not null)),
  check ((resolved_at is null) = (resolved_by is null)),
  check ((resolved_at is null) = (resolution is null)),
  check (state <> 'resolved' or resolved_at is not null)
);
create index reconcile_finding_open on reconcile_finding (found_at, id) where state = 'open';
create index reconcile_finding_order on reconcile_finding (order_id);
