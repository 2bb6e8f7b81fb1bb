/** An audit written as the service writes it, with its checkpoints, and the keys to verify it. */
import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { writeAudit } from '@yibao/cloudfunctions/lib/audit';
import { type SigningKeys } from '@yibao/cloudfunctions/lib/audit/checkpoint';
import { withAudit } from '@yibao/cloudfunctions/lib/audit/deferred';
import { maxHeads, takeCheckpoint } from '@yibao/cloudfunctions/lib/audit/take-checkpoint';
import { verifyDatabase } from '@yibao/cloudfunctions/lib/audit/verify/verify';
import { FieldCipher } from '@yibao/cloudfunctions/lib/crypto/field-cipher';
import { createLog } from '@yibao/cloudfunctions/lib/log';
import { checkpointsIn } from '@yibao/cloudfunctions/lib/ports/checkpoint-store';
import { MemoryPhotoStore } from '@yibao/cloudfunctions/lib/ports/photo-store/memory';
import { type Runtime } from '@yibao/cloudfunctions/lib/runtime';
import { seededRandom, type SeededRandom } from '@yibao/sandbox/city/random';
import { generateKeys } from '@yibao/sandbox/lib/keys';
import { type Engine } from '../database';
import { seededUuid } from '../reconcile/drafts';

export const start = Date.parse('2025-11-20T09:00:00+08:00');

/** Keys that say what they are; made once a file. */
export function auditKeys(): SigningKeys {
  const { keyId, privateKey, publicKey } = generateKeys().audit;
  return { keyId, privateKey, publicKeys: { [keyId]: publicKey } };
}

/** What a runtime needs to append, take checkpoints and verify, on an engine of the run. */
export async function openAudit(engine: Engine, signing = auditKeys()) {
  const handle = await engine.open();
  const cipher = new FieldCipher({
    keys: { k: randomBytes(16).toString('hex') },
    current: 'k',
    indexKey: randomBytes(32).toString('hex'),
  });
  const files = new MemoryPhotoStore();
  const clock = { at: start, now: () => clock.at };
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const db = withAudit(handle.db, cipher);
  const store = checkpointsIn(files);
  const runtime = {
    db,
    clock,
    cipher,
    log: createLog('info', sink),
    config: { auditSigning: signing },
    ports: { checkpoints: store },
  } as unknown as Runtime;
  return {
    handle,
    db,
    cipher,
    clock,
    files,
    store,
    signing,
    runtime,
    log: () => lines.join(''),
    /** Until nothing is left to be named. */
    async checkpoint() {
      while ((await takeCheckpoint(runtime, 'test')) >= maxHeads);
    },
    verify: (chain?: string) =>
      verifyDatabase(db, { store, cipher, publicKeys: signing.publicKeys, chain }),
    close: () => handle.close(),
  };
}

export type AuditUnderTest = Awaited<ReturnType<typeof openAudit>>;

const actions = ['records.look', 'payment.paid', 'enrollment.paid', 'refund.overdue'] as const;

/** Transactions about one person or two, some about nobody, some the service's own. */
export async function fillAudit(
  { db, clock }: AuditUnderTest,
  wanted: { people: number; transactions: number; random?: SeededRandom },
): Promise<void> {
  // the same people whenever as many are wanted
  const names = seededRandom(wanted.people);
  const people = Array.from({ length: wanted.people }, () => seededUuid(names));
  const accounts = people.map(() => seededUuid(names));
  const random = wanted.random ?? seededRandom(1);
  for (let done = 0; done < wanted.transactions; done += 1) {
    await db.transaction(async (tx) => {
      const times = random.between(1, 3);
      for (let time = 0; time < times; time += 1) {
        clock.at += random.between(0, 5_000);
        const at = random.between(0, people.length - 1);
        const accountId = accounts[at] ?? '';
        const isOwn = random.between(0, 9) === 0;
        await writeAudit(
          tx,
          {
            actor: isOwn ? { kind: 'system' } : { kind: 'account', accountId },
            traceId: seededUuid(random),
            now: clock.at,
          },
          {
            action: actions[random.between(0, actions.length - 1)] ?? 'records.look',
            subjectPersonId: random.between(0, 19) === 0 ? null : (people[at] ?? null),
            details: { amountFen: random.between(0, 40_000), kind: 'covers', grantId: null },
          },
        );
      }
    });
  }
}
