import { join, resolve } from 'node:path';
import { ConfigError } from '../lib/config';
import { FolderInUseError } from '../lib/database/folder-lock';
import { createLog } from '../lib/log';
import { type DayReport } from '../reconcile/reconcile-day';
import { reportText } from '../reconcile/report-text';
import { BooksError, openBooks } from './open-books';
import { readRequest, reconcileAsAsked } from './reconcile-request';

/** Run from the top folder of the project by scripts/reconcile.mjs. */
const root = process.cwd();
const mebibyte = 1024;

/** What the command ends with: all explained, something to look at, nothing could be said. */
const exitCodes = { explained: 0, unexplained: 1, incomplete: 2 } as const;

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
  const request = readRequest(process.argv.slice(2));
  const { env } = process;
  const books = await openBooks({
    env,
    dataDir: resolve(root, env['YIBAO_DATA_DIR'] ?? '.yibao/data'),
    port: Number(env['PORT'] ?? 8080),
    migrationsDir: join(root, 'cloudfunctions/migrations'),
    log: createLog(env['LOG_LEVEL'] ?? 'warn', process.stderr),
  });
  try {
    const report = await reconcileAsAsked(books.runtime, request);
    print(report, request.json, startedAt);
    return exitCodes[report.outcome];
  } finally {
    await books.close();
  }
}

/** One sentence for what a person can mend; the whole error for everything else. */
function explain(error: unknown): string {
  const isPlain = [BooksError, ConfigError, FolderInUseError].some((kind) => error instanceof kind);
  if (isPlain && error instanceof Error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`npm run reconcile: ${explain(error)}\n`);
    process.exit(exitCodes.incomplete);
  },
);
