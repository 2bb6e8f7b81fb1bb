import { maskName } from '@yibao/shared/rules/masking';
import { type Transaction } from '../../lib/database/database';
import { type Enrollment } from '../../lib/database/schema';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { notify } from '../../lib/notices';
import { getPerson, identityOf, requireActsFor } from '../../lib/people';
import { type Runtime } from '../../lib/runtime';
import { findPaymentOf, inProgress } from '../../payment/store';
import { type Nearest, type Nearness, nearestTo } from '../nearness';
import { getEnrollment, lockEnrollment, moveEnrollment } from '../store';
import { viewEnrollment } from '../view';

const keepNewborn =
  '宝宝的这次登记不能取消：取消了就不能从出生那天起报销。不想参保的话，不缴费就行';
const onlyTheirs = '只有本人、孩子的监护人，或者办理这次登记的人，才能取消登记';

/** Only what is not paid and not being paid can be withdrawn, and only by those whose matter it is. */
export const cancel = mutationWithAfter('enrollment.cancel', {
  async run({ tx, runtime, caller, now, audit }, { enrollmentId }) {
    const row = await lockEnrollment(tx, enrollmentId);
    await requireActsFor(tx, caller, row.personId, now);
    const nearest = await nearestTo(tx, row, now);
    const nearness = nearest.of(caller.personId);
    if (nearness === 'relative') throw new ServiceError('not_allowed', { message: onlyTheirs });
    if (row.status === 'covered') throw new ServiceError('already_paid');
    // made anew it would no longer cover from birth
    if (row.assessment.newborn)
      throw new ServiceError('enrollment_state', { message: keepNewborn });
    const payment = await findPaymentOf(tx, enrollmentId);
    if (payment) throw inProgress([payment.order], caller);
    await moveEnrollment(tx, row, 'cancel', now, { nextCheckAt: null });
    await tellCancelled(tx, runtime, { row, nearest, by: caller.personId, now });
    await audit({
      action: 'enrollment.cancel',
      subjectPersonId: row.personId,
      details: { enrollmentId, from: row.status, as: nearness },
    });
    return { enrollmentId };
  },

  async after(context, _input, { enrollmentId }) {
    return viewEnrollment(context, await getEnrollment(context.runtime.db, enrollmentId));
  },
});

const cancelledBy = {
  self: '本人',
  guardian: '监护人',
  registrant: '办理登记的人',
} as const satisfies Record<Exclude<Nearness, 'relative'>, string>;

/** Everybody whose matter it was, but for the one who did it. */
async function tellCancelled(
  tx: Transaction,
  runtime: Runtime,
  { row, nearest, by, now }: { row: Enrollment; nearest: Nearest; by: string; now: number },
): Promise<void> {
  const nearness = nearest.of(by);
  if (nearness === 'relative') return;
  const name = maskName(identityOf(runtime.cipher, await getPerson(tx, row.personId)).name);
  for (const personId of nearest.ids.filter((id) => id !== by)) {
    await notify(
      tx,
      {
        personId,
        dedupeKey: `enrollment-cancelled:${row.id}`,
        title: '一份参保登记已取消',
        body: `${name} ${row.coverageYear} 年度的参保登记由${cancelledBy[nearness]}取消了，没有扣款。需要时可以重新登记。`,
        link: 'pages/home/index',
        message: null,
      },
      now,
    );
  }
}
