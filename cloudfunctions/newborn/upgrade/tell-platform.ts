import { eq } from 'drizzle-orm';
import { identityUpgrade } from '../../lib/database/schema';
import { type TopicHandler } from '../../lib/outbox/deliver';
import { getPerson, identityOf, platformNumberOf } from '../../lib/people';
import { certificateIdentity } from '../registration';
import { findByBaby } from '../store';

/**
 * R102: the core platform learns that a baby it knows by the certificate has an ID number. Before
 * the enrolment has gone through the platform knows nobody of that number yet: then it waits.
 * Giving up changes nothing: `retryDeadItems` tries again each hour.
 */
export const changeIdentityTopic: TopicHandler<'core.changeIdentity'> = {
  async deliver(runtime, { upgradeId }): Promise<'done' | 'later'> {
    const { db, cipher, ports } = runtime;
    const [upgrade] = await db
      .select()
      .from(identityUpgrade)
      .where(eq(identityUpgrade.id, upgradeId));
    if (upgrade?.outcome !== 'upgraded') return 'done';
    const person = await getPerson(db, upgrade.personId);
    const platformNumber = platformNumberOf(cipher, person);
    if (platformNumber === null) return 'later';
    const application = await findByBaby(db, person.id);
    if (!application) throw new Error('an upgraded baby without an application');
    await ports.corePlatform.changeIdentity({
      businessNo: upgrade.id,
      platformNumber,
      from: certificateIdentity(cipher, application),
      to: identityOf(cipher, person),
    });
    return 'done';
  },

  async giveUp() {
    return Promise.resolve();
  },
};
