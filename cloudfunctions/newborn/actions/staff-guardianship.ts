import { and, eq, isNull } from 'drizzle-orm';
import { maskName } from '@yibao/shared/rules/masking';
import { guardianship, person } from '../../lib/database/schema';
import { mutation } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { notify } from '../../lib/notices';
import { getPerson, identityOf } from '../../lib/people';
import { checkReason } from '../staff';
import { assertNotOwnChild } from '../staff-family';
import { takeTurn } from '../store';

const bases = { courtOrder: '法院的判决', householdChange: '户口登记的变更' } as const;

/**
 * Ends a guardian's right to act for a child; what was enrolled and paid stays. A clerk of the
 * child's own family leaves it to a colleague, also one who was a guardian once.
 */
export const endGuardianship = mutation('newborn.staffEndGuardianship', {
  async run(context, input) {
    const { tx, runtime, caller, now, audit } = context;
    const { childPersonId, guardianPersonId, basis, reason } = input;
    const certificates = await assertNotOwnChild(tx, context, childPersonId);
    checkReason(reason);
    // whoever joins this baby at the same moment comes before, or finds the right ended
    for (const index of certificates) await takeTurn(tx, index, null);
    await tx.select().from(person).where(eq(person.id, childPersonId)).for('no key update');
    const [ended] = await tx
      .update(guardianship)
      .set({
        endedAt: now,
        endBasis: basis,
        endedBy: caller.accountId,
        endReason: runtime.cipher.seal('newborn.evidence', reason),
      })
      .where(
        and(
          eq(guardianship.childPersonId, childPersonId),
          eq(guardianship.guardianPersonId, guardianPersonId),
          isNull(guardianship.endedAt),
        ),
      )
      .returning({ id: guardianship.id });
    if (!ended) throw new ServiceError('not_found');
    await audit({
      action: 'newborn.staffEndGuardianship',
      subjectPersonId: childPersonId,
      details: { guardianshipId: ended.id, guardianPersonId, basis, reasonLength: reason.length },
    });
    const child = maskName(identityOf(runtime.cipher, await getPerson(tx, childPersonId)).name);
    await notify(
      tx,
      {
        personId: guardianPersonId,
        dedupeKey: `guardianship-ended:${ended.id}`,
        title: '监护关系已终止',
        body: `根据${bases[basis]}，您不再是${child}的监护人，不能再为孩子办理医保。如有疑问，请带上材料到医保窗口。`,
        link: 'pages/home/index',
        message: null,
      },
      now,
    );
    return { endedAt: now };
  },
});
