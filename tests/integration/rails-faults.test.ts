import { type FaultKind } from '@yibao/sandbox/lib/host';
import { policyFor } from '@yibao/shared/policy';
import { type MutualAidRule } from '@yibao/shared/policy/schema';
import { describeOnServers, engines } from '../support/database';
import { addRelative } from '../support/journey';
import { type Phone } from '../support/system';
import { balances, expectedBalances, nonZero } from './ledger-balance';
import {
  books,
  coversOf,
  coverageYear,
  noticesOf,
  orderRow,
  startTown,
  type Town,
} from './payment-support';
import {
  accountOf,
  atTaxCashier,
  bindAtCounter,
  enrolRelative,
  freezeOf,
  handOverOf,
  takeFromAccount,
} from './rails-support';

jest.setTimeout(120_000);

const by = ({ orderId }: { orderId: string }) => ({ orderId });
const statusOf = async (town: Town, orderId: string) => (await orderRow(town, orderId)).status;

/** The city's rule, changed for one test and put back. */
function ruleOf2026(): MutualAidRule {
  const policy = policyFor('340600', coverageYear);
  if (policy?.status !== 'published') throw new Error('2026 is published');
  return policy.rails.mutualAid;
}

async function ledgerFits(town: Town): Promise<void> {
  const all = await books(town);
  const ids = new Set(all.orders.map(({ id }) => id));
  expect(nonZero(await balances(town, ids))).toEqual(nonZero(expectedBalances(all)));
}

