import { and, eq, isNull, lt, lte } from 'drizzle-orm';
import { dayMs, shanghaiDate } from '@yibao/shared/rules/dates';
import {
  apiNonce,
  attemptCounter,
  certificateFile,
  clerkSession,
  counterCode,
  idempotency,
  insuredOtherwise,
  outbox,
  paperTicket,
  phoneChallenge,
  pushCount,
  reminderRound,
  session,
  signInTry,
} from './database/schema';
import { type Runtime } from './runtime';

/** How long an answered requestId is remembered: far longer than any client repeats itself. */
const idempotencyKeptMs = 7 * dayMs;
const deliveredKeptMs = 30 * dayMs;
/** Attempts count for one day; a little longer for whoever looks into a complaint. */
const attemptsKeptMs = 30 * dayMs;
/** Codes are good for minutes; the phone beside them is not kept longer than needed. */
const challengesKeptMs = 2 * dayMs;

/** Far longer than a login stays locked. */
const triesKeptMs = dayMs;

/** Longer than any policy lets it count (`insuredOtherwise`): nobody reads it after that. */
const otherwiseKeptMs = 60 * dayMs;

/** Removes what has served its time; bounded by age, so each run is small. */
export async function cleanUp(runtime: Runtime): Promise<void> {
  const now = runtime.clock.now();
  const { db } = runtime;
  await db.delete(session).where(lt(session.expiresAt, now));
  // a protocol's freshness goes by the wall clock (docs/adr/0005)
  await db.delete(apiNonce).where(lt(apiNonce.expiresAt, Date.now()));
  await db.delete(idempotency).where(lt(idempotency.createdAt, now - idempotencyKeptMs));
  await db.delete(attemptCounter).where(lt(attemptCounter.day, shanghaiDate(now - attemptsKeptMs)));
  await db.delete(phoneChallenge).where(lt(phoneChallenge.createdAt, now - challengesKeptMs));
  await db.delete(pushCount).where(lt(pushCount.day, shanghaiDate(now - attemptsKeptMs)));
  await db.delete(reminderRound).where(lt(reminderRound.day, shanghaiDate(now - attemptsKeptMs)));
  await db.delete(insuredOtherwise).where(lt(insuredOtherwise.knownAt, now - otherwiseKeptMs));
  await db
    .delete(outbox)
    .where(and(eq(outbox.status, 'done'), lt(outbox.settledAt, now - deliveredKeptMs)));
  // what a paper said stays verifiable; only the file with its names goes
  await db.delete(certificateFile).where(lte(certificateFile.keepUntil, now));
  await db.delete(paperTicket).where(lte(paperTicket.expiresAt, now));
  await db.delete(clerkSession).where(lt(clerkSession.expiresAt, now));
  await db.delete(signInTry).where(lt(signInTry.lastAt, now - triesKeptMs));
  await db
    .update(counterCode)
    .set({ closedAt: now })
    .where(and(isNull(counterCode.closedAt), lte(counterCode.expiresAt, now)));
}
