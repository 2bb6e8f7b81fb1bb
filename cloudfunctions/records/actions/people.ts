import { and, count, eq } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { recordKinds } from '@yibao/shared/rules/record-grant-states';
import { person, recordGrant } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { getPerson, viewPerson } from '../../lib/people';
import { kindsOf } from '../access';
import { isMinorChild, relativesOf } from '../family';

type RecordPerson = Output<'records.people'>['people'][number];

/** Oneself first, then the family in its order, then whoever else gave a grant. */
export const people = query('records.people', async ({ runtime, caller, now }) => {
  const { db, cipher } = runtime;
  const [self, relatives, granted, requests] = await Promise.all([
    getPerson(db, caller.personId),
    relativesOf(db, caller.personId, now),
    db
      .select({ grant: recordGrant, person })
      .from(recordGrant)
      .innerJoin(person, eq(person.id, recordGrant.ownerPersonId))
      .where(
        and(eq(recordGrant.granteePersonId, caller.personId), eq(recordGrant.status, 'active')),
      ),
    db
      .select({ open: count() })
      .from(recordGrant)
      .where(
        and(eq(recordGrant.ownerPersonId, caller.personId), eq(recordGrant.status, 'requested')),
      ),
  ]);
  const kindsByOwner = new Map(granted.map((row) => [row.person.id, kindsOf(row.grant)]));
  const known = new Set(relatives.map((each) => each.person.id));
  const masked = (row: typeof self) => {
    const view = viewPerson(cipher, row);
    return { ...view, name: view.nameMasked };
  };
  const rows: RecordPerson[] = [
    {
      person: viewPerson(cipher, self),
      relation: null,
      access: 'self',
      kinds: [...recordKinds],
      mayGuard: false,
    },
    ...relatives.map((each): RecordPerson => {
      const view = each.isNamed ? viewPerson(cipher, each.person) : masked(each.person);
      const { relation } = each;
      if (each.isWard) {
        const kinds = [...recordKinds];
        return { person: view, relation, access: 'guardian', kinds, mayGuard: false };
      }
      const kinds = kindsByOwner.get(each.person.id) ?? [];
      const access = kinds.length > 0 ? 'grant' : 'none';
      const mayGuard = each.isNamed && isMinorChild(each.person, relation, now);
      return { person: view, relation, access, kinds, mayGuard };
    }),
    ...granted
      .filter((row) => !known.has(row.person.id))
      .map((row): RecordPerson => ({
        person: masked(row.person),
        relation: null,
        access: 'grant',
        kinds: kindsOf(row.grant),
        mayGuard: false,
      })),
  ];
  return { people: rows, openRequests: requests[0]?.open ?? 0 };
});
