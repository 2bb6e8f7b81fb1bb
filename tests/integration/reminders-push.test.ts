import { messagePush, messageQuota, personPhone } from '@yibao/cloudfunctions/lib/database/schema';
import { notify } from '@yibao/cloudfunctions/lib/notices';
import { topicHandlers } from '@yibao/cloudfunctions/lib/outbox/handlers';
import { type MessageTopic } from '@yibao/shared/rules/message-template';
import { describeOnServers, engines } from '../support/database';
import { selfId } from '../support/journey';
import { type Phone } from '../support/system';
import { startTown, type Town } from './payment-support';
import { accept, bindPhone, goTo, inboxOf, smsTo } from './reminders-support';

jest.setTimeout(60_000);

/** Tells a person something of a topic, as the flows do. @returns the notice's id */
async function tell(town: Town, phone: Phone, key: string, topic: MessageTopic = 'payment') {
  const personId = await selfId(phone);
  const { db, clock } = town.runtime;
  const highlight = topic === 'payment' ? '400.00元' : '登记通过';
  const id = await notify(
    db,
    {
      personId,
      dedupeKey: key,
      title: '缴费成功',
      body: '试一试',
      link: 'pages/home/index',
      message: { topic, person: '王*兰', highlight },
    },
    clock.now(),
  );
  return id!;
}

const pushesOf = async (town: Town, noticeId: string) =>
  (await town.runtime.db.select().from(messagePush))
    .filter((row) => row.noticeId === noticeId)
    .map(({ channel, status, reason }) => [channel, status, reason]);

