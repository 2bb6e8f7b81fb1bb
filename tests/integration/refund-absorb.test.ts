import { randomUUID } from 'node:crypto';
import { contributionDifference } from '@yibao/cloudfunctions/lib/database/schema';
import { engines } from '../support/database';
import { atCashier } from '../support/journey';
import { type Phone } from '../support/system';
import { balances, nonZero } from './ledger-balance';
import { itemRows, noticesOf, startTown, type Town } from './payment-support';
import {
  atNight,
  befalls,
  instruct,
  optionOf,
  paidFor,
  refundRow,
  refundsOfOrder,
  untilStatus,
} from './refund-support';

jest.setTimeout(120_000);

describe.each(engines())('a difference and the whole of a contribution, on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
  });
  afterAll(() => town.close());
  afterEach(async () => {
    town.sandbox.host.faults.clear();
    await instruct(town, { taxMinutes: 240 });
  });

  /** A subsidy that came after the payment: 150 of 400 yuan are owed back. @returns its refund */
  async function differenceOf(orderId: string): Promise<string> {
    const [item] = await itemRows(town, orderId);
    const { personId, coverageYear, enrollmentId } = item!;
    await town.runtime.db.insert(contributionDifference).values({
      id: randomUUID(),
      personId,
      coverageYear,
      enrollmentId,
      orderId,
      paidFen: 40_000,
      dueFen: 25_000,
      differenceFen: 15_000,
      ruleId: 'test-subsidy',
      notedAt: town.runtime.clock.now(),
    });
    await atNight(town);
    const [row, ...more] = await refundsOfOrder(town, orderId);
    expect(more).toEqual([]);
    expect(row).toMatchObject({ kind: 'difference', amountFen: 15_000 });
    return row!.id;
  }

  const wholeOf = async (orderId: string) =>
    (await refundsOfOrder(town, orderId)).find(({ kind }) => kind === 'cover');

  test('the books refuse the payment while a part of it waits for them: the whole goes back', async () => {
    town.fault({ system: 'core-platform', operation: 'R201', kind: 'error500', times: 10_000 });
    const enrollmentIds = [await town.payable(payer)];
    const { order, payment } = await payer.call('payment.createOrder', { enrollmentIds });
    const { orderId } = order;
    await atCashier(town, payment, 'pay');
    await town.tick();
    const partId = await differenceOf(orderId);
    await untilStatus(town, payer, partId, 'insurance_review');
    const { certNo } = town.residentOf(order.items[0]!.person.personId);
    await befalls(town, { certNo }, 'payAtCounter');
    town.sandbox.host.faults.clear();
    for (let hours = 0; hours < 12 && !(await wholeOf(orderId)); hours++) await town.advance(60);
    const whole = await wholeOf(orderId);
    expect(whole).toMatchObject({ amountFen: 40_000, reason: 'DUPLICATE_PAYMENT' });
    expect((await refundRow(town, partId)).status).toBe('withdrawn');
    expect(await noticesOf(town, `refund:${partId}:absorbed`)).toHaveLength(1);
    await untilStatus(town, payer, whole!.id, 'refunded');
    expect(nonZero(await balances(town, new Set([orderId])))).toEqual({});
  });

  test('asked for as a whole: the part goes with it, and comes again when the whole is taken back', async () => {
    const paid = await paidFor(town, payer);
    await instruct(town, { taxMinutes: 3_000 });
    const partId = await differenceOf(paid.orderId);
    await untilStatus(town, payer, partId, 'tax_review');
    const option = await optionOf(payer, paid.orderId);
    expect(option).toMatchObject({ can: true, amountFen: 40_000, refundId: null });
    await befalls(town, paid, 'joinJob');
    const input = { itemId: paid.itemId, refundReason: 'JOINED_EMPLOYEE' } as const;
    const whole = await payer.call('refund.request', input);
    expect(whole.amountFen).toBe(40_000);
    expect((await refundRow(town, partId)).status).toBe('withdrawn');
    await atNight(town);
    expect(await refundsOfOrder(town, paid.orderId)).toHaveLength(2);
    await payer.call('refund.withdraw', { refundId: whole.refundId });
    await instruct(town, { taxMinutes: 240 });
    await atNight(town);
    await atNight(town);
    const again = (await refundsOfOrder(town, paid.orderId)).filter(
      ({ status }) => status !== 'withdrawn',
    );
    expect(again).toMatchObject([{ kind: 'difference', amountFen: 15_000 }]);
    await untilStatus(town, payer, again[0]!.id, 'refunded');
    expect(await optionOf(payer, paid.orderId)).toMatchObject({ can: true, amountFen: 25_000 });
  });

  test('a part that the platform was asked for goes its own way first', async () => {
    const paid = await paidFor(town, payer);
    const partId = await differenceOf(paid.orderId);
    town.fault({ system: 'core-platform', operation: 'R202', kind: 'timeout', times: 10_000 });
    for (let step = 0; step < 60; step++) {
      if ((await refundRow(town, partId)).platformRequest !== null) break;
      await town.advance(30);
    }
    await befalls(town, paid, 'joinJob');
    const input = { itemId: paid.itemId, refundReason: 'JOINED_EMPLOYEE' } as const;
    expect(await optionOf(payer, paid.orderId)).toMatchObject({ can: false, refundId: partId });
    expect(await payer.refused('refund.request', input)).toBe('refund_in_progress');
    town.sandbox.host.faults.clear();
    await untilStatus(town, payer, partId, 'refunded');
    const rest = await payer.call('refund.request', input);
    expect(rest.amountFen).toBe(25_000);
    await untilStatus(town, payer, rest.refundId, 'refunded');
    expect(nonZero(await balances(town, new Set([paid.orderId])))).toEqual({});
  });
});
