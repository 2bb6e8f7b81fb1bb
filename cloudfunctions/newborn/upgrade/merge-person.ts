import { and, eq, isNull, ne } from 'drizzle-orm';
import { isStillReferredTo, type Transaction } from '../../lib/database/database';
import {
  account,
  coverage,
  enrollment,
  familyMember,
  insuredOtherwise,
  person,
  type Person,
  platformContribution,
  platformMirror,
  platformSettlement,
  visitedInstitution,
} from '../../lib/database/schema';

export type Way = { clear: true; mergedPersonId: string | null } | { clear: false };

/**
 * A relative may have added the baby by its ID number before the parents told us of it: then
 * somebody stands under that number already. Without affairs of their own they are the same baby:
 * their places in families become the baby's, and the stale row goes.
 *
 * @param numberIndex keyed index of the ID number
 * @returns not clear when that person has an account, an enrolment, cover, or is referred to by
 *   anything but families; nothing has changed then
 */
export async function clearTheWay(
  tx: Transaction,
  baby: Person,
  numberIndex: string,
  now: number,
): Promise<Way> {
  const [stale] = await tx
    .select()
    .from(person)
    .where(
      and(
        eq(person.documentType, 'residentId'),
        eq(person.documentNumberIndex, numberIndex),
        ne(person.id, baby.id),
      ),
    )
    .for('update');
  if (!stale) return { clear: true, mergedPersonId: null };
  if (await hasAffairs(tx, stale.id)) return { clear: false };
  try {
    // a savepoint: when something else refers to the row, the families keep theirs too
    await tx.transaction(async (inner) => {
      await repointFamilies(inner, { from: stale.id, to: baby.id, now });
      await forgetMirror(inner, stale.id);
      await inner.delete(person).where(eq(person.id, stale.id));
    });
  } catch (error) {
    if (isStillReferredTo(error)) return { clear: false };
    throw error;
  }
  return { clear: true, mergedPersonId: stale.id };
}

async function hasAffairs(tx: Transaction, personId: string): Promise<boolean> {
  const found = [
    await tx
      .select({ id: account.id })
      .from(account)
      .where(eq(account.personId, personId))
      .limit(1),
    await tx
      .select({ id: enrollment.id })
      .from(enrollment)
      .where(and(eq(enrollment.personId, personId), ne(enrollment.status, 'cancelled')))
      .limit(1),
    await tx
      .select({ id: coverage.id })
      .from(coverage)
      .where(eq(coverage.personId, personId))
      .limit(1),
  ];
  return found.some((rows) => rows.length > 0);
}

/** What the core platform said of the stale row; it says the same of the baby when asked. */
async function forgetMirror(tx: Transaction, personId: string): Promise<void> {
  const mirrors = [
    platformSettlement,
    visitedInstitution,
    platformContribution,
    platformMirror,
    insuredOtherwise,
  ];
  for (const mirror of mirrors) await tx.delete(mirror).where(eq(mirror.personId, personId));
}

/** Every family the stale row was in, and was once in, has the baby instead; nobody twice. */
async function repointFamilies(
  tx: Transaction,
  { from, to, now }: { from: string; to: string; now: number },
): Promise<void> {
  const places = await tx.select().from(familyMember).where(eq(familyMember.memberPersonId, from));
  const held = await tx
    .select({ owner: familyMember.ownerPersonId })
    .from(familyMember)
    .where(and(eq(familyMember.memberPersonId, to), isNull(familyMember.removedAt)));
  const owners = new Set(held.map(({ owner }) => owner));
  for (const place of places) {
    const { ownerPersonId } = place;
    if (ownerPersonId === to) {
      await tx.delete(familyMember).where(eq(familyMember.id, place.id));
      continue;
    }
    const isSecond = place.removedAt === null && owners.has(ownerPersonId);
    await tx
      .update(familyMember)
      .set({ memberPersonId: to, ...(isSecond ? { removedAt: now } : {}) })
      .where(eq(familyMember.id, place.id));
  }
}
