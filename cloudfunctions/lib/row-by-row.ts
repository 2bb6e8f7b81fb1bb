import { type Transaction } from './database/database';
import { describeError } from './log';
import { type Runtime } from './runtime';

export interface RowJob {
  /** What the log calls it. */
  job: string;
  /** Rows that are done at most. */
  limit: number;
  traceId: string;
}

/** So many rows are tried for each one that may be done: a round ends, whatever fails in it. */
const triesPerRow = 10;

/**
 * Works off rows that are due, each in a transaction of its own: one that fails is undone and logged
 * by its id, and the others go on. What was found may have changed before its row was locked, so the
 * work looks again under the lock.
 *
 * @param find ids that are due, without those that had their turn in this round; `limit` at most
 * @param work does one; false when it turns out not to be due any more
 * @returns how many were done
 */
export async function rowByRow(
  { db, log }: Runtime,
  { job, limit, traceId }: RowJob,
  find: (hadTheirTurn: string[], limit: number) => Promise<string[]>,
  work: (tx: Transaction, id: string) => Promise<boolean>,
): Promise<number> {
  const hadTheirTurn: string[] = [];
  let done = 0;
  let failed = 0;
  while (done < limit && hadTheirTurn.length < limit * triesPerRow) {
    const ids = await find(hadTheirTurn, limit - done);
    if (ids.length === 0) break;
    for (const id of ids) {
      try {
        if (await db.transaction((tx) => work(tx, id))) done++;
      } catch (error) {
        failed++;
        log.error({ traceId, job, id, ...describeError(error) }, 'row failed');
      }
    }
    hadTheirTurn.push(...ids);
  }
  if (failed > 0) log.error({ traceId, job, done, failed }, 'rows failed');
  return done;
}
