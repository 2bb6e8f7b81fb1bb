import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { currentNotice } from '@yibao/cloudfunctions/consent/notices';
import { readMigrations } from '@yibao/cloudfunctions/lib/database/migrate';
import { openPostgres } from '@yibao/cloudfunctions/lib/database/postgres';
import { createDispatcher, type Dispatcher } from '@yibao/cloudfunctions/lib/dispatcher/dispatcher';
import { createLog } from '@yibao/cloudfunctions/lib/log';
import { topicHandlers } from '@yibao/cloudfunctions/lib/outbox/handlers';
import { startLocalSystem } from '@yibao/cloudfunctions/local/local-system';
import { partnerHandlers } from '@yibao/cloudfunctions/partner/handlers';
import { seededRandom } from '@yibao/sandbox/city/random';
import { openEngines } from '../engines';
import { type Percentiles, Recorder } from '../recorder';
import { fill } from '../records/fill';
import { fillConsentTables, type Sampled, scope } from './fill';

const warmUp = 300;
const asked = 2_000;

export interface ConsentReport {
  consents: number;
  people: number;
  seed: number;
  fillSeconds: number;
  databaseMiB: number;
  /** At the function: through the dispatcher, in process, one at a time. */
  actions: Record<string, Percentiles>;
}

async function look(
  dispatcher: Dispatcher,
  { consentId, clerkAccountId }: Sampled,
  fields: readonly string[],
): Promise<string> {
  const reply = await dispatcher.dispatch({
    action: 'partner.look',
    input: { consentId, fields, dataFrom: scope.dataFrom, dataTo: scope.dataTo },
    credentials: { kind: 'organisation', accountId: clerkAccountId, network: '127.0.0.1' },
    traceId: randomUUID(),
  });
  if (!reply.ok) throw new Error(`partner.look: ${reply.error.code}`);
  return (reply.data as { decision: string }).decision;
}

/** One look that is shown and one that is refused, each timed by itself. */
async function visit(dispatcher: Dispatcher, sampled: Sampled, recorder: Recorder): Promise<void> {
  const shown = await recorder.time('consent.query', () => look(dispatcher, sampled, scope.fields));
  const refused = await recorder.time('consent.query refused', () =>
    look(dispatcher, sampled, ['documentNumber']),
  );
  if (shown !== 'shown' || refused !== 'refused') throw new Error(`${shown}, ${refused}`);
}

/**
 * Looks at the function with so many consents among so many people, each on a consent of its own, on
 * PostgreSQL only. The database is dropped afterwards.
 */
export async function runConsents(
  { consents, people }: { consents: number; people: number },
  say: (line: string) => void,
): Promise<ConsentReport | null> {
  const engine = (await openEngines()).find(({ name }) => name === 'PostgreSQL');
  if (!engine?.databaseUrl) return null;
  const seed = 20_251_120;
  const random = seededRandom(seed);
  const database = await openPostgres(engine.databaseUrl, 4);
  const system = await startLocalSystem({
    port: 0,
    sandboxDir: null,
    database,
    migrations: readMigrations(join(process.cwd(), 'cloudfunctions', 'migrations')),
    log: createLog('warn'),
    tickMs: 0,
  });
  const { runtime } = system;
  try {
    const before = performance.now();
    await fill(engine.databaseUrl, people, runtime.cipher, say, { bareFrom: consents + 1 });
    const drawn = new Set<number>();
    while (drawn.size < Math.min(warmUp + asked, consents)) drawn.add(random.between(1, consents));
    const { version, textHash } = await currentNotice(
      runtime.db,
      'SECOND_REIMBURSEMENT',
      runtime.clock.now(),
    );
    const sampled = await fillConsentTables(engine.databaseUrl, runtime, consents, [...drawn], {
      version,
      textHash,
    });
    const fillSeconds = Math.round((performance.now() - before) / 1000);
    const dispatcher = createDispatcher(runtime, partnerHandlers, topicHandlers);
    const recorder = new Recorder();
    for (const [i, each] of sampled.entries()) {
      recorder.recording = i >= Math.min(warmUp, consents / 2);
      await visit(dispatcher, each, recorder);
    }
    const size = await database.db.execute('select pg_database_size(current_database()) as bytes');
    const [row] = (size as { rows: { bytes: string }[] }).rows;
    const databaseMiB = Math.round(Number(row?.bytes ?? 0) / 1024 / 1024);
    const report = { consents, people, seed, fillSeconds, databaseMiB };
    return { ...report, actions: recorder.percentiles() };
  } finally {
    await system.close();
    await engine.drop();
  }
}
