import { startOfDay } from '@yibao/shared/rules/dates';
import { describeOnServers, engines } from '../support/database';
import { selfId } from '../support/journey';
import { appoint } from '../support/newborn-staff';
import { type Phone } from '../support/system';
import { query } from '../support/tables';
import { balances, nonZero } from './ledger-balance';
import { noticesOf, startTown, type Town } from './payment-support';
import {
  askedFor,
  atNight,
  befalls,
  instruct,
  optionOf,
  paidFor,
  refundRow,
  refundsOfOrder,
  setClock,
  standing,
  untilStatus,
} from './refund-support';

jest.setTimeout(120_000);

describe.each(engines())('who may have what back, on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  let clerk: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
    clerk = await appoint(town, 'zhao-yajing', 'YB-0042');
  });
  afterAll(() => town.close());
  const ask = (itemId: string, refundReason = 'JOINED_EMPLOYEE' as const) => ({
    itemId,
    refundReason,
  });

  test('a stranger sees, asks for and takes back nothing', async () => {
    const stranger = await town.login('luo-jun');
    const paid = await paidFor(town, payer);
    const { refundId } = await askedFor(town, payer, paid);
    expect(await stranger.refused('refund.request', ask(paid.itemId))).toBe('not_found');
    expect(await stranger.refused('refund.get', { refundId })).toBe('not_found');
    expect(await stranger.refused('refund.withdraw', { refundId })).toBe('not_found');
    expect(await stranger.refused('refund.confirmProposal', { refundId })).toBe('not_found');
    const { options } = await stranger.call('refund.options', { orderId: paid.orderId });
    expect(options).toEqual([]);
    expect((await stranger.call('refund.list', {})).refunds).toEqual([]);
  });

  test('taken back while the tax bureau looks: nothing has changed, and it can be asked again', async () => {
    const paid = await paidFor(town, payer);
    const { refundId } = await askedFor(town, payer, paid);
    await untilStatus(town, payer, refundId, 'tax_review');
    expect(await payer.refused('refund.request', ask(paid.itemId))).toBe('refund_in_progress');
    const taken = await payer.call('refund.withdraw', { refundId });
    expect(taken).toMatchObject({ status: 'withdrawn', canWithdraw: false });
    await town.advance(600);
    expect((await refundRow(town, refundId)).status).toBe('withdrawn');
    expect((await standing(town, paid)).cover?.endedAt).toBeNull();
    expect(await optionOf(payer, paid.orderId)).toMatchObject({ can: true, refundId: null });
    const again = await payer.call('refund.request', ask(paid.itemId));
    await untilStatus(town, payer, again.refundId, 'refunded');
    expect(await payer.refused('refund.withdraw', { refundId: again.refundId })).toBe(
      'refund_state',
    );
  });

  test('facts that do not prove it: a clerk decides, and may be neither payer nor insured', async () => {
    const paid = await paidFor(town, payer);
    const { refundId } = await payer.call('refund.request', ask(paid.itemId));
    expect((await refundRow(town, refundId)).proof).toBe('unconfirmed');
    await untilStatus(town, payer, refundId, 'staff_review');
    const { refunds } = await clerk.call('refund.queue', { show: 'decide' });
    const shown = refunds.find((each) => each.refundId === refundId)!;
    expect(shown).toMatchObject({
      proof: 'unconfirmed',
      taxApproved: true,
      steps: ['approve', 'reject', 'sendAgain'],
    });
    const { name, certNo } = town.residentOf(paid.personId);
    expect(JSON.stringify(shown)).not.toContain(name);
    expect(JSON.stringify(shown)).not.toContain(certNo);
    const words = '已看过劳动合同和参保凭证';
    const ownPersonId = await selfId(clerk);
    await query(
      town.runtime.db,
      `update account set person_id = '${await selfId(payer)}', verified_at = now(),
         verified_by = 'counter' where union_id = '${clerk.user.unionid}'`,
    );
    const decision = { refundId, decision: 'approve', words } as const;
    expect(await clerk.refused('refund.decide', decision)).toBe('not_allowed');
    await query(
      town.runtime.db,
      `update account set person_id = '${ownPersonId}' where union_id = '${clerk.user.unionid}'`,
    );
    const id = { refundId, decision: 'approve', words: `证件 ${certNo}` } as const;
    expect(await clerk.refused('refund.decide', id)).toBe('bad_input');
    expect(await clerk.call('refund.decide', decision)).toMatchObject({
      status: 'insurance_review',
    });
    await untilStatus(town, payer, refundId, 'refunded');
    expect((await refundRow(town, refundId)).words).not.toContain('合同');
  });

  test('a clerk says no, with the reason that the payer reads', async () => {
    const paid = await paidFor(town, payer);
    const { refundId } = await payer.call('refund.request', ask(paid.itemId));
    await untilStatus(town, payer, refundId, 'staff_review');
    await clerk.call('refund.decide', { refundId, decision: 'reject', words: '没有查到就业登记' });
    const seen = await payer.call('refund.get', { refundId });
    expect(seen).toMatchObject({ status: 'rejected', words: '没有查到就业登记' });
    expect((await standing(town, paid)).cover?.endedAt).toBeNull();
  });

  test('death is for the family to say, never for oneself', async () => {
    const paid = await paidFor(town, payer);
    await befalls(town, paid, 'die');
    const { refundId } = await payer.call('refund.request', {
      itemId: paid.itemId,
      refundReason: 'DEATH',
    });
    await untilStatus(town, payer, refundId, 'refunded');
  });

  test('paid at a counter as well: proposed at night, confirmed by the payer, and covered all the same', async () => {
    const paid = await paidFor(town, payer);
    await befalls(town, paid, 'payAtCounter');
    await town.advance(24 * 60);
    await atNight(town);
    await atNight(town);
    const [proposal, ...others] = await refundsOfOrder(town, paid.orderId);
    expect(others).toEqual([]);
    expect(proposal).toMatchObject({ status: 'proposed', reason: 'DUPLICATE_PAYMENT' });
    const { id: refundId } = proposal!;
    expect(await noticesOf(town, `refund:${refundId}:found`)).toHaveLength(1);
    const { standings } = await payer.call('enrollment.overview', {});
    const before = standings.find(({ person }) => person.personId === paid.personId);
    expect(before).toMatchObject({ state: 'problem', nextStep: 'refund', refundId });
    await payer.call('refund.confirmProposal', { refundId });
    await untilStatus(town, payer, refundId, 'refunded');
    const { personNo } = town.residentOf(paid.personId);
    const left = await town.runtime.ports.corePlatform.listContributions(personNo);
    expect(left.filter(({ coverageYear }) => coverageYear === 2026)).toHaveLength(1);
    const overview = await payer.call('enrollment.overview', {});
    const after = overview.standings.find(({ person }) => person.personId === paid.personId);
    expect(after).toMatchObject({ state: 'covered', nextStep: 'none' });
    expect(after?.sentence).toContain('另一笔缴费');
  });

  test('refused by the books because the year stands there: goes back by itself', async () => {
    const enrollmentId = await town.payable(payer);
    const { order, payment } = await payer.call('payment.createOrder', {
      enrollmentIds: [enrollmentId],
    });
    const personId = order.items[0]!.person.personId;
    await befalls(town, { certNo: town.residentOf(personId).certNo }, 'payAtCounter');
    if (payment.kind !== 'wechatPay') throw new Error('nothing to pay');
    await town.sandboxPost('/wechat-pay/cashier/decide', { ...payment.params, decision: 'pay' });
    for (let n = 0; n < 20 && (await refundsOfOrder(town, order.orderId)).length === 0; n++) {
      await town.advance(1);
    }
    const [row] = await refundsOfOrder(town, order.orderId);
    expect(row).toMatchObject({ requestedBy: null, reason: 'DUPLICATE_PAYMENT' });
    expect(await payer.refused('refund.withdraw', { refundId: row!.id })).toBe('refund_state');
    await untilStatus(town, payer, row!.id, 'refunded');
    expect(await payer.call('payment.getOrder', { orderId: order.orderId })).toMatchObject({
      status: 'refunded',
      sentence: '400 元已经全部退回',
    });
    expect(nonZero(await balances(town, new Set([order.orderId])))).toEqual({});
  });

  test('the last second before the year, and the first one of it', async () => {
    const late = await paidFor(town, payer);
    const inTime = await paidFor(town, payer);
    await befalls(town, late, 'joinJob');
    await befalls(town, inTime, 'joinJob');
    await instruct(town, { taxMinutes: 600 });
    await setClock(town, startOfDay('2026-01-01') - 5_000);
    const { refundId } = await payer.call('refund.request', ask(inTime.itemId));
    await setClock(town, startOfDay('2026-01-01'));
    const reply = await payer.reply('refund.request', ask(late.itemId));
    expect(reply).toMatchObject({ ok: false, error: { code: 'refund_not_possible' } });
    expect(JSON.stringify(reply)).toContain('开始享受待遇后不再退费');
    expect(await optionOf(payer, late.orderId)).toMatchObject({ can: false });
    // asked for in time: how long the reviews take does not matter
    await untilStatus(town, payer, refundId, 'refunded');
    const { cover } = await standing(town, inTime);
    expect(cover?.endedAt).toBeGreaterThan(startOfDay('2026-01-01'));
    await instruct(town, { taxMinutes: 240 });
  });
});

describeOnServers('two at once', (engine) => {
  let town: Town;
  let payer: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
  });
  afterAll(() => town.close());

  test('asked for on two phones at once: one refund', async () => {
    const paid = await paidFor(town, payer);
    await befalls(town, paid, 'joinJob');
    const input = { itemId: paid.itemId, refundReason: 'JOINED_EMPLOYEE' } as const;
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => payer.reply('refund.request', input)),
    );
    expect(replies.filter(({ ok }) => ok)).toHaveLength(1);
    const refused = replies.flatMap((reply) => (reply.ok ? [] : [reply.error.code]));
    expect(new Set(refused)).toEqual(new Set(['refund_in_progress']));
    expect(await refundsOfOrder(town, paid.orderId)).toHaveLength(1);
  });
});
