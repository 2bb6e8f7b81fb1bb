import { engines } from '../support/database';
import { payFor, selfId } from '../support/journey';
import { type Phone } from '../support/system';
import { balances, nonZero } from './ledger-balance';
import { coverageYear, noticesOf, orderRow, startTown, type Town } from './payment-support';
import {
  befalls,
  optionOf,
  paidFor,
  refundParts,
  refundRow,
  standing,
  untilStatus,
  wechatRefund,
} from './refund-support';

jest.setTimeout(60_000);

describe.each(engines())('a refund on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
  });
  afterAll(() => town.close());

  test('joined a job after paying: tax, insurance, money; cover ends exactly with the money', async () => {
    const paid = await paidFor(town, payer);
    expect(await optionOf(payer, paid.orderId)).toMatchObject({
      amountFen: 40_000,
      can: true,
      paidBySelf: true,
      sentence: '2025 年 12 月 31 日以前都可以申请',
      reasons: ['DEATH', 'DUPLICATE_PAYMENT', 'JOINED_EMPLOYEE', 'JOINED_ELSEWHERE'],
    });
    await befalls(town, paid, 'joinJob');
    const asked = await payer.call('refund.request', {
      itemId: paid.itemId,
      refundReason: 'JOINED_EMPLOYEE',
    });
    expect(asked).toMatchObject({ amountFen: 40_000, endsCover: true, coverEndedAt: null });
    const { refundId } = asked;
    expect(await refundRow(town, refundId)).toMatchObject({ proof: 'confirmed' });
    const seen = new Set<string>();
    let view = await payer.call('refund.get', { refundId });
    while (view.status !== 'refunded' && seen.size < 5) {
      const { cover, enrollment } = await standing(town, paid);
      const { status } = view;
      expect({ status, endedAt: cover?.endedAt, enrolled: enrollment?.status }).toEqual({
        status,
        endedAt: null,
        enrolled: 'covered',
      });
      seen.add(status);
      await town.advance(status === 'tax_review' ? 250 : 1);
      view = await payer.call('refund.get', { refundId });
    }
    expect([...seen]).toEqual(expect.arrayContaining(['tax_review', 'refunding']));
    const done = view;
    expect(done.sentence).toMatch(/^400 元已经退给您/);
    expect(done.timeline.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done']);
    const { cover, enrollment } = await standing(town, paid);
    expect(cover?.endedBy).toBe(refundId);
    expect(done.coverEndedAt).toBe(cover?.endedAt);
    expect(enrollment?.status).toBe('cancelled');
    expect((await orderRow(town, paid.orderId)).status).toBe('refunded');
    expect(nonZero(await balances(town, new Set([paid.orderId])))).toEqual({});
    expect(wechatRefund(town, done.reference)).toMatchObject({
      refundFen: 40_000,
      totalFen: 40_000,
    });
    expect(await refundParts(town, refundId)).toMatchObject([{ state: 'refunded' }]);
    const told = (await noticesOf(town, `refund:${refundId}:refunded`)).map(
      ({ personId }) => personId,
    );
    expect(told).toHaveLength(2);
    expect(told).toContain(paid.personId);
  });

  test('what was paid and given back stays in one’s own records', async () => {
    const phone = await town.login('jiang-xiaomei');
    const personId = await selfId(phone);
    const { orderId } = await payFor(town, phone, { personId, coverageYear });
    const { itemId } = await optionOf(phone, orderId);
    await befalls(town, phone.user.resident, 'joinJob');
    const { refundId } = await phone.call('refund.request', {
      itemId,
      refundReason: 'JOINED_EMPLOYEE',
    });
    await untilStatus(town, phone, refundId, 'refunded');
    const { payments } = await phone.call('records.payments', { personId });
    expect(payments.filter((line) => line.coverageYear === coverageYear)).toMatchObject([
      {
        standing: 'refunded',
        sentence: '已退费，400 元退给了付款的人',
        ours: { amountFen: 40_000, orderId },
        theirs: null,
      },
    ]);
    const { text } = await phone.call('records.export', { personId, kind: 'payments' });
    expect(text).toContain('已退费');
  });

  test('who is back from the job enrols and pays again for the same year', async () => {
    const paid = await paidFor(town, payer);
    await befalls(town, paid, 'joinJob');
    const { refundId } = await payer.call('refund.request', {
      itemId: paid.itemId,
      refundReason: 'JOINED_EMPLOYEE',
    });
    await untilStatus(town, payer, refundId, 'refunded');
    await befalls(town, paid, 'leaveJob');
    const again = await payer.call('enrollment.register', {
      personId: paid.personId,
      coverageYear,
    });
    expect(again).toMatchObject({ status: 'registered', cover: { from: '2026-01-01' } });
    expect(again.enrollmentId).not.toBe(paid.enrollmentId);
    const { order } = await payer.call('payment.createOrder', {
      enrollmentIds: [again.enrollmentId],
    });
    expect(order.totalFen).toBe(40_000);
  });
});
