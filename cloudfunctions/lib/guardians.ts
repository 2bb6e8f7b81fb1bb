import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { guardianActs } from '@yibao/shared/rules/guardianship';
import { type Queryable } from './database/database';
import { guardianship, type Guardianship, type Person, person } from './database/schema';

export interface Ward {
  person: Person;
  /** What the guardian is to the child. */
  relation: Guardianship['relation'];
  since: number;
}

/** The children a person is the guardian of; the right ends by itself at 18. */
export async function wardsOf(
  db: Queryable,
  guardianPersonId: string,
  now: number,
): Promise<Ward[]> {
  const rows = await db
    .select({ person, relation: guardianship.relation, since: guardianship.since })
    .from(guardianship)
    .innerJoin(person, eq(person.id, guardianship.childPersonId))
    .where(and(eq(guardianship.guardianPersonId, guardianPersonId), isNull(guardianship.endedAt)))
    .orderBy(guardianship.since);
  const today = shanghaiDate(now);
  return rows.filter(({ person: { birthDate } }) =>
    guardianActs({ birthDate, endedAt: null, today }),
  );
}

/** One child of a guardian; null for anybody else's, and once the right has ended. */
export async function findWard(
  db: Queryable,
  guardianPersonId: string,
  childPersonId: string,
  now: number,
): Promise<Ward | null> {
  const wards = await wardsOf(db, guardianPersonId, now);
  return wards.find(({ person }) => person.id === childPersonId) ?? null;
}

/** Who acts for a child by law, as long as the right stands. */
export async function guardiansOf(db: Queryable, childPersonId: string): Promise<Guardianship[]> {
  return db
    .select()
    .from(guardianship)
    .where(and(eq(guardianship.childPersonId, childPersonId), isNull(guardianship.endedAt)))
    .orderBy(guardianship.since);
}

/** The same, as ids, and none once the child is of age. */
export async function actingGuardiansOf(
  db: Queryable,
  { id, birthDate }: Pick<Person, 'id' | 'birthDate'>,
  now: number,
): Promise<string[]> {
  if (!guardianActs({ birthDate, endedAt: null, today: shanghaiDate(now) })) return [];
  return (await guardiansOf(db, id)).map(({ guardianPersonId }) => guardianPersonId);
}

/** Makes a parent the guardian; one who is already stays as they are. */
export async function addGuardian(
  tx: Queryable,
  bond: {
    childPersonId: string;
    guardianPersonId: string;
    relation: Guardianship['relation'];
    now: number;
  },
): Promise<void> {
  const { now, ...rest } = bond;
  await tx
    .insert(guardianship)
    .values({ id: randomUUID(), ...rest, since: now })
    .onConflictDoNothing();
}

/** Whether a court or household change has ended the right of this very person before. */
export async function wasEnded(
  db: Queryable,
  childPersonId: string,
  guardianPersonId: string,
): Promise<boolean> {
  const rows = await db
    .select({ id: guardianship.id })
    .from(guardianship)
    .where(
      and(
        eq(guardianship.childPersonId, childPersonId),
        eq(guardianship.guardianPersonId, guardianPersonId),
        isNotNull(guardianship.endedAt),
      ),
    )
    .limit(1);
  return rows.length > 0;
}
