import { hourMs } from '@yibao/shared/rules/dates';
import { mutationWithAfter, query } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { requireActsFor } from '../../lib/people';
import { registerWithPlatform, syncRule } from '../register-with-platform';
import { getEnrollment, lockEnrollment, moveEnrollment } from '../store';
import { viewEnrollment } from '../view';

/** A suspension said to lie further back than this is a slip of the finger. */
const oldestSuspensionMs = 366 * 24 * hourMs;

export const get = query('enrollment.get', async (context, { enrollmentId }) => {
  const row = await getEnrollment(context.runtime.db, enrollmentId);
  await requireActsFor(context.runtime.db, context.caller, row.personId, context.now);
  return viewEnrollment(context, row);
});

/** The person's word starts the clock: looks every 30 minutes until 6 hours after the suspension. */
export const declareSuspension = mutationWithAfter('enrollment.declareSuspension', {
  async run({ tx, caller, now, audit }, { enrollmentId, suspendedAt }) {
    if (suspendedAt > now) throw refuseField('suspendedAt', '暂停参保的时间不能晚于现在');
    if (suspendedAt < now - oldestSuspensionMs) {
      throw refuseField('suspendedAt', '暂停参保的时间太早，请核对');
    }
    const row = await lockEnrollment(tx, enrollmentId);
    await requireActsFor(tx, caller, row.personId, now);
    const { syncMs } = syncRule(row);
    await moveEnrollment(tx, row, 'suspension_declared', now, {
      suspendedAt,
      nextCheckAt: now,
      checkDeadlineAt: suspendedAt + syncMs,
    });
    await audit({
      action: 'enrollment.declareSuspension',
      subjectPersonId: row.personId,
      details: { enrollmentId, suspendedAt },
    });
    return { enrollmentId };
  },

  async after(context, _input, { enrollmentId }) {
    return lookAgain(context, enrollmentId);
  },
});

/** The other city has uploaded again, or our platform was away: ask now, then go on by itself. */
export const recheck = mutationWithAfter('enrollment.recheck', {
  async run({ tx, caller, now, audit, send }, { enrollmentId }) {
    const row = await lockEnrollment(tx, enrollmentId);
    await requireActsFor(tx, caller, row.personId, now);
    if (row.status === 'wait_sync') return { enrollmentId };
    const { syncMs } = syncRule(row);
    const fresh =
      row.status === 'sync_overdue' ? { nextCheckAt: now, checkDeadlineAt: now + syncMs } : {};
    const next = await moveEnrollment(tx, row, 'recheck_requested', now, fresh);
    if (next.status === 'checking') {
      // the first message was given up; a new one gets all its attempts again
      const dedupeKey = `${enrollmentId}:${now}`;
      await send({ topic: 'core.enrol', dedupeKey, payload: { enrollmentId } });
    }
    await audit({
      action: 'enrollment.recheck',
      subjectPersonId: row.personId,
      details: { enrollmentId },
    });
    return { enrollmentId };
  },

  async after(context, _input, { enrollmentId }) {
    return lookAgain(context, enrollmentId);
  },
});

type Context = Parameters<typeof viewEnrollment>[0] & { traceId: string };

/** Asks the platform at once; when it is away the sweep asks later, and the person sees "waiting". */
async function lookAgain(context: Context, enrollmentId: string) {
  const { runtime, traceId } = context;
  try {
    return await viewEnrollment(
      context,
      await registerWithPlatform(runtime, enrollmentId, traceId),
    );
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'upstream_unavailable') throw error;
    return viewEnrollment(context, await getEnrollment(runtime.db, enrollmentId));
  }
}
