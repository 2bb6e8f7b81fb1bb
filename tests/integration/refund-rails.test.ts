import { engines } from '../support/database';
import { appoint } from '../support/newborn-staff';
import { type Phone } from '../support/system';
import { balances, nonZero } from './ledger-balance';
import { orderRow, startTown, type Town } from './payment-support';
import { accountOf, atTaxCashier, bindAtCounter, enrolRelative, freezeOf } from './rails-support';
import { askedFor, optionOf, type Paid, refundRow, standing, untilStatus } from './refund-support';

jest.setTimeout(60_000);

async function paidBy(
  town: Town,
  owner: Phone,
  rail: 'mutualAid' | 'taxHandOver',
  relation: string,
): Promise<Paid> {
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

async function endsWithMoney(town: Town, paid: Paid, refundId: string): Promise<void> {
  const { cover, enrollment } = await standing(town, paid);
  expect(cover?.endedBy).toBe(refundId);
  expect(enrollment?.status).toBe('cancelled');
  expect((await orderRow(town, paid.orderId)).status).toBe('refunded');
  expect(nonZero(await balances(town, new Set([paid.orderId])))).toEqual({});
}

describe.each(engines())('a refund by another rail, on $name', (engine) => {
  let town: Town;
  let owner: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    owner = await town.login('pan-jianguo');
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  test('back to the personal account, once although the answer was lost', async () => {
    const paid = await paidBy(town, owner, 'mutualAid', 'mother');
    const before = await accountOf(town, owner);
    const { refundId } = await askedFor(town, owner, paid);
    town.fault({ system: 'mutual-aid', operation: 'refund', kind: 'timeout', times: 1 });
    await untilStatus(town, owner, refundId, 'refunded');
    await endsWithMoney(town, paid, refundId);
    expect(await accountOf(town, owner)).toEqual({
      balanceFen: before.balanceFen + 40_000,
      frozenFen: 0,
    });
    expect((await refundRow(town, refundId)).railRefundNo).toMatch(/^SANDBOX-TH/);
    const { outTradeNo } = await orderRow(town, paid.orderId);
    expect(freezeOf(town, outTradeNo)?.status).toBe('deducted');
  });

  test('the tax bureau pays back itself, and cover stands until it has', async () => {
    const paid = await paidBy(town, owner, 'taxHandOver', 'daughter');
    const { refundId } = await askedFor(town, owner, paid);
    await untilStatus(town, owner, refundId, 'refunding', { stepMinutes: 5, steps: 200 });
    expect((await standing(town, paid)).cover?.endedAt).toBeNull();
    await untilStatus(town, owner, refundId, 'refunded');
    await endsWithMoney(town, paid, refundId);
    expect((await refundRow(town, refundId)).railRefundNo).toMatch(/^SANDBOX-TK/);
  });
});

describe.each(engines())('a refund that a rail refuses, on $name', (engine) => {
  let town: Town;
  let owner: Phone;
  let clerk: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    owner = await town.login('pan-jianguo');
    clerk = await appoint(town, 'zhao-yajing', 'YB-0042');
  });
  afterAll(() => town.close());

  test.each([
    ['mutualAid', 'mother', 'mutual-aid-freezes'],
    ['taxHandOver', 'daughter', 'tax-hand-overs'],
  ] as const)('%s knows of no such payment: a clerk sees it at once', async (rail, who, book) => {
    const paid = await paidBy(town, owner, rail, who);
    const { outTradeNo } = await orderRow(town, paid.orderId);
    const payments = town.sandbox.host.journal.store<unknown>(book);
    const payment = payments.get(outTradeNo);
    payments.delete(outTradeNo);
    const { refundId } = await askedFor(town, owner, paid);
    await untilStatus(town, owner, refundId, 'abnormal');
    expect(await refundRow(town, refundId)).toMatchObject({ railProblem: 'code 404' });
    payments.set(outTradeNo, payment);
    const words = '对方已补录这笔缴费';
    await clerk.call('refund.resolveAbnormal', { refundId, way: 'retry', words });
    await untilStatus(town, owner, refundId, 'refunded');
    await endsWithMoney(town, paid, refundId);
  });
});
