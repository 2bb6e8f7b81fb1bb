import { and, desc, eq } from 'drizzle-orm';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { dayMs } from '@yibao/shared/rules/dates';
import { aboutAny } from '../consent/access';
import { tellOfRequest } from '../consent/news';
import { lockConsent } from '../consent/status';
import { type Transaction } from '../lib/database/database';
import { type Consent, consent, organisation } from '../lib/database/schema';
import { type TopicHandler } from '../lib/outbox/deliver';
import { getPerson } from '../lib/people';
import { type Runtime } from '../lib/runtime';

/**
 * Tells whom a request for consent is about. It comes after the answer to the organisation, from the
 * outbox, and has nothing to say to it: whether there was somebody to tell is known here alone.
 */
export const consentRequestedTopic: TopicHandler<'consent.requested'> = {
  async deliver(runtime, { consentId }) {
    await runtime.db.transaction((tx) => tellIfOpen(tx, runtime, consentId));
    return 'done';
  },
  // the request stands in the person's list all the same
  giveUp: () => Promise.resolve(),
};

/** Nobody reads more at once; the rest stands in their list. */
const maxTold = 20;

/**
 * Tells somebody who has just been verified, or got a guardian, newest first, of the requests that were
 * made while there was nobody to tell. Who was told before is not told again.
 */
export const personKnownTopic: TopicHandler<'consent.personKnown'> = {
  async deliver(runtime, { personId }) {
    const { db, cipher } = runtime;
    const subject = await getPerson(db, personId);
    const waiting = await db
      .select({ id: consent.id })
      .from(consent)
      .where(and(eq(consent.status, 'requested'), aboutAny(cipher, [subject])))
      .orderBy(desc(consent.requestedAt), desc(consent.id))
      .limit(maxTold);
    for (const { id } of waiting) await db.transaction((tx) => tellIfOpen(tx, runtime, id));
    return 'done';
  },

  // they stand in the person's list all the same
  giveUp: () => Promise.resolve(),
};

async function tellIfOpen(tx: Transaction, runtime: Runtime, consentId: string): Promise<void> {
  const row = await lockConsent(tx, consentId);
  // answered, taken back or lapsed meanwhile; what they began themselves is no news to them
  if (row?.status === 'requested' && row.requestedBy !== null) await tell(tx, runtime, row);
}

async function tell(tx: Transaction, runtime: Runtime, row: Consent): Promise<void> {
  const { clock, config, cipher } = runtime;
  const [asking] = await tx
    .select({ name: organisation.name })
    .from(organisation)
    .where(eq(organisation.id, row.organisationId));
  if (!asking) throw new Error('a consent without its organisation');
  const answerUntil = row.requestedAt + consentPolicyOf(config.region).requestDays * dayMs;
  const context = { tx, cipher, now: clock.now() };
  await tellOfRequest(context, { row, organisationName: asking.name, answerUntil });
}