describe.each(engines())('money of a personal account, on $name', (engine) => {
  let town: Town;
  let owner: Phone;
  let enrollmentIds: string[];
  let mother: string;
  const rule = ruleOf2026();
  const asItIs = structuredClone(rule);
  beforeEach(async () => {
    town = await startTown(engine);
    owner = await town.login('pan-jianguo');
    mother = (await enrolRelative(owner, 'mother')).enrollmentId;
    enrollmentIds = [mother];
    await bindAtCounter(town, owner, 'mother');
  });
  afterEach(async () => {
    Object.assign(rule, structuredClone(asItIs));
    await ledgerFits(town);
    await town.close();
  });
  const pay = () => owner.reply('payment.createOrder', { enrollmentIds, rail: 'mutualAid' });
  const fault = (operation: string, kind: FaultKind, times = 1) =>
    town.fault({ system: 'mutual-aid', operation, kind, times });
  const onlyOrder = async () => {
    const [order, ...others] = (await books(town)).orders;
    if (!order || others.length > 0) throw new Error('one order is expected');
    return order;
  };

  test('emptied between freeze and deduct: closed, told, nothing paid, another way is open', async () => {
    const { mutualAid } = town.runtime.ports;
    const deduct = mutualAid.deduct.bind(mutualAid);
    jest.spyOn(mutualAid, 'deduct').mockImplementationOnce(async (...args) => {
      await takeFromAccount(town, owner, 260_000);
      return deduct(...args);
    });
    expect(await pay()).toMatchObject({
      ok: false,
      error: {
        code: 'rail_refused',
        message: '医保个人账户余额不够，没有扣款。可以换一种付款方式',
      },
    });
    const order = await onlyOrder();
    expect(order).toMatchObject({ status: 'closed', refusal: 'balance', paidAt: null });
    expect(await noticesOf(town, `refused:${order.id}`)).toHaveLength(1);
    expect(await accountOf(town, owner)).toEqual({ balanceFen: 26_000, frozenFen: 0 });
    expect(await coversOf(town, mother)).toHaveLength(0);
    await owner.call('payment.createOrder', { enrollmentIds });
  });

  test.each(['drop', 'timeout', 'error500'] as const)(
    'freeze %s: the same wish again is the same freeze, paid once',
    async (kind) => {
      fault('freeze', kind);
      const requestId = `the-same-wish-${kind}`.padEnd(20, '0');
      const wish = { enrollmentIds, rail: 'mutualAid' as const, requestId };
      expect(await owner.refused('payment.createOrder', wish)).toBe('upstream_unavailable');
      const again = await owner.call('payment.createOrder', wish);
      expect(again.order.status).toBe('posted');
      expect(await accountOf(town, owner)).toEqual({ balanceFen: 246_000, frozenFen: 0 });
    },
  );

  test.each(['freeze', 'deduct'])('%s arrives twice: paid once', async (operation) => {
    fault(operation, 'duplicate');
    expect(await pay()).toMatchObject({ ok: true, data: { order: { status: 'posted' } } });
    expect((await accountOf(town, owner)).balanceFen).toBe(246_000);
  });

  test('deducted, the answer lost: the next look finds it paid', async () => {
    fault('deduct', 'timeout');
    expect(await pay()).toMatchObject({ ok: false, error: { code: 'upstream_unavailable' } });
    const { id } = await onlyOrder();
    expect(await statusOf(town, id)).toBe('prepaid');
    await town.advance(1);
    expect(await statusOf(town, id)).toBe('posted');
    expect(await coversOf(town, mother)).toHaveLength(1);
  });

  test('deduct never arrives and nobody comes back: released when the order ends', async () => {
    fault('deduct', 'drop');
    await pay();
    const { id, outTradeNo } = await onlyOrder();
    expect((await accountOf(town, owner)).frozenFen).toBe(40_000);
    fault('freezeStatus', 'error500', 2);
    fault('release', 'timeout');
    await town.advance(31);
    for (let look = 0; look < 5; look++) await town.advance(2);
    expect(await statusOf(town, id)).toBe('closed');
    expect(freezeOf(town, outTradeNo)!.status).toBe('released');
    expect(await accountOf(town, owner)).toEqual({ balanceFen: 286_000, frozenFen: 0 });
  });

  test('cancelled before a lost freeze arrives: it freezes nothing any more', async () => {
    fault('freeze', 'drop');
    await pay();
    const { id, outTradeNo } = await onlyOrder();
    expect((await owner.call('payment.cancelOrder', by({ orderId: id }))).status).toBe('closed');
    const late = await town.runtime.ports.mutualAid.release(outTradeNo);
    expect(late.status).toBe('released');
    expect((await accountOf(town, owner)).frozenFen).toBe(0);
  });

  test('cancelled after the deduction: the money counts', async () => {
    fault('deduct', 'timeout');
    await pay();
    const { id } = await onlyOrder();
    expect((await owner.call('payment.cancelOrder', by({ orderId: id }))).status).toBe('posted');
  });

  test('unbound between choosing and paying: refused, closed, told', async () => {
    const { mutualAid } = town.runtime.ports;
    const freeze = mutualAid.freeze.bind(mutualAid);
    jest.spyOn(mutualAid, 'freeze').mockImplementationOnce(async (asked) => {
      const { members } = (await mutualAid.account(asked.owner))!;
      await mutualAid.unbind(asked.owner, members[0]!.bindNo);
      return freeze(asked);
    });
    expect(await pay()).toMatchObject({ ok: false, error: { code: 'rail_refused' } });
    expect(await onlyOrder()).toMatchObject({ status: 'closed', refusal: 'notBound' });
  });

  test('a relative who is not bound, and somebody without an account, are told why', async () => {
    const { enrollmentId } = await enrolRelative(owner, 'daughter');
    const asked = { enrollmentIds: [enrollmentId], rail: 'mutualAid' as const };
    expect(await owner.reply('payment.createOrder', asked)).toMatchObject({
      ok: false,
      error: { code: 'rail_unavailable', message: '女儿 潘*悦还没有绑定到您的个人账户' },
    });
    const resident = await town.login('xu-huilan');
    const own = await enrolRelative(resident, 'mother');
    const wish = { enrollmentIds: [own.enrollmentId], rail: 'mutualAid' as const };
    expect(await resident.refused('payment.createOrder', wish)).toBe('rail_unavailable');
    expect(await resident.refused('payment.listRails', { enrollmentIds })).toBe('not_found');
    expect((await books(town)).orders).toHaveLength(0);
  });

  describe('where the month’s batch deducts', () => {
    beforeEach(() => Object.assign(rule, { deductMode: 'monthlyBatch' }));

    test('committed, live, uncovered; deducted at the month’s end and covered by the freeze day', async () => {
      const { rails } = await owner.call('payment.listRails', { enrollmentIds });
      expect(rails[1]!.note).toMatch(/^今天先冻结，2025 年 11 月 30 日统一扣款/);
      const { order } = await owner.call('payment.createOrder', {
        enrollmentIds,
        rail: 'mutualAid',
      });
      expect(order).toMatchObject({ status: 'committed', paidAt: null });
      expect(order.committed!.deductOn).toBe('2025-11-30');
      expect(order.sentence).toContain('扣款成功前还没有缴费，不能报销');
      expect(await owner.refused('payment.createOrder', { enrollmentIds })).toBe(
        'payment_in_progress',
      );
      await town.advance(3 * 24 * 60);
      expect(await statusOf(town, order.orderId)).toBe('committed');
      expect(await coversOf(town, mother)).toHaveLength(0);
      await town.advance(9 * 24 * 60);
      for (let look = 0; look < 3; look++) await town.advance(61);
      expect(await statusOf(town, order.orderId)).toBe('posted');
      expect(await accountOf(town, owner)).toEqual({ balanceFen: 246_000, frozenFen: 0 });
      expect(await coversOf(town, mother)).toHaveLength(1);
    });

    test('emptied before the batch: closed, told, free for another way', async () => {
      await pay();
      const { id } = await onlyOrder();
      await takeFromAccount(town, owner, 286_000);
      await town.advance(12 * 24 * 60);
      for (let look = 0; look < 3; look++) await town.advance(61);
      expect(await onlyOrder()).toMatchObject({ status: 'closed', refusal: 'balance' });
      expect(await noticesOf(town, `refused:${id}`)).toHaveLength(1);
      await owner.call('payment.createOrder', { enrollmentIds });
    });

    test('changed one’s mind before the batch: released, another way is open', async () => {
      await pay();
      const { id } = await onlyOrder();
      expect((await owner.call('payment.cancelOrder', by({ orderId: id }))).status).toBe('closed');
      expect((await accountOf(town, owner)).frozenFen).toBe(0);
      await owner.call('payment.createOrder', { enrollmentIds });
    });

    test('frozen in the window, deducted after it: the freeze day counts', async () => {
      town.sandbox.host.clock.set(Date.parse('2025-12-31T23:00:00+08:00'));
      await pay();
      const { id } = await onlyOrder();
      for (let look = 0; look < 4; look++) await town.advance(61);
      expect(await statusOf(town, id)).toBe('posted');
      const [cover] = await coversOf(town, mother);
      expect(cover).toMatchObject({ coverFrom: '2026-01-01', waitingUntil: null });
    });

    test('where the deduction’s day counts and lies outside: not offered, and why', async () => {
      rule.paymentDay.counts = 'deductDay';
      town.sandbox.host.clock.set(Date.parse('2026-12-30T10:00:00+08:00'));
      const { rails } = await owner.call('payment.listRails', { enrollmentIds });
      expect(rails[1]).toMatchObject({ offered: false });
    });

    test('unbinding waits while money is frozen for the relative', async () => {
      await pay();
      const { members } = await owner.call('payment.personalAccount', {});
      const { bindNo } = members[0]!;
      expect(await owner.refused('payment.unbindRelative', { bindNo })).toBe('money_frozen');
      const { id } = await onlyOrder();
      await owner.call('payment.cancelOrder', { orderId: id });
      expect(await owner.call('payment.unbindRelative', { bindNo })).toEqual({ unbound: true });
      const after = await owner.call('payment.personalAccount', {});
      expect(after.members).toEqual([]);
    });
  });
});

