import { type GivenBack } from '@yibao/sandbox/core-platform/platform';
import { engines } from '../support/database';
import { appoint } from '../support/newborn-staff';
import { type Phone } from '../support/system';
import { balances, nonZero } from './ledger-balance';
import { startTown, type Town } from './payment-support';
import { askedFor, befalls, paidFor, refundRow, standing, untilStatus } from './refund-support';

jest.setTimeout(120_000);

describe.each(engines())('the insurance side confirms, on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  let clerk: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
    clerk = await appoint(town, 'zhao-yajing', 'YB-0042');
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  const givenBack = (refundId: string) =>
    town.sandbox.host.journal.store<GivenBack>('core-given-back').get(refundId);

  /** Lets R202 end the relation, and loses every answer of it. */
  async function endedUnheard(refundId: string): Promise<void> {
    town.fault({ system: 'core-platform', operation: 'R202', kind: 'timeout', times: 10_000 });
    for (let step = 0; step < 60 && !givenBack(refundId); step++) await town.advance(10);
    expect(givenBack(refundId)).toMatchObject({ relationEnded: true });
    expect((await refundRow(town, refundId)).status).toBe('insurance_review');
  }

  test('ended there, the answer lost, and the reason gone meanwhile: what was sent is sent again', async () => {
    const paid = await paidFor(town, payer);
    const { refundId } = await askedFor(town, payer, paid);
    await endedUnheard(refundId);
    await befalls(town, paid, 'leaveJob');
    await town.advance(60);
    const waiting = await refundRow(town, refundId);
    expect(waiting.status).toBe('insurance_review');
    const { personNo } = town.residentOf(paid.personId);
    expect(waiting.platformRequest).not.toContain(personNo);
    expect(await payer.refused('refund.withdraw', { refundId })).toBe('refund_state');
    const { content } = givenBack(refundId)!;
    town.sandbox.host.faults.clear();
    await untilStatus(town, payer, refundId, 'refunded');
    expect(givenBack(refundId)).toMatchObject({ content });
    expect((await standing(town, paid)).cover?.endedBy).toBe(refundId);
    expect(nonZero(await balances(town, new Set([paid.orderId])))).toEqual({});
  });

  test('refused by the platform: it was not sent after all, and a clerk decides anew', async () => {
    const paid = await paidFor(town, payer);
    const { refundId } = await askedFor(town, payer, paid);
    // the books there say another amount
    const postings = town.sandbox.host.journal.store<{ amountFen: number }>('core-postings');
    const posting = postings.get(paid.itemId)!;
    postings.set(paid.itemId, { ...posting, amountFen: 39_000 });
    await untilStatus(town, payer, refundId, 'staff_review');
    expect((await refundRow(town, refundId)).platformRequest).toBeNull();
    postings.set(paid.itemId, posting);
    const words = '核心平台已更正金额';
    await clerk.call('refund.decide', { refundId, decision: 'approve', words });
    await untilStatus(town, payer, refundId, 'refunded');
    expect(givenBack(refundId)?.content).toContain('"chk_way":"2"');
  });
});
