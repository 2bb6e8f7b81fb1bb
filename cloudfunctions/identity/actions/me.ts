import { and, count, eq, isNull } from 'drizzle-orm';
import { countOpenRequests } from '../../consent/open-requests';
import { notice } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { type Queryable } from '../../lib/database/database';
import { wardsOf } from '../../lib/guardians';
import { getPerson, viewPerson } from '../../lib/people';
import { faceAttempts } from '../face-attempts';

export async function countUnread(db: Queryable, personId: string): Promise<number> {
  const [row] = await db
    .select({ unread: count() })
    .from(notice)
    .where(and(eq(notice.personId, personId), isNull(notice.readAt)));
  return row?.unread ?? 0;
}

export const me = query('identity.me', async ({ runtime, caller, now }) => {
  const { db, cipher } = runtime;
  const { personId } = caller;
  const common = {
    isStaff: caller.isStaff,
    mustLogInAgain: caller.mustLogInAgain,
    face: await faceAttempts(db, caller, now),
  };
  if (personId === null) return { ...common, verified: null, unreadNotices: 0, consentRequests: 0 };
  const self = await getPerson(db, personId);
  const wards = await wardsOf(db, personId, now);
  return {
    ...common,
    verified: viewPerson(cipher, self),
    unreadNotices: await countUnread(db, personId),
    consentRequests: await countOpenRequests(db, cipher, [
      self,
      ...wards.map((ward) => ward.person),
    ]),
  };
});