describe.each(engines())('handed over to the tax bureau, on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('pan-jianguo');
  });
  afterAll(async () => {
    await ledgerFits(town);
    await town.close();
  });
  afterEach(() => town.sandbox.host.faults.clear());
  const handOver = async () => {
    const enrollmentIds = [await town.payable(payer)];
    const created = await payer.call('payment.createOrder', {
      enrollmentIds,
      rail: 'taxHandOver',
    });
    return { ...created, enrollmentIds };
  };

  test('paid and never returned: the sweep finds it', async () => {
    const { order, payment } = await handOver();
    await atTaxCashier(town, payment, 'pay');
    await town.advance(1);
    expect(await statusOf(town, order.orderId)).toBe('posted');
  });

  test('never paid: closed there and here when it ends; then the cashier takes nothing', async () => {
    const { order, payment, enrollmentIds } = await handOver();
    await town.advance(31);
    await town.advance(2);
    expect(await statusOf(town, order.orderId)).toBe('closed');
    expect(handOverOf(town, order.reference)!.closedAt).not.toBeNull();
    expect(await atTaxCashier(town, payment, 'pay')).toEqual({ refusal: 'closed' });
    await payer.call('payment.createOrder', { enrollmentIds });
  });

  test('cancelled at the bureau: closed here, another way is open', async () => {
    const { order, payment, enrollmentIds } = await handOver();
    await atTaxCashier(town, payment, 'cancel');
    expect((await payer.call('payment.refreshOrder', by(order))).status).toBe('closed');
    await payer.call('payment.createOrder', { enrollmentIds });
  });

  test('another amount was paid: nothing is covered, nobody may pay again, staff sees it', async () => {
    const { order, payment, enrollmentIds } = await handOver();
    await atTaxCashier(town, payment, 'pay-other');
    expect(await payer.refused('payment.refreshOrder', by(order))).toBe('internal');
    await town.advance(31);
    expect(await statusOf(town, order.orderId)).toBe('prepaid');
    expect(await payer.refused('payment.createOrder', { enrollmentIds })).toBe(
      'payment_in_progress',
    );
    const { sentence } = await payer.call('payment.getOrder', by(order));
    expect(sentence).toMatch(/^付款时间已过，正在向税务缴费核对/);
    expect(town.logText()).toContain('amount differs');
  });

  test('paid there, then cancelled here: the money counts', async () => {
    const { order, payment } = await handOver();
    await atTaxCashier(town, payment, 'pay');
    expect((await payer.call('payment.cancelOrder', by(order))).status).toBe('posted');
  });

  test('money after the close, the people free: taken up when it is seen', async () => {
    const { order } = await handOver();
    await payer.call('payment.cancelOrder', by(order));
    await town.sandboxPost('/control/tax/late-payment', { orderNo: order.reference });
    expect((await payer.call('payment.refreshOrder', by(order))).status).toBe('posted');
  });

  test('money after the close, paid another way meanwhile: due back', async () => {
    const { order, enrollmentIds } = await handOver();
    await payer.call('payment.cancelOrder', by(order));
    await payer.call('payment.createOrder', { enrollmentIds });
    await town.sandboxPost('/control/tax/late-payment', { orderNo: order.reference });
    expect((await payer.call('payment.refreshOrder', by(order))).status).toBe('refund_due');
  });

  test.each(['drop', 'timeout', 'duplicate', 'error500'] as const)(
    'announcement and close %s: repeated, one hand-over, closed at last',
    async (kind) => {
      const enrollmentIds = [await town.payable(payer)];
      town.fault({ system: 'tax', operation: 'openHandOver', kind });
      const requestId = `tax-wish-${kind}-0000000`;
      const wish = { enrollmentIds, rail: 'taxHandOver' as const, requestId };
      const first = await payer.reply('payment.createOrder', wish);
      expect(first.ok).toBe(kind === 'duplicate');
      const { order } = await payer.call('payment.createOrder', wish);
      town.fault({ system: 'tax', operation: 'closeHandOver', kind });
      const reply = await payer.reply('payment.cancelOrder', by(order));
      if (!reply.ok) {
        expect(reply.error.message).toMatch(/^暂时连不上税务缴费，订单还没有取消/);
      }
      await payer.call('payment.cancelOrder', by(order));
      expect(await statusOf(town, order.orderId)).toBe('closed');
    },
  );

  test('a reference that was changed, or of another order, opens nothing', async () => {
    const { payment } = await handOver();
    if (payment.kind !== 'taxHandOver') throw new Error(payment.kind);
    const read = JSON.parse(Buffer.from(payment.reference, 'base64url').toString('utf8')) as Record<
      string,
      unknown
    >;
    for (const change of [
      { totalFen: 1 },
      { orderNo: 'YB000000000000' },
      { expiresAt: '2099-01-01 00:00:00' },
    ]) {
      const forged = Buffer.from(JSON.stringify({ ...read, ...change }), 'utf8');
      const reference = forged.toString('base64url');
      const answer = await atTaxCashier(town, { ...payment, reference }, 'pay');
      expect(answer).toEqual({ refusal: 'tampered' });
    }
    await town.advance(31);
    expect(['expired', 'closed']).toContain((await atTaxCashier(town, payment, 'pay')).refusal);
  });
});

