import { engines } from '../support/database';
import { type Phone } from '../support/system';
import { balances, nonZero } from './ledger-balance';
import { orderRow, startTown, type Town } from './payment-support';
import { accountOf, atTaxCashier, bindAtCounter, enrolRelative, freezeOf } from './rails-support';
import { askedFor, optionOf, type Paid, refundRow, standing, untilStatus } from './refund-support';

jest.setTimeout(60_000);

describe.each(engines())('a refund by another rail, on $name', (engine) => {
  let town: Town;
  let owner: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    owner = await town.login('pan-jianguo');
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  async function paidBy(rail: 'mutualAid' | 'taxHandOver', relation: string): Promise<Paid> {
    const { personId, enrollmentId } = await enrolRelative(owner, relation);
    if (rail === 'mutualAid') await bindAtCounter(town, owner, relation);
    const { order, payment } = await owner.call('payment.createOrder', {
      enrollmentIds: [enrollmentId],
      rail,
    });
    const { orderId } = order;
    if (rail === 'taxHandOver') {
      await atTaxCashier(town, payment, 'pay');
      await owner.call('payment.refreshOrder', { orderId });
    }
    expect((await orderRow(town, orderId)).status).toBe('posted');
    const { itemId } = await optionOf(owner, orderId);
    const relative = owner.user.family.find((each) => each.relation === relation);
    const certNo = relative?.resident.certNo ?? '';
    return { personId, enrollmentId, orderId, itemId, certNo };
  }

  async function endsWithMoney(paid: Paid, refundId: string): Promise<void> {
    const { cover, enrollment } = await standing(town, paid);
    expect(cover?.endedBy).toBe(refundId);
    expect(enrollment?.status).toBe('cancelled');
    expect((await orderRow(town, paid.orderId)).status).toBe('refunded');
    expect(nonZero(await balances(town, new Set([paid.orderId])))).toEqual({});
  }

  test('back to the personal account, once although the answer was lost', async () => {
    const paid = await paidBy('mutualAid', 'mother');
    const before = await accountOf(town, owner);
    const { refundId } = await askedFor(town, owner, paid);
    town.fault({ system: 'mutual-aid', operation: 'refund', kind: 'timeout', times: 1 });
    await untilStatus(town, owner, refundId, 'refunded');
    await endsWithMoney(paid, refundId);
    expect(await accountOf(town, owner)).toEqual({
      balanceFen: before.balanceFen + 40_000,
      frozenFen: 0,
    });
    expect((await refundRow(town, refundId)).railRefundNo).toMatch(/^SANDBOX-TH/);
    const { outTradeNo } = await orderRow(town, paid.orderId);
    expect(freezeOf(town, outTradeNo)?.status).toBe('deducted');
  });

  test('the tax bureau pays back itself, and cover stands until it has', async () => {
    const paid = await paidBy('taxHandOver', 'daughter');
    const { refundId } = await askedFor(town, owner, paid);
    await untilStatus(town, owner, refundId, 'refunding', { stepMinutes: 5, steps: 200 });
    expect((await standing(town, paid)).cover?.endedAt).toBeNull();
    await untilStatus(town, owner, refundId, 'refunded');
    await endsWithMoney(paid, refundId);
    expect((await refundRow(town, refundId)).railRefundNo).toMatch(/^SANDBOX-TK/);
  });
});
