import { maskName } from '@yibao/shared/rules/masking';
import { engines } from '../support/database';
import { payFor, selfId } from '../support/journey';
import { type Phone } from '../support/system';
import { coverageYear, noticesOf, startTown, type Town } from './payment-support';
import { askedFor, befalls, optionOf, paidFor, untilStatus } from './refund-support';

jest.setTimeout(120_000);

describe.each(engines().slice(0, 1))('what the payer of a family reads, on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
  });
  afterAll(() => town.close());

  const bodiesOf = async (refundId: string, personId: string) =>
    (await noticesOf(town, `refund:${refundId}:`))
      .filter((row) => row.personId === personId)
      .map(({ body }) => body);

  test('whose money it is stands in each message, with what they are to the reader', async () => {
    const paid = await paidFor(town, payer);
    const { name, sex } = town.residentOf(paid.personId);
    const { refundId } = await askedFor(town, payer, paid);
    await untilStatus(town, payer, refundId, 'refunded');
    const bodies = await bodiesOf(refundId, await selfId(payer));
    expect(bodies.length).toBeGreaterThanOrEqual(2);
    const whose = `${sex === 'male' ? '兄弟' : '姐妹'}${maskName(name)}的 2026 年度医保费：`;
    for (const body of bodies) expect(body.startsWith(whose)).toBe(true);
    const view = await payer.call('payment.getOrder', { orderId: paid.orderId });
    expect(view.refunds[0]!.sentence).toBe(`${maskName(name)}：已退费`);
    expect(bodies.join('')).not.toContain(name);
    // the insured read of themselves
    const own = await bodiesOf(refundId, paid.personId);
    expect(own.length).toBeGreaterThan(0);
    for (const body of own) expect(body).not.toContain(maskName(name));
  });

  test('one’s own is called one’s own', async () => {
    const personId = await selfId(payer);
    const { orderId } = await payFor(town, payer, { personId, coverageYear });
    await befalls(town, { certNo: payer.user.resident.certNo }, 'joinJob');
    const { itemId } = await optionOf(payer, orderId);
    const input = { itemId, refundReason: 'JOINED_EMPLOYEE' } as const;
    const { refundId } = await payer.call('refund.request', input);
    await untilStatus(town, payer, refundId, 'refunded');
    for (const body of await bodiesOf(refundId, personId)) {
      expect(body).toMatch(/^您本人的 2026 年度医保费：/);
    }
  });
});
