import { isOwedBack } from '@yibao/shared/rules/refund';
import { type RefundEvent } from '@yibao/shared/rules/refund-states';
import { toHalfWidth } from '@yibao/shared/rules/text';
import { type Refund } from '../../lib/database/schema';
import { mutation } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { leaseMs } from '../../lib/outbox/deliver';
import { completeRefund } from '../complete';
import { tell } from '../news';
import { askIfGivenUp, lockForStaff, viewStaffRefund } from '../staff';
import { findRefund, moveRefund, stepMessage } from '../store';

/** Seventeen digits in a row are an ID number; bank vouchers and telephones are shorter. */
const idNumber = /\d{17}/;

/** @throws ServiceError bad_input: words stay in the file, and some go to the person */
function checkWords(words: string): void {
  if (idNumber.test(toHalfWidth(words).replace(/\s/g, ''))) {
    throw refuseField('words', '说明里请不要写证件号码');
  }
}

const decisionEvents = {
  approve: 'staff_approved',
  reject: 'staff_rejected',
  sendAgain: 'staff_sent_again',
} as const satisfies Record<string, RefundEvent>;

type Decision = keyof typeof decisionEvents;

function changesOf(decision: Decision, row: Refund, accountId: string): Partial<Refund> {
  if (decision === 'approve') return { approvedBy: accountId };
  if (decision === 'reject') return {};
  return { taxAttempt: row.taxAttempt + 1, taxApprovedAt: null, taxReviewNo: null };
}

/** @throws ServiceError refund_state for what the tax bureau has to agree to, or what is owed */
function assertFits(decision: Decision, row: Refund): void {
  if (decision === 'approve' && row.taxApprovedAt === null) {
    const message = '税务部门没有同意，请先重新送审';
    throw new ServiceError('refund_state', { message });
  }
  if (decision === 'reject' && isOwedBack(row)) {
    const message = '这笔钱没有买到保障，必须退还，不能拒绝';
    throw new ServiceError('refund_state', { message });
  }
}

/** A clerk has seen the proof, or has not; or the tax bureau is to look once more. */
export const decide = mutation('refund.decide', {
  async run(context, { refundId, decision, words }) {
    const { tx, runtime, caller, now, audit, send } = context;
    checkWords(words);
    const { row, parts } = await lockForStaff(context, refundId);
    if (row.status !== 'staff_review') throw new ServiceError('refund_state');
    assertFits(decision, row);
    const next = await moveRefund(tx, row, decisionEvents[decision], now, {
      ...changesOf(decision, row, caller.accountId),
      words: runtime.cipher.seal('refund.words', words),
    });
    if (!next) throw new ServiceError('refund_state');
    await audit({
      action: `refund.${decisionEvents[decision]}`,
      subjectPersonId: row.payerPersonId,
      details: { refundId, orderId: row.orderId, to: next.status },
    });
    if (next.status === 'rejected') {
      const news = { title: '退费没有同意', body: '医保照常有效。点开看原因。' };
      await tell(
        tx,
        runtime,
        { row: next, parts },
        { event: 'rejected', toPayer: news, toInsured: news },
        now,
      );
    } else {
      await send(stepMessage(next));
    }
    return viewStaffRefund(tx, runtime, next);
  },
});

/**
 * The way out of a refund the rail could not make: once more with the same number, when the payer's
 * card is in order again; or it was paid out of the fiscal account, with the voucher as proof. Not
 * while a request that left a moment ago may still be under way to the rail.
 */
export const resolveAbnormal = mutation('refund.resolveAbnormal', {
  async before({ runtime }, { refundId, way }) {
    if (way === 'paidOtherwise') await askIfGivenUp(runtime, refundId, 'abnormal');
  },

  async run(context, { refundId, way, words }) {
    const { tx, runtime, caller, now, audit, send, traceId } = context;
    checkWords(words);
    const { row, order } = await lockForStaff(context, refundId);
    if (row.status !== 'abnormal') throw new ServiceError('refund_state');
    if (way === 'retry') {
      const next = await moveRefund(tx, row, 'retried', now);
      if (!next) throw new ServiceError('refund_state');
      await audit({
        action: 'refund.retried',
        subjectPersonId: row.payerPersonId,
        details: { refundId, orderId: order.id, problem: row.railProblem },
      });
      await send(stepMessage(next));
      return viewStaffRefund(tx, runtime, next);
    }
    if (now < row.statusSince + leaseMs) {
      const message = '刚刚还在向付款渠道申请退款，请过一分钟再记';
      throw new ServiceError('refund_state', { message });
    }
    const actor = { kind: 'staff', accountId: caller.accountId } as const;
    const origin = { actor, traceId, now };
    await completeRefund(tx, runtime, { row, order, by: { proof: words, at: now }, origin });
    const done = await findRefund(tx, { refundId });
    if (!done) throw new ServiceError('not_found');
    return viewStaffRefund(tx, runtime, done);
  },
});
