import { sql } from 'drizzle-orm';
import { engines } from '../../../tests/support/database';
import { type DatabaseHandle, rawRows } from './database';

jest.setTimeout(60_000);

/** Ids by hand, so that a statement can be read like a sentence. */
const id = (n: number) => `'00000000-0000-4000-8000-${String(n).padStart(12, '0')}'`;
const hash = (n: number) => `'${String(n).padStart(64, '0')}'`;
const at = `'2025-11-20T01:00:00Z'`;

const person = (n: number) =>
  `insert into person values (${id(n)}, 'residentId', 'k.i.t.c', ${hash(n)}, 'k.i.t.c', 'k.i.t.c', 'female', '1990-01-01', ${at})`;
const account = (n: number) => `insert into account (id, created_at) values (${id(n)}, ${at})`;

interface Enrollment {
  id: number;
  person?: number;
  year?: number;
  status?: string;
  fen?: [number, number, number];
}
const enrollment = ({
  id: n,
  person: who = 1,
  year = 2026,
  status = 'registered',
  fen = [40000, 0, 40000],
}: Enrollment) =>
  `insert into enrollment (id, person_id, coverage_year, region, requested_by, status, status_since,
     standard_fen, subsidy_fen, payable_fen, assessment, created_at)
   values (${id(n)}, ${id(who)}, ${year}, '340600', ${id(1)}, '${status}', ${at}, ${fen.join(', ')}, '{}', ${at})`;

interface Order {
  id: number;
  status?: string;
  total?: number;
  prepay?: string;
  transaction?: string;
  paidAt?: string;
  tradeNo?: string;
}
const order = ({
  id: n,
  status = 'created',
  total = 40000,
  prepay = 'null',
  transaction = 'null',
  paidAt = 'null',
  tradeNo = `YB${n}`,
}: Order) =>
  `insert into payment_order (id, out_trade_no, payer_person_id, payer_account_id, app_id, open_id,
     status, status_since, total_fen, prepay_id, transaction_id, created_at, expires_at, paid_at)
   values (${id(n)}, '${tradeNo}', ${id(1)}, ${id(1)}, 'a', 'o', '${status}', ${at}, ${total}, ${prepay}, ${transaction}, ${at}, ${at}, ${paidAt})`;

interface Item {
  id: number;
  order?: number;
  enrollment?: number;
  person?: number;
  year?: number;
  fen?: [number, number, number];
  live?: boolean;
}
const item = ({
  id: n,
  order: o = 20,
  enrollment: e = 10,
  person: p = 1,
  year = 2026,
  fen = [40000, 0, 40000],
  live = true,
}: Item) =>
  `insert into payment_item (id, order_id, position, enrollment_id, person_id, coverage_year, standard_fen, subsidy_fen, amount_fen, live)
   values (${id(n)}, ${id(o)}, 0, ${id(e)}, ${id(p)}, ${year}, ${fen.join(', ')}, ${String(live)})`;

const coverage = (n: number, from: string, to: string, waitingUntil = 'null', who = 1) =>
  `insert into coverage values (${id(n)}, ${id(who)}, 2026, ${id(10)}, ${id(20)}, '${from}', '${to}', ${waitingUntil}, ${at})`;

/** A posting with its entries, judged as at a commit. */
const posting = (entries: [account: string, fen: number][], n = 80, reference = 20) =>
  [
    `insert into ledger_posting values (${id(n)}, 'paid', ${id(reference)}, ${id(20)}, '2025-11-20', ${at})`,
    ...entries.map(
      ([account, fen]) => `insert into ledger_entry values (${id(n)}, '${account}', ${fen})`,
    ),
    'set constraints all immediate',
  ].join('; ');
const balanced: [string, number][] = [
  ['wechatPay', 40000],
  ['unposted', -40000],
];

