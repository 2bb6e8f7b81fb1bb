import { randomUUID } from 'node:crypto';
import { asc, sql } from 'drizzle-orm';
import { describeOnServers, engines } from '../../../tests/support/database';
import { type Actor, type AuditRecord, systemActor, writeAudit } from '../audit';
import { FieldCipher } from '../crypto/field-cipher';
import {
  type Database,
  type DatabaseHandle,
  type Queryable,
  rawRows,
  type Transaction,
} from '../database/database';
import { auditEntry, auditHead } from '../database/schema';
import { chainOf, detailsText, entryHash, noHash, preimageOf, sealOf } from './chain';
import { withAudit } from './deferred';

jest.setTimeout(60_000);

const cipher = new FieldCipher({
  keys: { k: 'cd'.repeat(16) },
  current: 'k',
  indexKey: 'ab'.repeat(32),
});
const now = Date.parse('2025-11-20T09:00:00.123+08:00');
const [ann, bob] = [randomUUID(), randomUUID()];
/** A chain takes any action; only the service's own are declared. */
const personOf = (subjectPersonId: string | null, action = 'test.done'): AuditRecord => ({
  action: action as AuditRecord['action'],
  subjectPersonId,
  details: {},
});
const write = (tx: Queryable, record: AuditRecord, actor: Actor = systemActor) =>
  writeAudit(tx, { actor, traceId: 't', now }, record);

describe('which chain', () => {
  const accountId = 'A0000000-0000-4000-8000-00000000000A';
  const account: Actor = { kind: 'account', accountId };
  test.each<[string, Actor, AuditRecord, string]>([
    ['of the person it is about', account, personOf(ann), `person:${ann}`],
    ['of the person, also by the service', systemActor, personOf(ann), `person:${ann}`],
    ['of who did it', account, personOf(null), `account:${accountId.toLowerCase()}`],
    ['of the flow, by the service', systemActor, personOf(null, 'refund.overdue'), 'system:refund'],
    [
      'of a lane of the flow',
      systemActor,
      { ...personOf(null, 'console.signInRefused'), lane: '1f' },
      'system:console.1f',
    ],
    ['of the person, lane or not', systemActor, { ...personOf(ann), lane: '1f' }, `person:${ann}`],
  ])('%s', (_name, actor, record, chain) => {
    expect(chainOf(actor, record)).toBe(chain);
  });
});

describe('what is hashed', () => {
  const entry = {
    id: 7,
    chain: `person:${ann}`,
    seq: 3,
    prevHash: noHash,
    at: now,
    traceId: 'trace',
    actorKind: 'account',
    actorAccountId: bob,
    subjectPersonId: ann,
    action: 'test.done',
    details: '{"a":1}',
  };

  test('the same details are the same text, in whatever order they were given', () => {
    expect(detailsText({ b: 1, a: ['x'], c: null })).toBe('{"a":["x"],"b":1,"c":null}');
    expect(detailsText({ c: null, a: ['x'], b: 1 })).toBe('{"a":["x"],"b":1,"c":null}');
  });

  test('is different for every column, and nothing moves from one column to the next', () => {
    const others: Partial<typeof entry>[] = [
      { id: 8 },
      { chain: `person:${bob}` },
      { seq: 4 },
      { prevHash: '1'.repeat(64) },
      { at: now + 1 },
      { traceId: 'trac', actorKind: 'eaccount' },
      { traceId: 'trace|7:account' },
      { actorKind: 'staff' },
      { actorAccountId: ann },
      { subjectPersonId: bob },
      { action: 'test.don' },
      { details: '{"a": 1}' },
    ];
    const hashes = others.map((change) => entryHash({ ...entry, ...change }));
    expect(new Set([entryHash(entry), ...hashes]).size).toBe(others.length + 1);
  });

  test('is fixed: a change of the text would break every chain there is', () => {
    const id = '00000000-0000-4000-8000-000000000001';
    const fixed = { ...entry, chain: `person:${id}`, actorAccountId: null, subjectPersonId: id };
    expect(preimageOf(fixed)).toBe(
      `43:person:${id}|3|${noHash}|7|1763600400123|5:trace|7:account|-|${id}|9:test.done|{"a":1}`,
    );
  });
});

