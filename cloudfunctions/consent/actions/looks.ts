import { and, eq, inArray, isNull, or, type SQL } from 'drizzle-orm';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { consent, type ConsentLook, consentLook, type Person } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { viewPerson } from '../../lib/people';
import { aboutAny, findSeen, type Seen, subjectAmong, subjectsOf } from '../access';
import { selectLooks, viewLook } from '../look-view';

const pageSize = 20;
/** More than anybody was ever asked for. */
const maxConsents = 500;
const sorting: Sorting = { at: consentLook.at, id: consentLook.id, first: 'newest' };

/** Looks at these people; what was refused before it was known whose it is carries no person. */
function whichOf(subjects: Person[], seen: Seen[]): SQL | undefined {
  const about = inArray(
    consentLook.personId,
    subjects.map(({ id }) => id),
  );
  if (seen.length === 0) return about;
  const consentIds = seen.map(({ row }) => row.id);
  return or(about, and(isNull(consentLook.personId), inArray(consentLook.consentId, consentIds)));
}

/** Every look at the caller's data and their wards', refused ones too, newest first. */
export const looks = query('consent.looks', async (context, { consentId, cursor }) => {
  const { runtime, caller, now } = context;
  const { db, cipher } = runtime;
  const subjects = await subjectsOf(db, caller, now);
  const about = await db.select().from(consent).where(aboutAny(subjects)).limit(maxConsents);
  const seen = about.flatMap((row): Seen[] => {
    const subject = subjectAmong(cipher, subjects, row);
    return subject ? [{ row, subject }] : [];
  });
  const found = await selectLooks(db)
    .where(
      and(
        consentId === undefined
          ? whichOf(subjects, seen)
          : eq(consentLook.consentId, (await findSeen(db, cipher, caller, consentId, now)).row.id),
        afterCursor(sorting, cursor),
      ),
    )
    .orderBy(...sortedBy(sorting))
    .limit(pageSize + 1);
  const { rows, nextCursor } = pageOf(found, pageSize, ({ look }) => look);
  const subjectOf = ({ consentId: of, personId }: ConsentLook) => {
    const subject =
      subjects.find(({ id }) => id === personId) ?? seen.find(({ row }) => row.id === of)?.subject;
    if (!subject) throw new Error('a look at nobody');
    return viewPerson(cipher, subject);
  };
  return {
    looks: rows.map((row) => ({
      ...viewLook(cipher, row),
      person: subjectOf(row.look),
    })),
    nextCursor,
  };
});
