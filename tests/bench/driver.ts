import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildCity } from '@yibao/sandbox/city/build-city';
import { type ResidentDirectory, type TestUser } from '@yibao/sandbox/city/resident';
import { parseMoment } from '@yibao/sandbox/lib/time';
import { defaultStartAt } from '@yibao/sandbox/lib/clock';
import { runAudit } from './audit';
import { enlargeCity, payerKey } from './city';
import { type BenchEngine, openEngines } from './engines';
import { runJourney } from './journey';
import { runNewborns } from './newborn';
import { type Percentiles, Recorder } from './recorder';
import { runConsents } from './consent';
import { runRecords } from './records';
import { auditTable, consentTable, recordsTable, table } from './report';
import { type ServerProcess, startServer } from './server-process';

/** Journeys before times count. */
const warmUp = 20;
const sampleEvery = 100;
const mebibyte = 1024 * 1024;

export interface MemorySample {
  journeys: number;
  rssMiB: number;
  heapUsedMiB: number;
}

export interface EngineResult {
  engine: string;
  database: string;
  journeys: number;
  concurrency: number;
  journeysPerSecond: number;
  actions: Record<string, Percentiles>;
  memory: MemorySample[];
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function sample(server: ServerProcess, journeys: number): Promise<MemorySample> {
  const { rss, heapUsed } = await server.memory();
  const mib = (bytes: number): number => Math.round((bytes / mebibyte) * 10) / 10;
  return { journeys, rssMiB: mib(rss), heapUsedMiB: mib(heapUsed) };
}

/** Runs the work for every index, at most `concurrency` at a time. */
async function inParallel(
  from: number,
  to: number,
  concurrency: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    while (next < to) await work(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

interface Load {
  city: ResidentDirectory;
  users: TestUser[];
  journeys: number;
  concurrency: number;
}

async function drive(
  server: ServerProcess,
  name: string,
  load: Load,
): Promise<Pick<EngineResult, 'journeysPerSecond' | 'actions' | 'memory'>> {
  const { users, journeys, concurrency } = load;
  const recorder = new Recorder();
  const journey = async (index: number): Promise<void> => {
    const user = users[index];
    if (!user) throw new RangeError(`no payer ${payerKey(index)}`);
    await runJourney(server.url, user, recorder);
  };
  await inParallel(0, warmUp, concurrency, journey);
  recorder.recording = true;
  const memory = [await sample(server, 0)];
  let elapsedMs = 0;
  for (let done = 0; done < journeys; done += sampleEvery) {
    const upTo = Math.min(journeys, done + sampleEvery);
    const before = performance.now();
    await inParallel(warmUp + done, warmUp + upTo, concurrency, journey);
    elapsedMs += performance.now() - before;
    memory.push(await sample(server, upTo));
    say(`  ${name}: ${upTo} of ${journeys} journeys`);
  }
  await runNewborns(server.url, load.city, recorder);
  say(`  ${name}: newborns`);
  const journeysPerSecond = Math.round((journeys / elapsedMs) * 10_000) / 10;
  return { journeysPerSecond, actions: recorder.percentiles(), memory };
}

async function measure(engine: BenchEngine, load: Load): Promise<EngineResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'yibao-bench-'));
  const server = await startServer({
    databaseUrl: engine.databaseUrl,
    dataDir,
    payers: load.users.length,
    migrationsFolder: join(process.cwd(), 'cloudfunctions', 'migrations'),
  });
  try {
    const { journeys, concurrency } = load;
    const { database } = server;
    const figures = await drive(server, engine.name, load);
    return { engine: engine.name, database, journeys, concurrency, ...figures };
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The same city that the server makes, with the people it adds. */
function cityWith(payers: number): ResidentDirectory {
  const startedAt = parseMoment(defaultStartAt) ?? 0;
  return enlargeCity(buildCity(startedAt), startedAt, payers);
}

const positive = (text: string, name: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new RangeError(`--${name} must be a whole number above 0`);
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      journeys: { type: 'string', default: '1000' },
      concurrency: { type: 'string', default: '4' },
      // people of ten years each, e.g. 10000,1000000; the large one takes a quarter of an hour
      records: { type: 'string', default: '10000' },
      // people with consents, and so many more besides them
      consents: { type: 'string', default: '2000' },
      people: { type: 'string', default: '10000' },
      // entries that are verified on PostgreSQL
      audit: { type: 'string', default: '300000' },
      // the records part alone, the audit part, or the consent part
      only: { type: 'string', default: '' },
    },
  });
  const journeys = positive(values.journeys, 'journeys');
  const city = cityWith(journeys + warmUp);
  const load = {
    city,
    users: city.testUsers().filter(({ key }) => key.startsWith('bench-')),
    journeys,
    concurrency: positive(values.concurrency, 'concurrency'),
  };
  const sizes = values.records
    .split(',')
    .filter((each) => each !== '' && each !== '0')
    .map((each) => positive(each, 'records'));
  const { only } = values;
  const results = only === '' ? await runJourneys(load) : [];
  const wanted = (part: string) => only === '' || only === part;
  const records = wanted('records') && sizes.length > 0 ? await runRecords(sizes, say) : null;
  const audit = wanted('audit') ? await runAudit(positive(values.audit, 'audit'), say) : null;
  const consent = wanted('consent')
    ? await runConsents(
        {
          consents: positive(values.consents, 'consents'),
          people: positive(values.people, 'people'),
        },
        say,
      )
    : null;
  const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? '' };
  const text = values.json
    ? JSON.stringify({ machine, results, records, consent, ...audit })
    : [table(results), recordsTable(records), auditTable(audit), consentTable(consent)]
        .filter((part) => part !== '')
        .join('\n\n');
  process.stdout.write(`${text}\n`);
}

async function runJourneys(load: Load): Promise<EngineResult[]> {
  const results: EngineResult[] = [];
  const engines = await openEngines();
  if (engines.length === 1) say('No PostgreSQL on DATABASE_URL or 127.0.0.1:5432: PGlite only.');
  try {
    for (const engine of engines) results.push(await measure(engine, load));
  } finally {
    for (const engine of engines) await engine.drop();
  }
  return results;
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