describe.each(engines())('the audit on $name', (engine) => {
  let handle: DatabaseHandle;
  let db: Database;
  beforeEach(async () => {
    handle = await engine.open();
    db = withAudit(handle.db, cipher);
  });
  afterEach(() => handle.close());

  const entries = () => db.select().from(auditEntry).orderBy(asc(auditEntry.id));
  const places = async () => (await entries()).map(({ chain, seq }) => `${chain} ${seq}`);

  test('chains what a transaction writes, each person for themselves, and seals the heads', async () => {
    await db.transaction(async (tx) => {
      await write(tx, personOf(ann));
      await write(tx, personOf(bob));
      await write(tx, { ...personOf(ann), details: { z: '医保', a: [ann] } });
    });
    await write(db, personOf(ann));
    const rows = await entries();
    expect(rows.map(({ chain, seq }) => [chain, seq])).toEqual([
      [`person:${ann}`, 1],
      [`person:${bob}`, 1],
      [`person:${ann}`, 2],
      [`person:${ann}`, 3],
    ]);
    const [first, , second, third] = rows;
    expect([first?.prevHash, second?.prevHash, third?.prevHash]).toEqual([
      noHash,
      first?.hash,
      second?.hash,
    ]);
    for (const { hash, details, ...entry } of rows) {
      expect(entryHash({ ...entry, details: detailsText(details) })).toBe(hash);
      expect(entry.at).toBe(now);
    }
    const heads = await db.select().from(auditHead).orderBy(asc(auditHead.seq));
    expect(heads.map(({ chain, seq, hash }) => [chain, seq, hash])).toEqual([
      [`person:${bob}`, 1, rows[1]?.hash],
      [`person:${ann}`, 3, third?.hash],
    ]);
    for (const head of heads) expect(head.seal).toBe(sealOf(cipher, head));
  });

  test('entries of a transaction that fails are nowhere, and the next one takes their place', async () => {
    const failing = db.transaction(async (tx) => {
      await write(tx, personOf(ann));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await entries()).toEqual([]);
    await write(db, personOf(ann));
    expect(await places()).toEqual([`person:${ann} 1`]);
  });

  test('entries of a savepoint vanish with it, in whatever depth, and stay with one that holds', async () => {
    await db.transaction(async (tx) => {
      await write(tx, personOf(null, 'test.outer'));
      await tx.transaction(async (inner) => {
        await write(inner, personOf(null, 'test.kept'));
        const gone = inner.transaction(async (innermost) => {
          await write(innermost, personOf(null, 'test.gone'));
          throw new Error('back');
        });
        await expect(gone).rejects.toThrow('back');
      });
      const away = tx.transaction(async (inner) => {
        await inner.transaction((innermost) => write(innermost, personOf(null, 'test.held')));
        throw new Error('back');
      });
      await expect(away).rejects.toThrow('back');
      await write(tx, personOf(null, 'test.last'));
    });
    const actions = (await entries()).map(({ action }) => action);
    expect(actions).toEqual(['test.outer', 'test.kept', 'test.last']);
  });

  test('nothing is written past the audit: not in a bare transaction, not after the end', async () => {
    const bare = handle.db.transaction((tx) => write(tx, personOf(ann)));
    await expect(bare).rejects.toThrow('outside an audited transaction');
    await expect(write(handle.db, personOf(ann))).rejects.toThrow('outside');
    let late: Transaction | undefined;
    await db.transaction((tx) => {
      late = tx;
      return Promise.resolve();
    });
    await expect(write(late!, personOf(ann))).rejects.toThrow('outside');
    expect(await entries()).toEqual([]);
  });

  test('a business clock that was set back does not matter to the chain', async () => {
    await write(db, personOf(ann));
    const past = { actor: systemActor, traceId: 't', now: Date.parse('0999-01-01T00:00:00Z') };
    await writeAudit(db, past, personOf(ann));
    const [, second] = await entries();
    expect(second).toMatchObject({ seq: 2, at: past.now });
  });
});

describeOnServers('many writers', (engine) => {
  let handle: DatabaseHandle;
  let db: Database;
  beforeAll(async () => {
    handle = await engine.open();
    db = withAudit(handle.db, cipher);
  });
  afterAll(() => handle.close());

  test('about the same people in any order: no deadlock, no gap, no fork', async () => {
    const people = Array.from({ length: 5 }, () => randomUUID());
    await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        db.transaction(async (tx) => {
          for (const at of [n, n + 1 + (n % 3), n + 3]) {
            await write(tx, personOf(people[at % people.length] ?? null));
          }
        }),
      ),
    );
    const [row] = await rawRows<{ entries: number; broken: number }>(
      db,
      sql`select count(*)::int as entries, count(*) filter (where not fits)::int as broken from (
        select seq = row_number() over chain and prev_hash = lag(hash, 1, ${noHash}) over chain as fits
        from audit_entry window chain as (partition by chain order by seq)) as checked`,
    );
    expect(row).toEqual({ entries: 600, broken: 0 });
    const heads = await db.select().from(auditHead);
    expect(heads.reduce((sum, { seq }) => sum + seq, 0)).toBe(600);
  });

  test('a head is free until the end of the transaction that will move it', async () => {
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    let written: () => void = () => undefined;
    const hasWritten = new Promise<void>((resolve) => (written = resolve));
    const slow = db.transaction(async (tx) => {
      await write(tx, personOf(ann, 'test.slow'));
      written();
      await held;
    });
    await hasWritten;
    await write(db, personOf(ann, 'test.quick'));
    goOn();
    await slow;
    const rows = await db.select().from(auditEntry).orderBy(asc(auditEntry.id));
    const mine = rows.filter(({ subjectPersonId }) => subjectPersonId === ann);
    expect(mine.map(({ action, seq }) => [action, seq])).toEqual([
      ['test.quick', 1],
      ['test.slow', 2],
    ]);
  });
});
