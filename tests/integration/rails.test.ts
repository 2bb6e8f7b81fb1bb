import { engines } from '../support/database';
import { type Phone } from '../support/system';
import {
  coversOf,
  orderRow,
  platformPosting,
  itemRows,
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
} from './rails-support';

jest.setTimeout(60_000);

describe.each(engines())('a contribution by another rail, on $name', (engine) => {
  let town: Town;
  let owner: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    owner = await town.login('pan-jianguo');
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  test('from the personal account: frozen, deducted, covered, posted, in one tap', async () => {
    const { enrollmentId } = await enrolRelative(owner, 'mother');
    const enrollmentIds = [enrollmentId];
    const before = await owner.call('payment.listRails', { enrollmentIds });
    expect(before.rails.map(({ rail, offered }) => [rail, offered])).toEqual([
      ['wechatPay', true],
      ['mutualAid', false],
      ['taxHandOver', true],
    ]);
    expect(before.rails[1]!.reason).toBe('妈妈 潘*兰还没有绑定到您的个人账户');
    await bindAtCounter(town, owner, 'mother');
    const { rails } = await owner.call('payment.listRails', { enrollmentIds });
    expect(rails[1]).toMatchObject({ offered: true, reason: null, availableFen: 286_000 });
    const created = await owner.call('payment.createOrder', { enrollmentIds, rail: 'mutualAid' });
    expect(created.payment).toEqual({ kind: 'none' });
    expect(created.order).toMatchObject({ rail: 'mutualAid', status: 'posted', totalFen: 40_000 });
    expect(created.order.sentence).toBe('已缴费 400 元，2026 年 1 月 1 日起可以报销');
    expect(await accountOf(town, owner)).toEqual({ balanceFen: 246_000, frozenFen: 0 });
    const { deductNo } = freezeOf(town, created.order.reference)!;
    expect((await orderRow(town, created.order.orderId)).transactionId).toBe(deductNo);
    const [item] = await itemRows(town, created.order.orderId);
    expect(platformPosting(town, item!.id)).toMatchObject({
      payWay: '02',
      transactionNo: deductNo,
    });
    expect(await coversOf(town, enrollmentId)).toHaveLength(1);
  });

  test('whose contribution it is: by relation, who left the family by name alone', async () => {
    const phone = await town.login('xu-huilan');
    const relation = 'mother';
    const { personId, enrollmentId } = await enrolRelative(phone, relation);
    const enrolled = await phone.call('enrollment.get', { enrollmentId });
    expect(enrolled.person.relation).toBe(relation);
    const { order } = await phone.call('payment.createOrder', { enrollmentIds: [enrollmentId] });
    const { orderId } = order;
    expect(order.items[0]!.person).toMatchObject({ personId, relation });
    await phone.call('payment.cancelOrder', { orderId });
    await phone.call('enrollment.cancel', { enrollmentId });
    await phone.call('identity.removeFamilyMember', { personId });
    const later = await phone.call('payment.getOrder', { orderId });
    expect(later.items[0]!.person).toMatchObject({ personId });
    expect(later.items[0]!.person).not.toHaveProperty('relation');
  });

  test('at the tax bureau: handed over, paid there, found on return', async () => {
    const { enrollmentId } = await enrolRelative(owner, 'daughter');
    const created = await owner.call('payment.createOrder', {
      enrollmentIds: [enrollmentId],
      rail: 'taxHandOver',
    });
    const { orderId, reference } = created.order;
    expect(created.order.sentence).toMatch(/^还没有查到付款。如果已经在税务那边付了/);
    const { payment } = created;
    if (payment.kind !== 'taxHandOver') throw new Error(payment.kind);
    const shown = Buffer.from(payment.reference, 'base64url').toString('utf8');
    expect(shown).toContain('潘*悦');
    for (const { resident } of owner.user.family) {
      expect(shown).not.toContain(resident.certNo);
      expect(shown).not.toContain(resident.name);
    }
    expect(await atTaxCashier(town, payment, 'pay')).toEqual({ status: 'paid' });
    const order = await owner.call('payment.refreshOrder', { orderId });
    expect(order).toMatchObject({ status: 'posted', rail: 'taxHandOver' });
    const [item] = await itemRows(town, orderId);
    const { payment: taken } = handOverOf(town, reference)!;
    expect(platformPosting(town, item!.id)).toMatchObject({
      payWay: '03',
      transactionNo: taken!.receiptNo,
    });
    expect(await coversOf(town, enrollmentId)).toHaveLength(1);
  });
});
