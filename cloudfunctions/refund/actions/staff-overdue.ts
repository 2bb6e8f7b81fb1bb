import { mutation } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { removeMessage } from '../../lib/outbox/enqueue';
import { tellAbnormal } from '../news';
import { askIfGivenUp, lockForStaff, viewStaffRefund } from '../staff';
import { isDriven, moveRefund, stepMessage } from '../store';

/**
 * The way on for a refund that waits for another system longer than usual: that one is asked at once,
 * whatever came of earlier attempts; or a clerk stops waiting for a rail that says it has no such
 * refund or has failed, and gets it out of trouble from there.
 */
export const resolveOverdue = mutation('refund.resolveOverdue', {
  before: ({ runtime }, { refundId, way }) =>
    way === 'stop' ? askIfGivenUp(runtime, refundId, 'refunding') : Promise.resolve(null),

  async run(context, { refundId, way }, givenUp) {
    const { tx, runtime, now, audit, send } = context;
    const { row } = await lockForStaff(context, refundId);
    if (!isDriven(row.status) || row.overdueToldAt === null) throw new ServiceError('refund_state');
    const details = { refundId, orderId: row.orderId, status: row.status };
    if (way === 'askAgain') {
      const message = stepMessage(row);
      await removeMessage(tx, message, ['pending', 'done', 'dead']);
      await send(message);
      await audit({ action: 'refund.askedAgain', subjectPersonId: row.payerPersonId, details });
      return viewStaffRefund(tx, runtime, row);
    }
    // what the rail said holds for the refund as it stood then
    if (givenUp?.since !== row.statusSince) throw new ServiceError('refund_state');
    const { problem: railProblem } = givenUp;
    const next = await moveRefund(tx, row, 'staff_stopped', now, { railProblem });
    if (!next) throw new ServiceError('refund_state');
    await audit({
      action: 'refund.staff_stopped',
      subjectPersonId: row.payerPersonId,
      details: { ...details, problem: railProblem },
    });
    await tellAbnormal(tx, runtime, next, now);
    return viewStaffRefund(tx, runtime, next);
  },
});