describe.each(engines())('how a notice is pushed, on $name', (engine) => {
  let town: Town;
  beforeEach(async () => {
    town = await startTown(engine);
  });
  afterEach(() => town.close());

  test('WeChat where it may, a short message where it may not, nothing twice', async () => {
    const phone = await town.login('xu-huilan');
    await bindPhone(town, phone, '13900001111');
    await accept(town, phone, 'payment');
    const first = await tell(town, phone, 'a');
    await town.tick();
    expect(await pushesOf(town, first)).toEqual([['wechat', 'sent', null]]);
    const second = await tell(town, phone, 'b');
    await town.tick();
    await town.tick();
    expect(await pushesOf(town, second)).toEqual([['sms', 'sent', null]]);
    expect(await inboxOf(town, phone)).toHaveLength(1);
    const texts = (await smsTo(town, '13900001111')).map(({ text }) => text);
    expect(texts).toHaveLength(2); // the code, and the message
    expect(texts[1]).toBe(
      '【沙盒医保】医保缴费成功，共 400 元。请打开微信小程序「医保随身办」查看。',
    );
    expect(town.logText()).not.toContain('13900001111');
  });

  test('43101: our quota is 0, and the short message goes', async () => {
    const phone = await town.login('luo-jun');
    await bindPhone(town, phone, '13900001111');
    await accept(town, phone, 'payment', 'ours');
    await accept(town, phone, 'payment', 'ours');
    const id = await tell(town, phone, 'a');
    await town.tick();
    await town.tick();
    expect(await pushesOf(town, id)).toEqual([
      ['wechat', 'refused', '43101'],
      ['sms', 'sent', null],
    ]);
    const quotas = await town.runtime.db.select().from(messageQuota);
    expect(quotas.map(({ remaining }) => remaining)).toEqual([0]);
  });

  test('who did not wish it gets no short message; who muted the kind gets nothing', async () => {
    const phone = await town.login('luo-jun');
    await bindPhone(town, phone, '13900001111');
    const save = (input: { wechat: boolean; sms: boolean; muted: ('results' | 'cover')[] }) =>
      phone.call('identity.saveReminderSettings', input);
    await save({ wechat: true, sms: false, muted: [] });
    const unwished = await tell(town, phone, 'a');
    await town.tick();
    await town.tick();
    await accept(town, phone, 'payment');
    await save({ wechat: true, sms: true, muted: ['results'] });
    const muted = await tell(town, phone, 'b');
    await town.tick();
    await save({ wechat: false, sms: true, muted: ['cover'] });
    const bySms = await tell(town, phone, 'c');
    await town.tick();
    await town.tick();
    expect(await pushesOf(town, unwished)).toEqual([]);
    expect(await pushesOf(town, muted)).toEqual([]);
    expect(await pushesOf(town, bySms)).toEqual([['sms', 'sent', null]]);
    expect((await phone.call('identity.listNotices', {})).notices).toHaveLength(3);
  });

  test('at night the notice stands in the app; it is pushed at eight, unless it was read', async () => {
    const phone = await town.login('luo-jun');
    await accept(town, phone, 'payment');
    await accept(town, phone, 'payment');
    await goTo(town, '2025-11-20 21:00');
    const unread = await tell(town, phone, 'a');
    const read = await tell(town, phone, 'b');
    await town.tick();
    expect(await inboxOf(town, phone)).toEqual([]);
    expect((await phone.call('identity.listNotices', {})).notices).toHaveLength(2);
    await phone.call('identity.readNotices', { noticeIds: [read] });
    await goTo(town, '2025-11-21 07:59');
    expect(await inboxOf(town, phone)).toEqual([]);
    await goTo(town, '2025-11-21 08:00');
    expect(await inboxOf(town, phone)).toHaveLength(1);
    expect(await pushesOf(town, unread)).toEqual([['wechat', 'sent', null]]);
    expect(await pushesOf(town, read)).toEqual([]);
  });

  test('three a day, whatever the way; the fourth comes the next morning', async () => {
    const phone = await town.login('luo-jun');
    for (let n = 0; n < 4; n++) await accept(town, phone, 'payment');
    for (const key of ['a', 'b', 'c', 'd']) {
      await tell(town, phone, key);
      await town.tick();
    }
    expect(await inboxOf(town, phone)).toHaveLength(3);
    await goTo(town, '2025-11-20 20:00');
    expect(await inboxOf(town, phone)).toHaveLength(3);
    await goTo(town, '2025-11-21 08:01');
    expect(await inboxOf(town, phone)).toHaveLength(4);
  });

  test.each([
    ['wechat', 'subscribeSend'],
    ['sms', 'SendSms'],
  ])('%s was away: it is tried again and sent once', async (system, operation) => {
    const phone = await town.login('luo-jun');
    if (system === 'sms') await bindPhone(town, phone, '13900001111');
    else await accept(town, phone, 'payment');
    town.fault({ system, operation, kind: 'error500', times: 2 });
    const id = await tell(town, phone, 'a');
    for (let n = 0; n < 5; n++) await town.advance(2);
    expect(await pushesOf(town, id)).toEqual([[system, 'sent', null]]);
    const sent = system === 'sms' ? await smsTo(town, '13900001111') : await inboxOf(town, phone);
    expect(sent).toHaveLength(system === 'sms' ? 2 : 1);
  });

  test.each([
    ['wechat', 'subscribeSend', 'timeout'],
    ['sms', 'SendSms', 'timeout'],
    ['sms', 'SendSms', 'drop'],
  ] as const)('%s did not answer (%s, %s): never again', async (system, operation, kind) => {
    const phone = await town.login('luo-jun');
    if (system === 'sms') await bindPhone(town, phone, '13900001111');
    else for (let n = 0; n < 2; n++) await accept(town, phone, 'payment');
    town.fault({ system, operation, kind, delayMs: 10 });
    const id = await tell(town, phone, 'a');
    for (let n = 0; n < 4; n++) await town.advance(3);
    expect((await pushesOf(town, id)).map(([channel, status]) => [channel, status])).toEqual([
      [system, 'unknown'],
    ]);
    const calls = town.callsOf(operation);
    expect(calls.filter((outcome) => outcome.startsWith(`fault ${kind}`))).toHaveLength(1);
  });

  test('a number that the carrier refuses is used no more, and its person can see it', async () => {
    const phone = await town.login('luo-jun');
    await bindPhone(town, phone, '13900001111');
    // the owner unsubscribed meanwhile: the carrier's answer for such numbers
    const { cipher, db } = town.runtime;
    const index = cipher.index('person_phone.phone', '13900000003');
    await db.update(personPhone).set({
      phone: cipher.seal('person_phone.phone', '13900000003'),
      phoneIndex: index,
    });
    const first = await tell(town, phone, 'a');
    await town.tick();
    await town.tick();
    const second = await tell(town, phone, 'b');
    await town.tick();
    await town.tick();
    expect(await pushesOf(town, first)).toEqual([['sms', 'refused', 'blacklisted']]);
    expect(await pushesOf(town, second)).toEqual([]);
    const settings = await phone.call('identity.reminderSettings', {});
    expect(settings.phone).toEqual({ masked: '139****0003', reachable: false });
  });

  test('a long-term subscription uses nothing up, until WeChat says otherwise', async () => {
    const template = town.runtime.config.wechat.subscribeTemplates.find(
      ({ topic }) => topic === 'payment',
    )!;
    template.longTerm = true;
    const phone = await town.login('luo-jun');
    await accept(town, phone, 'payment');
    await accept(town, phone, 'payment');
    const left = async () =>
      (await phone.call('identity.reminderSettings', {})).kinds.find(
        ({ topic }) => topic === 'payment',
      );
    expect(await left()).toMatchObject({ remaining: 1, longTerm: true });
    for (const key of ['a', 'b']) {
      await tell(town, phone, key);
      await town.tick();
    }
    expect(await inboxOf(town, phone)).toHaveLength(2);
    expect(await left()).toMatchObject({ remaining: 1 });
    await tell(town, phone, 'c');
    await town.tick();
    expect(await left()).toMatchObject({ remaining: 0 });
  });
});

describeOnServers('two workers and one message left', (engine) => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(engine);
  });
  afterAll(() => town.close());

  test('the quota is taken once, and each notice goes out once', async () => {
    const phone = await town.login('luo-jun');
    await accept(town, phone, 'payment');
    const ids = [await tell(town, phone, 'a'), await tell(town, phone, 'b')];
    const deliver = (noticeId: string) =>
      topicHandlers['wechat.message'].deliver(town.runtime, { noticeId }, 'test');
    await Promise.all([...ids, ...ids, ...ids].map(deliver));
    const ends = await Promise.all(ids.map((id) => pushesOf(town, id)));
    const sent = ends.flat().filter(([, status]) => status === 'sent');
    expect(sent).toHaveLength(1);
    expect(await inboxOf(town, phone)).toHaveLength(1);
    const quotas = await town.runtime.db.select().from(messageQuota);
    expect(quotas.map(({ remaining }) => remaining)).toEqual([0]);
  });
});
