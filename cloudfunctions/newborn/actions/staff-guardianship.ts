import { and, eq, isNull } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { type Input } from '@yibao/shared/contracts';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import {
  guardianActs,
  type GuardianshipEnding,
  guardianshipEndingLabels,
} from '@yibao/shared/rules/guardianship';
import { maskName } from '@yibao/shared/rules/masking';
import { type Transaction } from '../../lib/database/database';
import { guardianship, type Guardianship, type Person, person } from '../../lib/database/schema';
import { mutation } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { wasEnded } from '../../lib/guardians';
import { notify } from '../../lib/notices';
import { getPerson, identityOf } from '../../lib/people';
import { checkReason } from '../staff';
import { assertNotOwnChild } from '../staff-family';
import { takeTurn } from '../store';

type Bond = Pick<Input<'newborn.staffEndGuardianship'>, 'childPersonId' | 'guardianPersonId'>;
/** Since when, why and by which clerk. */
type Ending = Pick<Guardianship, 'endBasis' | 'endedBy' | 'endReason'> & { endedAt: number };

/** @returns the id of the bond that stood until now; null when there is none */
async function endBond(tx: Transaction, bond: Bond, ending: Ending): Promise<string | null> {
  const [ended] = await tx
    .update(guardianship)
    .set(ending)
    .where(
      and(
        eq(guardianship.childPersonId, bond.childPersonId),
        eq(guardianship.guardianPersonId, bond.guardianPersonId),
        isNull(guardianship.endedAt),
      ),
    )
    .returning({ id: guardianship.id });
  return ended?.id ?? null;
}

/**
 * A parent who is not recorded here yet loses the right beforehand: the registers may go on naming
 * them, and with it they would become the guardian by a tap.
 *
 * @returns the id of the bond, ended as soon as it began
 * @throws ServiceError not_found unless there are such a child under age and such a parent; also
 *   when the right was ended before
 */
async function recordBeforehand(
  tx: Transaction,
  { childPersonId, guardianPersonId }: Bond,
  child: Person,
  ending: Ending,
): Promise<string> {
  const { birthDate } = child;
  const isMinor = guardianActs({ birthDate, endedAt: null, today: shanghaiDate(ending.endedAt) });
  const isKnown = await wasEnded(tx, childPersonId, guardianPersonId);
  if (childPersonId === guardianPersonId || !isMinor || isKnown)
    throw new ServiceError('not_found');
  const { sex } = await getPerson(tx, guardianPersonId);
  const id = randomUUID();
  const relation = sex === 'male' ? 'father' : 'mother';
  const since = ending.endedAt;
  await tx
    .insert(guardianship)
    .values({ id, childPersonId, guardianPersonId, relation, since, ...ending });
  return id;
}

/** What the guardian reads; of one who never was, it says that they cannot become it. */
function wordsFor(basis: GuardianshipEnding, child: string, isBeforehand: boolean) {
  const because = `根据${guardianshipEndingLabels[basis]}，您`;
  const close = '如有疑问，请带上材料到医保窗口。';
  return isBeforehand
    ? {
        title: '不能登记为监护人',
        body: `${because}不能登记为${child}的监护人，不能为孩子办理医保。${close}`,
      }
    : {
        title: '监护关系已终止',
        body: `${because}不再是${child}的监护人，不能再为孩子办理医保。${close}`,
      };
}

/**
 * Ends a guardian's right to act for a child, also of a parent who is not recorded as the guardian
 * yet; what was enrolled and paid stays. A clerk of the child's own family leaves it to a colleague,
 * also one who was a guardian once.
 */
export const endGuardianship = mutation('newborn.staffEndGuardianship', {
  async run(context, input) {
    const { tx, runtime, caller, now, audit } = context;
    const { childPersonId, guardianPersonId, basis, reason } = input;
    const certificates = await assertNotOwnChild(tx, context, input);
    checkReason(reason);
    // whoever joins this baby at the same moment comes before, or finds the right ended
    for (const index of certificates) await takeTurn(tx, index, null);
    const [child] = await tx
      .select()
      .from(person)
      .where(eq(person.id, childPersonId))
      .for('no key update');
    if (!child) throw new ServiceError('not_found');
    const ending: Ending = {
      endedAt: now,
      endBasis: basis,
      endedBy: caller.accountId,
      endReason: runtime.cipher.seal('newborn.evidence', reason),
    };
    const stood = await endBond(tx, input, ending);
    const guardianshipId = stood ?? (await recordBeforehand(tx, input, child, ending));
    const isBeforehand = stood === null;
    await audit({
      action: 'newborn.staffEndGuardianship',
      subjectPersonId: childPersonId,
      details: {
        guardianshipId,
        guardianPersonId,
        basis,
        isBeforehand,
        reasonLength: reason.length,
      },
    });
    const childName = maskName(identityOf(runtime.cipher, child).name);
    await notify(
      tx,
      {
        personId: guardianPersonId,
        dedupeKey: `guardianship-ended:${guardianshipId}`,
        ...wordsFor(basis, childName, isBeforehand),
        link: 'pages/home/index',
        message: null,
      },
      now,
    );
    return { endedAt: now };
  },
});
