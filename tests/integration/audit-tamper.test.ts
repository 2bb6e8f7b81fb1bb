import { databaseSource } from '@yibao/cloudfunctions/lib/audit/verify/database-source';
import { type AuditReport, verifyAudit } from '@yibao/cloudfunctions/lib/audit/verify/verify';
import { type Transaction } from '@yibao/cloudfunctions/lib/database/database';
import { type CheckpointStore } from '@yibao/cloudfunctions/lib/ports/checkpoint-store';
import { seededRandom } from '@yibao/sandbox/city/random';
import { isSignedBy } from '@yibao/shared/protocols/sm2';
import { testSeed } from '@yibao/shared/rules/testing/seed';
import {
  type AuditCopy,
  copyAudit,
  copySource,
  type Entry,
  type Head,
} from '../support/audit/copy';
import { auditKeys, type AuditUnderTest, fillAudit, openAudit } from '../support/audit/open';
import { type Tampering, tamperings } from '../support/audit/tamper';
import { engines } from '../support/database';
import { query } from '../support/tables';

jest.setTimeout(300_000);

const seed = testSeed();
const signing = auditKeys();
const times = 1_000;
/** So many of them on the tables themselves, with triggers and constraints out of the way. */
const onTables = 50;

const isKnown = new Map<string, boolean>();
/** The same checkpoints are read a thousand times. */
const isSigned: typeof isSignedBy = (content, signature, key) => {
  const name = `${String(content)} ${signature}`;
  const known = isKnown.get(name) ?? isSignedBy(content, signature, key);
  isKnown.set(name, known);
  return known;
};

/** Nothing is as it was: it is found, at the chain or checkpoint, and at the entry that was touched. */
function expectFound(report: AuditReport, tampering: Tampering): void {
  const { chain, seq, checkpoint } = tampering;
  const found = report.findings.find((each) =>
    chain === null ? each.checkpoint === checkpoint && each.chain === null : each.chain === chain,
  );
  const told = { tampering: tampering.what, outcome: report.outcome, seq: seq && found?.seq };
  expect(told).toEqual({ tampering: tampering.what, outcome: 'broken', seq });
  expect(found).toBeDefined();
}

