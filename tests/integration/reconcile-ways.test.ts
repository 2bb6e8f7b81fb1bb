import { randomUUID } from 'node:crypto';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { auditEntry, reconcileFinding } from '@yibao/cloudfunctions/lib/database/schema';
import { reconcileList } from '@yibao/cloudfunctions/reconcile/reconcile-list';
import { sourceOf } from '@yibao/cloudfunctions/reconcile/sources/index';
import { type PayOrder } from '@yibao/sandbox/wechat-pay/order';
import { engines } from '../support/database';
import { appoint } from '../support/newborn-staff';
import { type Phone } from '../support/system';
import { balances } from './ledger-balance';
import { itemRows, noticesOf, orderRow, startTown, type Town } from './payment-support';

jest.setTimeout(60_000);

const proof = '微信商户平台已原路退回，退款单号 50300';
const seen = '已核对退款回单';

describe.each(engines())('what clerks do about a difference, on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  let clerk: Phone;
  let colleague: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
    clerk = town.phone('gao-min');
    colleague = await appoint(town, 'zhao-yajing', 'sandbox-902');
  });
  afterAll(() => town.close());

  const payments = () => town.sandbox.host.journal.store<PayOrder>('wechat-pay-orders');
  const tamper = (reference: string, changes: Partial<PayOrder>) =>
    payments().set(reference, { ...payments().get(reference)!, ...changes });
  const run = (day: string, heal: boolean) =>
    reconcileList(town.runtime, sourceOf('wechatPay'), { day, traceId: randomUUID(), heal });
  const findingOf = async (orderId: string) => {
    const rows = await town.runtime.db.select().from(reconcileFinding);
    return rows.find((row) => row.orderId === orderId)!;
  };
  const said = async (findingId: string) => {
    const rows = await town.runtime.db.select().from(auditEntry);
    const about = rows.filter(({ details }) => JSON.stringify(details).includes(findingId));
    return about.map(({ action, actorAccountId }) => ({ action, by: actorAccountId }));
  };

  /** An order of today for which WeChat Pay has so much money, and tomorrow's reconciliation. */
  async function paidUnseen(differenceFen: number) {
    const enrollmentId = await town.payable(payer);
    const { order } = await payer.call('payment.createOrder', { enrollmentIds: [enrollmentId] });
    const { orderId } = order;
    const { outTradeNo, totalFen } = await orderRow(town, orderId);
    const paidAt = town.runtime.clock.now();
    const day = shanghaiDate(paidAt);
    const pay = () =>
      tamper(outTradeNo, {
        amountFen: totalFen + differenceFen,
        payment: { transactionId: `42000${outTradeNo}`, paidAt },
      });
    const isRight = differenceFen === 0;
    // what is right the order's own sweep would book
    if (!isRight) pay();
    await town.sandboxPost('/control/clock', { advanceMinutes: 24 * 60 });
    await town.tick();
    if (isRight) pay();
    await run(day, false);
    const { id: findingId } = await findingOf(orderId);
    return { enrollmentId, orderId, outTradeNo, day, findingId };
  }

  test('another amount than the order says: two clerks end it, and its people can pay anew', async () => {
    const { enrollmentId, orderId, day, findingId } = await paidUnseen(-100);
    const listed = await clerk.call('reconcile.findings', { show: 'open', day });
    expect(listed.rows.find((row) => row.findingId === findingId)).toMatchObject({
      kind: 'paymentUnbooked',
      thereFen: 39_900,
      hereFen: 40_000,
      ways: ['askAgain', 'settleOutside'],
      proposedByBadge: null,
    });
    const explained = { findingId, reason: '金额差一元' };
    expect(await clerk.refused('reconcile.resolve', explained)).toBe('finding_way_closed');
    const asked = await clerk.call('reconcile.askAgain', { findingId });
    expect(asked).toMatchObject({ list: 'compared', finding: { state: 'open' } });

    const first = await clerk.call('reconcile.settleOutside', { findingId, reason: proof });
    expect(first).toMatchObject({ state: 'open', proof, way: null, proposedByMe: true });
    const seenBy = async (who: Phone) => {
      const { rows } = await who.call('reconcile.findings', { show: 'open', day });
      return rows.find((row) => row.findingId === findingId)!.proposedByMe;
    };
    expect([await seenBy(clerk), await seenBy(colleague)]).toEqual([true, false]);
    expect(first.proposedByBadge).toMatch(/^sandbox-/);
    expect((await orderRow(town, orderId)).status).not.toBe('closed');
    // the list is compared every morning; what was said stands
    await run(day, true);
    const again = { findingId, reason: seen };
    expect(await clerk.refused('reconcile.settleOutside', again)).toBe('finding_needs_colleague');
    const done = await colleague.call('reconcile.settleOutside', again);
    expect(done).toMatchObject({
      state: 'resolved',
      way: 'settleOutside',
      proof,
      resolution: seen,
      resolvedByBadge: 'sandbox-902',
      ways: [],
    });
    expect(await colleague.refused('reconcile.settleOutside', again)).toBe('finding_settled');

    expect(await orderRow(town, orderId)).toMatchObject({
      status: 'closed',
      refusal: 'settledOutside',
      nextSweepAt: null,
    });
    expect(await itemRows(town, orderId)).toMatchObject([{ live: false }]);
    expect(await noticesOf(town, `refused:${orderId}`)).toHaveLength(1);
    // nothing was booked: the money came and went outside
    expect(await balances(town, new Set([orderId]))).toEqual({});
    expect(await run(day, true)).toMatchObject({ state: 'explained' });
    expect(await payer.call('payment.refreshOrder', { orderId })).toMatchObject({
      status: 'closed',
    });
    const anew = await payer.call('payment.createOrder', { enrollmentIds: [enrollmentId] });
    expect(anew.order.orderId).not.toBe(orderId);
    const told = (await said(findingId)).map(({ action }) => action);
    expect(told).toEqual([
      'reconcile.askAgain',
      'reconcile.settleOutside.proposed',
      'reconcile.settleOutside',
    ]);
    expect(new Set((await said(findingId)).map(({ by }) => by)).size).toBe(2);
  });

  test('money that is there to the fen is booked by asking, not talked away', async () => {
    const { orderId, findingId } = await paidUnseen(0);
    const settled = { findingId, reason: proof };
    expect(await clerk.refused('reconcile.settleOutside', settled)).toBe('finding_way_closed');
    const asked = await clerk.call('reconcile.askAgain', { findingId });
    expect(asked).toMatchObject({ list: 'compared', finding: { state: 'healed', ways: [] } });
    expect((await orderRow(town, orderId)).paidAt).not.toBeNull();
    expect(await clerk.refused('reconcile.askAgain', { findingId })).toBe('finding_settled');
  });

  test('a proof is about the figures it was written to', async () => {
    const { outTradeNo, day, findingId } = await paidUnseen(-200);
    await clerk.call('reconcile.settleOutside', { findingId, reason: proof });
    tamper(outTradeNo, { amountFen: 39_000 });
    await run(day, true);
    const { rows } = await clerk.call('reconcile.findings', { show: 'open', day });
    const changed = rows.find((row) => row.findingId === findingId);
    expect(changed).toMatchObject({ thereFen: 39_000, proof: null, proposedByBadge: null });
    // the first of two again, not the second
    const first = await colleague.call('reconcile.settleOutside', { findingId, reason: proof });
    expect(first).toMatchObject({ state: 'open', proposedByBadge: 'sandbox-902' });
  });

  test('a clerk has no say in a difference of their own payment', async () => {
    const { findingId, orderId } = await paidUnseen(-300);
    const own = await appoint(town, 'xu-huilan', 'sandbox-903');
    for (const action of ['reconcile.askAgain', 'reconcile.settleOutside'] as const) {
      const input = action === 'reconcile.askAgain' ? { findingId } : { findingId, reason: proof };
      expect(await own.refused(action, input as never)).toBe('not_allowed');
    }
    expect((await orderRow(town, orderId)).status).not.toBe('closed');
  });
});
