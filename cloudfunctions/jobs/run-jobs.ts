import { cleanUp } from '../lib/cleanup';
import { describeError } from '../lib/log';
import { deliverDue } from '../lib/outbox/deliver';
import { topicHandlers } from '../lib/outbox/handlers';
import { type Runtime } from '../lib/runtime';
import { recheckElsewhere } from '../enrollment/recheck-elsewhere';
import { sweepOrders } from '../payment/sweep-orders';

/** Rows one run takes of each kind; what is left comes with the next tick. */
const limit = 50;

/** What the timers do, by the name of the timer trigger. */
export const timers = {
  /** Every minute: messages, rechecks, open and unposted orders. */
  minute: async (runtime: Runtime, traceId: string) => {
    await step(runtime, traceId, 'orders', () => sweepOrders(runtime, { limit, traceId }));
    await step(runtime, traceId, 'elsewhere', () => recheckElsewhere(runtime, { limit, traceId }));
    await step(runtime, traceId, 'outbox', () =>
      deliverDue(runtime, topicHandlers, { limit, traceId }),
    );
  },
  /** Every night. */
  night: async (runtime: Runtime, traceId: string) => {
    await step(runtime, traceId, 'cleanup', () => cleanUp(runtime));
  },
} as const satisfies Record<string, (runtime: Runtime, traceId: string) => Promise<void>>;

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
