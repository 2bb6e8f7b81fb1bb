import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { systemActor, writeAudit } from '@yibao/cloudfunctions/lib/audit';
import { withAudit } from '@yibao/cloudfunctions/lib/audit/deferred';
import { maxHeads, takeCheckpoint } from '@yibao/cloudfunctions/lib/audit/take-checkpoint';
import { verifyDatabase } from '@yibao/cloudfunctions/lib/audit/verify/verify';
import { FieldCipher } from '@yibao/cloudfunctions/lib/crypto/field-cipher';
import { type DatabaseHandle } from '@yibao/cloudfunctions/lib/database/database';
import { migrate, readMigrations } from '@yibao/cloudfunctions/lib/database/migrate';
import { openPglite } from '@yibao/cloudfunctions/lib/database/pglite';
import { openPostgres } from '@yibao/cloudfunctions/lib/database/postgres';
import { createLog } from '@yibao/cloudfunctions/lib/log';
import { checkpointsIn } from '@yibao/cloudfunctions/lib/ports/checkpoint-store';
import { MemoryPhotoStore } from '@yibao/cloudfunctions/lib/ports/photo-store/memory';
import { type Runtime } from '@yibao/cloudfunctions/lib/runtime';
import { applyPayment } from '@yibao/cloudfunctions/payment/apply-payment';
import { generateKeys } from '@yibao/sandbox/lib/keys';
import { type BenchEngine, openEngines } from '../engines';
import { makeOrders, orderId, paidAt } from './payments';

const warmUp = 200;
/** Payments of each kind, after the warm-up. */
const measured = 1_500;
/** PGlite is one connection in this process. */
const concurrencyOf = { PGlite: 1, PostgreSQL: 4 };
/** Entries that a chain of the filling has, and of one of its transactions. */
const entriesPerChain = 12;
const entriesPerTransaction = 2_000;
/** The embedded one has to get along with less. */
const shareOf = { PGlite: 0.2, PostgreSQL: 1 };
const runs = 3;

interface Times {
  p50Ms: number;
  meanMs: number;
}

interface AuditResult {
  engine: string;
  database: string;
  append: {
    transactions: number;
    concurrency: number;
    with: Times;
    without: Times;
    /** Mean with by mean without. */
    overhead: number;
    overheadP50: number;
  };
  verify: {
    entries: number;
    chains: number;
    checkpoints: number;
    runsMs: number[];
    /** Of this process (on PGlite that is the database, too), of all runs: what no neighbour slows. */
    cpuMs: number;
    /** Of the median run, checkpoints included. */
    perSecond: number;
    maxRssMiB: number;
  };
}

export interface AuditBench {
  audit: AuditResult[];
  'audit.appendOverhead': Record<string, number>;
  'audit.verifyPerSecond': Record<string, number>;
}

const hundredth = (value: number): number => Math.round(value * 100) / 100;

