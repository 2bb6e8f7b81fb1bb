import { eq } from 'drizzle-orm';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { dayMs } from '@yibao/shared/rules/dates';
import { tellOfRequest } from '../consent/news';
import { lockConsent } from '../consent/status';
import { type Transaction } from '../lib/database/database';
import { type Consent, organisation } from '../lib/database/schema';
import { type TopicHandler } from '../lib/outbox/deliver';
import { type Runtime } from '../lib/runtime';

/**
 * Tells whom a request for consent is about. It comes after the answer to the organisation, from the
 * outbox, and has nothing to say to it: whether there was somebody to tell is known here alone.
 */
export const consentRequestedTopic: TopicHandler<'consent.requested'> = {
  async deliver(runtime, { consentId }) {
    await runtime.db.transaction(async (tx) => {
      const row = await lockConsent(tx, consentId);
      // answered, taken back or lapsed meanwhile
      if (row?.status === 'requested') await tell(tx, runtime, row);
    });
    return 'done';
  },
  // the request stands in the person's list all the same
  giveUp: () => Promise.resolve(),
};

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
