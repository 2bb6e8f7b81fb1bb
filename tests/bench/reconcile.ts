/**
 * `npm run bench -- reconcile [--json --orders N --seed S]`: a large day with fifty discrepancies,
 * reconciled by the command itself, on PGlite and on PostgreSQL.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseMoment } from '@yibao/sandbox/lib/time';
import { type DayReport } from '@yibao/cloudfunctions/reconcile/reconcile-day';
import { type BenchEngine, openEngines } from './engines';
import { type Filled, type FillSettings } from './reconcile-protocol';

const day = '2025-11-20';
const now = parseMoment('2025-11-21T11:00:00+08:00') ?? 0;

type Printed = DayReport & { resources: { ms: number; maxResidentMiB: number } };

interface Run {
  exitCode: number;
  report: Printed;
}

export interface ReconcileResult {
  engine: string;
  database: string;
  seed: number;
  orders: number;
  planned: number;
  /** Planned but not found, and found but not planned. */
  missed: string[];
  unplanned: string[];
  /** Findings that ended otherwise than planned. */
  otherwise: string[];
  first: Summary;
  /** The same command once more: what was healed is gone, the rest is the same. */
  second: Summary;
}

type Summary = Pick<Printed, 'found' | 'healed' | 'waiting' | 'unexplained' | 'resources'> & {
  exitCode: number;
};

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`the filling ended with ${String(code)}`)));
  });
}

const ended = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code ?? -1)));

/** The command as `npm run reconcile` starts it, with the environment of an `npm start`. */
async function reconcile(env: Record<string, string>): Promise<Run> {
  const command = join(process.cwd(), 'cloudfunctions/dist/tools/reconcile.js');
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', command, '--date', day, '--json'],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exitCode = await ended(child);
  return { exitCode, report: JSON.parse(text) as Printed };
}

const keyOf = (each: { source: string; kind: string; reference: string }): string =>
  `${each.source} ${each.kind} ${each.reference}`;

const summaryOf = ({ exitCode, report }: Run): Summary => {
  const { found, healed, waiting, unexplained, resources } = report;
  return { exitCode, found, healed, waiting, unexplained, resources };
};

function judge({ filled, database }: Filled, engine: string, runs: [Run, Run]): ReconcileResult {
  const [first, second] = runs;
  const planned = new Map(filled.planned.map((each) => [keyOf(each), each.state]));
  const found = new Map(
    first.report.lists.flatMap(({ source, findings }) =>
      findings.map((each) => [keyOf({ source, ...each }), each.state] as const),
    ),
  );
  const { seed, orders } = filled;
  return {
    engine,
    database,
    seed,
    orders,
    planned: planned.size,
    missed: [...planned.keys()].filter((key) => !found.has(key)),
    unplanned: [...found.keys()].filter((key) => !planned.has(key)),
    otherwise: [...found].flatMap(([key, state]) =>
      planned.has(key) && planned.get(key) !== state ? [`${key}: ${state}`] : [],
    ),
    first: summaryOf(first),
    second: summaryOf(second),
  };
}

async function measure(
  engine: BenchEngine,
  wanted: { orders: number; seed: number },
): Promise<ReconcileResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'yibao-reconcile-'));
  const { databaseUrl } = engine;
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', join(__dirname, 'reconcile-fill.js')],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  try {
    const migrationsFolder = join(process.cwd(), 'cloudfunctions', 'migrations');
    const serve = databaseUrl !== null;
    const settings = { databaseUrl, dataDir, day, now, serve, migrationsFolder, ...wanted };
    const answer = answerOf<Filled>(child);
    child.send(settings satisfies FillSettings);
    const filled = await answer;
    say(`  ${engine.name}: ${filled.filled.orders} orders, seed ${filled.filled.seed}`);
    // PGlite's folder belongs to one process: the filling has to have let go of it
    if (!serve) await ended(child);
    const env = {
      YIBAO_DATA_DIR: dataDir,
      PORT: new URL(filled.url).port,
      ...(databaseUrl === null ? { DATABASE_URL: '' } : { DATABASE_URL: databaseUrl }),
    };
    const runs: [Run, Run] = [await reconcile(env), await reconcile(env)];
    return judge(filled, engine.name, runs);
  } finally {
    child.kill('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function table(results: ReconcileResult[]): string {
  const line = ({
    engine,
    orders,
    planned,
    missed,
    unplanned,
    otherwise,
    first,
    second,
  }: ReconcileResult) =>
    `${engine}: ${orders} orders, ${planned} planned, ${first.found} found, ${missed.length} missed, ` +
    `${unplanned.length} unplanned, ${otherwise.length} otherwise, ${first.healed} healed; ` +
    `${first.resources.ms} ms, ${first.resources.maxResidentMiB} MiB resident; again: ` +
    `${second.found} found, ${second.resources.ms} ms, ${second.resources.maxResidentMiB} MiB`;
  return results.map(line).join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      orders: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '20251120' },
    },
  });
  const wanted = { orders: Number(values.orders), seed: Number(values.seed) };
  const results: ReconcileResult[] = [];
  const engines = await openEngines();
  if (engines.length === 1) say('No PostgreSQL on DATABASE_URL or 127.0.0.1:5432: PGlite only.');
  try {
    for (const engine of engines) results.push(await measure(engine, wanted));
  } finally {
    for (const engine of engines) await engine.drop();
  }
  process.stdout.write(`${values.json ? JSON.stringify({ results }) : table(results)}\n`);
  const isExact = results.every(
    ({ missed, unplanned, otherwise }) => missed.length + unplanned.length + otherwise.length === 0,
  );
  process.exitCode = isExact ? 0 : 1;
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
