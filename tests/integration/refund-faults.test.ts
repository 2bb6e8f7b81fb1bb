import { type PayRefund } from '@yibao/sandbox/wechat-pay/refund';
import { engines } from '../support/database';
import { atCashier } from '../support/journey';
import { appoint } from '../support/newborn-staff';
import { type Phone } from '../support/system';
import { balances, nonZero } from './ledger-balance';
import { noticesOf, orderRow, signNotification, startTown, type Town } from './payment-support';
import {
  askedFor,
  befalls,
  deliverRefund,
  instruct,
  paidFor,
  refundNews,
  refundRow,
  refundsOfOrder,
  sealRefund,
  standing,
  untilStatus,
  wechatRefund,
} from './refund-support';

jest.setTimeout(120_000);

describe.each(engines())('refunds and faults on $name', (engine) => {
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
    await instruct(town, { nextRefund: 'SUCCESS', nextReview: 'normal' });
  });

  const muted = () =>
    town.fault({ system: 'wechat-pay', operation: 'refundNotify', kind: 'drop', times: 1000 });

  test.each([
    ['tax-review', 'submit'],
    ['tax-review', 'query'],
    ['core-platform', '1101'],
    ['core-platform', 'R202'],
    ['wechat-pay', 'refund'],
    ['wechat-pay', 'refundQuery'],
  ])('lost answers, errors and doubles at %s %s: given back once', async (system, operation) => {
    const paid = await paidFor(town, payer);
    muted();
    for (const kind of ['timeout', 'error500', 'drop', 'duplicate'] as const) {
      town.fault({ system, operation, kind });
    }
    const { refundId, reference } = await askedFor(town, payer, paid);
    await untilStatus(town, payer, refundId, 'refunded');
    const refunds = town.sandbox.host.journal.store<{ outTradeNo: string }>('wechat-pay-refunds');
    const { outTradeNo } = wechatRefund(town, reference)!;
    expect(refunds.values().filter((each) => each.outTradeNo === outTradeNo)).toHaveLength(1);
    expect(nonZero(await balances(town, new Set([paid.orderId])))).toEqual({});
  });

  test('a notification before the answer to its request; again, late and forged', async () => {
    const paid = await paidFor(town, payer);
    muted();
    const { refundId, reference } = await askedFor(town, payer, paid);
    // taken by WeChat Pay, but the answer never comes back
    town.fault({ system: 'wechat-pay', operation: 'refund', kind: 'timeout' });
    await untilStatus(town, payer, refundId, 'refunding', { stepMinutes: 250 });
    await town.advance(0);
    const book = () => wechatRefund(town, reference);
    for (let step = 0; step < 10 && !book(); step++) await town.advance(1);
    const news = refundNews(town, book()!);

    const forged = signNotification(town, sealRefund(town, news), {
      privateKeyPem: town.sandbox.host.keys.wechatPay.merchant.privateKeyPem,
    });
    expect(await deliverRefund(town, forged)).toBe(401);
    for (const wrong of [
      { amount: { ...news.amount, refund: 39_999 } },
      { amount: { ...news.amount, total: 1 } },
      { mchid: '1900000009' },
      { out_trade_no: 'YB251120000000000000' },
      { out_refund_no: 'YR251120000000000000' },
    ]) {
      const body = sealRefund(town, { ...news, ...wrong });
      expect(await deliverRefund(town, signNotification(town, body))).toBe(400);
    }
    const stale = signNotification(town, sealRefund(town, news), { ageMs: 6 * 60_000 });
    expect(await deliverRefund(town, stale)).toBe(401);
    expect((await refundRow(town, refundId)).status).toBe('refunding');

    const body = sealRefund(town, news);
    const twice = [1, 2].map(() => deliverRefund(town, signNotification(town, body)));
    expect(await Promise.all(twice)).toEqual([204, 204]);
    expect((await refundRow(town, refundId)).status).toBe('refunded');
    expect(await noticesOf(town, `refund:${refundId}:refunded`)).toHaveLength(2);
    // a payment's notification is none of a refund, and the other way round
    const crossed = signNotification(town, sealRefund(town, news, 'NEWS'));
    expect(await deliverRefund(town, crossed)).toBe(401);
    await town.advance(60);
    expect(nonZero(await balances(town, new Set([paid.orderId])))).toEqual({});
  });

  test.each(['ABNORMAL', 'CLOSED'])(
    '%s at WeChat Pay: cover stays, and a clerk tries again',
    async (end) => {
      const paid = await paidFor(town, payer);
      const { refundId, reference } = await askedFor(town, payer, paid);
      await instruct(town, { nextRefund: end });
      await untilStatus(town, payer, refundId, 'abnormal');
      expect((await standing(town, paid)).cover?.endedAt).toBeNull();
      expect(nonZero(await balances(town, new Set([paid.orderId])))).toEqual({
        wechatPay: 40_000,
        refundable: -40_000,
      });
      const { refunds } = await clerk.call('refund.queue', { show: 'abnormal' });
      expect(refunds).toMatchObject([{ refundId, railProblem: end }]);
      const { refundId: id } = wechatRefund(town, reference)!;
      const words = '付款人已换卡';
      await clerk.call('refund.resolveAbnormal', { refundId, way: 'retry', words });
      await untilStatus(town, payer, refundId, 'refunded');
      expect(wechatRefund(town, reference)).toMatchObject({ refundId: id, end: 'SUCCESS' });
      expect(nonZero(await balances(town, new Set([paid.orderId])))).toEqual({});
    },
  );

  test.each(['USER_ACCOUNT_ABNORMAL', 'MCH_NOT_EXISTS'])(
    'refused with %s: a clerk sees the code, and the next try is a try of its own',
    async (code) => {
      const paid = await paidFor(town, payer);
      const { refundId } = await askedFor(town, payer, paid);
      await instruct(town, { nextRefund: code });
      await untilStatus(town, payer, refundId, 'abnormal');
      expect(await refundRow(town, refundId)).toMatchObject({ railProblem: code });
      await instruct(town, { nextRefund: 'ABNORMAL' });
      await clerk.call('refund.resolveAbnormal', { refundId, way: 'retry', words: '已核对' });
      await town.advance(1);
      await untilStatus(town, payer, refundId, 'abnormal');
      expect(await refundRow(town, refundId)).toMatchObject({ railProblem: 'ABNORMAL' });
      await clerk.call('refund.resolveAbnormal', { refundId, way: 'retry', words: '已换卡' });
      await untilStatus(town, payer, refundId, 'refunded');
    },
  );

  test('abnormal twice, then paid out of the fiscal account with the voucher as proof', async () => {
    const paid = await paidFor(town, payer);
    const { refundId } = await askedFor(town, payer, paid);
    await instruct(town, { nextRefund: 'ABNORMAL' });
    await untilStatus(town, payer, refundId, 'abnormal');
    await instruct(town, { nextRefund: 'ABNORMAL' });
    await clerk.call('refund.resolveAbnormal', { refundId, way: 'retry', words: '再试一次' });
    await town.advance(1);
    await untilStatus(town, payer, refundId, 'abnormal');
    await town.advance(1);
    const words = '财政专户退款，凭证 20251122-0007';
    const input = { refundId, way: 'paidOtherwise', words } as const;
    expect(await clerk.call('refund.resolveAbnormal', input)).toMatchObject({ status: 'refunded' });
    expect(await clerk.refused('refund.resolveAbnormal', input)).toBe('refund_state');
    const row = await refundRow(town, refundId);
    expect(row.railRefundNo).toBeNull();
    expect(row.paidOtherwise).not.toContain('凭证');
    expect((await standing(town, paid)).cover?.endedBy).toBe(refundId);
    expect((await orderRow(town, paid.orderId)).status).toBe('refunded');
    // the money is still at WeChat Pay: it was the fiscal account that paid
    expect(nonZero(await balances(town, new Set([paid.orderId])))).toEqual({
      wechatPay: 40_000,
      fiscalAccount: -40_000,
    });
  });

  test('the rail has paid after all: nobody pays it out a second time', async () => {
    const paid = await paidFor(town, payer);
    const { refundId, reference } = await askedFor(town, payer, paid);
    await instruct(town, { nextRefund: 'ABNORMAL' });
    await untilStatus(town, payer, refundId, 'abnormal');
    const books = town.sandbox.host.journal.store<PayRefund>('wechat-pay-refunds');
    books.set(reference, { ...books.get(reference)!, end: 'SUCCESS' });
    const input = { refundId, way: 'paidOtherwise', words: '财政专户退款' } as const;
    expect(await clerk.refused('refund.resolveAbnormal', input)).toBe('refund_state');
    await clerk.call('refund.resolveAbnormal', { refundId, way: 'retry', words: '去核对' });
    await untilStatus(town, payer, refundId, 'refunded');
    expect(nonZero(await balances(town, new Set([paid.orderId])))).toEqual({});
  });

  test('money the books refused is owed: a no of the tax bureau goes to a clerk, who cannot say no', async () => {
    town.fault({ system: 'core-platform', operation: 'R201', kind: 'error500', times: 10_000 });
    const enrollmentIds = [await town.payable(payer)];
    const { order, payment } = await payer.call('payment.createOrder', { enrollmentIds });
    await atCashier(town, payment, 'pay');
    await town.tick();
    town.sandbox.host.faults.clear();
    const { certNo } = town.residentOf(order.items[0]!.person.personId);
    await befalls(town, { certNo }, 'payAtCounter');
    await instruct(town, { nextReview: 'reject' });
    const refundOf = async () => (await refundsOfOrder(town, order.orderId))[0];
    for (let hours = 0; hours < 40; hours++) {
      if ((await refundOf())?.status === 'staff_review') break;
      await town.advance(60);
    }
    const row = (await refundOf())!;
    expect(row).toMatchObject({ status: 'staff_review', kind: 'cover', requestedBy: null });
    const { id: refundId } = row;
    const decide = { refundId, words: '税务记录已更正' };
    expect(await clerk.refused('refund.decide', { ...decide, decision: 'reject' })).toBe(
      'refund_state',
    );
    await clerk.call('refund.decide', { ...decide, decision: 'sendAgain' });
    await untilStatus(town, payer, refundId, 'refunded');
    expect((await orderRow(town, order.orderId)).status).toBe('refunded');
  });

  test('too little balance is no failure: asked again until there is enough', async () => {
    const paid = await paidFor(town, payer);
    const { refundId } = await askedFor(town, payer, paid);
    await instruct(town, { nextRefund: 'NOT_ENOUGH' });
    await untilStatus(town, payer, refundId, 'refunded');
  });

  test('the tax bureau says no: nothing has changed but the refund, and it can be asked again', async () => {
    const paid = await paidFor(town, payer);
    await instruct(town, { nextReview: 'reject' });
    const { refundId } = await askedFor(town, payer, paid);
    const rejected = await untilStatus(town, payer, refundId, 'rejected');
    expect(rejected.words).toContain('税务征收记录不符');
    expect(await standing(town, paid)).toMatchObject({
      cover: { endedAt: null },
      enrollment: { status: 'covered' },
    });
    const again = await payer.call('refund.request', {
      itemId: paid.itemId,
      refundReason: 'JOINED_EMPLOYEE',
    });
    await untilStatus(town, payer, again.refundId, 'refunded');
  });

  test('the tax bureau is away for days: the person is told once, and it goes on by itself', async () => {
    const paid = await paidFor(town, payer);
    const rule = { system: 'tax-review', operation: '*', kind: 'error500' } as const;
    town.fault({ ...rule, times: 10_000 });
    const { refundId } = await askedFor(town, payer, paid);
    for (let hours = 0; hours < 30; hours++) await town.advance(60);
    expect(await noticesOf(town, `refund:${refundId}:overdue`)).toHaveLength(1);
    town.sandbox.host.faults.clear();
    await untilStatus(town, payer, refundId, 'refunded');
  });
});
