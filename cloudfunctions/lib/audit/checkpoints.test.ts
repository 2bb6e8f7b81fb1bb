import {
  auditKeys,
  type AuditUnderTest,
  fillAudit,
  openAudit,
} from '../../../tests/support/audit/open';
import { engines } from '../../../tests/support/database';
import { auditCheckpoint, auditEntry, auditHead } from '../database/schema';
import { noHash } from './chain';
import { checkpointHash, openCheckpoint, signCheckpoint } from './checkpoint';
import { takeCheckpoint, takeCheckpoints } from './take-checkpoint';

jest.setTimeout(60_000);

const signing = auditKeys();

describe('the file', () => {
  const checkpoint = {
    number: 7,
    at: 1_763_600_400_000,
    previousHash: noHash,
    heads: [['person:a', 3, 'ab'.repeat(32)] as [string, number, string]],
  };
  const text = signCheckpoint(checkpoint, signing);

  test('opens as it was signed', () => {
    expect(openCheckpoint(text, signing.publicKeys)).toEqual(checkpoint);
  });

  test('opens with no changed byte, wherever it is', () => {
    const bytes = Buffer.from(text, 'utf8');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ 1;
      expect(openCheckpoint(changed.toString('utf8'), signing.publicKeys)).toBeNull();
    }
  });

  test.each([
    ['nothing', ''],
    ['a statement alone', text.split('\n')[0]!],
    ['more than was signed', `${text}\n`],
    ['a signature in capitals', text.replace(/[0-9a-f]+\n$/, (hex) => hex.toUpperCase())],
  ])('%s is none', (_name, other) => {
    expect(openCheckpoint(other, signing.publicKeys)).toBeNull();
  });

  test('of a key that is not ours is none', () => {
    const others = auditKeys();
    expect(openCheckpoint(signCheckpoint(checkpoint, others), signing.publicKeys)).toBeNull();
    const posing = { ...others, keyId: signing.keyId };
    expect(openCheckpoint(signCheckpoint(checkpoint, posing), signing.publicKeys)).toBeNull();
    expect(openCheckpoint(text, {})).toBeNull();
  });
});

