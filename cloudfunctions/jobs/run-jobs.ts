import { chainEarlier } from '../lib/audit/chain-earlier';
import { takeCheckpoints } from '../lib/audit/take-checkpoint';
import { cleanUp } from '../lib/cleanup';
import { describeError } from '../lib/log';
import { deliverDue, type Queue } from '../lib/outbox/deliver';
import { topicHandlers } from '../lib/outbox/handlers';
import { type Runtime } from '../lib/runtime';
import { lookAgainOtherwise } from '../enrollment/insured-otherwise';
import { eraseOldConsents } from '../consent/retention';
import { moveDueConsents } from '../consent/sweep';
import { recheckElsewhere } from '../enrollment/recheck-elsewhere';
import { decideQueued } from '../newborn/decide/decide-queued';
import { noteDifferences } from '../newborn/differences';
import { removeOldDrafts } from '../newborn/draft';
import { retryDeadItems } from '../newborn/items/hand-over';
import { removeDuePhotos } from '../newborn/photos/remove-due';
import { noteOverdueErasures } from '../partner/cases';
import { closeIdleCases } from '../partner/close-idle-cases';
import { openRounds, planStretch } from '../reminders/rounds';
import { tellDue } from '../reminders/tell-due';
import { sweepOrders } from '../payment/sweep-orders';
import { expireGrantRequests } from '../records/grants';
import { findDuplicates, proposeOwed } from '../refund/propose';
import { sweepRefunds } from '../refund/sweep';
import { reconcileDue } from '../reconcile/morning';

/** Rows one round takes of each kind. */
const limit = 50;
/** Rounds go on while there is more, for so long of wall time; the rest comes with the next tick. */
const budgetMs = 40_000;
/** The share of it that what is done for people may use up before they are told of things. */
const businessBudgetMs = 25_000;
/** Checkpoints of the audit come after all of it and within the function's time. */
const checkpointBudgetMs = 48_000;
/** Messages on their way side by side: on the days on which a whole city is told something. */
const messengers = 4;

type Round = () => Promise<number>;

/** What the timers do, by the name of the timer trigger. */
export const timers = {
  /** Every minute: open and unposted orders, rechecks, newborns that wait, consents that end,
   * reminders, messages. */
  minute: async (runtime: Runtime, traceId: string) => {
    const startedAt = Date.now();
    const business: Record<string, Round> = {
      orders: () => sweepOrders(runtime, { limit, traceId }),
      elsewhere: () => recheckElsewhere(runtime, { limit, traceId }),
      newborns: () => decideQueued(runtime, { limit, traceId }),
      refunds: () => sweepRefunds(runtime, { limit, traceId }),
      consents: () => moveDueConsents(runtime, { limit, traceId }),
      departments: () => retryDeadItems(runtime, { limit }),
      outbox: () => deliver(runtime, 'business', traceId),
    };
    await inTurn(runtime, traceId, business, startedAt + businessBudgetMs);
    // what people are told comes after what is done for them, and has time of its own
    const telling: Record<string, Round> = {
      reminders: () => planReminders(runtime),
      telling: () => tellDue(runtime, { limit, traceId }),
      messages: () => deliverMessages(runtime, traceId),
    };
    await inTurn(runtime, traceId, telling, startedAt + budgetMs);
    // last, so that it covers what this minute did
    await inTurn(runtime, traceId, { earlier: () => chainEarlier(runtime) }, startedAt + budgetMs);
    await step(runtime, traceId, 'checkpoint', () =>
      takeCheckpoints(runtime, traceId, startedAt + checkpointBudgetMs),
    );
  },
  /** Every half hour; before ten in Shanghai, and once all lists are compared, it does nothing. */
  morning: async (runtime: Runtime, traceId: string) => {
    const endsAt = Date.now() + budgetMs;
    await step(runtime, traceId, 'reconcile', () => reconcileDue(runtime, { traceId, endsAt }));
  },
  /** Every night. */
  night: async (runtime: Runtime, traceId: string) => {
    await step(runtime, traceId, 'cleanup', () => cleanUp(runtime));
    await step(runtime, traceId, 'drafts', () => removeOldDrafts(runtime));
    await step(runtime, traceId, 'rounds', () => openRounds(runtime));
    await step(runtime, traceId, 'grants', () => expireGrantRequests(runtime, traceId));
    const endsAt = Date.now() + budgetMs;
    const rounds: Record<string, Round> = {
      cases: () => closeIdleCases(runtime, { limit, traceId }),
      consents: () => eraseOldConsents(runtime, { limit, traceId }),
      photos: () => removeDuePhotos(runtime, { limit, traceId }),
      differences: () => noteDifferences(runtime, { limit, traceId }),
      reminders: () => planReminders(runtime),
      duplicates: () => findDuplicates(runtime, { limit, traceId }),
      otherwise: () => lookAgainOtherwise(runtime, { limit, traceId }),
      owed: () => proposeOwed(runtime, { limit, traceId }),
    };
    await inTurn(runtime, traceId, rounds, endsAt);
    await step(runtime, traceId, 'erasures', () => noteOverdueErasures(runtime, traceId));
  },
} as const satisfies Record<string, (runtime: Runtime, traceId: string) => Promise<void>>;

async function deliver(runtime: Runtime, queue: Queue, traceId: string): Promise<number> {
  const report = await deliverDue(runtime, topicHandlers, { limit, traceId, queue });
  return report.done + report.later + report.failed + report.dead;
}

/** Each messenger takes the next message that no other holds. */
async function deliverMessages(runtime: Runtime, traceId: string): Promise<number> {
  const taken = await Promise.all(
    Array.from({ length: messengers }, () => deliver(runtime, 'messages', traceId)),
  );
  return taken.reduce((sum, count) => sum + count, 0);
}

/** A stretch holds hundreds of people: one is a full round, and another one follows. */
async function planReminders(runtime: Runtime): Promise<number> {
  return (await planStretch(runtime)) * limit;
}

async function inTurn(
  runtime: Runtime,
  traceId: string,
  rounds: Record<string, Round>,
  endsAt: number,
): Promise<void> {
  for (const [name, round] of Object.entries(rounds)) {
    await step(runtime, traceId, name, () => repeat(round, endsAt));
  }
}

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