/** Two persons, two accounts, one consent, a registered enrolment each, an order with the first in it. */
const world = [
  person(1),
  person(2),
  account(1),
  account(2),
  `insert into face_consent values (${id(5)}, ${id(1)}, 'v', ${hash(5)}, ${at})`,
  enrollment({ id: 10 }),
  enrollment({ id: 11, person: 2 }),
  order({ id: 20 }),
  order({ id: 21 }),
  item({ id: 30 }),
  coverage(40, '2026-01-01', '2026-12-31'),
  `insert into counter_code values (${id(50)}, ${id(1)}, ${id(1)}, 'c', 'x1', ${at}, ${at}, 0, null, null)`,
  `insert into family_member values (${id(60)}, ${id(1)}, ${id(2)}, 'mother', ${at}, null)`,
  `insert into notice values (${id(70)}, ${id(1)}, 'k', 't', 'b', 'l', null, ${at}, null)`,
  `insert into outbox (topic, dedupe_key, payload, status, attempts, next_attempt_at, created_at) values ('t', 'k', '{}', 'pending', 0, ${at}, ${at})`,
  `insert into audit_entry values (1, 'system:a', 1, ${at}, 't', 'system', null, null, 'a', '{}', ${hash(0)}, ${hash(9)})`,
  `insert into idempotency values (${id(1)}, 'r', 'a', 'h', 's', ${at})`,
  `insert into account_login values ('a', 'o', ${id(1)}, ${at})`,
];

const unique = '23505';
const check = '23514';
const foreignKey = '23503';
const exclusion = '23P01';
const notNull = '23502';
const privilege = '42501';

