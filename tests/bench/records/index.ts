import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readMigrations } from '@yibao/cloudfunctions/lib/database/migrate';
import { openPostgres } from '@yibao/cloudfunctions/lib/database/postgres';
import { createDispatcher, type Dispatcher } from '@yibao/cloudfunctions/lib/dispatcher/dispatcher';
import { createLog } from '@yibao/cloudfunctions/lib/log';
import { topicHandlers } from '@yibao/cloudfunctions/lib/outbox/handlers';
import { startLocalSystem } from '@yibao/cloudfunctions/local/local-system';
import { recordsHandlers } from '@yibao/cloudfunctions/records/handlers';
import { seededRandom } from '@yibao/sandbox/city/random';
import { openEngines } from '../engines';
import { type Percentiles, Recorder } from '../recorder';
import { benchAppId, fill, personIdsOf } from './fill';

const warmUp = 300;
const asked = 2_000;

export interface RecordsResult {
  people: number;
  seed: number;
  fillSeconds: number;
  databaseMiB: number;
  /** At the function: through the dispatcher, in process, one at a time. */
  actions: Record<string, Percentiles>;
}

export interface RecordsReport {
  sizes: RecordsResult[];
  /** p99 at the largest size by p99 at the smallest, by action. */
  p99Ratio: Record<string, number>;
}

interface Reader {
  openId: string;
  personId: string;
}

async function ask(dispatcher: Dispatcher, { openId }: Reader, action: string, input: object) {
  const reply = await dispatcher.dispatch({
    action,
    input,
    credentials: { kind: 'wechat', appId: benchAppId, openId, unionId: null },
    traceId: randomUUID(),
  });
  if (!reply.ok) throw new Error(`${action}: ${reply.error.code}`);
  return reply.data as { nextCursor?: string | null };
}

/** Everything a person looks at in a sitting, each action timed by itself. */
async function sitting(dispatcher: Dispatcher, reader: Reader, recorder: Recorder): Promise<void> {
  const { personId } = reader;
  const time = (name: string, action: string, input: object) =>
    recorder.time(name, () => ask(dispatcher, reader, action, { personId, ...input }));
  await time('records.covers', 'records.covers', {});
  await time('records.payments', 'records.payments', {});
  const first = await time('records.settlements', 'records.settlements', { pageSize: 10 });
  if (first.nextCursor == null) throw new Error('one page is all there is');
  const { nextCursor: cursor } = first;
  await time('records.settlements next', 'records.settlements', { pageSize: 10, cursor });
  await time('records.settlements search', 'records.settlements', { search: '晨光' });
  await time('records.settlementYear', 'records.settlementYear', { coverageYear: 2024 });
}

async function measure(people: number, say: (line: string) => void): Promise<RecordsResult | null> {
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
  try {
    const before = performance.now();
    await fill(engine.databaseUrl, people, system.runtime.cipher, say);
    const fillSeconds = Math.round((performance.now() - before) / 1000);
    const dispatcher = createDispatcher(system.runtime, recordsHandlers, topicHandlers);
    const numbers = Array.from({ length: warmUp + asked }, () => random.between(1, people));
    const ids = await personIdsOf(engine.databaseUrl, numbers);
    const readers = numbers.map((n, i) => ({ openId: `o${n}`, personId: ids[i] ?? '' }));
    const recorder = new Recorder();
    for (const [i, reader] of readers.entries()) {
      recorder.recording = i >= warmUp;
      await sitting(dispatcher, reader, recorder);
    }
    const size = await database.db.execute('select pg_database_size(current_database()) as bytes');
    const [row] = (size as { rows: { bytes: string }[] }).rows;
    const databaseMiB = Math.round(Number(row?.bytes ?? 0) / 1024 / 1024);
    return { people, seed, fillSeconds, databaseMiB, actions: recorder.percentiles() };
  } finally {
    await system.close();
    await engine.drop();
  }
}

/**
 * Reading at the function with so many people of ten years each, smallest first; on PostgreSQL
 * only. Databases are dropped afterwards.
 */
export async function runRecords(
  sizes: number[],
  say: (line: string) => void,
): Promise<RecordsReport | null> {
  const results: RecordsResult[] = [];
  for (const people of [...sizes].sort((a, b) => a - b)) {
    const result = await measure(people, say);
    if (!result) return null;
    results.push(result);
    say(`  records, ${people} people: ${JSON.stringify(result.actions)}`);
  }
  const [smallest, largest] = [results[0], results.at(-1)];
  const p99Ratio = Object.fromEntries(
    Object.entries(largest?.actions ?? {}).map(([action, { p99Ms }]) => {
      const base = smallest?.actions[action]?.p99Ms ?? p99Ms;
      return [action, Math.round((p99Ms / base) * 100) / 100];
    }),
  );
  return { sizes: results, p99Ratio };
}