// both engines take some in the tamper drill; how they are taken does not depend on which
describe.each(engines().slice(-1))('checkpoints on $name', (engine) => {
  let audit: AuditUnderTest;
  beforeEach(async () => {
    audit = await openAudit(engine, signing);
    await fillAudit(audit, { people: 5, transactions: 8 });
  });
  afterEach(() => audit.close());

  const stored = async (number: number) => {
    const text = await audit.store.get(number);
    return text === null ? null : openCheckpoint(text, signing.publicKeys);
  };
  const heads = () => audit.db.select().from(auditHead);
  const rows = () => audit.db.select().from(auditCheckpoint).orderBy(auditCheckpoint.number);

  test('name every head at first, then those that moved, each file the one before it', async () => {
    await audit.checkpoint();
    const all = await heads();
    const first = await stored(1);
    expect(first).toMatchObject({ number: 1, previousHash: noHash, at: audit.clock.at });
    const named = all.map(({ chain, seq, hash }) => [chain, seq, hash]);
    expect([...(first?.heads ?? [])].sort()).toEqual(named.sort());
    await audit.checkpoint();
    expect(await stored(2)).toBeNull();
    await fillAudit(audit, { people: 1, transactions: 1 });
    await audit.checkpoint();
    const second = await stored(2);
    expect(second?.previousHash).toBe(checkpointHash((await audit.store.get(1))!));
    const moved = (await heads()).filter(({ checkpointNumber }) => checkpointNumber === 2);
    expect(second?.heads.map(([chain]) => chain).sort()).toEqual(
      moved.map(({ chain }) => chain).sort(),
    );
    expect(moved.length).toBeLessThan(all.length);
    expect(await audit.verify()).toMatchObject({
      outcome: 'intact',
      checkpoints: 2,
      lastCheckpoint: { number: 2, at: audit.clock.at },
    });
  });

  test('come once a minute, whenever the timer ticks', async () => {
    await takeCheckpoints(audit.runtime, 't', Date.now() + 60_000);
    await fillAudit(audit, { people: 1, transactions: 1 });
    audit.clock.at = (await rows())[0]!.at + 1_000;
    await takeCheckpoints(audit.runtime, 't', Date.now() + 60_000);
    expect(await rows()).toHaveLength(1);
    audit.clock.at += 60_000;
    await takeCheckpoints(audit.runtime, 't', Date.now() + 60_000);
    expect(await rows()).toHaveLength(2);
  });

  test('one that could not be stored is stored next time, the same one', async () => {
    const put = jest.spyOn(audit.store, 'put').mockRejectedValueOnce(new Error('away'));
    await expect(takeCheckpoint(audit.runtime, 't')).rejects.toThrow('away');
    expect(await audit.verify()).toMatchObject({ outcome: 'intact', checkpoints: 0 });
    await fillAudit(audit, { people: 2, transactions: 1 });
    await audit.checkpoint();
    expect(put.mock.calls[1]).toEqual(put.mock.calls[0]);
    await audit.checkpoint();
    expect(await audit.verify()).toMatchObject({ outcome: 'intact', checkpoints: 2 });
  });

  test('a crash between storing and marking is harmless', async () => {
    const { db, runtime, store } = audit;
    const before = await db.select().from(auditHead);
    expect(before.every(({ checkpointedSeq }) => checkpointedSeq === 0)).toBe(true);
    jest.spyOn(store, 'put').mockImplementationOnce(async (number, text) => {
      await audit.files.put('00000/000000001', Buffer.from(text));
      expect(number).toBe(1);
      throw new Error('the process ends here');
    });
    await expect(takeCheckpoint(runtime, 't')).rejects.toThrow('ends here');
    expect(await audit.verify()).toMatchObject({ outcome: 'intact', checkpoints: 1 });
    await audit.checkpoint();
    await audit.checkpoint();
    expect(await rows()).toMatchObject([{ number: 1, content: null }]);
    expect(await audit.verify()).toMatchObject({ outcome: 'intact', checkpoints: 1 });
    expect(audit.log()).not.toContain('does not fit');
  });

  test('two at once make one', async () => {
    await Promise.all([takeCheckpoint(audit.runtime, 'a'), takeCheckpoint(audit.runtime, 'b')]);
    await audit.checkpoint();
    expect(await rows()).toHaveLength(1);
    expect(await audit.verify()).toMatchObject({ outcome: 'intact', checkpoints: 1 });
  });

  const tampered: [string, string, (number: number) => Promise<unknown>][] = [
    [
      'it is missing outside',
      'a file that was removed',
      () => audit.files.remove('00000/000000001'),
    ],
    [
      'it reads otherwise outside',
      'a file that was altered',
      async () => audit.store.put(1, `${(await audit.store.get(1))!} `),
    ],
    [
      'entries that it covers are not as they were',
      'an entry that was removed',
      () =>
        audit.handle.runScript(
          `alter table audit_entry disable trigger all;
           delete from audit_entry e using audit_head h where e.chain = h.chain and e.seq = h.seq;
           alter table audit_entry enable trigger all`,
        ),
    ],
    [
      'the database does not know of it',
      'a database that went back',
      () =>
        audit.handle.runScript(
          `alter table audit_checkpoint disable trigger all;
           delete from audit_checkpoint;
           alter table audit_checkpoint enable trigger all`,
        ),
    ],
  ];
  test.each(tampered)('%s: an alarm, and they go on (%s)', async (reason, _name, tamper) => {
    await audit.checkpoint();
    await tamper(1);
    const before = await audit.store.get(1);
    await fillAudit(audit, { people: 2, transactions: 2 });
    await audit.checkpoint();
    expect(audit.log()).toContain(reason);
    // and where the bureau's staff read it, once
    const entries = await audit.db.select().from(auditEntry);
    expect(entries.filter(({ action }) => action === 'audit.checkpointMisfit')).toHaveLength(1);
    expect(await audit.store.get(1)).toBe(before);
    expect(await stored(2)).not.toBeNull();
    expect((await audit.verify()).outcome).toBe('broken');
  });

  test('the log says number and hash of each, for whoever keeps the log', async () => {
    await audit.checkpoint();
    const [row] = await rows();
    expect(audit.log()).toContain(`"checkpoint":1,"hash":"${row!.hash}"`);
  });
});
