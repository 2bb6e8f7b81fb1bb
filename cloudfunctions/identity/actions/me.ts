import { and, count, eq, isNull } from 'drizzle-orm';
import { countOpenRequests } from '../../consent/open-requests';
import { notice } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { type Queryable } from '../../lib/database/database';
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
  return {
    verified: personId === null ? null : viewPerson(cipher, await getPerson(db, personId)),
    isStaff: caller.isStaff,
    mustLogInAgain: caller.mustLogInAgain,
    face: await faceAttempts(db, caller, now),
    unreadNotices: personId === null ? 0 : await countUnread(db, personId),
    consentRequests:
      personId === null ? 0 : await countOpenRequests(db, cipher, { ...caller, personId }, now),
  };
});
