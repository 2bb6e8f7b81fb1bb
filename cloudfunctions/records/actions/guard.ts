import { and, eq, isNull } from 'drizzle-orm';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { maskName } from '@yibao/shared/rules/masking';
import { countFailureBelow } from '../../lib/attempts';
import { type VerifiedCaller } from '../../lib/caller';
import { type Queryable, type Transaction } from '../../lib/database/database';
import { familyMember, type Person, person } from '../../lib/database/schema';
import { mutation } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { addGuardian, guardiansOf, wasEnded } from '../../lib/guardians';
import { notify } from '../../lib/notices';
import { enqueue } from '../../lib/outbox/enqueue';
import { getPerson, identityOf, registered } from '../../lib/people';
import { proofOf } from '../../lib/relation-proof';
import { type Runtime } from '../../lib/runtime';
import { isMinorChild } from '../family';

/** Questions to the registers about who is whose parent; a family has few children. */
const maxQuestionsPerDay = 10;

/**
 * A child under age whom the caller has added as their own.
 *
 * @throws ServiceError not_found, the same for strangers, for adults and for nobody at all
 */
async function childOf(
  db: Queryable,
  caller: VerifiedCaller,
  personId: string,
  now: number,
): Promise<{ child: Person; relation: 'son' | 'daughter' }> {
  const [row] = await db
    .select({ child: person, relation: familyMember.relation })
    .from(familyMember)
    .innerJoin(person, eq(person.id, familyMember.memberPersonId))
    .where(
      and(
        eq(familyMember.ownerPersonId, caller.personId),
        eq(familyMember.memberPersonId, personId),
        isNull(familyMember.removedAt),
      ),
    );
  if (!row || !isMinorChild(row.child, row.relation, now)) throw new ServiceError('not_found');
  return { child: row.child, relation: row.relation === 'son' ? 'son' : 'daughter' };
}

/** What a court or a clerk has ended does not come back by itself. */
async function requireNeverEnded(db: Queryable, personId: string, callerPersonId: string) {
  if (!(await wasEnded(db, personId, callerPersonId))) return;
  throw new ServiceError('guardian_unproven', {
    message: '您对这个孩子的监护登记已经结束。有变化的，请带材料到医保窗口办理',
  });
}

/**
 * A parent becomes the guardian of a child who is not a newborn any more: the birth or the household
 * register proves it, nobody's word does.
 */
export const guard = mutation('records.guard', {
  async before({ runtime, caller, now }, { personId }) {
    const { db, cipher, ports } = runtime;
    const { child, relation } = await childOf(db, caller, personId, now);
    await requireNeverEnded(db, personId, caller.personId);
    const limit = { subject: `guardian:${caller.personId}`, day: shanghaiDate(now) };
    await countFailureBelow(db, limit, maxQuestionsPerDay);
    const parent = registered(identityOf(cipher, await getPerson(db, caller.personId)));
    const registeredChild = registered(identityOf(cipher, child));
    if (!parent || !registeredChild) throw new ServiceError('guardian_unproven');
    const proof = await proofOf(ports.dataSharing, parent, registeredChild, relation);
    if (!proof) throw new ServiceError('guardian_unproven');
    return { proof };
  },

  async run({ tx, runtime, caller, now, audit }, { personId }, { proof }) {
    await tx.select().from(person).where(eq(person.id, personId)).for('no key update');
    await childOf(tx, caller, personId, now);
    await requireNeverEnded(tx, personId, caller.personId);
    const others = await guardiansOf(tx, personId);
    const isGuardian = others.some((each) => each.guardianPersonId === caller.personId);
    if (!isGuardian) {
      const parent = await getPerson(tx, caller.personId);
      const relation = parent.sex === 'male' ? 'father' : 'mother';
      const guardianPersonId = caller.personId;
      await addGuardian(tx, { childPersonId: personId, guardianPersonId, relation, now });
      await audit({
        action: 'records.guard',
        subjectPersonId: personId,
        details: { proof, relation },
      });
      const told = [personId, ...others.map((each) => each.guardianPersonId)];
      await tellOthers(tx, runtime, { parent, childPersonId: personId, told }, now);
      // whoever asked for the child's consent meanwhile waits for an answer of this parent too
      const dedupeKey = `${personId}:${guardianPersonId}`;
      await enqueue(tx, { topic: 'consent.personKnown', dedupeKey, payload: { personId } }, now);
    }
    return { personId, proof };
  },
});

/** The child, and whoever is the guardian already, hear who has joined them. */
async function tellOthers(
  tx: Transaction,
  { cipher }: Runtime,
  { parent, childPersonId, told }: { parent: Person; childPersonId: string; told: string[] },
  now: number,
): Promise<void> {
  const who = maskName(identityOf(cipher, parent).name);
  const child = maskName(identityOf(cipher, await getPerson(tx, childPersonId)).name);
  for (const personId of told) {
    await notify(
      tx,
      {
        personId,
        dedupeKey: `guardian:${childPersonId}:${parent.id}:${now}`,
        title: '监护人登记',
        body: `${who} 已按登记信息登记为 ${child} 的监护人，可以看孩子的医保记录。不对的话请拨打 12393。`,
        link: 'packageRecords/pages/overview/index',
        message: null,
      },
      now,
    );
  }
}