/** What must never be false: what is tried, how, and what the database says. */
const forbidden: [string, string, string][] = [
  ['a second live payment for one person and year', item({ id: 31, order: 21 }), unique],
  [
    'a payment without its enrolment',
    item({ id: 31, order: 21, enrollment: 99, live: false }),
    foreignKey,
  ],
  [
    "a payment for another person than the enrolment's",
    item({ id: 31, order: 21, person: 2 }),
    foreignKey,
  ],
  [
    "a payment for another year than the enrolment's",
    item({ id: 31, order: 21, year: 2025 }),
    foreignKey,
  ],
  ['a payment of no order', item({ id: 31, order: 99, live: false }), foreignKey],
  ['a negative amount', item({ id: 31, live: false, fen: [40000, 40001, -1] }), check],
  ['a negative subsidy', item({ id: 31, live: false, fen: [40000, -1, 40001] }), check],
  ['an item that does not add up', item({ id: 31, live: false, fen: [40000, 0, 1] }), check],
  ['a negative order', order({ id: 22, total: -1 }), check],
  ['an order number twice', order({ id: 22, tradeNo: 'YB20' }), unique],
  ['an order of an unknown status', order({ id: 22, status: 'done' }), check],
  ['a paid order without a moment', order({ id: 22, status: 'paid', transaction: `'T'` }), check],
  ['money without its transaction', order({ id: 22, status: 'paid', paidAt: at }), check],
  ['an open order that is paid', order({ id: 22, paidAt: at, transaction: `'T'` }), check],
  ['a prepaid order without a prepay_id', order({ id: 22, status: 'prepaid' }), check],
  ['a second enrolment of one person and year', enrollment({ id: 12 }), unique],
  ['an enrolment of nobody', enrollment({ id: 12, person: 99 }), foreignKey],
  [
    'an enrolment that does not add up',
    enrollment({ id: 12, year: 2025, fen: [40000, 1, 40000] }),
    check,
  ],
  ['a negative standard', enrollment({ id: 12, year: 2025, fen: [-1, 0, -1] }), check],
  ['an enrolment of the year 1999', enrollment({ id: 12, year: 1999 }), check],
  ['an unknown enrolment status', enrollment({ id: 12, year: 2025, status: 'done' }), check],
  [
    'a wait for another city without a deadline',
    enrollment({ id: 12, year: 2025, status: 'wait_sync' }),
    check,
  ],
  [
    'a wait without its end, by update',
    `update enrollment set status = 'wait_sync', suspended_at = ${at}, next_check_at = ${at}`,
    check,
  ],
  ['cover twice on the same day', coverage(41, '2026-12-31', '2027-12-31'), exclusion],
  ['cover within cover', coverage(41, '2026-03-01', '2026-04-30'), exclusion],
  ['cover that ends before it begins', coverage(41, '2027-02-01', '2027-01-31'), check],
  [
    'a wait that reaches into the cover',
    coverage(41, '2027-01-01', '2027-12-31', `'2027-01-01'`),
    check,
  ],
  [
    'cover without an enrolment',
    coverage(41, '2027-01-01', '2027-12-31').replace(id(10), id(99)),
    foreignKey,
  ],
  ['the same document twice', person(3).replace(hash(3), hash(1)), unique],
  [
    'a number in clear instead of its index',
    person(3).replace(hash(3), `'340603199001010010'`),
    check,
  ],
  ['a third sex', person(3).replace('female', 'x'), check],
  [
    'a person without a name',
    person(3).replace(`'k.i.t.c', 'k.i.t.c', 'female'`, `null, 'k', 'female'`),
    notNull,
  ],
  [
    'a verified account without a moment',
    `update account set person_id = ${id(1)}, verified_by = 'face' where id = ${id(2)}`,
    check,
  ],
  [
    'a verified account without a way',
    `update account set person_id = ${id(1)}, verified_at = ${at} where id = ${id(2)}`,
    check,
  ],
  [
    'an account of nobody known',
    `update account set person_id = ${id(99)}, verified_by = 'face', verified_at = ${at}`,
    foreignKey,
  ],
  ['a union id twice', `update account set union_id = 'u'`, unique],
  [
    'a login of two accounts',
    `insert into account_login values ('a', 'o', ${id(2)}, ${at})`,
    unique,
  ],
  [
    'a session token in clear',
    `insert into session values ('token', ${id(1)}, 'a', 'o', ${at}, ${at}, ${at})`,
    check,
  ],
  [
    'a face check without consent',
    `insert into face_verification values (${id(80)}, ${id(1)}, ${id(99)}, ${id(1)}, 'a', 'o', 's', 'v', 'pending', ${at}, ${at}, null)`,
    foreignKey,
  ],
  [
    'a decided face check without a moment',
    `insert into face_verification values (${id(80)}, ${id(1)}, ${id(5)}, ${id(1)}, 'a', 'o', 's', 'v', 'passed', ${at}, ${at}, null)`,
    check,
  ],
  [
    'two open counter codes of one account',
    `insert into counter_code values (${id(51)}, ${id(1)}, ${id(1)}, 'c', 'x2', ${at}, ${at}, 0, null, null)`,
    unique,
  ],
  [
    'one open counter code of two accounts',
    `insert into counter_code values (${id(51)}, ${id(2)}, ${id(1)}, 'c', 'x1', ${at}, ${at}, 0, null, null)`,
    unique,
  ],
  [
    'a code confirmed by somebody not on the staff list',
    `update counter_code set closed_at = ${at}, confirmed_by = ${id(2)}`,
    foreignKey,
  ],
  [
    'oneself as a relative',
    `insert into family_member values (${id(61)}, ${id(1)}, ${id(1)}, 'son', ${at}, null)`,
    check,
  ],
  [
    'a relative twice',
    `insert into family_member values (${id(61)}, ${id(1)}, ${id(2)}, 'son', ${at}, null)`,
    unique,
  ],
  [
    'the same news twice',
    `insert into notice values (${id(71)}, ${id(1)}, 'k', 't', 'b', 'l', null, ${at}, null)`,
    unique,
  ],
  [
    'the same message twice',
    `insert into outbox (topic, dedupe_key, payload, status, attempts, next_attempt_at, created_at) values ('t', 'k', '{}', 'pending', 0, ${at}, ${at})`,
    unique,
  ],
  [
    'a requestId twice',
    `insert into idempotency values (${id(1)}, 'r', 'b', 'h', 's', ${at})`,
    unique,
  ],
  ['a quota below nothing', `insert into message_quota values (${id(1)}, 't', -1)`, check],
  ['a changed audit entry', `update audit_entry set action = 'b'`, privilege],
  [
    'a changed audit entry, even of no row',
    `update audit_entry set action = 'b' where false`,
    privilege,
  ],
  [
    'a ledger posting that does not balance',
    posting([
      ['wechatPay', 40000],
      ['unposted', -39999],
    ]),
    check,
  ],
  ['a ledger posting of one entry', posting([['wechatPay', 40000]]), check],
  ['a ledger posting of nothing', posting([]), check],
  [
    'an entry beside a posting that balances',
    `${posting(balanced)}; insert into ledger_entry values (${id(80)}, 'refundable', 1); set constraints all immediate`,
    check,
  ],
  ['one event booked twice', `${posting(balanced)}; ${posting(balanced, 81)}`, unique],
  [
    'a booking of no order',
    posting(balanced).replace(id(20) + `, '2025`, id(99) + `, '2025`),
    foreignKey,
  ],
  [
    'an unknown ledger account',
    posting([
      ['wechatPay', 40000],
      ['purse', -40000],
    ]),
    check,
  ],
  ['a changed booking', `${posting(balanced)}; update ledger_entry set amount_fen = 1`, privilege],
  ['a removed booking', `${posting(balanced)}; delete from ledger_posting`, privilege],
  ['a rail nobody knows', `update payment_order set rail = 'purse'`, check],
  ['a removed audit entry', 'delete from audit_entry', privilege],
  ['an emptied audit', 'truncate audit_entry', privilege],
];

