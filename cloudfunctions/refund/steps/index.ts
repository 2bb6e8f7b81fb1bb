import { type RefundStatus } from '@yibao/shared/rules/refund-states';
import { type Refund } from '../../lib/database/schema';
import { type TopicHandler } from '../../lib/outbox/deliver';
import { type Runtime } from '../../lib/runtime';
import { findRefund } from '../store';
import { confirmWithPlatform } from './insurance';
import { payBack } from './rail';
import { askTax, sendToTax } from './tax';

type Step = (runtime: Runtime, row: Refund, traceId: string) => Promise<'done' | 'later'>;

/** What is done in each status that another system moves on. */
const steps = {
  requested: sendToTax,
  tax_review: askTax,
  insurance_review: confirmWithPlatform,
  refunding: payBack,
} satisfies Partial<Record<RefundStatus, Step>>;

const isStep = (status: RefundStatus): status is keyof typeof steps => Object.hasOwn(steps, status);

/**
 * One step of one refund, asked for when its status began. A refund that has moved on since has a
 * message of its own for where it stands now. Giving up changes nothing: the sweep tries again.
 */
export const refundStepTopic: TopicHandler<'refund.step'> = {
  async deliver(runtime, { refundId, status }, traceId) {
    const row = await findRefund(runtime.db, { refundId });
    if (!row || row.status !== status || !isStep(row.status)) return 'done';
    return steps[row.status](runtime, row, traceId);
  },

  async giveUp() {
    return Promise.resolve();
  },
};