function timesOf(values: number[]): Times {
  const sorted = [...values].sort((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { p50Ms: hundredth(sorted[sorted.length >> 1] ?? 0), meanMs: hundredth(mean) };
}

/** The same payments, every other one without its audit; both kinds side by side in one run. */
async function measureAppend(
  handle: DatabaseHandle,
  runtime: Runtime,
  concurrency: number,
): Promise<AuditResult['append']> {
  const count = 2 * (warmUp + measured);
  await makeOrders(handle.db, runtime.cipher, count);
  const nothing = () => Promise.resolve();
  const kinds = [
    { runtime, times: [] as number[] },
    {
      runtime: { ...runtime, db: withAudit(handle.db, runtime.cipher, nothing) },
      times: [] as number[],
    },
  ] as const;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let n = ++next; n <= count; n = ++next) {
      const kind = kinds[n % 2 === 0 ? 0 : 1];
      const receipt = { transactionId: `bench-${n}`, paidAt, countsAt: paidAt };
      const before = performance.now();
      const { outcome } = await applyPayment(kind.runtime, orderId(n), receipt, randomUUID());
      if (outcome !== 'paid') throw new Error(`order ${n}: ${outcome}`);
      if (n > 2 * warmUp) kind.times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const [withIt, without] = [timesOf(kinds[0].times), timesOf(kinds[1].times)];
  return {
    transactions: measured,
    concurrency,
    with: withIt,
    without,
    overhead: hundredth(withIt.meanMs / without.meanMs),
    overheadP50: hundredth(withIt.p50Ms / without.p50Ms),
  };
}

/** Entries as the service writes them, with the checkpoints of as many minutes as it takes. */
async function fill(runtime: Runtime, entries: number): Promise<void> {
  const people = Array.from({ length: Math.ceil(entries / entriesPerChain) }, () => randomUUID());
  for (let done = 0; done < entries; done += entriesPerTransaction) {
    await runtime.db.transaction(async (tx) => {
      for (let n = done; n < Math.min(entries, done + entriesPerTransaction); n += 1) {
        const subjectPersonId = people[(n * 7919) % people.length] ?? null;
        await writeAudit(
          tx,
          { actor: systemActor, traceId: randomUUID(), now: paidAt + n },
          {
            action: 'payment.paid',
            subjectPersonId,
            details: { orderId: randomUUID(), totalFen: 80_000, transactionId: `bench-${n}` },
          },
        );
      }
    });
  }
  while ((await takeCheckpoint(runtime, 'bench')) >= maxHeads);
}

async function measureVerify(runtime: Runtime): Promise<AuditResult['verify']> {
  const { db, cipher, config, ports } = runtime;
  const { publicKeys } = config.auditSigning;
  const runsMs: number[] = [];
  const cpuBefore = process.cpuUsage();
  let counts = { entries: 0, chains: 0, checkpoints: 0 };
  for (let run = 0; run < runs; run += 1) {
    const before = performance.now();
    const report = await verifyDatabase(db, { store: ports.checkpoints, cipher, publicKeys });
    runsMs.push(Math.round(performance.now() - before));
    if (report.outcome !== 'intact') throw new Error(JSON.stringify(report.findings.slice(0, 3)));
    const { entries, chains, checkpoints } = report;
    counts = { entries, chains, checkpoints };
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  const median = [...runsMs].sort((a, b) => a - b)[runs >> 1] ?? 1;
  return {
    ...counts,
    runsMs,
    cpuMs: Math.round((user + system) / 1000),
    perSecond: Math.round((counts.entries / median) * 1000),
    maxRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function runtimeOn(handle: DatabaseHandle): Runtime {
  const cipher = new FieldCipher({
    keys: { sandbox: randomBytes(16).toString('hex') },
    current: 'sandbox',
    indexKey: randomBytes(32).toString('hex'),
  });
  const { keyId, privateKey, publicKey } = generateKeys().audit;
  return {
    db: withAudit(handle.db, cipher),
    cipher,
    clock: { now: () => paidAt },
    log: createLog('warn'),
    config: { auditSigning: { keyId, privateKey, publicKeys: { [keyId]: publicKey } } },
    ports: { checkpoints: checkpointsIn(new MemoryPhotoStore()) },
  } as unknown as Runtime;
}

async function measure(engine: BenchEngine, entries: number): Promise<AuditResult> {
  const handle =
    engine.databaseUrl === null ? await openPglite() : await openPostgres(engine.databaseUrl, 8);
  try {
    await migrate(handle, readMigrations(join(process.cwd(), 'cloudfunctions', 'migrations')));
    const runtime = runtimeOn(handle);
    const append = await measureAppend(handle, runtime, concurrencyOf[engine.name]);
    await fill(runtime, Math.round(entries * shareOf[engine.name]));
    await handle.db.execute('analyze');
    const verify = await measureVerify(runtime);
    return { engine: engine.name, database: handle.description, append, verify };
  } finally {
    await handle.close();
  }
}

/**
 * What the audit adds to a payment, and how fast the whole of it is verified, on PGlite and
 * PostgreSQL; databases are dropped afterwards.
 *
 * @param entries that are verified on PostgreSQL
 */
export async function runAudit(entries: number, say: (line: string) => void): Promise<AuditBench> {
  const audit: AuditResult[] = [];
  const engines = await openEngines();
  try {
    for (const engine of engines) {
      say(`  audit on ${engine.name}`);
      audit.push(await measure(engine, entries));
    }
  } finally {
    for (const engine of engines) await engine.drop();
  }
  const by = (figure: (result: AuditResult) => number) =>
    Object.fromEntries(audit.map((result) => [result.engine, figure(result)]));
  return {
    audit,
    'audit.appendOverhead': by(({ append }) => append.overhead),
    'audit.verifyPerSecond': by(({ verify }) => verify.perSecond),
  };
}