/** Beside each wall the door that must stay open. */
const allowed: [string, string][] = [
  ['a ledger posting that balances', posting(balanced)],
  [
    'a payment after the first was closed',
    `update payment_item set live = false; ${item({ id: 31, order: 21 })}`,
  ],
  [
    'an enrolment after a cancelled one',
    `update enrollment set status = 'cancelled' where id = ${id(10)}; ${enrollment({ id: 12 })}`,
  ],
  ['cover from the day after', coverage(41, '2027-01-01', '2027-12-31')],
  ['cover of another person on the same days', coverage(41, '2026-01-01', '2026-12-31', 'null', 2)],
  [
    'an order of nothing without a transaction',
    order({ id: 22, total: 0, status: 'paid', paidAt: at }),
  ],
  [
    'a relative added again',
    `update family_member set removed_at = ${at}; insert into family_member values (${id(61)}, ${id(1)}, ${id(2)}, 'son', ${at}, null)`,
  ],
  [
    'a new code after a closed one',
    `update counter_code set closed_at = ${at}; insert into counter_code values (${id(51)}, ${id(1)}, ${id(1)}, 'c', 'x1', ${at}, ${at}, 0, null, null)`,
  ],
  [
    'a wait with its deadline',
    `update enrollment set status = 'wait_sync', suspended_at = ${at}, next_check_at = ${at}, check_deadline_at = ${at}`,
  ],
];

describe.each(engines())('what the database itself refuses, on $name', (engine) => {
  let handle: DatabaseHandle;
  beforeAll(async () => {
    handle = await engine.open();
    await handle.runScript(world.join(';\n'));
  });
  afterAll(() => handle.close());

  async function stateOf(statement: string): Promise<string> {
    try {
      await handle.runScript(`begin; ${statement}; rollback;`);
      return 'accepted';
    } catch (error) {
      return (error as { code: string }).code;
    }
  }

  test.each(forbidden)('%s', async (_name, statement, state) => {
    expect(await stateOf(statement)).toBe(state);
  });

  test.each(allowed)('and not: %s', async (_name, statement) => {
    expect(await stateOf(statement)).toBe('accepted');
  });

  test('and nothing of it stayed', async () => {
    const rows = await rawRows<{ items: number; audits: number }>(
      handle.db,
      sql`select (select count(*)::int from payment_item) as items,
                 (select count(*)::int from audit_entry) as audits`,
    );
    expect(rows).toEqual([{ items: 1, audits: 1 }]);
  });
});
