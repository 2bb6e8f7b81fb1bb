import { addGuardian } from '@yibao/cloudfunctions/lib/guardians';
import { engines } from '../support/database';
import { atCashier, selfId, until } from '../support/journey';
import { type Phone } from '../support/system';
import {
  addToFamily,
  coversOf,
  coverageYear,
  itemRows,
  noticesOf,
  orderRow,
  startTown,
  type Town,
} from './payment-support';

jest.setTimeout(40_000);

describe.each(engines())('an order that stands in the way, on $name', (engine) => {
  let town: Town;
  let registrant: Phone;
  let stranger: Phone;
  let guardian: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    registrant = await town.login('xu-huilan');
    stranger = await town.login('luo-jun');
    guardian = await town.login('shen-wenbo');
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  const statusOf = async (orderId: string) => (await orderRow(town, orderId)).status;
  const orderBy = (phone: Phone, ...enrollmentIds: string[]) =>
    phone.call('payment.createOrder', { enrollmentIds });
  const messageOf = async (phone: Phone, enrollmentId: string) => {
    const reply = await phone.reply('payment.takeOver', { enrollmentId });
    return reply.ok ? reply.data.outcome : reply.error.code;
  };

  /** A child whom the registrant registered; the stranger knows name and number. */
  async function child() {
    const personId = await town.adopt(registrant, 'child');
    const resident = town.residentOf(personId);
    await addToFamily(town, stranger, resident);
    const { db, clock } = town.runtime;
    const guardianPersonId = await selfId(guardian);
    const relation = 'father' as const;
    const now = clock.now();
    await addGuardian(db, { childPersonId: personId, guardianPersonId, relation, now });
    const { enrollmentId } = await registrant.call('enrollment.register', {
      personId,
      coverageYear,
    });
    return { personId, enrollmentId };
  }

  test('a stranger holds nobody up: the registrant takes it over, pays, and the stranger is told', async () => {
    const { enrollmentId, personId } = await child();
    const { order } = await orderBy(stranger, enrollmentId);
    expect(await registrant.refused('payment.createOrder', { enrollmentIds: [enrollmentId] })).toBe(
      'payment_in_progress',
    );
    const seen = await registrant.call('enrollment.get', { enrollmentId });
    expect(seen).toMatchObject({ heldByOther: true, mayTakeOver: true });
    const { standings } = await registrant.call('enrollment.overview', { coverageYear });
    expect(standings.find(({ person }) => person.personId === personId)).toMatchObject({
      state: 'to_pay',
      nextStep: 'pay',
      sentence: expect.stringMatching(
        /^有人正在为(兄弟|姐妹)缴费，还没有付；也可以改由您来缴$/,
      ) as string,
    });
    expect(await messageOf(registrant, enrollmentId)).toBe('freed');
    expect(await statusOf(order.orderId)).toBe('closed');
    expect(town.wechatOrder(order.reference)?.closedAt).not.toBeNull();
    const [told] = await noticesOf(town, `refused:${order.orderId}`);
    expect(told).toMatchObject({ personId: await selfId(stranger), title: '这笔缴费没有扣成' });
    expect(told!.body).toContain('改由本人、监护人或办理登记的人来缴');
    expect(
      (await stranger.call('payment.getOrder', { orderId: order.orderId })).sentence,
    ).toContain('改由本人');
    const own = await orderBy(registrant, enrollmentId);
    await atCashier(town, own.payment, 'pay');
    await until(
      () => statusOf(own.order.orderId),
      (status) => status === 'posted',
    );
    expect(await coversOf(town, enrollmentId)).toMatchObject([{ orderId: own.order.orderId }]);
    // again: there is nothing left to take over
    expect(await messageOf(registrant, enrollmentId)).toBe('already_paid');
  });

  test('who was in the way is not in the way again at once, but may pay the next day', async () => {
    const { enrollmentId } = await child();
    await orderBy(stranger, enrollmentId);
    expect(await messageOf(registrant, enrollmentId)).toBe('freed');
    expect(
      await stranger.reply('payment.createOrder', { enrollmentIds: [enrollmentId] }),
    ).toMatchObject({
      ok: false,
      error: { code: 'not_allowed', message: expect.stringContaining('去掉这一位') as string },
    });
    await town.advance(24 * 60 + 1);
    const { order } = await orderBy(stranger, enrollmentId);
    expect(order.status).toBe('prepaid');
    await stranger.call('payment.cancelOrder', { orderId: order.orderId });
  });

  test('a guardian goes before who registered the child, not the other way round', async () => {
    const { enrollmentId } = await child();
    const first = await orderBy(registrant, enrollmentId);
    expect(await messageOf(stranger, enrollmentId)).toBe('payment_in_progress');
    expect(await messageOf(registrant, enrollmentId)).toBe('payment_in_progress');
    expect(await messageOf(guardian, enrollmentId)).toBe('freed');
    expect(await statusOf(first.order.orderId)).toBe('closed');
    const second = await orderBy(guardian, enrollmentId);
    expect(await guardian.call('enrollment.get', { enrollmentId })).toMatchObject({
      heldByOther: false,
      mayTakeOver: false,
    });
    expect(await registrant.call('enrollment.get', { enrollmentId })).toMatchObject({
      heldByOther: true,
      mayTakeOver: false,
    });
    expect(await messageOf(registrant, enrollmentId)).toBe('payment_in_progress');
    expect(await statusOf(second.order.orderId)).toBe('prepaid');
    await guardian.call('payment.cancelOrder', { orderId: second.order.orderId });
  });

  test('the money came first: it is applied, nobody pays twice', async () => {
    const { enrollmentId } = await child();
    // WeChat Pay's news does not come; only asking tells
    town.fault({ system: 'wechat-pay', operation: 'notify', kind: 'drop', times: 5 });
    const { order, payment } = await orderBy(stranger, enrollmentId);
    await atCashier(town, payment, 'pay');
    const reply = await registrant.reply('payment.takeOver', { enrollmentId });
    expect(reply.ok ? reply.data.outcome : reply.error.code).toMatch(/^(paid|already_paid)$/);
    expect(['paid', 'posted']).toContain(await statusOf(order.orderId));
    expect(await coversOf(town, enrollmentId)).toMatchObject([{ orderId: order.orderId }]);
    expect((await itemRows(town, order.orderId)).filter(({ live }) => live)).toHaveLength(1);
    const again = { enrollmentIds: [enrollmentId] };
    expect(await registrant.refused('payment.createOrder', again)).toBe('already_paid');
  });

  test('the rail is away: nothing is taken over, and it says so', async () => {
    const { enrollmentId } = await child();
    const { order } = await orderBy(stranger, enrollmentId);
    town.fault({ system: 'wechat-pay', operation: 'close', kind: 'error500', times: 20 });
    expect(await messageOf(registrant, enrollmentId)).toBe('upstream_unavailable');
    expect(await statusOf(order.orderId)).toBe('prepaid');
    town.sandbox.host.faults.clear();
    expect(await messageOf(registrant, enrollmentId)).toBe('freed');
    expect(await statusOf(order.orderId)).toBe('closed');
  });

  test('nothing in the way: nothing happens; not theirs: nobody there', async () => {
    const { enrollmentId } = await child();
    expect(await messageOf(registrant, enrollmentId)).toBe('freed');
    const nobody = await town.login('cao-xiuyun');
    expect(await messageOf(nobody, enrollmentId)).toBe('not_found');
  });
});
