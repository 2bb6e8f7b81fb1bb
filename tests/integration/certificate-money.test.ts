import { engines } from '../support/database';
import { pdfPages } from '../support/pdf-text';
import { type Phone } from '../support/system';
import { paperOf, verify } from './certificate-support';
import { coverageYear, startTown, type Town } from './payment-support';
import { bindAtCounter, enrolRelative } from './rails-support';
import { befalls, paidFor, untilStatus } from './refund-support';

jest.setTimeout(120_000);

const spaceless = (text: string): string => text.replace(/\s/g, '');

describe.each(engines())('a paper and the money behind it, on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
  });
  afterAll(() => town.close());

  test('five taps at once are one paper', async () => {
    const { personId } = await paidFor(town, payer);
    const asked = { kind: 'contribution', personId, coverageYear, fullNumber: false } as const;
    const issued = await Promise.all(
      Array.from({ length: 5 }, () => payer.call('certificate.issue', asked)),
    );
    expect(new Set(issued.map(({ certificateId }) => certificateId)).size).toBe(1);
  });

  test('the paper says what was paid, and goes with the money', async () => {
    const paid = await paidFor(town, payer);
    const { certificateId, verifyUrl, bytes } = await paperOf(payer, { personId: paid.personId });
    const text = (await pdfPages(bytes)).join('');
    expect(text).toContain('个人缴费金额400元');
    expect(text).toContain('缴费方式微信支付');
    // another adult's number stays hidden, and nothing tells of a subsidy
    expect(text).not.toContain(paid.certNo);
    expect(text).not.toContain('个人缴费标准');
    await befalls(town, paid, 'joinJob');
    const { refundId } = await payer.call('refund.request', {
      itemId: paid.itemId,
      refundReason: 'JOINED_EMPLOYEE',
    });
    expect((await verify(verifyUrl)).body).toMatchObject({ status: 'genuine' });
    await untilStatus(town, payer, refundId, 'refunded');
    expect((await verify(verifyUrl)).body).toMatchObject({ status: 'withdrawn' });
    const { certificate, file } = await payer.call('certificate.get', { certificateId });
    expect(certificate.status).toBe('withdrawn');
    expect(file).toBeNull();
    expect(
      await payer.refused('certificate.issue', {
        kind: 'contribution',
        personId: paid.personId,
        coverageYear,
        fullNumber: false,
      }),
    ).toBe('not_found');
  });

  test('paid from a personal account: the paper says so', async () => {
    const employee = await town.login('pan-jianguo');
    const { personId, enrollmentId } = await enrolRelative(employee, 'mother');
    await bindAtCounter(town, employee, 'mother');
    const { order } = await employee.call('payment.createOrder', {
      enrollmentIds: [enrollmentId],
      rail: 'mutualAid',
    });
    for (let n = 0; n < 20; n++) {
      const { status } = await employee.call('payment.getOrder', { orderId: order.orderId });
      if (status === 'posted') break;
      await town.advance(1);
    }
    const { bytes } = await paperOf(employee, { personId });
    const [page = ''] = await pdfPages(bytes);
    expect(page).toContain(spaceless('缴费方式 职工医保个人账户（家庭共济）'));
  });
});
