import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { addDays, isIsoDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { type ReconcileSource, reconcileSources } from '@yibao/shared/rules/reconciliation';
import { ConfigError } from '../lib/config';
import { FolderInUseError } from '../lib/database/folder-lock';
import { createLog } from '../lib/log';
import { type DayReport, reconcileDay } from '../reconcile/reconcile-day';
import { reportText } from '../reconcile/report-text';
import { BooksError, openBooks } from './open-books';

/** Run from the top folder of the project by scripts/reconcile.mjs. */
const root = process.cwd();
const mebibyte = 1024;

/** What the command ends with: all explained, something to look at, nothing could be said. */
const exitCodes = { explained: 0, unexplained: 1, incomplete: 2 } as const;

interface Request {
  day: string | null;
  only: ReconcileSource[] | null;
  json: boolean;
  heal: boolean;
}

function readArguments(): Request {
  const { values } = parseArgs({
    options: {
      date: { type: 'string' },
      source: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
      'no-heal': { type: 'boolean', default: false },
    },
  });
  const { date = null, source, json } = values;
  if (date !== null && !isIsoDate(date)) {
    throw new BooksError('--date must be a day of the calendar: --date 2025-11-20.');
  }
  const only = source?.map((name) => {
    const known = reconcileSources.find((each) => each === name);
    if (!known) throw new BooksError(`--source must be one of ${reconcileSources.join(', ')}.`);
    return known;
  });
  return { day: date, only: only ?? null, json, heal: !values['no-heal'] };
}

function print(report: DayReport, json: boolean, startedAt: number): void {
  if (!json) {
    process.stdout.write(`${reportText(report)}\n`);
    return;
  }
  const resources = {
    ms: Date.now() - startedAt,
    maxResidentMiB: Math.round(process.resourceUsage().maxRSS / mebibyte),
  };
  process.stdout.write(`${JSON.stringify({ ...report, resources })}\n`);
}

async function main(): Promise<number> {
  const startedAt = Date.now();
  const { day, only, json, heal } = readArguments();
  const { env } = process;
  const books = await openBooks({
    env,
    dataDir: resolve(root, env['YIBAO_DATA_DIR'] ?? '.yibao/data'),
    port: Number(env['PORT'] ?? 8080),
    migrationsDir: join(root, 'cloudfunctions/migrations'),
    log: createLog(env['LOG_LEVEL'] ?? 'warn', process.stderr),
  });
  try {
    const yesterday = addDays(shanghaiDate(books.runtime.clock.now()), -1);
    const options = { day: day ?? yesterday, traceId: randomUUID(), heal };
    const report = await reconcileDay(books.runtime, { ...options, ...(only ? { only } : {}) });
    print(report, json, startedAt);
    return exitCodes[report.outcome];
  } finally {
    await books.close();
  }
}

/** One sentence for what a person can mend; the whole error for everything else. */
function explain(error: unknown): string {
  const isPlain = [BooksError, ConfigError, FolderInUseError].some((kind) => error instanceof kind);
  if (isPlain && error instanceof Error) return error.message;
  if (error instanceof TypeError && 'code' in error) return error.message; // parseArgs
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`npm run reconcile: ${explain(error)}\n`);
    process.exit(exitCodes.incomplete);
  },
);
