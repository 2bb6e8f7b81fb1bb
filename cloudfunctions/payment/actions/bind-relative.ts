import { and, eq, inArray, notInArray } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { minuteMs } from '@yibao/shared/rules/dates';
import { relationWords } from '@yibao/shared/rules/relation';
import { type VerifiedCaller } from '../../lib/caller';
import { isConflict, type Queryable, type Transaction } from '../../lib/database/database';
import { faceVerification, mutualAidBinding, person } from '../../lib/database/schema';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { identityOf, registered } from '../../lib/people';
import { findBinding } from '../mutual-aid/bindings';
import { proofOf } from '../../lib/relation-proof';
import { accountOf, bindingPolicy, mayBeBound, relativeOf } from '../mutual-aid/relatives';

const refused = (message: string): ServiceError => new ServiceError('binding_refused', { message });

/** @throws ServiceError face_needed unless the caller's own face passed for this, and just now */
async function requireFace(
  db: Queryable,
  caller: VerifiedCaller,
  verificationId: string,
  validAfter: number,
): Promise<void> {
  const [row] = await db
    .select()
    .from(faceVerification)
    .where(
      and(
        eq(faceVerification.id, verificationId),
        eq(faceVerification.accountId, caller.accountId),
        eq(faceVerification.personId, caller.personId),
      ),
    );
  if (!row) throw new ServiceError('not_found');
  const isGood = row.purpose === 'mutualAid' && row.status === 'passed';
  if (!isGood || row.decidedAt === null) throw new ServiceError('face_needed');
  if (row.decidedAt < validAfter) {
    throw new ServiceError('face_needed', {
      message: '刷脸已经过了一会儿，请再刷一次脸确认是您本人',
    });
  }
}

/**
 * The owner of an account lets a relative be paid for: the relation is proven by a registry, the
 * owner's face has just been checked, and the platform is told once the wish stands here.
 */
export const bindRelative = mutationWithAfter('payment.bindRelative', {
  async before({ runtime, caller, now }, { personId, verificationId }) {
    const policy = bindingPolicy(runtime.config.region, now);
    if (!policy) throw new ServiceError('rail_unavailable');
    const { mutualAid } = policy.rails;
    const validAfter = now - mutualAid.binding.faceValidMinutes * minuteMs;
    const { person: relativeRow, relation } = await relativeOf(runtime.db, caller, personId, now);
    await requireFace(runtime.db, caller, verificationId, validAfter);
    const found = await accountOf(runtime, caller);
    if (!found) throw refused('没有查到您的职工医保个人账户');
    const relative = registered(identityOf(runtime.cipher, relativeRow));
    if (!relative) throw refused('宝宝有了身份证号码以后才能绑定');
    if (!mayBeBound(relation, policy)) throw refused('本市规定这种亲属关系不能绑定');
    const { members } = found.account;
    const isBound = members.some(
      ({ person: { documentNumber } }) => documentNumber === relative.documentNumber,
    );
    if (isBound) throw refused('这位家人已经绑定好了');
    const { mutualAidMaxMembers } = policy.family;
    if (members.length + 1 >= mutualAidMaxMembers) {
      throw refused(`最多绑定 ${mutualAidMaxMembers - 1} 位家人，请先解绑一位`);
    }
    const proof = await proofOf(runtime.ports.dataSharing, found.owner, relative, relation);
    if (!proof) {
      throw refused('登记信息里没有查到你们的关系，请带上结婚证或户口簿到任意医保窗口绑定');
    }
    return { relation, proof, validAfter, bindNos: members.map(({ bindNo }) => bindNo) };
  },

  async run({ tx, caller, now, audit, send }, { personId, verificationId }, facts) {
    await tx.select().from(person).where(eq(person.id, caller.personId)).for('no key update');
    await requireFace(tx, caller, verificationId, facts.validAfter);
    await forgetEndedElsewhere(tx, caller.personId, personId, facts.bindNos, now);
    const id = randomUUID();
    try {
      await tx.insert(mutualAidBinding).values({
        id,
        ownerPersonId: caller.personId,
        memberPersonId: personId,
        relation: facts.relation,
        proof: facts.proof,
        faceVerificationId: verificationId,
        status: 'pending',
        createdAt: now,
      });
    } catch (error) {
      if (!isConflict(error)) throw error;
      throw new ServiceError('binding_refused', {
        message: '这位家人正在绑定，或这次刷脸已经用过了；请回到上一页看看',
        cause: error,
      });
    }
    await audit({
      action: 'payment.bindRelative',
      subjectPersonId: personId,
      details: { bindingId: id, relation: facts.relation, proof: facts.proof, verificationId },
    });
    await send({ topic: 'mutualAid.bind', dedupeKey: id, payload: { bindingId: id } });
    return { bindingId: id };
  },

  async after({ runtime }, _input, { bindingId }) {
    const row = await findBinding(runtime.db, bindingId);
    switch (row?.status) {
      case 'bound':
        return {
          outcome: 'bound' as const,
          message: `绑定好了，可以用您的个人账户给${relationWords[row.relation]}缴费`,
        };
      case 'pending':
        return {
          outcome: 'pending' as const,
          message: '已经提交，对方系统还没有答复，办好会显示在这里',
        };
      default:
        return {
          outcome: 'refused' as const,
          message: '对方系统没有同意绑定，请到任意医保窗口办理',
        };
    }
  },
});

