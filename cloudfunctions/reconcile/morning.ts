import { asc, gte, isNotNull } from 'drizzle-orm';
import { addDays, shanghaiDate } from '@yibao/shared/rules/dates';
import { daysLookedBack, dueLists } from '@yibao/shared/rules/reconciliation-schedule';
import { paymentOrder, reconcileRun } from '../lib/database/schema';
import { describeError } from '../lib/log';
import { type Runtime } from '../lib/runtime';
import { reconcileList } from './reconcile-list';
import { sourceOf, sources } from './sources';

/**
 * Reconciles what is due now: yesterday's lists from ten o'clock on, until each has been compared,
 * and once a day those of the last days that still wait for something or could not be had.
 *
 * @param endsAt epoch ms of wall time after which no further list is begun
 * @returns how many lists were tried
 */
export async function reconcileDue(
  runtime: Runtime,
  { traceId, endsAt }: { traceId: string; endsAt: number },
): Promise<number> {
  const now = runtime.clock.now();
  const earliest = addDays(shanghaiDate(now), -daysLookedBack);
  const runs = await runtime.db.select().from(reconcileRun).where(gte(reconcileRun.day, earliest));
  const names = sources.map(({ name }) => name);
  const due = dueLists(now, names, runs, await firstDay(runtime));
  let tried = 0;
  for (const { day, source } of due) {
    if (Date.now() > endsAt) break;
    tried++;
    await reconcileOne(runtime, { day, traceId }, source);
  }
  return tried;
}

/** The day of the first payment there ever was. */
async function firstDay({ db }: Runtime): Promise<string | null> {
  const [first] = await db
    .select({ paidAt: paymentOrder.paidAt })
    .from(paymentOrder)
    .where(isNotNull(paymentOrder.paidAt))
    .orderBy(asc(paymentOrder.paidAt))
    .limit(1);
  return first?.paidAt == null ? null : shanghaiDate(first.paidAt);
}

async function reconcileOne(
  runtime: Runtime,
  { day, traceId }: { day: string; traceId: string },
  name: (typeof sources)[number]['name'],
): Promise<void> {
  const log = runtime.log.child({ traceId, day, source: name });
  try {
    const { state, refusal, findings } = await reconcileList(runtime, sourceOf(name), {
      day,
      traceId,
      heal: true,
    });
    const open = findings.filter((finding) => finding.state === 'open').length;
    const healed = findings.filter((finding) => finding.state === 'healed').length;
    const told = { state, refusal, found: findings.length, healed, unexplained: open };
    // what staff have to look at is louder than a day without anything
    if (state === 'explained' || state === 'notReady' || state === 'busy')
      log.info(told, 'reconciled');
    else log.warn(told, 'reconciled, somebody has to look');
  } catch (error) {
    log.error(describeError(error), 'reconciliation failed; it is tried again');
  }
}
