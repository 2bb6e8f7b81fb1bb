import { randomUUID } from 'node:crypto';
import {
  messagePush,
  personPhone,
  phoneChallenge,
} from '@yibao/cloudfunctions/lib/database/schema';
import { engines } from '../support/database';
import { selfId } from '../support/journey';
import { dumpText } from '../support/tables';
import { startTown, type Town } from './payment-support';
import { bindPhone, lastCodeTo, smsTo } from './reminders-support';

jest.setTimeout(120_000);

describe.each(engines())('the phone for short messages, on $name', (engine) => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(engine);
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  const settingsOf = async (key: string) =>
    (await town.login(key)).call('identity.reminderSettings', {});

  test('is bound by the code that arrives there, shown masked, sealed, and can be removed', async () => {
    const phone = await town.login('xu-huilan');
    const number = '13900001111';
    expect(await settingsOf('xu-huilan')).toMatchObject({ sms: false, phone: null });
    const sent = await phone.call('identity.sendPhoneCode', { phone: ' 139-0000-1111 ' });
    expect(sent.phoneMasked).toBe('139****1111');
    expect(sent.expiresAt - town.runtime.clock.now()).toBeLessThanOrEqual(600_000);
    const code = await lastCodeTo(town, number);
    expect(code).toMatch(/^\d{6}$/);
    const dump = await dumpText(town.runtime.db);
    expect(dump).not.toContain(code);
    expect(dump).not.toContain(number);
    await phone.call('identity.confirmPhone', { phoneCode: code });
    expect(await settingsOf('xu-huilan')).toMatchObject({
      sms: true,
      phone: { masked: '139****1111', reachable: true },
    });
    // a code is good once
    expect(await phone.refused('identity.confirmPhone', { phoneCode: code })).toBe(
      'phone_code_invalid',
    );
    await phone.call('identity.removePhone', {});
    expect(await settingsOf('xu-huilan')).toMatchObject({ sms: false, phone: null });
    const refused = await phone.reply('identity.saveReminderSettings', {
      wechat: true,
      sms: true,
      muted: [],
    });
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad_input', field: 'sms' } });
    expect(town.logText()).not.toContain(number);
    expect(town.logText()).not.toContain(code);
  });

  test('1,000 guesses of a code: five count, then only a new code helps, five a day', async () => {
    const phone = await town.login('luo-jun');
    const number = '13900002222';
    await phone.call('identity.sendPhoneCode', { phone: number });
    const right = await lastCodeTo(town, number);
    const guesses = Array.from({ length: 1000 }, (_, n) => String(n).padStart(6, '0')).filter(
      (guess) => guess !== right,
    );
    for (const phoneCode of guesses) {
      const code = await phone.refused('identity.confirmPhone', { phoneCode });
      expect(code).toBe('phone_code_invalid');
    }
    // the right one comes too late
    expect(await phone.refused('identity.confirmPhone', { phoneCode: right })).toBe(
      'phone_code_invalid',
    );
    const rows = await town.runtime.db.select().from(phoneChallenge);
    const own = rows.filter((row) => row.closedAt !== null && row.wrongAttempts > 0);
    expect(own.map((row) => row.wrongAttempts)).toEqual([5]);
    expect(await phone.refused('identity.sendPhoneCode', { phone: number })).toBe('rate_limited');
    for (let n = 0; n < 4; n++) {
      await town.advance(1);
      await phone.call('identity.sendPhoneCode', { phone: number });
    }
    await town.advance(1);
    expect(await phone.refused('identity.sendPhoneCode', { phone: '13900002223' })).toBe(
      'rate_limited',
    );
    // whoever else asks, that phone has had enough today
    const other = await town.login('zhao-yajing');
    expect(await other.refused('identity.sendPhoneCode', { phone: number })).toBe('rate_limited');
    expect(await smsTo(town, number)).toHaveLength(5);
    expect((await town.runtime.db.select().from(personPhone)).length).toBe(0);
  });

  test('a code of ten minutes ago is none', async () => {
    const phone = await town.login('sun-zhiqiang');
    await phone.call('identity.sendPhoneCode', { phone: '13900003333' });
    const phoneCode = await lastCodeTo(town, '13900003333');
    await town.advance(10);
    expect(await phone.refused('identity.confirmPhone', { phoneCode })).toBe('phone_code_invalid');
  });

  test('the same request twice, side by side or later, sends one code', async () => {
    const phone = await town.login('feng-xiaoyan');
    const number = '13900004444';
    const requestId = randomUUID();
    const input = { requestId, phone: number };
    const replies = await Promise.all([
      phone.reply('identity.sendPhoneCode', input),
      phone.reply('identity.sendPhoneCode', input),
    ]);
    replies.push(await phone.reply('identity.sendPhoneCode', input));
    expect(replies.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(1);
    expect(await smsTo(town, number)).toHaveLength(1);
  });

  test('the carrier was away: the same request again sends it; an answer lost sends it once', async () => {
    const phone = await town.login('wu-haibo');
    const number = '13900005555';
    const requestId = randomUUID();
    town.fault({ system: 'sms', operation: 'SendSms', kind: 'error500' });
    const input = { requestId, phone: number };
    expect(await phone.refused('identity.sendPhoneCode', input)).toBe('upstream_unavailable');
    await phone.call('identity.sendPhoneCode', input);
    expect(await smsTo(town, number)).toHaveLength(1);
    await town.advance(1);
    town.fault({ system: 'sms', operation: 'SendSms', kind: 'timeout', delayMs: 10 });
    const second = { requestId: randomUUID(), phone: number };
    await phone.call('identity.sendPhoneCode', second);
    await phone.call('identity.sendPhoneCode', second);
    expect(await smsTo(town, number)).toHaveLength(2);
  });

  test.each([
    ['13900000003', 'phone_unreachable', /不接收通知短信/],
    ['13900000004', 'phone_unreachable', /没有这个手机号/],
    ['13900000005', 'rate_limited', /过一小时再试/],
    ['12900000001', 'bad_input', /13 到 19 开头/],
    ['1390000', 'bad_input', /11 位/],
    ['+85291234567', 'bad_input', /内地手机号/],
  ])('%s is refused: %s', async (number, code, words) => {
    const phone = await town.login('zhao-yajing');
    await town.advance(2);
    const reply = await phone.reply('identity.sendPhoneCode', { phone: number });
    expect(reply).toMatchObject({ ok: false, error: { code } });
    if (!reply.ok) expect(reply.error.message).toMatch(words);
  });

  test('another account cannot use the code, and takes nothing from it', async () => {
    const phone = await town.login('xu-huilan');
    await phone.call('identity.sendPhoneCode', { phone: '13900006666' });
    const phoneCode = await lastCodeTo(town, '13900006666');
    const other = await town.login('luo-jun');
    expect(await other.refused('identity.confirmPhone', { phoneCode })).toBe('phone_code_invalid');
    await phone.call('identity.confirmPhone', { phoneCode });
    const [row] = await town.runtime.db.select().from(personPhone);
    expect(row!.personId).toBe(await selfId(phone));
    expect(await town.runtime.db.select().from(messagePush)).toEqual([]);
  });

  test('a new number takes the place of the old one', async () => {
    const phone = await town.login('xu-huilan');
    await town.advance(2);
    await bindPhone(town, phone, '13900007777');
    expect(await settingsOf('xu-huilan')).toMatchObject({ phone: { masked: '139****7777' } });
    expect(await town.runtime.db.select().from(personPhone)).toHaveLength(1);
  });
});