describeOnServers('two rails at the same moment', (engine) => {
  let town: Town;
  let owner: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    owner = await town.login('pan-jianguo');
    await addRelative(owner, 'mother');
    await bindAtCounter(town, owner, 'mother');
  });
  afterAll(() => town.close());

  test('one person and year is paid on one of them, whoever comes first', async () => {
    const { self } = await owner.call('identity.listFamily', {});
    expect(self).toBeDefined();
    const { members } = await owner.call('identity.listFamily', {});
    const { enrollmentId } = await owner.call('enrollment.register', {
      personId: members[0]!.personId,
      coverageYear,
    });
    const wish = (rail: 'wechatPay' | 'mutualAid' | 'taxHandOver') =>
      owner.reply('payment.createOrder', { enrollmentIds: [enrollmentId], rail });
    const replies = await Promise.all(
      (['wechatPay', 'mutualAid', 'taxHandOver', 'mutualAid', 'taxHandOver'] as const).map(wish),
    );
    expect(replies.filter(({ ok }) => ok)).toHaveLength(1);
    for (const reply of replies) {
      if (!reply.ok) {
        expect(['payment_in_progress', 'already_paid']).toContain(reply.error.code);
      }
    }
    const live = (await books(town)).items.filter((item) => item.live);
    expect(live).toHaveLength(1);
    const held = (await accountOf(town, owner)).balanceFen;
    const [order] = (await books(town)).orders.filter(({ paidAt }) => paidAt !== null);
    expect(held).toBe(order ? 246_000 : 286_000);
  });
});