/** A binding that was ended at a counter must not keep a new one from being made here. */
async function forgetEndedElsewhere(
  tx: Transaction,
  ownerPersonId: string,
  memberPersonId: string,
  bindNos: string[],
  now: number,
): Promise<void> {
  await tx
    .update(mutualAidBinding)
    .set({ status: 'unbound', settledAt: now })
    .where(
      and(
        eq(mutualAidBinding.ownerPersonId, ownerPersonId),
        eq(mutualAidBinding.memberPersonId, memberPersonId),
        inArray(mutualAidBinding.status, ['bound', 'unbinding']),
        bindNos.length > 0 ? notInArray(mutualAidBinding.bindNo, bindNos) : undefined,
      ),
    );
}

/** At once, unless money is frozen for the relative; also what was bound elsewhere. */
export const unbindRelative = mutationWithAfter('payment.unbindRelative', {
  async before({ runtime, caller }, { bindNo }) {
    const found = await accountOf(runtime, caller);
    const member = found?.account.members.find((each) => each.bindNo === bindNo);
    if (!member) throw new ServiceError('not_found');
    if (member.frozenFen > 0) throw new ServiceError('money_frozen');
    return { relation: member.relation };
  },

  async run({ tx, caller, now, audit, send }, { bindNo }, { relation }) {
    const mine = and(
      eq(mutualAidBinding.ownerPersonId, caller.personId),
      eq(mutualAidBinding.bindNo, bindNo),
    );
    const [row] = await tx
      .update(mutualAidBinding)
      .set({ status: 'unbinding' })
      .where(and(mine, inArray(mutualAidBinding.status, ['bound', 'unbinding'])))
      .returning({ id: mutualAidBinding.id });
    const id = row?.id ?? randomUUID();
    if (!row) {
      await tx.insert(mutualAidBinding).values({
        id,
        ownerPersonId: caller.personId,
        relation,
        bindNo,
        status: 'unbinding',
        createdAt: now,
      });
    }
    await audit({
      action: 'payment.unbindRelative',
      subjectPersonId: caller.personId,
      details: { bindingId: id, bindNo },
    });
    const dedupeKey = `${id}:${now}`;
    await send({ topic: 'mutualAid.unbind', dedupeKey, payload: { bindingId: id } });
    return { bindingId: id };
  },

  async after({ runtime }, _input, { bindingId }) {
    const row = await findBinding(runtime.db, bindingId);
    if (row?.status === 'bound') throw new ServiceError('money_frozen');
    return { unbound: row?.status === 'unbound' };
  },
});
