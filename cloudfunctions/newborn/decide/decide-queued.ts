import { and, asc, inArray, lte } from 'drizzle-orm';
import { isUndecidedNewborn, undecidedNewbornStatuses } from '@yibao/shared/rules/newborn-states';
import { systemActor, writeAudit } from '../../lib/audit';
import { type Transaction } from '../../lib/database/database';
import { newbornApplication } from '../../lib/database/schema';
import { describeError } from '../../lib/log';
import { deliverDue } from '../../lib/outbox/deliver';
import { enqueue } from '../../lib/outbox/enqueue';
import { topicHandlers } from '../../lib/outbox/handlers';
import { type Runtime } from '../../lib/runtime';
import { findApplication, lockApplication, takeTurn } from '../store';
import { type DecisionContext } from './baby';
import { recheckEveryMs } from './decide';
import { caseOf } from './gather';
import { settleQueued } from './settle-queued';

/** Applications asked about side by side: enough to be quick, few enough for a registry that ails. */
const groupSize = 5;

/**
 * The sweep behind `queued`: asks the sources again and decides by itself. When a whole group finds
 * them still away, the rest waits for the next minute instead of knocking on.
 *
 * @returns how many were looked at; 0 also when the sources are still away
 */
export async function decideQueued(
  runtime: Runtime,
  { limit, traceId }: { limit: number; traceId: string },
): Promise<number> {
  let looked = 0;
  while (looked < limit) {
    const due = await takeDue(runtime, Math.min(groupSize, limit - looked));
    if (due.length === 0) break;
    const settled = await Promise.all(due.map((id) => lookAgain(runtime, id, traceId)));
    if (!settled.includes(true)) return 0;
    looked += due.length;
  }
  return looked;
}

/** Moves each to its next look first, so that a crash or a second worker asks late, not twice. */
async function takeDue(runtime: Runtime, limit: number): Promise<string[]> {
  const now = runtime.clock.now();
  return runtime.db.transaction(async (tx) => {
    const rows = await tx
      .select({ id: newbornApplication.id })
      .from(newbornApplication)
      .where(
        and(
          // one that waits for papers may still join the other parent
          inArray(newbornApplication.status, undecidedNewbornStatuses),
          lte(newbornApplication.nextCheckAt, now),
        ),
      )
      .orderBy(asc(newbornApplication.nextCheckAt))
      .limit(limit)
      .for('update', { skipLocked: true });
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) {
      await tx
        .update(newbornApplication)
        .set({ nextCheckAt: now + recheckEveryMs })
        .where(inArray(newbornApplication.id, ids));
    }
    return ids;
  });
}

/** @returns whether it left the queue, or waits for a person now */
async function lookAgain(
  runtime: Runtime,
  applicationId: string,
  traceId: string,
): Promise<boolean> {
  try {
    return await decideAgain(runtime, applicationId, traceId);
  } catch (error) {
    const log = runtime.log.child({ traceId, applicationId });
    log.warn(describeError(error), 'newborn: another look failed; the next one is scheduled');
    return false;
  }
}

async function decideAgain(
  runtime: Runtime,
  applicationId: string,
  traceId: string,
): Promise<boolean> {
  const before = await findApplication(runtime.db, applicationId);
  if (!before || !isUndecidedNewborn(before.status)) return true;
  const question = await caseOf(runtime, before);
  const now = runtime.clock.now();
  const messages: number[] = [];
  const settled = await runtime.db.transaction(async (tx) => {
    // the turn before the row, as everywhere
    await takeTurn(tx, before.certificateIndex, null);
    const row = await lockApplication(tx, applicationId);
    if (!isUndecidedNewborn(row.status)) return true;
    const context = systemContext(tx, runtime, traceId, now, messages);
    return settleQueued(context, row, question);
  });
  if (messages.length > 0) {
    await deliverDue(runtime, topicHandlers, { limit: messages.length, traceId, only: messages });
  }
  return settled;
}

function systemContext(
  tx: Transaction,
  runtime: Runtime,
  traceId: string,
  now: number,
  messages: number[],
): DecisionContext {
  return {
    tx,
    runtime,
    now,
    traceId,
    audit: (record) => writeAudit(tx, { actor: systemActor, traceId, now }, record),
    send: async (message) => {
      const id = await enqueue(tx, message, now);
      if (id !== null) messages.push(id);
    },
  };
}
