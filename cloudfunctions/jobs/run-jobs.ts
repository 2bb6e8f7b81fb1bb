import { cleanUp } from '../lib/cleanup';
import { describeError } from '../lib/log';
import { deliverDue } from '../lib/outbox/deliver';
import { topicHandlers } from '../lib/outbox/handlers';
import { type Runtime } from '../lib/runtime';
import { recheckElsewhere } from '../enrollment/recheck-elsewhere';
import { decideQueued } from '../newborn/decide/decide-queued';
import { noteDifferences } from '../newborn/differences';
import { removeOldDrafts } from '../newborn/draft';
import { retryDeadItems } from '../newborn/items/hand-over';
import { removeDuePhotos } from '../newborn/photos/remove-due';
import { sweepOrders } from '../payment/sweep-orders';

/** Rows one round takes of each kind. */
const limit = 50;
/** Rounds go on while there is more, for so long of wall time; the rest comes with the next tick. */
const budgetMs = 40_000;

type Round = () => Promise<number>;

/** What the timers do, by the name of the timer trigger. */
export const timers = {
  /** Every minute: open and unposted orders, rechecks, newborns that wait, messages. */
  minute: async (runtime: Runtime, traceId: string) => {
    const endsAt = Date.now() + budgetMs;
    const rounds: Record<string, Round> = {
      orders: () => sweepOrders(runtime, { limit, traceId }),
      elsewhere: () => recheckElsewhere(runtime, { limit, traceId }),
      newborns: () => decideQueued(runtime, { limit, traceId }),
      departments: () => retryDeadItems(runtime, { limit }),
      outbox: async () => {
        const report = await deliverDue(runtime, topicHandlers, { limit, traceId });
        return report.done + report.later + report.failed + report.dead;
      },
    };
    for (const [name, round] of Object.entries(rounds)) {
      await step(runtime, traceId, name, () => repeat(round, endsAt));
    }
  },
  /** Every night. */
  night: async (runtime: Runtime, traceId: string) => {
    await step(runtime, traceId, 'cleanup', () => cleanUp(runtime));
    await step(runtime, traceId, 'drafts', () => removeOldDrafts(runtime));
    const endsAt = Date.now() + budgetMs;
    const rounds: Record<string, Round> = {
      photos: () => removeDuePhotos(runtime, { limit, traceId }),
      differences: () => noteDifferences(runtime, { limit, traceId }),
    };
    for (const [name, round] of Object.entries(rounds)) {
      await step(runtime, traceId, name, () => repeat(round, endsAt));
    }
  },
} as const satisfies Record<string, (runtime: Runtime, traceId: string) => Promise<void>>;

/** One round always; another one whenever the last was full and there is time. */
async function repeat(round: Round, endsAt: number): Promise<void> {
  while ((await round()) >= limit && Date.now() < endsAt);
}

export type TimerName = keyof typeof timers;

export const isTimer = (name: string): name is TimerName => Object.hasOwn(timers, name);

/** One failing sweep must not keep the others from their turn. */
async function step(
  runtime: Runtime,
  traceId: string,
  name: string,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    runtime.log.error({ traceId, job: name, ...describeError(error) }, 'job failed');
  }
}
