import { auditEntry } from '@yibao/cloudfunctions/lib/database/schema';
import { engines } from '../support/database';
import { appoint } from '../support/newborn-staff';
import { type Phone } from '../support/system';
import { balances } from './ledger-balance';
import { signNotification, startTown, type Town } from './payment-support';
import {
  askedFor,
  deliverRefund,
  instruct,
  paidFor,
  refundNews,
  refundRow,
  sealRefund,
  untilStatus,
  wechatRefund,
} from './refund-support';

jest.setTimeout(120_000);

describe.each(engines())('news of a refund that comes late, on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  let clerk: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
    clerk = await appoint(town, 'zhao-yajing', 'YB-0042');
  });
  afterAll(() => town.close());
  beforeEach(() =>
    town.fault({ system: 'wechat-pay', operation: 'refundNotify', kind: 'drop', times: 1000 }),
  );
  afterEach(async () => {
    town.sandbox.host.faults.clear();
    await instruct(town, { nextRefund: 'SUCCESS', payMinutes: 2 });
  });

  /** A refund that failed, and the news of it that is still on its way. */
  async function failed(end: 'ABNORMAL' | 'CLOSED') {
    const paid = await paidFor(town, payer);
    const { refundId, reference } = await askedFor(town, payer, paid);
    await instruct(town, { nextRefund: end });
    await untilStatus(town, payer, refundId, 'abnormal');
    const news = refundNews(town, wechatRefund(town, reference)!, {
      refund_status: end,
      success_time: undefined,
    });
    const late = () => deliverRefund(town, signNotification(town, sealRefund(town, news, end)));
    const retry = () =>
      clerk.call('refund.resolveAbnormal', { refundId, way: 'retry', words: '付款人已换卡' });
    const status = async () => (await refundRow(town, refundId)).status;
    return { refundId, reference, late, retry, status };
  }

  test.each(['ABNORMAL', 'CLOSED'] as const)(
    '%s of the first try, told while the second one runs and after it, changes nothing',
    async (end) => {
      const { refundId, reference, late, retry, status } = await failed(end);
      await instruct(town, { payMinutes: 60 });
      await retry();
      await town.tick();
      expect(wechatRefund(town, reference)).toMatchObject({ end: 'SUCCESS' });
      expect((await refundRow(town, refundId)).railProblem).toBeNull();
      expect(await late()).toBe(204);
      expect(await status()).toBe('refunding');
      await untilStatus(town, payer, refundId, 'refunded');
      expect(await late()).toBe(204);
      expect(await status()).toBe('refunded');
    },
  );

  test('told before the second try has reached WeChat Pay: it is made all the same', async () => {
    const { refundId, late, retry, status } = await failed('ABNORMAL');
    const rule = { system: 'wechat-pay', operation: 'refund', kind: 'error500' } as const;
    town.fault({ ...rule, times: 10 });
    await retry();
    await town.tick();
    expect(await late()).toBe(204);
    expect(await status()).toBe('refunding');
    town.sandbox.host.faults.clear();
    await untilStatus(town, payer, refundId, 'refunded');
  });

  test('paid out of the fiscal account, and by WeChat Pay after all: seen, once, and not forgotten', async () => {
    const { refundId, reference } = await failed('ABNORMAL');
    await town.advance(1);
    const words = '财政专户退款，凭证 20251122-0009';
    await clerk.call('refund.resolveAbnormal', { refundId, way: 'paidOtherwise', words });
    const before = await refundRow(town, refundId);
    const accounts = await balances(town, new Set([before.orderId]));
    const book = wechatRefund(town, reference)!;
    const news = () =>
      deliverRefund(town, signNotification(town, sealRefund(town, refundNews(town, book))));
    expect([await news(), await news()]).toEqual([204, 204]);
    const { refunds } = await clerk.call('refund.queue', { show: 'abnormal' });
    expect(refunds.find((each) => each.refundId === refundId)).toMatchObject({
      status: 'refunded',
      railProblem: 'PAID_TWICE',
    });
    const audits = (await town.runtime.db.select().from(auditEntry)).filter(
      ({ action, details }) => action === 'refund.paid_twice' && details.refundId === refundId,
    );
    expect(audits).toHaveLength(1);
    const after = await refundRow(town, refundId);
    expect(after).toMatchObject({ refundedAt: before.refundedAt, railRefundNo: book.refundId });
    expect(await balances(town, new Set([before.orderId]))).toEqual(accounts);
    const again = await clerk.refused('refund.resolveAbnormal', { refundId, way: 'retry', words });
    expect(again).toBe('refund_state');
  });

  test('nobody can be asked whether it still holds: it is to be sent again', async () => {
    const { late, retry, status } = await failed('ABNORMAL');
    await instruct(town, { payMinutes: 60 });
    await retry();
    await town.tick();
    const rule = { system: 'wechat-pay', operation: 'refundQuery', kind: 'error500' } as const;
    town.fault({ ...rule, times: 10 });
    expect(await late()).toBe(503);
    expect(await status()).toBe('refunding');
  });
});
