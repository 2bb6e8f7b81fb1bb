import { auditEntry } from '@yibao/cloudfunctions/lib/database/schema';
import { engines } from '../support/database';
import { appoint } from '../support/newborn-staff';
import { type Phone } from '../support/system';
import { balances, nonZero } from './ledger-balance';
import { startTown, type Town } from './payment-support';
import {
  askedFor,
  instruct,
  paidFor,
  refundRow,
  untilStatus,
  wechatRefund,
} from './refund-support';

jest.setTimeout(120_000);

describe.each(engines())('a refund that waits too long, on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  let clerk: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
    clerk = await appoint(town, 'zhao-yajing', 'YB-0042');
  });
  afterAll(() => town.close());
  afterEach(async () => {
    town.sandbox.host.faults.clear();
    await instruct(town, { payMinutes: 2 });
  });

  const away = (system: string, operation: string) =>
    town.fault({ system, operation, kind: 'error500', times: 10_000 });

  async function untilOverdue(refundId: string): Promise<void> {
    for (let hours = 0; hours < 40; hours++) {
      if ((await refundRow(town, refundId)).overdueToldAt !== null) return;
      await town.advance(60);
    }
    throw new Error('never overdue');
  }

  const listed = async (show: 'overdue' | 'abnormal', refundId: string) =>
    (await clerk.call('refund.queue', { show })).refunds.find((each) => each.refundId === refundId);

  const auditsOf = async (refundId: string, action: string) =>
    (await town.runtime.db.select().from(auditEntry)).filter(
      (entry) => entry.action === action && entry.details.refundId === refundId,
    );

  const askAgain = (refundId: string) => ({ refundId, way: 'askAgain' }) as const;
  const stop = (refundId: string) => ({ refundId, way: 'stop' }) as const;
  const payOtherwise = (refundId: string) =>
    ({ refundId, way: 'paidOtherwise', words: '财政专户退款，凭证 20251123-0001' }) as const;

  test('the core platform is away: a clerk sees it, and has it asked again at once', async () => {
    const paid = await paidFor(town, payer);
    const { refundId } = await askedFor(town, payer, paid);
    await untilStatus(town, payer, refundId, 'tax_review');
    expect(await clerk.refused('refund.resolveOverdue', askAgain(refundId))).toBe('refund_state');
    away('core-platform', 'R202');
    await untilStatus(town, payer, refundId, 'insurance_review');
    expect(await listed('overdue', refundId)).toBeUndefined();
    await untilOverdue(refundId);
    const { statusSince, overdueToldAt } = await refundRow(town, refundId);
    expect(await listed('overdue', refundId)).toMatchObject({
      status: 'insurance_review',
      waitsFor: 'corePlatform',
      statusSince,
      overdueSince: overdueToldAt,
    });
    // nobody stops waiting for the platform
    expect(await clerk.refused('refund.resolveOverdue', stop(refundId))).toBe('refund_state');
    await clerk.call('refund.resolveOverdue', askAgain(refundId));
    expect((await refundRow(town, refundId)).status).toBe('insurance_review');
    town.sandbox.host.faults.clear();
    // the next attempt by itself would be long from now
    await town.tick();
    expect((await refundRow(town, refundId)).status).toBe('insurance_review');
    await clerk.call('refund.resolveOverdue', askAgain(refundId));
    await town.tick();
    expect(['refunding', 'refunded']).toContain((await refundRow(town, refundId)).status);
    expect(await auditsOf(refundId, 'refund.askedAgain')).toHaveLength(2);
    expect(await listed('overdue', refundId)).toBeUndefined();
    await untilStatus(town, payer, refundId, 'refunded');
  });

  test('the rail takes no refund: stopped, and paid otherwise only once nothing can be under way', async () => {
    const paid = await paidFor(town, payer);
    const { refundId } = await askedFor(town, payer, paid);
    away('wechat-pay', 'refund');
    await untilStatus(town, payer, refundId, 'refunding');
    expect(await clerk.refused('refund.resolveOverdue', stop(refundId))).toBe('refund_state');
    await untilOverdue(refundId);
    expect(await listed('overdue', refundId)).toMatchObject({ waitsFor: 'rail' });
    const refused = await clerk.refused('refund.resolveAbnormal', payOtherwise(refundId));
    expect(refused).toBe('refund_state');
    away('wechat-pay', 'refundQuery');
    const silent = await clerk.refused('refund.resolveOverdue', stop(refundId));
    expect(silent).toBe('upstream_unavailable');
    expect((await refundRow(town, refundId)).status).toBe('refunding');
    town.sandbox.host.faults.clear();
    away('wechat-pay', 'refund');
    await clerk.call('refund.resolveOverdue', stop(refundId));
    expect(await listed('abnormal', refundId)).toMatchObject({ railProblem: 'NOT_AT_RAIL' });
    expect(await auditsOf(refundId, 'refund.staff_stopped')).toHaveLength(1);
    // a request that left a moment ago may still arrive
    const tooSoon = await clerk.refused('refund.resolveAbnormal', payOtherwise(refundId));
    expect(tooSoon).toBe('refund_state');
    await town.advance(1);
    const done = await clerk.call('refund.resolveAbnormal', payOtherwise(refundId));
    expect(done.status).toBe('refunded');
    expect(nonZero(await balances(town, new Set([paid.orderId])))).toEqual({
      wechatPay: 40_000,
      fiscalAccount: -40_000,
    });
  });

  test('the rail is at it: nobody stops it, however long it takes', async () => {
    await instruct(town, { payMinutes: 3 * 24 * 60 });
    const paid = await paidFor(town, payer);
    const { refundId, reference } = await askedFor(town, payer, paid);
    await untilStatus(town, payer, refundId, 'refunding');
    await untilOverdue(refundId);
    expect(wechatRefund(town, reference)).toBeDefined();
    expect(await clerk.refused('refund.resolveOverdue', stop(refundId))).toBe('refund_state');
    expect((await refundRow(town, refundId)).status).toBe('refunding');
    await untilStatus(town, payer, refundId, 'refunded', { stepMinutes: 600 });
  });
});
