import { and, eq, inArray, isNull, or, type SQL } from 'drizzle-orm';
import { denialReasonsToPerson } from '@yibao/shared/rules/consent-decision';
import { type FieldCipher } from '../../lib/crypto/field-cipher';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { type Queryable } from '../../lib/database/database';
import { consent, type ConsentLook, consentLook, type Person } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { viewPerson } from '../../lib/people';
import { aboutAny, findSeen, subjectAmong, subjectsOf } from '../access';
import { selectLooks, viewLook } from '../look-view';

const pageSize = 20;
const sorting: Sorting = { at: consentLook.at, id: consentLook.id, first: 'newest' };

/** Looks at these people; what was refused before it was known whose it is carries no person. */
function atAny(db: Queryable, cipher: FieldCipher, subjects: Person[]): SQL | undefined {
  const consentIds = db.select({ id: consent.id }).from(consent).where(aboutAny(cipher, subjects));
  return or(
    inArray(
      consentLook.personId,
      subjects.map(({ id }) => id),
    ),
    and(isNull(consentLook.personId), inArray(consentLook.consentId, consentIds)),
  );
}

/** Of which of these people each look is. */
async function subjectsOfLooks(
  db: Queryable,
  cipher: FieldCipher,
  subjects: Person[],
  looks: ConsentLook[],
): Promise<(look: ConsentLook) => Person> {
  const ids = looks.filter(({ personId }) => personId === null).map((each) => each.consentId);
  const rows = await db.select().from(consent).where(inArray(consent.id, ids));
  const byConsent = new Map(rows.map((row) => [row.id, subjectAmong(cipher, subjects, row)]));
  return ({ consentId, personId }) => {
    const subject = subjects.find(({ id }) => id === personId) ?? byConsent.get(consentId);
    if (!subject) throw new Error('a look at nobody');
    return subject;
  };
}

/** Every look at the caller's data and their wards', refused ones too, newest first. */
export const looks = query('consent.looks', async (context, { consentId, allowed, cursor }) => {
  const { runtime, caller, now } = context;
  const { db, cipher } = runtime;
  const subjects = await subjectsOf(db, caller, now);
  const found = await selectLooks(db)
    .where(
      and(
        consentId === undefined
          ? atAny(db, cipher, subjects)
          : eq(consentLook.consentId, (await findSeen(db, cipher, caller, consentId, now)).row.id),
        allowed === undefined ? undefined : eq(consentLook.allowed, allowed),
        afterCursor(sorting, cursor),
      ),
    )
    .orderBy(...sortedBy(sorting))
    .limit(pageSize + 1);
  const { rows, nextCursor } = pageOf(found, pageSize, ({ look }) => look);
  const ofLooks = rows.map(({ look }) => look);
  const subjectOf = await subjectsOfLooks(db, cipher, subjects, ofLooks);
  return {
    looks: rows.map((row) => ({
      ...viewLook(cipher, row, denialReasonsToPerson),
      person: viewPerson(cipher, subjectOf(row.look)),
    })),
    nextCursor,
  };
});
