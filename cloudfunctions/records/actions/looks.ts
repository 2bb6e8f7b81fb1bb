import { and, count, desc, eq, inArray, lte, max, ne, sql } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { recordKinds } from '@yibao/shared/rules/record-grant-states';
import { type Queryable } from '../../lib/database/database';
import { account, auditEntry } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { wardsOf } from '../../lib/guardians';
import { getPersons } from '../../lib/people';
import { relativesOf } from '../family';
import { viewParty } from '../grants';

type Look = Output<'records.looks'>['looks'][number];

/** Lines of one viewer, newest first, and of files they saved: nobody takes the others' place. */
const maxLinesOfOne = 20;
const maxLines = 100;

/**
 * Looks of others at these people's records, one line for a viewer, kind and day. Counted by the
 * database: whoever looks all the time must not hide who looked once.
 */
function linesAbout(db: Queryable, personIds: string[], callerPersonId: string) {
  const day = sql`(${auditEntry.at} at time zone 'Asia/Shanghai')::date`;
  const kind = sql<string>`${auditEntry.details}->>'kind'`;
  const hasGrant = sql<boolean>`${auditEntry.details}->>'grantId' is not null`;
  const newestFirst = sql`order by max(${auditEntry.at}) desc`;
  const lines = db
    .select({
      subjectId: sql<string>`${auditEntry.subjectPersonId}`.as('subject_id'),
      viewerId: sql<string>`${account.personId}`.as('viewer_id'),
      action: auditEntry.action,
      kind: kind.as('kind'),
      hasGrant: hasGrant.as('has_grant'),
      times: count().as('times'),
      lastId: max(auditEntry.id).as('last_id'),
      at: sql<string>`extract(epoch from max(${auditEntry.at})) * 1000`.as('last_at'),
      place: sql<number>`row_number() over (partition by ${auditEntry.subjectPersonId},
        ${account.personId}, ${auditEntry.action} ${newestFirst})`.as('place'),
    })
    .from(auditEntry)
    .innerJoin(account, eq(account.id, auditEntry.actorAccountId))
    .where(
      and(
        inArray(auditEntry.subjectPersonId, personIds),
        inArray(auditEntry.action, ['records.look', 'records.export']),
        // one's own look, and one's own file, are nobody's news; nor is the caller's to themselves
        ne(account.personId, callerPersonId),
        ne(account.personId, auditEntry.subjectPersonId),
      ),
    )
    .groupBy(auditEntry.subjectPersonId, account.personId, auditEntry.action, kind, hasGrant, day)
    .as('lines');
  return db
    .select()
    .from(lines)
    .where(lte(lines.place, maxLinesOfOne))
    .orderBy(desc(lines.at), desc(lines.lastId))
    .limit(maxLines);
}

/** Who looked at my records by my grant or as my guardian, and at my wards', newest first. */
export const looks = query('records.looks', async ({ runtime, caller, now }) => {
  const { db } = runtime;
  const wards = await wardsOf(db, caller.personId, now);
  const wardIds = wards.map(({ person }) => person.id);
  const lines = await linesAbout(db, [caller.personId, ...wardIds], caller.personId);
  const people = lines.flatMap(({ subjectId, viewerId }) => [subjectId, viewerId]);
  const persons = await getPersons(db, [...new Set(people)]);
  const relatives = await relativesOf(db, caller.personId, now);
  const partyOf = (personId: string) => {
    const person = persons.get(personId);
    if (!person) throw new Error('a look of nobody');
    return viewParty(runtime, person, relatives);
  };
  return {
    looks: lines.flatMap(({ subjectId, viewerId, kind: told, ...line }): Look[] => {
      const kind = recordKinds.find((each) => each === told);
      if (kind === undefined) return [];
      return [
        {
          at: Math.round(Number(line.at)),
          viewer: partyOf(viewerId),
          ward: subjectId === caller.personId ? null : partyOf(subjectId),
          kind,
          times: line.times,
          isExport: line.action === 'records.export',
          right: line.hasGrant ? 'grant' : 'guardian',
        },
      ];
    }),
  };
});
