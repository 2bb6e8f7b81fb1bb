import { findEnrollments } from '../../enrollment/store';
import { query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { actsFor } from '../../lib/people';
import { offersOf } from '../rails/offers';

/** Asked before paying: only what can really be used is offered, and why not is said. */
export const listRails = query('payment.listRails', async (context, { enrollmentIds }) => {
  const { runtime, caller, now } = context;
  const rows = await findEnrollments(runtime.db, enrollmentIds);
  const mine = await actsFor(runtime.db, caller, now);
  const wanted = new Set(enrollmentIds).size;
  if (rows.length !== wanted || rows.some((row) => !mine.has(row.personId))) {
    throw new ServiceError('not_found');
  }
  return { rails: await offersOf({ runtime, caller, now, rows }) };
});
