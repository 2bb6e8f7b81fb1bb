import { engines } from '../support/database';
import { atCashier, selfId, until, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';

jest.setTimeout(60_000);

const coverageYear = 2026;

describe.each(engines())('certificates, on $name', (engine) => {
  let system: TestSystem;
  let phone: Phone;
  let personId: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    phone = system.phone('lu-yutong');
    await verify(system, phone);
    personId = await selfId(phone);
    const { enrollmentId } = await phone.call('enrollment.register', { personId, coverageYear });
    const { order, payment } = await phone.call('payment.createOrder', {
      enrollmentIds: [enrollmentId],
    });
    await atCashier(system, payment, 'pay');
    await until(
      () => phone.call('payment.refreshOrder', { orderId: order.orderId }),
      ({ status }) => status === 'posted',
    );
  });
  afterAll(() => system.close());

  test('a proof of a contribution: chosen, issued, downloaded, verified', async () => {
    const { people } = await phone.call('certificate.people', {});
    expect(people.map(({ who }) => who)).toContain('self');
    const { choices } = await phone.call('certificate.choices', { kind: 'contribution', personId });
    expect(choices.map((choice) => choice.coverageYear)).toContain(coverageYear);
    const issued = await phone.call('certificate.issue', {
      kind: 'contribution',
      personId,
      coverageYear,
      fullNumber: false,
    });
    const { file } = await phone.call('certificate.get', { certificateId: issued.certificateId });
    const paper = file!;
    const page = await fetch(paper.verifyUrl);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('✓ 真的，没有撤回');
    const form = new FormData();
    form.set('file', new Blob([Buffer.from(paper.contentBase64, 'base64')]), 'a.pdf');
    const compared = await fetch(paper.verifyUrl, { method: 'POST', body: form });
    expect(await compared.text()).toContain('没有改过');
  });
});
