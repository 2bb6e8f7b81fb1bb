import { and, eq, isNull } from 'drizzle-orm';
import { maskName } from '@yibao/shared/rules/masking';
import { guardianship } from '../../lib/database/schema';
import { mutation } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { guardiansOf } from '../../lib/guardians';
import { notify } from '../../lib/notices';
import { getPerson, identityOf } from '../../lib/people';

const bases = { courtOrder: '法院的判决', householdChange: '户口登记的变更' } as const;

/**
 * Ends a guardian's right to act for a child; what was enrolled and paid stays. A clerk of the
 * child's own family leaves it to a colleague.
 */
export const endGuardianship = mutation('newborn.staffEndGuardianship', {
  async run({ tx, runtime, caller, now, audit }, input) {
    const { childPersonId, guardianPersonId, basis, reason } = input;
    const guardians = await guardiansOf(tx, childPersonId);
    const own = [childPersonId, ...guardians.map((each) => each.guardianPersonId)];
    if (caller.personId !== null && own.includes(caller.personId)) {
      throw new ServiceError('not_allowed', { message: '这是您自己家的事，请交给同事办理' });
    }
    const [ended] = await tx
      .update(guardianship)
      .set({ endedAt: now, endBasis: basis, endedBy: caller.accountId })
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
