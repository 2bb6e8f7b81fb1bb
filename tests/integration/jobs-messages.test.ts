import { messageQuota } from '@yibao/cloudfunctions/lib/database/schema';
import { templates } from '@yibao/sandbox/wechat/templates';
import { engines } from '../support/database';
import { atCashier, until } from '../support/journey';
import { type Phone } from '../support/system';
import { coverageYear, orderRow, startTown, type Town } from './payment-support';

jest.setTimeout(30_000);

interface Message {
  template_id: string;
  page: string;
  lines: { label: string; text: string }[];
}

describe.each(engines())('subscribe messages on $name', (engine) => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(engine);
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  const inbox = async ({ user }: Phone): Promise<Message[]> => {
    const query = `openid=${encodeURIComponent(user.miniProgramOpenid)}`;
    const response = await fetch(`${town.url}/sandbox/wechat/messages?${query}`);
    return ((await response.json()) as { messages: Message[] }).messages;
  };
  const quotas = async () =>
    (await town.runtime.db.select().from(messageQuota)).map(({ remaining }) => remaining);

  /** What a tap on 「允许」 does: WeChat counts it, and so do we. */
  async function accept(phone: Phone, topic: keyof typeof templates, where: 'both' | 'ours') {
    const { templateId } = templates[topic];
    await phone.call('identity.acceptMessages', { templateIds: [templateId] });
    if (where === 'ours') return;
    await town.sandboxPost('/wechat/subscribe/accept', {
      openid: phone.user.miniProgramOpenid,
      template_id: templateId,
    });
  }

  async function pay(phone: Phone, people = 1): Promise<string> {
    const enrollmentIds: string[] = [];
    for (let n = 0; n < people; n++) enrollmentIds.push(await town.payable(phone));
    const { order, payment } = await phone.call('payment.createOrder', { enrollmentIds });
    await atCashier(town, payment, 'pay');
    await until(
      () => orderRow(town, order.orderId),
      ({ status }) => status === 'posted',
    );
    await town.tick();
    return order.orderId;
  }

  test('allowed once: one message with the right fields, and none the next time', async () => {
    const phone = await town.login('xu-huilan');
    await accept(phone, 'payment', 'both');
    const orderId = await pay(phone);
    const messages = await inbox(phone);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({
      template_id: 'sandbox-tmpl-payment',
      page: `packagePayment/pages/order/index?orderId=${orderId}`,
    });
    const [who, amount, time, about] = messages[0]!.lines.map(({ text }) => text);
    expect(who).toMatch(/^\p{Script=Han}\*+\p{Script=Han}?$/u); // masked, never the whole name
    expect([amount, about]).toEqual(['400.00元', '缴费成功']);
    expect(time).toMatch(/^2025-11-20 \d{2}:\d{2}$/);
    await pay(phone);
    expect(await inbox(phone)).toHaveLength(1);
    expect(await quotas()).toEqual([0]);
  });

  test('eight names do not fit: the first and how many', async () => {
    const phone = await town.login('feng-xiaoyan');
    await accept(phone, 'payment', 'both');
    await pay(phone, 8);
    const [message] = await inbox(phone);
    expect(message!.lines[0]!.text).toMatch(/等 8 人$/);
    expect(message!.lines[1]!.text).toBe('3200.00元');
  });

  test('not allowed: none is sent, the notice in the app is there', async () => {
    const phone = await town.login('luo-jun');
    const sent = town.callsOf('subscribeSend').length;
    await pay(phone);
    expect(town.callsOf('subscribeSend')).toHaveLength(sent);
    const { notices } = await phone.call('identity.listNotices', {});
    expect(notices.map(({ title }) => title)).toEqual(['缴费成功']);
  });

  test('WeChat says 43101: our quota was wrong and is 0, nothing is tried again', async () => {
    const phone = await town.login('zhao-yajing');
    await accept(phone, 'payment', 'ours');
    await accept(phone, 'payment', 'ours');
    const sent = town.callsOf('subscribeSend').length;
    await pay(phone);
    expect(await inbox(phone)).toEqual([]);
    expect(await quotas()).toEqual([0, 0, 0]);
    expect(town.callsOf('subscribeSend')).toHaveLength(sent + 1);
    await town.advance(60);
    await pay(phone);
    expect(town.callsOf('subscribeSend')).toHaveLength(sent + 1);
  });

  test('the end of waiting for another city is news too', async () => {
    const phone = await town.login('sun-zhiqiang');
    await accept(phone, 'enrollment', 'both');
    const personId = await town.adopt(phone, 'elsewhereStuck7h');
    const { enrollmentId } = await phone.call('enrollment.register', { personId, coverageYear });
    const suspendedAt = town.runtime.clock.now() - 7 * 3_600_000;
    await phone.call('enrollment.declareSuspension', { enrollmentId, suspendedAt });
    await town.tick();
    const [message] = await inbox(phone);
    expect(message!.lines.map(({ text }) => text).slice(1, 2)).toEqual(['未同步']);
    expect(message!.page).toBe(
      `packageEnrollment/pages/conflict/index?enrollmentId=${enrollmentId}`,
    );
  });
});
