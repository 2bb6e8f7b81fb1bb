import { engines } from '../support/database';
import { payFor, selfId } from '../support/journey';
import { type Phone } from '../support/system';
import { paperOf, verify } from './certificate-support';
import { coverageYear, startTown, type Town } from './payment-support';
import { befalls, optionOf, untilStatus } from './refund-support';

jest.setTimeout(120_000);

describe.each(engines())('paid here and at a counter, on $name', (engine) => {
  let town: Town;
  let phone: Phone;
  let personId: string;
  beforeAll(async () => {
    town = await startTown(engine);
    phone = await town.login('lu-yutong');
    personId = await selfId(phone);
  });
  afterAll(() => town.close());

  async function paidAndGivenBack(event: 'payAtCounter' | 'joinJob', who: Phone, id: string) {
    const { orderId } = await payFor(town, who, { personId: id, coverageYear });
    const cover = await paperOf(who, { personId: id, kind: 'cover' });
    const contribution = await paperOf(who, { personId: id, kind: 'contribution' });
    await befalls(town, { certNo: who.user.resident.certNo }, event);
    const { itemId } = await optionOf(who, orderId);
    const refundReason = event === 'joinJob' ? 'JOINED_EMPLOYEE' : 'DUPLICATE_PAYMENT';
    const { refundId } = await who.call('refund.request', { itemId, refundReason });
    await untilStatus(town, who, refundId, 'refunded');
    return { cover, contribution, refundId };
  }
  const verdict = async (url: string) => (await verify(url)).body['status'];

  test('the payment here is over, the cover is not: each page says the same', async () => {
    const { cover, contribution, refundId } = await paidAndGivenBack(
      'payAtCounter',
      phone,
      personId,
    );
    const { standings } = await phone.call('enrollment.overview', { coverageYear });
    const home = standings[0]!;
    expect(home.state).toBe('covered');
    const { covers } = await phone.call('enrollment.myCover', {});
    expect(covers).toHaveLength(1);
    expect(covers[0]).toMatchObject({
      coverageYear,
      state: 'paidOtherwise',
      sentence: home.sentence,
      refundId,
    });
    expect(covers[0]!.timeline.map(({ title, state }) => `${title} ${state}`)).toEqual([
      '登记 done',
      '缴费 done',
      '入账 done',
      '退费 done',
    ]);
    expect(covers[0]!.timeline.at(-1)!.note).toContain('另一笔');
    // what the paper says of the cover is still true; that this payment was made for it is not
    expect(await verdict(cover.verifyUrl)).toBe('genuine');
    expect(await verdict(contribution.verifyUrl)).toBe('withdrawn');
  });

  test('cover that has ended has ended everywhere, and its papers with it', async () => {
    const employee = await town.login('luo-jun');
    const id = await selfId(employee);
    const { cover, contribution } = await paidAndGivenBack('joinJob', employee, id);
    const { covers } = await employee.call('enrollment.myCover', {});
    expect(covers[0]).toMatchObject({ state: 'refunded' });
    expect(covers[0]!.timeline.map(({ title, state }) => `${title} ${state}`)).toEqual([
      '登记 done',
      '缴费 done',
      '入账 done',
      '退费 done',
    ]);
    expect(await verdict(cover.verifyUrl)).toBe('withdrawn');
    expect(await verdict(contribution.verifyUrl)).toBe('withdrawn');
  });
});
