import { eq } from 'drizzle-orm';
import { tellOfLook } from '../consent/news';
import { consent, consentLook, organisation } from '../lib/database/schema';
import { type TopicHandler } from '../lib/outbox/deliver';

/**
 * Tells of a look, shown or refused. It comes after the answer, from the outbox: how long an
 * organisation waits says nothing of whether there is somebody to tell, and nobody waits for it.
 */
export const lookTopic: TopicHandler<'consent.look'> = {
  async deliver({ db, cipher, clock }, { lookId }) {
    await db.transaction(async (tx) => {
      const [found] = await tx
        .select({ look: consentLook, row: consent, organisationName: organisation.name })
        .from(consentLook)
        .innerJoin(consent, eq(consent.id, consentLook.consentId))
        .innerJoin(organisation, eq(organisation.id, consentLook.organisationId))
        .where(eq(consentLook.id, lookId));
      if (found) await tellOfLook({ tx, cipher, now: clock.now() }, found);
    });
    return 'done';
  },
  // it stands in the person's list of looks all the same
  giveUp: () => Promise.resolve(),
};
