import { engines } from '../../../tests/support/database';
import { type DatabaseHandle } from '../database/database';

jest.setTimeout(60_000);

const hash = (n: number) => `'${String(n).padStart(64, '0')}'`;
const at = `'2025-11-20T01:00:00Z'`;

interface AuditRow {
  id: number;
  seq?: number;
  kind?: string;
  previous?: string;
}
const audit = ({ id: n, seq = n, kind = 'system', previous = hash(0) }: AuditRow) =>
  `insert into audit_entry values (${n}, 'system:a', ${seq}, ${at}, 't', '${kind}', null, null, 'a', '{}', ${previous}, ${hash(9)})`;
const head = (chain: string, seq: number, checkpointed = 0, number = 'null') =>
  `insert into audit_head values ('${chain}', ${seq}, ${hash(9)}, 's', ${checkpointed}, ${number})`;

const world = [
  audit({ id: 1 }),
  head('system:a', 1),
  `insert into audit_checkpoint values (1, ${at}, ${hash(0)}, ${hash(1)}, 1, 'c', null)`,
  `insert into audit_entry_before_chain (at, trace_id, actor_kind, action, details)
   values (${at}, 't', 'system', 'a', '{}')`,
];

const unique = '23505';
const check = '23514';
const privilege = '42501';

/** What is tried, how, and what the database says. */
const forbidden: [string, string, string][] = [
  ['a place in a chain twice', audit({ id: 2, seq: 1 }), unique],
  ['a place before the first', audit({ id: 2, seq: 0 }), check],
  ['an entry of an unknown kind of actor', audit({ id: 2, kind: 'robot' }), check],
  ['an entry after something that is no hash', audit({ id: 2, previous: `'x'` }), check],
  ['a chain with two heads', head('system:a', 2), unique],
  ['a head that goes back', 'update audit_head set seq = 0', privilege],
  ['a head that changes its chain', `update audit_head set chain = 'system:b'`, privilege],
  ['a removed head', 'delete from audit_head', privilege],
  ['a checkpoint beyond the head', head('system:b', 1, 2, '1'), check],
  ['a checkpoint without its number', head('system:b', 1, 1), check],
  ['a removed checkpoint', 'delete from audit_checkpoint', privilege],
  [
    'a checkpoint that is neither waiting nor stored',
    'update audit_checkpoint set content = null',
    check,
  ],
  [
    'a changed entry of the time before chains',
    `update audit_entry_before_chain set action = 'b'`,
    privilege,
  ],
];

/** Beside the walls the doors that must stay open. */
const allowed: [string, string][] = [
  [
    'an entry after another one, of a clerk',
    `${audit({ id: 2, kind: 'clerk' })}; update audit_head set seq = 2`,
  ],
  ['a checkpoint that is stored', `update audit_checkpoint set content = null, stored_at = ${at}`],
];

describe.each(engines())('what the tables of the audit refuse, on $name', (engine) => {
  let handle: DatabaseHandle;
  beforeAll(async () => {
    handle = await engine.open();
    await handle.runScript(world.join('; '));
  });
  afterAll(() => handle.close());

  /** Undone in any case. @returns the SQLSTATE, or 'accepted' */
  async function stateOf(statement: string): Promise<string> {
    try {
      await handle.runScript(`begin; ${statement}; rollback`);
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
});
