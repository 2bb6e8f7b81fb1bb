import { join, resolve } from 'node:path';
import { consentsAsTold } from '../consent/chain-status';
import { verifyDatabase } from '../lib/audit/verify/verify';
import { ConfigError } from '../lib/config';
import { FolderInUseError } from '../lib/database/folder-lock';
import { createLog } from '../lib/log';
import { readRequest, reportText } from './audit-request';
import { BooksError, openBooks } from './open-books';

/** Run from the top folder of the project by scripts/audit-verify.mjs. */
const root = process.cwd();

/** What the command ends with: all as it was written, something is not, nothing could be said. */
const exitCodes = { intact: 0, broken: 1, incomplete: 2 } as const;

async function main(): Promise<number> {
  const { json, chain } = readRequest(process.argv.slice(2));
  const { env } = process;
  const books = await openBooks({
    env,
    dataDir: resolve(root, env['YIBAO_DATA_DIR'] ?? '.yibao/data'),
    port: Number(env['PORT'] ?? 8080),
    migrationsDir: join(root, 'cloudfunctions/migrations'),
    log: createLog(env['LOG_LEVEL'] ?? 'warn', process.stderr),
  });
  try {
    const { db, cipher, ports, config } = books.runtime;
    const { publicKeys } = config.auditSigning;
    const startedAt = performance.now();
    const verification = { store: ports.checkpoints, cipher, publicKeys, chain };
    const report = await verifyDatabase(db, verification, [consentsAsTold]);
    const ms = Math.round(performance.now() - startedAt);
    const perSecond = Math.round((report.entries / Math.max(1, ms)) * 1000);
    const text = json ? JSON.stringify({ ...report, ms, perSecond }) : reportText(report, ms);
    process.stdout.write(`${text}\n`);
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
    process.stderr.write(`npm run audit:verify: ${explain(error)}\n`);
    process.exit(exitCodes.incomplete);
  },
);
