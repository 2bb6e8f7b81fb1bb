import { sql } from 'drizzle-orm';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import {
  isLockTimeout,
  isSerializationFailure,
  rawRows,
  type Transaction,
} from '../lib/database/database';
import { ServiceError } from '../lib/errors';
import { type Runtime } from '../lib/runtime';

/**
 * Runs a look's transaction in one of the places that its organisation has, and waits for other
 * people's locks only so long: however many calls one organisation sends, and whatever they wait
 * for, connections are left for everybody else. The places are advisory locks of the database, so
 * that they hold across all instances of a function, and one that dies leaves its place.
 *
 * Who finds no place, or waits for too long, has been decided nothing: nothing is counted, and there
 * is no look.
 *
 * @throws ServiceError rate_limited when all places are taken, busy after too long a wait
 */
export async function inTurn<T>(
  { db, config }: Runtime,
  organisationId: string,
  run: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const { maxLooksUnderWay, maxLockWaitSeconds } = consentPolicyOf(config.region);
  try {
    return await db.transaction(async (tx) => {
      const key = `look ${organisationId}`;
      const [row] = await rawRows<{ found: boolean }>(
        tx,
        sql`select set_config('lock_timeout', ${`${maxLockWaitSeconds}s`}, true),
          exists (select 1 from generate_series(1, ${maxLooksUnderWay}::int) place
            where pg_try_advisory_xact_lock(hashtext(${key}), place)) as found`,
      );
      if (row?.found !== true) {
        throw new ServiceError('rate_limited', { message: '贵机构同时进行的查询太多，请稍后再试' });
      }
      return run(tx);
    });
  } catch (error) {
    if (!isLockTimeout(error) && !isSerializationFailure(error)) throw error;
    const message = '这份授权正有别的查询在进行，请稍后再试；这一次没有计数';
    throw new ServiceError('busy', { message, cause: error });
  }
}