const quoted = (value: string | number | null): string =>
  value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`;

const entryValues = (row: Entry): string =>
  `(${[row.id, row.chain, row.seq].map(quoted).join(', ')},
    timestamptz 'epoch' + ${Math.round(row.at * 1000)} * interval '1 microsecond',
    ${[row.traceId, row.actorKind, row.actorAccountId, row.subjectPersonId, row.action, row.details, row.prevHash, row.hash].map(quoted).join(', ')})`;

/** As somebody would who owns the database: first what stands in the way, then the deed. */
async function tamperTables(tx: Transaction, tampering: Tampering): Promise<void> {
  const run = (statement: string) => query(tx, statement);
  const { chain, entries, head, mark } = tampering;
  for (const table of ['audit_entry', 'audit_head', 'audit_checkpoint']) {
    await run(`alter table ${table} disable trigger user`);
    const constraints = await query<{ name: string }>(
      tx,
      `select conname as name from pg_constraint
       where conrelid = '${table}'::regclass and contype in ('c', 'u', 'p')`,
    );
    for (const { name } of constraints) await run(`alter table ${table} drop constraint ${name}`);
  }
  if (entries) {
    await run(`delete from audit_entry where chain = '${String(chain)}'`);
    if (entries.length > 0) {
      await run(`insert into audit_entry (id, chain, seq, at, trace_id, actor_kind, actor_account_id,
        subject_person_id, action, details, prev_hash, hash)
        values ${entries.map(entryValues).join(', ')}`);
    }
  }
  if (head !== undefined) {
    await run(`delete from audit_head where chain = '${String(chain)}'`);
    if (head) {
      const { seq, hash, seal, checkpointedSeq, checkpointNumber } = head;
      const values = [head.chain, seq, hash, seal, checkpointedSeq, checkpointNumber];
      await run(`insert into audit_head values (${values.map(quoted).join(', ')})`);
    }
  }
  if (mark) {
    await run(`update audit_checkpoint set hash = '${mark.hash}' where number = ${mark.number}`);
  }
}

/** A store with one file otherwise, or gone. */
const withFile = (
  get: (number: number) => Promise<string | null>,
  file: Tampering['file'],
): CheckpointStore => ({
  put: () => Promise.reject(new Error('nothing is stored here')),
  get: (number) => (file?.number === number ? Promise.resolve(file.text) : get(number)),
});

/** The copy after the deed; what was not touched is shared. */
function tamperCopy(copy: AuditCopy, { chain, entries, head, mark }: Tampering): AuditCopy {
  const rows = new Map(copy.entries);
  const heads = new Map<string, Head>(copy.heads);
  if (chain !== null && entries) {
    rows.delete(chain);
    for (const entry of entries) {
      rows.set(entry.chain, [...(rows.get(entry.chain) ?? []), entry]);
    }
  }
  if (chain !== null && head !== undefined) {
    heads.delete(chain);
    if (head) heads.set(chain, head);
  }
  const marks = copy.marks.map((each) => (each.number === mark?.number ? mark : each));
  return { ...copy, entries: rows, heads, marks };
}

/** Ends a transaction without keeping anything of it. */
class Undo extends Error {}

describe.each(engines())('a stored audit that somebody tampers with, on $name', (engine) => {
  let audit: AuditUnderTest;
  let copy: AuditCopy;
  const random = seededRandom(seed);
  beforeAll(async () => {
    audit = await openAudit(engine, signing);
    for (let minute = 0; minute < 4; minute += 1) {
      if (minute > 0) await audit.checkpoint();
      await fillAudit(audit, { people: 150, transactions: 375, random });
    }
    copy = await copyAudit(audit.handle.db, (number) => audit.store.get(number));
  });
  afterAll(() => audit.close());

  const context = () => ({ copy, random, cipher: audit.cipher });
  const keys = () => ({ cipher: audit.cipher, publicKeys: signing.publicKeys, isSigned });

  test('is whole before: thousands of entries over hundreds of chains, with checkpoints', async () => {
    const report = await audit.verify();
    expect(report).toMatchObject({ outcome: 'intact', checkpoints: 3, findings: [] });
    expect(report.entries).toBeGreaterThan(2_000);
    expect(report.chains).toBeGreaterThan(200);
  });

  test('the copy reads like the tables, to the last byte', async () => {
    const store = withFile((number) => audit.store.get(number), undefined);
    const report = await verifyAudit({ source: copySource(copy), store, ...keys() });
    expect(report).toEqual(await audit.verify());
  });

  test(`of ${times - onTables} deeds on a copy all are found and named`, async () => {
    const deeds: Record<string, number> = {};
    for (let time = onTables; time < times; time += 1) {
      const tampering = tamperings(context());
      const chain = tampering.chain ?? undefined;
      const source = copySource(tamperCopy(copy, tampering), chain);
      const store = withFile(
        (number) => Promise.resolve(copy.files.get(number) ?? null),
        tampering.file,
      );
      expectFound(await verifyAudit({ source, store, chain, ...keys() }), tampering);
      deeds[tampering.what] = (deeds[tampering.what] ?? 0) + 1;
    }
    expect(Object.keys(deeds).length).toBeGreaterThan(30);
  });

  test(`of ${onTables} deeds on the tables all are found and named, and nothing else is`, async () => {
    for (let time = 0; time < onTables; time += 1) {
      const tampering = tamperings(context());
      const store = withFile((number) => audit.store.get(number), tampering.file);
      const undone = audit.handle.db.transaction(async (tx) => {
        await tamperTables(tx, tampering);
        const report = await verifyAudit({ source: databaseSource(tx), store, ...keys() });
        expectFound(report, tampering);
        // another chain only where the entry went to it
        const chains = new Set(tampering.entries?.map((entry) => entry.chain));
        const others = report.findings.filter(
          (each) => each.chain !== tampering.chain && !chains.has(each.chain ?? ''),
        );
        expect({ what: tampering.what, others }).toEqual({ what: tampering.what, others: [] });
        throw new Undo();
      });
      await expect(undone).rejects.toThrow(Undo);
    }
    expect(await audit.verify()).toMatchObject({ outcome: 'intact' });
  });
});
