import { and, count, eq, isNull } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { relationPlausible } from '@yibao/shared/rules/relation';
import { type Queryable } from '../../lib/database/database';
import { familyMember, person } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { membersOf } from '../../lib/family';
import { wardsOf } from '../../lib/guardians';
import { findClaimed, getPerson, savePerson, viewPerson } from '../../lib/people';
import { hasUnfinishedPayment } from '../../payment/store';

/** One account helps a family, not a village: enough for both partners' parents and several children. */
export const maxFamilyMembers = 12;

async function countMembers(db: Queryable, ownerPersonId: string): Promise<number> {
  const [row] = await db
    .select({ members: count() })
    .from(familyMember)
    .where(and(eq(familyMember.ownerPersonId, ownerPersonId), isNull(familyMember.removedAt)));
  return row?.members ?? 0;
}

export const listFamily = query('identity.listFamily', async ({ runtime, caller, now }) => {
  const { db, cipher } = runtime;
  const members = await membersOf(db, caller.personId, now);
  return {
    self: viewPerson(cipher, await getPerson(db, caller.personId)),
    members: members.map((member) => ({
      ...viewPerson(cipher, member.person),
      relation: member.relation,
      guardian: member.guardian,
    })),
    maxMembers: maxFamilyMembers,
  };
});

/** Acting for somebody means enrolling and paying; it opens none of their records. */
export const addFamilyMember = mutation('identity.addFamilyMember', {
  async before(context, input) {
    return findClaimed(context, input);
  },

  async run({ tx, runtime, caller, now, audit }, { relation }, known) {
    // the owner's row serialises concurrent additions, so the limit holds; relatives who add each
    // other at the same time may still refer to it
    const [self] = await tx
      .select()
      .from(person)
      .where(eq(person.id, caller.personId))
      .for('no key update');
    if (!self) throw new ServiceError('not_found');
    const member = await savePerson(tx, runtime.cipher, known, now);
    if (member.id === self.id) throw new ServiceError('member_is_self');
    if ((await countMembers(tx, self.id)) >= maxFamilyMembers)
      throw new ServiceError('family_full');
    const plausible = relationPlausible(relation, self, member);
    if (!plausible.ok) {
      throw new ServiceError('relation_implausible', {
        message: plausible.message,
        field: 'relation',
      });
    }
    const added = await tx
      .insert(familyMember)
      .values({
        id: randomUUID(),
        ownerPersonId: self.id,
        memberPersonId: member.id,
        relation,
        addedAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: familyMember.id });
    if (added.length === 0) throw new ServiceError('member_exists');
    await audit({
      action: 'identity.addFamilyMember',
      subjectPersonId: member.id,
      details: { ownerPersonId: self.id, relation },
    });
    const wards = await wardsOf(tx, self.id, now);
    const guardian = wards.some((ward) => ward.person.id === member.id);
    return { ...viewPerson(runtime.cipher, member), relation, guardian };
  },
});

export const removeFamilyMember = mutation('identity.removeFamilyMember', {
  async run({ tx, caller, now, audit }, { personId }) {
    if (await hasUnfinishedPayment(tx, caller.personId, personId)) {
      throw new ServiceError('member_in_use');
    }
    const removed = await tx
      .update(familyMember)
      .set({ removedAt: now })
      .where(
        and(
          eq(familyMember.ownerPersonId, caller.personId),
          eq(familyMember.memberPersonId, personId),
          isNull(familyMember.removedAt),
        ),
      )
      .returning({ id: familyMember.id });
    if (removed.length === 0) throw new ServiceError('not_found');
    await audit({
      action: 'identity.removeFamilyMember',
      subjectPersonId: personId,
      details: { ownerPersonId: caller.personId },
    });
    return { removed: true as const };
  },
});
