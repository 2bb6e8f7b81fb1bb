import { and, eq, inArray, isNull, or } from 'drizzle-orm';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { consent, consentLook } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { viewPerson } from '../../lib/people';
import { aboutAny, findSeen, type Seen, subjectAmong, subjectsOf } from '../access';
import { selectLooks, viewLook } from '../look-view';

const pageSize = 20;
const sorting: Sorting = { at: consentLook.at, id: consentLook.id, first: 'newest' };

/** Every look at the caller's data and their wards', refused ones too, newest first. */
export const looks = query('consent.looks', async ({ runtime, caller, now }, input) => {
  const { db, cipher } = runtime;
  const subjects = await subjectsOf(db, caller, now);
  const ids = subjects.map(({ id }) => id);
  // what was refused before it was known whose it is carries no person
  const unknown = await db
    .select()
    .from(consent)
    .where(and(aboutAny(subjects), isNull(consent.personId)));
  const early = unknown.filter((row) => subjectAmong(cipher, subjects, row) !== null);
  const seen: Seen | null =
    input.consentId === undefined ? null : await findSeen(db, cipher, caller, input.consentId, now);
  const which = seen
    ? eq(consentLook.consentId, seen.row.id)
    : or(
        inArray(consentLook.personId, ids),
        early.length === 0
          ? undefined
          : inArray(
              consentLook.consentId,
              early.map(({ id }) => id),
            ),
      );
  const found = await selectLooks(db)
    .where(and(which, afterCursor(sorting, input.cursor)))
    .orderBy(...sortedBy(sorting))
    .limit(pageSize + 1);
  const { rows, nextCursor } = pageOf(found, pageSize, ({ look }) => look);
  const subjectOf = (consentId: string, personId: string | null) => {
    const row = early.find(({ id }) => id === consentId);
    const subject =
      seen?.subject ??
      subjects.find(({ id }) => id === personId) ??
      (row && subjectAmong(cipher, subjects, row));
    if (!subject) throw new Error('a look at nobody');
    return viewPerson(cipher, subject);
  };
  return {
    looks: rows.map((row) => ({
      ...viewLook(cipher, row),
      person: subjectOf(row.look.consentId, row.look.personId),
    })),
    nextCursor,
  };
});
